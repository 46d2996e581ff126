"""Assignments that change: other terms and executors, disputes, longer terms, cancelling and opening again."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from agencies.selectors import term_of
from history import clock
from tests.codes import codes
from tests.people import Office
from tests.workflows.assigning import (
    REASON,
    accepted,
    days,
    desk_of,
    done,
    first_of_april,
    fresh,
    issued,
    passed_on,
    staff,
    work,
)
from tests.workflows.running import assigned, at
from workflows.models import WorkItem
from workflows.services import assignments, terms

__all__ = ["first_of_april", "staff"]
pytestmark = [pytest.mark.django_db, pytest.mark.feature("F09")]


def test_a_lower_assignment_may_not_outlast_the_upper_one(staff: Office) -> None:
    """Neither when it is issued nor when its term is changed."""
    upper = accepted(issued(staff))
    lower = passed_on(upper, staff)

    with pytest.raises(ValidationError) as issuing:
        passed_on(upper, staff, due_on=days(11))
    with pytest.raises(ValidationError) as changing:
        assignments.change_term(actor=staff.person("executor"), assignment=lower, due_on=days(11), reason=REASON)

    assert codes(issuing) == codes(changing) == ["due-after-upper"]


def test_an_earlier_term_of_the_upper_one_cuts_what_would_outlast_it_with_its_reason(staff: Office) -> None:
    """On all levels, for co-executors as well; what ends before stays."""
    upper = accepted(issued(staff, "lawyer"))
    lower = accepted(passed_on(upper, staff))

    assignments.change_term(actor=staff.person("leader"), assignment=upper, due_on=days(3), reason=REASON)

    assert [fresh(one).due_on for one in (upper, lower, *upper.inputs.all())] == [days(3)] * 3
    term = term_of(lower)
    assert term is not None
    last = term.changes.last()
    assert last is not None
    assert (last.before_on, last.after_on, last.reason, last.by_name) == (
        days(10),
        days(3),
        REASON,
        staff.person("leader").actor_name,
    )
    assert work(lower).due_on == days(3)


@pytest.mark.parametrize("role", ["executor", "unit_head", "controller", "deputy", "clerk"])
def test_only_the_issuer_changes_term_and_executors(staff: Office, role: str) -> None:
    """Not its executor, nor their head, nor another head of the agency."""
    one, actor = issued(staff), staff.person(role)

    with pytest.raises(PermissionDenied):
        assignments.change_term(actor=actor, assignment=one, due_on=days(12), reason=REASON)
    with pytest.raises(PermissionDenied):
        assignments.change_executor(actor=actor, assignment=one, executor=staff.person("second"), reason=REASON)
    with pytest.raises(PermissionDenied):
        assignments.add_co_executor(actor=actor, assignment=one, employee=staff.person("second"))
    with pytest.raises(PermissionDenied):
        assignments.cancel(actor=actor, assignment=one, reason=REASON)
    assert (fresh(one).state, fresh(one).due_on, one.inputs.count()) == ("issued", days(10), 0)


def test_another_executor_accepts_the_assignment_anew_and_the_first_has_nothing_of_it(staff: Office) -> None:
    """The term runs on."""
    one = accepted(issued(staff))

    assignments.change_executor(
        actor=staff.person("leader"), assignment=one, executor=staff.person("lawyer"), reason=REASON
    )

    assert desk_of(staff.person("executor")) == []
    assert desk_of(staff.person("lawyer")) == [("accept", "ОГ-1 / 1")]
    assert done(fresh(one)).due_on == days(10)


def test_a_wrong_executor_is_disputed_within_a_day_and_the_issuer_names_another(staff: Office) -> None:
    """It is accepted by the other one."""
    one = issued(staff)
    assignments.dispute(actor=staff.person("executor"), item=work(one), reason="Не наш вопрос.")
    item = work(one)

    assignments.reassign_disputed(actor=staff.person("leader"), item=item, executor=staff.person("lawyer"))

    assert (item.kind, item.note) == ("dispute", "Не наш вопрос.")
    assert desk_of(staff.person("lawyer")) == [("accept", "ОГ-1 / 1")]
    assert done(fresh(one)).state == "done"


def test_an_upheld_assignment_is_not_disputed_twice(staff: Office) -> None:
    """The issuer has decided."""
    one, executor = issued(staff), staff.person("executor")
    assignments.dispute(actor=executor, item=work(one), reason="Не наш вопрос.")
    assignments.uphold(actor=staff.person("leader"), item=work(one), remark="Ваш: см. положение об отделе.")

    with pytest.raises(ValidationError) as refused:
        assignments.dispute(actor=executor, item=work(one), reason="Всё же не наш.")

    assert codes(refused) == ["disputed-already"]


def test_after_the_day_of_disputes_it_is_late(staff: Office) -> None:
    """Issued on Wednesday: Thursday is the last day."""
    one = issued(staff)

    with clock.at(at("03.04")), pytest.raises(ValidationError) as refused:
        assignments.dispute(actor=staff.person("executor"), item=work(one), reason="Не наш вопрос.")

    assert codes(refused) == ["dispute-late"]


def test_a_longer_term_is_asked_by_the_executor_and_set_by_the_issuer(staff: Office) -> None:
    """The history of the term tells both; the request leaves the desk."""
    one, executor, leader = accepted(issued(staff)), staff.person("executor"), staff.person("leader")
    assignments.ask_longer(actor=executor, assignment=one, due_on=days(14), reason="Ждём архив.")
    request = work(one, "longer")

    assignments.grant_longer(actor=leader, item=request, due_on=days(12), reason="Согласна.")

    term = term_of(one)
    assert term is not None
    events = [(change.event, change.by_name) for change in term.changes.all()]
    assert events == [
        ("set", leader.actor_name),
        ("asked", executor.actor_name),
        ("changed", leader.actor_name),
    ]
    assert (fresh(one).due_on, work(one).kind, work(one).due_on) == (days(12), "do", days(12))


def test_a_declined_request_leaves_the_term(staff: Office) -> None:
    """With the reason."""
    one = accepted(issued(staff))
    request = assignments.ask_longer(
        actor=staff.person("executor"), assignment=one, due_on=days(14), reason="Ждём архив."
    )

    assignments.decline_longer(actor=staff.person("leader"), item=request, reason="Срок поручен сверху.")

    assert (fresh(one).due_on, work(one).kind) == (days(10), "do")


def test_a_cancelled_assignment_takes_everything_below_it_along_and_is_opened_again(staff: Office) -> None:
    """Its executor accepts it anew; what was below stays cancelled."""
    upper = accepted(issued(staff, "lawyer"))
    lower = accepted(passed_on(upper, staff))
    leader = staff.person("leader")

    assignments.cancel(actor=leader, assignment=upper, reason="Вопрос снят.")

    assert {fresh(one).state for one in (upper, lower, *upper.inputs.all())} == {"cancelled"}
    assert not WorkItem.objects.filter(assignment__isnull=False, done_at__isnull=True).exists()

    assignments.reopen(actor=leader, assignment=upper, due_on=days(7), reason="Вопрос снят ошибочно.")

    assert (fresh(upper).state, fresh(upper).due_on, work(upper).kind) == ("issued", days(7), "accept")
    with pytest.raises(ValidationError) as beyond:
        assignments.reopen(
            actor=staff.person("executor"), assignment=lower, due_on=days(8), reason="Вопрос снят ошибочно."
        )
    assert codes(beyond) == ["due-after-upper"]
    assert done(upper).state == "done"


def test_an_accepted_report_is_taken_back_by_opening_the_assignment_again(staff: Office) -> None:
    """By the issuer, with a reason and a date; nobody else."""
    one = done(issued(staff))

    with pytest.raises(PermissionDenied):
        assignments.reopen(actor=staff.person("executor"), assignment=one, due_on=days(5), reason=REASON)
    assignments.reopen(actor=staff.person("leader"), assignment=one, due_on=days(5), reason=REASON)

    assert (fresh(one).state, fresh(one).ended_at) == ("issued", None)
    assert done(one).state == "done"


def test_an_earlier_term_of_a_resolution_cuts_its_co_executors(staff: Office) -> None:
    """With the reason of the issuer."""
    resolution = assigned(staff).resolutions.get()
    part = assignments.add_inputs(staff.person("leader"), resolution, [staff.person("second")])[0]

    terms.change_assignment(actor=staff.person("leader"), resolution=resolution, due_on=days(4), reason="Нужно раньше.")

    assert (fresh(part).due_on, work(part).due_on) == (days(4), days(4))
