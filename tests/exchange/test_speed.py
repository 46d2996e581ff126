"""What a message costs: kept connections, several under way at once, no more questions to the database than pinned."""

import threading
from collections.abc import Iterator, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from exchange import services
from exchange.models import Correspondent, InboxMessage, OutboxMessage, OutboxState
from exchange.services.leasing import take_leases
from exchange.transport import Answer, DeliveryFailed, HttpTransport
from history.models import Entry
from tests.exchange.peers import Peers, Wire

# Questions of each side for one message after the first; they change on purpose only.
PINNED = {"sqlite": (40, 51), "postgresql": (31, 42)}

pytestmark = [pytest.mark.django_db, pytest.mark.feature("F01")]


class Counting(ThreadingHTTPServer):
    """Counts connections and requests."""

    def __init__(self) -> None:
        self.connections = self.requests = 0
        super().__init__(("127.0.0.1", 0), _Answering)

    def process_request(self, request: Any, client_address: Any) -> None:
        """One connection."""
        self.connections += 1
        super().process_request(request, client_address)


class _Answering(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Counting

    def do_POST(self) -> None:
        """Take the body and say so."""
        self.server.requests += 1
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""


@pytest.fixture
def gateway() -> Iterator[Counting]:
    """A gateway that keeps connections open."""
    with Counting() as server:
        serving = threading.Thread(target=server.serve_forever)
        serving.start()
        yield server
        server.shutdown()
        serving.join()


def test_messages_to_one_gateway_share_a_connection(gateway: Counting) -> None:
    """As long as one run of the worker; outside of it every request has its own."""
    address = f"http://127.0.0.1:{gateway.server_port}/exchange/messages"

    with HttpTransport() as way:
        bodies = {way.post(address, iter([b"abc"]), 3, {}, is_private=True).body for _message in range(5)}
    kept = gateway.connections
    for _message in range(2):
        HttpTransport().post(address, iter([b"abc"]), 3, {}, is_private=True)

    assert bodies == {b"ok"}
    assert (kept, gateway.connections, gateway.requests) == (1, 3, 7)


def test_names_at_one_address_share_no_connection(gateway: Counting) -> None:
    """What TLS has proven for one name proves nothing for another."""
    with HttpTransport() as way:
        for name in ("127.0.0.1", "localhost"):
            address = f"http://{name}:{gateway.server_port}/exchange/messages"
            way.post(address, iter([b"abc"]), 3, {}, is_private=True)

    assert gateway.connections == 2


def test_a_message_costs_its_sender_and_its_receiver_no_more_questions_than_pinned(peers: Peers, wire: Wire) -> None:
    """Each side is asked apart: what the gateway asks while the sender waits is its own."""
    for number in range(2):
        peers.sent(number=f"1-{number}")
    services.deliver_due(limit=1, transport=wire)
    asked: list[int] = []

    class Apart(Wire):
        def post_as_it_is(self, *given: Any, **named: Any) -> Answer:
            with CaptureQueriesContext(connection) as queries:
                answer = super().post_as_it_is(*given, **named)
            asked.append(len(queries))
            return answer

    with CaptureQueriesContext(connection) as queries:
        services.deliver_due(limit=1, transport=Apart())

    assert OutboxMessage.objects.filter(state=OutboxState.ACCEPTED).count() == 2
    assert (len(queries) - asked[0], asked[0]) == PINNED[connection.vendor]


def test_an_arrival_leaves_one_entry_of_the_log(peers: Peers, wire: Wire) -> None:
    """Bytes, the use of the seal, row, paper and receipt are told together, which is as much less for the sequencer."""
    for number in range(2):  # the first one's certificates are asked about, which is told apart
        peers.sent(number=f"1-{number}")
    services.deliver_due(limit=1, transport=wire)
    entries: list[int] = []

    class Counted(Wire):
        def post_as_it_is(self, *given: Any, **named: Any) -> Answer:
            before = Entry.objects.count()
            answer = super().post_as_it_is(*given, **named)
            entries.append(Entry.objects.count() - before)
            return answer

    services.deliver_due(transport=Counted())

    assert entries == [1]
    assert InboxMessage.objects.count() == 2


def test_while_nobody_knows_whether_a_gateway_is_back_one_message_asks(peers: Peers) -> None:
    """The others wait for it, so that a gateway which swallows requests holds up one delivery and not all."""

    class Deaf:
        def post(
            self, endpoint: str, content: Iterator[bytes], size: int, headers: Mapping[str, str], *, is_private: bool
        ) -> Answer:
            raise DeliveryFailed("no answer")

    for number in range(3):
        peers.sent(number=f"1-{number}")
    services.deliver_due(limit=1, transport=Deaf())
    failures = Correspondent.objects.get(pk=peers.committee_known.pk).failures

    first, second = take_leases(), take_leases()

    assert failures == 1
    assert len(first) == 1
    assert second == []


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_several_messages_are_under_way_at_once_and_each_is_sent_once(peers: Peers) -> None:
    """None holds another up: all four are with the other side before the first is answered. SQLite has one writer."""
    together, seen = threading.Barrier(4, timeout=30), []

    class Slow(Wire):
        def post_as_it_is(self, *given: Any, **named: Any) -> Answer:
            together.wait()
            try:
                answer = super().post_as_it_is(*given, **named)
            finally:
                connection.close() if threading.current_thread() is not threading.main_thread() else None
            seen.append(answer.status)
            return answer

    for number in range(4):
        peers.sent(number=f"1-{number}")

    attempts = services.deliver_due(transport=Slow(), at_once=4)

    assert attempts == 4
    assert seen == [200] * 4
    assert set(InboxMessage.objects.values_list("sequence", flat=True)) == {1, 2, 3, 4}
