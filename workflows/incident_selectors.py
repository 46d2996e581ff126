"""Questions about incidents: those of a person's agencies, with the papers that this person may open."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet

from agencies.models import Employee
from agencies.rules import Power, agencies_with
from citizens.models import Case
from documents.models import Document
from workflows import incident_words, policies
from workflows.incidents import Incident, IncidentKind, IncidentQuerySet, IncidentState


@dataclass(frozen=True)
class Shown:
    """An incident as a page shows it to one person; papers that they do not see, and to others than administrators the
    technical cause, are not there.
    """

    incident: Incident
    cause: str
    fault: str
    case: Case | None
    document: Document | None


@dataclass(frozen=True)
class Pile:
    """Open incidents of one kind."""

    kind: str
    label: str
    count: int


def incidents(employee: Employee, *, kind: str = "", is_over: bool = False) -> IncidentQuerySet:
    """Open incidents, or those that are over, the newest first."""
    found = Incident.objects.visible_to(employee)
    found = found.exclude(state=IncidentState.OPEN) if is_over else found.open()
    if kind:
        found = found.filter(kind=kind)
    return found.select_related("ended_by").order_by("-id")


def open_count(employee: Employee) -> int | None:
    """How many incidents the person has to see to; None for whom incidents do not concern."""
    return incidents(employee).count() if policies.may_see_incidents(employee) else None


def piles(employee: Employee) -> list[Pile]:
    """Open incidents by kind."""
    counted = Incident.objects.visible_to(employee).open().values("kind").annotate(count=Count("pk"))
    found = {row["kind"]: row["count"] for row in counted.order_by("kind")}
    return [Pile(kind, str(label), found[kind]) for kind, label in IncidentKind.choices if kind in found]


def shown(employee: Employee, rows: Sequence[Incident]) -> list[Shown]:
    """These incidents as the person may see them; two queries for their papers."""
    cases = _seen(Case.objects.visible_to(employee), [row.case_id for row in rows])
    documents = _seen(Document.objects.visible_to(employee), [row.document_id for row in rows])
    administered = agencies_with(employee, Power.ADMINISTER)
    return [
        Shown(
            row,
            incident_words.cause(row),
            row.fault if row.agency_id is None or row.agency_id in administered else "",
            cases.get(row.case_id or 0),
            documents.get(row.document_id or 0),
        )
        for row in rows
    ]


def of_case(case: Case) -> list[str]:
    """Why the process of a case stands, in plain words for everybody who sees the case."""
    found = Incident.objects.open().filter(case=case, kind=IncidentKind.STEP).order_by("id")
    return [incident_words.cause(one) for one in found]


def _seen(found: QuerySet[Any], keys: list[int | None]) -> dict[int, Any]:
    wanted = {key for key in keys if key is not None}
    return {one.pk: one for one in found.filter(pk__in=wanted)} if wanted else {}
