"""The file plan (номенклатура дел) of a year, its files with their volumes, and what is filed in them."""

from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from agencies.models import Agency, Employee, Unit
from documents.models.retention import Category, RetentionKind
from history.models import TrackedModel


class PlanState(models.TextChoices):
    """Where the plan of a year stands."""

    DRAFT = "draft", _("draft")
    APPROVED = "approved", pgettext_lazy("file plan", "approved")
    CLOSED = "closed", pgettext_lazy("file plan", "closed")


class FilePlan(TrackedModel):
    """The file plan of an agency for a year: drafted, approved by the head, closed with its summary.

    One that was in force before plans were approved in the program has no approver. ``summary`` is the summary record
    as it was when the plan was closed.
    """

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name=_("agency"))
    year = models.PositiveSmallIntegerField(_("year"), validators=[MinValueValidator(1990), MaxValueValidator(2200)])
    state = models.CharField(_("state"), max_length=10, choices=PlanState.choices, default=PlanState.DRAFT)
    approved_on = models.DateField(_("approved on"), null=True, blank=True)
    approved_by = models.ForeignKey(
        Employee, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("approved by")
    )
    approver_post = models.CharField(_("post of the approver"), max_length=300, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    summary = models.JSONField(_("summary"), default=dict, blank=True)

    class Meta:
        verbose_name = _("file plan")
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "year"],
                name="one_plan_a_year",
                violation_error_code="plan-exists",
                violation_error_message=_("There is a file plan of this year already."),
            )
        ]

    def __str__(self) -> str:
        return str(self.year)


class FileState(models.TextChoices):
    """Where a file stands."""

    OPEN = "open", pgettext_lazy("file", "kept")
    CLOSED = "closed", pgettext_lazy("file", "closed")
    CARRIED = "carried", pgettext_lazy("file", "carried over")
    WITHDRAWN = "withdrawn", pgettext_lazy("file", "not kept")
    DESTROYED = "destroyed", pgettext_lazy("file", "destroyed")
    ARCHIVED = "archived", pgettext_lazy("file", "transferred to the archive")


class FileIndex(TrackedModel):
    """A file (дело): a row of the file plan of a year.

    ``retention`` and ``article`` are what the plan says of its ``kind``; a row from before kinds has the text alone. A
    file that was carried over goes on as the row ``carried_to``, and its volumes lie there. ``destroy_from`` is the
    first day on which it may be destroyed, ``retention_basis`` tells how that was found (`documents.retention`).
    """

    agency = models.ForeignKey(Agency, models.PROTECT, verbose_name=_("agency"))
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("unit"))
    year = models.PositiveSmallIntegerField(_("year"))
    index = models.CharField(_("index"), max_length=20)
    title = models.CharField(_("title"), max_length=300)
    retention = models.CharField(_("retention period"), max_length=60)
    article = models.CharField(_("article of the list"), max_length=60, blank=True)
    kind = models.ForeignKey(
        RetentionKind, models.PROTECT, null=True, blank=True, related_name="files", verbose_name=_("kind of retention")
    )
    note = models.CharField(_("note"), max_length=300, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=FileState.choices, default=FileState.OPEN)
    reason = models.CharField(_("why it was added or is not kept"), max_length=300, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    carried_to = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="carried_from", verbose_name=_("carried over to")
    )
    volumes_carried = models.PositiveSmallIntegerField(_("volumes that were carried over"), default=0)
    last_considered_on = models.DateField(_("last consideration of a repeated appeal"), null=True, blank=True)
    kept_until = models.DateField(_("kept longer until"), null=True, blank=True)
    is_kept_forever = models.BooleanField(_("kept permanently by the commission"), default=False)
    destroy_from = models.DateField(_("destruction allowed from"), null=True, blank=True)
    retention_basis = models.JSONField(_("how the date was found"), default=dict, blank=True)
    destroyed_by = models.ForeignKey(
        "documents.Disposal", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("destroyed by")
    )

    class Meta:
        verbose_name = _("file")
        ordering: ClassVar[list[str]] = ["index"]
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "year", "index"],
                name="file_index_once_a_year",
                violation_error_code="index-taken",
                violation_error_message=_("The plan of this year has this index already."),
            )
        ]
        indexes = [models.Index(fields=["agency", "state", "destroy_from"], name="file_by_destruction")]

    def __str__(self) -> str:
        return f"{self.index} {self.title}"

    @property
    def category(self) -> str:
        """What the closing summary counts it among; a file without a kind by nothing."""
        if self.is_kept_forever:
            return Category.PERMANENT
        return self.kind.category if self.kind else ""


class Volume(TrackedModel):
    """A volume (том) of a file. Papers go to the one that is open; a closed one has its count of sheets."""

    file = models.ForeignKey(FileIndex, models.PROTECT, related_name="volumes", verbose_name=_("file"))
    number = models.PositiveSmallIntegerField(_("volume"))
    begun_on = models.DateField(_("begun on"))
    ended_on = models.DateField(_("ended on"), null=True, blank=True)
    sheets = models.PositiveIntegerField(_("sheets"), default=0)

    class Meta:
        verbose_name = _("volume")
        ordering: ClassVar[list[str]] = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["file", "number"], name="volume_numbered_once"),
            models.UniqueConstraint(fields=["file"], condition=Q(ended_on__isnull=True), name="one_open_volume_a_file"),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=models.F("begun_on")),
                name="volume_ends_after_start",
                violation_error_code="volume-ends-before-start",
                violation_error_message=_("The volume would end before it begins."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.number)


class Filing(TrackedModel):
    """The mark "to file no. …, date, who" (отметка о направлении в дело): a case with all its papers, or one document.

    An undone one stays, with who took it back and why.
    """

    PERSONAL = frozenset({"undo_reason"})
    PART_OF: ClassVar[dict[str, str]] = {"case_id": "citizens.case", "document_id": "documents.document"}

    volume = models.ForeignKey(Volume, models.PROTECT, related_name="filings", verbose_name=_("volume"))
    case = models.ForeignKey(
        "citizens.Case", models.PROTECT, null=True, blank=True, related_name="filings", verbose_name=_("case")
    )
    document = models.ForeignKey(
        "documents.Document",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="filings",
        verbose_name=_("document"),
    )
    sheets = models.PositiveSmallIntegerField(_("sheets"), default=0)
    filed_on = models.DateField(_("filed on"))
    filed_by = models.ForeignKey(Employee, models.PROTECT, related_name="+", verbose_name=_("filed by"))
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True)
    undone_by = models.ForeignKey(
        Employee, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("undone by")
    )
    undo_reason = models.CharField(_("why it was undone"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("filing")
        constraints = [
            models.CheckConstraint(
                condition=Q(case__isnull=True) ^ Q(document__isnull=True), name="filing_of_one_thing"
            ),
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(undone_at__isnull=True),
                name="case_filed_once",
                violation_error_code="already-filed",
            ),
            models.UniqueConstraint(
                fields=["document"],
                condition=Q(undone_at__isnull=True),
                name="document_filed_once",
                violation_error_code="already-filed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.volume_id}, {self.filed_on:%d.%m.%Y}"


class FilingRule(TrackedModel):
    """How many sheets a volume takes in an agency, and who says so."""

    agency = models.OneToOneField(Agency, models.PROTECT, related_name="+", verbose_name=_("agency"))
    sheets_at_most = models.PositiveSmallIntegerField(
        _("sheets of a volume at most"), validators=[MinValueValidator(10), MaxValueValidator(2000)]
    )
    source = models.CharField(_("source"), max_length=200)

    class Meta:
        verbose_name = _("rule of volumes")

    def __str__(self) -> str:
        return str(self.sheets_at_most)


class RetentionEvent(models.TextChoices):
    """Why the day of destruction was computed."""

    CLOSED = "closed", _("the file was closed")
    REOPENED = "reopened", _("the file was opened again")
    KIND = "kind", _("another kind of retention, or the kind was edited")
    REPEAT = "repeat", _("a repeated appeal was considered")
    APPRAISED = "appraised", _("decided by the expert commission")


class RetentionChange(TrackedModel):
    """One computing of the day from which a file may be destroyed: who, when, why, before, after. It never changes."""

    file = models.ForeignKey(FileIndex, models.PROTECT, related_name="changes", verbose_name=_("file"))
    event = models.CharField(_("what"), max_length=12, choices=RetentionEvent.choices)
    at = models.DateTimeField(_("at"))
    by_name = models.CharField(_("who"), max_length=300)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    before_on = models.DateField(_("before"), null=True, blank=True)
    after_on = models.DateField(_("after"), null=True, blank=True)
    basis = models.JSONField(_("how the date was found"), default=dict, blank=True)

    class Meta:
        verbose_name = _("change of a retention term")
        ordering: ClassVar[list[str]] = ["id"]

    def __str__(self) -> str:
        return str(self.get_event_display())
