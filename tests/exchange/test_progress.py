"""Stages of a letter at the other side: told under seal, shown on the sender's card in order."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from agencies.models import TermKind
from documents.services import IncomingCard
from exchange import services
from exchange.models import InboxMessage, InboxState, OutboxMessage, OutboxState
from exchange.services import effects
from history import clock
from tests.codes import codes
from tests.exchange.peers import Peers, Wire
from tests.rows import rewrite

pytestmark = [pytest.mark.feature("F01"), pytest.mark.feature("X05")]


@pytest.fixture
def registered(peers: Peers, wire: Wire) -> OutboxMessage:
    """A letter of the ministry that the committee has registered."""
    message = peers.sent()
    services.deliver_due(transport=wire)
    card = IncomingCard(summary="О доме 14", term_kind=TermKind.objects.get(code="agency-inquiry"))
    services.register_package(actor=peers.committee.clerk, message=peers.received, card=card)
    services.deliver_due(transport=wire)
    message.refresh_from_db()
    return message


def stages(message: OutboxMessage) -> list[tuple[str, str]]:
    """What the sender was told, in the order of the moments."""
    told = message.receipts.filter(kind="progress").order_by("at", "id")
    return [(one.verdict, one.text) for one in told]


def test_stages_stand_on_the_senders_card_in_order(peers: Peers, registered: OutboxMessage, wire: Wire) -> None:
    """However they arrive: the moment of the stage counts."""
    package, start = peers.received, clock.now()
    for minute, stage, note in ((1, "executor_assigned", ""), (2, "course_changed", "срок до 30.12")):
        with clock.at(start + timedelta(minutes=minute)):
            services.tell_progress(actor=peers.committee.clerk, message=package, stage=stage, note=note)
    first, second = OutboxMessage.objects.filter(kind="progress").order_by("id")
    rewrite(OutboxMessage.objects.filter(pk=first.pk), due_at=start + timedelta(minutes=4))

    for minute in (3, 5):
        with clock.at(start + timedelta(minutes=minute)):
            services.deliver_due(transport=wire)

    second.refresh_from_db()
    assert stages(registered) == [("executor_assigned", ""), ("course_changed", "срок до 30.12")]
    assert second.state == OutboxState.ACCEPTED
    assert not InboxMessage.objects.filter(has_gap_before=True).exists()


def test_a_stage_that_nobody_knows_is_rejected_under_seal(peers: Peers, registered: OutboxMessage, wire: Wire) -> None:
    """And one about a letter that was never sent."""
    told = services.tell_progress(actor=peers.committee.clerk, message=peers.received, stage="published")
    other = services.tell_progress(actor=peers.committee.clerk, message=peers.received, stage="published")
    rewrite(OutboxMessage.objects.filter(pk=told.pk), content=told.content | {"stage": "flown_to_the_moon"})
    rewrite(
        OutboxMessage.objects.filter(pk=other.pk),
        content=other.content | {"in_reply_to": "00000000-0000-4000-8000-000000000000"},
    )

    services.deliver_due(transport=wire)

    answers = OutboxMessage.objects.filter(kind="progress").order_by("id").values_list("last_error", flat=True)
    assert list(answers) == ["UNKNOWN_STAGE", "UNKNOWN_MESSAGE"]
    assert stages(registered) == []


def test_a_peer_that_tells_without_an_end_is_turned_away(
    peers: Peers, registered: OutboxMessage, wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its messages are rejected under seal, and the card stays readable."""
    monkeypatch.setattr(effects, "STAGES_AT_MOST", 1)
    for _time in range(2):
        services.tell_progress(actor=peers.committee.clerk, message=peers.received, stage="published")

    services.deliver_due(transport=wire)

    assert len(stages(registered)) == 1
    assert OutboxMessage.objects.filter(kind="progress").latest("id").last_error == "TOO_MANY_STAGES"


def test_a_stage_from_the_future_is_dated_when_it_came(peers: Peers, registered: OutboxMessage, wire: Wire) -> None:
    """What a sender claims of time cannot push a later stage aside."""
    told = services.tell_progress(actor=peers.committee.clerk, message=peers.received, stage="published")
    rewrite(OutboxMessage.objects.filter(pk=told.pk), content=told.content | {"at": "2090-01-01T00:00:00+00:00"})

    services.deliver_due(transport=wire)

    assert registered.receipts.get(kind="progress").at <= clock.now()


def test_only_the_records_office_tells_and_only_of_what_it_registered(peers: Peers, wire: Wire) -> None:
    """A list of stages, a registered package, the right."""
    peers.sent()
    services.deliver_due(transport=wire)
    package = peers.received

    with pytest.raises(PermissionDenied):
        services.tell_progress(actor=peers.committee.people["executor"], message=package, stage="published")
    with pytest.raises(ValidationError) as early:
        services.tell_progress(actor=peers.committee.clerk, message=package, stage="published")
    with pytest.raises(ValidationError) as unknown:
        services.tell_progress(actor=peers.committee.clerk, message=package, stage="lost")

    assert [codes(early), codes(unknown)] == [["not-registered"], ["stage-unknown"]]
    assert package.state == InboxState.WAITING


@pytest.mark.feature("F02")
def test_a_refused_letter_is_sent_again_under_the_same_number(peers: Peers, wire: Wire) -> None:
    """A message of its own, linked to the first, which stays as it was; once."""
    first = peers.sent()
    services.deliver_due(transport=wire)
    services.refuse_package(actor=peers.committee.clerk, message=peers.received, reason="attachment-missing")
    services.deliver_due(transport=wire)

    again = services.send_again(actor=peers.ministry.clerk, message=first, reason="Приложен лист 3.")
    services.deliver_due(transport=wire)

    again.refresh_from_db()
    arrived = InboxMessage.objects.get(message_id=again.message_id)
    assert (again.instead_of, again.conversation_id) == (first, first.conversation_id)
    assert again.content["number"] == first.content["number"]
    assert (again.state, arrived.state) == (OutboxState.ACCEPTED, InboxState.WAITING)
    with pytest.raises(ValidationError) as twice:
        services.send_again(actor=peers.ministry.clerk, message=first, reason="Ещё раз.")
    assert codes(twice) == ["sent-again-already"]


def test_a_letter_on_its_way_or_registered_is_not_sent_again(peers: Peers, registered: OutboxMessage) -> None:
    """Nor by somebody else, nor without a reason."""
    waiting = peers.sent(number="02-07/2")

    refused = []
    for message in (waiting, registered):
        with pytest.raises(ValidationError) as found:
            services.send_again(actor=peers.ministry.clerk, message=message, reason="x")
        refused += codes(found)
    with pytest.raises(PermissionDenied):
        services.send_again(actor=peers.ministry.people["executor"], message=waiting, reason="x")

    assert refused == ["still-on-its-way", "registered-there"]
