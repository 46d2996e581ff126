"""Questions of managers: who has how much to do, in what time, and where the hours of a case went.

Each figure of the load and the list behind it come from one condition, so a list always has its figure's length.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.db import models
from django.db.models import Count, ExpressionWrapper, F, Q, Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agencies.calendars import calendar_for
from agencies.models import Agency, Employee, Post, Unit
from citizens.models import Case
from citizens.sight import seen_case
from documents.sight import seen_document
from history import clock
from oversight import policies
from workflows.elapsed import CaseTime, TaskTime, time_of
from workflows.models import UNFINISHED, Effort, WorkItem, WorkKind, WorkState

SOON_WORKING_DAYS = 3
LOOK_BACK_DAYS = 30
NO_TIME = timedelta()


class Figure(models.TextChoices):
    """The figures of a person's load."""

    OPEN = "open", _("open")
    SOON = "soon", _("due within 3 working days")
    OVERDUE = "overdue", _("overdue")
    DONE = "done", _("done in 30 days")
    LATE = "late", _("of them late")
    HOURS = "hours", _("hours in 30 days")


@dataclass
class LoadRow:
    """A person's figures."""

    post: Post
    counts: dict[str, int] = field(default_factory=dict)
    effort: timedelta = NO_TIME

    @property
    def figures(self) -> list[tuple[Figure, int]]:
        """The counts in the order of the columns."""
        return [(figure, self.counts.get(figure, 0)) for figure in Figure if figure is not Figure.HOURS]


@dataclass
class UnitLoad:
    """The people of a unit, and their figures added up."""

    unit: Unit
    rows: list[LoadRow]

    @property
    def figures(self) -> list[tuple[Figure, int]]:
        """Sums of the columns."""
        return [
            (figure, sum(row.counts.get(figure, 0) for row in self.rows))
            for figure in Figure
            if figure is not Figure.HOURS
        ]

    @property
    def effort(self) -> timedelta:
        """Sum of touch time."""
        return sum((row.effort for row in self.rows), NO_TIME)


@dataclass
class Hours:
    """What one person put into a case: touch time, and for how much working time items lay with them."""

    person: Employee | None
    touch: timedelta = NO_TIME
    elapsed: timedelta = NO_TIME
    items: int = 0


@dataclass(frozen=True)
class CaseHours:
    """The hours of a case per person, its items with their touch time, and the working time that passed beside them."""

    people: list[Hours]
    items: list[tuple[TaskTime, timedelta]]
    touch: timedelta
    time: CaseTime


def people_watched(manager: Employee) -> list[Post]:
    """The people whom a manager watches, each once with the first of their posts there, by unit and name."""
    posts = (
        Post.objects.current()
        .filter(policies.posts_watched(manager))
        .select_related("employee", "unit")
        .order_by("unit__code", "employee__last_name", "employee__first_name", "-is_main", "id")
    )
    seen: dict[int, Post] = {}
    for post in posts:
        seen.setdefault(post.employee_id, post)
    return list(seen.values())


def load(manager: Employee) -> list[UnitLoad]:
    """Figures of everybody whom the manager watches, by unit. A constant number of queries, whatever the staff."""
    posts = people_watched(manager)
    rows = {post.employee_id: LoadRow(post) for post in posts}
    conditions = _conditions(manager)
    _count(rows, _open_items(manager), "assignee", {name: conditions[name] for name in _OF_OPEN})
    _count(rows, _done_items(manager), "done_by", {name: conditions[name] for name in _OF_DONE})
    spent = _efforts(manager).values("employee").annotate(spent=Sum(_LENGTH)).order_by()
    for line in spent.filter(employee__in=list(rows)):
        rows[line["employee"]].effort = line["spent"]
    by_unit: dict[int, UnitLoad] = {}
    for row in rows.values():
        by_unit.setdefault(row.post.unit_id, UnitLoad(row.post.unit, [])).rows.append(row)
    return list(by_unit.values())


def items_of(manager: Employee, person: Employee, figure: Figure) -> models.QuerySet[WorkItem]:
    """The work items behind one figure of a person, the earliest term first, items without a term last."""
    items = (
        _done_items(manager).filter(done_by=person)
        if figure in _OF_DONE
        else _open_items(manager).filter(assignee=person)
    )
    return (
        items.filter(_conditions(manager)[figure])
        .select_related("case", "document")
        .order_by(F("due_on").asc(nulls_last=True), "id")
    )


def after(items: models.QuerySet[WorkItem], due_on: date | None, key: int) -> models.QuerySet[WorkItem]:
    """The rest of such a list behind the item with this term and number."""
    if due_on is None:
        return items.filter(due_on__isnull=True, pk__gt=key)
    return items.filter(Q(due_on__gt=due_on) | Q(due_on=due_on, pk__gt=key) | Q(due_on__isnull=True))


def efforts_of(manager: Employee, person: Employee) -> models.QuerySet[Effort]:
    """The stretches of touch time behind the hours of a person, the newest first."""
    efforts = _efforts(manager).filter(employee=person).annotate(length=_LENGTH)
    return efforts.select_related("item", "case").order_by("-starts_at", "-id")


def hours_of(case: Case) -> CaseHours:
    """Touch time per person and per item beside the working time that passed. A constant number of queries."""
    efforts: dict[int, dict[int, timedelta]] = defaultdict(lambda: defaultdict(timedelta))
    people: dict[int, Hours] = {}
    for effort in Effort.objects.filter(case=case).select_related("employee"):
        length = effort.ends_at - effort.starts_at
        efforts[effort.item_id][effort.employee_id] += length
        person = people.setdefault(effort.employee_id, Hours(effort.employee))
        person.touch += length
    time = time_of(case)
    for task in time.tasks:
        holder = task.item.done_by or task.item.assignee
        if holder is not None:
            held = people.setdefault(holder.pk, Hours(holder))
            held.elapsed += task.passed.whole
            held.items += 1
    items = [(task, sum(efforts[task.item.pk].values(), NO_TIME)) for task in time.tasks]
    rows = sorted(people.values(), key=lambda hours: hours.touch, reverse=True)
    return CaseHours(rows, items, sum((row.touch for row in rows), NO_TIME), time)


def look_back() -> datetime:
    """The moment from which done work and hours count."""
    first = clock.today() - timedelta(days=LOOK_BACK_DAYS)
    return timezone.make_aware(datetime.combine(first, time.min))


_OF_OPEN = (Figure.OPEN, Figure.SOON, Figure.OVERDUE)
_OF_DONE = (Figure.DONE, Figure.LATE)
_LENGTH = ExpressionWrapper(F("ends_at") - F("starts_at"), output_field=models.DurationField())


def _conditions(manager: Employee) -> dict[Figure, Q]:
    """What makes a work item count in each figure."""
    today = clock.today()
    return {
        Figure.OPEN: Q(state__among=UNFINISHED),
        Figure.SOON: Q(state__among=UNFINISHED) & _due_soon(manager, today),
        Figure.OVERDUE: Q(state__among=UNFINISHED, due_on__lt=today),
        Figure.DONE: Q(state=WorkState.DONE, done_at__gte=look_back()),
        Figure.LATE: Q(state=WorkState.DONE, done_at__gte=look_back(), done_at__date__gt=F("due_on")),
    }


def _due_soon(manager: Employee, today: date) -> Q:
    """Due from today to the third working day by the calendar of the item's own agency."""
    soon = Q(pk__in=[])
    for agency in Agency.objects.filter(pk__in=policies.agencies_watched(manager)):
        last = calendar_for(agency).add_working_days(today, SOON_WORKING_DAYS)
        soon |= Q(agency=agency.pk, due_on__gte=today, due_on__lte=last)
    return soon


def items_seen(manager: Employee) -> models.QuerySet[WorkItem]:
    """Work of the manager's agencies on papers that the manager sees; that somebody is mentioned is no work."""
    return WorkItem.objects.filter(
        seen_case(manager, "case")
        | Q(case__isnull=True) & seen_document(manager, "document")
        | Q(case__isnull=True, document__isnull=True),
        agency__in=policies.agencies_watched(manager),
    ).exclude(kind=WorkKind.MENTIONED)


def _open_items(manager: Employee) -> models.QuerySet[WorkItem]:
    return items_seen(manager).filter(state__among=UNFINISHED)


def _done_items(manager: Employee) -> models.QuerySet[WorkItem]:
    return items_seen(manager).filter(state=WorkState.DONE, done_at__gte=look_back())


def _efforts(manager: Employee) -> models.QuerySet[Effort]:
    """Touch time of the last 30 days on items that the manager sees."""
    return Effort.objects.filter(item__in=items_seen(manager), starts_at__gte=look_back())


def _count(rows: dict[int, LoadRow], items: models.QuerySet[WorkItem], whose: str, figures: dict[Figure, Q]) -> None:
    counts = {figure.value: Count("pk", filter=condition) for figure, condition in figures.items()}
    lines: Iterable[dict[str, int]] = (
        items.filter(**{f"{whose}__in": list(rows)}).values(whose).annotate(**counts).order_by()
    )
    for line in lines:
        for figure in figures:
            rows[line[whose]].counts[figure] = line[figure.value]
