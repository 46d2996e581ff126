"""Hours of effort added up by person, unit, kind of work, stage, case or task, for those who watch these people.

A sum and the list behind it come from one condition, so a list always adds up to its sum. Attendance is another record;
nothing here is computed from it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import models
from django.db.models import CharField, DurationField, Exists, ExpressionWrapper, F, OuterRef, Sum, Value, When
from django.utils.translation import gettext_lazy as _

from agencies.models import Employee, Post, Unit
from citizens.models import Case, Stage
from oversight import policies
from oversight.selectors.load import items_seen, people_watched
from workflows.models import Effort, WorkItem, WorkKind
from workflows.time_selectors import midnight


class By(models.TextChoices):
    """What hours are added up by."""

    PERSON = "person", _("person")
    UNIT = "unit", _("unit")
    KIND = "kind", _("kind of work")
    STAGE = "stage", _("stage of the case")
    CASE = "case", _("case")
    TASK = "task", _("task")


# The stage of its case in which each kind of work is done; all other work is done while the case is in work.
STAGE_OF: dict[str, str] = {
    WorkKind.REGISTER: Stage.REGISTERED,
    WorkKind.RESOLVE: Stage.REGISTERED,
    WorkKind.CHECK_PAPERS: Stage.PAPERS,
    WorkKind.AWAIT_REPLY: Stage.WAITING,
    WorkKind.CONFIRM: Stage.DECIDED,
    WorkKind.CONTROL: Stage.REPORTED,
    WorkKind.FILE: Stage.OFF_CONTROL,
}
NO_TIME = timedelta()
LENGTH = ExpressionWrapper(F("ends_at") - F("starts_at"), output_field=DurationField())
COLUMN: dict[str, str] = {
    By.PERSON: "employee",
    By.UNIT: "item__queue_unit",
    By.KIND: "item__kind",
    By.STAGE: "stage",
    By.CASE: "case",
    By.TASK: "item",
}
NOTHING = "none"
ROWS_AT_MOST = 20_000
DIGITS_OF_A_KEY = 18


@dataclass(frozen=True)
class Asked:
    """From which day to which, added up by what."""

    since: date
    until: date
    by: By


@dataclass(frozen=True)
class Row:
    """One sum: of what, its key in the address of its list, hours, and how many stretches they are."""

    key: str
    label: str
    spent: timedelta
    count: int


def sums(manager: Employee, asked: Asked) -> models.QuerySet[Effort, dict[str, Any]]:
    """The sums as the table is paged by, the largest first; `rows_of` reads them."""
    column = COLUMN[asked.by]
    found = _efforts(manager, asked).values(column).annotate(spent=Sum(LENGTH), count=models.Count("pk"))
    ordered: models.QuerySet[Effort, dict[str, Any]] = found.order_by("-spent", column)
    return ordered


def rows_of(asked: Asked, lines: Sequence[dict[str, Any]]) -> list[Row]:
    """Sums with what each is of; two queries at most."""
    column = COLUMN[asked.by]
    labels = _labels(asked.by, [line[column] for line in lines])
    return [
        Row(NOTHING if line[column] is None else str(line[column]), labels[line[column]], line["spent"], line["count"])
        for line in lines
    ]


def rows(manager: Employee, asked: Asked) -> list[Row]:
    """The sums for a file, the largest first; of more than a spreadsheet is good for, the largest."""
    return rows_of(asked, list(sums(manager, asked)[:ROWS_AT_MOST]))


def total(manager: Employee, asked: Asked) -> timedelta:
    """All hours of the days asked for."""
    return sum_of(_efforts(manager, asked))


def behind(manager: Employee, asked: Asked, key: str) -> models.QuerySet[Effort]:
    """The stretches behind one sum, the newest first; none behind a key that no sum has."""
    column, found = COLUMN[asked.by], _efforts(manager, asked).annotate(length=LENGTH)
    if key == NOTHING:
        found = found.filter(**{f"{column}__isnull": True})
    elif asked.by in (By.KIND, By.STAGE):
        found = found.filter(**{column: key})
    else:
        found = (
            found.filter(**{column: int(key)}) if key.isascii() and key.isdigit() and len(key) < 18 else found.none()
        )
    return found.select_related("employee", "item", "case").order_by("-starts_at", "-id")


def sum_of(efforts: models.QuerySet[Effort]) -> timedelta:
    """How long stretches are together."""
    found: timedelta | None = efforts.aggregate(spent=Sum(LENGTH))["spent"]
    return found or NO_TIME


def is_known(manager: Employee, asked: Asked, key: str) -> bool:
    """Whether such a sum could stand in the manager's table, though nothing may have been counted: a person watched."""
    watched = {str(post.employee_id) for post in people_watched(manager)}
    return asked.by is By.PERSON and key in watched


def label_of(by: By, key: str) -> str:
    """What the sum of a key is of."""
    if key == NOTHING:
        return _labels(by, [None])[None]
    value: Any = key if by in (By.KIND, By.STAGE) else int(key)
    return _labels(by, [value]).get(value, "")


def _efforts(manager: Employee, asked: Asked) -> models.QuerySet[Effort]:
    """Effort of the people whom the manager watches, on papers that the manager sees, begun on the days asked for."""
    posts = Post.objects.filter(policies.posts_watched(manager), employee=OuterRef("employee"))
    stages = [When(item__kind=kind, then=Value(str(stage))) for kind, stage in STAGE_OF.items()]
    within_case = models.Case(
        When(case__isnull=True, then=Value(None)),
        *stages,
        default=Value(str(Stage.IN_WORK)),
        output_field=CharField(null=True),
    )
    return Effort.objects.filter(
        Exists(posts),
        item__in=items_seen(manager),
        starts_at__gte=midnight(asked.since),
        starts_at__lt=midnight(asked.until + timedelta(days=1)),
    ).annotate(stage=within_case)


def _labels(by: By, keys: list[Any]) -> dict[Any, str]:
    """What each key is called; two queries at most."""
    known = [key for key in keys if key is not None]
    found: dict[Any, str] = {None: "—"}
    match by:
        case By.KIND:
            found |= {key: str(WorkKind(key).label) for key in known if key in WorkKind.values}
        case By.STAGE:
            found |= {key: str(Stage(key).label) for key in known if key in Stage.values}
        case By.PERSON:
            found |= {key: one.short_name for key, one in Employee.objects.in_bulk(known).items()}
        case By.UNIT:
            found |= {key: str(one) for key, one in Unit.objects.in_bulk(known).items()}
        case By.CASE:
            found |= {key: str(one) for key, one in Case.objects.in_bulk(known).items()}
        case By.TASK:
            found |= {key: str(one) for key, one in WorkItem.objects.in_bulk(known).items()}
    return found
