"""Questions of auditors to the audit of reading."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet

from agencies.models import Employee
from citizens.models import Case, Person
from documents.models import Document
from history.models import Reading
from history.selectors import readings_of
from oversight import policies
from oversight.selectors.record import midnight

PAGE = 100


@dataclass(frozen=True)
class ReadingsWanted:
    """What an auditor looks for; what is None is not asked."""

    person: Employee | None = None
    kind: str | None = None
    address: str | None = None
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class ReadingsPage:
    """A stretch of readings, newest first; ``older_than`` opens the next one."""

    rows: list[Reading]
    older_than: int | None


def readings(auditor: Employee, wanted: ReadingsWanted) -> QuerySet[Reading]:
    """Readings by people of the auditor's agencies, newest first."""
    found = Reading.objects.filter(agency_key__in=policies.agencies_audited(auditor)).order_by("-id")
    if wanted.person is not None:
        found = found.filter(actor_key=wanted.person.pk)
    if wanted.kind:
        found = found.filter(kind=wanted.kind)
    if wanted.address:
        found = found.filter(address=wanted.address)
    if wanted.since:
        found = found.filter(at__gte=midnight(wanted.since))
    if wanted.until:
        found = found.filter(at__lt=midnight(wanted.until + timedelta(days=1)))
    return found


def readings_of_case(case: Case) -> QuerySet[Reading]:
    """Everything that was shown of a case and of its papers."""
    return readings_of([(Case._meta.label_lower, case.pk), *_documents([case.pk])])


def readings_of_person(person: Person) -> QuerySet[Reading]:
    """Everything that was shown of a citizen: their card, their cases, the papers of these."""
    cases = list(Case.objects.filter(applicant=person).values_list("pk", flat=True))
    of_cases = [(Case._meta.label_lower, key) for key in cases]
    return readings_of([(Person._meta.label_lower, person.pk), *of_cases, *_documents(cases)])


def stretch(found: QuerySet[Reading], before: int | None, size: int = PAGE) -> ReadingsPage:
    """Some of them, from that number on."""
    rows = list((found.filter(pk__lt=before) if before is not None else found)[: size + 1])
    shown = rows[:size]
    return ReadingsPage(shown, shown[-1].pk if len(rows) > size else None)


def _documents(cases: list[int]) -> list[tuple[str, int]]:
    keys = Document.objects.filter(case__in=cases).values_list("pk", flat=True)
    return [(Document._meta.label_lower, key) for key in keys]
