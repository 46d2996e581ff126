"""The road of a case: resolution, execution, waiting, report, control, filing."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from agencies.models import Employee
from agencies.policies import require
from citizens import services as citizens
from citizens.models import Case, CaseRole, Outcome, Question, Stage
from documents import services as documents
from documents.models import Document, FileIndex, LetterTemplate, State
from history.actors import Actor
from history.acts import act, record
from history.prepared import Given, Prepared
from workflows import policies, selectors
from workflows.assigned import IN_FORCE, Assignment, AssignmentState
from workflows.designed import DesignVersion
from workflows.designs.shapes import Place
from workflows.flows.of_case import ACCEPT, AWAIT, REPORT, RETURN
from workflows.flows.of_kind import flow_of
from workflows.models import CaseProcess, WorkItem, WorkKind, WorkState
from workflows.services import desk, own_steps, serving, terms
from workflows.services.resolving import assignment_terms, half_of_term, issue_resolution
from workflows.undoing_selectors import last_reopening

__all__ = [
    "assignment_terms",
    "await_reply",
    "begin",
    "decide_question",
    "file_case",
    "go_on",
    "go_on_without",
    "half_of_term",
    "issue_resolution",
    "reply_arrived",
    "report",
    "return_report",
    "take_off_control",
    "unanswered_inquiries",
]

_OF_FORWARDING = (LetterTemplate.Purpose.FORWARDING.value, LetterTemplate.Purpose.NOTICE.value)
UNFINISHED = (State.DRAFT, State.ON_APPROVAL, State.RETURNED, State.TO_SIGN, State.SIGNED)


def begin(case: Case, design: DesignVersion | None = None) -> CaseProcess:
    """Start the process of a registered case, of a type if one was chosen; to be called once, in the transaction of the
    registration.
    """
    process: CaseProcess = flow_of(case).start.run(case=case, design=design)
    return process


@act
def decide_question(*, actor: Employee, question: Question, outcome: Outcome, ground: str) -> Question:
    """The executor gives a question its outcome with the ground.

    Raises:
        PermissionDenied: the actor does not execute this case.
        ValidationError: ``case-not-in-work``, ``ground-missing``, ``outcome-by-decision`` (of a request for a
            service or a complaint about one).
    """
    question = Question.objects.select_for_update(of=("self",)).select_related("case__applicant").get(pk=question.pk)
    require(policies.may_execute(actor, question.case))
    if question.case.is_of_service or outcome.is_of_service:
        message = _("Such a case gets its outcomes by the decision that the head confirms.")
        raise ValidationError(message, code="outcome-by-decision")
    if question.case.stage not in (Stage.IN_WORK, Stage.WAITING):
        raise ValidationError(_("Outcomes are decided while the case is in work."), code="case-not-in-work")
    return citizens.decide_question(actor=actor, question=question, outcome=outcome, ground=ground)


@act
def await_reply(*, actor: Employee, item: WorkItem) -> None:
    """Wait for the reply to the latest inquiry of the case; the citizen's term runs on.

    Raises:
        ValidationError: ``nothing-to-await``: no inquiry of this case is on its way or unanswered; ``already-decided``.
    """
    item = desk.locked_for(actor, item, WorkKind.EXECUTE)
    case = _case(item)
    serving.require_undecided(case)
    if not unanswered_inquiries(case):
        raise ValidationError(
            _("No inquiry of this case awaits a reply. Draft an inquiry first."), code="nothing-to-await"
        )
    _step(case, AWAIT)
    citizens.move(actor=actor, case=case, stage=Stage.WAITING)
    desk.complete(item, actor)
    record("workflows.waiting_began", actor=actor, subject=case, about=[case.applicant])


@act
def go_on(*, actor: Employee, item: WorkItem) -> None:
    """Go on without waiting for the reply."""
    item = desk.locked_for(actor, item, WorkKind.AWAIT_REPLY)
    case = _case(item)
    citizens.move(actor=actor, case=case, stage=Stage.IN_WORK)
    desk.complete(item, actor)
    record("workflows.went_on", actor=actor, subject=case, about=[case.applicant])


@act
def go_on_without(*, actor: Actor, item: WorkItem, due_on: date) -> None:
    """The day of the reply has passed: the case stops waiting and lies with its executor, who decides what to do. A
    reply that comes later is laid on its card.

    Raises:
        ValidationError: ``already-done``.
    """
    item = desk.locked(item)
    case = _case(item)
    citizens.move(actor=actor, case=case, stage=Stage.IN_WORK)
    desk.interrupt(item, note=_("The day of the reply has passed."))
    record(
        "workflows.reply_late",
        actor=actor,
        subject=case,
        about=[case.applicant],
        data={"day": f"{due_on:%d.%m.%Y}"},
    )


@act
def reply_arrived(*, actor: Any, case: Case, reply: Document) -> None:
    """Let a case that awaits the reply go on by itself; a case that does not wait, or waits for other addressees of the
    same inquiry, is left as it is.
    """
    inquiry = reply.in_reply_to
    if inquiry is not None and inquiry.further_addressees and selectors.unanswered_inquiries(pk=inquiry.pk).exists():
        return
    waiting = (
        case.process.task_set.filter(flow_task=flow_of(case).reply, status="NEW").first()
        if _has_process(case)
        else None
    )
    if waiting is None:
        return
    for item in WorkItem.objects.filter(case=case, kind=WorkKind.AWAIT_REPLY, state=WorkState.WAITING):
        desk.finish(item, None, note=_("The reply has arrived."))
    case = _locked(case.pk)
    citizens.move(actor=actor, case=case, stage=Stage.IN_WORK)
    flow_of(case).reply.run(waiting)
    record("workflows.reply_arrived", actor=actor, subject=case, about=[reply, case.applicant])


@act
def report(*, actor: Employee, item: WorkItem, text: str) -> None:
    """The executor reports that all is done; the report goes to the controller.

    Raises:
        ValidationError: ``text-missing``, ``question-without-outcome`` (59-ФЗ art. 10: an answer on the substance
            of every question), ``letter-unfinished``, ``assignment-not-done``; of a request for a service
            ``decision-not-confirmed``, ``answer-not-dispatched``.
    """
    item = desk.locked_for(actor, item, WorkKind.EXECUTE)
    case = _case(item)
    if not text.strip():
        raise ValidationError({"text": ValidationError(_("Say what was done."), code="text-missing")})
    serving.require_confirmed(case)
    citizens.require_lawful_end(case)
    _require_finished_letters(case)
    _require_done_assignments(case)
    if case.is_of_service:
        _require_dispatched_answer(case)
    own_steps.forget(case, Place.REPORTED)
    _step(case, REPORT)
    citizens.move(actor=actor, case=case, stage=Stage.REPORTED)
    desk.complete(item, actor)
    record("workflows.reported", actor=actor, subject=case, about=[case.applicant], data={"text": text.strip()})


@act
def return_report(*, actor: Employee, item: WorkItem, remark: str) -> None:
    """The controller returns the report to the executor with a remark.

    Raises:
        ValidationError: ``remark-missing``.
    """
    item = desk.locked_for(actor, item, WorkKind.CONTROL)
    case = _case(item)
    if not remark.strip():
        raise ValidationError({"remark": ValidationError(_("Say what is missing."), code="remark-missing")})
    _step(case, RETURN)
    citizens.move(actor=actor, case=case, stage=Stage.IN_WORK)
    desk.complete(item, actor)
    record(
        "workflows.report_returned", actor=actor, subject=case, about=[case.applicant], data={"remark": remark.strip()}
    )


@act
def take_off_control(*, actor: Employee, item: WorkItem) -> None:
    """The controller accepts the report and takes the case off control.

    Raises:
        ValidationError: ``question-without-outcome``, ``letter-unfinished``, ``assignment-not-done`` (control ends when
            all points are done), ``answer-not-dispatched`` (and when the correspondent was told, not when the answer
            was signed), ``forwarding-not-dispatched`` (of questions that were forwarded).
    """
    item = desk.locked_for(actor, item, WorkKind.CONTROL)
    case = _case(item)
    citizens.require_lawful_end(case)
    _require_finished_letters(case)
    _require_done_assignments(case)
    _require_dispatched_answer(case)
    _step(case, ACCEPT)
    citizens.add_participant(actor=actor, case=case, employee=actor, role=CaseRole.CONTROLLER)
    citizens.move(actor=actor, case=case, stage=Stage.OFF_CONTROL)
    terms.end_of_case(actor, case)
    desk.complete(item, actor)
    record("workflows.taken_off_control", actor=actor, subject=case, about=[case.applicant])


@act
def file_case(*, actor: Employee, item: WorkItem, file_index: FileIndex, sheets: int = 0) -> Case:
    """The clerk files the case in a file of the file plan, which ends it.

    Raises:
        ValidationError: what `documents.services.file_case` refuses.
    """
    item = desk.locked_for(actor, item, WorkKind.FILE)
    case = _case(item)
    documents.file_case(actor=actor, case=case, file_index=file_index, sheets=sheets)
    if item.task is None:  # taken back out of a file: the process of the case ended when it was filed first
        desk.finish(item, actor)
    else:
        desk.complete(item, actor)
    return case


def unanswered_inquiries(case: Case) -> list[Document]:
    """Inquiries of the case that are on their way or sent, and have no reply yet."""
    return list(selectors.unanswered_inquiries(case=case).order_by("id"))


def _case(item: WorkItem) -> Case:
    if item.case is None:
        raise ValueError("work on a case has a case")
    return _locked(item.case.pk)


def _locked(key: int) -> Case:
    return _CASE.get(key=key)


_CASE = Prepared(
    lambda: (
        Case.objects.select_for_update(of=("self",))
        .select_related("applicant", "agency", "unit")
        .filter(pk=Given("key"))
    )
)
_UNFINISHED_LETTER = Prepared(
    lambda: Document.objects.filter(case=Given("case"), state__in=UNFINISHED).order_by("id")[:1]
)
_WAITING_ASSIGNMENT = Prepared(
    lambda: (
        Assignment.objects.filter(case=Given("case"), state__in=[AssignmentState.DRAFT, *IN_FORCE])
        .select_related("executor")
        .order_by("id")[:1]
    )
)


def _step(case: Case, step: str) -> None:
    CaseProcess.objects.filter(case=case).update(next_step=step)


def _has_process(case: Case) -> bool:
    return bool(CaseProcess.objects.filter(case=case).exists())


def _require_finished_letters(case: Case) -> None:
    unfinished = _UNFINISHED_LETTER.first(case=case)
    if unfinished is not None:
        raise ValidationError(
            _("The letter “%(subject)s” is not finished: dispatch or discard it first.")
            % {"subject": unfinished.subject},
            code="letter-unfinished",
        )


def _require_done_assignments(case: Case) -> None:
    waiting = _WAITING_ASSIGNMENT.first(case=case)
    if waiting is not None:
        raise ValidationError(
            _("Assignment %(number)s (%(person)s) is not done: control ends when all points are.")
            % {"number": waiting.number, "person": waiting.executor.short_name},
            code="assignment-not-done",
        )


def _require_dispatched_answer(case: Case) -> None:
    questions, letters = (
        case.questions.filter(outcome__needs_answer=True),
        case.documents.filter(state=State.DISPATCHED),
    )
    again = last_reopening(case)
    if again is not None:  # what was sent before answers none of the questions that are considered anew
        questions, answers = questions.filter(ordinal__in=again.ordinals), letters.filter(dispatched_at__gte=again.at)
    else:
        answers = letters
    needed = set(questions.values_list("outcome__code", flat=True))
    if selectors.FORWARDED in needed:
        left = letters.filter(purpose__in=_OF_FORWARDING)
        if set(left.values_list("purpose", flat=True)) != set(_OF_FORWARDING):
            raise ValidationError(
                _("The forwarding and its notice to the applicant have not been dispatched."),
                code="forwarding-not-dispatched",
            )
    if not needed - {selectors.FORWARDED}:
        return
    if not answers.filter(purpose__in=[LetterTemplate.Purpose.ANSWER, LetterTemplate.Purpose.REPLY]).exists():
        raise ValidationError(
            _("The answer has not been dispatched: control ends after dispatch (59-FZ art. 10, rules of control)."),
            code="answer-not-dispatched",
        )
