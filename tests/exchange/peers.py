"""Two agencies that know each other, letters that their heads signed with real keys, and a wire between them."""

import io
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from django.conf import settings
from django.test import Client

from agencies.models import Agency, Employee
from documents import files
from documents.models import Document, DocumentFile, Flow, Journal, State
from exchange import services
from exchange.models import Correspondent, InboxMessage, OutboxMessage, Reconciliation
from exchange.transport import MEDIA_TYPE, Answer, DeliveryFailed, Line
from history import clock
from signing.packages import DocumentPackage, describe_file
from signing.passports import Addressee, Author, FileRole, Passport, PassportSigner
from signing.selectors import certificate_of
from signing.services import issue_person_certificate, issue_seal, make_authority, signer_for
from tests.people import LOADER, Office

PASSPHRASE = "quiet morning lake"
GATEWAY = "https://gateway.example.org/exchange/messages"


@dataclass
class Peers:
    """The ministry, which sends, and the committee, which receives; each has the other in its register."""

    ministry: Office
    committee: Office

    @property
    def committee_known(self) -> Correspondent:
        """The committee in the ministry's register."""
        return Correspondent.objects.get(agency=self.ministry.agency, exchange_id=self.committee.agency.exchange_id)

    @property
    def ministry_known(self) -> Correspondent:
        """The ministry in the committee's register."""
        return Correspondent.objects.get(agency=self.committee.agency, exchange_id=self.ministry.agency.exchange_id)

    def sent(self, **letter: Any) -> OutboxMessage:
        """A letter of the ministry in its outbox."""
        return services.send_document(
            actor=self.ministry.clerk, document=a_letter(self.ministry, self.committee, **letter)
        )

    @property
    def received(self) -> InboxMessage:
        """The only message that the committee has received."""
        return InboxMessage.objects.get(agency=self.committee.agency)


def introduce(ministry: Office, committee: Office, endpoint: str = GATEWAY) -> Peers:
    """Give both agencies keys and enter each in the other's register."""
    for office in (ministry, committee):
        make_authority(actor=LOADER, agency=office.agency, is_test=True)
        issue_seal(actor=LOADER, agency=office.agency)
        issue_person_certificate(actor=LOADER, employee=office.leader, passphrase=PASSPHRASE)
        Journal.objects.create(agency=office.agency, flow=Flow.INCOMING, name="Входящие", pattern="{n}-вх/{yy}")
    for office, peer in ((ministry, committee), (committee, ministry)):
        card = services.own_card(peer.agency)
        card = services.CorrespondentCard(**(card.__dict__ | {"endpoint": endpoint}))
        services.add_correspondent(
            actor=LOADER, agency=office.agency, card=card, is_private_address=endpoint.startswith("http:")
        )
    return Peers(ministry, committee)


def a_letter(
    office: Office,
    to: Office,
    *,
    number: str = "02-07/1164",
    text: bytes = b"%PDF-1.7 letter",
    in_reply_to: Document | None = None,
    is_urgent: bool = False,
    others: Sequence[Employee] = (),
    copies: Sequence[Addressee] = (),
) -> Document:
    """A registered letter of an agency, signed by its head and by others with their own keys."""
    letter = Document.objects.create(
        agency=office.agency,
        flow=Flow.OUTGOING,
        state=State.REGISTERED,
        unit=office.units["02"],
        signer=office.leader,
        registrar=office.clerk,
        subject="О доме 14 по ул. Соборной",
        number=number,
        registered_on=clock.today(),
        correspondent_id_code=to.agency.exchange_id,
        correspondent_name=to.agency.name,
        in_reply_to=in_reply_to,
        reply_due_on=clock.today() + timedelta(days=1 if is_urgent else 15),
    )
    container = files.store(
        io.BytesIO(signed(letter, office.leader, office.agency, to.agency, text, others=others, copies=copies)),
        files.CONTAINER,
    )
    DocumentFile.objects.create(
        document=letter, stored=container, role=DocumentFile.FileRole.CONTAINER, name="document.asice"
    )
    return letter


def signed(
    letter: Document,
    head: Employee,
    agency: Agency,
    to: Agency | Correspondent,
    text: bytes,
    *,
    passphrase: str = PASSPHRASE,
    others: Sequence[Employee] = (),
    copies: Sequence[Addressee] = (),
) -> bytes:
    """The document container of a letter with one attachment."""
    with tempfile.TemporaryDirectory() as folder:
        main, extra = Path(folder, "main.pdf"), Path(folder, "extra.txt")
        main.write_bytes(text)
        extra.write_bytes("Приложение на 1 л.".encode())
        described = (
            describe_file(
                main,
                id="f1",
                name="main.pdf",
                original_name="Письмо.pdf",
                media_type="application/pdf",
                role=FileRole.MAIN,
            ),
            describe_file(
                extra,
                id="f2",
                name="extra.txt",
                original_name="Приложение 1.txt",
                media_type="text/plain",
                role=FileRole.ATTACHMENT,
            ),
        )
        package = DocumentPackage(
            Passport(
                document_id=letter.uuid,
                kind="letter",
                annotation=letter.subject,
                authors=(Author(agency.name, agency.exchange_id),),
                signers=tuple(PassportSigner(one.full_name, "Министр") for one in (head, *others)),
                addressees=(Addressee(to.name, to.exchange_id), *copies),
                files=described,
                reply_due_on=letter.reply_due_on,
            ),
            {"main.pdf": main, "extra.txt": extra},
        )
        for one in (head, *others):
            certificate = certificate_of(one)
            assert certificate is not None
            signer = signer_for(actor=one, certificate=certificate, purpose="sign-document", passphrase=passphrase)
            package.sign(signer, claimed_role="и.о. министра", at=clock.now())
        with tempfile.TemporaryFile("w+b") as target:
            package.write(target)
            target.seek(0)
            return target.read()


class Wire:
    """A way to the gateway of this very process: bytes, headers and answers are real, and can be bent or lost."""

    def __init__(self) -> None:
        self.is_cut = False
        self.loses_replies = False
        self.on_the_way: Callable[[bytes], bytes] = lambda body: body
        self.on_the_way_back: Callable[[bytes], bytes] = lambda body: body
        self.carried: list[bytes] = []
        self.answers: list[Answer] = []
        self.looks = Line(405, 12, "TLSv1.3", clock.now() + timedelta(days=90), clock.now())

    def post(
        self, endpoint: str, content: Iterator[bytes], size: int, headers: Mapping[str, str], *, is_private: bool
    ) -> Answer:
        """Carry the bytes to the gateway."""
        body = b"".join(content)
        assert len(body) == size
        if self.is_cut:
            raise DeliveryFailed("cut")
        self.carried.append(body)
        answer = self.post_as_it_is(self.on_the_way(body), headers, urlsplit(endpoint).path)
        if self.loses_replies:
            raise DeliveryFailed("the reply was lost")
        return Answer(answer.status, answer.media_type, self.on_the_way_back(answer.body))

    def get(self, endpoint: str, *, is_private: bool) -> Answer:
        """Ask the gateway."""
        if self.is_cut:
            raise DeliveryFailed("cut")
        response = Client().get(urlsplit(endpoint).path)
        media_type = response.headers["Content-Type"].split(";")[0]
        return Answer(response.status_code, media_type, self.on_the_way_back(response.content))

    def look(self, endpoint: str, *, is_private: bool) -> Line:
        """What the test says that is there."""
        if self.is_cut:
            raise DeliveryFailed("cut")
        return self.looks

    def post_as_it_is(
        self, body: bytes, headers: Mapping[str, str] | None = None, path: str = "/exchange/messages"
    ) -> Answer:
        """What the gateway answers to these bytes."""
        response = Client().post(path, data=body, content_type=MEDIA_TYPE, headers=dict(headers or {}))
        media_type = response.headers["Content-Type"].split(";")[0]
        answer = Answer(response.status_code, media_type, response.content)
        self.answers.append(answer)
        return answer


def a_comparison(correspondent: Correspondent, letter: Document) -> Reconciliation:
    """A comparison with a correspondent in which one letter of ours is missing there."""
    message = OutboxMessage.objects.get(document=letter)
    told = {"way": "sent", "code": "LOST", "message_id": str(message.message_id), "sequence": message.sequence}
    return Reconciliation.objects.create(
        agency=correspondent.agency,
        correspondent=correspondent,
        request_id=uuid4(),
        is_ours=True,
        at=clock.now(),
        state=Reconciliation.State.DIFFERS,
        compared=1,
        differences=[told | {"sender": "delivered", "recipient": ""}],
    )


def flipped(at: int) -> Callable[[bytes], bytes]:
    """A wire's fault that flips one bit of one byte."""
    return lambda body: body[:at] + bytes([body[at] ^ 1]) + body[at + 1 :]


def bytes_of(message: OutboxMessage) -> bytes:
    """The sealed container of a message."""
    message.refresh_from_db()
    assert message.sealed is not None
    return files.path_of(message.sealed).read_bytes()


def a_fresh_id() -> str:
    """A message id that nobody has used."""
    return str(uuid4())


def files_kept() -> int:
    """How many files the store holds on disk."""
    return sum(
        1 for path in Path(settings.FILES_DIR).rglob("*") if path.is_file() and not path.name.startswith("incoming-")
    )
