"""Questions to the file plan: its rows, what lies in a file, what is open at the year's end, what may be destroyed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum

from agencies.models import Agency, Employee, Post, UnitKind
from agencies.rules import agencies_seen
from citizens.models import DONE, Case, Stage
from citizens.sight import seen_case
from documents.models import (
    OPEN_STATES,
    Category,
    Disposal,
    DisposalLine,
    Document,
    FileIndex,
    FilePlan,
    FileState,
    Filing,
    FilingRule,
    Holds,
    Inventory,
    InventoryItem,
    InventoryKind,
    RetentionKind,
    Transfer,
    TransferLine,
    Volume,
)
from documents.reference import FILING_RULE
from documents.sight import seen_document
from history import clock
from history import selectors as record
from history.models import Act

OFFERED_AT_MOST = 200
ACTS_SHOWN = 50


def plans(employee: Employee) -> QuerySet[FilePlan]:
    """File plans of the agencies whose every paper the person sees, the newest first."""
    return FilePlan.objects.filter(agency__in=agencies_seen(employee)).select_related("agency").order_by("-year")


def next_year(agency: Agency) -> int:
    """The first year from this one on that has no file plan of the agency yet."""
    year = clock.today().year
    taken = set(FilePlan.objects.filter(agency=agency, year__gte=year).values_list("year", flat=True))
    while year in taken:
        year += 1
    return year


def commission_posts(agency: Agency | int, on: date | None = None) -> list[Post]:
    """Posts in the commissions of an agency on a day (today if none is given), by commission and name."""
    held = Post.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=on or clock.today()),
        starts_on__lte=on or clock.today(),
        unit__agency=agency,
        unit__kind=UnitKind.COMMISSION,
    )
    return list(held.select_related("employee", "unit").order_by("unit__code", "employee__last_name", "id"))


def plan_of(file: FileIndex) -> FilePlan:
    """The plan that a file stands in.

    Raises:
        FilePlan.DoesNotExist: its year has none yet.
    """
    return FilePlan.objects.select_related("agency").get(agency=file.agency_id, year=file.year)


def rows(plan: FilePlan) -> list[FileIndex]:
    """The files of a plan by units and indices, with how many volumes each has (``volume_count``)."""
    found = FileIndex.objects.filter(agency=plan.agency_id, year=plan.year)
    return list(
        found.select_related("unit", "kind", "carried_to")
        .annotate(volume_count=Count("volumes"))
        .order_by("unit__code", "index", "id")
    )


def files(employee: Employee) -> QuerySet[FileIndex]:
    """Files of the plans that the person looks at."""
    return FileIndex.objects.filter(agency__in=agencies_seen(employee)).select_related("unit", "kind", "carried_to")


def retention_kinds(agency: Agency | int) -> QuerySet[RetentionKind]:
    """Kinds of retention that are offered for files."""
    return RetentionKind.objects.filter(agency=agency, is_withdrawn=False)


def is_used(file: FileIndex) -> bool:
    """Whether papers are registered under the index, lie in the file, or an earlier one was carried over to it."""
    return (
        Document.objects.filter(file_index=file).exists()
        or file.volumes.exists()
        or FileIndex.objects.filter(carried_to=file).exists()
    )


def papers(
    file: FileIndex, employee: Employee, *, before: int | None, size: int, volume: Volume | None = None
) -> list[Filing]:
    """What lies in a file (in a volume of it) that the person sees, the newest first; one more tells of a next page."""
    found = Filing.objects.filter(volume__file=file, undone_at__isnull=True)
    if volume is not None:
        found = found.filter(volume=volume)
    if before is not None:
        found = found.filter(pk__lt=before)
    seen = seen_case(employee, "case") | seen_document(employee, "document")
    related = ("volume", "case", "case__applicant", "document", "filed_by")
    return list(found.filter(seen).select_related(*related).order_by("-id")[: size + 1])


def filing_of(paper: Case | Document) -> Filing | None:
    """Where a case lies, or a document by itself or with its case; None while it lies nowhere."""
    where = Q(case=paper) if isinstance(paper, Case) else Q(document=paper)
    if isinstance(paper, Document) and paper.case_id is not None:
        where |= Q(case=paper.case_id)
    related = ("volume__file__destroyed_by", "filed_by")
    return Filing.objects.filter(where, undone_at__isnull=True).select_related(*related).order_by("-id").first()


def sheets_at_most(agency: Agency | int) -> tuple[int, str]:
    """How many sheets a volume takes in an agency, and who says so."""
    rule = FilingRule.objects.filter(agency=agency).first()
    return (rule.sheets_at_most, rule.source) if rule else FILING_RULE


@dataclass(frozen=True)
class Counted:
    """Files of a category: all, those that go on in the next year, those with the mark ЭПК; and their volumes."""

    total: int = 0
    carried: int = 0
    appraised: int = 0
    volumes: int = 0


@dataclass(frozen=True)
class Summary:
    """The summary record (итоговая запись) of a plan. ``without_kind`` are files of no category."""

    by_category: dict[str, Counted] = field(default_factory=dict)
    without_kind: int = 0

    @property
    def rows(self) -> list[tuple[str, Counted]]:
        """Category in words and its count, in the order of the form."""
        return [(str(Category(key).label), self.by_category.get(key, Counted())) for key in Category.values]

    @property
    def whole(self) -> Counted:
        """All categories together."""
        counted = list(self.by_category.values())
        return Counted(*(sum(getattr(one, name) for one in counted) for name in Counted.__dataclass_fields__))

    def as_data(self) -> dict[str, Any]:
        """As a closed plan keeps it."""
        return {"categories": {key: vars(one) for key, one in self.by_category.items()}, "without": self.without_kind}


def summary(plan: FilePlan) -> Summary:
    """How many files were kept in the year of a plan: as it was closed, else as it is now; unused ones do not count."""
    if plan.summary:
        kept = plan.summary
        return Summary({key: Counted(**one) for key, one in kept["categories"].items()}, kept["without"])
    return counted(rows(plan))


def counted(found: Iterable[FileIndex]) -> Summary:
    """The summary of these rows of a plan."""
    numbers: dict[str, list[int]] = {}
    without = 0
    for row in found:
        volumes = row.volumes_carried or getattr(row, "volume_count", 0)
        if row.state == FileState.WITHDRAWN or not volumes:
            continue
        if not row.category:
            without += 1
            continue
        count = numbers.setdefault(row.category, [0, 0, 0, 0])
        count[0] += 1
        count[1] += row.state == FileState.CARRIED
        count[2] += bool(row.kind and row.kind.is_appraised)
        count[3] += volumes
    return Summary({key: Counted(*count) for key, count in numbers.items()}, without)


@dataclass(frozen=True)
class YearEnd:
    """What is still open of a year: files that are kept, and cases that are to be filed or not even finished."""

    files: list[FileIndex]
    to_file: int
    in_work: int
    without_kind: list[FileIndex]


def year_end(plan: FilePlan) -> YearEnd:
    """What stands between a plan and its closing."""
    found = rows(plan)
    cases = Case.objects.filter(agency=plan.agency_id, registered_on__year__lte=plan.year)
    return YearEnd(
        files=[row for row in found if row.state == FileState.OPEN],
        to_file=cases.filter(stage=Stage.OFF_CONTROL).count(),
        in_work=cases.exclude(stage__in=DONE).count(),
        without_kind=[row for row in found if row.kind_id is None],
    )


def listed_by(kind: str) -> Q:
    """The condition "an inventory of this kind lists the file"."""
    staff = Q(kind__holds=Holds.STAFF) & Q(kind__span="years", kind__years__gt=10)
    if kind == InventoryKind.STAFF:
        return staff
    if kind == InventoryKind.PERMANENT:
        return Q(kind__span="permanent") | Q(is_kept_forever=True)
    return Q(kind__span="years", kind__years__gt=10, is_kept_forever=False) & ~staff


def for_inventory(agency: Agency | int, year: int, kind: str) -> QuerySet[FileIndex]:
    """Closed files of a plan's year that an inventory of this kind lists."""
    kept = FileIndex.objects.filter(agency=agency, year=year, state=FileState.CLOSED)
    return kept.filter(listed_by(kind)).select_related("unit", "kind").order_by("unit__code", "index", "id")


def inventories(agency: Agency | int, year: int) -> QuerySet[Inventory]:
    """Inventories of a year."""
    return Inventory.objects.filter(agency=agency, year=year).annotate(file_count=Count("items")).order_by("kind")


def inventory_rows(inventory: Inventory) -> list[InventoryItem]:
    """What an inventory lists, with volumes and sheets of each file."""
    return list(
        inventory.items.select_related("file", "file__kind", "file__unit")
        .annotate(volume_count=Count("file__volumes"), sheet_count=Sum("file__volumes__sheets"))
        .order_by("ordinal")
    )


def expired(agency: Agency | int, *, limit: int = OFFERED_AT_MOST) -> list[FileIndex]:
    """Closed files whose term is over today and which lie in no open disposal, the oldest first."""
    offered = DisposalLine.objects.filter(file=OuterRef("pk"), disposal__state__in=OPEN_STATES)
    found = FileIndex.objects.filter(
        ~Exists(offered), agency=agency, state=FileState.CLOSED, is_kept_forever=False, destroy_from__lte=clock.today()
    )
    return list(
        found.select_related("unit", "kind")
        .annotate(volume_count=Count("volumes"))
        .order_by("destroy_from", "id")[:limit]
    )


def years_without_inventories(agency: Agency | int, years: Sequence[int]) -> list[int]:
    """Of these years, those with files kept permanently or on staff that no approved inventory lists."""
    listed = InventoryItem.objects.filter(file=OuterRef("pk"), inventory__approved_on__isnull=False)
    kept = FileIndex.objects.filter(agency=agency, year__in=years, state=FileState.CLOSED)
    must = kept.filter(listed_by(InventoryKind.PERMANENT) | listed_by(InventoryKind.STAFF))
    return sorted(set(must.filter(~Exists(listed)).values_list("year", flat=True)))


def disposals(employee: Employee) -> QuerySet[Disposal]:
    """Disposals of the agencies whose every paper the person sees, the newest first."""
    return (
        Disposal.objects.filter(agency__in=agencies_seen(employee))
        .select_related("agency")
        .annotate(file_count=Count("lines"))
        .order_by("-id")
    )


def lines(disposal: Disposal) -> list[DisposalLine]:
    """The files of a disposal, with their volumes and sheets."""
    return list(
        disposal.lines.select_related("file", "file__kind", "file__unit")
        .annotate(volume_count=Count("file__volumes"), sheet_count=Sum("file__volumes__sheets"))
        .order_by("ordinal")
    )


def papers_of(found: Sequence[FileIndex]) -> tuple[QuerySet[Case], QuerySet[Document]]:
    """The cases that lie in these files, and every document that does, by itself or with its case."""
    filed = Filing.objects.filter(volume__file__in=found, undone_at__isnull=True)
    cases = Case.objects.filter(pk__in=filed.filter(case__isnull=False).values("case"))
    documents = Document.objects.filter(
        Q(pk__in=filed.filter(document__isnull=False).values("document")) | Q(case__in=cases)
    )
    return cases, documents


def recent_acts(subject: FileIndex | FilePlan) -> list[Act]:
    """The last acts of a timeline that grows with every row of a plan, in their order."""
    return list(record.timeline(subject).order_by("-id")[:ACTS_SHOWN])[::-1]


def transfers(employee: Employee) -> QuerySet[Transfer]:
    """Transfers of the agencies whose every paper the person sees."""
    return Transfer.objects.filter(agency__in=agencies_seen(employee)).select_related(
        "agency", "inventory", "prepared_by", "approved_by"
    )


def unseen_of(employee: Employee, transfer: Transfer) -> QuerySet[TransferLine]:
    """Papers of a transfer that the person does not see, such as marked ones."""
    return transfer.lines.exclude(document__in=Document.objects.visible_to(employee))
