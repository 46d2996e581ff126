"""Batches of scans: one file of many papers, told apart by separator sheets, and the parts it fell into."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, Employee
from agencies.rules import Power, agencies_with
from documents.models.documents import Document
from documents.models.files import DocumentFile, StoredFile
from history.models import TrackedModel

MOST_PAGES = 2000


class BatchState(models.TextChoices):
    """How far the worker is with a batch."""

    READING = "reading", _("pages are being read")
    PLACING = "placing", _("papers are being put on their cards")
    DONE = "done", _("gone through")
    FAILED = "failed", _("could not be read")


class BatchTrouble(models.TextChoices):
    """Why a batch, or a part of it, was not dealt with by the worker."""

    BROKEN = "broken", _("the file cannot be read as a PDF")
    ENCRYPTED = "encrypted", _("the file is protected by a password")
    TOO_MANY = "too-many-pages", _("the file has more than 2000 pages: divide it")
    TOO_HARD = "too-hard", _("the file takes too long or too much memory to read")
    INFECTED = "infected", _("the virus scanner found something in it")
    NO_SHEET = "no-sheet", _("pages before the first separator sheet")
    UNKNOWN = "unknown-code", _("the code of the separator sheet is not ours or names no paper")
    NOT_HERE = "other-agency", _("the separator sheet is of another agency")
    NOT_SEEN = "not-seen", _("the paper is not to be seen by who sent the batch")
    CLOSED = "closed", _("the paper takes no scans: it is closed, filed, or came as a signed package")
    TWICE = "twice", _("the same paper has appeared in this batch already")
    HAS_SCAN = "has-scan", _("the paper has a scan already")
    BLANK = "blank", _("blank sides")


class ScanBatchQuerySet(models.QuerySet["ScanBatch"]):
    """Batches as questions."""

    def visible_to(self, employee: Employee) -> "ScanBatchQuerySet":
        """The person's own while they register, and all of an agency for the head of its records office."""
        return self.filter(
            Q(agency__in=agencies_with(employee, Power.KEEP_JOURNALS))
            | Q(agency__in=agencies_with(employee, Power.REGISTER), sent_by=employee)
        )


class ScanBatch(TrackedModel):
    """A PDF of many papers. The worker reads its pages, then places its parts; killed in between, it goes on there."""

    PERSONAL = frozenset({"name"})
    VOLATILE: ClassVar[dict[str, str]] = {"pages_read": "how far the worker is; the pages themselves stand by it"}

    agency = models.ForeignKey(Agency, models.PROTECT, verbose_name=_("agency"))
    stored = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name=_("content"))
    name = models.CharField(_("name"), max_length=255)
    sent_by = models.ForeignKey(Employee, models.PROTECT, related_name="+", verbose_name=_("who sent it"))
    sent_at = models.DateTimeField(_("sent at"))
    state = models.CharField(_("state"), max_length=10, choices=BatchState.choices, default=BatchState.READING)
    pages = models.PositiveIntegerField(_("pages"), null=True, blank=True)
    pages_read = models.PositiveIntegerField(_("pages read"), default=0)
    trouble = models.CharField(_("what is wrong"), max_length=20, choices=BatchTrouble.choices, blank=True)

    objects = ScanBatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("batch of scans")
        indexes = [
            models.Index(fields=["id"], condition=Q(state__in=["reading", "placing"]), name="batch_due"),
            models.Index(fields=["agency", "-id"], name="batch_newest"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_due(self) -> bool:
        """Whether the worker is still at it."""
        return self.state in (BatchState.READING, BatchState.PLACING)


class BatchPage(models.Model):
    """What the worker read of a page; no record, but where it stopped. Gone when the batch has fallen into parts."""

    batch = models.ForeignKey(ScanBatch, models.CASCADE, related_name="read", verbose_name=_("batch of scans"))
    number = models.PositiveIntegerField(_("page"))
    code = models.CharField(max_length=200, blank=True)
    turn = models.PositiveSmallIntegerField(default=0)
    is_blank = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["batch", "number"], name="batch_page_once")]

    def __str__(self) -> str:
        return f"{self.batch_id}: {self.number}"


class PartState(models.TextChoices):
    """Where a part of a batch is."""

    WAITING = "waiting", _("is being put on its card")
    PLACED = "placed", _("on its card")
    UNPLACED = "unplaced", _("needs a person")
    DISCARDED = "discarded", _("discarded")


class BatchPart(TrackedModel):
    """Pages of a batch that belong together: on a paper's card, or waiting for a person who says where they belong."""

    PERSONAL = frozenset({"reason"})
    PART_OF: ClassVar[dict[str, str]] = {"document_id": "documents.document"}

    batch = models.ForeignKey(ScanBatch, models.PROTECT, related_name="parts", verbose_name=_("batch of scans"))
    ordinal = models.PositiveIntegerField(_("place in the batch"))
    pages = models.CharField(_("pages"), max_length=9000)
    turn = models.PositiveSmallIntegerField(_("turned by, degrees"), default=0)
    state = models.CharField(_("state"), max_length=10, choices=PartState.choices)
    trouble = models.CharField(_("why it is not placed"), max_length=20, choices=BatchTrouble.choices, blank=True)
    document = models.ForeignKey(
        Document, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("document")
    )
    file = models.ForeignKey(
        DocumentFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("file")
    )
    stamped = models.ForeignKey(
        DocumentFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("stamped copy")
    )
    reason = models.CharField(_("why it was discarded"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("part of a batch")
        ordering: ClassVar[list[str]] = ["ordinal"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "ordinal"], name="batch_part_once"),
            models.CheckConstraint(
                condition=Q(state="placed", file__isnull=False, document__isnull=False)
                | (~Q(state="placed") & Q(file__isnull=True)),
                name="part_placed_has_its_file",
                violation_error_code="part-wrong",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.batch_id}/{self.ordinal}"

    @property
    def page_numbers(self) -> list[int]:
        """Its pages in the batch, from 1."""
        return [number for piece in self.pages.split(",") if piece for number in _piece(piece)]


def written(numbers: list[int]) -> str:
    """Page numbers as they are kept: «2-4,7»."""
    pieces: list[list[int]] = []
    for number in sorted(numbers):
        if pieces and pieces[-1][-1] == number - 1:
            pieces[-1].append(number)
        else:
            pieces.append([number])
    return ",".join(f"{one[0]}-{one[-1]}" if len(one) > 1 else str(one[0]) for one in pieces)


def _piece(text: str) -> range:
    first, _dash, last = text.partition("-")
    return range(int(first), int(last or first) + 1)
