"""What must hold of every record at any time, and where it does not: steps and work, terms, numbers, time.

Questions for the nightly look and for tests; their cost follows open work, that of numbers and time their tables.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, F, Model, OuterRef, Q, TextChoices
from django.utils.translation import gettext_lazy as _
from viewflow.workflow.models import Process, Task
from viewflow.workflow.status import PROCESS, STATUS

from agencies.models import Term, TermState
from citizens.models import Case, Stage
from documents.models import Document
from history.acts import type_name
from workflows import timer_selectors
from workflows.models import UNFINISHED, CaseProcess, Effort, WorkItem

# Where a step waits, stands with an incident, or is done by somebody.
ACTIVE = (STATUS.NEW, STATUS.ASSIGNED, STATUS.STARTED, STATUS.SCHEDULED, STATUS.ERROR)
STANDING_STAGES = (
    *(Stage.REGISTERED, Stage.PAPERS, Stage.IN_WORK),
    *(Stage.WAITING, Stage.DECIDED, Stage.REPORTED),
)


class Breach(TextChoices):
    """What contradicts what."""

    PROCESS_LOST = "process-lost", _("a process runs, and none of its steps does")
    PROCESS_DOUBLED = "process-doubled", _("the same step of a process runs twice")
    STEP_WITHOUT_WORK = "step-without-work", _("a step waits for a person, and no work lies with anybody")
    WORK_WITHOUT_STEP = "work-without-step", _("work lies with a person, and its step has ended")
    TIMER_LOST = "timer-lost", _("a case in work has no running term")
    TIMER_UNFIRED = "timer-unfired", _("a timer of a step was due, and neither fired nor failed")
    NUMBER_DOUBLED = "number-doubled", _("a number was given twice")
    TIME_ASTRAY = "time-astray", _("time counts for another case than its work")
    TIME_OVERLAPS = "time-overlaps", _("stretches of time of one person overlap")


@dataclass(frozen=True)
class Broken:
    """One breach: what it is about and, if it is a paper's, which."""

    breach: Breach
    row: Model
    agency: int | None = None
    case: Case | None = None
    document: Document | None = None


def broken() -> Iterator[Broken]:
    """Every breach of every agency, kind by kind; in a healthy node there is none."""
    yield from _processes()
    yield from _steps()
    yield from _timers()
    yield from _numbers()
    yield from _time()


def _processes() -> Iterator[Broken]:
    running = Process.objects.exclude(status__in=[PROCESS.DONE, PROCESS.CANCELED])
    active = Task.objects.filter(process=OuterRef("pk"), status__in=ACTIVE)
    for process in running.exclude(Exists(active)).order_by("pk"):
        yield Broken(Breach.PROCESS_LOST, process, **_papers_of(process.pk))
    doubled = Task.objects.filter(status__in=ACTIVE).values("process", "flow_task", "token")
    for row in doubled.annotate(times=Count("pk")).filter(times__gt=1).order_by("process"):
        process = Process.objects.get(pk=row["process"])
        yield Broken(Breach.PROCESS_DOUBLED, process, **_papers_of(process.pk))


def _steps() -> Iterator[Broken]:
    waiting = Task.objects.filter(status__in=[STATUS.NEW, STATUS.ASSIGNED, STATUS.STARTED], flow_task_type="HUMAN")
    lying = WorkItem.objects.filter(task=OuterRef("pk"), state__in=UNFINISHED)
    for task in waiting.exclude(Exists(lying)).order_by("pk"):
        yield Broken(Breach.STEP_WITHOUT_WORK, task, **_papers_of(task.process_id))
    of_steps = WorkItem.objects.filter(state__in=UNFINISHED, task__isnull=False)
    ended = of_steps.exclude(task__status__in=[STATUS.NEW, STATUS.ASSIGNED, STATUS.STARTED])
    for item in ended.select_related("case", "document").order_by("pk"):
        yield Broken(Breach.WORK_WITHOUT_STEP, item, item.agency_id, item.case, item.document)


def _timers() -> Iterator[Broken]:
    terms = Term.objects.filter(
        subject_type=type_name(Case()),
        subject_key=OuterRef("pk"),
        state__in=[TermState.RUNNING, TermState.SUSPENDED],
    )
    for case in Case.objects.filter(stage__in=STANDING_STAGES).exclude(Exists(terms)).order_by("pk"):
        yield Broken(Breach.TIMER_LOST, case, case.agency_id, case)
    for one in timer_selectors.lost():
        papers = _papers_of_step(one.task) if one.task else {}
        yield Broken(Breach.TIMER_UNFIRED, one.subject, **{"agency": one.subject.agency_id, **papers})


def _numbers() -> Iterator[Broken]:
    for model, day in ((Document, "registered_on"), (Case, "registered_on")):
        given: Any = model._base_manager.exclude(number="").values("agency", "number", day)
        for row in given.annotate(times=Count("pk")).filter(times__gt=1).order_by("agency", "number"):
            row.pop("times")
            found: Any = model._base_manager.filter(**row).order_by("pk").last()
            paper = {"case": found} if isinstance(found, Case) else {"document": found}
            yield Broken(Breach.NUMBER_DOUBLED, found, found.agency_id, **paper)


def _time() -> Iterator[Broken]:
    astray = Effort.objects.filter(~Q(case=F("item__case")) | Q(case__isnull=True, item__case__isnull=False))
    for effort in astray.filter(item__case__isnull=False).select_related("item__case").order_by("pk"):
        yield Broken(Breach.TIME_ASTRAY, effort, effort.item.agency_id, effort.item.case)
    other = Effort.objects.filter(
        employee=OuterRef("employee"), starts_at__lt=OuterRef("ends_at"), ends_at__gt=OuterRef("starts_at")
    ).filter(pk__gt=OuterRef("pk"))
    for effort in Effort.objects.filter(Exists(other)).select_related("item__case").order_by("pk"):
        yield Broken(Breach.TIME_OVERLAPS, effort, effort.item.agency_id, effort.item.case)


def _papers_of_step(task: int) -> dict[str, Any]:
    return _papers_of(Task.objects.values_list("process", flat=True).get(pk=task))


def _papers_of(process: int) -> dict[str, Any]:
    """The case of a process, where it is one of a case or where work of it was ever laid."""
    item = WorkItem.objects.filter(task__process=process).select_related("case", "document").order_by("-pk").first()
    if item is not None:
        return {"agency": item.agency_id, "case": item.case, "document": item.document}
    of_case = CaseProcess.objects.filter(pk=process).select_related("case").first()
    return {"agency": of_case.case.agency_id, "case": of_case.case} if of_case is not None else {}
