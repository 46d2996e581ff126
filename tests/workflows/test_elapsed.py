"""Time that passed over a case: whose it was, by stage and by task, in working time; the parts are always the whole."""

from datetime import datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import escape
from hypothesis import given
from hypothesis import strategies as st

from agencies.calendars import WorkingCalendar
from agencies.worktime import WorkingTime
from citizens.models import Case, Stage
from history import clock
from tests.world import World
from workflows.elapsed import STAGES, Passed, Span, Whose, bars, common, reckon, split, time_of, union, without
from workflows.models import WorkItem, WorkKind
from workflows.services import cases

pytestmark = pytest.mark.feature("X06")
MOSCOW = ZoneInfo("Europe/Moscow")
RUSSIA = WorkingTime(WorkingCalendar("ru"))
QUARTER = timedelta(minutes=15)
MONDAY = datetime(2026, 11, 16, 9, 0, tzinfo=MOSCOW)


def span(pair: tuple[int, int]) -> Span:
    """From so many quarters of an hour to so many after a Monday morning."""
    return MONDAY + QUARTER * pair[0], MONDAY + QUARTER * pair[1]


SPANS = st.lists(st.tuples(st.integers(0, 900), st.integers(0, 900)).map(span), max_size=6)


def minutes(spans: list[Span]) -> set[datetime]:
    """The quarters of an hour that spans are made of."""
    found = set()
    for since, until in spans:
        found |= {since + QUARTER * number for number in range((until - since) // QUARTER)}
    return found


@given(SPANS, SPANS)
def test_spans_are_added_and_taken_away_as_sets_of_moments(one: list[Span], other: list[Span]) -> None:
    """And what comes out never overlaps."""
    first, second = union(one), union(other)

    assert minutes(first) == minutes(one)
    assert minutes(common(first, second)) == minutes(one) & minutes(other)
    assert minutes(without(first, other)) == minutes(one) - minutes(other)
    for spans in (first, common(first, second), sorted(without(first, other))):
        assert all(before[1] <= after[0] for before, after in pairwise(spans))


@given(SPANS, SPANS, SPANS)
def test_own_other_and_applicants_time_are_the_whole_whatever_happened(
    whole: list[Span], other: list[Span], applicant: list[Span]
) -> None:
    """Of all moments one owner; a drawn line is as long as they are."""
    spans = union(whole)

    passed = split(spans, other=union(other), applicant=union(applicant), work=RUSSIA)

    assert passed.whole == sum((RUSSIA.between(*one) for one in spans), timedelta())
    assert passed.applicant == sum((RUSSIA.between(*one) for one in common(spans, union(applicant))), timedelta())
    drawn = bars(passed, passed.whole)
    assert sum(bar.length for bar in drawn) == (1000 if passed.whole else 0)


STEPS = st.lists(
    st.tuples(
        st.sampled_from([WorkKind.RESOLVE, WorkKind.EXECUTE, WorkKind.AWAIT_REPLY, WorkKind.CONTROL, WorkKind.APPROVE]),
        st.tuples(st.integers(0, 900), st.integers(0, 900)).map(sorted),
        st.booleans(),
    ),
    max_size=7,
)


@given(STEPS, SPANS)
def test_the_stages_of_any_case_add_up_to_it_without_overlaps(
    steps: list[tuple[WorkKind, tuple[int, int], bool]], suspended: list[Span]
) -> None:
    """Even where items lie side by side, which no process does: no moment counts twice."""
    now, items = MONDAY + timedelta(days=12), []
    for kind, pair, is_open in steps:
        since, until = span(pair)
        items.append(WorkItem(kind=kind, created_at=since, done_at=None if is_open else until))

    time = reckon(items, applicant=union(suspended), work=RUSSIA, now=now)

    of_stages = union((one.created_at, one.done_at or now) for one in items if one.kind != WorkKind.APPROVE)
    assert time.whole.whole == sum((RUSSIA.between(*one) for one in of_stages), timedelta())
    assert sum((one.passed for one in time.stages), Passed()) == time.whole
    for task in time.tasks:
        assert task.passed.whole == RUSSIA.between(task.item.created_at, task.item.done_at or now)


@pytest.mark.django_db
def test_waiting_for_a_reply_is_the_other_agencys_time(world: World) -> None:
    """From the moment the executor began to wait; all else is the agency's own."""
    case = world.appeal()
    world.resolved(case)
    world.inquired(case)
    cases.await_reply(actor=world.person("executor"), item=world.item(WorkKind.EXECUTE, case))
    cases.go_on(actor=world.person("executor"), item=world.item(WorkKind.AWAIT_REPLY, case))
    of_case = WorkItem.objects.filter(case=case, kind__in=STAGES).order_by("pk")
    for item, begun, ended in zip(of_case, (0, 0, 2, 27), (0, 2, 27, None), strict=True):
        item.created_at = MONDAY + timedelta(hours=begun)
        item.done_at = None if ended is None else MONDAY + timedelta(hours=ended)
        item.save()

    with clock.at(MONDAY + timedelta(hours=28)):
        time = time_of(case)

    found = {one.stage: one for one in time.stages}
    # Monday from eleven to one and from two to six, Tuesday from nine to twelve
    assert found[Stage.WAITING].passed == Passed(other=timedelta(hours=9))
    assert time.whole == Passed(own=timedelta(hours=3), other=timedelta(hours=9))
    assert found[Stage.IN_WORK].times == 2
    assert [stage for stage, one in found.items() if one.is_now] == [Stage.IN_WORK]


@pytest.mark.django_db
def test_the_card_shows_stages_with_their_owners_and_lines_that_print(world: World) -> None:
    """The lines are figures of the page, not backgrounds."""
    case = world.appeal()
    item = world.resolved(case)
    item.created_at = item.created_at - timedelta(days=7)
    item.save()
    client = Client()
    client.force_login(world.person("leader"), backend="agencies.backends.EmployeeBackend")

    page = client.get(reverse("workflows:case", args=[case.pk])).content.decode()

    labels = [str(whose.label) for whose in Whose]
    assert all(escape(label[:1].upper() + label[1:]) in page for label in labels)
    assert '<rect class="elapsed-own"' in page


@pytest.mark.django_db
def test_the_questions_do_not_grow_with_the_case(world: World) -> None:
    """Ten more tasks, as many queries."""
    case = world.appeal()
    item = world.resolved(case)
    counts = []
    for _turn in range(2):
        with CaptureQueriesContext(connection) as queries:
            time_of(Case.objects.select_related("agency").get(pk=case.pk))
        counts.append(len(queries))
        for _number in range(10):
            item.pk, item.task_id = None, None
            item.save()

    assert counts[0] == counts[1] <= 7
