"""Messages of other agencies: opened only when their seal is proven, and read from verified bytes only."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from documents.models import DocumentFile
from documents.services import ReceivedSignature
from exchange.containers.register import anchors_of, is_sealed_by
from exchange.containers.vocabulary import REFUSED, REGISTERED
from exchange.models import Correspondent, MessageKind
from signing.messages import (
    DocumentBody,
    Message,
    ProgressBody,
    ReferenceDigest,
    RefusedBody,
    RegisteredBody,
    Registration,
    Urgency,
)
from signing.passports import FileRole, PassportSigner, SignerRole
from signing.selectors import stamp_anchors
from signing.verification import Report, SignatureInfo, VerifiedContainer, VerifiedFile, verify

ADDRESSEES_KEPT = 200


class Unverifiable(Exception):
    """The sender of a message is not proven."""

    def __init__(self, code: str, detail: str = "", report: dict[str, Any] | None = None) -> None:
        super().__init__(code)
        self.code, self.detail, self.report = code, detail, report or {}


@dataclass(frozen=True)
class Decision:
    """What the other side's records office decided on a letter of ours."""

    verdict: str
    number: str = ""
    day: date | None = None
    reason: str = ""
    comment: str = ""


@dataclass(frozen=True)
class Progress:
    """What happens to a letter of ours at the other side."""

    stage: str
    at: datetime
    note: str = ""


@dataclass(frozen=True)
class BroughtFile:
    """A verified file of a received document."""

    name: str
    role: str
    media_type: str
    content: VerifiedFile


@dataclass(frozen=True)
class VerifiedDocument:
    """A received document whose every signature and digest holds."""

    signer: str
    subject: str
    reply_due_on: date | None
    files: Sequence[BroughtFile]
    signatures: Sequence[ReceivedSignature]
    container: VerifiedFile
    kind: str = ""
    addressees: Sequence[str] = ()


@dataclass(frozen=True)
class Verified:
    """A message with a registered seal of its sender; ``fault`` is the code for which its document is refused."""

    message: Message
    kind: str
    report: dict[str, Any]
    fault: str = ""
    fault_detail: str = ""
    registration: Registration | None = None
    document: VerifiedDocument | None = None
    decision: Decision | None = None
    progress: Progress | None = None
    digests: Sequence[ReferenceDigest] = field(default_factory=tuple)
    seals: Sequence[SignatureInfo] = field(default_factory=tuple, repr=False)
    officials: Sequence[SignatureInfo] = field(default_factory=tuple, repr=False)
    # an authority that should know of the certificates did not answer
    asks_again: bool = False

    @property
    def content(self) -> dict[str, Any]:
        """What the message says, for the inbox row."""
        answered = self.message.in_reply_to
        said: dict[str, Any] = {"type": self.message.type, "urgent": self.message.urgency is Urgency.URGENT}
        if isinstance(self.message.body, DocumentBody | RegisteredBody | RefusedBody | ProgressBody):
            said["document_id"] = str(self.message.body.document_id)
        if self.document is not None and len(self.document.addressees) > 1:
            said["addressees"] = [one[:500] for one in self.document.addressees[:ADDRESSEES_KEPT]]
        if self.progress is not None:
            said |= {"stage": self.progress.stage, "at": self.progress.at.isoformat(), "note": self.progress.note}
        if self.registration is not None:
            said |= {"number": self.registration.number, "date": self.registration.on.isoformat()}
        if answered is not None:
            said |= {
                "in_reply_to": str(answered.message_id or ""),
                "in_reply_to_number": answered.number,
                "in_reply_to_date": answered.on.isoformat() if answered.on else "",
            }
        return said


def verified_message(path: Path, correspondent: Correspondent) -> Verified:
    """Check a message container on both levels against what the register says of its sender.

    Raises:
        Unverifiable: that this correspondent sealed these bytes is not proven.
    """
    report = verify(path, trust=anchors_of(correspondent), stampers=stamp_anchors(correspondent.agency_id))
    told = report.as_json()
    message = report.message
    if message is None:
        raise Unverifiable(report.code or "UNREADABLE", report.findings[0].where if report.findings else "", told)
    if message.sender.id != correspondent.exchange_id:
        raise Unverifiable("SEAL_ORGANISATION", message.sender.id[:60], told)
    if not is_sealed_by(report, correspondent):
        raise Unverifiable("SEAL_NOT_REGISTERED", "", told)
    if not report.is_valid:
        finding = report.findings[0]
        return Verified(message, _kind_of(message), told, fault=finding.code, fault_detail=finding.where)
    officials = report.document.signatures if report.document else ()
    return replace(_opened(message, report, told), seals=report.signatures, officials=officials)


def _opened(message: Message, report: Report, told: dict[str, Any]) -> Verified:
    body, kind = message.body, _kind_of(message)
    if isinstance(body, DocumentBody):
        document = _document_in(report, report.container)
        return Verified(message, kind, told, registration=body.registration, document=document, digests=report.digests)
    if isinstance(body, RegisteredBody):
        decided = Decision(REGISTERED, body.registration.number, body.registration.on)
        return Verified(message, kind, told, registration=body.registration, decision=decided, digests=report.digests)
    if isinstance(body, RefusedBody):
        decided = Decision(REFUSED, reason=body.reason, comment=body.comment)
        return Verified(message, kind, told, decision=decided, digests=report.digests)
    if isinstance(body, ProgressBody):
        told_of = Progress(body.stage, body.at, body.note)
        return Verified(message, kind, told, progress=told_of, digests=report.digests)
    return Verified(message, kind, told, digests=report.digests)


def _document_in(report: Report, container: VerifiedContainer) -> VerifiedDocument:
    inner, signatures = container.document, report.document.signatures if report.document else ()
    if inner is None or inner.passport is None or container.as_file is None:
        raise Unverifiable("PAYLOAD_MISSING")
    passport = inner.passport
    return VerifiedDocument(
        signer="; ".join(_named(one) for one in passport.signers if one.role is SignerRole.APPROVING)[:300],
        subject=passport.annotation,
        reply_due_on=passport.reply_due_on,
        files=[
            BroughtFile(
                name=one.original_name,
                role=DocumentFile.FileRole.MAIN if one.role is FileRole.MAIN else DocumentFile.FileRole.ATTACHMENT,
                media_type=one.media_type,
                content=inner.files[one.name],
            )
            for one in passport.files
        ],
        signatures=[
            ReceivedSignature(
                signer_name=one.signer_name[:200],
                signer_post=(one.claimed_role or one.post)[:300],
                signed_at=one.signing_time,
                certificate_serial=one.serial[:80],
                valid_from=one.valid_from,
                valid_to=one.valid_to,
                is_test=one.is_test,
            )
            for one in signatures
        ],
        container=container.as_file,
        kind=passport.kind,
        addressees=[
            ", ".join(part for part in (one.organisation, one.unit, one.person) if part) for one in passport.addressees
        ],
    )


def _named(signer: PassportSigner) -> str:
    return " ".join(part for part in (signer.post, signer.name) if part)


def _kind_of(message: Message) -> str:
    if isinstance(message.body, DocumentBody):
        return MessageKind.DOCUMENT
    if isinstance(message.body, RegisteredBody | RefusedBody):
        return MessageKind.DECISION
    return MessageKind.PROGRESS
