"""Ended cases that are taken up again: with a ground, the questions that are considered anew, and a working term."""

from collections.abc import Collection
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from agencies import selectors as running
from agencies.calendars import calendar_for
from agencies.models import Employee, TermChange, TermEvent
from agencies.policies import require
from agencies.rules import Power, holds
from agencies.services.shared import refused
from citizens import services as citizens
from citizens.models import Case, CaseRole, Question, Stage, first_stage
from citizens.policies import is_kept_out
from documents import services as documents
from history import clock
from history.acts import act, record
from workflows import policies
from workflows.designs.shapes import Place
from workflows.flows.case import CaseFlow
from workflows.flows.of_case import RESOLVE, OfCase
from workflows.models import CaseProcess, WorkItem, WorkKind, WorkState
from workflows.services import desk, serving, terms
from workflows.undoing import Reopening, ReopeningGround

ENDED = (Stage.OFF_CONTROL, Stage.FILED)
MOST_DAYS = 30
REASON_AT_MOST = 300


@act
def reopen_case(
    *,
    actor: Employee,
    case: Case,
    ground: str,
    reason: str,
    ordinals: Collection[int],
    days: int,
    is_resolved_anew: bool = False,
) -> Reopening:
    """Take an ended case up again: it lies with its executor, or with the head who resolves it anew, until a working
    day that is ``days`` working days from today. Its process goes on by the event of its flow.

    The questions of these ``ordinals`` lose their outcomes; the agency's own steps that follow are done anew. The term
    that the case had is kept with the reopening. A filed case is taken out of its file.

    Raises:
        PermissionDenied: the actor takes up no cases of the agency, or does not see this one.
        ValidationError: ``reason-missing``, ``ground-unknown``, ``days-out-of-range``, ``case-not-ended``,
            ``questions-missing``, ``executor-unfit`` (whoever had it executes nothing any more: it goes to the head),
            ``volume-closed``.
    """
    require(policies.may_reopen_case(actor, case))
    said = reason.strip()[:REASON_AT_MOST]
    if not said:
        raise refused("reason-missing", _("Name the reason."), "reason")
    if ground not in ReopeningGround.values:
        raise refused("ground-unknown", _("Choose the ground."), "ground")
    if not 1 <= days <= MOST_DAYS:
        raise refused("days-out-of-range", _("From 1 to 30 working days."), "days")
    items = [desk.locked(item) for item in _awaiting_filing(case)]
    case = _locked(case.pk)
    if case.stage not in ENDED:
        raise refused("case-not-ended", _("The case has not ended: nothing is to be taken up again."))
    questions = _chosen(case, ordinals)
    if not is_resolved_anew:
        _require_fit(case)
    row = Reopening(
        case=case,
        ground=ground,
        reason=said,
        at=clock.now(),
        by=actor,
        ordinals=[question.ordinal for question in questions],
        due_on=calendar_for(case.agency).add_working_days(clock.today(), days),
        due_before=case.due_on,
        ended_on=_ended_on(case),
    )
    row.full_clean()
    row.save()
    _end_what_lies(actor, case, items)
    documents.take_for_work(actor=actor, case=case, reason=said)
    case = _locked(case.pk)
    citizens.open_questions(actor=actor, case=case, questions=questions)
    terms.run_again(actor, case, row.due_on, said)
    serving.set_aside(case, said)
    citizens.move(actor=actor, case=case, stage=first_stage(case.kind) if is_resolved_anew else Stage.IN_WORK)
    _begin(case, is_resolved_anew=is_resolved_anew)
    record(
        "workflows.case_reopened",
        actor=actor,
        subject=case,
        about=[case.applicant],
        data={
            "reason": f"{row.get_ground_display()}. {said}",
            "due_on": row.due_on.isoformat(),
            "before_on": row.due_before.isoformat(),
        },
    )
    return row


def _locked(key: int) -> Case:
    found = Case.objects.select_for_update(of=("self",))
    return found.select_related("applicant", "agency", "unit", "executor", "term_kind").get(pk=key)


def _awaiting_filing(case: Case) -> list[WorkItem]:
    kinds = (WorkKind.STEP_OFF_CONTROL, WorkKind.FILE)
    return list(WorkItem.objects.filter(case=case, kind__in=kinds, done_at__isnull=True).order_by("id"))


def _chosen(case: Case, ordinals: Collection[int]) -> list[Question]:
    chosen = list(case.questions.filter(ordinal__in=list(ordinals)).order_by("ordinal"))
    if not chosen:
        raise refused("questions-missing", _("Choose at least one question."), "questions")
    return chosen


def _require_fit(case: Case) -> None:
    executor = case.executor
    executes = executor is not None and holds(executor, Power.EXECUTE, case.agency_id)
    if executor is None or not executes or is_kept_out(case, executor, CaseRole.RESPONSIBLE):
        raise refused(
            "executor-unfit", _("Its executor executes no papers any more: let the head resolve it anew."), "to"
        )


def _ended_on(case: Case) -> date | None:
    """The day on which the case was taken off control."""
    term = running.term_of(case)
    ended = TermChange.objects.filter(term=term, event=TermEvent.ENDED).last() if term is not None else None
    return timezone.localtime(ended.at).date() if ended is not None else case.closed_on


def _end_what_lies(actor: Employee, case: Case, items: list[WorkItem]) -> None:
    """A case that awaited its filing awaits it no more."""
    for item in items:
        desk.finish(item, actor, state=WorkState.CANCELLED)
    for process in CaseProcess.objects.filter(case=case, finished__isnull=True):
        process.flow_class.instance.cancel(process)


def _begin(case: Case, *, is_resolved_anew: bool) -> None:
    process, _is_new = CaseProcess.objects.select_related(*OfCase.READS).get_or_create(
        case=case, defaults={"flow_class": CaseFlow}
    )
    left = {} if is_resolved_anew else {code: place for code, place in process.passed.items() if place == Place.FIRST}
    process.flow_class.again.run(process, next_step=RESOLVE if is_resolved_anew else "", passed=left)
