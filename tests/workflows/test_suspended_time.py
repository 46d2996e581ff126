"""Time while the term of a case is suspended is the applicant's."""

from datetime import timedelta

import pytest

from agencies.models import TermChange, TermEvent
from history import clock
from tests.people import Office
from tests.workflows.running import REASON, at, first_of_april, suspendable
from workflows.elapsed import Passed, suspensions, time_of
from workflows.models import WorkItem
from workflows.services import terms

__all__ = ["first_of_april"]

pytestmark = [pytest.mark.django_db, pytest.mark.feature("X06")]


def test_days_of_suspension_are_the_applicants_time(office: Office) -> None:
    """From the day of the suspension to that of the resumption, and on while the term stands."""
    case, leader = suspendable(office), office.person("leader")
    with clock.at(at("02.04")):
        terms.suspend(actor=leader, case=case, on=clock.today(), reason=REASON)
    with clock.at(at("07.04")):
        terms.resume(actor=leader, case=case, on=clock.today(), reason=REASON)
    with clock.at(at("09.04")):
        terms.suspend(actor=leader, case=case, on=clock.today(), reason=REASON)
    now = at("10.04")

    spans = suspensions(case, now)

    assert [(since.strftime("%d.%m %H:%M"), until.strftime("%d.%m %H:%M")) for since, until in spans] == [
        ("02.04 00:00", "07.04 00:00"),
        ("09.04 00:00", f"{now:%d.%m %H:%M}"),
    ]
    item = WorkItem.objects.get(case=case)
    item.created_at = at("01.04")
    item.save()
    with clock.at(now):
        whole = time_of(case).whole
    # 1 April from eleven, 7 and 8 April; then 2, 3 and 6 April, 9 and two hours of 10 April
    assert whole == Passed(own=timedelta(hours=22), applicant=timedelta(hours=34))


def test_a_suspension_that_ended_with_its_term_lasted_until_then(office: Office) -> None:
    """There was no resumption."""
    case = suspendable(office)
    with clock.at(at("02.04")):
        term = terms.suspend(actor=office.person("leader"), case=case, on=clock.today(), reason=REASON)
    ended = at("06.04")
    last = term.changes.last()
    assert last is not None
    TermChange.objects.create(
        term=term,
        event=TermEvent.ENDED,
        at=ended,
        by_name="",
        after_on=term.due_on,
        basis=last.basis,
        paper_type=term.paper_type,
        paper_key=term.paper_key,
    )
    term.state, term.suspended_on = "ended", None
    term.save()

    assert [until for _since, until in suspensions(case, at("10.04"))] == [ended]
