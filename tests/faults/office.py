"""The people of one node: a process that writes, signs and sends letters and decides on packages when it is asked.

It reads a JSON line for each act and prints one when the act is committed; what it cannot do it says, and goes on. It
runs in the environment of its node and is killed like any other process of it.
"""

import hashlib
import io
import json
import os
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.db import close_old_connections, connection  # noqa: E402  # the settings come first

from agencies.models import Agency, Employee, TermKind  # noqa: E402
from demo.logins import load  # noqa: E402
from demo.node import write_card  # noqa: E402
from demo.world import AGENCIES  # noqa: E402
from documents import files  # noqa: E402
from documents.models import Document, DocumentFile, Flow, State, StoredFile  # noqa: E402
from documents.services import IncomingCard  # noqa: E402
from exchange import services  # noqa: E402
from exchange.containers.addressing import request_headers  # noqa: E402
from exchange.containers.opening import Unverifiable, verified_message  # noqa: E402
from exchange.containers.receipts import ReceiptRefused, read_receipt  # noqa: E402
from exchange.models import (  # noqa: E402
    Correspondent,
    DeliveryAttempt,
    InboxMessage,
    InboxState,
    OutboxMessage,
    OutboxState,
    Receipt,
)
from exchange.refusals import OFFICIAL  # noqa: E402
from exchange.transport import MEDIA_TYPE  # noqa: E402
from history import clock  # noqa: E402
from history.actors import acting  # noqa: E402
from history.acts import act  # noqa: E402
from history.models import Entry  # noqa: E402
from history.models.recording import recording  # noqa: E402
from history.services.verifying import verify_history  # noqa: E402
from signing import authority  # noqa: E402
from signing.services import issue_seal  # noqa: E402
from tests.exchange.peers import signed  # noqa: E402

TEXT = b"%PDF-1.7\nletter\n%%EOF\n"


class People:
    """The agency of the node, with those who act in it."""

    def __init__(self, node: str) -> None:
        spec = AGENCIES[node]
        self.agency = Agency.objects.get(exchange_id=spec.exchange_id)
        self.head = Employee.objects.get(username=next(one.login for one in spec.people if one.signs))
        self.clerk = Employee.objects.get(username={"a": "melnik", "b": "chernykh"}[node])
        self.administrator = Employee.objects.get(username={"a": "vetlugin", "b": "sazonova"}[node])
        self.passphrase = load().passphrase(self.head.username)
        self._proven: set[str] = set()

    @property
    def peer(self) -> Correspondent:
        """The other agency, as it is registered here."""
        return Correspondent.objects.get(agency=self.agency)

    def send(self, number: str, size: int = 0, *, is_short_lived: bool = False) -> dict[str, Any]:
        """A signed letter to the other agency; ``is_short_lived`` lets it expire in two seconds."""
        moment = clock.now() - timedelta(hours=72) + timedelta(seconds=2) if is_short_lived else clock.now()
        with clock.at(moment):
            message = write_and_send(actor=self.clerk, people=self, number=number, text=TEXT + os.urandom(size))
        return {"sent": str(message.message_id), "expires_at": message.expires_at.isoformat()}

    def decide(self, *, is_registered: bool = True) -> dict[str, Any]:
        """Register or refuse the oldest package that waits."""
        message = InboxMessage.objects.filter(state=InboxState.WAITING).order_by("id").first()
        if message is None:
            return {"decided": None}
        if is_registered:
            kind = TermKind.objects.get(code="agency-inquiry")
            services.register_package(
                actor=self.clerk, message=message, card=IncomingCard(summary="О доме 14", term_kind=kind)
            )
        else:
            services.refuse_package(actor=self.clerk, message=message, reason=next(iter(OFFICIAL)), comment="нет листа")
        return {"decided": str(message.message_id)}

    def hurry(self) -> dict[str, Any]:
        """Let everything that waits be tried at once, as an operator may."""
        waiting = OutboxMessage.objects.filter(state=OutboxState.NEW, due_at__gt=clock.now())
        for message in waiting:
            services.retry_now(actor=self.clerk, message=message)
        Correspondent.objects.exclude(closed_until=None).update(closed_until=None)
        return {"waiting": OutboxMessage.objects.filter(state=OutboxState.NEW).count()}

    def take_for_test(self, *, is_test: bool) -> dict[str, Any]:
        """Let the register say whether the other agency is a test, as its messages must."""
        with acting(self.administrator), recording():
            peer = self.peer
            peer.is_test = is_test
            peer.save()
        return {}

    def is_refused(self) -> dict[str, Any]:
        """Whether the newest message was refused."""
        newest = OutboxMessage.objects.order_by("id").last()
        return {"is_refused": newest is not None and newest.state == OutboxState.REFUSED}

    def damage(self) -> dict[str, Any]:
        """The newest sealed message with one byte of its seal changed, and the headers it goes with."""
        message = OutboxMessage.objects.exclude(sealed=None).select_related("sealed").latest("id")
        assert message.sealed is not None
        body = bytearray(files.path_of(message.sealed).read_bytes())
        body[len(body) // 2] ^= 1
        headers = request_headers(message, message.sealed) | {"Content-Type": MEDIA_TYPE}
        return dict(headers) | {"body": body.hex()}

    def seal_for_seconds(self, seconds: float) -> dict[str, Any]:
        """A new seal that is in force for so long, on a new card of the agency."""
        lives, authority.SEAL_LIVES = authority.SEAL_LIVES, timedelta(seconds=seconds)
        try:
            issued = issue_seal(actor=self.administrator, agency=self.agency)
        finally:
            authority.SEAL_LIVES = lives
        write_card(self.agency)
        return {"until": issued.valid_to.timestamp()}

    def enter(self, card: str) -> dict[str, Any]:
        """Bring the entry of the other agency up to date with its new card."""
        read = services.CorrespondentCard.read(card)
        entry = services.add_correspondent(actor=self.clerk, agency=self.agency, card=read, is_private_address=True)
        return {"entered": entry.exchange_id}

    def deliver_ahead(self, days: int) -> dict[str, Any]:
        """What a worker does whose clock runs ahead; nothing of it is a new message."""
        with clock.at(clock.now() + timedelta(days=days)):
            return {"attempts": services.deliver_due(limit=1)}

    def tries(self) -> dict[str, Any]:
        """The outcomes of all attempts to deliver what waits."""
        waiting = DeliveryAttempt.objects.filter(message__state=OutboxState.NEW, message__sealed__isnull=False)
        return {"outcomes": sorted(waiting.values_list("outcome", flat=True))}

    def reasons(self) -> dict[str, Any]:
        """What the last try of each message that waits ended with."""
        waiting = OutboxMessage.objects.filter(state=OutboxState.NEW)
        return {"reasons": sorted(waiting.values_list("last_error", flat=True))}

    def account(self) -> dict[str, Any]:
        """Everything that the checker compares: both lists, their papers, receipts and files."""
        return {
            "outbox": [self._sent(row) for row in OutboxMessage.objects.select_related("sealed").order_by("sequence")],
            "inbox": [self._received(row) for row in InboxMessage.objects.filter(is_verified=True).order_by("id")],
            "quarantine": InboxMessage.objects.filter(is_verified=False).count(),
            "papers without a message": Document.objects.filter(
                flow=Flow.INCOMING, correspondent_id_code=self.peer.exchange_id, inbox=None
            ).count(),
            "files": self._wrong_files(),
            "unnumbered": Entry.objects.filter(leaf__isnull=True).count(),
        }

    def verify(self) -> dict[str, Any]:
        """What of the tables is not as the log tells it."""
        return {"findings": [f"{one.code}: {one.place}" for one in verify_history()]}

    def _sent(self, row: OutboxMessage) -> dict[str, Any]:
        return {
            "id": str(row.message_id),
            "sequence": row.sequence,
            "kind": row.kind,
            "state": row.state,
            "is_overdue": row.expires_at <= clock.now(),
            "sha256": row.sealed.sha256 if row.sealed else "",
            "decision": row.decision,
            "their_number": row.their_number,
            "receipts": [self._receipt(row, one) for one in row.receipts.select_related("sealed")],
        }

    def _receipt(self, row: OutboxMessage, receipt: Receipt) -> dict[str, Any]:
        said = {"kind": receipt.kind, "verdict": receipt.verdict, "sha256": receipt.sealed.sha256, "flaw": ""}
        if receipt.sealed.sha256 in self._proven:
            return said
        path = files.path_of(receipt.sealed)
        try:
            if receipt.kind == Receipt.ReceiptKind.TRANSPORT and row.sealed is not None:
                read_receipt(path.read_bytes(), row, row.sealed)
            else:
                verified_message(path, row.correspondent)
            self._proven.add(receipt.sealed.sha256)
        except (ReceiptRefused, Unverifiable, OSError) as error:
            said["flaw"] = f"{type(error).__name__}: {error}"
        return said

    def _received(self, row: InboxMessage) -> dict[str, Any]:
        paper = row.document
        return {
            "id": str(row.message_id),
            "sequence": row.sequence,
            "kind": row.kind,
            "state": row.state,
            "code": row.code,
            "gap": row.has_gap_before,
            "sha256": row.sha256,
            "receipt": row.receipt.sha256 if row.receipt else "",
            "paper": paper.state if paper else "",
            "number": paper.number if paper else "",
            "files": paper.files.count() if paper else 0,
            "decisions": OutboxMessage.objects.filter(document=paper, kind="decision").count() if paper else 0,
        }

    def _wrong_files(self) -> list[str]:
        """Files whose bytes are not those that the database names."""
        wrong = []
        for stored in StoredFile.objects.filter(destroyed_at__isnull=True):
            if stored.sha256 in self._proven:
                continue
            try:
                if hashed(files.path_of(stored)) != stored.sha256:
                    wrong.append(f"{stored.sha256} is changed")
            except FileNotFoundError:
                wrong.append(f"{stored.sha256} is missing")
            else:
                self._proven.add(stored.sha256)
        return wrong


@act
def write_and_send(*, actor: Employee, people: People, number: str, text: bytes) -> OutboxMessage:
    """A registered letter, signed by the head of the agency, in the outbox: one act."""
    peer = people.peer
    letter = Document.objects.create(
        agency=people.agency,
        flow=Flow.OUTGOING,
        state=State.REGISTERED,
        unit=actor.current_posts[0].unit,
        signer=people.head,
        registrar=actor,
        subject="О доме 14 по ул. Соборной",
        number=number,
        registered_on=clock.today(),
        correspondent_id_code=peer.exchange_id,
        correspondent_name=peer.name,
    )
    body = signed(letter, people.head, people.agency, peer, text, passphrase=people.passphrase)
    DocumentFile.objects.create(
        document=letter,
        stored=files.store(io.BytesIO(body), files.CONTAINER),
        role=DocumentFile.FileRole.CONTAINER,
        name="document.asice",
    )
    return services.send_document(actor=actor, document=letter)


def hashed(path: Path) -> str:
    """The SHA-256 of a file."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def answer(people: People, asked: dict[str, Any]) -> dict[str, Any]:
    """Do one act; what goes wrong is said and changes nothing."""
    verb = asked.pop("do")
    try:
        close_old_connections()
        reply: dict[str, Any] = getattr(people, verb)(**asked)
        return reply
    except Exception as error:  # a killed server shows in many ways, and the next act begins anew
        connection.close()
        return {"error": f"{type(error).__name__}: {error}"[:300]}


def main() -> None:
    """Serve until the end of the input."""
    people = None
    for line in sys.stdin:
        try:
            people = people or People(os.environ["MEZHVED_NODE"])
            reply = answer(people, json.loads(line))
        except Exception as error:  # the database may be down when the first act is asked for
            connection.close()
            reply = {"error": f"{type(error).__name__}: {error}"[:300]}
        print(json.dumps(reply, ensure_ascii=False), flush=True)


if __name__ == "__main__":
    main()
