"""What comes in: duplicates, damage, strangers, misused ids, and what the quarantine holds."""

import base64
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from documents import files
from documents.models import Document
from exchange import services
from exchange.containers.addressing import Address
from exchange.models import Correspondent, InboxMessage, InboxState, OutboxMessage, OutboxState
from history import clock
from history.models import Act
from tests.exchange.peers import Peers, Wire, a_fresh_id, bytes_of, files_kept, flipped
from tests.rows import rewrite

PLACES = [n / 16 for n in range(16)] + [0.999]


def built(peers: Peers, wire: Wire, **letter: Any) -> bytes:
    """A sealed message of the ministry that has not arrived."""
    message = peers.sent(**letter)
    wire.is_cut = True
    services.deliver_due(transport=wire)
    wire.is_cut = False
    return bytes_of(message)


@pytest.mark.feature("F02")
@pytest.mark.parametrize("place", PLACES)
def test_one_flipped_byte_anywhere_is_refused_with_a_code(peers: Peers, wire: Wire, place: float) -> None:
    """The receiver keeps it in quarantine, the sender's record says what happened, nothing is laid on a desk."""
    message = peers.sent()
    wire.on_the_way = lambda body: flipped(int(len(body) * place))(body)

    services.deliver_due(transport=wire)

    message.refresh_from_db()
    entry = peers.received
    assert message.state == OutboxState.REFUSED
    assert message.last_error == entry.code != ""
    assert Act.objects.filter(verb="exchange.rejected", subject_key=message.pk).count() == 1
    assert entry.state == InboxState.QUARANTINED
    assert entry.document is None
    assert Act.objects.filter(verb="exchange.quarantined", subject_key=entry.pk).count() == 1
    assert not Document.objects.filter(agency=peers.committee.agency).exists()


@pytest.mark.feature("F02")
def test_a_letter_damaged_on_the_way_can_be_sent_again_by_a_person(peers: Peers, wire: Wire) -> None:
    """Damaged bytes do not use up the message id."""
    message = peers.sent()
    wire.on_the_way = flipped(2000)
    services.deliver_due(transport=wire)
    message.refresh_from_db()
    reason = message.reason
    wire.on_the_way = lambda body: body

    services.retry_now(actor=peers.ministry.clerk, message=message)
    services.deliver_due(transport=wire)

    message.refresh_from_db()
    assert reason
    assert message.state == OutboxState.ACCEPTED
    assert InboxMessage.objects.filter(state=InboxState.WAITING).count() == 1
    assert message.receipts.count() == 2


def test_the_same_bytes_get_the_same_receipt_for_ever(peers: Peers, wire: Wire) -> None:
    """One row, one document, one receipt."""
    body = built(peers, wire)

    first, second = wire.post_as_it_is(body), wire.post_as_it_is(body)
    with clock.at(clock.now() + timedelta(days=200)):
        third = wire.post_as_it_is(body)

    assert first.status == 200
    assert first.body == second.body == third.body
    assert InboxMessage.objects.count() == 1
    assert Document.objects.filter(agency=peers.committee.agency).count() == 1


def test_a_message_id_used_again_with_other_bytes_is_rejected(peers: Peers, wire: Wire) -> None:
    """It is a security event at the first message; nothing of the second is kept."""
    message = peers.sent()
    services.deliver_due(transport=wire)
    rewrite(
        OutboxMessage.objects.filter(pk=message.pk),
        sealed=None,
        state=OutboxState.NEW,
        due_at=clock.now(),
        content=message.content | {"number": "02-07/9"},
    )

    services.deliver_due(transport=wire)

    message.refresh_from_db()
    assert wire.carried[0] != wire.carried[1]
    assert (message.state, message.last_error) == (OutboxState.REFUSED, "ID_REUSED")
    assert InboxMessage.objects.get().state == InboxState.WAITING
    assert Document.objects.get(agency=peers.committee.agency).their_number == "02-07/1164"
    assert Act.objects.filter(verb="exchange.id_reused", subject_key=peers.received.pk).count() == 1


def test_a_stranger_is_refused_under_seal_and_kept_for_a_look(peers: Peers, wire: Wire) -> None:
    """Who is not in the register has no way to a desk."""
    body = built(peers, wire)
    rewrite(Correspondent.objects.filter(agency=peers.committee.agency), exchange_id="RU-ELSEWHERE")

    answer = wire.post_as_it_is(body)

    assert answer.status == 200
    assert peers.received.code == "UNKNOWN_SENDER"
    assert peers.received.state == InboxState.QUARANTINED
    assert not peers.received.is_verified


def test_a_stranger_entered_in_the_register_can_send_the_message_again(peers: Peers, wire: Wire) -> None:
    """The quarantined copy does not stand in the way."""
    body = built(peers, wire)
    rewrite(Correspondent.objects.filter(agency=peers.committee.agency), exchange_id="RU-ELSEWHERE")
    wire.post_as_it_is(body)
    rewrite(Correspondent.objects.filter(agency=peers.committee.agency), exchange_id=peers.ministry.agency.exchange_id)

    wire.post_as_it_is(body)

    assert InboxMessage.objects.filter(state=InboxState.WAITING, is_verified=True).count() == 1


def test_a_seal_that_the_register_does_not_hold_proves_nothing(peers: Peers, wire: Wire) -> None:
    """Even if a trusted authority issued it: the register names the seals."""
    body = built(peers, wire)
    rewrite(
        Correspondent.objects.filter(agency=peers.committee.agency),
        seal_certificates=peers.committee_known.seal_certificates,
    )

    wire.post_as_it_is(body)

    assert peers.received.code == "SEAL_NOT_REGISTERED"


def test_a_message_for_another_agency_is_turned_away(peers: Peers, wire: Wire) -> None:
    """Its seal is good, so its sender is told under seal, and its id is used up."""
    body = built(peers, wire)
    peers.committee.agency.exchange_id = "RU-VO-OTHER"
    peers.committee.agency.save()
    headers = {
        "Exchange-Message-Id": a_fresh_id(),
        "Exchange-Sender": "RU-VO-MZKH",
        "Exchange-Recipient": "RU-VO-OTHER",
    }

    wire.post_as_it_is(body, headers)

    assert (peers.received.code, peers.received.state) == ("WRONG_RECIPIENT", InboxState.REJECTED)
    assert peers.received.is_verified


def test_an_expired_message_is_turned_away(peers: Peers, wire: Wire) -> None:
    """The sender has given it up and told its people."""
    body = built(peers, wire)

    with clock.at(clock.now() + timedelta(hours=73)):
        wire.post_as_it_is(body)

    assert (peers.received.code, peers.received.state) == ("EXPIRED", InboxState.REJECTED)


def test_a_message_from_the_future_goes_to_quarantine(peers: Peers, wire: Wire) -> None:
    """A clock more than five minutes ahead is for a person to look at."""
    with clock.at(clock.now() + timedelta(minutes=20)):
        body = built(peers, wire)

    wire.post_as_it_is(body)

    assert peers.received.code in ("CLOCK_AHEAD", "SIGNING_TIME_AHEAD", "CERT_NOT_YET_VALID")
    assert peers.received.state == InboxState.QUARANTINED


def test_a_real_message_does_not_pass_for_a_test(peers: Peers, wire: Wire) -> None:
    """Test and real correspondents are never mixed."""
    body = built(peers, wire)
    rewrite(Correspondent.objects.filter(agency=peers.committee.agency), is_test=False)

    wire.post_as_it_is(body)

    assert peers.received.code == "TEST_MISMATCH"


@pytest.mark.parametrize("body", [b"PK\x03\x04 nothing", b"x" * 5000])
def test_rubbish_from_nobody_is_refused_without_a_trace(peers: Peers, wire: Wire, body: bytes) -> None:
    """Nobody can be answered, so nothing is sealed and nothing is kept."""
    kept = files_kept()

    answer = wire.post_as_it_is(body)

    assert (answer.status, answer.media_type) == (400, "application/problem+json")
    assert not InboxMessage.objects.exists()
    assert files_kept() == kept


def test_strangers_cannot_fill_the_quarantine(peers: Peers, wire: Wire, settings: Any) -> None:
    """Beyond its bounds nothing is kept; the sender is asked to come again."""
    settings.EXCHANGE_QUARANTINE_ENTRIES = 2
    body = built(peers, wire)
    rewrite(Correspondent.objects.filter(agency=peers.committee.agency), exchange_id="RU-ELSEWHERE")

    answers = [wire.post_as_it_is(flipped(1000 + n)(body), _claims(peers)) for n in range(4)]

    assert [answer.status for answer in answers] == [200, 200, 503, 503]
    assert InboxMessage.objects.count() == 2


def test_a_full_quarantine_opens_when_a_person_has_looked_through_it(peers: Peers, wire: Wire, settings: Any) -> None:
    """With a reason, by somebody who runs the exchange of this agency."""
    settings.EXCHANGE_QUARANTINE_ENTRIES = 1
    body = built(peers, wire)
    rewrite(Correspondent.objects.filter(agency=peers.committee.agency), exchange_id="RU-ELSEWHERE")
    wire.post_as_it_is(body)

    with pytest.raises(PermissionDenied):
        services.discard(actor=peers.ministry.clerk, message=peers.received, reason="не наше")
    services.discard(actor=peers.committee.clerk, message=peers.received, reason="неизвестный отправитель")

    assert peers.received.state == InboxState.REJECTED
    assert wire.post_as_it_is(flipped(1000)(body), _claims(peers)).status == 200


def test_a_large_quarantined_message_is_noted_without_its_bytes(peers: Peers, wire: Wire, settings: Any) -> None:
    """The disk is bounded as well."""
    settings.EXCHANGE_QUARANTINE_BYTES = 100
    body = built(peers, wire)

    wire.post_as_it_is(flipped(1000)(body), _claims(peers))

    assert peers.received.sealed is None
    assert peers.received.size == len(body)


def test_a_message_cut_short_is_refused(peers: Peers, wire: Wire) -> None:
    """Half a message never reaches the check."""
    body = built(peers, wire)

    reply = services.receive(BytesIO(body[: len(body) // 2]), length=len(body), address=Address())

    assert (reply.status, reply.code) == (400, "CUT_SHORT")
    assert not InboxMessage.objects.exists()


@pytest.mark.parametrize(
    ("length", "media_type", "status"),
    [
        ("", "application/vnd.etsi.asic-e+zip", 411),
        ("5", "text/plain", 415),
        ("99999999999", "application/vnd.etsi.asic-e+zip", 413),
    ],
)
def test_a_request_of_the_wrong_kind_is_refused_before_a_byte_is_read(
    db: None, length: str, media_type: str, status: int
) -> None:
    """Type, length and limit are looked at first."""
    answer = Client().generic("POST", "/exchange/messages", b"abcde", content_type=media_type, CONTENT_LENGTH=length)

    assert answer.status_code == status


def test_a_changed_file_is_refused_even_under_a_good_seal(peers: Peers, wire: Wire) -> None:
    """The document container is checked on its own: the agency's seal does not heal an official's signature."""
    message = peers.sent()
    container = message.document.files.get(role="container")  # type: ignore[union-attr]
    body = files.path_of(container.stored).read_bytes().replace(b"%PDF-1.7 letter", b"%PDF-1.7 LETTER")
    container.stored = files.store(BytesIO(body), files.CONTAINER)
    container.save()

    services.deliver_due(transport=wire)

    message.refresh_from_db()
    assert message.state == OutboxState.REFUSED
    assert peers.received.is_verified
    assert peers.received.state == InboxState.REJECTED
    assert peers.received.code


def test_receipts_can_be_fetched_by_message_id(peers: Peers, wire: Wire) -> None:
    """A sender who lost the reply gets the stored receipt; an unknown id says nothing."""
    message = peers.sent()
    services.deliver_due(transport=wire)

    found = Client().get(f"/exchange/messages/{message.message_id}/receipts")
    unknown = Client().get(f"/exchange/messages/{a_fresh_id()}/receipts")

    assert [base64.b64decode(one["container"]) for one in found.json()["receipts"]] == [wire.answers[0].body]
    assert unknown.status_code == 404


def _claims(peers: Peers) -> dict[str, str]:
    return {
        "Exchange-Message-Id": a_fresh_id(),
        "Exchange-Sender": peers.ministry.agency.exchange_id,
        "Exchange-Recipient": peers.committee.agency.exchange_id,
    }
