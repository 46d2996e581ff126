"""Reminders of terms: once for each day that the kind names, to whom it concerns, off the desk when seen."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from agencies import services as agencies
from agencies.models import Work
from history import clock
from history.models import Act
from tests.people import Office
from tests.workflows.running import REASON, assigned, at, first_of_april
from workflows import selectors
from workflows.models import OVERDUE, TermReminder
from workflows.services import reminders, terms, timers

__all__ = ["first_of_april"]

pytestmark = [pytest.mark.django_db, pytest.mark.feature("F15", "F19")]


def told_on(*days: str) -> list[tuple[str, int, str]]:
    """What a run on each of these days tells: the day, the working days before, the person's surname."""
    found = []
    for day in days:
        known = set(TermReminder.objects.values_list("pk", flat=True))
        with clock.at(at(day)):
            timers.fire_due()
        fresh = TermReminder.objects.exclude(pk__in=known).select_related("person").order_by("-due_on", "id")
        found += [(day, one.days_before, one.person.last_name) for one in fresh]
    return found


def test_each_day_of_the_kind_is_told_once(office: Office) -> None:
    """An appeal due on Thursday, 30 April: ten, three and one working days before, by the calendar."""
    case = assigned(office)
    name = office.person("executor").last_name

    told = told_on("15.04", "16.04", "16.04", "17.04", "24.04", "27.04", "28.04", "29.04", "30.04")

    own = [one for one in told if one[1] == 10]
    assert case.due_on == date(2026, 4, 30)
    assert own == [("16.04", 10, name)]
    assert {(day, before) for day, before, _name in told} == {("16.04", 10), ("27.04", 3), ("29.04", 1)}


def test_a_term_that_has_passed_is_told_to_the_executor_and_the_head(office: Office) -> None:
    """Once, however long it stays open; the days before that nobody was told are not made up for."""
    case = assigned(office)

    told = told_on("04.05", "05.05", "12.05")

    assert {(day, before) for day, before, _name in told} == {("04.05", OVERDUE)}
    assert {name for _day, _before, name in told} == {
        office.person("executor").last_name,
        office.person("unit_head").last_name,
    }
    assert Act.objects.filter(verb="workflows.term_reminded", subject_key=case.pk).exists()


def test_an_extended_term_is_told_of_anew_and_the_old_reminder_leaves_the_desk(office: Office) -> None:
    """What was told of the old date is no longer true."""
    case = assigned(office)
    told_on("29.04")
    executor = office.person("executor")
    with clock.at(at("29.04")):
        before = [one.due_on for one in selectors.reminders(executor)]
        terms.extend(actor=office.person("leader"), case=case, days=30, reason=REASON)
        after = [one.due_on for one in selectors.reminders(executor)]

    told = told_on("28.05")

    assert before == [date(2026, 4, 30)] * 2  # of the case, and of its assignment, which stays
    assert after == [date(2026, 4, 30)]
    assert ("28.05", 1, executor.last_name) in told


def test_a_substitute_sees_it_and_takes_it_off_the_desk(office: Office) -> None:
    """Marked as for the absent colleague; a stranger is refused."""
    case = assigned(office)
    executor, substitute = office.person("executor"), office.person("unit_head")
    told_on("29.04")
    with clock.at(at("29.04")):
        agencies.enter_absence(
            actor=office.person("administrator"),
            employee=executor,
            kind="leave",
            starts_on=date(2026, 4, 29),
            ends_on=date(2026, 5, 5),
            substitutes={Work.EXECUTION: substitute},
        )
        seen = selectors.reminders(office.person("unit_head"))
        with pytest.raises(PermissionDenied):
            reminders.see(actor=office.person("stranger"), reminder=seen[0])
        for one in seen:
            reminders.see(actor=office.person("unit_head"), reminder=one)

        assert {one.case_id for one in seen} == {case.pk}
        assert selectors.reminders(office.person("unit_head")) == []
        assert selectors.reminders(office.person("executor")) == []


def test_the_official_complained_of_is_told_nothing(office: Office) -> None:
    """Not even as the head of the executor."""
    case = assigned(office)
    case.complained_of = office.person("unit_head")
    case.save()

    told = told_on("04.05")

    assert {name for _day, _before, name in told} == {office.person("executor").last_name}


def test_the_desk_shows_it_until_it_is_seen(office: Office) -> None:
    """In English and Russian; the button leads back to the desk."""
    case = assigned(office)
    told_on("29.04")
    reminder = TermReminder.objects.filter(case=case).order_by("id").first()
    assert reminder is not None
    with clock.at(at("29.04")):
        browser = Client(headers={"accept-language": "en"})
        browser.force_login(office.person("executor"), backend="agencies.backends.EmployeeBackend")

        before = browser.get("/").content.decode()
        for one in TermReminder.objects.filter(case=case):
            after = browser.post(f"/reminders/{one.pk}/seen/", follow=True).content.decode()
        reminder.refresh_from_db()

    assert "Reminders of terms" in before
    assert "Reminders of terms" not in after
    assert reminder.seen_at is not None
    assert timezone.localtime(reminder.seen_at).date() == date(2026, 4, 29)


def test_a_run_with_nothing_to_tell_asks_little(office: Office, django_assert_max_num_queries: object) -> None:
    """A few questions for each agency and five hundred terms."""
    assigned(office)
    told_on("04.05")
    with clock.at(at("04.05")), django_assert_max_num_queries(24):  # type: ignore[operator]
        assert timers.fire_due() == 0
