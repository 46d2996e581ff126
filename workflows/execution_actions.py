"""What the execution of a case offers to its executor: letters, outcomes, waiting, the report."""

from dataclasses import replace

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from agencies.models import Employee
from citizens.models import Case, Question
from documents.models import LetterTemplate, State
from workflows import (
    service_actions,
)
from workflows.action import Action
from workflows.forms import cases as case_forms
from workflows.forms import letters as letter_forms
from workflows.forms.base import ActionForm
from workflows.models import WorkItem, WorkKind, WorkState
from workflows.selectors import FORWARDED, is_forwarded, is_forwarding_owed
from workflows.services import cases, desk, letters
from workflows.serving import decision_on

Purpose = LetterTemplate.Purpose


def _take(actor: Employee, item: WorkItem, _form: ActionForm) -> object:
    return desk.take(actor=actor, item=item)


def _draft(actor: Employee, item: WorkItem, form: letter_forms.LetterForm) -> object:
    return letters.draft_letter(actor=actor, item=item, letter=form.draft())


@transaction.atomic
def _decide(actor: Employee, _item: WorkItem, form: case_forms.OutcomesForm) -> object:
    decided: list[Question] = []
    for question, outcome, ground in form.decided():
        try:
            decided.append(cases.decide_question(actor=actor, question=question, outcome=outcome, ground=ground))
        except ValidationError as error:
            raise form.beside(question, error) from error
    return decided


TAKE = Action("take", _("Take into work"), _("Taken into work."), case_forms.NothingForm, _take, stays=True)
AWAIT = Action(
    "await",
    _("Await the reply"),
    _("The case waits; it goes on by itself when the reply arrives."),
    case_forms.NothingForm,
    lambda actor, item, _form: cases.await_reply(actor=actor, item=item),
    _("Another agency's silence does not stop the citizen's term."),
)
INQUIRY = Action(
    "inquiry",
    _("Draft an inquiry"),
    _("The inquiry is drafted: submit it for approval."),
    letter_forms.InquiryForm,
    _draft,
    _("59-FZ art. 10 p. 2: the body asked answers within 15 days; the inquiry carries no applicant's name."),
    stays=True,
)
ANSWER = Action(
    "answer",
    _("Draft the answer to the applicant"),
    _("The answer is drafted: submit it for approval."),
    letter_forms.AnswerForm,
    _draft,
    _("59-FZ art. 10: a written answer on the substance of each question, within 30 days of registration."),
    stays=True,
)
INTERIM = Action(
    "interim",
    _("Draft an interim reply"),
    _("The interim reply is drafted: submit it for approval."),
    letter_forms.InterimForm,
    _draft,
    _("It tells the applicant how far the matter is; it ends nothing, and the term runs on."),
    stays=True,
)
REPLY = Action(
    "reply",
    _("Draft the reply"),
    _("The reply is drafted: submit it for approval."),
    letter_forms.ReplyForm,
    _draft,
    _("59-FZ art. 10 p. 2: documents and facts are given within 15 days."),
    stays=True,
)
OUTCOMES = Action(
    "outcomes",
    _("Outcomes of the questions"),
    _("The outcomes are noted."),
    case_forms.OutcomesForm,
    _decide,
    _("59-FZ art. 10 p. 1: each question has its outcome, with the ground."),
    stays=True,
)
# The same letters of requests for services and of complaints about them, by their own law.
INQUIRY_OF_SERVICE = replace(
    INQUIRY,
    rule=_("210-FZ art. 7.2: the body asked answers within 5 working days; its silence extends no term."),
)
RESULT_OF_SERVICE = replace(ANSWER, rule=_("210-FZ: the result is issued within the term of the regulation."))
ANSWER_TO_COMPLAINT = replace(
    ANSWER, rule=_("210-FZ art. 11.2 p. 8: the applicant is answered not later than the day after the decision.")
)
REPORT = Action(
    "report",
    _("Report the execution"),
    _("Reported to the controller."),
    case_forms.ReportForm,
    lambda actor, item, form: cases.report(actor=actor, item=item, text=form.cleaned_data["text"]),
    _("The executor reports; the controller takes off control after dispatch."),
)


def actions_of(item: WorkItem) -> tuple[Action, ...]:
    """What the execution of a case offers, the one primary next action first."""
    if item.state == WorkState.OPEN:
        return (TAKE,)
    case = item.case
    assert case is not None
    if case.is_of_service:
        return _of_service(case)
    answer = ANSWER if case.is_appeal else REPLY
    decided = list(case.questions.values_list("outcome__code", "outcome__needs_answer"))
    is_decided = all(outcome is not None for outcome, _needs in decided)
    # What is forwarded is answered by the other body.
    is_owed = any(needs and outcome != FORWARDED for outcome, needs in decided)
    is_answered = (is_decided and not is_owed) or _has_answer(case, Purpose.ANSWER if case.is_appeal else Purpose.REPLY)
    interim = (INTERIM,) if case.is_appeal else ()
    awaited = (AWAIT,) if cases.unanswered_inquiries(case) else ()
    if is_answered:
        order = (REPORT, OUTCOMES) if is_decided else (OUTCOMES, REPORT)
        return (*order, answer, INQUIRY, *interim, *awaited)
    if awaited and not _went_on(case):
        return (AWAIT, answer, INQUIRY, *interim, OUTCOMES, REPORT)
    return (answer, INQUIRY, *interim, *awaited, OUTCOMES, REPORT)


def _of_service(case: Case) -> tuple[Action, ...]:
    """Before its decision is confirmed a service is considered, afterwards its result is issued."""
    awaited = (AWAIT,) if cases.unanswered_inquiries(case) else ()
    beside = (service_actions.PROSECUTOR,) if case.is_service_complaint else ()
    decide = service_actions.DECIDE_COMPLAINT if case.is_service_complaint else service_actions.DECIDE
    answer = ANSWER_TO_COMPLAINT if case.is_service_complaint else RESULT_OF_SERVICE
    if is_forwarded(case):
        return (decide, REPORT, *beside) if is_forwarding_owed(case) else (REPORT, *beside)
    decision = decision_on(case)
    if decision is not None:
        return (*((REPORT, answer) if _has_answer(case, Purpose.ANSWER) else (answer, REPORT)), *beside)
    if awaited and not _went_on(case):
        return (AWAIT, decide, INQUIRY_OF_SERVICE, *beside)
    return (decide, INQUIRY_OF_SERVICE, *awaited, *beside)


def _has_answer(case: Case, purpose: str) -> bool:
    return case.documents.filter(purpose=purpose).exclude(state=State.DISCARDED).exists()


def _went_on(case: Case) -> bool:
    """Whether the executor gave up waiting after the latest inquiry had left."""
    left_at = case.documents.filter(purpose=Purpose.INQUIRY).aggregate(latest=Max("dispatched_at"))["latest"]
    gave_up = case.work_items.filter(kind=WorkKind.AWAIT_REPLY, done_by__isnull=False)
    return left_at is not None and gave_up.filter(done_at__gte=left_at).exists()
