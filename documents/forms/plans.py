"""Forms of the file plan: rows, kinds of retention, filing, volumes, the year's end."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from agencies.forms import field_of
from agencies.models import Agency, Unit
from documents import plan_selectors
from documents.forms.fields import ShortDateField
from documents.models import FileIndex, FileState, RetentionKind
from documents.services import FileCard, RetentionCard
from documents.services.filing import LEAST_SHEETS, MOST_SHEETS
from history import clock


def _checkbox() -> forms.CheckboxInput:
    return forms.CheckboxInput(attrs={"class": "form-check-input"})


class YearForm(forms.Form):
    """The year of a new plan."""

    year = forms.IntegerField(label=_("Year"), min_value=1990, max_value=2200)


class FileForm(forms.Form):
    """A row of a file plan; to an approved plan it is added with a reason."""

    unit = forms.ModelChoiceField(label=_("Unit"), queryset=Unit.objects.none(), empty_label=None)
    index = forms.CharField(label=_("Index"), max_length=20, help_text=_("Index of the unit and number: 02-07."))
    title = forms.CharField(label=_("Title of the file"), max_length=300)
    kind = forms.ModelChoiceField(
        label=_("Kind of retention"),
        queryset=RetentionKind.objects.none(),
        help_text=_("The retention period comes from it."),
    )
    article = forms.CharField(label=_("Article of the list"), max_length=60, required=False)
    note = forms.CharField(label=pgettext_lazy("file plan", "Note"), max_length=300, required=False)
    reason = forms.CharField(label=_("Why it is added"), max_length=300, required=False)

    def __init__(
        self, *args: Any, agency: Agency, needs_reason: bool, of: FileIndex | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        standing = Q(ends_on__isnull=True) | Q(ends_on__gte=clock.today())
        field_of(self, "unit", forms.ModelChoiceField).queryset = Unit.objects.filter(standing, agency=agency).order_by(
            "code"
        )
        field_of(self, "kind", forms.ModelChoiceField).queryset = plan_selectors.retention_kinds(agency)
        if not needs_reason:
            del self.fields["reason"]
        if of is not None:
            self.initial.update({name: getattr(of, name) for name in ("index", "title", "article", "note")})
            self.initial.update({"unit": of.unit_id, "kind": of.kind_id})

    def card(self) -> FileCard:
        """What the services are given."""
        return FileCard(**{name: self.cleaned_data[name] for name in FileCard.__dataclass_fields__})

    @property
    def why(self) -> str:
        """Why it is added, where the plan is approved."""
        return str(self.cleaned_data.get("reason", ""))


class RetentionKindForm(forms.ModelForm):  # type: ignore[type-arg]  # a name of the type checker alone
    """A kind of retention; one that exists is edited with a reason."""

    reason = forms.CharField(label=_("Reason of the change"), max_length=300, required=False)

    class Meta:
        model = RetentionKind
        fields = (
            "name",
            "holds",
            "span",
            "years",
            "is_appraised",
            "is_by_consideration",
            "article",
            "source",
            "note",
            "is_withdrawn",
        )
        widgets = {name: _checkbox() for name in ("is_appraised", "is_by_consideration", "is_withdrawn")}

    def __init__(self, *args: Any, is_new: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_new:
            del self.fields["reason"], self.fields["is_withdrawn"]

    def _post_clean(self) -> None:
        """The service writes the row and says what is wrong with it."""

    def card(self) -> RetentionCard:
        """What the services are given."""
        names = RetentionCard.__dataclass_fields__
        return RetentionCard(**{name: self.cleaned_data[name] for name in names if name in self.cleaned_data})


class ChooseKindForm(forms.Form):
    """Another kind of retention for a file."""

    kind = forms.ModelChoiceField(label=_("Kind of retention"), queryset=RetentionKind.objects.none())
    reason = forms.CharField(label=_("Reason"), max_length=300, required=False)

    def __init__(self, *args: Any, agency: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field_of(self, "kind", forms.ModelChoiceField).queryset = plan_selectors.retention_kinds(agency)


class RepeatForm(forms.Form):
    """The last consideration of a repeated appeal."""

    considered_on = ShortDateField(label=_("Last considered on"))
    reason = forms.CharField(
        label=_("Which appeal"), max_length=300, required=False, help_text=_("Its number is enough: no names.")
    )


class WhyForm(forms.Form):
    """A reason alone."""

    reason = forms.CharField(label=_("Reason"), max_length=300, required=False)


class FileDocumentForm(forms.Form):
    """The file for a document, and its sheets."""

    file_index = forms.ModelChoiceField(label=_("File"), queryset=FileIndex.objects.none())
    sheets = forms.IntegerField(label=_("Sheets"), min_value=0, max_value=MOST_SHEETS, required=False)

    def __init__(self, *args: Any, agency: Agency | int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field_of(self, "file_index", forms.ModelChoiceField).queryset = FileIndex.objects.filter(
            agency=agency, year=clock.today().year, state=FileState.OPEN
        )


class CloseVolumeForm(forms.Form):
    """The count of a volume that is closed."""

    sheets = forms.IntegerField(label=_("Sheets counted"), min_value=0, max_value=MOST_SHEETS)
    opens_next = forms.BooleanField(label=_("Open the next volume"), required=False, initial=True, widget=_checkbox())


class FilingRuleForm(forms.Form):
    """How many sheets a volume takes."""

    sheets_at_most = forms.IntegerField(
        label=_("Sheets of a volume at most"), min_value=LEAST_SHEETS, max_value=MOST_SHEETS
    )
    source = forms.CharField(label=_("Source"), max_length=200)


class ChosenFilesForm(forms.Form):
    """Files that are ticked in a list."""

    chosen = forms.ModelMultipleChoiceField(
        label=pgettext_lazy("file plan", "Files"), queryset=FileIndex.objects.none()
    )

    def __init__(self, *args: Any, offered: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field_of(self, "chosen", forms.ModelChoiceField).queryset = FileIndex.objects.filter(
            pk__in=[file.pk for file in offered]
        )
        self.fields["chosen"].error_messages["required"] = _("Choose the files.")
