"""Questions to the documents: journals, file plan, files to show."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, Max, OuterRef, Q, QuerySet

from agencies import rules
from agencies.models import Agency, Employee
from citizens.models import Case, CaseKind
from documents.models import (
    OWN_FLOWS,
    CheckOut,
    Document,
    DocumentFile,
    DocumentKind,
    FileIndex,
    Flow,
    Journal,
    JournalYear,
    LetterTemplate,
    ReservedNumber,
    State,
    StoredFile,
    TemplateVersion,
    VersionState,
)
from history import clock
from history import selectors as record
from history.models import Act

FILE_READ = "documents.file_read"
SHOWN_ROLES = (DocumentFile.FileRole.MAIN, DocumentFile.FileRole.ATTACHMENT)


def journals(employee: Employee) -> QuerySet[Journal]:
    """Journals of the agencies whose every paper the person sees."""
    return Journal.objects.filter(agency__in=rules.agencies_seen(employee)).order_by("agency", "name")


def own_journals(agency: Agency) -> QuerySet[Journal]:
    """The open journals of papers that the agency makes for itself."""
    return Journal.objects.filter(agency=agency, flow__in=OWN_FLOWS, is_closed=False).order_by("name")


@dataclass(frozen=True)
class Hidden:
    """What a journal tells of a paper to those who do not have to know it: that its number is not a gap."""

    pk: int
    number: str
    registered_on: date
    ordinal: int | None
    is_hidden: bool = True


def journal_page(
    journal: Journal, employee: Employee, *, before: int | None, prefix: str, size: int
) -> list[Document | Hidden]:
    """Registered documents of a journal, newest first, before a key; one more than asked tells of a next page."""
    wanted = Q(journal=journal) & ~Q(number="")
    if before is not None:
        wanted &= Q(pk__lt=before)
    if prefix:
        wanted &= Q(number__gte=prefix) & Q(number__lt=prefix + "\U0010ffff")
    seen = Document.objects.visible_to(employee).filter(wanted).select_related("case__applicant", "addressee", "signer")
    rows = [*seen.order_by("-id")[: size + 1], *_hidden(employee, wanted).order_by("-id")[: size + 1]]
    return sorted((_told(row) for row in rows), key=lambda row: -row.pk)[: size + 1]


def _hidden(employee: Employee, wanted: Q) -> QuerySet[Document, Any]:
    """The numbers of marked papers that the person does not see; nothing else of them is loaded."""
    # "Greater than nothing" is found by the index of marks, where "other than nothing" walks the journal.
    wanted &= Q(access__gt="")
    seen = Document.objects.visible_to(employee).filter(wanted).values("pk")
    marked = Document.objects.filter(wanted)
    return marked.exclude(pk__in=seen).values("pk", "number", "registered_on", "ordinal")


def _told(row: Document | dict[str, Any]) -> Document | Hidden:
    return Hidden(**row) if isinstance(row, dict) else row


def same_letter(agency: Agency, correspondent: str, their_number: str, their_date: date) -> Document | None:
    """The registered letter of this sender, number and date; case and spaces do not tell letters apart."""
    same_number = Document.objects.filter(
        agency=agency, their_number=their_number.strip(), their_date=their_date, flow=Flow.INCOMING
    ).exclude(Q(number="") | Q(state=State.CANCELLED))
    wanted = _plain(correspondent)
    return next((one for one in same_number.order_by("id") if _plain(one.correspondent_name) == wanted), None)


def letter_of_ours(agency: Agency, number: str, on: date | None = None) -> Document | None:
    """Our newest letter of this number, of this day if one is named."""
    if not number.strip():
        return None
    letters = Document.objects.filter(agency=agency, flow=Flow.OUTGOING, number=number.strip())
    return (letters.filter(registered_on=on) if on else letters).select_related("case").order_by("-id").first()


def recent_correspondents(agency: Agency, limit: int = 100) -> list[str]:
    """Names of those who wrote last, the newest first."""
    names = (
        Document.objects.filter(agency=agency, flow=Flow.INCOMING, access="")
        .exclude(number="")
        .order_by("-id")
        .values_list("correspondent_name", flat=True)[: limit * 5]
    )
    return list(dict.fromkeys(name for name in names if name))[:limit]


def kinds_not_registered() -> list[str]:
    """Names of the kinds of papers that get no number."""
    return list(DocumentKind.objects.filter(is_registered=False).values_list("name", flat=True))


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()


@dataclass(frozen=True)
class NumberOfYear:
    """A number of a journal's year and what holds it: a document, one that is hidden from the reader, a reservation, or
    nothing that is kept here; numbers in a row that nothing holds are one, from ``ordinal`` down to ``lowest``.
    """

    ordinal: int
    lowest: int
    document: Document | None = None
    reserved: ReservedNumber | None = None
    hidden: Hidden | None = None

    @property
    def is_free(self) -> bool:
        """Whether nothing that is kept here holds it."""
        return self.document is None and self.reserved is None and self.hidden is None


def numbers_of_year(
    journal: Journal, employee: Employee, year: int, *, before: int | None, size: int
) -> list[NumberOfYear]:
    """Every number of a year from the last down, that many of them or more, below a number if one is named."""
    counted = JournalYear.objects.filter(journal=journal, year=year).first()
    top = counted.last if counted else 0
    if before is not None:
        top = min(top, before - 1)
    wanted = range(max(top - size, 0) + 1, top + 1)
    if not wanted:
        return []
    between = {"journal": journal, "ordinal__gte": wanted[0], "ordinal__lte": wanted[-1]}
    of_year = Q(**between, registered_on__year=year)
    held = {one.ordinal: one for one in Document.objects.visible_to(employee).filter(of_year)}
    hidden = {row["ordinal"]: Hidden(**row) for row in _hidden(employee, of_year)}
    kept = {one.ordinal: one for one in ReservedNumber.objects.filter(**between, year=year)}
    rows: list[NumberOfYear] = []
    for n in reversed(wanted):
        row = NumberOfYear(n, n, held.get(n), kept.get(n), hidden.get(n))
        if rows and row.is_free and rows[-1].is_free:
            rows[-1] = replace(rows[-1], lowest=n)
        else:
            rows.append(row)
    if rows[-1].is_free:
        rows[-1] = replace(rows[-1], lowest=_next_held(journal, year, below=wanted[0]) + 1)
    return rows


def _next_held(journal: Journal, year: int, *, below: int) -> int:
    """The highest number below one that a document or a reservation holds; 0 if there is none."""
    papers = Document.objects.filter(journal=journal, registered_on__year=year, ordinal__lt=below)
    kept = ReservedNumber.objects.filter(journal=journal, year=year, ordinal__lt=below)
    return max(rows.aggregate(most=Max("ordinal"))["most"] or 0 for rows in (papers, kept))


def free_numbers(agency: Agency, *flows: str) -> QuerySet[ReservedNumber]:
    """Reserved numbers of these flows and of this year, neither used nor cancelled."""
    return ReservedNumber.objects.filter(
        journal__agency=agency,
        journal__flow__in=flows,
        journal__is_closed=False,
        year=clock.today().year,
        is_used=False,
        cancel_reason="",
    ).order_by("journal__flow", "ordinal")


def file_plan(agency: Agency, year: int | None = None) -> QuerySet[FileIndex]:
    """The file plan of a year, this one if none is named."""
    return FileIndex.objects.filter(agency=agency, year=year or clock.today().year)


def templates(agency: Agency, purpose: str) -> QuerySet[LetterTemplate]:
    """Templates that letters of a purpose are drafted from today."""
    return LetterTemplate.objects.filter(agency=agency, purpose=purpose, version__gte=1, is_retired=False).order_by(
        "name", "id"
    )


def kept_templates(agency: Agency) -> QuerySet[LetterTemplate]:
    """All templates of an agency for their keeper, those in use first, each with whether it ``has_draft``."""
    drafts = TemplateVersion.objects.filter(template=OuterRef("pk"), state=VersionState.DRAFT)
    return (
        LetterTemplate.objects.filter(agency=agency)
        .annotate(has_draft=Exists(drafts))
        .order_by("is_retired", "purpose", "name", "id")
    )


def versions_of(template: LetterTemplate) -> list[TemplateVersion]:
    """The versions of a template, the newest first; of one that was never edited the text in force alone, not saved."""
    kept = list(template.versions.select_related("made_by", "docx"))
    if kept or not template.version:
        return kept
    return [
        TemplateVersion(
            template=template,
            number=template.version,
            state=VersionState.PUBLISHED,
            subject=template.subject,
            body=template.body,
            docx=template.docx,
        )
    ]


def form_of(document: Document) -> StoredFile | None:
    """The docx form of the version that a letter was drafted from, if it has one."""
    template, version = document.template, document.template_version
    if template is None or version is None:
        return None
    if template.version == version:
        return template.docx
    kept = TemplateVersion.objects.filter(template=template, number=version).select_related("docx").first()
    return kept.docx if kept else None


def example_case(employee: Employee, agency: Agency, purpose: str, number: str = "") -> Case | None:
    """The case that a preview is filled from: that of a number, else the newest; only what the person sees."""
    cases = Case.objects.visible_to(employee).filter(agency=agency)
    if purpose == LetterTemplate.Purpose.REPLY:
        cases = cases.filter(kind=CaseKind.INQUIRY)
    else:
        cases = cases.exclude(kind=CaseKind.INQUIRY)
    if number:
        cases = cases.filter(number=number)
    return cases.select_related("applicant", "agency").order_by("-id").first()


def current_files(document: Document) -> QuerySet[DocumentFile]:
    """The files in force: superseded versions are left out."""
    return document.files.filter(is_current=True).select_related("stored").order_by("id")


def shown_files(document: Document) -> list[DocumentFile]:
    """What a signer is shown and signs: the text and the attachments in force."""
    return [one for one in current_files(document) if one.role in SHOWN_ROLES]


def shown_digests(document: Document) -> list[str]:
    """The SHA-256 digests of what a signer is shown."""
    return [one.stored.sha256 for one in shown_files(document)]


def progress(document: Document, employee: Employee) -> list[Act]:
    """What was done about a document, for its printed card: a received one goes the way of its case, a letter its own.

    Openings of files are left out, and so is the case for those who do not see it.
    """
    case = document.case
    if document.flow == Flow.OUTGOING or case is None or not Case.objects.visible_to(employee).contains(case):
        return list(record.timeline(document).exclude(verb=FILE_READ))
    return list(record.timeline(case).exclude(verb=FILE_READ))


@dataclass
class FileSeries:
    """A file of a document with its versions, the newest first, and who works on it."""

    versions: list[DocumentFile] = field(default_factory=list)
    held: CheckOut | None = None

    @property
    def newest(self) -> DocumentFile:
        """The version in force."""
        return self.versions[0]


@dataclass(frozen=True)
class Arrival:
    """Who added a file, and when."""

    who: str
    at: datetime


def file_series(document: Document) -> list[FileSeries]:
    """The files of a document, each with its versions, in the order in which the first ones came."""
    found: dict[int, FileSeries] = {}
    known = document.files.select_related("stored__rendition", "stored__text", "destroyed_by")
    entries = list(known.defer("stored__text__text", "stored__text__stems").order_by("id"))
    rendered = [one for one in entries if document.purpose and one.role == DocumentFile.FileRole.MAIN]
    for entry in entries:
        # The text of a letter is rendered anew as one and the same file.
        key = rendered[0].pk if entry in rendered else entry.origin_id or entry.pk
        found.setdefault(key, FileSeries()).versions.insert(0, entry)
    held = CheckOut.objects.filter(file__document=document, ended_at__isnull=True).select_related("holder")
    by_file = {one.file_id: one for one in held}
    for series in found.values():
        series.held = by_file.get(series.newest.pk)
    return list(found.values())


def series_of(entry: DocumentFile) -> FileSeries:
    """The file of which this is a version."""
    return next(one for one in file_series(entry.document) if entry in one.versions)


def arrivals(entries: Iterable[DocumentFile]) -> dict[int, Arrival]:
    """Who added each file and when, as the history tells it."""
    versions = DocumentFile.version_model.objects.filter(id__in=[one.pk for one in entries], history_type="+")
    rows = versions.values_list("id", "history_actor", "history_date")
    return {key: Arrival(who, at) for key, who, at in rows}


def ended_check_outs(document: Document, limit: int = 20) -> list[CheckOut]:
    """The last check-outs of a document's files that ended by force."""
    forced = CheckOut.objects.filter(file__document=document).exclude(forced_because="")
    return list(forced.select_related("holder", "ended_by", "file").order_by("-id")[:limit])
