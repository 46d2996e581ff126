"""Pages of the exchange as their people see them, and as nobody else does."""

import pytest
from django.test import Client
from django.urls import reverse

from exchange import services
from exchange.models import InboxMessage, InboxState, OutboxMessage, OutboxState
from tests.exchange.peers import Peers, Wire, flipped

OUTSIDERS = ["executor", "leader", "unit_head"]
SENDERS_OUTSIDERS = [*OUTSIDERS, "auditor", "stranger"]


def signed_in(peers: Peers, who: str) -> Client:
    """A browser in which this person is signed in; ``ministry.clerk``."""
    side, name = who.split(".")
    client = Client()
    client.force_login(getattr(peers, side).person(name), backend="agencies.backends.EmployeeBackend")
    return client


@pytest.fixture
def delivered(peers: Peers, wire: Wire) -> OutboxMessage:
    """A letter of the ministry that has arrived at the committee."""
    message = peers.sent()
    services.deliver_due(transport=wire)
    return message


@pytest.mark.feature("F01")
def test_the_package_shows_everything_filled_in(peers: Peers, delivered: OutboxMessage) -> None:
    """Sender, number, signer, files, and what was checked and what was not."""
    page = signed_in(peers, "committee.clerk").get(reverse("exchange:package", args=[peers.received.pk]))

    text = page.content.decode()
    assert page.status_code == 200
    for words in (peers.ministry.agency.name, "02-07/1164", "Сомова Ирина Павловна", "Письмо.pdf", "Приложение 1.txt"):
        assert words in text


def test_the_clerk_registers_from_the_page(peers: Peers, delivered: OutboxMessage) -> None:
    """One form, filled in already."""
    client = signed_in(peers, "committee.clerk")
    page = client.get(reverse("exchange:package", args=[peers.received.pk]))
    form = page.context["register_form"]

    answer = client.post(
        reverse("exchange:register", args=[peers.received.pk]),
        {"summary": form.initial["summary"], "term_kind": form.initial["term_kind"].pk},
    )

    assert answer.status_code == 302
    assert peers.received.state == InboxState.REGISTERED


def test_a_refusal_without_a_reason_keeps_what_was_typed(peers: Peers, delivered: OutboxMessage) -> None:
    """The error stands beside the field and nothing is changed."""
    answer = signed_in(peers, "committee.clerk").post(
        reverse("exchange:refuse", args=[peers.received.pk]), {"reason": "", "comment": "нет листа 3"}
    )

    assert answer.status_code == 422
    assert "нет листа 3" in answer.content.decode()
    assert peers.received.state == InboxState.WAITING


def test_the_clerk_refuses_from_the_page(peers: Peers, delivered: OutboxMessage) -> None:
    """With a reason from the list."""
    answer = signed_in(peers, "committee.clerk").post(
        reverse("exchange:refuse", args=[peers.received.pk]), {"reason": "attachment-missing", "comment": ""}
    )

    assert answer.status_code == 302
    assert peers.received.state == InboxState.REFUSED


def test_the_outgoing_message_shows_attempts_and_receipts(peers: Peers, delivered: OutboxMessage) -> None:
    """And the sealed containers can be downloaded as evidence."""
    client = signed_in(peers, "ministry.clerk")

    page = client.get(reverse("exchange:outgoing", args=[delivered.pk]))
    container = client.get(reverse("exchange:sent-container", args=[delivered.pk]))
    receipt = client.get(reverse("exchange:receipt", args=[delivered.receipts.get().pk]))

    assert peers.committee.agency.name in page.content.decode()
    for download in (container, receipt):
        assert b"".join(download).startswith(b"PK")


def test_a_person_parks_and_resumes_from_the_page(peers: Peers) -> None:
    """A reason is asked for."""
    message = peers.sent()
    client = signed_in(peers, "ministry.clerk")

    refused = client.post(reverse("exchange:park", args=[message.pk]), {"reason": ""})
    client.post(reverse("exchange:park", args=[message.pk]), {"reason": "переезд"})
    message.refresh_from_db()
    parked = message.state
    client.post(reverse("exchange:resume", args=[message.pk]), {"reason": "переехали"})

    message.refresh_from_db()
    assert refused.status_code == 422
    assert (parked, message.state) == (OutboxState.PARKED, OutboxState.NEW)


@pytest.mark.feature("F02")
def test_the_quarantine_says_in_words_what_is_wrong(peers: Peers, wire: Wire) -> None:
    """And a person closes the entry after a look."""
    peers.sent()
    wire.on_the_way = flipped(2000)
    services.deliver_due(transport=wire)
    client = signed_in(peers, "committee.clerk")

    listed = client.get(reverse("exchange:inbox") + "?view=quarantined")
    page = client.get(reverse("exchange:package", args=[peers.received.pk]))
    client.post(reverse("exchange:discard", args=[peers.received.pk]), {"reason": "повреждён в пути"})

    assert peers.received.code in listed.content.decode()
    assert page.context["report"].refusals[0].words != peers.received.code
    assert peers.received.state == InboxState.REJECTED


@pytest.mark.parametrize("name", ["inbox", "outbox"])
def test_a_list_is_read_stretch_by_stretch(peers: Peers, delivered: OutboxMessage, name: str) -> None:
    """Every view of it opens, and a broken mark is no page."""
    client = signed_in(peers, "committee.clerk")
    address = reverse(f"exchange:{name}")

    assert client.get(address).status_code == 200
    assert client.get(address + "?view=all&before=99999").status_code == 200
    assert client.get(address + "?view=everything").status_code == 404
    assert client.get(address + "?before=x").status_code == 404


@pytest.mark.parametrize("who", ["ministry.clerk", *(f"committee.{who}" for who in OUTSIDERS)])
def test_to_others_a_received_package_does_not_exist(peers: Peers, delivered: OutboxMessage, who: str) -> None:
    """Neither its page nor its container nor its forms."""
    client = signed_in(peers, who)
    key = peers.received.pk

    statuses = {
        client.get(reverse("exchange:package", args=[key])).status_code,
        client.get(reverse("exchange:received-container", args=[key])).status_code,
        client.post(reverse("exchange:register", args=[key])).status_code,
        client.post(reverse("exchange:refuse", args=[key])).status_code,
        client.post(reverse("exchange:discard", args=[key])).status_code,
    }

    assert statuses == {404}
    assert InboxMessage.objects.get(pk=key).state == InboxState.WAITING


@pytest.mark.parametrize("who", ["committee.clerk", *(f"ministry.{who}" for who in SENDERS_OUTSIDERS)])
def test_to_others_a_sent_message_does_not_exist(peers: Peers, delivered: OutboxMessage, who: str) -> None:
    """Neither its page nor its receipts nor the ways to step in."""
    client = signed_in(peers, who)

    statuses = {
        client.get(reverse("exchange:outgoing", args=[delivered.pk])).status_code,
        client.get(reverse("exchange:sent-container", args=[delivered.pk])).status_code,
        client.get(reverse("exchange:receipt", args=[delivered.receipts.get().pk])).status_code,
        client.post(reverse("exchange:retry", args=[delivered.pk])).status_code,
        client.post(reverse("exchange:park", args=[delivered.pk]), {"reason": "x"}).status_code,
        client.post(reverse("exchange:resume", args=[delivered.pk]), {"reason": "x"}).status_code,
    }

    assert statuses == {404}
