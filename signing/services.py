"""Making keys and certificates, and signing with kept keys. Each use of a key leaves a record."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from agencies.models import Agency, Employee, Post
from agencies.policies import require
from history import clock
from history.actors import Actor
from history.acts import act, record
from signing import anchors, authority, policies, selectors
from signing.keeper import AUTHORITY_PREFIX, PERSON_PREFIX, SEAL_PREFIX, STAMPER_PREFIX
from signing.keys import PASSPHRASE_AT_LEAST, Algorithm, KeyKind, Signer, SigningFailed, TokenUnavailable
from signing.models import Certificate, KeyUse
from signing.served_keys import served_key
from signing.signers import make_kept_key, sign_unrecorded, signer_over


@act
def make_authority(*, actor: Actor, agency: Agency, is_test: bool, kind: KeyKind = KeyKind.P256) -> Certificate:
    """Make a certificate authority of the agency's own and trust it on this installation.

    Its key lies in the keys' folder under a passphrase in a file beside it: for a node that issues by itself. An agency
    that keeps its authority apart moves both away and brings certificates in.

    Raises:
        PermissionDenied: the actor does not administer the agency.
    """
    require(policies.may_issue_certificates(actor, agency))
    with _keys_at_hand():
        key_id, public = make_kept_key(AUTHORITY_PREFIX, None, kind)
        key = served_key(public, partial(sign_unrecorded, key_id))
        root = authority.Authority.make(key, agency.name, clock.now(), is_test=is_test)
    certificate = _enter(Certificate.Kind.AUTHORITY, root.certificate, agency, key_id)
    transaction.on_commit(lambda: anchors.add_to_bundle(Path(settings.TRUST_ANCHORS_FILE), [certificate.pem]))
    record("signing.authority_made", actor=actor, subject=certificate, about=[agency])
    return certificate


@act
def make_first_authority(*, actor: Actor, agency: Agency) -> Certificate:
    """Make the authority of an agency that has none; it is marked as one for trying out.

    One for real use is made by an operator, at a machine apart (docs/signatures.md).

    Raises:
        PermissionDenied: the actor does not administer the agency.
        ValidationError: ``authority-there``.
    """
    require(policies.may_issue_certificates(actor, agency))
    if selectors.authority_of(agency) is not None:
        raise ValidationError(_("The agency has an authority already."), code="authority-there")
    return make_authority(actor=actor, agency=agency, is_test=True)


@act
def issue_seal(*, actor: Actor, agency: Agency, kind: KeyKind = KeyKind.P256) -> Certificate:
    """Make a key of the agency's seal and a certificate of its authority for it.

    Raises:
        PermissionDenied: the actor does not administer the agency.
        ValidationError: ``no-authority``, ``signer-unavailable``.
    """
    require(policies.may_issue_certificates(actor, agency))
    root = _authority(agency)
    with _keys_at_hand():
        key_id, public = make_kept_key(SEAL_PREFIX, None, kind)
        issued = root.issue_seal(public, organisation=agency.name, organisation_id=agency.exchange_id, at=clock.now())
    certificate = _enter(Certificate.Kind.SEAL, issued, agency, key_id)
    record("signing.seal_issued", actor=actor, subject=certificate, about=[agency])
    return certificate


@act
def issue_stamper(*, actor: Actor, agency: Agency, kind: KeyKind = KeyKind.P256) -> Certificate:
    """Make a key for time-stamps of the agency's own, and a certificate of its authority for them alone.

    Raises:
        PermissionDenied: the actor does not administer the agency.
        ValidationError: ``no-authority``, ``signer-unavailable``.
    """
    require(policies.may_issue_certificates(actor, agency))
    root = _authority(agency)
    with _keys_at_hand():
        key_id, public = make_kept_key(STAMPER_PREFIX, None, kind)
        issued = root.issue_stamper(public, organisation=agency.name, at=clock.now())
    certificate = _enter(Certificate.Kind.STAMPER, issued, agency, key_id)
    record("signing.stamper_issued", actor=actor, subject=certificate, about=[agency])
    return certificate


@act
def revoke_certificate(*, actor: Actor, certificate: Certificate, reason: str) -> Certificate:
    """Let a certificate count no more from this moment on; for good, and known to whoever asks the authority.

    What its key signed before stays valid where a time-stamp proves that it was there before.

    Raises:
        PermissionDenied: the actor does not administer the agency.
        ValidationError: ``not-revocable`` (a root: whoever trusts it takes it out of their register),
            ``already-revoked`` or ``reason-unknown``.
    """
    require(policies.may_issue_certificates(actor, certificate.agency))
    fresh = Certificate.objects.select_for_update(of=("self",)).get(pk=certificate.pk)
    if fresh.kind == Certificate.Kind.AUTHORITY:
        raise ValidationError(_("An authority cannot revoke itself."), code="not-revocable")
    if fresh.is_revoked:
        raise ValidationError(_("The certificate was revoked before."), code="already-revoked")
    if reason not in Certificate.Reason.values:
        raise ValidationError(_("Choose a reason from the list."), code="reason-unknown")
    fresh.revoked_at, fresh.revocation_reason = clock.now().replace(microsecond=0), reason
    fresh.full_clean()
    fresh.save()
    record(
        "signing.certificate_revoked",
        actor=actor,
        subject=fresh,
        about=[fresh.employee, fresh.agency],
        data={"reason": reason},
    )
    return fresh


@act
def issue_person_certificate(
    *, actor: Actor, employee: Employee, passphrase: str, kind: KeyKind = KeyKind.P256
) -> Certificate:
    """Make a key that opens with the person's own passphrase, and a certificate of their agency's authority for it.

    The person's second factor, if there is one, guards the key from the beginning.

    Raises:
        PermissionDenied: the actor does not administer the agency.
        ValidationError: ``no-post``, ``no-authority``, ``passphrase-too-short``, ``signer-unavailable``.
    """
    post = employee.main_post
    if post is None:
        raise ValidationError(_("The person holds no post today."), code="no-post")
    agency = post.unit.agency
    require(policies.may_issue_certificates(actor, agency))
    if len(passphrase) < PASSPHRASE_AT_LEAST:
        raise ValidationError(
            _("The passphrase must have at least %(number)s characters."),
            code="passphrase-too-short",
            params={"number": PASSPHRASE_AT_LEAST},
        )
    root = _authority(agency)
    with _keys_at_hand():
        factor = selectors.factor_in_force(employee)
        guarded_by = factor.kept_as if factor is not None else ""
        key_id, public = make_kept_key(PERSON_PREFIX, passphrase, kind, guarded_by)
        issued = root.issue_person(public, _subject(employee, post), clock.now())
    certificate = _enter(Certificate.Kind.PERSON, issued, agency, key_id, employee=employee)
    record("signing.certificate_issued", actor=actor, subject=certificate, about=[employee])
    return certificate


def signer_for(
    *, actor: Actor, certificate: Certificate, purpose: str, passphrase: str | None = None, permit: str = ""
) -> Signer:
    """A signer over the kept key of a certificate. Each signature leaves a `KeyUse` in the transaction of its act.

    ``purpose`` says what for, as ``document`` or ``message``. The seal needs no passphrase.
    ``permit`` is one of the person's second factor (`signing.step_up`), where one guards the key.
    """
    kept = signer_over(certificate.x509, certificate.key_id, passphrase, permit)
    return _RecordingSigner(kept, actor, certificate, purpose)


@dataclass(frozen=True)
class _RecordingSigner:
    """Writes down who used the key, for what, over which bytes, when."""

    kept: Signer
    actor: Actor
    row: Certificate
    purpose: str

    @property
    def certificate(self) -> x509.Certificate:
        return self.kept.certificate

    @property
    def algorithm(self) -> Algorithm:
        return self.kept.algorithm

    def sign(self, data: bytes) -> bytes:
        signature = self.kept.sign(data)
        use = KeyUse(
            certificate=self.row,
            used_at=clock.now(),
            actor_key=self.actor.actor_key,
            actor_name=self.actor.actor_name,
            purpose=self.purpose,
            sha256=hashlib.sha256(data).hexdigest(),
        )
        gathered = _gathered.get()
        if gathered is None:
            use.save()
        else:
            gathered.append(use)
        return signature


_gathered: ContextVar[list[KeyUse] | None] = ContextVar("key_uses_noted_later", default=None)


@contextmanager
def noted_later() -> Iterator[list[KeyUse]]:
    """Inside the block uses of keys are gathered: who asks for it saves them in the act that keeps what was signed.

    When the block fails they are written down at once, for nobody else will.
    """
    uses: list[KeyUse] = []
    token = _gathered.set(uses)
    try:
        yield uses
    except BaseException:
        for use in uses:
            use.save()
        raise
    finally:
        _gathered.reset(token)


@contextmanager
def _keys_at_hand() -> Iterator[None]:
    """Inside the block a key is made and a certificate signed; when that fails, nothing was issued.

    Raises:
        ValidationError: ``signer-unavailable``, ``token-missing``.
    """
    try:
        yield
    except TokenUnavailable as error:
        raise ValidationError(
            _("The token that keys are made in does not answer. Nothing was issued."), code="token-missing"
        ) from error
    except SigningFailed as error:
        raise ValidationError(
            _("The process that keeps the keys does not answer. Nothing was issued; try again in a minute."),
            code="signer-unavailable",
        ) from error


def _authority(agency: Agency) -> authority.Authority:
    row = selectors.authority_of(agency)
    if row is None:
        raise ValidationError(_("The agency has no certificate authority."), code="no-authority")
    return opened_authority(row)


def opened_authority(row: Certificate) -> authority.Authority:
    """An authority of this installation, ready to issue and to answer; its key stays where keys are kept."""
    certificate = row.x509
    public = certificate.public_key()
    key = served_key(public, partial(sign_unrecorded, row.key_id))  # type: ignore[arg-type]  # authorities have keys that sign
    base = settings.BASE_URL.rstrip("/")
    addresses = (base + reverse("signing:revoked", args=[row.pk]), base + reverse("signing:answers"))
    return authority.Authority(certificate, key, addresses)


def _subject(employee: Employee, post: Post) -> authority.PersonSubject:
    return authority.PersonSubject(
        surname=employee.last_name,
        given_names=" ".join(name for name in (employee.first_name, employee.patronymic) if name),
        post=_post_title(post),
        organisation=post.unit.agency.name,
        organisation_id=post.unit.agency.exchange_id,
        unit=post.unit.name,
    )


def _post_title(post: Post) -> str:
    """The post as the certificate names it: nobody's acting is hidden, nor said twice."""
    says_so = post.title.lower().startswith(("и.о.", "и. о.", "исполняющ", "временно исполняющ", "врио"))
    return f"{post.title} (и.о.)" if post.is_acting and not says_so else post.title


def _enter(
    kind: Certificate.Kind, issued: x509.Certificate, agency: Agency, key_id: str, employee: Employee | None = None
) -> Certificate:
    certificate = Certificate(
        kind=kind,
        employee=employee,
        agency=agency,
        pem=issued.public_bytes(Encoding.PEM).decode("ascii"),
        serial=authority.serial_of(issued),
        fingerprint=issued.fingerprint(SHA256()).hex(),
        subject_name=employee.full_name if employee else authority.attribute(issued, NameOID.COMMON_NAME),
        post_title=authority.attribute(issued, NameOID.TITLE),
        valid_from=issued.not_valid_before_utc,
        valid_to=issued.not_valid_after_utc,
        key_id=key_id,
        is_test=authority.is_test(issued),
    )
    certificate.full_clean()
    certificate.save()
    return certificate
