"""Where work gets stuck: how long the steps of processes take, how often work comes back, which are never used.

A figure and the list behind it come from one condition, so a list always has its figure's length. Time is working
time.
"""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db import models
from django.db.models import (
    Count,
    DateTimeField,
    DurationField,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    Subquery,
    Value,
    Window,
)
from django.db.models.functions import Coalesce, RowNumber
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, Employee, Unit
from agencies.worktime import WorkingTime, median_of, working_time_of
from history import clock
from oversight import policies
from oversight.selectors.load import items_seen
from workflows.models import UNFINISHED, WorkItem, WorkKind, WorkState
from workflows.pictures.names import KINDS, TITLES, name_of, nodes_of
from workflows.time_selectors import midnight

# Of more than this many done in the days asked for, the median is that of the latest.
SAMPLE = 1000
NOTHING = {"done": 0, "open": 0, "entered": 0}
# A letter or an order is revised only after it was returned.
REVISED = (WorkKind.REVISE, WorkKind.REVISE_ORDER)
# Work that came from this step before it came back.
RETURNED_FROM: dict[str, str] = {WorkKind.EXECUTE: WorkKind.CONTROL, WorkKind.DO: WorkKind.CHECK}


class Figure(models.TextChoices):
    """The figures of a step."""

    DONE = "done", _("done")
    BACK = "back", _("came back")
    OPEN = "open", _("open now")


@dataclass(frozen=True)
class Asked:
    """From which day to which, of which kind of case and of which unit; what is empty is not asked."""

    since: date
    until: date
    kind: str = ""
    unit: Unit | None = None


@dataclass(frozen=True)
class Step:
    """A step of one or more processes, and the work that it lays on a desk."""

    processes: tuple[str, ...]
    name: str
    kind: WorkKind

    @property
    def process(self) -> str:
        """The titles of its processes in a row."""
        return ", ".join(self.processes)


@dataclass(frozen=True)
class Row:
    """A step with its figures. ``half`` of what was done took no longer, in working time; None where nothing was."""

    step: Step
    done: int
    back: int
    open: int
    entered: int
    half: timedelta | None

    @property
    def is_unused(self) -> bool:
        """Whether no case came by it in the days asked for."""
        return not (self.done or self.entered)

    @property
    def is_of_a_part(self) -> bool:
        """Whether the median is that of the latest alone."""
        return self.done > SAMPLE

    @property
    def figures(self) -> list[tuple[Figure, int]]:
        """The counts in the order of the columns."""
        return [(Figure.DONE, self.done), (Figure.BACK, self.back), (Figure.OPEN, self.open)]


def steps() -> list[Step]:
    """Every kind of work that people do at a step of today's processes, in the order of the roads. What several steps
    lay is told once, by the first of them and of all their processes.
    """
    found: dict[WorkKind, Step] = {}
    for code, title in TITLES.items():
        names = {node.name: name_of(code, node) for node in nodes_of(code)}
        for name, kind in KINDS[code].items():
            if name not in names:
                continue
            known = found.get(kind)
            if known is None:
                found[kind] = Step((str(title),), names[name], kind)
            elif str(title) not in known.processes:
                found[kind] = replace(known, processes=(*known.processes, str(title)))
    return list(found.values())


def rows(manager: Employee, asked: Asked) -> list[Row]:
    """Every step with its figures. A constant number of queries for a manager of one agency."""
    found = _items(manager, asked)
    conditions = _conditions(asked)
    counts = {name: Count("pk", filter=conditions[name]) for name in (Figure.DONE, Figure.OPEN)}
    touched = found.filter(conditions[Figure.DONE] | conditions[Figure.OPEN] | _entered(asked))
    lines = (
        touched.order_by()
        .values("kind")
        .annotate(done=counts[Figure.DONE], open=counts[Figure.OPEN], entered=Count("pk", filter=_entered(asked)))
    )
    by_kind: dict[str, dict[str, Any]] = {line["kind"]: dict(line) for line in lines}
    back = dict(_back(found, asked).order_by().values_list("kind").annotate(Count("pk")))
    halves = _halves(found.filter(conditions[Figure.DONE]))
    return [
        Row(
            step=step,
            done=by_kind.get(step.kind, NOTHING)["done"],
            back=back.get(step.kind, 0),
            open=by_kind.get(step.kind, NOTHING)["open"],
            entered=by_kind.get(step.kind, NOTHING)["entered"],
            half=halves.get(step.kind),
        )
        for step in steps()
    ]


def behind(manager: Employee, asked: Asked, kind: str, figure: Figure) -> models.QuerySet[WorkItem]:
    """The work behind one figure of a step, what lay longest first."""
    found = _items(manager, asked).filter(kind=kind)
    found = _back(found, asked) if figure is Figure.BACK else found.filter(_conditions(asked)[figure])
    ended = Coalesce(F("done_at"), Value(clock.now()), output_field=DateTimeField())
    lay = ExpressionWrapper(ended - F("created_at"), output_field=DurationField())
    return found.select_related("agency", "case", "document", "queue_unit", "assignee", "done_by").order_by(
        lay.desc(), "pk"
    )


def took(items: list[WorkItem]) -> list[tuple[WorkItem, timedelta]]:
    """Each with the working time from its arrival to its end, or to now; two queries an agency."""
    work = _working_times({item.agency_id for item in items})
    now = clock.now()
    return [(item, work[item.agency_id].between(item.created_at, item.done_at or now)) for item in items]


def units(manager: Employee) -> models.QuerySet[Unit]:
    """Units of the agencies in which the person manages anybody."""
    return Unit.objects.filter(agency__in=policies.agencies_watched(manager)).order_by("code", "pk")


def step_of(kind: str) -> Step | None:
    """The step that lays such work; None where none does."""
    return next((step for step in steps() if step.kind == kind), None)


def _items(manager: Employee, asked: Asked) -> models.QuerySet[WorkItem]:
    found = items_seen(manager).filter(kind__in={step.kind for step in steps()})
    if asked.kind:
        found = found.filter(case__kind=asked.kind)
    return found.filter(queue_unit=asked.unit) if asked.unit else found


def _conditions(asked: Asked) -> dict[Figure, Q]:
    done = Q(state=WorkState.DONE, done_at__gte=midnight(asked.since), done_at__lt=_end(asked))
    return {Figure.DONE: done, Figure.OPEN: Q(state__in=UNFINISHED)}


def _entered(asked: Asked) -> Q:
    return Q(created_at__gte=midnight(asked.since), created_at__lt=_end(asked))


def _back(found: models.QuerySet[WorkItem], asked: Asked) -> models.QuerySet[WorkItem]:
    """Work that came back to a step in the days asked for: it was there before, and a later step returned it."""
    earlier = WorkItem.objects.filter(task__process=OuterRef("task__process"), pk__lt=OuterRef("pk")).order_by("-pk")
    is_back = Q(kind__in=REVISED)
    for kind, source in RETURNED_FROM.items():
        is_back |= Q(kind=kind, before=source)
    returned = found.filter(_entered(asked), kind__in=[*REVISED, *RETURNED_FROM])
    return returned.annotate(before=Subquery(earlier.values("kind")[:1])).filter(is_back)


def _halves(done: models.QuerySet[WorkItem]) -> dict[str, timedelta]:
    """The median working time of each kind of work."""
    place = Window(RowNumber(), partition_by=[F("kind")], order_by=[F("done_at").desc(), F("pk").desc()])
    latest = done.annotate(place=place).filter(place__lte=SAMPLE).order_by()
    lines = list(latest.values_list("kind", "agency", "created_at", "done_at"))
    work = _working_times({agency for _kind, agency, _begun, _ended in lines})
    found: dict[str, list[timedelta]] = defaultdict(list)
    for kind, agency, begun, ended in lines:
        if ended is not None:
            found[kind].append(work[agency].between(begun, ended))
    return {kind: median_of(spans) for kind, spans in found.items()}


def _working_times(agencies: set[int]) -> dict[int, WorkingTime]:
    return {key: working_time_of(agency) for key, agency in Agency.objects.in_bulk(agencies).items()}


def _end(asked: Asked) -> datetime:
    return midnight(asked.until + timedelta(days=1))
