"""Assignments from the issue to the end: the desk, reports, co-executors, lower ones, what is refused."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from agencies import services as agencies
from agencies.selectors import term_of
from citizens.models import Case, Participation, Stage
from history.models import Act
from tests.codes import codes
from tests.people import Office
from tests.workflows.assigning import (
    a_point,
    accepted,
    days,
    desk_of,
    done,
    first_of_april,
    fresh,
    issued,
    passed_on,
    reported,
    staff,
    work,
)
from tests.workflows.running import assigned
from tests.world import World
from workflows.assigned import AssignmentState
from workflows.models import WorkItem, WorkKind
from workflows.services import assignments, cases, desk

__all__ = ["first_of_april", "staff"]
pytestmark = [pytest.mark.django_db, pytest.mark.feature("F09")]


def test_an_assignment_lies_with_its_executor_who_sees_the_case_and_its_report_with_the_issuer(staff: Office) -> None:
    """Issued, accepted, in work, reported, off control: each state with one item on the desk of whom it awaits."""
    lawyer, leader = staff.person("lawyer"), staff.person("leader")
    one = issued(staff, executor="lawyer")
    seen = [(one.state, desk_of(lawyer), desk_of(leader))]

    assignments.accept(actor=lawyer, item=work(one))
    seen.append((fresh(one).state, desk_of(lawyer), []))
    assignments.begin(actor=lawyer, item=work(one))
    seen.append((fresh(one).state, desk_of(lawyer), []))
    assignments.report(actor=lawyer, item=work(one), text="Справка готова.")
    seen.append((fresh(one).state, desk_of(lawyer), desk_of(leader)))
    assignments.take_off_control(actor=leader, item=work(one))

    assert seen == [
        ("issued", [("accept", "ОГ-1 / 1")], []),
        ("accepted", [("do", "ОГ-1 / 1")], []),
        ("in_work", [("do", "ОГ-1 / 1")], []),
        ("reported", [], [("check", "ОГ-1 / 1")]),
    ]
    assert (fresh(one).state, desk_of(lawyer), desk_of(leader)) == ("done", [], [])
    assert one.case is not None
    assert Case.objects.visible_to(lawyer).filter(pk=one.case.pk).exists()


def test_a_report_is_returned_with_a_remark_and_lies_in_work_again(staff: Office) -> None:
    """The remark stands on the timeline; the executor reports once more."""
    one = reported(issued(staff))

    assignments.return_report(actor=staff.person("leader"), item=work(one), remark="Нет приложения.")

    assert (fresh(one).state, work(one).kind, work(one).state) == ("returned", "do", "taken")
    assert Act.objects.get(verb="workflows.assignment_returned").data["remark"] == "Нет приложения."
    assert reported(one).state == "reported"


def test_the_report_goes_to_the_controller_who_was_chosen(staff: Office) -> None:
    """And not to the issuer."""
    reported(issued(staff, controller=staff.person("controller")))

    assert desk_of(staff.person("controller")) == [("check", "ОГ-1 / 1")]
    assert desk_of(staff.person("leader")) == []


def test_co_executors_have_rows_and_work_of_their_own_due_in_the_first_half_of_the_term(staff: Office) -> None:
    """Ten days from 1 April: five of them, Monday 6 April; the responsible waits for all inputs."""
    one = accepted(issued(staff, "second", "lawyer"))

    parts = list(one.inputs.order_by("id"))
    assert [(part.number, part.due_on, part.is_input) for part in parts] == [
        ("1-1", date(2026, 4, 6), True),
        ("1-2", date(2026, 4, 6), True),
    ]
    assert desk_of(staff.person("second")) == [("accept", "ОГ-1 / 1-1")]
    with pytest.raises(ValidationError) as early:
        assignments.report(actor=staff.person("executor"), item=work(one), text="Готово.")
    assert codes(early) == ["lower-not-done"]

    for part in parts:
        reported(part)

    assert {part.state for part in one.inputs.all()} == {"done"}
    assert reported(one).state == "reported"


def test_an_executor_passes_an_assignment_on_and_the_tree_ends_from_below(staff: Office) -> None:
    """The lower report goes to the executor of the upper assignment."""
    upper = accepted(issued(staff))
    lower = passed_on(upper, staff, due_on=days(5))

    with pytest.raises(ValidationError) as early:
        assignments.report(actor=staff.person("executor"), item=work(upper), text="Готово.")
    done(lower)

    assert (lower.number, lower.parent_id, lower.issuer_id) == ("1.1", upper.pk, upper.executor_id)
    assert codes(early) == ["lower-not-done"]
    assert done(upper).state == AssignmentState.DONE


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"text": " "}, "text-missing"),
        ({"due_on": None}, "due-missing"),
        ({"due_on": date(2026, 3, 31)}, "due-before-today"),
        ({"due_on": date(2026, 5, 1)}, "due-after-upper"),
    ],
)
def test_a_wrong_point_is_refused_and_nothing_of_the_others_stays(
    staff: Office, change: dict[str, Any], code: str
) -> None:
    """The first point was right."""
    case = assigned(staff)

    with pytest.raises(ValidationError) as refused:
        assignments.issue(
            actor=staff.person("leader"), paper=case, points=[a_point(staff), a_point(staff, "second", **change)]
        )

    assert codes(refused) == [code]
    assert all(name.endswith("_2") for name in refused.value.error_dict)
    assert not case.assignments.exists()


@pytest.mark.parametrize(("by", "picked"), [("unit_head", "lawyer"), ("executor", "unit_head"), ("executor", "lawyer")])
def test_picks_follow_the_hierarchy_whatever_was_sent(staff: Office, by: str, picked: str) -> None:
    """A head gives to whom they lead, an executor to colleagues of their unit."""
    case = assigned(staff)

    with pytest.raises(ValidationError) as refused:
        assignments.issue(actor=staff.person(by), paper=case, points=[a_point(staff, picked)])

    assert codes(refused) == ["executor-not-offered"]


@pytest.mark.parametrize("role", ["stranger", "clerk", "auditor", "administrator", "other.leader"])
def test_who_neither_resolves_nor_executes_the_case_issues_nothing(staff: Office, role: str) -> None:
    """The auditor sees the case, and yet."""
    case = assigned(staff)

    with pytest.raises(PermissionDenied):
        assignments.issue(actor=staff.person(role), paper=case, points=[a_point(staff)])


@pytest.mark.feature("L04")
@pytest.mark.parametrize("names", [("second",), ("lawyer", "second")])
def test_the_official_complained_of_is_given_nothing_in_any_role(staff: Office, names: tuple[str, ...]) -> None:
    """Neither as responsible nor as co-executor."""
    case = assigned(staff)
    case.complained_of = staff.person("second")
    case.save()

    with pytest.raises(ValidationError) as refused:
        assignments.issue(actor=staff.person("leader"), paper=case, points=[a_point(staff, *names)])

    assert codes(refused) == ["official-complained-of"]


@pytest.mark.feature("L04")
@pytest.mark.parametrize("role", ["leader", "controller"])
def test_the_official_complained_of_neither_issues_nor_controls(staff: Office, role: str) -> None:
    """Nor approves what an aide has drafted."""
    case, official = assigned(staff), staff.person(role)
    case.complained_of = official
    case.save()
    point = a_point(staff, controller=official if role == "controller" else None)
    issuer = staff.person("deputy") if role == "controller" else official

    with pytest.raises(ValidationError) as refused:
        assignments.issue(actor=staff.person("clerk"), paper=case, points=[point], issuer=issuer)

    assert codes(refused) == ["official-complained-of"]
    if role == "leader":
        with pytest.raises(PermissionDenied):
            assignments.issue(actor=official, paper=case, points=[point])


def test_interim_information_takes_nothing_off_control(staff: Office) -> None:
    """State and desk stay; no report awaits anybody."""
    one = accepted(issued(staff))

    assignments.note_progress(actor=staff.person("executor"), assignment=one, text="Запрошены сведения.")

    assert (fresh(one).state, work(one).kind) == ("in_work", "do")
    assert desk_of(staff.person("leader")) == []


def test_a_case_is_not_taken_off_control_while_a_point_is_not_done(staff: Office) -> None:
    """Cancelled points do not stand in the way."""
    case = assigned(staff)
    one = issued(staff, paper=case)
    case.questions.all().delete()
    execution = WorkItem.objects.get(case=case, kind="execute")

    with pytest.raises(ValidationError) as refused:
        cases.report(actor=staff.person("executor"), item=execution, text="Готово.")

    assert codes(refused) == ["assignment-not-done"]
    assert fresh(one).state == "issued"


@pytest.mark.feature("L08")
def test_a_draft_of_an_aide_takes_effect_when_the_head_approves_it(staff: Office) -> None:
    """Until then nobody but the head has it on the desk, and no term runs."""
    clerk, leader = staff.person("clerk"), staff.person("leader")
    draft = assignments.issue(
        actor=clerk, paper=assigned(staff), points=[a_point(staff, "executor", "second")], issuer=leader
    )[0]
    before = (draft.state, term_of(draft), desk_of(staff.person("executor")), desk_of(leader))

    assignments.approve(actor=leader, item=work(draft))

    assert before == ("draft", None, [], [("approve_assignment", "ОГ-1 / 1")])
    assert (fresh(draft).state, fresh(draft).drafted_by_id, term_of(draft) is None) == ("issued", clerk.pk, False)
    assert desk_of(staff.person("second")) == [("accept", "ОГ-1 / 1-1")]


def test_a_declined_draft_comes_to_nothing(staff: Office) -> None:
    """With the remark on the timeline."""
    draft = assignments.issue(
        actor=staff.person("clerk"),
        paper=assigned(staff),
        points=[a_point(staff, "executor", "second")],
        issuer=staff.person("leader"),
    )[0]

    assignments.decline(actor=staff.person("leader"), item=work(draft), remark="Поручу сама.")

    assert {fresh(one).state for one in (draft, *draft.inputs.all())} == {"cancelled"}
    assert not draft.work_items.filter(done_at__isnull=True).exists()


def test_an_absent_executor_warns_and_the_issuer_confirms(staff: Office) -> None:
    """The warning names the days."""
    executor = staff.person("executor")
    agencies.enter_absence(
        actor=executor, employee=executor, kind="leave", starts_on=days(2), ends_on=days(6), substitutes={}
    )

    with pytest.raises(ValidationError) as warned:
        issued(staff)

    assert codes(warned) == ["executor-absent"]
    assert issued(staff, paper=Case.objects.get(), is_absence_known=True).state == "issued"


@pytest.mark.feature("L08")
def test_co_executors_of_a_resolution_deliver_before_the_case_is_reported(world: World) -> None:
    """They have assignments of their own, due in the first half; the road of the case goes on as it did."""
    case, executor, stranger = world.appeal(), world.person("executor"), world.person("stranger")

    cases.issue_resolution(
        actor=world.person("leader"),
        item=world.item(WorkKind.RESOLVE, case),
        executor=executor,
        text="Прошу рассмотреть.",
        due_on=case.due_on,
        co_executors=[stranger],
    )

    part = case.assignments.get()
    execution = desk.take(actor=executor, item=world.item(WorkKind.EXECUTE, case))
    world.decided(case)
    with pytest.raises(ValidationError) as early:
        cases.report(actor=executor, item=execution, text="Готово.")
    reported(part)
    cases.report(actor=executor, item=execution, text="Готово.")

    case.refresh_from_db()
    assert (part.number, part.due_on, part.state) == ("0-1", date(2026, 4, 15), "issued")
    assert Participation.objects.filter(case=case, employee=stranger, role="co_executor").exists()
    assert codes(early) == ["assignment-not-done"]
    assert (fresh(part).state, case.stage) == ("done", Stage.REPORTED)
