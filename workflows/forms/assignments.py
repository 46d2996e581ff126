"""Forms of assignments: points with their executors, and what is done to an issued one."""

from datetime import timedelta
from typing import Any

from django import forms
from django.forms.utils import ErrorDict
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agencies import rules
from agencies import selectors as staff
from agencies.models import Employee, TermEvent
from citizens.complaining import kept_out
from citizens.models import Case
from documents.models import Document
from history import clock
from workflows.assigned import Assignment
from workflows.forms.base import ActionForm, DateField, EmployeeField, PeopleField, PhrasesField
from workflows.forms.cases import AssignmentTermField, offer_with_load
from workflows.load_selectors import loads_of
from workflows.services import assignments
from workflows.services.assignments import Point, shared

READY_TEXTS = (
    "Прошу подготовить справку.",
    "Прошу рассмотреть и доложить.",
    "Прошу представить предложения.",
)
MOST_SHOWN = 20


class PointsForm(forms.Form):
    """Points of an assignment on a paper, each with its executors and term; ``count`` of them.

    Fields of the second point and the following ones end with its place, as the errors of the service do.
    """

    NAMES = ("executor", "text", "co_executors", "term_kind", "due_on", "controller", "clause")

    def __init__(
        self, data: Any = None, *, employee: Employee, paper: Case | Document, upper: Assignment | None, count: int
    ) -> None:
        super().__init__(data)
        self.employee, self.paper, self.upper = employee, paper, upper
        self.count = min(max(count, 1), MOST_SHOWN)
        resolves = rules.holds(employee, rules.Power.RESOLVE, paper.agency_id)
        drafts = upper is None and not resolves and rules.holds(employee, rules.Power.REGISTER, paper.agency_id)
        self.signer: Employee | None = None
        if drafts:
            head = EmployeeField(label=_("For the approval of"))
            head.offer(rules.holders(paper.agency, rules.Power.RESOLVE))
            self.fields["issuer"] = head
            if len(head.people) == 1:
                self.initial["issuer"] = next(iter(head.people))
            self.signer = (
                head.people.get(str(data.get("issuer", ""))) if data else next(iter(head.people.values()), None)
            )
        self._offer()

    def _offer(self) -> None:
        case = self.paper if isinstance(self.paper, Case) else self.paper.case
        out = kept_out(case)
        issuer, agency = self.signer or self.employee, self.paper.agency
        posts = [post for post in staff.assignees(issuer, agency) if post.employee_id not in out]
        limit = self.limit()
        last = max(limit or clock.today(), clock.today())
        away = staff.away({post.employee_id for post in posts}, first=clock.today(), last=last)
        loads = loads_of(agency, {post.employee_id for post in posts})
        terms = assignments.terms_offered(self.paper, limit)
        controllers = rules.holders(agency, rules.Power.CONTROL)
        for place in range(1, self.count + 1):
            end = self.ending(place)
            executor = EmployeeField(label=_("Responsible executor"))
            offer_with_load(executor, agency, posts, away, loads=loads)
            others = PeopleField(label=_("Co-executors"), required=False)
            others.offer(posts)
            others.help_text = gettext("They deliver to the responsible executor in the first half of the term.")
            kind = AssignmentTermField(label=_("Kind of term"), required=False)
            kind.offer(terms)
            due = DateField(label=_("By"), required=False)
            if limit is not None:
                self.initial[f"due_on{end}"] = max(limit, clock.today())
                due.help_text = gettext("Not after %(date)s.") % {"date": f"{limit:%d.%m.%Y}"}
            controller = EmployeeField(label=_("Controller"), required=False)
            controller.offer(controllers, without=case.complained_of_id if case else None, empty=gettext("the issuer"))
            self.fields[f"executor{end}"] = executor
            self.fields[f"text{end}"] = PhrasesField(label=_("Text"), phrases=READY_TEXTS, required=False)
            self.fields[f"term_kind{end}"] = kind
            self.fields[f"due_on{end}"] = due
            self.fields[f"co_executors{end}"] = others
            self.fields[f"controller{end}"] = controller
            self.fields[f"clause{end}"] = forms.CharField(label=_("Point of the paper"), max_length=40, required=False)
            if any(self.data.get(f"term_kind{end}") == one.code for one, its in terms if its.due_on == clock.today()):
                self.fields[f"is_due_today_accepted{end}"] = forms.BooleanField(
                    label=_("Due today: issue it all the same"), required=False
                )
            if away:
                self.fields[f"is_absence_known{end}"] = forms.BooleanField(
                    label=_("The executor's absence is known to me"), required=False
                )

    @property
    def is_draft(self) -> bool:
        """Whether the points await the approval of a head."""
        return "issuer" in self.fields

    def begin_point(self) -> None:
        """Show the last point as a new one beside what was typed, without a word about what is missing yet."""
        name = f"due_on{self.ending(self.count)}"
        if name in self.initial:
            typed = QueryDict(mutable=True)
            typed.update(self.data)
            typed[name] = self.initial[name].isoformat()
            self.data = typed
        self._errors = ErrorDict()

    @staticmethod
    def ending(place: int) -> str:
        """How the names of a point's fields end."""
        return "" if place == 1 else f"_{place}"

    def limit(self) -> Any:
        """The day that no point may outlast, None where there is none."""
        case = self.paper if isinstance(self.paper, Case) else self.paper.case
        issuer = self.signer or self.employee
        bare = Assignment(agency=self.paper.agency, case=case, parent=self.upper, issuer=issuer)
        return shared.limit_of(bare)

    def groups(self) -> list[tuple[int, list[forms.BoundField]]]:
        """The fields of each point, for the page."""
        names = list(self.fields)
        heads = [[name for name in names if self._place(name) == place] for place in range(1, self.count + 1)]
        return [(place, [self[name] for name in group]) for place, group in enumerate(heads, 1)]

    def points(self) -> list[Point]:
        """What the service is given."""
        data = self.cleaned_data
        return [
            Point(
                text=data[f"text{end}"],
                executor=data[f"executor{end}"],
                co_executors=data[f"co_executors{end}"],
                due_on=data[f"due_on{end}"],
                term_kind=data[f"term_kind{end}"],
                controller=data[f"controller{end}"],
                clause=data[f"clause{end}"],
                is_due_today_accepted=data.get(f"is_due_today_accepted{end}", False),
                is_absence_known=data.get(f"is_absence_known{end}", False),
            )
            for end in map(self.ending, range(1, self.count + 1))
        ]

    def _place(self, name: str) -> int:
        if name == "issuer":
            return 0
        _head, _line, end = name.rpartition("_")
        return int(end) if end.isdigit() else 1


class ReasonForm(ActionForm):
    """Why the assignment is not theirs."""

    reason = forms.CharField(label=_("Reason"), max_length=500, required=False)


class AnotherExecutorForm(ActionForm):
    """Who executes a disputed assignment instead."""

    executor = EmployeeField(label=_("Responsible executor"))
    is_absence_known = forms.BooleanField(label=_("The executor's absence is known to me"), required=False)

    def prepare(self) -> None:
        """Whom the issuer may give it to."""
        assert self.item.assignment is not None
        _offer_others(self, self.item.assignment)


class GrantLongerForm(ActionForm):
    """Until when, and why; what was asked for is the default."""

    due_on = DateField(label=_("By"))
    reason = forms.CharField(label=_("Reason"), max_length=500, required=False)

    def prepare(self) -> None:
        """Take over what was asked for."""
        assignment = self.item.assignment
        term = staff.term_of(assignment) if assignment is not None else None
        asked = term.changes.filter(event=TermEvent.ASKED).last() if term is not None else None
        if term is not None and asked is not None and asked.days:
            self.initial.setdefault("due_on", term.due_on + timedelta(days=asked.days))
        self.initial.setdefault("reason", self.item.note)


class AssignmentForm(forms.Form):
    """A form about an issued assignment, filled by who directs or executes it."""

    def __init__(self, *args: Any, employee: Employee, assignment: Assignment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.employee, self.assignment = employee, assignment
        self.prepare()

    def prepare(self) -> None:
        """Fill choices and initial values from the assignment."""


class NewTermForm(AssignmentForm):
    """Another date, and why."""

    due_on = DateField(label=_("By"))
    reason = forms.CharField(label=_("Reason"), max_length=500, required=False)

    def prepare(self) -> None:
        """The present date is the default."""
        self.initial.setdefault("due_on", max(self.assignment.due_on, clock.today()))


class NewExecutorForm(AssignmentForm):
    """Another executor, and why."""

    executor = EmployeeField(label=_("Executor"))
    reason = forms.CharField(label=_("Reason"), max_length=500, required=False)
    is_absence_known = forms.BooleanField(label=_("The executor's absence is known to me"), required=False)

    def prepare(self) -> None:
        """Whom the issuer may give it to."""
        _offer_others(self, self.assignment)


class CoExecutorForm(AssignmentForm):
    """One more co-executor."""

    co_executors = EmployeeField(label=_("Co-executor"))

    def prepare(self) -> None:
        """Whom the issuer may give it to."""
        _offer_others(self, self.assignment, "co_executors")


class WhyForm(AssignmentForm):
    """Why."""

    reason = forms.CharField(label=_("Reason"), max_length=500, required=False)


class ProgressForm(AssignmentForm):
    """How it goes on."""

    text = forms.CharField(label=_("Interim information"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))


def _offer_others(form: forms.Form, assignment: Assignment, name: str = "executor") -> None:
    """Offer whom the issuer may give the assignment to, without its executor and the official complained of."""
    field = form.fields[name]
    assert isinstance(field, EmployeeField)
    out = kept_out(assignment.case) | {assignment.executor_id}
    posts = staff.assignees(assignment.issuer, assignment.agency)
    field.offer([post for post in posts if post.employee_id not in out])
