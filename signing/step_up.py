"""Stepping up before signing: a person's second factor, made, given up, and shown when a key is to be used.

Codes are judged where keys are kept (`signing.factors`); here it is recorded whose they are and what became of them. A
code is first *presented* for files that were shown, outside of any other transaction, so that a wrong one is recorded
for good. The permit that comes of it is spent there with the first signature: one that fails leaves the code unspent.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.models import Agency, Employee
from agencies.policies import require
from history import clock
from history.actors import Actor
from history.acts import act, record
from signing import one_time, policies, rehearsal, selectors
from signing.keys import FactorRefused, SignerUnavailable
from signing.models import Certificate, RecoveryCode, SecondFactor
from signing.signers import ask_factors

OF_THE_CODE = frozenset({"second-factor-needed", "wrong-code", "code-spent", "factor-rests"})


@dataclass(frozen=True)
class Presented:
    """A right code, not spent yet, of one person; its permit is good for one signing of the files that were shown."""

    employee_id: int
    factor_id: int
    permit: str = field(repr=False)
    recovery: str = field(default="", repr=False)
    use: UUID = field(default_factory=uuid4)


@act
def begin(*, actor: Employee, password: str) -> SecondFactor:
    """Have a secret made for an authenticator; it counts when a code of it was given. One begun before is forgotten.

    Raises:
        PermissionDenied: the actor signs nothing.
        ValidationError: ``wrong-password``, ``factor-there`` (one is in force: give it up first),
            ``signer-unavailable``.
    """
    require(policies.may_have_second_factor(actor))
    if selectors.factor_in_force(actor) is not None:
        raise ValidationError(_("You have a second factor already."), code="factor-there")
    if not actor.check_password(password):
        raise ValidationError({"password": ValidationError(_("This is not your password."), code="wrong-password")})
    for old in SecondFactor.objects.filter(employee=actor, dropped_at__isnull=True):
        _drop(old)
        if old.kept_as:
            _asked("retire", id=old.kept_as)
    made = SecondFactor(employee=actor, kept_as=_asked("begin")["id"], begun_at=clock.now())
    made.full_clean()
    made.save()
    record("signing.factor_begun", actor=actor, subject=made, about=[actor])
    return made


def secret_of_begun(factor: SecondFactor) -> bytes:
    """The secret for the authenticator, as long as it is not confirmed.

    Raises:
        ValidationError: ``signer-unavailable``, or that it is told no more.
    """
    return bytes.fromhex(_asked("shown", id=factor.kept_as)["secret"])


@act
def enrol(*, actor: Employee, code: str) -> list[str]:
    """Put the authenticator in force by a first code of it; the recovery codes, which nobody can show again.

    From now on the person's keys sign with a code alone.

    Raises:
        PermissionDenied: the actor signs nothing.
        ValidationError: ``factor-not-begun``, ``wrong-code``, ``signer-unavailable``.
    """
    require(policies.may_have_second_factor(actor))
    factor = SecondFactor.objects.select_for_update(of=("self",)).begun().filter(employee=actor).first()
    if factor is None:
        raise ValidationError(_("Begin anew: there is no authenticator to be confirmed."), code="factor-not-begun")
    owned = Certificate.objects.filter(kind=Certificate.Kind.PERSON, employee=actor, revoked_at__isnull=True)
    keys = list(owned.exclude(key_id="").order_by("id").values_list("key_id", flat=True))
    codes = _asked("confirm", id=factor.kept_as, code=_typed(code), keys=keys)["codes"]
    factor.confirmed_at = clock.now()
    factor.save()
    record("signing.factor_enrolled", actor=actor, subject=factor, about=[actor])
    return _kept(factor, codes)


@act
def renew_recovery_codes(*, actor: Employee, presented: Presented) -> list[str]:
    """New recovery codes; those before serve no more.

    Raises:
        ValidationError: ``code-spent``, ``signer-unavailable``.
    """
    factor = _note_use(actor, presented)
    for old in factor.recovery_codes.filter(spent_at__isnull=True):
        old.spent_at = clock.now()
        old.save()
    record("signing.recovery_codes_renewed", actor=actor, subject=factor, about=[actor])
    return _kept(factor, _asked("renew", id=factor.kept_as, permit=presented.permit)["codes"])


@act
def give_up(*, actor: Employee, presented: Presented) -> SecondFactor:
    """The person gives their authenticator up; their keys sign by the passphrase alone again.

    Raises:
        ValidationError: ``code-spent``, ``signer-unavailable``.
    """
    factor = _note_use(actor, presented)
    _drop(factor)
    record("signing.factor_given_up", actor=actor, subject=factor, about=[actor])
    _asked("drop", id=factor.kept_as, permit=presented.permit)
    return factor


@act
def take_away(*, actor: Actor, factor: SecondFactor) -> SecondFactor:
    """An administrator takes away the authenticator of a person who lost it; the person makes another one.

    The keys that it guarded sign no more, or whoever can press this button could sign: they need new certificates.

    Raises:
        PermissionDenied: the actor does not administer the person's agency.
        ValidationError: ``factor-gone``, ``signer-unavailable``.
    """
    require(policies.may_take_factor_away(actor, factor))
    fresh = SecondFactor.objects.select_for_update(of=("self",)).get(pk=factor.pk)
    if fresh.dropped_at is not None:
        raise ValidationError(_("This second factor was given up before."), code="factor-gone")
    _drop(fresh)
    record("signing.factor_taken_away", actor=actor, subject=fresh, about=[fresh.employee])
    if fresh.kept_as:
        _asked("retire", id=fresh.kept_as)
    return fresh


def is_asked_of(signer: Employee) -> bool:
    """Whether a person signs with a code: a second factor guards their keys, or an agency of theirs wants one."""
    return selectors.factor_in_force(signer) is not None or any(
        post.unit.agency.signing_needs_code for post in signer.current_posts
    )


def present(*, actor: Employee, code: str, shown: Sequence[str] = ()) -> Presented:
    """Have a code of the authenticator, or a recovery code, judged. A refusal is recorded before it is raised.

    ``shown`` are the SHA-256 digests of the files that may be signed under it. To be called outside of the transaction
    that the code is for.

    Raises:
        ValidationError: ``no-second-factor``, ``wrong-code``, ``code-spent``, ``factor-rests`` (too many wrong ones),
            ``signer-unavailable``.
    """
    found = _checked(actor=actor, code=code, shown=shown)
    if isinstance(found, ValidationError):
        raise found
    return found


def require_step_up(*, actor: Employee, agency: Agency, presented: Presented | None) -> bool:
    """Note, in the transaction of a signature, that it is made with a presented code; whether one is wanted at all.

    Raises:
        ValidationError: ``second-factor-needed``, ``code-spent``.
    """
    if rehearsal.is_rehearsed():
        return False
    if presented is None:
        if not agency.signing_needs_code and selectors.factor_in_force(actor) is None:
            return False
        raise refusal(FactorRefused("second-factor-needed"))
    _note_use(actor, presented)
    return True


def refusal(refused: FactorRefused) -> ValidationError:
    """What a person is told of a refusal of the second factor, beside the field of the code where that is to blame."""
    words = {
        "second-factor-needed": _("Give a code of your authenticator."),
        "wrong-code": _("This code is not right."),
        "code-spent": _("This code was used before: wait for the next one."),
        "not-shown": _("The files to be signed are not those that the code was given for. Nothing was signed."),
        "factor-gone": _(
            "Your key was bound to a second factor that was taken away, and signs no more: ask for a new certificate."
        ),
        "factor-rests": _("Too many wrong codes: none is tried until %(moment)s."),
    }
    moment = timezone.localtime(datetime.fromtimestamp(refused.until, UTC)).strftime("%H:%M:%S")
    said = words.get(refused.code, _("The second factor was refused."))
    error = ValidationError(said, code=refused.code, params={"moment": moment})
    return ValidationError({"code": error}) if refused.code in OF_THE_CODE else error


@act
def _checked(*, actor: Employee, code: str, shown: Sequence[str]) -> Presented | ValidationError:
    """A right code, or why not; what is written about a wrong one stays."""
    factor = selectors.factor_in_force(actor)
    if factor is None:
        none = ValidationError(_("You have no second factor: set one up first."), code="no-second-factor")
        return ValidationError({"code": none})
    try:
        told = ask_factors("present", id=factor.kept_as, code=_typed(code), files=list(shown))
    except FactorRefused as refused:
        record("signing.factor_refused", actor=actor, subject=factor, about=[actor], data={"why": refused.code})
        return refusal(refused)
    except SignerUnavailable:
        return _unavailable()
    return Presented(actor.pk, factor.pk, told["permit"], told["recovery"])


def _note_use(actor: Employee, presented: Presented) -> SecondFactor:
    """The factor, with this use of it written down; several signatures of one use are one."""
    require(presented.employee_id == actor.pk)
    factor = SecondFactor.objects.select_for_update(of=("self",)).in_force().filter(pk=presented.factor_id).first()
    if factor is None:
        raise refusal(FactorRefused("code-spent"))
    if factor.last_use == presented.use:
        return factor
    for row in factor.recovery_codes.filter(digest=presented.recovery, spent_at__isnull=True):
        row.spent_at = clock.now()
        row.save()
    factor.last_use = presented.use
    factor.save()
    by = "recovery-code" if presented.recovery else "authenticator"
    record("signing.factor_used", actor=actor, subject=factor, about=[actor], data={"by": by})
    return factor


def _kept(factor: SecondFactor, codes: list[str]) -> list[str]:
    """The codes, their digests written down: which were spent is told by rows, which serve is known to the signer."""
    for code in codes:
        RecoveryCode.objects.create(factor=factor, digest=one_time.digest_of(code), made_at=clock.now())
    return codes


def _drop(factor: SecondFactor) -> None:
    factor.dropped_at = clock.now()
    factor.save()


def _asked(word: str, **told: Any) -> dict[str, Any]:
    try:
        return ask_factors(word, **told)
    except FactorRefused as refused:
        raise refusal(refused) from refused
    except SignerUnavailable as error:
        raise _unavailable() from error


def _unavailable() -> ValidationError:
    return ValidationError(
        _("The process that keeps the keys does not answer. Nothing was done; try again in a minute."),
        code="signer-unavailable",
    )


def _typed(code: str) -> str:
    return "".join(code.split())
