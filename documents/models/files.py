"""Files of documents: bytes kept once, what each file is to its document, who holds it, how it is read in the page."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agencies.models import Employee
from documents.models.disposal import Disposal
from documents.models.documents import Document
from history.models import TrackedModel


class Scan(models.TextChoices):
    """What a virus scanner said of a content."""

    NONE = "none", _("not checked for viruses")
    CLEAN = "clean", _("no viruses found")
    INFECTED = "infected", _("infected")
    UNREADABLE = "unreadable", _("the virus scanner could not read it")


# What people call the kinds of content.
KINDS = {
    "application/pdf": "PDF",
    "image/png": _("picture (PNG)"),
    "image/jpeg": _("picture (JPEG)"),
    "text/plain": _("text"),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": _("text document (DOCX)"),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": _("table (XLSX)"),
    "application/vnd.oasis.opendocument.text": _("text document (ODT)"),
    "application/vnd.oasis.opendocument.spreadsheet": _("table (ODS)"),
    "application/vnd.etsi.asic-e+zip": _("container (ASiC-E)"),
    "application/pkcs7-signature": _("detached signature"),
}


class StoredFile(TrackedModel):
    """The bytes of a file, kept once under their SHA-256, never changed; and what was found out of them.

    ``destroyed_at`` says that the bytes were taken out of the store when the last paper that held them was destroyed.
    """

    WRITTEN = "documents.file_stored"

    sha256 = models.CharField("SHA-256", max_length=64, unique=True)
    size = models.PositiveBigIntegerField(_("size, bytes"))
    media_type = models.CharField(_("kind of content"), max_length=120)
    has_macros = models.BooleanField(_("has macros"), default=False)
    scan = models.CharField(_("check for viruses"), max_length=20, choices=Scan.choices, default=Scan.NONE)
    scanned_at = models.DateTimeField(_("checked at"), null=True, blank=True)
    scan_finding = models.CharField(_("what was found"), max_length=200, blank=True)
    destroyed_at = models.DateTimeField(_("destroyed at"), null=True, blank=True)

    class Meta:
        verbose_name = _("stored file")
        indexes = [models.Index(fields=["id"], condition=Q(scan="none"), name="stored_file_unscanned")]
        constraints = [
            models.CheckConstraint(
                condition=Q(scan="none", scanned_at__isnull=True) | (~Q(scan="none") & Q(scanned_at__isnull=False)),
                name="scan_with_its_moment",
                violation_error_code="scan-without-moment",
            )
        ]

    def __str__(self) -> str:
        return self.sha256

    @property
    def kind(self) -> str:
        """What it is, in the reader's words."""
        return str(KINDS.get(self.media_type, self.media_type))

    @property
    def is_infected(self) -> bool:
        """Whether it must not be opened."""
        return self.scan == Scan.INFECTED

    @property
    def is_safe_to_render(self) -> bool:
        """Whether a page may show it: neither infected nor with macros."""
        return not self.has_macros and not self.is_infected


class DocumentFile(TrackedModel):
    """A file of a document in one of its roles.

    Versions of one file share their ``origin``, the first of them, which has none itself.
    """

    class FileRole(models.TextChoices):
        """What the file is to the document."""

        MAIN = "main", _("text")
        ATTACHMENT = "attachment", _("attachment")
        VISUAL_COPY = "visual_copy", _("visual copy")
        CONTAINER = "container", _("signed container")
        SIGNATURE = "signature", _("detached signature")
        WORKING = "working", _("working material")
        WORKING_FORM = "working_form", _("working form, not signed")
        SCAN = "scan", _("scan of the paper")

    PERSONAL = frozenset({"name", "remark"})
    PART_OF: ClassVar[dict[str, str]] = {"document_id": "documents.document"}

    document = models.ForeignKey(Document, models.PROTECT, related_name="files", verbose_name=_("document"))
    stored = models.ForeignKey(StoredFile, models.PROTECT, verbose_name=_("content"))
    role = models.CharField(_("role"), max_length=20, choices=FileRole.choices)
    name = models.CharField(_("name"), max_length=255)
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    is_current = models.BooleanField(_("current"), default=True)
    origin = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="versions", verbose_name=_("first version")
    )
    remark = models.CharField(_("what is new"), max_length=300, blank=True)
    destroyed_by = models.ForeignKey(
        Disposal, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("destroyed by")
    )

    class Meta:
        verbose_name = _("file of a document")
        ordering: ClassVar[list[str]] = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["origin", "version"], name="file_version_once", violation_error_code="version-taken"
            ),
            models.UniqueConstraint(
                fields=["origin"],
                condition=Q(is_current=True),
                name="one_current_version",
                violation_error_code="version-taken",
            ),
            models.CheckConstraint(
                condition=Q(origin__isnull=True) | Q(version__gte=2),
                name="first_version_has_no_origin",
                violation_error_code="version-wrong",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class CheckOut(TrackedModel):
    """Somebody works on a file: until it is checked in nobody else adds a version."""

    PERSONAL = frozenset({"reason", "forced_because"})

    file = models.ForeignKey(DocumentFile, models.PROTECT, related_name="check_outs", verbose_name=_("file"))
    holder = models.ForeignKey(Employee, models.PROTECT, related_name="+", verbose_name=_("held by"))
    reason = models.CharField(_("what for"), max_length=200)
    since = models.DateTimeField(_("since"))
    ended_at = models.DateTimeField(_("until"), null=True, blank=True)
    ended_by = models.ForeignKey(
        Employee, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("ended by")
    )
    forced_because = models.CharField(_("why it was ended by force"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("check-out of a file")
        ordering: ClassVar[list[str]] = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["file"],
                condition=Q(ended_at__isnull=True),
                name="one_check_out_a_file",
                violation_error_code="file-checked-out",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="check_out_ended_by_somebody",
                violation_error_code="check-in-wrong",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.holder_id}: {self.file_id}"


class Rendition(TrackedModel):
    """An office file as a PDF that pages can show, made once for each content."""

    class Progress(models.TextChoices):
        """How far it is."""

        WAITING = "waiting", _("awaits conversion")
        MADE = "made", _("converted")
        FAILED = "failed", _("could not be converted")

    source = models.OneToOneField(StoredFile, models.PROTECT, related_name="rendition", verbose_name=_("content"))
    progress = models.CharField(_("progress"), max_length=20, choices=Progress.choices, default=Progress.WAITING)
    made = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("PDF"))
    fault = models.CharField(_("why it failed"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("readable copy")
        indexes = [models.Index(fields=["id"], condition=Q(progress="waiting"), name="rendition_waiting")]
        constraints = [
            models.CheckConstraint(
                condition=Q(progress="made", made__isnull=False) | (~Q(progress="made") & Q(made__isnull=True)),
                name="rendition_made_has_its_pdf",
                violation_error_code="rendition-wrong",
            )
        ]

    def __str__(self) -> str:
        return f"{self.source_id}: {self.progress}"
