"""The exchange's pages in a browser: clean for axe, silent on the console, no wider than the window."""

import pytest
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from exchange import services
from exchange.models import InboxMessage, OutboxMessage
from tests.chromium import LAPTOP, PHONE, Reader
from tests.exchange.peers import Peers, Wire, flipped, introduce
from tests.people import PASSWORD, Office


@pytest.fixture
def busy(transactional_db: None, office: Office, wire: Wire) -> Peers:
    """A delivered letter, a refused one and one in quarantine."""
    assert office.other is not None
    peers = introduce(office, office.other)
    peers.sent(number="02-07/1")
    services.deliver_due(transport=wire)
    peers.sent(number="02-07/2")
    wire.on_the_way = flipped(2000)
    services.deliver_due(transport=wire)
    peers.sent(number="02-07/3", is_urgent=True)
    return peers


@pytest.mark.parametrize(("size", "scheme"), [(LAPTOP, "light"), (LAPTOP, "dark"), (PHONE, "light")])
def test_pages_of_the_exchange_are_clean(
    chromium: Browser, live_server: LiveServer, busy: Peers, size: dict[str, int], scheme: str
) -> None:
    """Both lists in every view, a package to decide on, one in quarantine, messages on the way and refused."""
    received = InboxMessage.objects.values_list("pk", flat=True)
    sent = OutboxMessage.objects.values_list("pk", flat=True)
    pages = {
        "b_clerk": [*(f"/exchange/inbox/{key}/" for key in received), "/exchange/inbox/", "/exchange/inbox/?view=all"],
        "clerk": [*(f"/exchange/outbox/{key}/" for key in sent), "/exchange/outbox/", "/exchange/outbox/?view=all"],
    }
    found: list[str] = []
    for login, paths in pages.items():
        reader = Reader(chromium, live_server.url, size=size, scheme=scheme)
        reader.sign_in(login, PASSWORD)
        for path in paths:
            reader.open(path)
            found += reader.axe_violations()
            if reader.overflow() > 0:
                found.append(f"{path} is {reader.overflow()} px too wide")
        found += reader.complaints
        reader.context.close()

    assert found == []
