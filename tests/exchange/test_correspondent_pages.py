"""Pages of the register: entering, certificates after a look at them, the state of a line and what to do."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from exchange import services
from exchange.diagnostics import diagnosis_of
from exchange.models import Correspondent, InboxMessage, InboxState, OutboxMessage, Reconciliation
from history import clock
from signing.services import issue_seal
from tests.exchange.peers import Peers, Wire, flipped
from tests.exchange.test_pages import signed_in
from tests.people import LOADER
from tests.rows import rewrite

pytestmark = pytest.mark.feature("X04")
FORM = {"name": "Архив области", "channel": "paper", "decision_days": "5"}


def test_the_operator_enters_a_correspondent_and_sees_what_is_missing(peers: Peers) -> None:
    """From the empty form to the card that says what to do next."""
    client = signed_in(peers, "ministry.clerk")
    form = FORM | {"exchange_id": "RU-VO-ARHIV", "channel": "https", "endpoint": "https://arhiv.example.org/in"}

    answer = client.post(reverse("exchange:correspondent-new"), form, follow=True)

    entry = Correspondent.objects.get(exchange_id="RU-VO-ARHIV")
    advice = diagnosis_of(entry).advice
    assert answer.redirect_chain[-1][0] == reverse("exchange:correspondent", args=[entry.pk])
    assert [one.is_urgent for one in advice] == [True, True]
    assert all(one.to_do in answer.content.decode() for one in advice)


def test_a_refused_entry_keeps_what_was_typed(peers: Peers) -> None:
    """The error stands beside the address."""
    form = FORM | {"exchange_id": "RU-VO-ARHIV", "channel": "https", "endpoint": "https://10.0.0.1/"}

    answer = signed_in(peers, "ministry.clerk").post(reverse("exchange:correspondent-new"), form)

    assert answer.status_code == 422
    assert answer.context["form"].errors["endpoint"]
    assert "Архив области" in answer.content.decode()


def test_a_certificate_is_shown_before_it_is_trusted(peers: Peers) -> None:
    """The file first, then what it says, then the person's word."""
    pem = issue_seal(actor=LOADER, agency=peers.committee.agency).pem
    client, entry = signed_in(peers, "ministry.clerk"), peers.committee_known
    address = reverse("exchange:certificate-add", args=[entry.pk])

    shown = client.post(address, {"use": "seal", "file": SimpleUploadedFile("seal.cer", pem.encode())})
    between = peers.committee_known.seal_certificates
    trusted = client.post(address, {"use": "seal", "pem": pem})

    assert shown.status_code == 200
    assert shown.context["found"][0].fingerprint in shown.content.decode()
    assert between == entry.seal_certificates
    assert trusted.status_code == 302
    assert peers.committee_known.seal_certificates.count("BEGIN") == 2


@pytest.mark.parametrize("content", [b"", b"<svg onload=alert(1)>", b"0" * 100_000])
def test_what_is_no_certificate_is_told_so_beside_the_field(peers: Peers, content: bytes) -> None:
    """And nothing is kept."""
    entry = peers.committee_known
    address = reverse("exchange:certificate-add", args=[entry.pk])

    answer = signed_in(peers, "ministry.clerk").post(
        address, {"use": "seal", "file": SimpleUploadedFile("x.cer", content)}
    )

    assert answer.status_code == 422
    assert answer.context["form"].errors["file"]


def test_the_card_says_in_figures_and_words_how_the_line_is(peers: Peers, wire: Wire) -> None:
    """Clock, last success each way, gaps, the oldest message, quarantine, certificates, the last comparison."""
    peers.sent(number="02-07/1")
    peers.sent(number="02-07/2", is_urgent=True)
    services.deliver_due(limit=1, transport=wire)
    wire.is_cut = True
    services.deliver_due(transport=wire)
    rewrite(
        Correspondent.objects.filter(pk=peers.committee_known.pk), failures=4, closed_until=clock.now() + timedelta(1)
    )

    ours, theirs = diagnosis_of(peers.committee_known), diagnosis_of(peers.ministry_known)

    assert ours.clock_seconds is not None
    assert abs(ours.clock_seconds) <= 2
    assert not ours.clock_is_off
    assert (ours.waiting, ours.last_sequence_sent, theirs.last_sequence_received, theirs.gaps) == (1, 2, 2, [1])
    assert ours.last_delivered is not None
    assert theirs.last_received is not None
    assert ours.oldest_waiting == OutboxMessage.objects.get(sequence=1)
    assert "4" in ours.advice[0].what
    assert "1" in theirs.advice[0].what
    page = signed_in(peers, "ministry.clerk").get(reverse("exchange:correspondent", args=[peers.committee_known.pk]))
    assert page.status_code == 200


@pytest.mark.feature("F02")
def test_the_quarantine_shows_nothing_of_what_is_not_proven(peers: Peers, wire: Wire) -> None:
    """Neither the subject nor the files of a message; it is checked again from the page, which says what came of it."""
    peers.sent()
    wire.on_the_way = flipped(2000)
    services.deliver_due(transport=wire)
    client, held = signed_in(peers, "committee.clerk"), peers.received

    page = client.get(reverse("exchange:package", args=[held.pk])).content.decode()
    again = client.post(reverse("exchange:verify-again", args=[held.pk]), follow=True)

    assert "Соборной" not in page
    assert held.sha256 in page
    assert [str(one.level_tag) for one in again.context["messages"]] == ["warning"]
    assert InboxMessage.objects.get().state == InboxState.QUARANTINED


def test_differences_are_listed_with_what_to_do(peers: Peers) -> None:
    """Each leads to the message where it is ours."""
    message = peers.sent()
    told = {"way": "sent", "code": "LOST", "message_id": str(message.message_id), "sequence": 1}
    strange = {"way": "received", "code": "<b>?", "message_id": "<i>", "sequence": 9}
    found = Reconciliation.objects.create(
        agency=peers.ministry.agency,
        correspondent=peers.committee_known,
        request_id=message.message_id,
        is_ours=True,
        at=clock.now(),
        state="differs",
        compared=2,
        differences=[told, strange],
    )

    page = signed_in(peers, "ministry.clerk").get(reverse("exchange:reconciliation", args=[found.pk]))

    text = page.content.decode()
    assert reverse("exchange:outgoing", args=[message.pk]) in text
    assert "<b>?" not in text


@pytest.mark.parametrize("who", ["ministry.executor", "ministry.leader", "ministry.auditor", "committee.clerk"])
def test_to_others_an_entry_does_not_exist(peers: Peers, who: str) -> None:
    """Neither to read nor to change."""
    client, key = signed_in(peers, who), peers.committee_known.pk

    statuses = {
        client.get(reverse("exchange:correspondent", args=[key])).status_code,
        client.get(reverse("exchange:correspondent-change", args=[key])).status_code,
        client.get(reverse("exchange:certificate-add", args=[key])).status_code,
        *(
            client.post(reverse(f"exchange:{name}", args=[key]), {"reason": "x"}).status_code
            for name in (
                "correspondent-close",
                "correspondent-reopen",
                "correspondent-check",
                "correspondent-compare",
                "certificate-drop",
            )
        ),
    }

    assert statuses == {404}
