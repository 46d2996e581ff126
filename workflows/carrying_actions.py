"""What work on documents without a case offers: consideration, making an order known, reading, filing."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from agencies.models import Employee
from documents.models import ORDERS
from workflows.action import Action
from workflows.forms import cases as case_forms
from workflows.forms import incoming as forms
from workflows.forms import letters as letter_forms
from workflows.models import WorkItem, WorkKind
from workflows.services import carrying, incoming


def _give_to_read(actor: Employee, item: WorkItem, form: forms.ReadersForm) -> object:
    data = form.cleaned_data
    return carrying.give_to_read(
        actor=actor, item=item, readers=form.people(), due_on=data["due_on"], text=data["text"]
    )


ANSWER = Action(
    "answer",
    _("Have it answered"),
    _("The document goes on as a case: its answer is prepared there."),
    forms.AnswerAsCaseForm,
    lambda actor, item, form: incoming.answer(actor=actor, item=item, term_kind=form.cleaned_data["term_kind"]),
    _("A case is opened under the number of the document; its term counts from the registration."),
)
BY_KIND: dict[str, tuple[Action, ...]] = {
    WorkKind.CONSIDER: (
        Action(
            "assign",
            _("Issue the resolution"),
            _("The resolution is issued."),
            forms.PointForm,
            lambda actor, item, form: incoming.assign(actor=actor, item=item, points=form.points()),
            _("Rules of record keeping: a resolution within 24 hours, urgent papers at once."),
        ),
        Action(
            "read",
            _("Give for information"),
            _("Given for information."),
            forms.ReadersForm,
            _give_to_read,
            _("Each one confirms on their desk; then the document is filed."),
        ),
        Action(
            "to_file",
            _("To the file"),
            _("The records office files it."),
            forms.DecisionNoteForm,
            lambda actor, item, form: carrying.send_to_file(actor=actor, item=item, note=form.cleaned_data["note"]),
            _("Nothing is to be done on the document."),
        ),
        ANSWER,
    ),
    WorkKind.READ: (
        Action(
            "confirm",
            _("I have read it"),
            _("Confirmed."),
            case_forms.NothingForm,
            lambda actor, item, _form: carrying.confirm_read(actor=actor, item=item),
            _("The day of the confirmation stands on the sheet of acquaintance."),
        ),
    ),
    WorkKind.MAKE_KNOWN: (
        Action(
            "read",
            _("Give to read"),
            _("Given to read."),
            forms.ReadersForm,
            _give_to_read,
            _("Whoever an order concerns confirms that they have read it; its points are assigned from its card."),
        ),
        Action(
            "to_file",
            _("Nobody is to read it"),
            _("The order goes on to its execution and its file."),
            forms.DecisionNoteForm,
            lambda actor, item, form: carrying.send_to_file(actor=actor, item=item, note=form.cleaned_data["note"]),
        ),
    ),
}
FILE = Action(
    "file",
    _("File the document"),
    _("Filed."),
    forms.DocumentFilingForm,
    lambda actor, item, form: carrying.file(
        actor=actor,
        item=item,
        file_index=form.cleaned_data["file_index"],
        sheets=form.cleaned_data["sheets"] or 0,
    ),
    _("What was decided is done; papers of unlike terms do not share a file."),
)


def _given_back(label: Promise, done: Promise) -> Action:
    return Action(
        "return",
        label,
        done,
        letter_forms.RemarkForm,
        lambda actor, item, form: carrying.return_to_head(actor=actor, item=item, remark=form.cleaned_data["remark"]),
    )


OF_FILING = (FILE, _given_back(_("Return to the head"), _("Returned to the head.")), ANSWER)
OF_FILING_ORDER = (FILE, _given_back(_("Make it known again"), _("It is to be made known again.")))


def of_filing(item: WorkItem) -> tuple[Action, ...]:
    """What the records office does with a document whose decisions are done."""
    is_order = item.document is not None and item.document.flow in ORDERS
    return OF_FILING_ORDER if is_order else OF_FILING
