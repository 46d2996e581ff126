"""Files of documents: bytes kept once, and what each file is to its document."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from documents.models.disposal import Disposal
from documents.models.documents import Document
from history.models import TrackedModel


class StoredFile(TrackedModel):
    """The bytes of a file, kept once under their SHA-256, never changed.

    ``destroyed_at`` says that the bytes were taken out of the store when the last paper that held them was destroyed.
    """

    WRITTEN = "documents.file_stored"

    sha256 = models.CharField("SHA-256", max_length=64, unique=True)
    size = models.PositiveBigIntegerField(_("size, bytes"))
    media_type = models.CharField(_("kind of content"), max_length=120)
    destroyed_at = models.DateTimeField(_("destroyed at"), null=True, blank=True)

    class Meta:
        verbose_name = _("stored file")

    def __str__(self) -> str:
        return self.sha256


class DocumentFile(TrackedModel):
    """A file of a document in one of its roles."""

    class FileRole(models.TextChoices):
        """What the file is to the document."""

        MAIN = "main", _("text")
        ATTACHMENT = "attachment", _("attachment")
        VISUAL_COPY = "visual_copy", _("visual copy")
        CONTAINER = "container", _("signed container")

    PERSONAL = frozenset({"name"})
    PART_OF: ClassVar[dict[str, str]] = {"document_id": "documents.document"}

    document = models.ForeignKey(Document, models.PROTECT, related_name="files", verbose_name=_("document"))
    stored = models.ForeignKey(StoredFile, models.PROTECT, verbose_name=_("content"))
    role = models.CharField(_("role"), max_length=20, choices=FileRole.choices)
    name = models.CharField(_("name"), max_length=255)
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    is_current = models.BooleanField(_("current"), default=True)
    destroyed_by = models.ForeignKey(
        Disposal, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("destroyed by")
    )

    class Meta:
        verbose_name = _("file of a document")
        ordering: ClassVar[list[str]] = ["id"]

    def __str__(self) -> str:
        return self.name
