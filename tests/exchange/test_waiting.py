"""Why a message waits, since when it is late, and the same step for many at once."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils.translation import override

from agencies.models import Employee, OfficeHours
from exchange import selectors, services
from exchange.models import Correspondent, OutboxMessage, OutboxState
from exchange.selectors import OutboxQuestion
from exchange.services import watching
from exchange.services.leasing import take_leases
from exchange.waiting import hours_ago, why
from history import clock
from history.models import Act
from tests.exchange.peers import Peers, Wire
from tests.exchange.test_pages import signed_in
from tests.rows import rewrite

pytestmark = [pytest.mark.feature("X04"), pytest.mark.feature("F02")]


def told(message: OutboxMessage) -> str:
    """What the list says of the message now."""
    with override("en"):
        return why(OutboxMessage.objects.select_related("correspondent", "document", "parked_by").get(pk=message.pk))


def listed(clerk: Employee, view: str, correspondent: int | None = None) -> list[int]:
    """The numbers of the messages in a view, as they are shown."""
    stretch = selectors.outbox(clerk, OutboxQuestion(view, correspondent))
    return [one.sequence for one in stretch.rows]


def test_a_waiting_message_says_why(peers: Peers, wire: Wire) -> None:
    """Due, on its way, tried later, the line broken, parked by whom, the entry closed, a mark."""
    message, entry = peers.sent(), Correspondent.objects.filter(agency=peers.ministry.agency)
    due = told(message)
    take_leases()
    leased = told(message)
    rewrite(OutboxMessage.objects.all(), leased_until=None)
    wire.is_cut = True
    services.deliver_due(transport=wire)
    later = told(message)
    rewrite(entry, failures=3, closed_until=clock.now() + timedelta(minutes=9))
    broken = told(message)
    services.park(actor=peers.ministry.clerk, message=message, reason="Адресат переезжает")
    parked = told(message)
    services.resume(actor=peers.ministry.clerk, message=message, reason="Переехал")
    rewrite(entry, is_closed=True, closed_because="Соглашение прекращено")
    closed = told(message)

    for words, part in (
        (due, "worker"),
        (leased, "sent now"),
        (later, "unreachable: cut"),
        (broken, "3 times"),
        (parked, f"{peers.ministry.clerk.short_name}: Адресат переезжает"),
        (closed, "Соглашение прекращено"),
    ):
        assert part in words


def test_a_delivered_letter_says_by_when_the_decision_was_agreed(peers: Peers, wire: Wire) -> None:
    """In working days of the entry; past them it stands on its own list, and is told once."""
    message = peers.sent()
    services.deliver_due(transport=wire)
    in_time = told(message)

    with clock.at(clock.now() + timedelta(days=30)):
        late, on_list = told(message), listed(peers.ministry.clerk, "undecided")
        reported = [watching.tell_of_delays(), watching.tell_of_delays()]

    assert "is due by" in in_time
    assert "was due by" in late
    assert (on_list, reported) == ([1], [1, 0])
    assert Act.objects.filter(verb="exchange.decision_late", subject_key=message.pk).count() == 1
    message.refresh_from_db()
    assert message.receipts_due_at is not None


@pytest.mark.parametrize(
    ("now", "begins"),
    [
        # Moscow is three hours ahead; Wednesday, 9 to 18 with a break from 13 to 14
        (datetime(2026, 11, 25, 14, 0, tzinfo=UTC), datetime(2026, 11, 25, 9, 0, tzinfo=UTC)),
        (datetime(2026, 11, 25, 12, 0, tzinfo=UTC), datetime(2026, 11, 25, 7, 0, tzinfo=UTC)),
        (datetime(2026, 11, 25, 8, 0, tzinfo=UTC), datetime(2026, 11, 24, 13, 0, tzinfo=UTC)),
        (datetime(2026, 11, 22, 12, 0, tzinfo=UTC), datetime(2026, 11, 20, 11, 0, tzinfo=UTC)),
    ],
    ids=["an afternoon", "over the break", "over the night", "a Sunday"],
)
def test_working_hours_are_counted_back(peers: Peers, now: datetime, begins: datetime) -> None:
    """Neither nights nor days off nor the break count."""
    OfficeHours.objects.create(agency=peers.ministry.agency, weekday=0)
    with clock.at(now):
        found = hours_ago(peers.ministry.agency, 4)

    assert found.astimezone(UTC) == begins


def test_what_has_no_receipt_after_four_working_hours_stands_on_a_list(peers: Peers) -> None:
    """And not before."""
    peers.sent()
    rewrite(OutboxMessage.objects.all(), created_at=datetime(2026, 11, 25, 7, 0, tzinfo=UTC))
    clerk = peers.ministry.clerk
    with clock.at(datetime(2026, 11, 25, 10, 30, tzinfo=UTC)):
        early = listed(clerk, "unreceipted")
    with clock.at(datetime(2026, 11, 25, 13, 0, tzinfo=UTC)):
        late = listed(clerk, "unreceipted")

    assert (early, late) == ([], [1])


def test_the_urgent_stand_first_through_all_stretches(peers: Peers, monkeypatch: pytest.MonkeyPatch) -> None:
    """Page by page nothing is shown twice, and nothing is left out."""
    monkeypatch.setattr(selectors, "STRETCH", 2)
    for n, is_urgent in enumerate((True, False, True, True, False), 1):
        peers.sent(number=f"02-07/{n}", is_urgent=is_urgent)
    client, address, seen = signed_in(peers, "ministry.clerk"), reverse("exchange:outbox"), []

    before = ""
    for _page in range(3):
        page = client.get(f"{address}?before={before}&correspondent={peers.committee_known.pk}")
        seen.append([message.sequence for message, _reason in page.context["rows"]])
        before = page.context["older"]

    assert seen == [[4, 3], [1, 5], [2]]
    assert before == ""


def test_many_messages_are_parked_and_resumed_after_a_look(peers: Peers) -> None:
    """The first answer shows what will be done; what one does not allow stops no other."""
    clerk, client = peers.ministry.clerk, signed_in(peers, "ministry.clerk")
    messages = [peers.sent(number=f"02-07/{n}") for n in (1, 2, 3)]
    services.park(actor=clerk, message=messages[2], reason="раньше")
    asked = {"chosen": [str(one.pk) for one in messages], "step": "park", "reason": "ремонт сети"}

    shown = client.post(reverse("exchange:many"), asked)
    before = set(OutboxMessage.objects.values_list("state", flat=True))
    done = client.post(reverse("exchange:many"), asked | {"confirm": "1"}, follow=True)

    assert shown.status_code == 200
    assert before == {OutboxState.NEW, OutboxState.PARKED}
    assert set(OutboxMessage.objects.values_list("state", flat=True)) == {OutboxState.PARKED}
    assert set(OutboxMessage.objects.values_list("reason", flat=True)) == {"ремонт сети", "раньше"}
    assert [str(one.level_tag) for one in done.context["messages"]] == ["success", "error"]


@pytest.mark.parametrize(
    "asked",
    [
        {"chosen": [], "step": "retry"},
        {"chosen": ["x", "-1", "9" * 40], "step": "retry"},
        {"step": "explode"},
        {"step": "park", "reason": "  "},
    ],
)
def test_a_wrong_step_changes_nothing(peers: Peers, asked: dict[str, object]) -> None:
    """The page says what is missing, and keeps what was typed."""
    message = peers.sent()

    answer = signed_in(peers, "ministry.clerk").post(
        reverse("exchange:many"), {"chosen": [str(message.pk)], "confirm": "1"} | asked
    )

    message.refresh_from_db()
    assert answer.status_code == 422
    assert message.state == OutboxState.NEW


def test_messages_of_others_are_never_among_the_chosen(peers: Peers) -> None:
    """Whatever numbers are sent."""
    message = peers.sent()

    signed_in(peers, "committee.clerk").post(
        reverse("exchange:many"), {"chosen": [str(message.pk)], "step": "park", "reason": "x", "confirm": "1"}
    )

    message.refresh_from_db()
    assert message.state == OutboxState.NEW
