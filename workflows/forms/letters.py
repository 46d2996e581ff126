"""Forms of an outgoing letter: writing, visa, signature, registration, dispatch."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import ErrorDict
from django.utils.translation import gettext_lazy as _

from agencies import selectors as staff
from agencies.calendars import calendar_for
from agencies.forms import field_of
from agencies.models import Employee
from citizens.complaining import closed_to_signing, closed_to_visas
from documents import letters
from documents import selectors as documents
from documents.forms.fields import UploadField
from documents.models import Document, FileIndex, FileState, Flow, LetterTemplate, State, StoredFile
from documents.services import LetterDraft, keep_upload, require_sendable
from exchange.models import Correspondent
from history import clock
from signing.forms import CodeField
from signing.selectors import factor_in_force
from workflows.answering import said_of
from workflows.designed_selectors import ready_reasons
from workflows.designs.reasons import ReasonFor
from workflows.forms.addressees import FurtherField, further_of, offered_bodies
from workflows.forms.base import ActionForm, DateField, EmployeeField, PhrasesField
from workflows.passing import REPLY_DAYS, REPLY_DAYS_OF_SERVICES
from workflows.serving import decision_on

Purpose = LetterTemplate.Purpose
OF_APPEALS, JOURNAL = "обращения граждан", "журнал"
MOST_SHEETS = 2000
AT_LEAST_OFFERED = 2


class LetterForm(ActionForm):
    """A letter: its addressee, text and the people who agree and sign.

    The template that ``chosen_template`` names fills it, else the first of its purpose.
    """

    purpose: str = Purpose.ANSWER
    filled_by: LetterTemplate | None = None
    is_asked_for = False
    forwarded_to = ""

    subject = forms.CharField(label=_("Heading"), max_length=300)
    body = forms.CharField(label=_("Text"), widget=forms.Textarea(attrs={"rows": 12}))
    approver = EmployeeField(label=_("Visa of"))
    signer = EmployeeField(label=_("To be signed by"))
    attachment = UploadField(label=_("Attachment"), required=False)
    template = forms.CharField(widget=forms.HiddenInput, required=False)

    def prepare(self) -> None:
        """Offer approvers and signers; fill subject and text from the template."""
        agency = self.item.agency
        closed = closed_to_visas(self.item.case)
        approving = [post for post in staff.approvers(agency) if post.employee_id not in closed]
        unsigning = closed_to_signing(self.item.case)
        approver, signer = self.fields["approver"], self.fields["signer"]
        assert isinstance(approver, EmployeeField)
        assert isinstance(signer, EmployeeField)
        approver.offer(approving)
        signer.offer([post for post in staff.signers(agency) if post.employee_id not in unsigning])
        own_unit = self.employee.main_post.unit_id if self.employee.main_post else None
        heads = [post for post in approving if post.unit_id == own_unit]
        if heads:
            self.initial.setdefault("approver", str(heads[0].employee_id))
        if len(signer.people) == 1:
            self.initial.setdefault("signer", next(iter(signer.people)))
        self._leave_to_route(approver.people)
        self._fill(signer.people)

    def _leave_to_route(self, approvers: Mapping[str, Employee]) -> None:
        """Where the author drew a route, it says who gives visas; the letter keeps the approver it names."""
        self.kept_approver = approvers.get(self.initial.get("approver", "")) if self.initial.get("is_routed") else None
        if self.kept_approver is not None:
            del self.fields["approver"]

    def _fill(self, signers: Mapping[str, Employee]) -> None:
        """Put the text of a template in, unless the person has written already."""
        self.templates = list(documents.templates(self.item.agency, self.purpose))
        chosen = str(self.initial.pop("chosen_template", ""))
        self.is_asked_for = any(str(one.pk) == chosen for one in self.templates)
        if self.is_bound or ("body" in self.initial and not chosen) or not self.templates:
            return
        template = next((one for one in self.templates if str(one.pk) == chosen), self.templates[0])
        if "body" in self.initial and str(template.pk) != chosen:
            return
        signer = signers.get(str(self.initial.get("signer", "")))
        try:
            self.initial["subject"], self.initial["body"] = letters.fill(
                template, self.item.case, self.employee, signer, forwarded_to=self.forwarded_to
            )
        except ValidationError as error:
            self.fields["body"].help_text = " ".join(error.messages)
        else:
            self.initial["template"] = f"{template.pk}:{template.version}"
        self.filled_by = template

    @property
    def other_templates(self) -> list[LetterTemplate]:
        """Templates that the letter could begin with instead; none where there is no choice."""
        return self.templates if len(self.templates) > 1 else []

    def _template(self) -> tuple[LetterTemplate | None, int | None]:
        """The template that filled the form, and which version of it."""
        key, _colon, version = self.cleaned_data["template"].partition(":")
        found = next((one for one in self.templates if str(one.pk) == key), None)
        return (found, int(version)) if found and version.isdigit() and len(version) < 6 else (None, None)

    def keep_quiet(self) -> None:
        """Show what was typed without a word about what is missing yet."""
        self._errors = ErrorDict()

    def clean_attachment(self) -> tuple[str, StoredFile] | None:
        """Name and content of the attachment, in the store; one that a letter of ours may carry."""
        upload = self.cleaned_data["attachment"]
        if not upload:
            return None
        name, stored = keep_upload(actor=self.employee, upload=upload)
        require_sendable(stored)
        return name, stored

    def draft(self) -> LetterDraft:
        """What the service is given."""
        data = self.cleaned_data
        correspondent: Correspondent | None = data.get("correspondent")
        answered = self.answered()
        template, template_version = self._template()
        return LetterDraft(
            purpose=self.purpose,
            subject=data["subject"],
            body=data["body"],
            approver=self.kept_approver or data["approver"],
            signer=data["signer"],
            correspondent_id_code=_code(correspondent, answered),
            correspondent_name=_name(correspondent, answered),
            correspondent_address=_address(correspondent, answered),
            further=further_of(data.get("further", ())),
            in_reply_to=answered,
            reply_due_on=data.get("reply_due_on"),
            named_because=data.get("named_because", ""),
            stored=[data["attachment"]] if data["attachment"] else (),
            template=template,
            template_version=template_version,
        )

    def answered(self) -> Document | None:
        """The document that the letter answers, if any."""
        return None


class AnswerForm(LetterForm):
    """The answer to the applicant; to a complaint about a service it begins with what its decision has to say."""

    def _fill(self, signers: Mapping[str, Employee]) -> None:
        """Put the decision behind the text of the template."""
        is_begun = self.is_bound or ("body" in self.initial and "chosen_template" not in self.initial)
        super()._fill(signers)
        decision = decision_on(self.case) if self.case.is_service_complaint and not is_begun else None
        if decision is not None:
            self.initial["body"] = "\n\n".join(filter(None, (self.initial.get("body", ""), said_of(decision))))


class NoticeForm(LetterForm):
    """The notice to the applicant that the appeal was forwarded."""

    purpose = Purpose.NOTICE


class InterimForm(LetterForm):
    """An interim reply to the applicant, which ends nothing."""

    purpose = Purpose.INTERIM


class ToSeveralForm(LetterForm):
    """A letter that goes to other bodies of the register of correspondents, too."""

    further = FurtherField()

    def prepare(self) -> None:
        """Offer the correspondents of the agency; where there is but one, the letter goes to it already."""
        super().prepare()
        field, closed = field_of(self, "further", FurtherField), self.initial.get("closed", ())
        answered = self.answered()
        field.offer(self.item.agency, closed, answered.addressees[0] if answered else None)
        if len(field.bodies) < (1 if answered else AT_LEAST_OFFERED) and not closed:
            del self.fields["further"]


class ReplyForm(ToSeveralForm):
    """The reply to the body that asked; number and date of its inquiry fill themselves in."""

    purpose = Purpose.REPLY

    def answered(self) -> Document | None:
        """The inquiry that opened the case."""
        return (
            self.case.documents.filter(flow=Flow.INCOMING, state=State.REGISTERED, in_reply_to__isnull=True)
            .order_by("id")
            .first()
        )


class ToBodyForm(LetterForm):
    """A letter to a body of the register of correspondents."""

    correspondent = forms.ModelChoiceField(label=_("To whom"), queryset=Correspondent.objects.none(), empty_label="—")
    field_order: tuple[str, ...] = ("correspondent", "subject", "body", "approver", "signer")

    def prepare(self) -> None:
        """Offer the correspondents of the agency."""
        super().prepare()
        field = self.fields["correspondent"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = offered_bodies(self.item.agency)


class ForwardingForm(ToBodyForm):
    """The letter that forwards an appeal to the competent body."""

    purpose = Purpose.FORWARDING


class InquiryForm(ToBodyForm, ToSeveralForm):
    """An inquiry to another body; it carries no applicant's name unless that is ticked, with the reason."""

    purpose = Purpose.INQUIRY

    reply_due_on = DateField(label=_("Reply by"), required=False)
    is_named = forms.BooleanField(
        label=_("The applicant is named"),
        required=False,
        help_text=_("Only if the inquiry cannot be answered without the name."),
    )
    named_because = forms.CharField(label=_("Why the applicant is named"), max_length=300, required=False)
    field_order = ("correspondent", "further", "subject", "body", "reply_due_on", "approver", "signer")

    def clean(self) -> dict[str, Any]:
        """The name is let out by a tick and a reason together."""
        data = super().clean() or self.cleaned_data
        reason = data.get("named_because", "").strip()
        if data.get("is_named") and not reason:
            self.add_error("named_because", ValidationError(_("Name the reason."), code="reason-missing"))
        if not data.get("is_named"):
            data["named_because"] = ""
        return data

    def prepare(self) -> None:
        """The reply is due in the days that the law gives."""
        super().prepare()
        today = clock.today()
        by = today + timedelta(days=REPLY_DAYS)
        if self.case.is_of_service:
            by = calendar_for(self.item.agency).add_working_days(today, REPLY_DAYS_OF_SERVICES)
        self.initial.setdefault("reply_due_on", by)


FORMS_BY_PURPOSE: dict[str, type[LetterForm]] = {
    Purpose.ANSWER: AnswerForm,
    Purpose.REPLY: ReplyForm,
    Purpose.INQUIRY: InquiryForm,
    Purpose.FORWARDING: ForwardingForm,
    Purpose.NOTICE: NoticeForm,
    Purpose.INTERIM: InterimForm,
}


class RemarkForm(ActionForm):
    """What is to be changed; beside it the agency's ready reasons, where the form is for an act that has some."""

    ready_for: ClassVar[str] = ""

    remark = PhrasesField(label=_("Remark"), phrases=(), max_length=1000, required=False)

    def prepare(self) -> None:
        """Offer the ready reasons of the agency."""
        if self.ready_for:
            field_of(self, "remark", PhrasesField).phrases = ready_reasons(self.item.agency_id, self.ready_for)


class ReportReturnForm(RemarkForm):
    """Why a report goes back to the executor of a case."""

    ready_for = ReasonFor.REPORT


class AssignmentReturnForm(RemarkForm):
    """Why a report on an assignment goes back."""

    ready_for = ReasonFor.ASSIGNMENT


class UnsignedForm(RemarkForm):
    """What is to be changed in a letter, and at which words of its text."""

    ready_for = ReasonFor.SIGNATURE

    quote = forms.CharField(
        label=_("Place in the text"),
        max_length=300,
        required=False,
        help_text=_("Words of the letter, as they stand there; the author sees them marked."),
    )


class ShownInput(forms.HiddenInput):
    """The digests of what the page shows now, whatever an earlier page sent."""

    def __init__(self, digests: str) -> None:
        super().__init__()
        self.digests = digests

    def format_value(self, _value: Any) -> str:
        """What is on the screen."""
        return self.digests


class SignForm(ActionForm):
    """The key's passphrase, and the digests of what is on the screen."""

    passphrase = forms.CharField(
        label=_("Passphrase of your key"), widget=forms.PasswordInput(attrs={"autocomplete": "off"})
    )
    code = CodeField()
    shown = forms.CharField(widget=forms.HiddenInput)

    def prepare(self) -> None:
        """Note what is shown; a code is asked for where the agency wants one, or one guards the signer's key."""
        if not (self.item.agency.signing_needs_code or factor_in_force(self.employee)):
            del self.fields["code"]
        self.fields["shown"].widget = ShownInput(" ".join(documents.shown_digests(self.letter)))


class FileIndexForm(ActionForm):
    """An index of this year's file plan."""

    file_index = forms.ModelChoiceField(label=_("File index"), queryset=FileIndex.objects.none(), empty_label="—")

    def prepare(self) -> None:
        """Offer the file plan; papers of appeals go by default where appeals are kept."""
        plan = documents.file_plan(self.item.agency).filter(state=FileState.OPEN)
        field = self.fields["file_index"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = plan
        # In Python: SQLite compares Cyrillic letters with regard to their case.
        usual = [index for index in plan if OF_APPEALS in index.title.lower() and JOURNAL not in index.title.lower()]
        if usual and self.case.is_appeal:
            self.initial.setdefault("file_index", usual[0].pk)


class FilingForm(FileIndexForm):
    """The file for a case, and how many sheets of paper go with it."""

    sheets = forms.IntegerField(
        label=_("Sheets"),
        min_value=0,
        max_value=MOST_SHEETS,
        required=False,
        help_text=_("Sheets of paper that are laid in the volume; none for papers that are electronic only."),
    )


def _code(correspondent: Correspondent | None, answered: Document | None) -> str:
    if correspondent is not None:
        # To whom papers go on paper or by e-mail, the records office dispatches them.
        return correspondent.exchange_id if correspondent.is_exchanging else ""
    return answered.correspondent_id_code if answered else ""


def _name(correspondent: Correspondent | None, answered: Document | None) -> str:
    if correspondent is not None:
        return correspondent.head or correspondent.name
    return answered.correspondent_name if answered else ""


def _address(correspondent: Correspondent | None, answered: Document | None) -> str:
    if correspondent is not None:
        return correspondent.address
    return answered.correspondent_address if answered else ""
