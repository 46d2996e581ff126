"""The form of an appeal's registration. A file chosen before an error is kept and need not be chosen again."""

from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from agencies.forms import field_of
from agencies.models import Agency, Employee, Post, Sex
from citizens.models import Appealed, Case, CaseKind, Channel, Person, Topic
from citizens.services import PersonData
from documents import services
from documents.appeal_types import AppealType
from documents.forms.fields import UploadField, access_field
from documents.models import StoredFile
from documents.services import AppealCard
from history import clock

KEPT = signing.Signer(salt="documents.kept-file")
APPEAL_KINDS = [
    (kind.value, kind.label)
    for kind in (CaseKind.APPLICATION, CaseKind.PROPOSAL, CaseKind.COMPLAINT, CaseKind.SERVICE_COMPLAINT)
]
# Registered only as one of the services that the agency has types of.
SERVICE = (CaseKind.SERVICE.value, CaseKind.SERVICE.label)
APPEAL_CHANNELS = [
    (channel.value, channel.label) for channel in (Channel.POST, Channel.IN_PERSON, Channel.PORTAL, Channel.WEBSITE)
]


class AppealForm(forms.Form):
    """An appeal as the clerk enters it: who, what about, by which way, with which file."""

    last_name = forms.CharField(label=_("Surname"), max_length=80)
    first_name = forms.CharField(label=_("First name"), max_length=80, required=False)
    patronymic = forms.CharField(label=_("Patronymic"), max_length=80, required=False)
    sex = forms.ChoiceField(label=_("Sex"), choices=Sex.choices, help_text=_("For the right forms in letters."))
    address = forms.CharField(label=_("Postal address"), max_length=300, required=False)
    email = forms.EmailField(label=_("E-mail"), required=False)
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False)
    applicant = forms.IntegerField(required=False, widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=_("Kind"), choices=APPEAL_KINDS)
    channel = forms.ChoiceField(label=_("Received by"), choices=APPEAL_CHANNELS)
    received_on = forms.DateField(
        label=_("Received on"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), initial=clock.today
    )
    co_applicants = forms.IntegerField(label=_("Other signatories"), min_value=0, max_value=10_000, initial=0)
    topic = forms.ModelChoiceField(label=_("Topic"), queryset=Topic.objects.all(), required=False, empty_label="—")
    summary = forms.CharField(label=_("Summary"), max_length=300)
    text = forms.CharField(label=_("Text"), widget=forms.Textarea(attrs={"rows": 6}))
    questions = forms.CharField(
        label=_("Questions"),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        help_text=_("One question a line; each gets an outcome of its own. Empty: the summary is the question."),
    )
    complained_of = forms.ModelChoiceField(
        label=_("Official complained of"),
        queryset=Employee.objects.none(),
        required=False,
        empty_label="—",
        help_text=_("This person is kept out of the case (59-FZ art. 8 p. 6)."),
    )
    complained_body = forms.CharField(
        label=_("Body complained of"),
        max_length=300,
        required=False,
        help_text=_("An appeal is not forwarded to this body (59-FZ art. 8 p. 6); a complaint about a service may be."),
    )
    appealed = forms.ChoiceField(
        label=_("What is appealed"),
        choices=[("", "—"), *Appealed.choices],
        required=False,
        help_text=_(
            "Of a complaint about a service, 210-FZ art. 11.1: 15 working days; 5 if papers or corrections are refused."
        ),
    )
    about = forms.CharField(
        label=_("Number of the request"),
        max_length=60,
        required=False,
        help_text=_("Of the request for a service, if it is known: who decided on it is kept out."),
    )
    scan = UploadField(label=_("File (PDF or picture)"), required=False)
    access = access_field()
    kept_file = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, employee: Employee, agency: Agency, of_type: AppealType | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.employee, self.agency, self.of_type = employee, agency, of_type
        self.kinds = APPEAL_KINDS
        if of_type is not None:
            self.kinds = [(value, label) for value, label in [*APPEAL_KINDS, SERVICE] if value == of_type.kind]
            field_of(self, "kind", forms.ChoiceField).choices = self.kinds
            self.initial["topic"] = of_type.topic
            self.fields |= of_type.fields()
        self.kept: tuple[str, StoredFile] | None = None
        staff = Post.objects.current().filter(unit__agency=agency).values("employee")
        field_of(self, "complained_of", forms.ModelChoiceField).queryset = Employee.objects.filter(
            pk__in=staff
        ).order_by("last_name")

    @property
    def own_fields(self) -> list[forms.BoundField]:
        """The fields that the chosen type of cases adds."""
        return [self[name] for name in self.of_type.fields()] if self.of_type else []

    @property
    def chosen_applicant(self) -> Person | None:
        """The known applicant chosen in an earlier try, to be offered again."""
        chosen = getattr(self, "cleaned_data", {}).get("applicant")
        return chosen if isinstance(chosen, Person) else None

    def clean_applicant(self) -> Person | None:
        """A known applicant must be one that the clerk sees, and no card that was merged into another."""
        key = self.cleaned_data["applicant"]
        if key is None:
            return None
        found = Person.objects.visible_to(self.employee).filter(pk=key, agency=self.agency).first()
        if found is None:
            raise ValidationError(_("This applicant is not known to the agency."), code="applicant-foreign")
        if found.merged_into_id is not None:
            raise ValidationError(
                _("This card was merged into another one meanwhile: choose the applicant anew."),
                code="applicant-merged",
            )
        return found

    @property
    def may_be_complaint(self) -> bool:
        """Whether the offered kinds have a complaint about a service among them: it alone has fields of its own."""
        return CaseKind.SERVICE_COMPLAINT in dict(self.kinds)

    def clean_appealed(self) -> str:
        """What is appealed; of any other kind the page does not show the field, so nothing of it was meant."""
        return str(self.cleaned_data["appealed"]) if self._is_complaint else ""

    def clean_about(self) -> Case | None:
        """The request with this number, one that the clerk sees; of any other kind nothing, as above."""
        number = self.cleaned_data["about"].strip()
        if not number or not self._is_complaint:
            return None
        found = services.requests_known(self.employee, self.agency).filter(number=number).first()
        if found is None:
            raise ValidationError(_("The agency has no request for a service under this number."), code="request-unfit")
        return found

    def clean(self) -> dict[str, Any]:
        """Ask what the service asks of a complaint; keep the chosen file, or find the one of an earlier try."""
        cleaned = super().clean() or {}
        objections = services.complaint_objections(
            actor=self.employee,
            agency=self.agency,
            kind=cleaned.get("kind", ""),
            appealed=cleaned.get("appealed", ""),
            about=cleaned.get("about"),
        )
        for name, objection in objections.items():
            if name not in self.errors:
                self.add_error(name, objection)
        upload, token = cleaned.get("scan"), cleaned.get("kept_file")
        try:
            if upload:
                self.kept = services.keep_upload(actor=self.employee, upload=upload)
            elif token:
                self.kept = self._kept(token)
        except ValidationError as error:
            self.add_error("scan", error)
        if self.kept is not None:
            token = KEPT.sign_object([self.kept[0], self.kept[1].pk])
            self.data = {**self.data.dict(), "kept_file": token} if isinstance(self.data, QueryDict) else self.data
        return cleaned

    def card(self) -> AppealCard:
        """What the service is given."""
        data = self.cleaned_data
        described = PersonData(
            last_name=data["last_name"],
            first_name=data["first_name"],
            patronymic=data["patronymic"],
            sex=data["sex"],
            address=data["address"],
            email=data["email"],
            phone=data["phone"],
        )
        return AppealCard(
            kind=data["kind"],
            channel=data["channel"],
            summary=data["summary"],
            text=data["text"],
            received_on=data["received_on"],
            topic=data["topic"],
            applicant=data["applicant"],
            new_applicant=None if data["applicant"] else described,
            co_applicants=data["co_applicants"],
            complained_of=data["complained_of"],
            complained_body=data["complained_body"],
            access=data["access"],
            questions=[line.strip() for line in data["questions"].splitlines() if line.strip()],
            of_type=self.of_type.code if self.of_type else "",
            values=self.of_type.given(data) if self.of_type else {},
            appealed=data["appealed"],
            about=data["about"],
        )

    @property
    def _is_complaint(self) -> bool:
        return self.cleaned_data.get("kind") == CaseKind.SERVICE_COMPLAINT

    @staticmethod
    def _kept(token: str) -> tuple[str, StoredFile] | None:
        try:
            name, key = KEPT.unsign_object(token)
        except signing.BadSignature:
            return None
        stored = StoredFile.objects.filter(pk=key).first()
        return (name, stored) if stored else None
