"""Forms of passing a case on: whom to pick, and each act's own words; the addressee was picked before."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agencies import selectors as staff
from agencies.forms import field_of
from agencies.models import Employee
from citizens.complaining import kept_out
from citizens.models import Case
from documents import letters
from documents import selectors as documents
from documents.models import LetterTemplate
from documents.services import LetterDraft
from history import clock
from workflows import passing
from workflows.answering import forwarding_of, notice_of
from workflows.forms.assignments import PointsForm
from workflows.forms.base import DateField, PeopleField, PhrasesField
from workflows.forms.cases import READY_TEXTS
from workflows.forms.letters import ForwardingForm, InquiryForm
from workflows.passing import Target
from workflows.undoing_selectors import resolution_to


class PickForm(forms.Form):
    """One picker of everybody that a case can be passed on to: people, units, other agencies."""

    whom = forms.ChoiceField(label=_("To whom"))
    act = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any, *, case: Case, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        groups = passing.targets(case)
        self.by_key = {one.key: one for _group, targets in groups for one in targets}
        field = self.fields["whom"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            ("", "—"),
            *((group, [(one.key, one.label) for one in targets]) for group, targets in groups),
        ]

    @property
    def target(self) -> Target | None:
        """Who was picked; nobody where nothing, or what is not offered, was sent."""
        return self.by_key.get(str(self.data.get("whom", "")))


class AssignmentForm(PointsForm):
    """An assignment to the person who was picked."""

    def __init__(self, data: Any = None, *, employee: Employee, case: Case, to: Employee) -> None:
        super().__init__(data, employee=employee, paper=case, upper=None, count=1)
        self.fields["executor"].widget = forms.HiddenInput()
        self.initial["executor"] = str(to.pk)


class LowerForm(forms.Form):
    """A resolution below one's own: what is to be done, by when."""

    text = PhrasesField(label=_("Text"), phrases=READY_TEXTS, required=False)
    co_executors = PeopleField(label=_("Co-executors"), required=False)
    due_on = DateField(label=_("By"), required=False)
    is_absence_known = forms.BooleanField(label=_("The executor's absence is known to me"), required=False)

    def __init__(self, data: Any = None, *, case: Case, reader: Employee, to: Employee) -> None:
        super().__init__(data)
        upper = resolution_to(case, reader)
        limit = upper.due_on if upper is not None else case.due_on
        self.initial["due_on"] = max(limit, clock.today())
        self.fields["due_on"].help_text = gettext("Not after %(date)s.") % {"date": f"{limit:%d.%m.%Y}"}
        out = kept_out(case) | {to.pk}
        posts = [post for post in staff.assignees(reader, case.agency) if post.employee_id not in out]
        field_of(self, "co_executors", PeopleField).offer(posts)
        if not staff.away([to.pk], first=clock.today(), last=max(limit, clock.today())):
            del self.fields["is_absence_known"]

    def given(self) -> dict[str, Any]:
        """What the service is given."""
        return dict(self.cleaned_data)


class MoveForm(forms.Form):
    """Why the case goes to another executor."""

    reason = forms.CharField(label=_("Reason"), max_length=300, required=False)


class PickedInquiryForm(InquiryForm):
    """An inquiry to the body that was picked."""

    def prepare(self) -> None:
        """The addressee was picked already."""
        super().prepare()
        self.fields["correspondent"].widget = forms.HiddenInput()


class PickedForwardingForm(ForwardingForm):
    """A forwarding to the body that was picked: which questions, the letter, and the notice to the applicant."""

    questions = forms.MultipleChoiceField(
        label=_("Questions that are forwarded"), widget=forms.CheckboxSelectMultiple, required=False
    )
    notice_subject = forms.CharField(label=_("Heading of the notice to the applicant"), max_length=300)
    notice_body = forms.CharField(
        label=_("Text of the notice to the applicant"), widget=forms.Textarea(attrs={"rows": 8})
    )
    field_order = (
        *("correspondent", "questions", "subject", "body", "notice_subject", "notice_body", "approver", "signer"),
    )

    def prepare(self) -> None:
        """Offer the questions, those without an outcome ticked; fill the notice from its template."""
        self.forwarded_to = str(self.initial.get("body_name", ""))
        super().prepare()
        self.fields["correspondent"].widget = forms.HiddenInput()
        self.asked = list(self.case.questions.select_related("outcome"))
        field = self.fields["questions"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(str(one.pk), f"{one.ordinal}. {one.text}") for one in self.asked]
        if self.case.is_service_complaint:  # it is forwarded as a whole, in words of its own law
            del self.fields["questions"]
            self._begin_as_complaint()
            return
        owed = [one for one in self.asked if one.outcome is None or one.outcome.code == "forwarded"]
        self.initial.setdefault("questions", [str(one.pk) for one in owed])
        template = documents.templates(self.item.agency, LetterTemplate.Purpose.NOTICE).first()
        if self.is_bound or template is None:
            return
        try:
            subject, text = letters.fill(template, self.case, self.employee, forwarded_to=self.forwarded_to)
        except ValidationError as error:
            self.fields["notice_body"].help_text = " ".join(error.messages)
        else:
            self.initial["notice_subject"], self.initial["notice_body"] = subject, text

    def _begin_as_complaint(self) -> None:
        if self.is_bound:
            return
        if not self.is_asked_for:
            self.initial.pop("template", None)
            self.filled_by = None
            self.initial["subject"], self.initial["body"] = forwarding_of(self.case)
        self.initial["notice_subject"], self.initial["notice_body"] = notice_of(self.case, self.forwarded_to)

    def chosen(self) -> list[Any]:
        """The ticked questions; of a complaint about a service all."""
        if self.case.is_service_complaint:
            return self.asked
        return [one for one in self.asked if str(one.pk) in self.cleaned_data["questions"]]

    def notice(self) -> LetterDraft:
        """The notice to the applicant, agreed and signed by the same people."""
        data = self.cleaned_data
        return LetterDraft(
            purpose=LetterTemplate.Purpose.NOTICE,
            subject=data["notice_subject"],
            body=data["notice_body"],
            approver=data["approver"],
            signer=data["signer"],
        )
