"""Forms of an outgoing letter: writing, visa, signature, registration, dispatch."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from agencies import selectors as staff
from citizens.models import Channel
from documents import letters
from documents import selectors as documents
from documents.models import Document, FileIndex, FileState, Flow, LetterTemplate, State
from documents.services import LetterDraft
from exchange.models import Correspondent
from history import clock
from workflows.forms.base import ActionForm, DateField, EmployeeField

Purpose = LetterTemplate.Purpose
DISPATCH_CHANNELS = [
    (channel.value, channel.label) for channel in (Channel.POST, Channel.IN_PERSON, Channel.PORTAL, Channel.EMAIL)
]
REPLY_DAYS = 15
OF_APPEALS, JOURNAL = "обращения граждан", "журнал"
MOST_SHEETS = 2000


class LetterForm(ActionForm):
    """A letter: its addressee, text and the people who agree and sign. The first template of its purpose fills it."""

    purpose: str = Purpose.ANSWER

    subject = forms.CharField(label=_("Heading"), max_length=300)
    body = forms.CharField(label=_("Text"), widget=forms.Textarea(attrs={"rows": 12}))
    approver = EmployeeField(label=_("Visa of"))
    signer = EmployeeField(label=_("To be signed by"))
    attachment = forms.FileField(label=_("Attachment"), required=False)

    def prepare(self) -> None:
        """Offer approvers and signers; fill subject and text from the template."""
        agency = self.item.agency
        complained_of = self.case.complained_of_id
        approver, signer = self.fields["approver"], self.fields["signer"]
        assert isinstance(approver, EmployeeField)
        assert isinstance(signer, EmployeeField)
        approver.offer(staff.approvers(agency), without=complained_of)
        signer.offer(staff.signers(agency), without=complained_of)
        own_unit = self.employee.main_post.unit_id if self.employee.main_post else None
        heads = [post for post in staff.approvers(agency) if post.unit_id == own_unit]
        if heads and heads[0].employee_id != complained_of:
            self.initial.setdefault("approver", str(heads[0].employee_id))
        if len(signer.people) == 1:
            self.initial.setdefault("signer", next(iter(signer.people)))
        template = documents.templates(agency, self.purpose).first()
        if template is not None and not self.is_bound and "body" not in self.initial:
            self.initial["subject"], self.initial["body"] = letters.fill(template, self.case, self.employee)

    def draft(self) -> LetterDraft:
        """What the service is given."""
        data = self.cleaned_data
        correspondent: Correspondent | None = data.get("correspondent")
        answered = self.answered()
        return LetterDraft(
            purpose=self.purpose,
            subject=data["subject"],
            body=data["body"],
            approver=data["approver"],
            signer=data["signer"],
            correspondent_id_code=_code(correspondent, answered),
            correspondent_name=_name(correspondent, answered),
            correspondent_address=_address(correspondent, answered),
            in_reply_to=answered,
            reply_due_on=data.get("reply_due_on"),
            named_because=data.get("named_because", ""),
            uploads=[data["attachment"]] if data["attachment"] else (),
        )

    def answered(self) -> Document | None:
        """The document that the letter answers, if any."""
        return None


class AnswerForm(LetterForm):
    """The answer to the applicant."""


class ReplyForm(LetterForm):
    """The reply to the body that asked; number and date of its inquiry fill themselves in."""

    purpose = Purpose.REPLY

    def answered(self) -> Document | None:
        """The inquiry that opened the case."""
        return (
            self.case.documents.filter(flow=Flow.INCOMING, state=State.REGISTERED, in_reply_to__isnull=True)
            .order_by("id")
            .first()
        )


class InquiryForm(LetterForm):
    """An inquiry to another body; it carries no applicant's name without a reason."""

    purpose = Purpose.INQUIRY

    correspondent = forms.ModelChoiceField(label=_("To whom"), queryset=Correspondent.objects.none(), empty_label="—")
    reply_due_on = DateField(label=_("Reply by"), required=False)
    named_because = forms.CharField(
        label=_("Why the applicant is named"),
        max_length=300,
        required=False,
        help_text=_("Only if the inquiry cannot be answered without the name."),
    )
    field_order = ("correspondent", "subject", "body", "reply_due_on", "approver", "signer")

    def prepare(self) -> None:
        """Offer the correspondents of the agency; the reply is due in the days that the law gives."""
        super().prepare()
        field = self.fields["correspondent"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Correspondent.objects.filter(agency=self.item.agency).order_by("name")
        self.initial.setdefault("reply_due_on", clock.today() + timedelta(days=REPLY_DAYS))


FORMS_BY_PURPOSE: dict[str, type[LetterForm]] = {
    Purpose.ANSWER: AnswerForm,
    Purpose.REPLY: ReplyForm,
    Purpose.INQUIRY: InquiryForm,
}


class RemarkForm(ActionForm):
    """What is to be changed."""

    remark = forms.CharField(
        label=_("Remark"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}), required=False
    )


class VisaForm(ActionForm):
    """Agreeing, perhaps with a remark."""

    remark = forms.CharField(label=_("Remark"), max_length=1000, required=False)


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
    shown = forms.CharField(widget=forms.HiddenInput)

    def prepare(self) -> None:
        """Note what is shown."""
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


class DispatchForm(ActionForm):
    """How the letter leaves."""

    channel = forms.ChoiceField(label=_("Channel"), choices=DISPATCH_CHANNELS)
    note = forms.CharField(label=_("Postal identifier or note"), max_length=200, required=False)


def _code(correspondent: Correspondent | None, answered: Document | None) -> str:
    if correspondent is not None:
        return correspondent.exchange_id
    return answered.correspondent_id_code if answered else ""


def _name(correspondent: Correspondent | None, answered: Document | None) -> str:
    if correspondent is not None:
        return correspondent.head or correspondent.name
    return answered.correspondent_name if answered else ""


def _address(_correspondent: Correspondent | None, answered: Document | None) -> str:
    return answered.correspondent_address if answered else ""
