"""Packages of МЭДО that others laid for us: a container proven by its seal, or a notice that its folder vouches for."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from cryptography import x509
from cryptography.hazmat.primitives import hashes

from documents.models import DocumentFile
from documents.services import ReceivedSignature
from exchange.containers.opening import (
    BroughtFile,
    Decision,
    Progress,
    Unverifiable,
    Verified,
    VerifiedDocument,
)
from exchange.containers.register import anchors_of
from exchange.containers.vocabulary import REFUSED, REGISTERED
from exchange.medo import archives, containers
from exchange.medo.messages import (
    Accepted,
    BareDocument,
    Communication,
    Declined,
    ExecutorAssigned,
    NoticeType,
    Notification,
)
from exchange.medo.passports import Addressee, Requisites, SignatureType
from exchange.models import Correspondent, MessageKind, OutboxMessage
from history import clock
from signing.findings import Refused, Stage
from signing.limits import Limits
from signing.messages import (
    DocumentBody,
    InReplyTo,
    Message,
    Party,
    ProgressBody,
    RefusedBody,
    RegisteredBody,
    Registration,
)
from signing.sources import Source, sha256
from signing.verification import VerifiedFile
from signing.verification.report import SignatureInfo

# How long a message may be on its way (order 611/96): then its sender gets a receipt of failure.
LIVES = timedelta(hours=72)
# What is written on papers that have no place on an open channel.
_MARKED = ("дсп", "служебн", "секретн", "конфиденциальн")
PROGRESS = {
    NoticeType.EXECUTOR: "executor_assigned",
    NoticeType.PREPARED: "report_prepared",
    NoticeType.SENT: "report_sent",
    NoticeType.COURSE: "course_changed",
    NoticeType.PUBLISHED: "published",
}


@dataclass(frozen=True)
class Arrived:
    """A message of МЭДО with what came beside it, from a correspondent that its folder names."""

    said: Communication
    entries: Mapping[str, Source]
    correspondent: Correspondent

    @property
    def created_at(self) -> datetime:
        """When it was made, as it says; now where it says nothing."""
        return self.said.header.created or clock.now()


def verified(arrived: Arrived) -> Verified:
    """What a container or a notice says, as far as it is proven.

    Raises:
        Unverifiable: that this correspondent sent it is not proven.
    """
    if arrived.said.container is not None:
        return _container(arrived, arrived.said.container.body)
    if arrived.said.notification is not None:
        return _notice(arrived, arrived.said.notification)
    if isinstance(arrived.said.document, BareDocument):
        raise Unverifiable("SIGNATURE_MISSING", "Документ без контейнера")
    raise Unverifiable("UNKNOWN_KIND", str(arrived.said.header.type))


def _container(arrived: Arrived, name: str) -> Verified:
    source = arrived.entries.get(name)
    if source is None:
        raise Unverifiable("PAYLOAD_MISSING", name)
    correspondent = arrived.correspondent
    try:
        opened = containers.read(source, trust=anchors_of(correspondent), at=clock.now(), limits=Limits.configured())
    except Refused as refused:
        raise Unverifiable(
            refused.code, refused.finding.where, containers.refused(refused.finding).as_json()
        ) from refused
    told = opened.report.as_json() | {"gost": opened.has_gost}
    if opened.seal is None:
        raise Unverifiable(opened.report.code, opened.report.findings[0].where, told)
    if not _is_registered(opened.seal, correspondent):
        raise Unverifiable("SEAL_NOT_REGISTERED", opened.seal.organisation[:60], told)
    registration = Registration(opened.registration.number, opened.registration.on)
    message = _message(arrived, DocumentBody(opened.passport.uid, registration), _answered(opened.passport.requisites))
    classified = opened.passport.requisites.classification
    if not opened.report.is_valid:
        finding = opened.report.findings[0]
        return Verified(message, MessageKind.DOCUMENT, told, fault=finding.code, fault_detail=finding.where)
    if classified is not None and any(word in classified.value.lower() for word in _MARKED):
        return Verified(message, MessageKind.DOCUMENT, told, fault="ACCESS_MARK", fault_detail="Документ ДСП")
    document = _document(opened, name, source)
    return Verified(
        message,
        MessageKind.DOCUMENT,
        told,
        registration=registration,
        document=document,
        digests=opened.report.digests,
    )


def _document(opened: containers.Opened, name: str, source: Source) -> VerifiedDocument:
    passport, found = opened.passport, opened.files
    main = found[passport.document.local_name]
    ordered = sorted(passport.attachments, key=lambda one: one.order)
    return VerifiedDocument(
        signer="; ".join(
            f"{sign.person.post} {sign.person.name}"
            for sign, _info in opened.signers
            if sign.signature.type is SignatureType.APPROVING
        )[:300],
        subject=passport.requisites.annotation,
        reply_due_on=None,
        files=[
            BroughtFile(main.name, DocumentFile.FileRole.MAIN, main.media_type, main),
            *(
                BroughtFile(
                    _named(one.description, one.local_name),
                    DocumentFile.FileRole.ATTACHMENT,
                    found[one.local_name].media_type,
                    found[one.local_name],
                )
                for one in ordered
            ),
        ],
        signatures=[
            ReceivedSignature(
                signer_name=sign.person.name[:200],
                signer_post=sign.person.post[:300],
                signed_at=info.signing_time,
                certificate_serial=info.serial[:80],
                valid_from=info.valid_from,
                valid_to=info.valid_to,
                is_test=info.is_test,
            )
            for sign, info in opened.signers
        ],
        container=VerifiedFile(name, containers.MEDIA_TYPE, source, sha256(source)),
        addressees=[_addressee(one) for one in passport.addressees],
    )


def _addressee(to: Addressee) -> str:
    """A body that the document goes to, with the unit and the persons that the passport names."""
    persons = (" ".join(part for part in (one.post, one.name) if part) for one in to.persons)
    parts = [to.organization.title, to.department.value if to.department else "", *persons]
    return ", ".join(part for part in parts if part)


def _named(description: str, name: str) -> str:
    """What people call an attachment: its description where that ends as the file does, else the file's name."""
    ending = "." + name.rpartition(".")[2]
    said = " ".join(description.split())
    return said if said.lower().endswith(ending.lower()) and len(said) <= 255 else name


def _answered(requisites: Requisites) -> InReplyTo | None:
    link = next(iter(requisites.links), None)
    return InReplyTo(None, link.registration.number, link.registration.on) if link else None


def _is_registered(seal: SignatureInfo, correspondent: Correspondent) -> bool:
    known = x509.load_pem_x509_certificates(correspondent.seal_certificates.encode("ascii"))
    return seal.fingerprint in {one.fingerprint(hashes.SHA256()).hex() for one in known}


def _notice(arrived: Arrived, notice: Notification) -> Verified:
    """A notice bears no signature: the folder is its correspondent's, and nobody else may write there."""
    told = {"valid": True, "code": "", "kind": "notice", "findings": [], "stages": [Stage.STRUCTURE, Stage.XML]}
    ours = _ours(notice.uid, arrived.correspondent)
    answered = InReplyTo(ours)
    body = notice.stages[notice.type]
    if isinstance(body, Accepted):
        registration = Registration(body.num.number, body.num.on)
        message = _message(arrived, RegisteredBody(notice.uid, registration), answered)
        decided = Decision(REGISTERED, registration.number, registration.on)
        return Verified(message, MessageKind.DECISION, told, registration=registration, decision=decided)
    if isinstance(body, Declined):
        message = _message(arrived, RefusedBody(notice.uid, body.reason, notice.comment), answered)
        decided = Decision(REFUSED, reason=body.reason, comment=notice.comment)
        return Verified(message, MessageKind.DECISION, told, decision=decided)
    words = notice.comment
    if isinstance(body, ExecutorAssigned):
        words = ", ".join(part for part in (body.executor.post, body.executor.person, notice.comment) if part)
    stage = PROGRESS[notice.type]
    message = _message(arrived, ProgressBody(notice.uid, stage, body.time, words), answered)
    return Verified(message, MessageKind.PROGRESS, told, progress=Progress(stage, body.time, words))


def _ours(uid: UUID, correspondent: Correspondent) -> UUID | None:
    """Our message that a notice is about: programs name it by the document's id, some by the message's."""
    sent = OutboxMessage.objects.filter(correspondent=correspondent, kind=MessageKind.DOCUMENT)
    found = sent.filter(document__uuid=uid).order_by("-id").first() or sent.filter(message_id=uid).first()
    return found.message_id if found is not None else None


def _message(
    arrived: Arrived, body: DocumentBody | RegisteredBody | RefusedBody | ProgressBody, answered: InReplyTo | None
) -> Message:
    """The message in the words of our own format, which effects read."""
    header, correspondent = arrived.said.header, arrived.correspondent
    agency = correspondent.agency
    return Message(
        message_id=header.uid,
        conversation_id=body.document_id,
        sender=Party(correspondent.exchange_id, header.source.organization),
        recipient=Party(agency.exchange_id, agency.name),
        sequence=0,
        created_at=arrived.created_at,
        expires_at=arrived.created_at + LIVES,
        body=body,
        in_reply_to=answered,
        is_test=correspondent.is_test,
    )


def is_whole(source: Source) -> bool:
    """Whether the bytes of a container end as a zip does: one that is still being copied does not."""
    try:
        archives.read(source, Limits.configured())
    except Refused as refused:
        return refused.code != "NOT_A_CONTAINER"
    return True
