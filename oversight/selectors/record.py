"""Questions of auditors to the record."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from agencies import terms
from agencies.models import Employee
from agencies.selectors import terms_on
from citizens.models import Case, GuestLink, Participation, Person, Question, Remark
from citizens.selectors import merged_cards
from documents.models import Document, DocumentFile, Signature, addressees_in_words
from history import clock
from history.models import Act, ActMention, Entry, Leaf
from history.selectors import RowChange, changes_in, changes_of, difference
from oversight import policies
from workflows.approving import Approval, ApprovalStage, Approver, Visa, VisaRemark
from workflows.models import Effort, Resolution, WorkItem

WORDS: dict[str, Callable[[Any], str]] = {
    **dict.fromkeys(("term_basis", "basis"), terms.in_words),
    "further_addressees": addressees_in_words,
}
CASE_TYPE = Case._meta.label_lower
DOCUMENT_TYPE = Document._meta.label_lower
PERSON_TYPE = Person._meta.label_lower
# By how many numbers a clock that stepped back may have put acts out of the order of their moments.
OUT_OF_ORDER = 20_000


@dataclass(frozen=True)
class ActsWanted:
    """What an auditor looks for; what is None is not asked."""

    person: Employee | None = None
    verb: str | None = None
    number: str | None = None
    address: str | None = None
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
    """The record of the auditor's agencies, newest first, without acts upon marked papers that they do not see."""
    found = _known_to(auditor).order_by("-id")
    if wanted.person is not None:
        found = found.filter(actor_key=wanted.person.pk)
    if wanted.verb:
        found = found.filter(verb=wanted.verb)
    if wanted.address:
        found = found.filter(address=wanted.address)
    if wanted.since:
        begins = midnight(wanted.since)
        found = found.filter(at__gte=begins, id__gte=_first_since(begins) - OUT_OF_ORDER)
    if wanted.until:
        ends = midnight(wanted.until + timedelta(days=1))
        found = found.filter(at__lt=ends)
        after = _first_since(ends)
        found = found.filter(id__lte=after + OUT_OF_ORDER) if after else found
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
    rows = [_row(act, targets) for act in shown]
    return ActsPage(rows, shown[-1].pk if len(stretch) > size else None)


def _row(act: Act, targets: dict[tuple[int, str], int]) -> ActRow:
    """What is done to an applicant's card leads to that card, also where it concerned cases and other cards."""
    if act.subject_type == PERSON_TYPE:
        return ActRow(act, None, None, act.subject_key)
    return ActRow(act, *(targets.get((act.pk, kind)) for kind in (CASE_TYPE, DOCUMENT_TYPE, PERSON_TYPE)))


def people_of_record(auditor: Employee) -> models.QuerySet[Employee]:
    """Everybody who holds or held a post in the auditor's agencies."""
    return (
        Employee.objects.filter(posts__unit__agency__in=policies.agencies_audited(auditor))
        .distinct()
        .order_by("last_name", "first_name", "id")
    )


def case_changes(case: Case) -> list[RowChange]:
    """Every changed field of a case and of all that belongs to it, oldest first. A constant number of queries."""
    return changes_of(_rows_of(case), label=_label, words=WORDS)


def between(of: Case | Person, earlier: datetime | None, later: datetime | None) -> list[RowChange]:
    """How a case or a card stood at the later moment (now, if none) against the earlier one (before it was there)."""
    rows = _rows_of(of) if isinstance(of, Case) else [of, *merged_cards(of)]
    begins = earlier or datetime.min.replace(tzinfo=UTC)
    return difference(rows, begins, later or clock.now(), label=_label, words=WORDS)


@dataclass(frozen=True)
class ToldEntry:
    """What one transaction did, and its place in the log."""

    entry: Entry
    acts: list[Act]
    changes: list[RowChange]
    leaf: Leaf | None


def entry_page(auditor: Employee, key: UUID) -> ToldEntry | None:
    """One transaction of the auditor's agencies; None where it is another's, there is none, or it concerned a marked
    paper that the auditor does not see.
    """
    acts_told = list(_known_to(auditor).filter(entry__uuid=key).order_by("id"))
    if not acts_told or Act.objects.filter(entry__uuid=key).count() > len(acts_told):
        return None
    entry = Entry.objects.select_related("leaf").get(uuid=key)
    return ToldEntry(entry, acts_told, changes_in(entry, label=_label, words=WORDS), getattr(entry, "leaf", None))


def _known_to(auditor: Employee) -> models.QuerySet[Act]:
    """Acts of the auditor's agencies, without those that mention a marked paper that the auditor does not see."""
    agencies = policies.agencies_audited(auditor)
    found = Act.objects.filter(agency_key__in=agencies)
    kinds: tuple[tuple[Any, str], ...] = ((Case, CASE_TYPE), (Document, DOCUMENT_TYPE))
    for model, kind in kinds:
        marked = model.objects.filter(agency__in=agencies).exclude(access="")
        hidden = marked.exclude(pk__in=model.objects.visible_to(auditor).exclude(access="").values("pk"))
        mentions = ActMention.objects.filter(act=OuterRef("pk"), object_type=kind, object_key__in=hidden.values("pk"))
        found = found.exclude(Exists(mentions))
    return found


def _rows_of(case: Case) -> list[models.Model]:
    documents = list(Document.objects.filter(case=case))
    letters = [document.pk for document in documents]
    running = terms_on(case)
    return [
        case,
        *running,
        *(change for term in running for change in term.changes.all()),
        *Participation.objects.filter(case=case).select_related("employee"),
        *Question.objects.filter(case=case),
        *Remark.objects.filter(case=case),
        *GuestLink.objects.filter(case=case),
        *documents,
        *DocumentFile.objects.filter(document__in=letters),
        *WorkItem.objects.filter(Q(case=case) | Q(document__in=letters)),
        *Resolution.objects.filter(case=case),
        *Approval.objects.filter(document__in=letters).select_related("document"),
        *ApprovalStage.objects.filter(approval__document__in=letters),
        *Approver.objects.filter(approval__document__in=letters).select_related("employee"),
        *Visa.objects.filter(document__in=letters),
        *VisaRemark.objects.filter(document__in=letters),
        *Signature.objects.filter(document__in=letters),
        *Effort.objects.filter(case=case).select_related("employee"),
    ]


def person_changes(person: Person) -> list[RowChange]:
    """Every changed field of an applicant's card and of those merged into it, oldest first."""
    return changes_of([person, *merged_cards(person)], label=_label)


def _label(row: models.Model) -> str:
    """Names of rows that a reader knows: people and ordinals instead of keys."""
    if isinstance(row, Participation):
        return f"{row.employee.short_name}, {row.get_role_display()}"
    if isinstance(row, Effort):
        return row.employee.short_name
    if isinstance(row, Question):
        return f"№ {row.ordinal}"
    if isinstance(row, Person):
        return f"№ {row.pk} {row}"
    return str(row)


def _first_since(moment: datetime) -> int:
    """The number of the earliest act of that moment or later, 0 if there is none: acts nearly follow the clock."""
    return Act.objects.filter(at__gte=moment).order_by("at", "id").values_list("id", flat=True).first() or 0


def midnight(day: date) -> datetime:
    """The first moment of a day."""
    return timezone.make_aware(datetime.combine(day, time.min))


def _about_number(auditor: Employee, number: str) -> Q:
    """Acts that mention a case or document with exactly this number."""
    cases = Case.objects.visible_to(auditor).filter(number=number).values_list("pk", flat=True)
    documents = Document.objects.visible_to(auditor).filter(number=number).values_list("pk", flat=True)
    named: Q = Q(object_type=CASE_TYPE, object_key__in=list(cases)) | Q(
        object_type=DOCUMENT_TYPE, object_key__in=list(documents)
    )
    return Q(pk__in=ActMention.objects.filter(named).values("act"))


def _targets(shown: list[Act]) -> dict[tuple[int, str], int]:
    mentions = ActMention.objects.filter(
        act__in=[act.pk for act in shown], object_type__in=[CASE_TYPE, DOCUMENT_TYPE, PERSON_TYPE]
    ).order_by("-object_key")
    return {(mention.act_id, mention.object_type): mention.object_key for mention in mentions}
