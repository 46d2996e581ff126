"""Questions of the control desk: what is on control in an agency, by term, unit and controller, within one's sight."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import models
from django.db.models import Count, Q, QuerySet, Value
from django.utils.translation import gettext_lazy as _

from agencies.calendars import calendar_for
from agencies.models import Agency, Employee, Unit
from citizens.models import Case
from history import clock
from workflows.assigned import Assignment

SOON_DAYS = 3
CASE, ASSIGNMENT = 0, 1
NOBODY = "none"


class Bucket(models.TextChoices):
    """How near the term is."""

    OVERDUE = "overdue", _("overdue")
    TODAY = "today", _("due today")
    SOON = "soon", _("due in three days")
    LATER = "later", _("due later")


@dataclass(frozen=True)
class Asked:
    """What the reader asks for: of which terms, of which unit, with which controller; empty for all."""

    bucket: str = ""
    unit: str = ""
    controller: str = ""


@dataclass(frozen=True)
class Line:
    """A case or an assignment on control."""

    key: tuple[date, int, int]
    number: str
    title: str
    executor: Employee | None
    unit: Unit | None
    controller: Employee | None
    state: str
    paper: Case | Assignment

    @property
    def due_on(self) -> date:
        """When it is due."""
        return self.key[0]

    @property
    def is_case(self) -> bool:
        """Whether it is a case, and not an assignment."""
        return self.key[1] == CASE


@dataclass
class Figures:
    """Counts of one row of the summary by bucket; ``asked`` names its list."""

    key: str
    name: str
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(Bucket.values, 0))

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.counts.values())

    @property
    def cells(self) -> list[tuple[str, int]]:
        """Bucket and count, in the order of the columns."""
        return [(bucket, self.counts[bucket]) for bucket in Bucket.values]


@dataclass(frozen=True)
class Days:
    """The days that divide the buckets: today, and the third working day from it."""

    today: date
    soon: date

    def of(self, bucket: str) -> Q:
        """The condition on the due date."""
        conditions: dict[str, Q] = {
            Bucket.OVERDUE: Q(due_on__lt=self.today),
            Bucket.TODAY: Q(due_on=self.today),
            Bucket.SOON: Q(due_on__gt=self.today, due_on__lte=self.soon),
            Bucket.LATER: Q(due_on__gt=self.soon),
        }
        return conditions.get(bucket, Q())

    def counted(self) -> dict[str, Count]:
        """A count of each bucket."""
        return {bucket: Count("pk", filter=self.of(bucket)) for bucket in Bucket.values}


def days(agency: Agency) -> Days:
    """The days of today."""
    today = clock.today()
    return Days(today, calendar_for(agency).add_working_days(today, SOON_DAYS))


def cases(reader: Employee, agency: Agency) -> QuerySet[Case]:
    """Cases on control that the reader sees."""
    return Case.objects.visible_to(reader).filter(agency=agency, is_on_control=True)


def assignments(reader: Employee, agency: Agency) -> QuerySet[Assignment]:
    """Assignments on control that the reader sees."""
    return Assignment.objects.visible_to(reader).in_force().filter(agency=agency)


def lines(
    reader: Employee, agency: Agency, asked: Asked, *, after: tuple[date, int, int] | None = None, size: int
) -> list[Line]:
    """What is on control, by due date; one more than ``size`` tells of a next page. Three queries."""
    when = days(agency).of(asked.bucket)
    found = _narrowed(cases(reader, agency), asked, CASE).filter(when)
    given = _narrowed(assignments(reader, agency), asked, ASSIGNMENT).filter(when)
    if after is not None:
        found, given = found.filter(_later(after, CASE)), given.filter(_later(after, ASSIGNMENT))
    columns = ("due_on", "what", "pk")
    keys = found.annotate(what=Value(CASE)).order_by().values_list(*columns)
    keys = keys.union(given.annotate(what=Value(ASSIGNMENT)).order_by().values_list(*columns), all=True)
    return _loaded(list(keys.order_by(*columns)[: size + 1]))


def summary(reader: Employee, agency: Agency) -> tuple[Figures, list[Figures], list[Figures]]:
    """Counts of everything, by unit and by controller; three queries beside the names."""
    counted = days(agency).counted()
    by_unit: dict[str, Figures] = {}
    by_controller: dict[str, Figures] = {}
    whole = Figures("", "")
    of_cases = cases(reader, agency).order_by().values("unit").annotate(**counted)
    of_given = assignments(reader, agency).order_by().values("unit", "controller").annotate(**counted)
    for row in of_cases:
        _add(row, whole, _of(by_unit, row["unit"]), _of(by_controller, None))
    for row in of_given:
        _add(row, whole, _of(by_unit, row["unit"]), _of(by_controller, row["controller"]))
    units = Unit.objects.in_bulk([int(key) for key in by_unit if key != NOBODY])
    people = Employee.objects.in_bulk([int(key) for key in by_controller if key != NOBODY])
    for key, figures in by_unit.items():
        figures.name = str(units[int(key)]) if key != NOBODY else ""
    for key, figures in by_controller.items():
        figures.name = people[int(key)].short_name if key != NOBODY else ""
    return whole, _sorted(by_unit), _sorted(by_controller)


def _narrowed(rows: Any, asked: Asked, kind: int) -> Any:
    if asked.unit:
        rows = rows.filter(unit__isnull=True) if asked.unit == NOBODY else rows.filter(unit=int(asked.unit))
    if asked.controller and kind == CASE:
        return rows if asked.controller == NOBODY else rows.none()
    if asked.controller:
        return rows.none() if asked.controller == NOBODY else rows.filter(controller=int(asked.controller))
    return rows


def _later(after: tuple[date, int, int], kind: int) -> Q:
    due_on, last_kind, key = after
    same_day = Q(pk__gt=key) if kind == last_kind else Q() if kind > last_kind else Q(pk__in=[])
    return Q(due_on__gt=due_on) | Q(due_on=due_on) & same_day


def _loaded(keys: Iterable[tuple[date, int, int]]) -> list[Line]:
    wanted: dict[int, list[int]] = defaultdict(list)
    for _due, kind, pk in keys:
        wanted[kind].append(pk)
    people = ("executor", "unit")
    papers = Case.objects.select_related(*people).in_bulk(wanted[CASE]) if wanted[CASE] else {}
    given = Assignment.objects.select_related(*people, "controller", "case", "document")
    points = given.in_bulk(wanted[ASSIGNMENT]) if wanted[ASSIGNMENT] else {}
    return [_line(key, papers[key[2]] if key[1] == CASE else points[key[2]]) for key in keys]


def _line(key: tuple[date, int, int], paper: Case | Assignment) -> Line:
    if isinstance(paper, Case):
        state = paper.get_stage_display()
        return Line(key, paper.number, paper.summary, paper.executor, paper.unit, None, state, paper)
    number, state = paper.full_number, paper.get_state_display()
    return Line(key, number, paper.text, paper.executor, paper.unit, paper.controller, state, paper)


def _of(found: dict[str, Figures], key: int | None) -> Figures:
    name = NOBODY if key is None else str(key)
    return found.setdefault(name, Figures(name, ""))


def _add(row: Mapping[str, Any], *figures: Figures) -> None:
    for one in figures:
        for bucket in Bucket.values:
            one.counts[bucket] += row[bucket]


def _sorted(found: dict[str, Figures]) -> list[Figures]:
    return sorted(found.values(), key=lambda one: (one.key == NOBODY, one.name))
