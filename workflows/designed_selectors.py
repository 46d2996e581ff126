"""Questions to designs and to the cases that run on them."""

from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet
from django.utils.translation import gettext

from agencies.models import Agency
from citizens.models import Case
from workflows.approving import Approval, ApprovalState
from workflows.designed import Design, DesignedValue, DesignState, DesignVersion
from workflows.designs import CASE_TYPE, REASONS, ROUTE, RULE, kind_of, lines_of
from workflows.designs.reasons import read as read_reasons
from workflows.designs.shapes import CaseType, OwnStep, read
from workflows.models import CaseProcess, WorkItem
from workflows.ruled import FiringState, RuleFiring


def type_of(process: CaseProcess | None) -> CaseType | None:
    """The type that a process runs on, as its version has it; None for a case without one."""
    if process is None or process.design is None:
        return None
    return read(process.design.content)


def next_step(process: CaseProcess, place: str) -> OwnStep | None:
    """The first own step of a place that was not done yet."""
    design = type_of(process)
    left = design.steps_at(place) if design is not None else ()
    return next((step for step in left if process.passed.get(step.code) != place), None)


def step_of(item: WorkItem) -> OwnStep | None:
    """The own step that an item asks for, as the version has it that its case runs on."""
    process = CaseProcess.objects.select_related("design").filter(case=item.case_id).first()
    design = type_of(process)
    return design.step(item.step) if design is not None and item.step else None


def version_named(agency: int, named: Any) -> DesignVersion | None:
    """The version of a type of cases that an act names by code and number."""
    if not isinstance(named, dict):
        return None
    return DesignVersion.objects.published().get(
        design__agency=agency, design__kind=CASE_TYPE, design__code=named["code"], number=named["number"]
    )


def types_offered(agency: Agency) -> list[DesignVersion]:
    """The versions in force of the types of cases that the agency offers, by code. One query."""
    return versions_offered(agency, CASE_TYPE)


def versions_offered(agency: Agency | int, kind: str) -> list[DesignVersion]:
    """The versions in force of the designs of a kind that the agency offers, by code. One query."""
    versions = DesignVersion.objects.in_force().filter(design__agency=agency, design__kind=kind)
    return list(versions.select_related("design").order_by("design__code"))


def ready_reasons(agency: Agency | int, use: str) -> list[str]:
    """The ready reasons that an agency offers at an act, list after list, each once. One query."""
    lists = [read_reasons(one.content) for one in versions_offered(agency, REASONS)]
    return list(dict.fromkeys(reason for one in lists if use in one.uses for reason in one.reasons))


def values_of(case: Case) -> QuerySet[DesignedValue]:
    """What was filled in the own fields of a case, in the order of filling."""
    return DesignedValue.objects.filter(case=case)


@dataclass(frozen=True)
class Line:
    """A line of two compared versions: in both, only in the earlier or only in the later one."""

    text: str
    sign: str


def compared(kind: str, agency: Agency, before: DesignVersion, after: DesignVersion) -> list[Line]:
    """Two versions line by line, in the language of the page."""
    old, new = lines_of(kind, before.content, agency), lines_of(kind, after.content, agency)
    found: list[Line] = []
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            found += [Line(text, "=") for text in old[a:b]]
        else:
            found += [Line(text, "-") for text in old[a:b]] + [Line(text, "+") for text in new[c:d]]
    return found


def running(design: Design) -> QuerySet[CaseProcess]:
    """Processes of cases that run on any version of a design, oldest first."""
    found: QuerySet[CaseProcess] = CaseProcess.objects.filter(design__design=design, finished__isnull=True)
    return found.order_by("pk")


def running_by_version(design: Design) -> dict[int, int]:
    """How many cases, of a route how many approvals, run on each version, by its number."""
    if design.kind == ROUTE:
        asked = Approval.objects.filter(ready__design=design, state=ApprovalState.RUNNING)
        return dict(asked.values_list("ready__number").annotate(Count("pk")))
    counted = running(design).order_by().values_list("design__number").annotate(Count("pk"))
    return dict(counted)


def counted(kind: str) -> str:
    """What is counted of a kind's versions, in words; nothing of a kind that nothing runs on."""
    return {CASE_TYPE: gettext("Running cases"), ROUTE: gettext("On approval now")}.get(kind, "")


@dataclass(frozen=True)
class Listed:
    """A design in the list: what it is called, the version in force, whether a draft is open, how many cases run on it
    or, of a rule, how often it acted.
    """

    design: Design
    name: str
    force: int | None
    has_draft: bool
    cases: int

    @property
    def kind(self) -> str:
        """The kind of design, in the language of the page."""
        return str(kind_of(self.design.kind).title)

    @property
    def is_of_cases(self) -> bool:
        """Whether cases run on it."""
        return self.design.kind == CASE_TYPE


def listed(agency: Agency, *kinds: str) -> list[Listed]:
    """The designs of these kinds of an agency, those offered first. Three queries, whatever their number."""
    found = list(Design.objects.filter(agency=agency, kind__in=kinds).order_by("kind", "code"))
    versions: dict[int, list[DesignVersion]] = {}
    later = DesignVersion.objects.filter(
        design=OuterRef("design"), state=OuterRef("state"), number__gt=OuterRef("number")
    )
    latest = DesignVersion.objects.filter(~Exists(later), design__agency=agency, design__kind__in=kinds)
    for version in latest.order_by("number"):
        versions.setdefault(version.design_id, []).append(version)
    counts = _acted(found) if kinds == (RULE,) else _running(agency)
    rows = [_listed(design, versions.get(design.pk, []), counts.get(design.pk, 0)) for design in found]
    return sorted(rows, key=lambda row: row.design.retired_at is not None)


def _running(agency: Agency) -> dict[int, int]:
    running = CaseProcess.objects.filter(design__design__agency=agency, finished__isnull=True)
    return dict(running.order_by().values_list("design__design").annotate(Count("pk")))


def _acted(found: list[Design]) -> dict[int, int]:
    done = RuleFiring.objects.filter(design__in=found, state=FiringState.DONE)
    return dict(done.order_by().values_list("design").annotate(Count("pk")))


def _listed(design: Design, versions: list[DesignVersion], cases: int) -> Listed:
    force = next((one.number for one in versions if one.state == DesignState.PUBLISHED), None)
    shown = next((one for one in versions if one.state == DesignState.PUBLISHED), next(iter(versions), None))
    name = kind_of(design.kind).read(shown.content).label if shown else ""
    has_draft = any(one.state == DesignState.DRAFT for one in versions)
    return Listed(design, name or design.code, force, has_draft, cases)
