"""Forms of a case: resolution, outcomes of questions, report, control, effort."""

from collections.abc import Collection, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agencies import selectors as staff
from agencies.forms import field_of
from agencies.models import Agency, Employee, Post, TermKind, Work
from agencies.templatetags.words import hours as in_hours
from agencies.terms import Reckoning
from citizens.complaining import kept_out
from citizens.models import Outcome, Question
from history import clock
from workflows import drafted_selectors, policies
from workflows.forms.base import ActionForm, DateField, EmployeeField, PeopleField, PhrasesField
from workflows.load_selectors import AHEAD, Load, least_loaded, loads_of
from workflows.services import cases

READY_TEXTS = (
    "Прошу рассмотреть и подготовить ответ заявителю.",
    "Прошу рассмотреть в установленный срок, доложить.",
    "Прошу подготовить ответ на запрос.",
)


class AssignmentTermField(forms.ChoiceField):
    """A kind of term of assignments with the date that it gives today; empty for the date that is named."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=[], **kwargs)
        self.kinds: dict[str, TermKind] = {}

    def offer(self, offered: list[tuple[TermKind, Reckoning]]) -> None:
        """Offer these kinds."""
        self.kinds = {kind.code: kind for kind, _reckoning in offered}
        self.choices = [
            ("", gettext("by the date named below")),
            *((kind.code, f"{kind.name}: {reckoning.in_words}") for kind, reckoning in offered),
        ]

    def clean(self, value: Any) -> Any:
        """The kind that was chosen, or None."""
        return self.kinds.get(str(super().clean(value)))


class ResolutionForm(ActionForm):
    """Who does what by when."""

    executor = EmployeeField(label=_("Responsible executor"))
    text = PhrasesField(label=_("Text"), phrases=READY_TEXTS, required=False)
    co_executors = PeopleField(label=_("Co-executors"), required=False)
    term_kind = AssignmentTermField(label=_("Kind of term"), required=False)
    due_on = DateField(label=_("By"), required=False)
    is_due_today_accepted = forms.BooleanField(label=_("Due today: issue it all the same"), required=False)
    is_absence_known = forms.BooleanField(label=_("The executor's absence is known to me"), required=False)

    def prepare(self) -> None:
        """Offer the executors without whom the case keeps out; the term of the case is the default."""
        field = self.fields["executor"]
        assert isinstance(field, EmployeeField)
        head = self.head()
        out = kept_out(self.case)
        posts = [post for post in policies.resolved_to(head, self.item.agency) if post.employee_id not in out]
        texts, favourites = drafted_selectors.favourites(head)
        field_of(self, "text", PhrasesField).phrases = [*texts, *READY_TEXTS]
        last = max(self.case.due_on, clock.today())
        away = staff.away({post.employee_id for post in posts}, first=clock.today(), last=last)
        offer_with_load(field, self.item.agency, posts, away, first=favourites)
        others = self.fields["co_executors"]
        assert isinstance(others, PeopleField)
        others.offer([post for post in staff.executors(self.item.agency) if post.employee_id not in out])
        self._take_over()
        if not away:
            del self.fields["is_absence_known"]
        self.initial.setdefault("due_on", max(self.case.due_on, clock.today()))
        kinds = self.fields["term_kind"]
        assert isinstance(kinds, AssignmentTermField)
        today, offered = clock.today(), cases.assignment_terms(self.case)
        kinds.offer(offered)
        is_due_today = any(self.data.get("term_kind") == kind.code for kind, its in offered if its.due_on == today)
        if not is_due_today:
            del self.fields["is_due_today_accepted"]
        self.fields["due_on"].help_text = _("Co-executors deliver in the first half of the term, by %(date)s.") % {
            "date": f"{cases.half_of_term(self.case).due_on:%d.%m.%Y}"
        }
        self.initial.setdefault("text", READY_TEXTS[0] if self.case.is_appeal else READY_TEXTS[2])

    def head(self) -> Employee:
        """Whose resolution it is."""
        return self.employee

    def _take_over(self) -> None:
        """Begin with what was drafted for the head, who changes it before it is issued."""
        self.draft = drafted_selectors.waiting_for(self.case, self.head())
        if self.draft is not None:
            kind = self.draft.term_kind
            self.initial["executor"], self.initial["text"] = str(self.draft.executor_id), self.draft.text
            self.initial["co_executors"] = [str(key) for key in self.draft.co_executors]
            self.initial["term_kind"] = kind.code if kind is not None else ""
            if self.draft.due_on is not None:
                self.initial["due_on"] = self.draft.due_on


def offer_with_load(
    field: EmployeeField,
    agency: Agency,
    posts: list[Post],
    away: Mapping[int, staff.Away],
    *,
    without: int | None = None,
    loads: dict[int, Load] | None = None,
    first: Collection[int] = (),
) -> None:
    """Offer people for a piece of work, each with their load and absence, and suggest the least loaded who is present.

    Who is away before the term is not suggested.
    """
    known = loads if loads is not None else loads_of(agency, {post.employee_id for post in posts})
    free = {key: load for key, load in known.items() if key not in away}
    best = least_loaded(free, without=without)
    notes = {
        key: "; ".join(
            part
            for part in (
                load_note(load),
                absence_note(away[key]) if key in away else "",
                gettext("suggested") if key == best else "",
            )
            if part
        )
        for key, load in known.items()
    }
    field.offer(posts, without=without, notes=notes, first=first)
    if best is not None:
        field.help_text = gettext(
            "Suggested: %(person)s, the least loaded of those present. In brackets: hours of open work by the norms "
            "against the capacity of %(count)s working days."
        ) % {"person": next(post.employee.short_name for post in posts if post.employee_id == best), "count": AHEAD}


def load_note(load: Load) -> str:
    """What stands beside a person: hours of open work against capacity, and how much work that is."""
    facts = {
        "hours": in_hours(load.hours),
        "capacity": in_hours(load.capacity),
        "count": load.open,
        "without": load.without_norm,
    }
    if load.without_norm:
        return gettext("%(hours)s of %(capacity)s h, open: %(count)s, without a norm: %(without)s") % facts
    return gettext("%(hours)s of %(capacity)s h, open: %(count)s") % facts


def absence_note(away: staff.Away) -> str:
    """What stands beside an executor who is away before the term."""
    days = {"from": f"{away.starts_on:%d.%m}", "until": f"{away.ends_on:%d.%m}"}
    substitute = away.substitutes.get(Work.EXECUTION)
    if substitute is None:
        return gettext("away %(from)s–%(until)s, nobody stands in") % days
    return gettext("away %(from)s–%(until)s, %(person)s stands in") % {**days, "person": substitute.short_name}


class OutcomesForm(ActionForm):
    """An outcome with its ground for each question; a row left empty decides nothing."""

    def prepare(self) -> None:
        """One pair of fields a question."""
        outcomes = list(Outcome.objects.filter(is_of_service=False))
        self.questions: list[Question] = list(self.case.questions.select_related("outcome"))
        for question in self.questions:
            self.fields[f"outcome_{question.pk}"] = forms.ModelChoiceField(
                label=f"{question.ordinal}. {question.text}",
                queryset=Outcome.objects.filter(pk__in=[outcome.pk for outcome in outcomes]),
                required=False,
                empty_label="—",
            )
            self.fields[f"ground_{question.pk}"] = forms.CharField(label=_("Ground"), max_length=500, required=False)
            self.initial[f"outcome_{question.pk}"] = question.outcome_id
            self.initial[f"ground_{question.pk}"] = question.ground

    def decided(self) -> list[tuple[Question, Outcome, str]]:
        """Questions whose row is filled and was changed."""
        found: list[tuple[Question, Outcome, str]] = []
        for question in self.questions:
            outcome: Any = self.cleaned_data[f"outcome_{question.pk}"]
            ground = self.cleaned_data[f"ground_{question.pk}"]
            if outcome and (outcome.pk != question.outcome_id or ground != question.ground):
                found.append((question, outcome, ground))
        return found

    def beside(self, question: Question, error: ValidationError) -> ValidationError:
        """What was refused about one question, told beside the fields of that question."""
        if not hasattr(error, "error_dict"):
            return error
        return ValidationError({f"{name}_{question.pk}": errors for name, errors in error.error_dict.items()})


class ReportForm(ActionForm):
    """What was done."""

    text = forms.CharField(label=_("What was done"), widget=forms.Textarea(attrs={"rows": 3}), required=False)


class NoteForm(ActionForm):
    """What was done about a problem."""

    note = forms.CharField(label=_("What was done"), max_length=500, required=False)


class NothingForm(ActionForm):
    """An act that needs no word."""
