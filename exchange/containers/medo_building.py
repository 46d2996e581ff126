"""Messages of ours in the format МЭДО: a registered document in a transport container, or a notice about one."""

import io
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO

from pypdf import PdfReader

from documents import files
from documents.models import Document, DocumentFile, Signature, StoredFile
from documents.services import Mark, marks_on
from exchange.containers.medo_notices import decision_of, line, number_of, progress_of, receipt_of
from exchange.containers.sealing import NotBuilt, seal_signer, signed_container
from exchange.medo import bundles, containers, messages, passports, stamps
from exchange.medo.messages import Communication, MessageType
from exchange.medo.passports import SignatureType
from exchange.models import Correspondent, MessageKind, OutboxMessage, WatchedFolder
from history import clock
from signing import cms
from signing.limits import Limits
from signing.passports import Addressee, FileRole, Passport, SignerRole
from signing.selectors import trust_anchors
from signing.sources import BytesSource, PathSource, Source
from signing.verification import VerifiedContainer, verify

MAIN, REGISTRATION_STAMP = "document.pdf", "registration.png"
WORTH = "Усиленная неквалифицированная подпись (по соглашению сторон)"
# Where a stamp goes on a page that we did not draw: below the head, and above the foot, in millimetres.
_REGISTRATION_PLACE, _SIGNATURE_PLACE = Mark(1, 20, 60), Mark(1, 80, 240)
_BETWEEN, _PAGE_WIDTH = 2, 210
_COUNTED_AT_MOST = 64 * 1024 * 1024


def folder_of(correspondent: Correspondent) -> WatchedFolder:
    """The watched folder of a correspondent.

    Raises:
        NotBuilt: it has none.
    """
    found = WatchedFolder.objects.filter(correspondent=correspondent).first()
    if found is None:
        raise NotBuilt("the correspondent has no folder")
    return found


def build(message: OutboxMessage) -> files.Written:
    """Make the package of an outbox row, to be put into its place in the store.

    Raises:
        NotBuilt: the agency has no seal, the document no detached signature, the correspondent no folder.
        SigningFailed: the signer does not answer.
        Refused: the format does not allow what the row says.
    """
    package: dict[str, Source] = {}
    with tempfile.TemporaryDirectory() as folder:
        name = ""
        if message.kind == MessageKind.DOCUMENT:
            name = f"{_document_of(message).uuid.hex}{containers.SUFFIX}"
            with Path(folder, name).open("w+b") as target:
                _write_container(message, target)
            package[name] = PathSource(Path(folder, name))
        package[messages.FILE] = BytesSource(communication(message, name).to_xml())
        with tempfile.TemporaryFile("w+b") as whole:
            bundles.write(whole, package)
            whole.seek(0)
            return files.write(whole, bundles.MEDIA_TYPE)


def communication(message: OutboxMessage, container: str = "") -> Communication:
    """What ``message.xml`` says of an outbox row; ``container`` is the name of the file that goes with it.

    Raises:
        NotBuilt: no message of МЭДО is made of such a row.
    """
    watched = folder_of(message.correspondent)
    body: dict[str, Any]
    if message.kind == MessageKind.DOCUMENT:
        kind, body = MessageType.CONTAINER, {"container": messages.ContainerBody(body=container)}
    elif message.kind == MessageKind.DECISION:
        kind, body = MessageType.NOTIFICATION, {"notification": decision_of(message)}
    elif message.kind == MessageKind.PROGRESS:
        kind, body = MessageType.NOTIFICATION, {"notification": progress_of(message)}
    elif message.kind == MessageKind.RECEIPT:
        kind, body = MessageType.ACKNOWLEDGMENT, {"acknowledgment": receipt_of(message)}
    else:
        raise NotBuilt(f"a message of kind {message.kind}")
    partner = messages.Partner(uid=watched.their_uid, organization=line(message.correspondent.name))
    return Communication(
        header=messages.Header(
            type=kind,
            uid=message.message_id,
            created=message.created_at.replace(microsecond=0),
            source=messages.Partner(uid=watched.our_uid, organization=line(message.agency.name)),
        ),
        destinations=(messages.Destination(partner=partner),),
        **body,
    )


@dataclass
class _Draft:
    """A passport that grows with the files it names."""

    message: OutboxMessage
    document: Document
    signed: VerifiedContainer
    card: Passport
    files: dict[str, Source] = field(default_factory=dict)


def _write_container(message: OutboxMessage, target: BinaryIO) -> None:
    document = _document_of(message)
    if document.access:
        raise NotBuilt("the document has an access mark")
    container = signed_container(document.pk)
    if container is None:
        raise NotBuilt("the document has no signed container")
    signed = verify(files.path_of(container), trust=trust_anchors(message.agency)).container
    if signed.passport is None:
        raise NotBuilt("the container is none of a document")
    draft = _Draft(message, document, signed, signed.passport)
    passport = _passport(draft)
    containers.write(
        target,
        passport,
        draft.files,
        seal=seal_signer(message.agency, "seal-message"),
        at=clock.now().replace(microsecond=0),
        limits=Limits.configured(),
    )


def _passport(draft: _Draft) -> passports.Passport:
    card, document = draft.card, draft.document
    main, attachments = _files(draft)
    return passports.Passport(
        uid=document.uuid,
        requisites=passports.Requisites(
            kind=passports.Qualified(value=line(card.kind) or "Письмо"),
            annotation=card.annotation[:4000],
            links=_links(draft),
        ),
        authors=(_author(draft),),
        addressees=tuple(_addressee(one) for one in card.addressees),
        document=main,
        attachments=attachments,
    )


def _addressee(to: Addressee) -> passports.Addressee:
    return passports.Addressee(
        organization=passports.Organization(title=line(to.organisation), id=to.organisation_id),
        department=passports.Qualified(value=line(to.unit)) if to.unit else None,
        persons=(passports.Person(name=line(to.person)),) if to.person else (),
    )


def _files(draft: _Draft) -> tuple[passports.MainDocument, tuple[passports.Attachment, ...]]:
    main = None
    attachments: list[passports.Attachment] = []
    for one in draft.card.files:
        content = draft.signed.files[one.name]
        if one.role is FileRole.MAIN:
            if one.media_type != files.PDF or main is not None:
                raise NotBuilt("the text of the document is not one PDF")
            draft.files[MAIN] = content
            main = passports.MainDocument(local_name=MAIN, pages=_pages_of(content))
        else:
            number = len(attachments) + 1
            ending = one.name.rpartition(".")[2].lower()
            fits = ending.isascii() and ending.isalnum() and len(ending) in (3, 4)
            name = f"attachment{number}.{ending if fits else 'bin'}"
            draft.files[name] = content
            attachments.append(
                passports.Attachment(local_name=name, order=number, description=one.original_name[:4000])
            )
    if main is None:
        raise NotBuilt("the document has no text")
    return main, tuple(attachments)


def _author(draft: _Draft) -> passports.Author:
    card, document, said = draft.card, draft.document, draft.message.content
    of = card.authors[0]
    number, on = said["number"], date.fromisoformat(said["date"])
    given = list(Signature.objects.filter(document=document).order_by("id"))
    marks = marks_on(document, given[-1] if given else None)
    draft.files[REGISTRATION_STAMP] = BytesSource(stamps.registration(number, on))
    executor = None
    if of.executor and of.phone:
        executor = passports.Executor(name=line(of.executor), phone=line(of.phone))
    return passports.Author(
        organization=passports.Organization(title=line(of.organisation), id=of.organisation_id),
        department=passports.Qualified(value=line(of.unit)) if of.unit else None,
        registration=passports.Registration(
            number=line(number),
            on=on,
            stamp=_stamp(REGISTRATION_STAMP, marks.get("reference", _REGISTRATION_PLACE), stamps.REGISTRATION_SIZE),
        ),
        signs=tuple(_signs(draft, given, marks)),
        executor=executor,
    )


def _signs(draft: _Draft, given: Sequence[Signature], marks: Mapping[str, Mark]) -> Iterator[passports.Sign]:
    """Each official's detached signature over the text, made when they signed, with the mark that shows it.

    Raises:
        NotBuilt: nobody has signed, or one of those who did made no detached signature.
    """
    kept = DocumentFile.objects.filter(document=draft.document, role=DocumentFile.FileRole.SIGNATURE, is_current=True)
    detached = {_serial(one.stored): one.stored for one in kept.select_related("stored").order_by("id")}
    if not given or any(one.certificate_serial not in detached for one in given):
        raise NotBuilt("the document bears no detached signature of its signer: sign it anew")
    visas = {one.name for one in draft.card.signers if one.role is SignerRole.VISA}
    places = _places(marks.get("mark", _SIGNATURE_PLACE), len(given))
    for number, (signature, place) in enumerate(zip(given, places, strict=True), 1):
        name, mark = f"signature{number}.p7s", f"signature{number}.png"
        draft.files[name] = PathSource(files.path_of(detached[signature.certificate_serial]))
        draft.files[mark] = BytesSource(
            stamps.signature(
                name=signature.signer_name,
                serial=signature.certificate_serial,
                valid_from=signature.valid_from,
                valid_to=signature.valid_to,
                signed_at=signature.signed_at,
                kind=WORTH,
                is_test=signature.is_test,
            )
        )
        yield passports.Sign(
            person=passports.SigningPerson(post=line(signature.signer_post), name=line(signature.signer_name)),
            signature=passports.DocumentSignature(
                local_name=name,
                type=SignatureType.VISA if signature.signer_name in visas else SignatureType.APPROVING,
                stamp=_stamp(mark, place, stamps.SIGNATURE_SIZE),
            ),
        )


def _serial(stored: StoredFile) -> str:
    """The certificate's number of the one who made a detached signature, as signatures name it."""
    return f"{cms.read(files.path_of(stored).read_bytes(), 'signature.p7s').certificate.serial_number:X}"


def _places(first: Mark, count: int) -> list[Mark]:
    """Places of so many marks: one above the other, then beside that column as far as the page has room."""
    width, height = (side + _BETWEEN for side in stamps.SIGNATURE_SIZE)
    beside = range(_BETWEEN, _PAGE_WIDTH - width, width)
    columns = [first.x, *(x for x in beside if abs(x - first.x) >= width)]
    rows = range(first.y, -1, -height)
    places = [Mark(first.page, x, y) for x in columns for y in rows]
    return [places[number % len(places)] for number in range(count)]


def _stamp(name: str, mark: Mark, size: tuple[int, int]) -> passports.Stamp:
    return passports.Stamp(
        local_name=name,
        position=passports.Position(
            page=mark.page,
            top_left=passports.Point(x=mark.x, y=mark.y),
            dimension=passports.Dimension(w=size[0], h=size[1]),
        ),
    )


def _links(draft: _Draft) -> tuple[passports.Link, ...]:
    said = draft.message.content
    answered = number_of(said.get("in_reply_to_number", ""), said.get("in_reply_to_date", ""))
    if answered is None:
        return ()
    return (
        passports.Link(
            organization=passports.Organization(title=line(draft.message.correspondent.name)),
            registration=passports.RegistrationData(number=answered.number, on=answered.on),
        ),
    )


def _pages_of(content: Source) -> int | None:
    """How many pages a PDF has, where that can be found out."""
    if content.size > _COUNTED_AT_MOST:
        return None
    try:
        with content.open() as stream:
            return len(PdfReader(io.BytesIO(stream.read())).pages) or None
    except Exception:  # a PDF that another program made fails in any way inside the reader
        return None


def _document_of(message: OutboxMessage) -> Document:
    if message.document is None:
        raise NotBuilt("a message without its document")
    return message.document
