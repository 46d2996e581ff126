"""Questions to the documents: journals, file plan, files to show."""

from datetime import date

from django.db.models import Q, QuerySet

from agencies import rules
from agencies.models import Agency, Employee
from citizens.models import Case
from documents.models import Document, DocumentFile, DocumentKind, FileIndex, Flow, Journal, LetterTemplate
from history import clock
from history import selectors as record
from history.models import Act

FILE_READ = "documents.file_read"
SHOWN_ROLES = (DocumentFile.FileRole.MAIN, DocumentFile.FileRole.ATTACHMENT)


def journals(employee: Employee) -> QuerySet[Journal]:
    """Journals of the agencies whose every paper the person sees."""
    return Journal.objects.filter(agency__in=rules.agencies_seen(employee)).order_by("agency", "name")


def journal_page(journal: Journal, employee: Employee, *, before: int | None, prefix: str, size: int) -> list[Document]:
    """Registered documents of a journal, newest first, before a key; one more than asked tells of a next page."""
    documents = Document.objects.visible_to(employee).filter(journal=journal).exclude(number="")
    if before is not None:
        documents = documents.filter(pk__lt=before)
    if prefix:
        documents = documents.filter(Q(number__gte=prefix) & Q(number__lt=prefix + "\U0010ffff"))
    return list(documents.select_related("case", "case__applicant").order_by("-id")[: size + 1])


def same_letter(agency: Agency, correspondent: str, their_number: str, their_date: date) -> Document | None:
    """The registered letter of this sender, number and date; case and spaces do not tell letters apart."""
    same_number = Document.objects.filter(
        agency=agency, their_number=their_number.strip(), their_date=their_date, flow=Flow.INCOMING
    ).exclude(number="")
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
        Document.objects.filter(agency=agency, flow=Flow.INCOMING)
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


def file_plan(agency: Agency, year: int | None = None) -> QuerySet[FileIndex]:
    """The file plan of a year, this one if none is named."""
    return FileIndex.objects.filter(agency=agency, year=year or clock.today().year)


def templates(agency: Agency, purpose: str) -> QuerySet[LetterTemplate]:
    """Templates of letters for a purpose."""
    return LetterTemplate.objects.filter(agency=agency, purpose=purpose).order_by("name")


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


def by_number(employee: Employee, prefix: str, limit: int = 20) -> list[Document]:
    """Documents that the person sees whose number, or the sender's number, begins so."""
    if not prefix:
        return []
    end = prefix + "\U0010ffff"
    ours = Q(number__gte=prefix, number__lt=end) | Q(their_number__gte=prefix, their_number__lt=end)
    return list(Document.objects.visible_to(employee).filter(ours).order_by("-id")[:limit])
