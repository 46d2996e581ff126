"""What a work item offers to the person it lies with: one primary action with its rule, and the others."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from agencies.models import Employee
from documents.models import Document, LetterTemplate
from signing.step_up import present
from workflows import (
    approval_actions,
    assigned_actions,
    carrying_actions,
    execution_actions,
    order_actions,
    own_step_actions,
    service_actions,
)
from workflows.action import Action
from workflows.approving import Approval
from workflows.forms import cases as case_forms
from workflows.forms import letters as letter_forms
from workflows.forms import terms as term_forms
from workflows.forms.addressees import DispatchForm, further_values
from workflows.forms.orders import order_values
from workflows.models import OWN_STEPS, WorkItem, WorkKind, WorkState
from workflows.selectors import correspondent_of
from workflows.services import cases, desk, letters, mentions, terms

Purpose = LetterTemplate.Purpose


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


def _sign(actor: Employee, item: WorkItem, form: letter_forms.SignForm) -> object:
    data = form.cleaned_data
    shown = data["shown"].split()
    presented = present(actor=actor, code=data["code"], shown=shown) if "code" in data else None
    return letters.sign(actor=actor, item=item, passphrase=data["passphrase"], shown=shown, presented=presented)


def _revise(actor: Employee, item: WorkItem, form: letter_forms.LetterForm) -> object:
    return letters.revise(actor=actor, item=item, letter=form.draft())


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
            DispatchForm,
            lambda actor, item, form: letters.dispatch(actor=actor, item=item, **form.ways()),
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
        return execution_actions.actions_of(item)
    if item.assignment_id is not None:
        return assigned_actions.actions_of(item)
    if item.kind == WorkKind.MENTIONED:  # read and noted, no work that somebody would take and count time on
        return SIMPLE[item.kind]
    if item.kind in OWN_STEPS:
        offered = own_step_actions.actions_of(item)
    elif item.kind == WorkKind.APPROVE:
        offered = approval_actions.actions_of(item)
    elif item.kind == WorkKind.CONFIRM:
        offered = service_actions.of_confirming(item)
    elif item.kind == WorkKind.FILE_DOCUMENT:
        offered = carrying_actions.of_filing(item)
    elif item.kind == WorkKind.MAKE_KNOWN:
        offered = order_actions.of_making_known(item, SIMPLE[item.kind])
    else:
        offered = (_revision(item),) if item.kind == WorkKind.REVISE else SIMPLE.get(item.kind, ())
    return (*offered, execution_actions.TAKE) if item.state == WorkState.OPEN else offered


def primary_of(item: WorkItem) -> Action | None:
    """The one primary next action of an item, for lists: of a visa it is known without asking for its route, of an own
    step without its version.
    """
    if item.kind in OWN_STEPS:
        return own_step_actions.DONE
    if item.kind == WorkKind.APPROVE:
        return approval_actions.VERDICTS[0]
    return next(iter(actions_of(item)), None)


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
    return values | further_values(document)


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
