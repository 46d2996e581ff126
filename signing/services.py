"""Making keys and certificates, and signing with kept keys. Each use of a key leaves a record."""

import hashlib
import secrets
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from agencies.models import Agency, Employee, Post
from agencies.policies import require
from history import clock
from history.actors import Actor
from history.acts import act, record
from signing import anchors, authority, policies, selectors
from signing.keeper import AUTHORITY_PREFIX, PERSON_PREFIX, SEAL_PREFIX, read_passphrase
from signing.keys import (
    PASSPHRASE_AT_LEAST,
    Algorithm,
    KeyKind,
    PrivateKey,
    Signer,
    key_path,
    load_key,
    make_key,
    save_key,
    write_secret,
)
from signing.models import Certificate, KeyUse
from signing.signers import signer_over

AUTHORITY_PASSPHRASE = "authority.passphrase"  # noqa: S105  # the name of a file


@act
def make_authority(*, actor: Actor, agency: Agency, is_test: bool, kind: KeyKind = KeyKind.P256) -> Certificate:
    """Make a certificate authority of the agency's own and trust it on this installation.

    Its key lies in the keys' folder under a passphrase in a file beside it: for a node that issues by itself. An agency
    that keeps its authority apart moves both away and brings certificates in.

    Raises:
        PermissionDenied: the actor does not administer the agency.
    """
    require(policies.may_issue_certificates(actor, agency))
    key = make_key(kind)
    root = authority.Authority.make(key, agency.name, clock.now(), is_test=is_test)
    key_id = _keep(key, AUTHORITY_PREFIX, passphrase_in(Path(settings.KEYS_DIR) / AUTHORITY_PASSPHRASE))
    certificate = _enter(Certificate.Kind.AUTHORITY, root.certificate, agency, key_id)
    transaction.on_commit(lambda: anchors.add_to_bundle(Path(settings.TRUST_ANCHORS_FILE), [certificate.pem]))
    record("signing.authority_made", actor=actor, subject=certificate, about=[agency])
    return certificate


@act
def issue_seal(*, actor: Actor, agency: Agency, kind: KeyKind = KeyKind.P256) -> Certificate:
    """Make a key of the agency's seal and a certificate of its authority for it.

    Raises:
        PermissionDenied: the actor does not administer the agency.
        ValidationError: ``no-authority``.
    """
    require(policies.may_issue_certificates(actor, agency))
    root = _authority(agency)
    key = make_key(kind)
    issued = root.issue_seal(key, organisation=agency.name, organisation_id=agency.exchange_id, at=clock.now())
    key_id = _keep(key, SEAL_PREFIX, passphrase_in(Path(settings.SEAL_PASSPHRASE_FILE)))
    certificate = _enter(Certificate.Kind.SEAL, issued, agency, key_id)
    record("signing.seal_issued", actor=actor, subject=certificate, about=[agency])
    return certificate


@act
def issue_person_certificate(
    *, actor: Actor, employee: Employee, passphrase: str, kind: KeyKind = KeyKind.P256
) -> Certificate:
    """Make a key that opens with the person's own passphrase, and a certificate of their agency's authority for it.

    Raises:
        PermissionDenied: the actor does not administer the agency.
        ValidationError: ``no-post``, ``no-authority``, ``passphrase-too-short``.
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
    key = make_key(kind)
    issued = root.issue_person(key, _subject(employee, post), clock.now())
    certificate = _enter(
        Certificate.Kind.PERSON, issued, agency, _keep(key, PERSON_PREFIX, passphrase), employee=employee
    )
    record("signing.certificate_issued", actor=actor, subject=certificate, about=[employee])
    return certificate


def signer_for(*, actor: Actor, certificate: Certificate, purpose: str, passphrase: str | None = None) -> Signer:
    """A signer over the kept key of a certificate. Each signature leaves a `KeyUse` in the transaction of its act.

    ``purpose`` says what for, as ``document`` or ``message``. The seal needs no passphrase.
    """
    x509_certificate = x509.load_pem_x509_certificate(certificate.pem.encode())
    kept = signer_over(x509_certificate, certificate.key_id, passphrase)
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
        KeyUse.objects.create(
            certificate=self.row,
            used_at=clock.now(),
            actor_key=self.actor.actor_key,
            actor_name=self.actor.actor_name,
            purpose=self.purpose,
            sha256=hashlib.sha256(data).hexdigest(),
        )
        return signature


def _authority(agency: Agency) -> authority.Authority:
    row = selectors.authority_of(agency)
    if row is None:
        raise ValidationError(_("The agency has no certificate authority."), code="no-authority")
    folder = Path(settings.KEYS_DIR)
    key = load_key(key_path(folder, row.key_id), read_passphrase(folder / AUTHORITY_PASSPHRASE))
    return authority.Authority(x509.load_pem_x509_certificate(row.pem.encode()), key)


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


def _keep(key: PrivateKey, prefix: str, passphrase: str) -> str:
    """Save a new key under a new id."""
    key_id = prefix + secrets.token_hex(8)
    save_key(key, key_path(Path(settings.KEYS_DIR), key_id), passphrase, settings.KEY_FILE_COST)
    return key_id


def passphrase_in(path: Path) -> str:
    """The passphrase in a file, made at random when there is none yet."""
    if not path.exists():
        write_secret(path, secrets.token_urlsafe(32).encode())
    return read_passphrase(path)


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
