"""Questions of auditors to the audit of reading."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, F, QuerySet, Window
from django.db.models.functions import RowNumber
from django.utils.translation import gettext as _

from agencies.models import Employee
from citizens.models import Case, Person
from citizens.selectors import merged_cards
from documents.models import Document
from history.models import Reading, ReadingMention
from history.selectors import readings_of
from oversight import policies
from oversight.selectors.record import midnight

PAGE = 100
PAPERS_SHOWN = 3


@dataclass(frozen=True)
class ReadingsWanted:
    """What an auditor looks for; what is None is not asked."""

    person: Employee | None = None
    kind: str | None = None
    address: str | None = None
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class ReadingRow:
    """A reading, some of the papers that it showed, and how many more; the merged cards among those asked for."""

    reading: Reading
    papers: list[str]
    more: int
    merged: list[str]


@dataclass(frozen=True)
class ReadingsPage:
    """A stretch of readings, newest first; ``older_than`` opens the next one."""

    rows: list[ReadingRow]
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
    """Everything that was shown of a citizen: their card, their cases, the papers of these.

    Cards that were merged into theirs are theirs as well, also for what was shown before the merge. An undone merge
    takes them out again: the other citizen's report tells then what was shown of that card and of its cases.
    """
    cases = list(Case.objects.filter(applicant=person).values_list("pk", flat=True))
    of_cases = [(Case._meta.label_lower, key) for key in cases]
    cards = [(Person._meta.label_lower, card.pk) for card in (person, *merged_cards(person))]
    return readings_of([*cards, *of_cases, *_documents(cases)])


def stretch(
    found: QuerySet[Reading], before: int | None, size: int = PAGE, merged: Sequence[Person] = ()
) -> ReadingsPage:
    """Some of them, from that number on, with what they showed, and which showed one of the ``merged`` cards.

    A constant number of queries, one more where there are such cards.
    """
    rows = list((found.filter(pk__lt=before) if before is not None else found)[: size + 1])
    shown = rows[:size]
    papers, counts = _papers(shown)
    of_merged = _merged(shown, merged)
    told = [
        ReadingRow(row, papers[row.pk], counts.get(row.pk, 0) - len(papers[row.pk]), of_merged[row.pk]) for row in shown
    ]
    return ReadingsPage(told, shown[-1].pk if len(rows) > size else None)


def _papers(shown: list[Reading]) -> tuple[dict[int, list[str]], dict[int, int]]:
    """The names of the first papers of each reading, and how many it showed in all."""
    of_these = ReadingMention.objects.filter(reading__in=[row.pk for row in shown])
    place = Window(RowNumber(), partition_by=F("reading_id"), order_by=["object_type", "object_key"])
    first = list(of_these.annotate(place=place).filter(place__lte=PAPERS_SHOWN).order_by("reading_id", "place"))
    names = _names({(one.object_type, one.object_key) for one in first})
    papers: dict[int, list[str]] = defaultdict(list)
    for one in first:
        key = (one.object_type, one.object_key)
        papers[one.reading_id].append(names.get(key) or f"{one.object_type} № {one.object_key}")
    counts = dict(of_these.values_list("reading_id").annotate(Count("pk")).order_by())
    return papers, counts


def _merged(shown: list[Reading], merged: Sequence[Person]) -> dict[int, list[str]]:
    """The merged cards that each reading showed."""
    names = {card.pk: f"№ {card.pk} {card.short_name}" for card in merged}
    found: dict[int, list[str]] = defaultdict(list)
    if names:
        mentions = ReadingMention.objects.filter(
            reading__in=[row.pk for row in shown], object_type=Person._meta.label_lower, object_key__in=list(names)
        )
        for reading, key in mentions.order_by("object_key").values_list("reading_id", "object_key"):
            found[reading].append(names[key])
    return found


def _names(wanted: set[tuple[str, int]]) -> dict[tuple[str, int], str]:
    found: dict[tuple[str, int], str] = {}
    for model in (Case, Document, Person):
        label = model._meta.label_lower
        keys = [key for kind, key in wanted if kind == label]
        found |= {(label, key): _name(row) for key, row in model._default_manager.in_bulk(keys).items()}
    return found


def _name(row: Case | Document | Person) -> str:
    """What a list calls a paper; a marked one is named by its number alone."""
    return (row.number or _("restricted")) if getattr(row, "access", "") else str(row)  # type: ignore[union-attr]


def _documents(cases: list[int]) -> list[tuple[str, int]]:
    keys = Document.objects.filter(case__in=cases).values_list("pk", flat=True)
    return [(Document._meta.label_lower, key) for key in keys]
