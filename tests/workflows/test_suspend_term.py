"""Suspending and resuming the term of a case."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from agencies.models import TermEvent, TermState
from history import clock
from tests.codes import codes
from tests.people import Office
from tests.workflows.running import REASON, assigned, at, events, first_of_april, kept, suspendable
from workflows.services import terms

__all__ = ["first_of_april"]

pytestmark = pytest.mark.django_db


def test_a_suspended_term_keeps_its_legal_date_and_gets_the_days_that_it_really_stood(office: Office) -> None:
    """Five calendar days from 2 to 7 April; 30.04 was reached, 05.05 is."""
    case, leader = suspendable(office), office.person("leader")
    with clock.at(at("02.04")):
        terms.suspend(actor=leader, case=case, on=clock.today(), reason=REASON)
    case.refresh_from_db()
    assert (kept(case).state, case.due_on) == (TermState.SUSPENDED, date(2026, 4, 30))

    with clock.at(at("07.04")):
        terms.resume(actor=leader, case=case, on=clock.today(), reason="Сведения получены.")

    case.refresh_from_db()
    assert (kept(case).state, case.due_on) == (TermState.RUNNING, date(2026, 5, 6))
    assert "5 дней приостановления (с 02.04.2026 по 07.04.2026) = 06.05.2026" in case.term_in_words
    assert [event for event, _before, _after in events(case)] == [
        TermEvent.SET,
        TermEvent.SUSPENDED,
        TermEvent.RESUMED,
    ]


def test_the_term_of_an_appeal_is_never_suspended_whatever_its_kind_says(office: Office) -> None:
    """59-ФЗ knows no suspension."""
    case = suspendable(office, is_appeal=True)

    with pytest.raises(ValidationError) as refused:
        terms.suspend(actor=office.person("leader"), case=case, on=clock.today(), reason=REASON)

    assert codes(refused) == ["term-not-suspendable"]


def test_a_kind_that_permits_no_suspension_is_not_suspended(office: Office) -> None:
    """The advocate's inquiry."""
    case = assigned(office, "advocate-inquiry", is_appeal=False)

    with pytest.raises(ValidationError) as refused:
        terms.suspend(actor=office.person("leader"), case=case, on=clock.today(), reason=REASON)

    assert codes(refused) == ["term-not-suspendable"]


@pytest.mark.parametrize(
    ("on", "today", "reason", "code"),
    [
        ("31.03", "02.04", REASON, "date-before-start"),
        ("03.04", "02.04", REASON, "date-in-future"),
        ("02.05", "04.05", REASON, "suspension-after-due"),
        ("02.04", "02.04", "", "reason-missing"),
    ],
)
def test_a_suspension_on_a_wrong_day_is_refused(office: Office, on: str, today: str, reason: str, code: str) -> None:
    """Before the start, in the future, after the end, without a reason."""
    case = suspendable(office)

    with clock.at(at(today)), pytest.raises(ValidationError) as refused:
        terms.suspend(actor=office.person("leader"), case=case, on=at(on).date(), reason=reason)

    assert codes(refused) == [code]
    assert kept(case).state == TermState.RUNNING


@pytest.mark.parametrize(
    ("on", "code"), [("05.04", "resumed-before-suspension"), ("08.04", "date-in-future"), (None, "term-not-suspended")]
)
def test_a_resumption_on_a_wrong_day_is_refused(office: Office, on: str | None, code: str) -> None:
    """Before the suspension, in the future, of a term that runs."""
    case, leader = suspendable(office), office.person("leader")
    with clock.at(at("06.04")):
        if on is not None:
            terms.suspend(actor=leader, case=case, on=clock.today(), reason=REASON)

        with pytest.raises(ValidationError) as refused:
            terms.resume(actor=leader, case=case, on=at(on or "06.04").date(), reason=REASON)

    assert codes(refused) == [code]


@pytest.mark.parametrize("role", ["executor", "clerk", "controller", "unit_head"])
def test_nobody_but_the_head_suspends_and_resumes(office: Office, role: str) -> None:
    """Whatever the kind permits."""
    case = suspendable(office)

    with pytest.raises(PermissionDenied):
        terms.suspend(actor=office.person(role), case=case, on=clock.today(), reason=REASON)
    terms.suspend(actor=office.person("leader"), case=case, on=clock.today(), reason=REASON)
    with pytest.raises(PermissionDenied):
        terms.resume(actor=office.person(role), case=case, on=clock.today(), reason=REASON)
