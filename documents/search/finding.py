"""What a person finds: documents, cases, applicants and remarks, always among those that the person sees.

Nothing here counts a table: what is found is taken up to a bound, and beyond it is told as "more than".
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Substr
from django.utils.safestring import SafeString

from agencies.models import Employee, Unit
from citizens.models import DONE, Case, Person, Remark, Topic
from documents.models import Document, DocumentFile, DocumentKind, DocumentQuerySet, FileText, Journal, State
from documents.search import engine
from documents.search.asking import Question, ask, begun
from documents.search.cards import READ_ROLES
from documents.search.snippets import LOOKED_THROUGH, Marker
from documents.search.words import plain
from history import clock

PAGE = 20
# Among how many of the newest the best are looked for, and up to how many are counted in the order of dates.
RANKED, COUNTED = 500, 100
# The term of a case is kept or missed when it is taken off control.


@dataclass(frozen=True)
class Wanted:
    """What is asked of documents; what is empty is not asked."""

    text: str = ""
    flow: str = ""
    state: str = ""
    kind: DocumentKind | None = None
    journal: Journal | None = None
    number: str = ""
    since: date | None = None
    until: date | None = None
    whom: str = ""
    executor: str = ""
    unit: Unit | None = None
    topic: Topic | None = None
    has_file: bool = False
    is_overdue: bool = False

    @property
    def question(self) -> Question:
        """The words."""
        return ask(self.text)

    @property
    def is_filtered(self) -> bool:
        """Whether anything but words is asked."""
        return self != Wanted(text=self.text)


@dataclass(frozen=True)
class Found:
    """A page of documents: how many there are, up to a bound, and where the next page begins."""

    documents: "list[Hit]" = field(default_factory=list)
    count: int | None = 0
    is_more: bool = False
    following: int | None = None


@dataclass(frozen=True)
class Hit:
    """A found document with its marked subject and a passage of its text, or of the file that is named."""

    document: Document
    subject: SafeString
    passage: SafeString | None
    file: str = ""


def documents(employee: Employee, wanted: Wanted) -> DocumentQuerySet:
    """All documents that the person sees and that are as wanted, in no order."""
    found = Document.objects.visible_to(employee).filter(_of_the_card(wanted), _of_the_case(wanted))
    if not wanted.state:
        found = found.exclude(state=State.DISCARDED)
    if wanted.executor:
        people = _named(employee, wanted.executor)
        found = found.filter(Q(author__in=people) | Q(case__executor__in=people))
    if wanted.has_file:
        found = found.filter(Exists(DocumentFile.objects.filter(document=OuterRef("pk"), is_current=True)))
    if wanted.whom:
        found = engine.narrow(found, "document", ask(wanted.whom), begun(wanted.whom), column="whom")
    if wanted.number:
        found = engine.narrow(found, "document", begun(wanted.number), column="title")
    if wanted.text:
        found = engine.narrow(found, "document", wanted.question)
    return found


def newest(employee: Employee, wanted: Wanted, *, before: int | None = None) -> Found:
    """A page in the order of registration, the newest first, before a key."""
    found = documents(employee, wanted).order_by("-id")
    if before is not None:
        keys = list(found.filter(pk__lt=before).values_list("pk", flat=True)[: PAGE + 1])
        count, is_more = None, False
    else:
        keys = list(found.values_list("pk", flat=True)[: COUNTED + 1])
        count, is_more = min(len(keys), COUNTED), len(keys) > COUNTED
    return Found(_hits(keys[:PAGE], wanted), count, is_more, keys[PAGE - 1] if len(keys) > PAGE else None)


def best(employee: Employee, wanted: Wanted, *, page: int = 1) -> Found:
    """A page in the order of worth; where very many are found, the best of the newest. Numbers that fit come first."""
    found = documents(employee, wanted).order_by("-id")
    newest_keys = list(found.values_list("pk", flat=True)[: RANKED + 1])
    keys = engine.ranked("document", wanted.question, newest_keys[:RANKED])
    if not wanted.is_filtered:
        numbered = _numbered(employee, wanted.text)
        keys = list(dict.fromkeys([*numbered, *keys]))
    start = (page - 1) * PAGE
    rest = keys[start + PAGE :]
    return Found(
        _hits(keys[start : start + PAGE], wanted), len(keys), len(newest_keys) > RANKED, page + 1 if rest else None
    )


def cases(employee: Employee, text: str, *, before: int | None = None, size: int = PAGE) -> list[Case]:
    """Cases by words of their card, by the beginning of the number or of the applicant's name; one more than asked."""
    found = engine.narrow(Case.objects.visible_to(employee), "case", ask(text), begun(text))
    if before is not None:
        found = found.filter(pk__lt=before)
    return list(found.select_related("applicant", "executor").order_by("-id")[: size + 1])


def people(employee: Employee, text: str, *, before: int | None = None, size: int = PAGE) -> list[Person]:
    """Applicants by the beginning of the name, or by words of name and contacts; one more than asked."""
    found = engine.narrow(Person.objects.visible_to(employee).unmerged(), "person", ask(text), begun(text))
    if before is not None:
        found = found.filter(pk__lt=before)
    return list(found.order_by("-id")[: size + 1])


def remarks(
    employee: Employee, text: str, *, before: int | None = None, size: int = PAGE
) -> "list[tuple[Remark, SafeString | None]]":
    """Remarks in discussions that the person reads, by words of their text or of their author's name and post, each
    with its marked passage; one more than asked.
    """
    question = ask(text)
    found = engine.narrow(Remark.objects.visible_to(employee).standing(), "remark", question)
    if before is not None:
        found = found.filter(pk__lt=before)
    marker = Marker(question)
    rows = found.select_related("case").order_by("-id")[: size + 1]
    return [(one, marker.passage([one.text])) for one in rows]


def _of_the_card(wanted: Wanted) -> Q:
    asked = Q()
    if wanted.flow:
        asked &= Q(flow=wanted.flow)
    if wanted.state:
        asked &= Q(state=wanted.state)
    if wanted.kind is not None:
        asked &= Q(kind=wanted.kind)
    if wanted.journal is not None:
        asked &= Q(journal=wanted.journal)
    if number := wanted.number:
        asked_number = Q()
        for spelt in {number, number.upper()}:
            asked_number |= Q(number__startswith=spelt) | Q(their_number__startswith=spelt)
        asked &= asked_number
    if wanted.since is not None:
        asked &= Q(registered_on__gte=wanted.since)
    if wanted.until is not None:
        asked &= Q(registered_on__lte=wanted.until)
    return asked


def _of_the_case(wanted: Wanted) -> Q:
    asked = Q()
    if wanted.unit is not None:
        path = wanted.unit.path
        asked &= Q(unit__path__startswith=path) | Q(case__unit__path__startswith=path)
    if wanted.topic is not None:
        asked &= Q(case__topic=wanted.topic)
    if wanted.is_overdue:
        asked &= Q(case__due_on__lt=clock.today()) & ~Q(case__stage__in=DONE)
    return asked


def _named(employee: Employee, surname: str) -> list[int]:
    """People of the person's agencies whose surname begins so; ё counts as е."""
    begins = plain(surname.strip())
    staff: QuerySet[Employee] = Employee.objects.visible_to(employee)
    return [key for key, name in staff.values_list("pk", "last_name") if plain(name).startswith(begins)]


def _numbered(employee: Employee, text: str) -> list[int]:
    """The newest documents whose number, or the sender's number, begins as was typed."""
    if not re.fullmatch(r"\S*\d\S*", text.strip()):
        return []
    seen = Document.objects.visible_to(employee).exclude(state=State.DISCARDED)
    seen = engine.narrow(seen, "document", begun(text), column="title")
    return list(seen.order_by("-id").values_list("pk", flat=True)[:PAGE])


def _hits(keys: Sequence[int], wanted: Wanted) -> list[Hit]:
    """The documents of these keys, of which every one was found among those that the person sees."""
    if not keys:
        return []
    marker = Marker(wanted.question)
    related = Document.objects.select_related("case__applicant", "case__executor", "author", "kind")
    rows = related.in_bulk(list(keys))
    passages = {key: marker.passage([rows[key].body]) for key in keys if key in rows}
    silent = [key for key, passage in passages.items() if passage is None] if wanted.question else []
    in_files = _passages_of_files(silent, marker)
    hits = []
    for key, of_the_card in passages.items():
        row = rows[key]
        passage, name = in_files.get(key, (of_the_card, ""))
        hits.append(Hit(row, marker.marked(row.subject), passage, name))
    return hits


def _passages_of_files(keys: Sequence[int], marker: Marker) -> dict[int, tuple[SafeString, str]]:
    """By document, a passage of the first of its files in force that has one, and the name of the file."""
    if not keys:
        return {}
    read = DocumentFile.objects.filter(
        document__in=keys,
        is_current=True,
        destroyed_by__isnull=True,
        role__in=READ_ROLES,
        stored__text__state=FileText.State.READ,
    ).order_by("id")
    found: dict[int, tuple[SafeString, str]] = {}
    texts = read.values_list("document_id", "name", Substr("stored__text__text", 1, LOOKED_THROUGH))
    for key, name, text in texts:
        if key not in found and (passage := marker.passage([text])) is not None:
            found[key] = passage, name
    return found
