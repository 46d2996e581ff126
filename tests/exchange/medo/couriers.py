"""Two agencies that exchange through watched folders, and the courier who carries packages between them."""

import hashlib
import io
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from agencies.models import Employee, TermKind
from documents import files
from documents.models import Document, DocumentFile, Signature
from documents.services import IncomingCard
from exchange import folders, services
from exchange.containers.medo_building import folder_of
from exchange.medo import messages
from exchange.medo.messages import Communication, MessageType
from exchange.models import Correspondent, InboxMessage, OutboxMessage
from history import clock
from signing import cms
from signing.selectors import certificate_of
from signing.services import signer_for
from tests.exchange.peers import PASSPHRASE, Peers, a_letter
from tests.people import LOADER, Office

TEXT = b"%PDF-1.7 letter"
MINISTRY_UID = UUID("5b1f7a52-57c4-4c5f-9a8e-0d3a7a0c2f11")
COMMITTEE_UID = UUID("9c54ad7d-8e0e-4f0e-8a1b-b9f6c3b3f001")


@dataclass
class Courier:
    """The program that moves packages from what one side laid to what the other finds."""

    peers: Peers

    @property
    def ministry_folder(self) -> Path:
        """What the ministry shares with the courier."""
        return folders.place_of(folder_of(self.peers.committee_known).name)

    @property
    def committee_folder(self) -> Path:
        """What the committee shares with the courier."""
        return folders.place_of(folder_of(self.peers.ministry_known).name)

    def carry(self) -> int:
        """Carry everything both ways, and let both sides read it. How many packages."""
        carried = 0
        for begin, end in (
            (self.ministry_folder, self.committee_folder),
            (self.committee_folder, self.ministry_folder),
        ):
            for package in sorted((begin / folders.OUT).iterdir()):
                package.rename(end / folders.IN / package.name)
                carried += 1
        services.read_folders()
        return carried

    def round(self) -> int:
        """Deliver what is due, and carry it."""
        services.deliver_due()
        return self.carry()

    def sent(self, **letter: Any) -> OutboxMessage:
        """A letter of the ministry in its outbox."""
        document = a_detached_letter(self.peers.ministry, self.peers.committee, **letter)
        return services.send_document(actor=self.peers.ministry.clerk, document=document)

    def laid(self, **letter: Any) -> Path:
        """A letter of the ministry as it lies for the courier."""
        message = self.sent(**letter)
        services.deliver_due()
        return self.ministry_folder / folders.OUT / message.message_id.hex

    def arrived(self, package: Path) -> Path:
        """The package as it lies for the committee."""
        return Path(shutil.move(package, self.committee_folder / folders.IN))

    @property
    def received(self) -> InboxMessage:
        """The only message that the committee has received, beside receipts."""
        return InboxMessage.objects.exclude(kind="receipt").get(agency=self.peers.committee.agency)

    @property
    def receipts(self) -> list[OutboxMessage]:
        """What the committee has to tell of what came."""
        return list(OutboxMessage.objects.filter(agency=self.peers.committee.agency, kind="receipt").order_by("id"))


def between(peers: Peers) -> Courier:
    """Let both agencies exchange through folders."""
    pairs = (
        (peers.committee_known, "committee", COMMITTEE_UID, MINISTRY_UID),
        (peers.ministry_known, "ministry", MINISTRY_UID, COMMITTEE_UID),
    )
    for correspondent, name, theirs, ours in pairs:
        entry = services.FolderEntry(name, theirs, ours)
        services.use_folder(actor=LOADER, correspondent=correspondent, entry=entry)
    assert Correspondent.objects.filter(channel=Correspondent.Channel.FOLDER).count() == 2
    return Courier(peers)


def a_detached_letter(office: Office, to: Office, *, others: Sequence[Employee] = (), **letter: Any) -> Document:
    """A registered letter whose head, and others, signed the text a second time, as the format wants it."""
    text = letter.pop("text", TEXT)
    document = a_letter(office, to, text=text, others=others, **letter)
    for person in (office.leader, *others):
        _sign_text(document, person, text, post="Министр" if person == office.leader else "Заместитель министра")
    return document


def _sign_text(document: Document, person: Employee, text: bytes, post: str) -> None:
    certificate = certificate_of(person)
    assert certificate is not None
    signer = signer_for(actor=person, certificate=certificate, purpose="document", passphrase=PASSPHRASE)
    now = clock.now().replace(microsecond=0)
    detached = files.store(io.BytesIO(cms.sign(hashlib.sha256(text).digest(), signer, at=now)), cms.MEDIA_TYPE)
    DocumentFile.objects.create(
        document=document, stored=detached, role=DocumentFile.FileRole.SIGNATURE, name=f"{certificate.serial}.p7s"
    )
    Signature.objects.create(
        document=document,
        employee=person,
        certificate=certificate,
        signer_name=person.full_name,
        signer_post=post,
        signed_at=now,
        certificate_serial=certificate.serial,
        valid_from=certificate.valid_from,
        valid_to=certificate.valid_to,
        is_test=True,
    )


def registered(courier: Courier) -> None:
    """The committee's clerk registers what came."""
    services.register_package(
        actor=courier.peers.committee.clerk,
        message=courier.received,
        card=IncomingCard(summary="О доме 14", term_kind=TermKind.objects.get(code="agency-inquiry")),
    )


def message_in(package: Path) -> Communication:
    """The message of a package."""
    return Communication.from_xml((package / folders.MESSAGE).read_bytes())


def rewritten(package: Path, **changes: object) -> None:
    """Put another message into a package."""
    said = replace(message_in(package), **changes)  # type: ignore[arg-type]  # fields by name
    (package / folders.MESSAGE).write_bytes(said.to_xml())


def a_message(courier: Courier, kind: MessageType, **body: object) -> Path:
    """A message of the committee that lies before the ministry."""
    uid = uuid4()
    said = Communication(
        header=messages.Header(
            type=kind,
            uid=uid,
            created=clock.now().replace(microsecond=0),
            source=messages.Partner(uid=COMMITTEE_UID, organization="Комитет"),
        ),
        **body,  # type: ignore[arg-type]  # fields by name
    )
    package = courier.ministry_folder / folders.IN / uid.hex
    package.mkdir()
    (package / folders.MESSAGE).write_bytes(said.to_xml())
    return package
