"""The gateway and the HTTP transport over a real socket."""

import http.server
import threading
from collections.abc import Iterator

import pytest
from pytest_django.live_server_helper import LiveServer

from exchange import services
from exchange.models import DeliveryAttempt, InboxMessage, OutboxMessage, OutboxState
from exchange.transport import ANSWER_LIMIT, MEDIA_TYPE, DeliveryFailed, HttpTransport
from tests.exchange.peers import Peers, introduce
from tests.people import Office

LETTERS = 6


@pytest.fixture
def connected(transactional_db: None, live_server: LiveServer, office: Office) -> Peers:
    """Two agencies whose gateway listens on loopback."""
    assert office.other is not None
    return introduce(office, office.other, endpoint=f"{live_server.url}/exchange/messages")


@pytest.mark.feature("F01")
def test_a_letter_goes_over_a_real_socket(connected: Peers) -> None:
    """From the act through the outbox, HTTP, the gateway, verification, and back as a sealed receipt."""
    message = connected.sent(text=b"%PDF-1.7 " + bytes(range(256)) * 8000)

    services.deliver_due()

    message.refresh_from_db()
    assert message.state == OutboxState.ACCEPTED
    assert connected.received.document is not None


@pytest.mark.slow
def test_workers_at_once_deliver_each_message_once(connected: Peers) -> None:
    """Leases keep them apart; the inbox would bear it if they did not."""
    for n in range(LETTERS):
        connected.sent(number=f"02-07/{n}")
    attempts: list[int] = []

    def work() -> None:
        from django.db import connection

        try:
            attempts.append(services.deliver_due())
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _worker in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)

    assert sum(attempts) == LETTERS == DeliveryAttempt.objects.count()
    assert OutboxMessage.objects.filter(state=OutboxState.ACCEPTED).count() == LETTERS
    assert InboxMessage.objects.count() == LETTERS
    assert not InboxMessage.objects.filter(has_gap_before=True).exists()


def test_a_dead_port_is_a_failure_and_not_an_error(connected: Peers) -> None:
    """Nobody listens there."""
    entry = connected.committee_known
    entry.endpoint = "http://127.0.0.1:9/exchange/messages"
    entry.save()
    message = connected.sent()

    services.deliver_due()

    message.refresh_from_db()
    assert message.tries.get().outcome == DeliveryAttempt.Outcome.UNREACHABLE
    assert message.state == OutboxState.NEW


class Odd(http.server.BaseHTTPRequestHandler):
    """A gateway of somebody who means no good."""

    seen: list[str]

    def do_POST(self) -> None:
        """Redirect elsewhere, or talk without an end."""
        self.rfile.read(int(self.headers["Content-Length"]))
        if self.path == "/redirect":
            self.send_response(307)
            self.send_header("Location", "/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        self.send_response(200)
        self.send_header("Content-Type", MEDIA_TYPE)
        self.send_header("Content-Length", str(4 * ANSWER_LIMIT))
        self.end_headers()
        try:
            self.wfile.write(bytes(4 * ANSWER_LIMIT))
        except OSError:
            return

    def log_message(self, *_given: object) -> None:
        """Quietly."""


@pytest.fixture
def odd() -> Iterator[str]:
    """The address of an odd gateway."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Odd) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join(10)


def test_redirects_are_not_followed(odd: str) -> None:
    """The register alone says where messages go."""
    answer = HttpTransport().post(f"{odd}/redirect", iter([b"abc"]), 3, {}, is_private=True)

    assert answer.status == 307


def test_an_answer_without_an_end_is_cut_off(odd: str) -> None:
    """A peer cannot fill the worker's memory."""
    with pytest.raises(DeliveryFailed, match="too long"):
        HttpTransport().post(f"{odd}/talk", iter([b"abc"]), 3, {}, is_private=True)


def test_nothing_is_posted_inside_the_network_without_permission(odd: str) -> None:
    """The address is checked before a connection is opened."""
    with pytest.raises(DeliveryFailed, match="network"):
        HttpTransport().post(f"{odd}/talk", iter([b"abc"]), 3, {}, is_private=False)
