"""Forms of documents without a case: the resolution, who reads them, how they are answered, into which file they go."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from agencies import rules
from agencies.forms import field_of
from agencies.models import Employee, TermKind, TermUse
from documents import selectors as documents
from documents.models import FileState
from workflows.forms.assignments import PointsForm
from workflows.forms.base import ActionForm, DateField, PeopleField
from workflows.forms.letters import FilingForm
from workflows.services.assignments import Point


class PointForm(ActionForm):
    """One point of the resolution, as it is issued on any other paper; the card of the document issues several."""

    def prepare(self) -> None:
        """Offer what any point offers."""
        data: Any = self.data if self.is_bound else None
        self.of_point = PointsForm(data, employee=self.employee, paper=self.letter, upper=None, count=1)
        self.fields.update(self.of_point.fields)
        self.initial = {**self.of_point.initial, **self.initial}

    def points(self) -> list[Point]:
        """What the service is given."""
        self.of_point.cleaned_data = self.cleaned_data
        return self.of_point.points()


class ReadersForm(ActionForm):
    """Who reads the document, by when, and what to mind."""

    readers = PeopleField(label=_("For information to"), required=False)
    units = forms.MultipleChoiceField(
        label=_("All people of units"),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 5}),
        help_text=_("With the units below them."),
    )
    due_on = DateField(label=_("By"))
    text = forms.CharField(label=_("What to mind"), max_length=500, required=False)

    def prepare(self) -> None:
        """Offer everybody who takes part in papers of the agency."""
        self.posts = rules.holders(self.item.agency, rules.Power.DISCUSS)
        field_of(self, "readers", PeopleField).offer(self.posts, without=self.employee.pk)
        units = {post.unit_id: post.unit for post in self.posts}
        offered = sorted(units.values(), key=lambda unit: unit.path)
        field_of(self, "units", forms.MultipleChoiceField).choices = [(str(one.pk), str(one)) for one in offered]

    def people(self) -> list[Employee]:
        """Everybody who was chosen, by name or by unit, each once; not the one who asks."""
        chosen = set(self.cleaned_data["units"])
        paths = {post.unit.path for post in self.posts if str(post.unit_id) in chosen}
        of_units = [post.employee for post in self.posts if any(post.unit.path.startswith(path) for path in paths)]
        found = {one.pk: one for one in (*self.cleaned_data["readers"], *of_units)}
        found.pop(self.employee.pk, None)
        return list(found.values())


class AnswerAsCaseForm(ActionForm):
    """By which term the document is answered."""

    term_kind = forms.ModelChoiceField(label=_("Kind of term"), queryset=TermKind.objects.none(), empty_label="—")

    def prepare(self) -> None:
        """Offer the terms of papers."""
        offered = TermKind.objects.offered().filter(used_for=TermUse.PAPER).order_by("name")
        field_of(self, "term_kind", forms.ModelChoiceField).queryset = offered


class DecisionNoteForm(ActionForm):
    """Why nothing is to be done, if there is something to say."""

    note = forms.CharField(label=_("Note"), max_length=500, required=False)


class DocumentFilingForm(FilingForm):
    """The file for a document, and how many sheets of paper go with it."""

    def prepare(self) -> None:
        """Offer the files that are kept; the document's pages are the default of its sheets."""
        plan = documents.file_plan(self.item.agency).filter(state=FileState.OPEN)
        field_of(self, "file_index", forms.ModelChoiceField).queryset = plan
        self.initial.setdefault("sheets", self.letter.pages or 0)
