"""Stepping up before signing: a person's second factor, made, given up, and shown when a key is to be used.

A code is first *presented*, outside of any other transaction, so that a wrong one is counted and recorded for good;
then *spent* in the transaction of the signature. A signature that fails leaves its code unspent: who mistyped the
passphrase need not wait for the next code. Several letters signed at once spend one code.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.models import Agency, Employee
from agencies.policies import require
from history import clock
from history.actors import Actor
from history.acts import act, record
from signing import one_time, policies
from signing.models import RecoveryCode, SecondFactor

FREE_ATTEMPTS = 5
LONGEST_REST = 900  # seconds
COUNTS_FOR = timedelta(minutes=15)  # so long may a signing of many letters take


@dataclass(frozen=True)
class Presented:
    """A right code, not spent yet, of one person; good for one signing."""

    employee_id: int
    factor_id: int
    at: datetime
    step: int | None = None
    recovery_id: int | None = None
    use: UUID = field(default_factory=uuid4)


@act
def begin(*, actor: Employee, password: str) -> SecondFactor:
    """Make a secret for an authenticator; it counts when a code of it was given. One begun before is forgotten.

    Raises:
        PermissionDenied: the actor signs nothing.
        ValidationError: ``wrong-password``, or ``factor-there`` (one is in force: give it up first).
    """
    require(policies.may_have_second_factor(actor))
    if SecondFactor.objects.in_force().filter(employee=actor).exists():
        raise ValidationError(_("You have a second factor already."), code="factor-there")
    if not actor.check_password(password):
        raise ValidationError({"password": ValidationError(_("This is not your password."), code="wrong-password")})
    for old in SecondFactor.objects.begun().filter(employee=actor):
        _empty(old)
    made = SecondFactor(employee=actor, secret=one_time.seal(one_time.new_secret()), begun_at=clock.now())
    made.full_clean()
    made.save()
    record("signing.factor_begun", actor=actor, subject=made, about=[actor])
    return made


@act
def enrol(*, actor: Employee, code: str) -> list[str]:
    """Put the authenticator in force by a first code of it; the recovery codes, which nobody can show again.

    Raises:
        PermissionDenied: the actor signs nothing.
        ValidationError: ``factor-not-begun``, ``wrong-code``.
    """
    require(policies.may_have_second_factor(actor))
    factor = SecondFactor.objects.select_for_update(of=("self",)).begun().filter(employee=actor).first()
    if factor is None:
        raise ValidationError(_("Begin anew: there is no authenticator to be confirmed."), code="factor-not-begun")
    step = one_time.matching_step(one_time.unseal(factor.secret), _typed(code), clock.now())
    if step is None:
        raise ValidationError({"code": _wrong_code()})
    factor.confirmed_at, factor.last_step = clock.now(), step
    factor.save()
    record("signing.factor_enrolled", actor=actor, subject=factor, about=[actor])
    return _new_codes(factor)


@act
def renew_recovery_codes(*, actor: Employee, presented: Presented) -> list[str]:
    """New recovery codes; those before serve no more.

    Raises:
        ValidationError: ``code-spent``.
    """
    factor = _spend(actor, presented)
    for old in factor.recovery_codes.filter(spent_at__isnull=True):
        old.spent_at = clock.now()
        old.save()
    record("signing.recovery_codes_renewed", actor=actor, subject=factor, about=[actor])
    return _new_codes(factor)


@act
def give_up(*, actor: Employee, presented: Presented) -> SecondFactor:
    """The person gives their authenticator up; its secret is emptied.

    Raises:
        ValidationError: ``code-spent``.
    """
    factor = _spend(actor, presented)
    _empty(factor)
    record("signing.factor_given_up", actor=actor, subject=factor, about=[actor])
    return factor


@act
def take_away(*, actor: Actor, factor: SecondFactor) -> SecondFactor:
    """An administrator takes away the authenticator of a person who lost it; the person makes another one.

    Raises:
        PermissionDenied: the actor does not administer the person's agency.
        ValidationError: ``factor-gone``.
    """
    require(policies.may_take_factor_away(actor, factor))
    fresh = SecondFactor.objects.select_for_update(of=("self",)).get(pk=factor.pk)
    if fresh.dropped_at is not None:
        raise ValidationError(_("This second factor was given up before."), code="factor-gone")
    _empty(fresh)
    record("signing.factor_taken_away", actor=actor, subject=fresh, about=[fresh.employee])
    return fresh


def is_asked_of(signer: Employee) -> bool:
    """Whether an agency in which the person holds a post today wants a code before signing."""
    return any(post.unit.agency.signing_needs_code for post in signer.current_posts)


def present(*, actor: Employee, code: str) -> Presented:
    """Check a code of the authenticator, or a recovery code. A refusal is recorded and counted before it is raised.

    To be called outside of the transaction that the code is for.

    Raises:
        ValidationError: ``no-second-factor``, ``wrong-code``, ``code-spent``, ``factor-rests`` (too many wrong ones).
    """
    found = _checked(actor=actor, code=code)
    if isinstance(found, ValidationError):
        raise ValidationError({"code": found})
    return found


def require_step_up(*, actor: Employee, agency: Agency, presented: Presented | None) -> bool:
    """Spend a presented code in the transaction of a signature; whether the agency wants one at all.

    Raises:
        ValidationError: ``second-factor-needed``, ``code-spent``.
    """
    if not agency.signing_needs_code:
        return False
    if presented is None:
        raise ValidationError(
            {"code": ValidationError(_("Give a code of your authenticator."), code="second-factor-needed")}
        )
    _spend(actor, presented)
    return True


@act
def _checked(*, actor: Employee, code: str) -> Presented | ValidationError:
    """A right code, or why not; what is written about a wrong one stays."""
    factor = SecondFactor.objects.select_for_update(of=("self",)).in_force().filter(employee=actor).first()
    if factor is None:
        return ValidationError(_("You have no second factor: set one up first."), code="no-second-factor")
    now = clock.now()
    if factor.rests_until is not None and factor.rests_until > now:
        record("signing.factor_refused", actor=actor, subject=factor, about=[actor], data={"why": "factor-rests"})
        return ValidationError(
            _("Too many wrong codes: none is tried until %(moment)s."),
            code="factor-rests",
            params={"moment": timezone.localtime(factor.rests_until).strftime("%H:%M:%S")},
        )
    found = _match(actor, factor, code, now)
    if isinstance(found, Presented):
        return found
    factor.wrong += 1
    if factor.wrong >= FREE_ATTEMPTS:
        factor.rests_until = now + timedelta(seconds=min(LONGEST_REST, 30 * 2 ** min(factor.wrong - FREE_ATTEMPTS, 10)))
    factor.save()
    record("signing.factor_refused", actor=actor, subject=factor, about=[actor], data={"why": str(found.code)})
    return found


def _match(actor: Employee, factor: SecondFactor, code: str, now: datetime) -> Presented | ValidationError:
    typed = _typed(code)
    if len(typed) == one_time.DIGITS:
        step = one_time.matching_step(one_time.unseal(factor.secret), typed, now)
        if step is None:
            return _wrong_code()
        if step <= factor.last_step:
            return _spent()
        return Presented(actor.pk, factor.pk, now, step=step)
    row = factor.recovery_codes.filter(digest=one_time.digest_of(typed)).first()
    if row is None:
        return _wrong_code()
    return _spent() if row.spent_at is not None else Presented(actor.pk, factor.pk, now, recovery_id=row.pk)


def _spend(actor: Employee, presented: Presented) -> SecondFactor:
    """The factor, its code spent by this use; several signatures of one use spend it once."""
    require(presented.employee_id == actor.pk)
    factor = SecondFactor.objects.select_for_update(of=("self",)).in_force().filter(pk=presented.factor_id).first()
    if factor is None or clock.now() - presented.at > COUNTS_FOR:
        raise ValidationError({"code": _spent()})
    if factor.last_use == presented.use:
        return factor
    if presented.recovery_id is not None:
        row = factor.recovery_codes.select_for_update(of=("self",)).get(pk=presented.recovery_id)
        if row.spent_at is not None:
            raise ValidationError({"code": _spent()})
        row.spent_at = clock.now()
        row.save()
    elif presented.step is None or presented.step <= factor.last_step:
        raise ValidationError({"code": _spent()})
    else:
        factor.last_step = presented.step
    factor.last_use, factor.wrong, factor.rests_until = presented.use, 0, None
    factor.save()
    by = "recovery-code" if presented.recovery_id is not None else "authenticator"
    record("signing.factor_used", actor=actor, subject=factor, about=[actor], data={"by": by})
    return factor


def _new_codes(factor: SecondFactor) -> list[str]:
    codes = one_time.new_recovery_codes()
    for code in codes:
        RecoveryCode.objects.create(factor=factor, digest=one_time.digest_of(code), made_at=clock.now())
    return codes


def _empty(factor: SecondFactor) -> None:
    factor.secret, factor.dropped_at = "", clock.now()
    factor.save()


def _typed(code: str) -> str:
    return "".join(code.split())


def _wrong_code() -> ValidationError:
    return ValidationError(_("This code is not right."), code="wrong-code")


def _spent() -> ValidationError:
    return ValidationError(_("This code was used before: wait for the next one."), code="code-spent")
