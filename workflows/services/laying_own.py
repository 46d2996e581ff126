"""Laying the agency's own steps on desks."""

from typing import Any

from agencies import rules
from agencies import selectors as staff
from agencies.calendars import calendar_for
from agencies.models import Employee, Post, Role, Unit
from citizens.models import Case
from history import clock
from workflows import designed_selectors as designed
from workflows.designs.shapes import OwnStep, Place, Who
from workflows.models import WorkKind
from workflows.services import laying

KINDS: dict[str, WorkKind] = {
    Place.FIRST: WorkKind.STEP_FIRST,
    Place.REPORTED: WorkKind.STEP_REPORTED,
    Place.OFF_CONTROL: WorkKind.STEP_OFF_CONTROL,
}


def lay_first(activation: Any) -> None:
    """The next own step before the resolution."""
    _lay(activation, Place.FIRST)


def lay_reported(activation: Any) -> None:
    """The next own step before control."""
    _lay(activation, Place.REPORTED)


def lay_off_control(activation: Any) -> None:
    """The next own step before filing."""
    _lay(activation, Place.OFF_CONTROL)


def _lay(activation: Any, place: str) -> None:
    case: Case = activation.process.case
    case.refresh_from_db()
    step = designed.next_step(activation.process, place)
    if step is None:
        raise LookupError("the version has no step left here")
    unit, role, assignee = _with_whom(case, step)
    due_on = calendar_for(case.agency).add_working_days(clock.today(), step.days)
    laying.laid(
        agency=case.agency,
        kind=KINDS[place],
        step=step.code,
        step_name=step.name,
        step_name_en=step.name_en,
        assignee=assignee,
        queue_unit=unit,
        queue_role=role,
        task=activation.task,
        case=case,
        number=case.number,
        title=case.summary,
        from_whom=case.from_whom,
        due_on=due_on if place == Place.OFF_CONTROL else max(min(case.due_on, due_on), clock.today()),
        created_at=clock.now(),
    )


def _with_whom(case: Case, step: OwnStep) -> tuple[Unit, str, Employee | None]:
    """A queue, or one person; the leaders' queue where nobody is left who might do the step.

    The official complained of has no part in the case (59-ФЗ art. 8 p. 6).
    """
    if step.who == Who.RECORDS:
        return rules.records_office(case.agency), Role.CLERK, None
    if step.who == Who.HEAD and case.executor is not None:
        heads = staff.heads_over(case.executor, case.agency)
        head = next((one for one in heads if one.pk != case.complained_of_id and _works(one, case)), None)
        if head is not None:
            return laying.unit_of(head, case.agency), "", head
    if step.who == Who.POST:
        posts = Post.objects.current().filter(unit__agency=case.agency, unit__code=step.unit, role=step.role)
        post = posts.exclude(employee=case.complained_of_id).select_related("unit").order_by("id").first()
        if post is not None:
            return post.unit, step.role, None
    leader = rules.holders(case.agency, rules.Power.RESOLVE)[0]
    return leader.unit, leader.role, None


def _works(head: Employee, case: Case) -> bool:
    return rules.holds(head, rules.Power.DISCUSS, case.agency_id)
