"""The road of a request for a service (210-ФЗ): papers, decision, its confirmation; decisions on complaints about
services go it as well. The result is a letter.
"""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from agencies.models import Employee
from agencies.rules import Power, holds
from agencies.services.shared import refused
from citizens import services as citizens
from citizens.models import Case, CaseRole, Stage
from citizens.reference import outcome_of_service
from history import clock
from history.acts import act, record
from workflows import designed_selectors as designed
from workflows import selectors
from workflows.designs.shapes import Place
from workflows.flows.service_request import CONFIRM, DECIDE, REFUSE, RETURN
from workflows.models import CaseProcess, WorkItem, WorkKind
from workflows.services import desk, own_steps, picking
from workflows.services.laying import unit_of
from workflows.serving import (
    COMPLAINT_GROUNDS,
    GROUNDLESS,
    OF_COMPLAINT,
    OUTCOMES,
    PREPARED,
    ServiceDecision,
    Verdict,
    decision_on,
)

ACCEPTED = "accepted"
WHY_AT_MOST = 2000
REMARK_AT_MOST = 500


@act
def accept_papers(
    *, actor: Employee, item: WorkItem, executor: Employee | None, is_absence_known: bool = False
) -> None:
    """The records office accepts the papers and gives the request to who executes it. Its term runs since registration.

    Raises:
        PermissionDenied: it lies on another desk.
        ValidationError: ``executor-missing``, ``executor-unfit``, ``executor-absent``, ``official-complained-of``,
            ``already-done``.
    """
    item = desk.locked_for(actor, item, WorkKind.CHECK_PAPERS)
    case = _locked(item)
    _give(actor, case, executor, is_absence_known=is_absence_known)
    _go(case, ACCEPTED)
    citizens.move(actor=actor, case=case, stage=Stage.IN_WORK)
    desk.complete(item, actor)
    record("workflows.papers_accepted", actor=actor, subject=case, about=[case.applicant])


@act
def refuse_papers(
    *,
    actor: Employee,
    item: WorkItem,
    executor: Employee | None,
    ground: str,
    text: str,
    is_absence_known: bool = False,
) -> ServiceDecision:
    """The records office does not accept the papers, on a ground of the regulation; the executor tells the applicant.

    Papers that other bodies hold are asked for by an inquiry and are no ground (210-ФЗ art. 7 p. 1).

    Raises:
        PermissionDenied: it lies on another desk.
        ValidationError: ``ground-missing``, ``ground-unknown``, ``text-missing``, what `accept_papers` refuses.
    """
    item = desk.locked_for(actor, item, WorkKind.CHECK_PAPERS)
    case = _locked(item)
    decision = _prepared(actor, case, Verdict.PAPERS_REFUSED, ground, text)
    decision.confirmed_by, decision.confirmed_at = actor, clock.now()
    decision.save()
    _give(actor, case, executor, is_absence_known=is_absence_known)
    _decide_questions(actor, decision)
    _go(case, REFUSE)
    citizens.move(actor=actor, case=case, stage=Stage.IN_WORK)
    desk.complete(item, actor)
    _tell("workflows.papers_refused", actor, decision)
    return decision


@act
def prepare_decision(
    *,
    actor: Employee,
    item: WorkItem,
    verdict: str,
    ground: str,
    text: str,
    measures: str = "",
    measures_by: date | None = None,
) -> ServiceDecision:
    """The executor prepares the decision; it goes to the agency's own steps, if there are some, and to the head.

    A complaint about a service that is satisfied has ``measures``: what is done about it, and by when.

    Raises:
        PermissionDenied: the actor does not execute this case.
        ValidationError: ``verdict-unknown``, ``ground-missing``, ``ground-unknown``, ``text-missing``,
            ``measures-missing``, ``measures-undated``, ``measures-in-past``, ``already-decided``,
            ``already-forwarded``.
    """
    item = desk.locked_for(actor, item, WorkKind.EXECUTE)
    case = _locked(item)
    if verdict not in PREPARED.get(case.kind, ()):
        raise refused("verdict-unknown", _("Choose the decision."), "verdict")
    require_undecided(case)
    taken = (measures, measures_by) if verdict == Verdict.SATISFIED else ("", None)
    if selectors.is_forwarded(case):  # its letters were put aside: it is decided here after all
        citizens.open_questions(actor=actor, case=case, questions=list(case.questions.all()))
    decision = _prepared(actor, case, verdict, ground, text, taken)
    own_steps.forget(case, Place.REPORTED)
    _go(case, DECIDE)
    citizens.move(actor=actor, case=case, stage=Stage.DECIDED)
    desk.complete(item, actor)
    _tell("workflows.decision_prepared", actor, decision)
    return decision


@act
def confirm_decision(*, actor: Employee, item: WorkItem) -> ServiceDecision:
    """The head confirms the decision: it is the outcome of each question, and the executor issues the result.

    Raises:
        PermissionDenied: it lies on another desk.
        ValidationError: ``official-complained-of``, ``already-done``; of a complaint ``decided-on-request``.
    """
    item = desk.locked_for(actor, item, WorkKind.CONFIRM)
    case = _locked(item)
    decision = _waiting(case)
    citizens.add_participant(actor=actor, case=case, employee=actor, role=CaseRole.AUTHOR)
    decision.confirmed_by, decision.confirmed_at = actor, clock.now()
    decision.save()
    _decide_questions(actor, decision)
    _go(case, CONFIRM)
    citizens.move(actor=actor, case=case, stage=Stage.IN_WORK)
    desk.complete(item, actor)
    _tell("workflows.decision_confirmed", actor, decision)
    return decision


@act
def return_decision(*, actor: Employee, item: WorkItem, remark: str) -> ServiceDecision:
    """The head returns the decision to the executor with a remark.

    Raises:
        PermissionDenied: it lies on another desk.
        ValidationError: ``remark-missing``, ``already-done``.
    """
    item = desk.locked_for(actor, item, WorkKind.CONFIRM)
    case = _locked(item)
    said = remark.strip()[:REMARK_AT_MOST]
    if not said:
        raise refused("remark-missing", _("Say what is missing."), "remark")
    decision = _waiting(case)
    set_aside(case, said)
    _go(case, RETURN)
    citizens.move(actor=actor, case=case, stage=Stage.IN_WORK)
    desk.complete(item, actor)
    _tell("workflows.decision_returned", actor, decision, remark=said)
    return decision


def set_aside(case: Case, remark: str) -> None:
    """Let a case be decided anew: its decision was returned, or the case begins again. Where there is none, nothing."""
    decision = ServiceDecision.objects.select_for_update().filter(case=case, ended_at__isnull=True).first()
    if decision is not None:
        decision.ended_at, decision.remark = clock.now(), remark[:REMARK_AT_MOST]
        decision.save()


def require_undecided(case: Case) -> None:
    """Refuse what belongs to the consideration of a request for a service, once it is decided.

    Raises:
        ValidationError: ``already-decided``; of a complaint ``already-forwarded``, while a letter forwards it.
    """
    if selectors.is_forwarded(case) and not selectors.is_forwarding_owed(case):
        message = _("It is forwarded by competence: the other body decides on it.")
        raise refused("already-forwarded", message)
    if case.is_of_service and decision_on(case) is not None:
        raise refused("already-decided", _("It is decided already: issue the result."))


def require_confirmed(case: Case) -> None:
    """Refuse to report on a request for a service, or a complaint about one, that is neither decided nor forwarded.

    Raises:
        ValidationError: ``decision-not-confirmed``.
    """
    if not case.is_of_service or selectors.is_forwarded(case):
        return
    decision = decision_on(case)
    if decision is None or not decision.is_confirmed:
        message = _("Such a case ends by a decision that the head confirmed: prepare it first.")
        raise refused("decision-not-confirmed", message)


def grounds(case: Case) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """On which grounds papers are not accepted, and the service is refused, by the version that the case runs on; of a
    complaint the second are those not to satisfy it, by the law where the version names none.
    """
    design = designed.type_of(CaseProcess.objects.select_related("design").filter(case=case).first())
    if case.is_service_complaint:
        return (), (design.refusal_grounds if design is not None else ()) or COMPLAINT_GROUNDS
    return (design.paper_grounds, design.refusal_grounds) if design is not None else ((), ())


def _prepared(
    actor: Employee, case: Case, verdict: str, ground: str, text: str, taken: tuple[str, date | None] = ("", None)
) -> ServiceDecision:
    of_papers, of_refusal = grounds(case)
    known = of_papers if verdict == Verdict.PAPERS_REFUSED else of_refusal
    if verdict in GROUNDLESS:
        ground = ""
    elif not ground:
        raise refused("ground-missing", _("Choose the ground of the regulation: there is no other."), "ground")
    elif ground not in known:
        raise refused("ground-unknown", _("The regulation of the service has no such ground."), "ground")
    said = text.strip()[:WHY_AT_MOST]
    if not said:
        raise refused("text-missing", _("Say why it is decided so."), "text")
    measures, measures_by = taken[0].strip()[:WHY_AT_MOST], taken[1]
    if verdict == Verdict.SATISFIED:
        _require_measures(measures, measures_by)
    decision = ServiceDecision(
        case=case,
        verdict=verdict,
        ground=ground,
        text=said,
        measures=measures,
        measures_by=measures_by,
        prepared_by=actor,
        prepared_at=clock.now(),
    )
    decision.full_clean()
    decision.save()
    return decision


def _require_measures(measures: str, by: date | None) -> None:
    if not measures:
        raise refused("measures-missing", _("Say what is done about the complaint."), "measures")
    if by is None:
        raise refused("measures-undated", _("Say by when it is done."), "measures_by")
    if by < clock.today():
        raise refused("measures-in-past", _("That day has passed."), "measures_by")


def _give(actor: Employee, case: Case, executor: Employee | None, *, is_absence_known: bool) -> None:
    if executor is None:
        raise refused("executor-missing", _("Name the responsible executor."), "executor")
    if not holds(executor, Power.EXECUTE, case.agency_id):
        raise refused("executor-unfit", _("This person executes no papers of the agency."), "executor")
    if not is_absence_known:
        picking.require_present(executor, case.due_on)
    unit = unit_of(executor, case.agency)
    citizens.reassign(
        actor=actor, case=case, executor=executor, unit=unit, due_on=case.due_on, reason=_("Given to another person.")
    )


def _decide_questions(actor: Employee, decision: ServiceDecision) -> None:
    outcome = outcome_of_service(OUTCOMES[decision.verdict])
    ground = (decision.ground or decision.text)[:500]
    for question in decision.case.questions.filter(outcome__isnull=True).select_related("case__applicant"):
        citizens.decide_question(actor=actor, question=question, outcome=outcome, ground=ground)


def _waiting(case: Case) -> ServiceDecision:
    found = ServiceDecision.objects.select_for_update().filter(case=case, ended_at__isnull=True).first()
    if found is None:
        raise ValueError("a decision that is to be confirmed was prepared")
    return found


def _locked(item: WorkItem) -> Case:
    if item.case is None:
        raise ValueError("work on a case has a case")
    found = Case.objects.select_for_update(of=("self",)).select_related("applicant", "agency", "unit")
    return found.get(pk=item.case.pk)


def _go(case: Case, step: str) -> None:
    CaseProcess.objects.filter(case=case).update(next_step=step)


def _tell(verb: str, actor: Employee, decision: ServiceDecision, **more: Any) -> None:
    case = decision.case
    told = {"decision": decision.verdict, "ground": decision.ground, "text": decision.text}
    if decision.measures_by is not None:
        told |= {"measures": decision.measures, "due_on": decision.measures_by.isoformat()}
    verb = OF_COMPLAINT.get(verb, verb) if case.is_service_complaint else verb
    record(verb, actor=actor, subject=case, about=[case.applicant], data=told | more)
