"""Questions of auditors to the record."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from agencies import terms
from agencies.models import Employee
from citizens.models import Case, Participation, Person, Question
from documents.models import Document, DocumentFile, Signature
from history.models import Act, ActMention
from history.selectors import RowChange, changes_of
from oversight import policies
from workflows.models import Effort, Resolution, Visa, WorkItem

CASE_TYPE = Case._meta.label_lower
DOCUMENT_TYPE = Document._meta.label_lower
PERSON_TYPE = Person._meta.label_lower


@dataclass(frozen=True)
class ActsWanted:
    """What an auditor looks for; what is None is not asked."""

    person: Employee | None = None
    verb: str | None = None
    number: str | None = None
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class ActRow:
    """An act with the objects whose pages it leads to."""

    act: Act
    case: int | None
    document: int | None
    applicant: int | None


@dataclass(frozen=True)
class ActsPage:
    """A stretch of the record, newest first; ``older_than`` opens the next stretch."""

    rows: list[ActRow]
    older_than: int | None


def acts(auditor: Employee, wanted: ActsWanted) -> models.QuerySet[Act]:
    """The record of the auditor's agencies, newest first."""
    found = Act.objects.filter(agency_key__in=policies.agencies_audited(auditor)).order_by("-id")
    if wanted.person is not None:
        found = found.filter(actor_key=wanted.person.pk)
    if wanted.verb:
        found = found.filter(verb=wanted.verb)
    if wanted.since:
        found = found.filter(at__gte=_midnight(wanted.since))
    if wanted.until:
        found = found.filter(at__lt=_midnight(wanted.until + timedelta(days=1)))
    if wanted.number:
        found = found.filter(_about_number(auditor, wanted.number))
    return found


def acts_page(auditor: Employee, wanted: ActsWanted, *, before: int | None = None, size: int = 100) -> ActsPage:
    """The newest ``size`` acts older than the act numbered ``before``. Always two queries (four with a number)."""
    found = acts(auditor, wanted)
    if before is not None:
        found = found.filter(id__lt=before)
    stretch = list(found[: size + 1])
    shown = stretch[:size]
    targets = _targets(shown)
    rows = [
        ActRow(act, *(targets.get((act.pk, kind)) for kind in (CASE_TYPE, DOCUMENT_TYPE, PERSON_TYPE))) for act in shown
    ]
    return ActsPage(rows, shown[-1].pk if len(stretch) > size else None)


def people_of_record(auditor: Employee) -> models.QuerySet[Employee]:
    """Everybody who holds or held a post in the auditor's agencies."""
    return (
        Employee.objects.filter(posts__unit__agency__in=policies.agencies_audited(auditor))
        .distinct()
        .order_by("last_name", "first_name", "id")
    )


def case_changes(case: Case) -> list[RowChange]:
    """Every changed field of a case and of all that belongs to it, oldest first. A constant number of queries."""
    documents = list(Document.objects.filter(case=case))
    letters = [document.pk for document in documents]
    rows: list[models.Model] = [
        case,
        *Participation.objects.filter(case=case).select_related("employee"),
        *Question.objects.filter(case=case),
        *documents,
        *DocumentFile.objects.filter(document__in=letters),
        *WorkItem.objects.filter(Q(case=case) | Q(document__in=letters)),
        *Resolution.objects.filter(case=case),
        *Visa.objects.filter(document__in=letters),
        *Signature.objects.filter(document__in=letters),
        *Effort.objects.filter(case=case).select_related("employee"),
    ]
    return changes_of(rows, label=_label, words={"term_basis": terms.in_words})


def person_changes(person: Person) -> list[RowChange]:
    """Every changed field of an applicant's card, oldest first."""
    return changes_of([person])


def _label(row: models.Model) -> str:
    """Names of rows that a reader knows: people and ordinals instead of keys."""
    if isinstance(row, Participation):
        return f"{row.employee.short_name}, {row.get_role_display()}"
    if isinstance(row, Effort):
        return row.employee.short_name
    if isinstance(row, Question):
        return f"№ {row.ordinal}"
    return str(row)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _about_number(auditor: Employee, number: str) -> Q:
    """Acts whose subject shows the number, or that mention a case or document with exactly this number."""
    cases = Case.objects.visible_to(auditor).filter(number=number).values_list("pk", flat=True)
    documents = Document.objects.visible_to(auditor).filter(number=number).values_list("pk", flat=True)
    named: Q = Q(object_type=CASE_TYPE, object_key__in=list(cases)) | Q(
        object_type=DOCUMENT_TYPE, object_key__in=list(documents)
    )
    return Q(subject_label__contains=number) | Q(Exists(ActMention.objects.filter(named, act=OuterRef("pk"))))


def _targets(shown: list[Act]) -> dict[tuple[int, str], int]:
    mentions = ActMention.objects.filter(
        act__in=[act.pk for act in shown], object_type__in=[CASE_TYPE, DOCUMENT_TYPE, PERSON_TYPE]
    ).order_by("-object_key")
    return {(mention.act_id, mention.object_type): mention.object_key for mention in mentions}
