"""What a work item offers to the person it lies with: one primary action with its rule, and the others."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from agencies.models import Employee
from citizens.models import Case, Question
from documents.models import Document, LetterTemplate, State
from signing.step_up import present
from workflows import (
    approval_actions,
    assigned_actions,
    carrying_actions,
    order_actions,
    own_step_actions,
    service_actions,
)
from workflows.action import Action
from workflows.approving import Approval
from workflows.forms import cases as case_forms
from workflows.forms import letters as letter_forms
from workflows.forms import terms as term_forms
from workflows.forms.base import ActionForm
from workflows.forms.orders import order_values
from workflows.models import OWN_STEPS, WorkItem, WorkKind, WorkState
from workflows.selectors import FORWARDED, correspondent_of, is_forwarded, is_forwarding_owed
from workflows.services import cases, desk, letters, mentions, terms
from workflows.serving import decision_on

Purpose = LetterTemplate.Purpose


def _take(actor: Employee, item: WorkItem, _form: ActionForm) -> object:
    return desk.take(actor=actor, item=item)


def _issue(actor: Employee, item: WorkItem, form: case_forms.ResolutionForm) -> object:
    data = form.cleaned_data
    return cases.issue_resolution(
        actor=actor,
        item=item,
        executor=data["executor"],
        text=data["text"],
        due_on=data["due_on"],
        is_absence_known=data.get("is_absence_known", False),
        term_kind=data["term_kind"],
        is_due_today_accepted=data.get("is_due_today_accepted", False),
        co_executors=data["co_executors"],
    )


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


def _sign(actor: Employee, item: WorkItem, form: letter_forms.SignForm) -> object:
    data = form.cleaned_data
    shown = data["shown"].split()
    presented = present(actor=actor, code=data["code"], shown=shown) if "code" in data else None
    return letters.sign(actor=actor, item=item, passphrase=data["passphrase"], shown=shown, presented=presented)


def _revise(actor: Employee, item: WorkItem, form: letter_forms.LetterForm) -> object:
    return letters.revise(actor=actor, item=item, letter=form.draft())


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
REPORT = Action(
    "report",
    _("Report the execution"),
    _("Reported to the controller."),
    case_forms.ReportForm,
    lambda actor, item, form: cases.report(actor=actor, item=item, text=form.cleaned_data["text"]),
    _("The executor reports; the controller takes off control after dispatch."),
)
SIMPLE: dict[str, tuple[Action, ...]] = {
    **carrying_actions.BY_KIND,
    **order_actions.BY_KIND,
    **service_actions.BY_KIND,
    WorkKind.RESOLVE: (
        Action(
            "resolve",
            _("Issue the resolution"),
            _("The resolution is issued."),
            case_forms.ResolutionForm,
            _issue,
            _("Rules of record keeping: a resolution within 24 hours, urgent papers at once."),
        ),
    ),
    WorkKind.AWAIT_REPLY: (
        Action(
            "go_on",
            _("Go on without waiting"),
            _("The case is in work again."),
            case_forms.NothingForm,
            lambda actor, item, _form: cases.go_on(actor=actor, item=item),
            _("The citizen's term runs on while the reply is awaited."),
        ),
    ),
    WorkKind.SIGN: (
        Action(
            "sign",
            _("Sign"),
            _("Signed; the records office registers it."),
            letter_forms.SignForm,
            _sign,
            _("You sign exactly the files shown here, with your own key, before the letter gets its number."),
        ),
        Action(
            "return",
            _("Return with a remark"),
            _("Returned to the author."),
            letter_forms.UnsignedForm,
            lambda actor, item, form: letters.return_unsigned(
                actor=actor, item=item, remark=form.cleaned_data["remark"], quote=form.cleaned_data["quote"]
            ),
        ),
    ),
    WorkKind.REGISTER_LETTER: (
        Action(
            "register",
            _("Register the letter"),
            _("The letter has its number."),
            letter_forms.FileIndexForm,
            lambda actor, item, form: letters.register_letter(
                actor=actor, item=item, file_index=form.cleaned_data["file_index"]
            ),
            _("The number is given after signing; a letter by exchange leaves at once."),
        ),
    ),
    WorkKind.DISPATCH: (
        Action(
            "dispatch",
            _("Dispatch"),
            _("Dispatched."),
            letter_forms.DispatchForm,
            lambda actor, item, form: letters.dispatch(
                actor=actor, item=item, channel=form.cleaned_data["channel"], note=form.cleaned_data["note"]
            ),
            _("On the day of signing or the next working day."),
        ),
    ),
    WorkKind.CONTROL: (
        Action(
            "accept",
            _("Take off control"),
            _("Taken off control."),
            case_forms.NothingForm,
            lambda actor, item, _form: cases.take_off_control(actor=actor, item=item),
            _("Control ends when every question has its outcome and the answer is dispatched."),
        ),
        Action(
            "return",
            _("Return the report"),
            _("Returned to the executor."),
            letter_forms.ReportReturnForm,
            lambda actor, item, form: cases.return_report(actor=actor, item=item, remark=form.cleaned_data["remark"]),
        ),
    ),
    WorkKind.FILE: (
        Action(
            "file",
            _("File the case"),
            _("Filed."),
            letter_forms.FilingForm,
            lambda actor, item, form: cases.file_case(
                actor=actor,
                item=item,
                file_index=form.cleaned_data["file_index"],
                sheets=form.cleaned_data["sheets"] or 0,
            ),
            _("An executed case is filed in a file of the plan of its year; papers of unlike terms do not share one."),
        ),
    ),
    WorkKind.EXTEND: (
        Action(
            "grant",
            _("Extend the term"),
            _("The term is extended."),
            term_forms.DecideExtensionForm,
            lambda actor, item, form: terms.grant_extension(
                actor=actor, item=item, days=form.cleaned_data["days"], reason=form.cleaned_data["reason"]
            ),
            _("The head extends, once where the law says so, before the term has ended; the sender is told."),
        ),
        Action(
            "decline",
            _("Decline"),
            _("Declined: the term stays as it is."),
            term_forms.DeclineExtensionForm,
            lambda actor, item, form: terms.decline_extension(
                actor=actor, item=item, reason=form.cleaned_data["remark"]
            ),
        ),
    ),
    WorkKind.DELIVERY_PROBLEM: (
        Action(
            "acknowledge",
            _("Close the problem"),
            _("Closed."),
            case_forms.NoteForm,
            lambda actor, item, form: desk.acknowledge(actor=actor, item=item, note=form.cleaned_data["note"]),
            _("Nothing is lost silently: say what was done."),
        ),
    ),
    WorkKind.EXECUTOR_AWAY: (
        Action(
            "note",
            _("Noted"),
            _("Noted."),
            case_forms.NothingForm,
            lambda actor, item, _form: desk.note_absence(actor=actor, item=item),
            _("The terms of the assignments run on."),
        ),
    ),
    WorkKind.CHECK_IN_FORCED: (
        Action(
            "note",
            _("Noted"),
            _("Noted."),
            case_forms.NothingForm,
            lambda actor, item, _form: desk.note_check_in(actor=actor, item=item),
            _("Others may add versions of the file again: send yours, if you have one, after looking at the newest."),
        ),
    ),
    WorkKind.MENTIONED: (
        Action(
            "note",
            _("Noted"),
            _("Noted."),
            case_forms.NothingForm,
            lambda actor, item, _form: mentions.note_mention(actor=actor, item=item),
            _("Reply in the discussion of the case; this only takes the mention off the desk."),
        ),
    ),
    WorkKind.REDRAFT: (
        Action(
            "note",
            _("Noted"),
            _("Noted."),
            case_forms.NothingForm,
            lambda actor, item, _form: desk.note_redraft(actor=actor, item=item),
            _("Draft it anew from the card of the case, or leave the case to the head."),
        ),
    ),
    WorkKind.UNDELIVERED: (
        Action(
            "note",
            _("Noted"),
            _("Noted."),
            case_forms.NothingForm,
            lambda actor, item, _form: desk.note_undelivered(actor=actor, item=item),
            _("The records office looks after the delivery; whether to send by another channel, you agree with it."),
        ),
    ),
}


def actions_of(item: WorkItem) -> tuple[Action, ...]:
    """What the item offers, the one primary next action first."""
    if item.kind == WorkKind.EXECUTE:
        return _of_execution(item)
    if item.assignment_id is not None:
        return assigned_actions.actions_of(item)
    if item.kind == WorkKind.MENTIONED:  # read and noted, no work that somebody would take and count time on
        return SIMPLE[item.kind]
    if item.kind in OWN_STEPS:
        offered = own_step_actions.actions_of(item)
    elif item.kind == WorkKind.APPROVE:
        offered = approval_actions.actions_of(item)
    elif item.kind == WorkKind.FILE_DOCUMENT:
        offered = carrying_actions.of_filing(item)
    elif item.kind == WorkKind.MAKE_KNOWN:
        offered = order_actions.of_making_known(item, SIMPLE[item.kind])
    else:
        offered = (_revision(item),) if item.kind == WorkKind.REVISE else SIMPLE.get(item.kind, ())
    return (*offered, TAKE) if item.state == WorkState.OPEN else offered


def primary_of(item: WorkItem) -> Action | None:
    """The one primary next action of an item, for lists: of a visa it is known without asking for its route, of an own
    step without its version.
    """
    if item.kind in OWN_STEPS:
        return own_step_actions.DONE
    if item.kind == WorkKind.APPROVE:
        return approval_actions.VERDICTS[0]
    return next(iter(actions_of(item)), None)


def _of_execution(item: WorkItem) -> tuple[Action, ...]:
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
    is_answered = (is_decided and not is_owed) or _has_answer(case, answer)
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
    if is_forwarded(case):
        return (decide, REPORT, *beside) if is_forwarding_owed(case) else (REPORT, *beside)
    decision = decision_on(case)
    if decision is not None:
        return (*((REPORT, ANSWER) if _has_answer(case, ANSWER) else (ANSWER, REPORT)), *beside)
    if awaited and not _went_on(case):
        return (AWAIT, decide, INQUIRY, *beside)
    return (decide, INQUIRY, *awaited, *beside)


def _has_answer(case: Case, answer: Action) -> bool:
    purpose = Purpose.ANSWER if answer is ANSWER else Purpose.REPLY
    return case.documents.filter(purpose=purpose).exclude(state=State.DISCARDED).exists()


def _went_on(case: Case) -> bool:
    """Whether the executor gave up waiting after the latest inquiry had left."""
    left_at = case.documents.filter(purpose=Purpose.INQUIRY).aggregate(latest=Max("dispatched_at"))["latest"]
    gave_up = case.work_items.filter(kind=WorkKind.AWAIT_REPLY, done_by__isnull=False)
    return left_at is not None and gave_up.filter(done_at__gte=left_at).exists()


def letter_values(document: Document) -> dict[str, Any]:
    """What a letter says, as the form that changes it begins with."""
    values: dict[str, Any] = {
        "subject": document.subject,
        "body": document.body,
        "approver": str(document.approver_id or ""),
        "signer": str(document.signer_id or ""),
        "reply_due_on": document.reply_due_on,
        "is_routed": Approval.objects.filter(document=document, is_drawn=True).exists(),
    }
    if document.purpose == Purpose.ORDER:
        return values | order_values(document)
    correspondent = correspondent_of(document)
    if correspondent is not None:
        values["correspondent"] = correspondent.pk
    return values


def _revision(item: WorkItem) -> Action:
    letter: Document | None = item.document
    assert letter is not None
    return revision_of(letter.purpose)


def revision_of(purpose: str) -> Action:
    """What a returned letter of a purpose offers to its author."""
    return Action(
        "revise",
        _("Submit the new version"),
        _("The new version is on approval."),
        letter_forms.FORMS_BY_PURPOSE[purpose],
        _revise,
        _("A new version asks for a new visa."),
    )
