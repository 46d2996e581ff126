"""Assignments as people meet them: in three actions, on a letter, by a substitute, reminded, absent, with a mark."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from agencies import services as agencies
from agencies.models import AccessMark, Work
from documents.models import Document
from history import clock
from tests.people import Office
from tests.workflows.assigning import (
    REASON,
    a_letter,
    accepted,
    days,
    desk_of,
    done,
    first_of_april,
    fresh,
    issued,
    staff,
    work,
)
from tests.workflows.running import assigned, at, signed_in
from workflows.assigned import Assignment
from workflows.models import TermReminder, WorkItem
from workflows.services import assignments, timers

__all__ = ["first_of_april", "staff"]
pytestmark = [pytest.mark.django_db, pytest.mark.feature("F09")]


def test_a_case_is_assigned_in_three_actions_and_the_colleague_finds_it_on_the_desk(staff: Office) -> None:
    """“Assign” on the card, the executor, “Issue”: text and term are there."""
    case, leader = assigned(staff), signed_in(staff, "leader")
    card = leader.get(f"/cases/{case.pk}/").text
    page = leader.get(f"/cases/{case.pk}/assign/")
    form = page.context["form"]

    sent = {"points": "1", "executor": str(staff.person("lawyer").pk), "text": "Прошу подготовить справку."}
    answer = leader.post(f"/cases/{case.pk}/assign/", sent | {"due_on": form.initial["due_on"].isoformat()})

    assert f"/cases/{case.pk}/assign/" in card
    assert answer.status_code == 302
    assert "ОГ-1</a>" in signed_in(staff, "lawyer").get("/").text
    assert Assignment.objects.get().due_on == case.due_on


def test_another_point_keeps_what_was_typed(staff: Office) -> None:
    """The second point has the same default term; nothing is issued and nothing is red yet."""
    case, leader = assigned(staff), signed_in(staff, "leader")

    page = leader.post(f"/cases/{case.pk}/assign/", {"points": "1", "add": "1", "text": "Проверить счета."})

    assert page.status_code == 200
    assert "Проверить счета." in page.text
    assert (page.context["form"].count, "field-error" in page.text) == (2, False)
    assert page.context["form"]["due_on_2"].value() == case.due_on.isoformat()
    assert not Assignment.objects.exists()


def test_an_executor_who_was_not_offered_is_refused_by_the_page_too(staff: Office) -> None:
    """A forged number of another agency's person."""
    case = assigned(staff)
    stranger = staff.person("other.executor")

    sent = {"points": "1", "executor": str(stranger.pk), "text": "Справка.", "due_on": days(3).isoformat()}
    page = signed_in(staff, "leader").post(f"/cases/{case.pk}/assign/", sent)

    assert page.status_code == 422
    assert "executor" in page.context["form"].errors
    assert not Assignment.objects.exists()


def test_the_executor_of_an_assignment_on_a_letter_sees_that_letter_and_no_other(staff: Office) -> None:
    """Also where no case opens it; a co-executor as well."""
    letter, other = a_letter(staff, "1"), a_letter(staff, "2")
    issued(staff, "second", paper=letter, executor="lawyer")

    for name in ("lawyer", "second"):
        seen = Document.objects.visible_to(staff.person(name))
        assert list(seen) == [letter]
    assert not Document.objects.visible_to(staff.person("executor")).exists()
    assert other.pk != letter.pk


def test_a_letter_with_an_access_mark_is_known_to_those_with_whom_work_on_it_lies(staff: Office) -> None:
    """And to nobody beside them."""
    letter = a_letter(staff, "1", access=AccessMark.OFFICIAL, addressee=staff.person("leader"))
    issued(staff, paper=letter, executor="lawyer")

    assert Document.objects.visible_to(staff.person("lawyer")).filter(pk=letter.pk).exists()
    assert desk_of(staff.person("lawyer"))
    assert not Document.objects.visible_to(staff.person("second")).exists()
    assert not Assignment.objects.visible_to(staff.person("controller")).exists()


def test_a_substitute_accepts_and_reports_for_the_absent_executor(staff: Office) -> None:
    """The act says for whom."""
    executor, second = staff.person("executor"), staff.person("second")
    one = issued(staff)
    agencies.enter_absence(
        actor=executor,
        employee=executor,
        kind="leave",
        starts_on=clock.today(),
        ends_on=days(3),
        substitutes={Work.EXECUTION: second},
    )
    second = staff.person("second")

    assignments.accept(actor=second, item=work(one))
    assignments.report(actor=second, item=work(one), text="Готово.")

    assert fresh(one).state == "reported"
    assert WorkItem.objects.filter(assignment=one, done_by=second).count() == 2


def test_the_issuer_is_told_that_an_executor_will_be_away(staff: Office) -> None:
    """By an item on the desk."""
    issued(staff, executor="lawyer")
    lawyer = staff.person("lawyer")

    agencies.enter_absence(
        actor=lawyer, employee=lawyer, kind="leave", starts_on=days(1), ends_on=days(3), substitutes={}
    )

    told = WorkItem.objects.get(kind="executor_away")
    assert told.assignee_id == staff.person("leader").pk


@pytest.mark.feature("F19")
def test_an_assignment_reminds_once_before_its_term_and_tells_the_head_when_it_has_passed(staff: Office) -> None:
    """Three and one working days before; the day after to the head of the unit and the issuer, too."""
    one = issued(staff, paper=a_letter(staff, "1"), due_on=date(2026, 4, 10))
    told = []

    for day in ("06.04", "07.04", "07.04", "09.04", "10.04", "13.04", "14.04"):
        with clock.at(at(day)):
            timers.fire_due()
            rows = TermReminder.objects.filter(assignment=one)
            told.append(sorted((row.days_before, row.person.username) for row in rows))

    assert [len(rows) for rows in told] == [0, 1, 1, 2, 2, 5, 5]
    assert told[-1] == [(-1, "executor"), (-1, "leader"), (-1, "unit_head"), (1, "executor"), (3, "executor")]
    with clock.at(at("13.04")):
        page = signed_in(staff, "executor").get("/")
    assert one.full_number in page.text


@pytest.mark.feature("F19")
def test_an_assignment_that_ended_reminds_of_nothing(staff: Office) -> None:
    """Neither before its term nor after it."""
    one = done(issued(staff, paper=a_letter(staff, "1"), due_on=date(2026, 4, 10)))

    with clock.at(at("13.04")):
        timers.fire_due()

    assert not TermReminder.objects.filter(assignment=one).exists()


def test_an_acting_head_directs_what_a_head_without_a_post_has_issued(staff: Office) -> None:
    """And nobody else does."""
    one, leader = issued(staff), staff.person("leader")
    agencies.dismiss(actor=staff.person("administrator"), employee=leader, ends_on=clock.today())

    with clock.at(at("02.04")):
        with pytest.raises(PermissionDenied):
            assignments.cancel(actor=staff.person("controller"), assignment=one, reason=REASON)
        assignments.cancel(actor=staff.person("deputy"), assignment=one, reason=REASON)

    assert fresh(one).state == "cancelled"


def test_the_card_offers_to_each_what_they_may_do(staff: Office) -> None:
    """The issuer directs, the executor tells of progress and passes on, others read."""
    one = accepted(issued(staff))

    offered = {
        role: [action.name for action, _form in signed_in(staff, role).get(f"/assignments/{one.pk}/").context["panels"]]
        for role in ("leader", "executor", "controller", "clerk", "unit_head")
    }

    assert offered == {
        "leader": ["term", "executor", "co_executor", "cancel"],
        "executor": ["progress", "ask"],
        "controller": [],
        "clerk": [],
        "unit_head": [],
    }


def test_an_aides_page_drafts_for_the_head(staff: Office) -> None:
    """The head finds the draft on the desk."""
    case = assigned(staff)

    sent = {"points": "1", "issuer": str(staff.person("leader").pk), "executor": str(staff.person("lawyer").pk)}
    sent |= {"text": "Прошу рассмотреть и доложить.", "due_on": days(5).isoformat()}
    answer = signed_in(staff, "clerk").post(f"/cases/{case.pk}/assign/", sent)

    assert answer.status_code == 302
    assert Assignment.objects.get().state == "draft"
    assert desk_of(staff.person("leader")) == [("approve_assignment", "ОГ-1 / 1")]
