"""What all forms of the desk share: they know the person and the work item."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext

from agencies.models import Employee, Post
from citizens.models import Case
from documents.models import Document
from workflows.models import WorkItem


class ActionForm(forms.Form):
    """A form about a work item, filled by the person it lies with."""

    def __init__(self, *args: Any, employee: Employee, item: WorkItem, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.employee, self.item = employee, item
        self.prepare()

    def prepare(self) -> None:
        """Fill choices and initial values from the item."""

    @property
    def case(self) -> Case:
        """The case of the item."""
        assert self.item.case is not None
        return self.item.case

    @property
    def letter(self) -> Document:
        """The letter of the item."""
        assert self.item.document is not None
        return self.item.document


class EmployeeField(forms.ChoiceField):
    """A choice of a person by their post, grouped by unit; gives the `Employee`."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=[], **kwargs)
        self.people: dict[str, Employee] = {}

    def offer(
        self,
        posts: list[Post],
        *,
        without: int | None = None,
        notes: Mapping[int, str] | None = None,
        empty: str = "—",
        first: Collection[int] = (),
    ) -> None:
        """Offer the holders of these posts, without one person; ``notes`` are said of some, by their number.

        The people numbered in ``first`` stand above all units.
        """
        self.people = {}  # Django copies a form's fields shallowly: without this all forms would share it
        groups: dict[str, list[tuple[str, str]]] = {}
        for post in posts:
            if post.employee_id == without or str(post.employee_id) in self.people:
                continue
            self.people[str(post.employee_id)] = post.employee
            said = (notes or {}).get(post.employee_id)
            label = f"{post.employee.short_name}, {post.title}" + (f" ({said})" if said else "")
            unit = gettext("Favourites") if post.employee_id in first else str(post.unit)
            groups.setdefault(unit, []).append((str(post.employee_id), label))
        above = [(unit, people) for unit, people in groups.items() if unit == gettext("Favourites")]
        self.choices = [("", empty), *above, *(one for one in groups.items() if one not in above)]

    def clean(self, value: Any) -> Any:
        """The person whose number was chosen; one that was not offered is refused."""
        return self.people.get(str(super().clean(value)))


class PeopleField(forms.MultipleChoiceField):
    """A choice of several people by their posts; gives `Employee` rows."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=[], widget=forms.SelectMultiple(attrs={"size": 5}), **kwargs)
        self.people: dict[str, Employee] = {}

    def offer(self, posts: list[Post], *, without: int | None = None) -> None:
        """Offer the holders of these posts, without one person."""
        self.people = {str(post.employee_id): post.employee for post in posts if post.employee_id != without}
        labels = {str(post.employee_id): f"{post.employee.short_name}, {post.title}" for post in posts}
        self.choices = [(key, labels[key]) for key in self.people]

    def clean(self, value: Any) -> Any:
        """The people whose numbers were chosen; one that was not offered is refused."""
        return [self.people[key] for key in super().clean(value)]


class PhrasesField(forms.CharField):
    """A text with phrases that a click puts in."""

    def __init__(self, *, phrases: Sequence[str], **kwargs: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": 3}), **kwargs)
        self.phrases = phrases


class DateField(forms.DateField):
    """A day, chosen in the browser's calendar."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **kwargs)
