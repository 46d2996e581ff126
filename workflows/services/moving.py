"""Moving running cases to the version in force of their type, one after another, each in a transaction of its own."""

from collections.abc import Collection
from dataclasses import dataclass

from django.utils.translation import gettext as _

from agencies.models import Employee
from agencies.policies import require
from agencies.services.shared import refused
from history import clock
from history.acts import act, record
from workflows import designed_selectors as designed
from workflows import policies
from workflows.designed import CaseMove, Design, DesignVersion, MoveOutcome
from workflows.designs.shapes import CaseType, Place, read
from workflows.models import OWN_STEPS, UNFINISHED, CaseProcess, WorkItem, WorkKind
from workflows.services.designs import in_force

AT_ONCE = 100
# Why a case stays, or what it was not taken through.
STEP_MISSING, STEP_ELSEWHERE, STEP_BEHIND, ENDED = "step-missing", "step-elsewhere", "step-behind", "ended"
# What lies open once the road has passed a place.
_BEHIND: dict[str, frozenset[str]] = {
    Place.FIRST: frozenset(
        {
            *(WorkKind.RESOLVE.value, WorkKind.CHECK_PAPERS.value),
            *(WorkKind.EXECUTE.value, WorkKind.AWAIT_REPLY.value),
            *(WorkKind.STEP_REPORTED.value, WorkKind.CONFIRM.value, WorkKind.CONTROL.value),
            *(WorkKind.STEP_OFF_CONTROL.value, WorkKind.FILE.value),
        }
    ),
    Place.REPORTED: frozenset(
        {WorkKind.CONFIRM.value, WorkKind.CONTROL.value, WorkKind.STEP_OFF_CONTROL.value, WorkKind.FILE.value}
    ),
    Place.OFF_CONTROL: frozenset({WorkKind.FILE.value}),
}


@dataclass(frozen=True)
class Moved:
    """What one go did: how many moved, how many stay, and after which process the next go begins, if one is left."""

    moved: int
    kept: int
    next: int | None


def move_cases(*, actor: Employee, design: Design, chosen: Collection[int] | None = None, after: int = 0) -> Moved:
    """Move running cases of a design, all or those of the chosen processes, to the version in force; at most a hundred.

    What breaks off is gone on with by doing it again: a case that was moved is not moved twice.

    Raises:
        PermissionDenied: the actor does not administer the agency.
        ValidationError: ``not-published``.
    """
    require(policies.may_design(actor, design.agency_id))
    version = in_force(design)
    if version is None:
        raise refused("not-published", _("No version of the design is in force."))
    waiting = designed.running(design).exclude(design=version).filter(pk__gt=after)
    if chosen is not None:
        waiting = waiting.filter(pk__in=chosen)
    found = list(waiting[: AT_ONCE + 1])
    moves = [move_case(actor=actor, process=process, version=version) for process in found[:AT_ONCE]]
    outcomes = [move.outcome for move in moves if move is not None]
    return Moved(
        outcomes.count(MoveOutcome.MOVED),
        outcomes.count(MoveOutcome.KEPT),
        found[AT_ONCE - 1].pk if len(found) > AT_ONCE else None,
    )


@act
def move_case(*, actor: Employee, process: CaseProcess, version: DesignVersion) -> CaseMove | None:
    """Move one case to a version of its type, or note why it stays; None if it runs on the version already.

    Raises:
        PermissionDenied: the actor does not administer the agency.
        ValidationError: ``not-in-force``: a later version is in force.
    """
    design = Design.objects.select_for_update(of=("self",)).get(pk=version.design_id)
    require(policies.may_design(actor, design.agency_id))
    newest = in_force(design)
    if newest is None or newest.pk != version.pk:
        raise refused("not-in-force", _("Another version was published meanwhile: look again."))
    items = WorkItem.objects.filter(case=process.case_id, state__among=UNFINISHED).order_by("pk")
    # Work first, then the process, as all do; what lies open is asked again, for a step may have ended meanwhile.
    list(items.select_for_update(of=("self",)))
    process = CaseProcess.objects.select_for_update().get(pk=process.pk)
    standing = list(items)
    before = process.design
    if before is None or before.design_id != design.pk:
        raise ValueError("the case is of another type")
    if before.pk == version.pk:
        return None
    wanted = read(version.content)
    reason = _why_not(process, standing, wanted)
    outcome = MoveOutcome.KEPT if reason else MoveOutcome.MOVED
    if outcome == MoveOutcome.MOVED:
        reason = STEP_BEHIND if _is_any_behind(process, standing, wanted) else ""
        CaseProcess.objects.filter(pk=process.pk).update(design=version)
        _rename(standing, wanted)
    move = CaseMove.objects.filter(version=version, case=process.case).first()
    move = move or CaseMove(version=version, case=process.case)
    move.before, move.outcome, move.reason = before.number, outcome, reason
    move.by, move.at = actor, clock.now()
    move.full_clean()
    move.save()
    told = {"code": design.code, "before": before.number, "after": version.number}
    if outcome == MoveOutcome.MOVED:
        record("workflows.case_moved", actor=actor, subject=process.case, about=[design], data=told)
    else:
        record("workflows.case_not_moved", actor=actor, subject=design, data={**told, "reason": reason})
    return move


def _why_not(process: CaseProcess, standing: list[WorkItem], wanted: CaseType) -> str:
    if process.finished is not None:
        return ENDED
    for item in standing:
        if item.kind in OWN_STEPS:
            step = wanted.step(item.step)
            if step is None:
                return STEP_MISSING
            if step.place != item.kind.removeprefix("step_"):
                return STEP_ELSEWHERE
    return ""


def _is_any_behind(process: CaseProcess, standing: list[WorkItem], wanted: CaseType) -> bool:
    """Whether the version has a step that this case is already past without having done it."""
    kinds = {item.kind for item in standing}
    past = [place for place, later in _BEHIND.items() if kinds & later]
    return any(process.passed.get(step.code) != step.place for place in past for step in wanted.steps_at(place))


def _rename(standing: list[WorkItem], wanted: CaseType) -> None:
    for item in standing:
        step = wanted.step(item.step) if item.kind in OWN_STEPS else None
        if step is not None:
            item.step_name, item.step_name_en = step.name, step.name_en
            item.save()
