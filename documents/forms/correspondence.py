"""The form of an incoming letter's registration: what is asked first is all that a plain letter needs."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from agencies.forms import field_of
from agencies.models import Agency, Employee, Post, TermKind
from citizens.models import Channel
from documents import selectors
from documents.forms.fields import ShortDateField, access_field
from documents.forms.kept import KeptFilesForm
from documents.models import Document, DocumentKind, Flow, ReservedNumber
from documents.services import CorrespondenceCard
from history import clock

CHANNELS = [(channel.value, channel.label) for channel in (Channel.POST, Channel.IN_PERSON, Channel.EMAIL)]
# The month of an assignment that names no term: what a letter gets unless the clerk says otherwise.
USUAL_TERM = "assignment-undated"
MANY = 9999


class CorrespondenceForm(KeptFilesForm):
    """A letter as the clerk enters it."""

    correspondent_name = forms.CharField(
        label=_("Correspondent"),
        max_length=300,
        widget=forms.TextInput(
            attrs={"list": "correspondents", "data-complete": True, "autocomplete": "off", "autofocus": True}
        ),
    )
    their_number = forms.CharField(
        label=_("Their number"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    their_date = ShortDateField(label=_("Their date"))
    summary = forms.CharField(label=_("Summary"), max_length=300)
    kind = forms.ModelChoiceField(
        label=_("Kind"), queryset=DocumentKind.objects.none(), empty_label=None, to_field_name="name"
    )
    channel = forms.ChoiceField(label=_("Received by"), choices=CHANNELS)
    received_on = ShortDateField(label=_("Received on"), initial=clock.today)
    term_kind = forms.ModelChoiceField(
        label=_("Kind of term"),
        queryset=TermKind.objects.none(),
        required=False,
        empty_label=_("no term, the head decides what is done"),
        help_text=_("A reply to our letter joins its case and needs no term."),
    )
    addressee = forms.ModelChoiceField(
        label=_("Addressee"), queryset=Employee.objects.none(), required=False, empty_label="—"
    )
    correspondent_address = forms.CharField(label=_("Correspondent's address"), max_length=300, required=False)
    their_signer = forms.CharField(label=_("Signed by"), max_length=300, required=False)
    pages = forms.IntegerField(label=_("Pages"), min_value=1, max_value=MANY, required=False)
    attachments = forms.IntegerField(label=_("Attachments"), min_value=0, max_value=MANY, required=False)
    answers_number = forms.CharField(label=_("In reply to our no."), max_length=60, required=False)
    answers_on = ShortDateField(label=_("of"), required=False)
    reserved = forms.ModelChoiceField(
        label=_("Reserved number"),
        queryset=ReservedNumber.objects.none(),
        required=False,
        empty_label=_("the next one"),
    )
    access = access_field()
    is_copy = forms.BooleanField(
        label=_("This is another copy, register it too"),
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
    )
    copy_reason = forms.CharField(label=_("Why it is registered again"), max_length=200, required=False)

    def __init__(self, *args: Any, agency: Agency, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.agency = agency
        self.earlier: Document | None = None
        staff = Post.objects.current().filter(unit__agency=agency).values("employee")
        querysets: dict[str, Any] = {
            "kind": DocumentKind.objects.filter(is_registered=True),
            "term_kind": TermKind.objects.offered().order_by("name"),
            "addressee": Employee.objects.filter(pk__in=staff).order_by("last_name"),
        }
        for name, queryset in querysets.items():
            field_of(self, name, forms.ModelChoiceField).queryset = queryset
        free = selectors.free_numbers(agency, Flow.INCOMING)
        if free:
            field_of(self, "reserved", forms.ModelChoiceField).queryset = free
        else:
            del self.fields["reserved"]
        usual = TermKind.objects.filter(code=USUAL_TERM).first()
        self.initial.setdefault("term_kind", usual.pk if usual else None)
        unregistered = ", ".join(selectors.kinds_not_registered())
        if unregistered:
            self.fields["kind"].help_text = _("Not registered: %(kinds)s.") % {"kinds": unregistered}

    @property
    def correspondents(self) -> list[str]:
        """Who wrote last, to be offered."""
        return selectors.recent_correspondents(self.agency)

    def clean(self) -> dict[str, Any]:
        """Find the letter that is registered already."""
        cleaned = super().clean()
        if {"correspondent_name", "their_number", "their_date"} <= cleaned.keys():
            self.earlier = selectors.same_letter(
                self.agency, cleaned["correspondent_name"], cleaned["their_number"], cleaned["their_date"]
            )
        if cleaned.get("is_copy") and not cleaned.get("copy_reason"):
            self.add_error(
                "copy_reason", ValidationError(_("Say why it is registered again."), code="copy-reason-missing")
            )
        return cleaned

    def card(self) -> CorrespondenceCard:
        """What the service is given."""
        data = self.cleaned_data
        asked = {name: data[name] for name in CorrespondenceCard.__dataclass_fields__ if name in data}
        return CorrespondenceCard(**asked | {"copy_reason": data["copy_reason"] if data["is_copy"] else ""})
