"""The form of the registration of a paper that the agency makes for itself."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from agencies.forms import field_of
from agencies.models import Agency, Employee, Post
from documents import selectors
from documents.forms.fields import access_field
from documents.forms.kept import KeptFilesForm
from documents.models import OWN_FLOWS, DocumentKind, ReservedNumber
from documents.services import InternalCard

# What most papers of each agency for itself are; a journal of orders takes orders.
USUAL_KIND = "Служебная записка"
MANY = 9999


class InternalForm(KeptFilesForm):
    """A signed memo, order or minutes as the clerk enters them."""

    flow = forms.ChoiceField(label=_("Journal"))
    kind = forms.ModelChoiceField(
        label=_("Kind"), queryset=DocumentKind.objects.none(), empty_label=None, to_field_name="name"
    )
    subject = forms.CharField(label=_("Summary"), max_length=300, widget=forms.TextInput(attrs={"autofocus": True}))
    signer = forms.ModelChoiceField(label=_("Signed by"), queryset=Employee.objects.none(), empty_label="—")
    author = forms.ModelChoiceField(
        label=_("Executor"), queryset=Employee.objects.none(), required=False, empty_label="—"
    )
    addressee = forms.ModelChoiceField(
        label=_("Addressee"), queryset=Employee.objects.none(), required=False, empty_label="—"
    )
    pages = forms.IntegerField(label=_("Pages"), min_value=1, max_value=MANY, required=False)
    attachments = forms.IntegerField(label=_("Attachments"), min_value=0, max_value=MANY, required=False)
    access = access_field()
    reserved = forms.ModelChoiceField(
        label=_("Reserved number"),
        queryset=ReservedNumber.objects.none(),
        required=False,
        empty_label=_("the next one"),
    )

    def __init__(self, *args: Any, agency: Agency, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        journals = selectors.own_journals(agency)
        self.has_journals = bool(journals)
        field_of(self, "flow", forms.ChoiceField).choices = [(one.flow, one.name) for one in journals]
        field_of(self, "kind", forms.ModelChoiceField).queryset = DocumentKind.objects.filter(is_registered=True)
        self.initial.setdefault("kind", USUAL_KIND)
        posts = Post.objects.current().filter(unit__agency=agency)
        staff = Employee.objects.filter(pk__in=posts.values("employee"), is_active=True).order_by("last_name")
        for name in ("signer", "author", "addressee"):
            field_of(self, name, forms.ModelChoiceField).queryset = staff
        free = selectors.free_numbers(agency, *OWN_FLOWS)
        if free:
            field_of(self, "reserved", forms.ModelChoiceField).queryset = free
        else:
            del self.fields["reserved"]

    def card(self) -> InternalCard:
        """What the service is given."""
        data = self.cleaned_data
        return InternalCard(**{name: data[name] for name in InternalCard.__dataclass_fields__})
