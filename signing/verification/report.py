"""What a verification found, and the only door to the bytes that it proved."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from hmac import compare_digest
from typing import Any, BinaryIO

from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509.oid import NameOID
from django.utils.translation import gettext_lazy as _

from signing.authority import attribute, is_seal, is_test, serial_of
from signing.findings import Code, Finding, Refused, Stage
from signing.messages import DOCUMENT_FILE, Message, ReferenceDigest
from signing.passports import Passport
from signing.sources import Reading, Source
from signing.verification.proving import Proof

# Said where it was so: a signature without these proves less than people think.
NOT_CHECKED: dict[str, Any] = {
    "REVOCATION": _("whether a certificate was revoked"),
    "TIME_STAMP": _("the time of signing: it is stated by the signer and proven by no time-stamp"),
}
_NOT_CHECKED_STAGES = {Stage.REVOCATION: "REVOCATION", Stage.TIME_STAMP: "TIME_STAMP"}


class Level(StrEnum):
    """How long a signature proves something (ETSI EN 319 132-1)."""

    BASIC = "B-B"
    STAMPED = "B-T"
    LONG_TERM = "LT"

    @property
    def meaning(self) -> str:
        """What it means, in plain words."""
        return str(_LEVELS[self])


_LEVELS: dict[Level, Any] = {
    Level.BASIC: _("the signature alone; it can be proven while its certificate is in force"),
    Level.STAMPED: _("with a time-stamp: it is proven that the signature was there at that moment"),
    Level.LONG_TERM: _("with a time-stamp and what authorities said of the certificates after it; it outlives them"),
}


@dataclass(frozen=True)
class SignatureInfo:
    """Who signed, as certificate and signature say. Proven only in a valid report."""

    where: str
    certificate: x509.Certificate = field(repr=False)
    signing_time: datetime
    claimed_role: str
    level: Level = Level.BASIC
    stamped_at: datetime | None = None
    stamped_by: str = ""
    is_revocation_known: bool = False

    @classmethod
    def of(cls, proof: Proof) -> "SignatureInfo":
        """The facts of a signature file, and what is proven of it."""
        signature, token = proof.signature, proof.token
        level = Level.STAMPED if token else Level.BASIC
        return cls(
            signature.where,
            signature.certificate,
            signature.signing_time,
            signature.claimed_role,
            level=Level.LONG_TERM if proof.is_long_term else level,
            stamped_at=token.at if token else None,
            stamped_by=attribute(token.certificate, NameOID.COMMON_NAME) if token else "",
            is_revocation_known=proof.is_revocation_known,
        )

    @property
    def signer_name(self) -> str:
        """The person's full name; for a seal the organisation's."""
        if self.is_seal:
            return self.organisation
        names = (attribute(self.certificate, oid) for oid in (NameOID.SURNAME, NameOID.GIVEN_NAME))
        return " ".join(name for name in names if name) or attribute(self.certificate, NameOID.COMMON_NAME)

    @property
    def post(self) -> str:
        """The post in the certificate; the post at signing is `claimed_role`."""
        return attribute(self.certificate, NameOID.TITLE)

    @property
    def organisation(self) -> str:
        """The organisation's name."""
        return attribute(self.certificate, NameOID.ORGANIZATION_NAME)

    @property
    def organisation_id(self) -> str:
        """The organisation's exchange code."""
        return attribute(self.certificate, NameOID.ORGANIZATION_IDENTIFIER)

    @property
    def is_seal(self) -> bool:
        """Whether an organisation's seal was set and no person signed."""
        return is_seal(self.certificate)

    @property
    def is_test(self) -> bool:
        """Whether the certificate is marked as one for trying out."""
        return is_test(self.certificate)

    @property
    def serial(self) -> str:
        """The certificate's number, hexadecimal."""
        return serial_of(self.certificate)

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the certificate, hexadecimal."""
        return self.certificate.fingerprint(SHA256()).hex()

    @property
    def valid_from(self) -> datetime:
        """Since when the certificate is valid."""
        return self.certificate.not_valid_before_utc

    @property
    def valid_to(self) -> datetime:
        """Until when the certificate is valid."""
        return self.certificate.not_valid_after_utc

    def as_json(self) -> dict[str, Any]:
        """For programs."""
        return {
            "where": self.where,
            "signer": self.signer_name,
            "post": self.claimed_role or self.post,
            "organisation": self.organisation,
            "organisation_id": self.organisation_id,
            "is_seal": self.is_seal,
            "is_test": self.is_test,
            "certificate": self.serial,
            "fingerprint": self.fingerprint,
            "valid_from": self.valid_from.isoformat(),
            "valid_to": self.valid_to.isoformat(),
            "signing_time": self.signing_time.isoformat(),
            "level": self.level.value,
            "time_stamp": self.stamped_at.isoformat() if self.stamped_at else None,
            "time_stamp_authority": self.stamped_by,
        }


@dataclass(frozen=True)
class VerifiedFile:
    """A file whose digest was proven. It is proven again while it is read, since the disk may change in between."""

    name: str
    media_type: str
    _entry: Source = field(repr=False)
    _digest: bytes = field(repr=False)

    @property
    def size(self) -> int:
        """Length in bytes."""
        return self._entry.size

    @property
    def sha256(self) -> str:
        """The proven digest, hexadecimal."""
        return self._digest.hex()

    def open(self) -> BinaryIO:
        """The content.

        Raises:
            Refused: ``DIGEST_MISMATCH`` at the end when it is no longer what was proven.
        """
        stream = self._entry.open()
        digest = hashlib.sha256()

        def read(wanted: int) -> bytes:
            piece = stream.read(wanted)
            digest.update(piece)
            if not piece and not compare_digest(digest.digest(), self._digest):
                raise Refused(Code.DIGEST_MISMATCH, self.name)
            return piece

        return Reading(read, stream.close).buffered()


@dataclass(frozen=True)
class VerifiedContainer:
    """What was proven: a document (``passport``) or a message, perhaps with the ``document`` in it."""

    card: bytes = field(repr=False)
    files: Mapping[str, VerifiedFile]
    signatures: tuple[SignatureInfo, ...]
    signature_files: tuple[bytes, ...] = field(repr=False)
    passport: Passport | None = None
    message: Message | None = None
    document: "VerifiedContainer | None" = None

    @property
    def as_file(self) -> VerifiedFile | None:
        """The container of the document as it lies in the message, to be stored or forwarded as it is."""
        return self.files.get(DOCUMENT_FILE)


@dataclass(frozen=True)
class Check:
    """A part of the verification in plain words; ``ok`` is None when it was not reached."""

    code: str
    ok: bool | None
    meaning: str
    title: str = ""


@dataclass(frozen=True)
class Report:
    """The outcome of a verification. ``own_findings`` are about this container, `findings` about those in it too."""

    own_findings: tuple[Finding, ...]
    signatures: tuple[SignatureInfo, ...] = ()
    claimed_passport: Passport | None = None
    claimed_message: Message | None = None
    document: "Report | None" = None
    digests: tuple[ReferenceDigest, ...] = ()
    reached: frozenset[Stage] = frozenset(Stage)
    _content: VerifiedContainer | None = field(default=None, repr=False)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Every reason to refuse, this container's first."""
        inner = (finding.inside(DOCUMENT_FILE) for finding in self.document.findings) if self.document else ()
        return (*self.own_findings, *inner)

    @property
    def every_signature(self) -> tuple[SignatureInfo, ...]:
        """Those of this container and of the document in it."""
        return (*self.signatures, *(self.document.signatures if self.document else ()))

    @property
    def is_valid(self) -> bool:
        """Whether nothing speaks against it."""
        return not self.findings

    @property
    def code(self) -> str:
        """The code of the first finding; empty when valid."""
        return self.findings[0].code if self.findings else ""

    @property
    def kind(self) -> str:
        """``document``, ``message``, or ``unknown`` when the card could not be read."""
        if self.claimed_message:
            return "message"
        return "document" if self.claimed_passport else "unknown"

    @property
    def message(self) -> Message | None:
        """The message if its seal proves it, even when the document that it carries is bad."""
        return None if self.own_findings else self.claimed_message

    @property
    def passport(self) -> Passport | None:
        """The passport if the signatures prove it."""
        return None if self.own_findings else self.claimed_passport

    @property
    def container(self) -> VerifiedContainer:
        """The proven content.

        Raises:
            Refused: the first finding, unless the report is valid.
        """
        if self.findings or self._content is None:
            first = self.findings[0]
            raise Refused(first.kind, first.detail, first.where)
        return self._content

    @property
    def checks(self) -> tuple[Check, ...]:
        """Each part of the verification, in its order."""
        failed = {finding.kind.stage for finding in self.findings}
        reached = self.reached & self.document.reached if self.document else self.reached
        return tuple(
            Check(
                stage.value, None if stage not in reached | failed else stage not in failed, stage.meaning, stage.topic
            )
            for stage in Stage
        )

    @property
    def not_checked(self) -> tuple[Check, ...]:
        """What could not be checked, of all signatures at least of one."""
        reached = self.reached & self.document.reached if self.document else self.reached
        failed = {finding.kind.stage for finding in self.findings}
        return tuple(
            Check(code, None, str(NOT_CHECKED[code]))
            for stage, code in _NOT_CHECKED_STAGES.items()
            if stage not in reached | failed
        )

    @property
    def level(self) -> Level | None:
        """The lowest level of all signatures, those of the document in a message included."""
        order = list(Level)
        return min((one.level for one in self.every_signature), key=order.index, default=None)

    def as_json(self) -> dict[str, Any]:
        """For programs."""
        inner = self.document.signatures if self.document else ()
        return {
            "valid": self.is_valid,
            "code": self.code,
            "kind": self.kind,
            "level": self.level.value if self.level else None,
            "checks": [
                {"code": one.code, "title": one.title, "ok": one.ok, "meaning": one.meaning} for one in self.checks
            ],
            "findings": [finding.as_json() for finding in self.findings],
            "signatures": [
                *(signature.as_json() for signature in self.signatures),
                *({**one.as_json(), "where": f"{DOCUMENT_FILE}/{one.where}"} for one in inner),
            ],
            "not_checked": [check.code for check in self.not_checked],
        }
