"""Numbered paper copies of documents with an access mark, and their way from hand to hand."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from agencies.models import Employee
from documents.models.documents import Document
from history.models import TrackedModel


class CopyState(models.TextChoices):
    """Where a copy is."""

    KEPT = "kept", _("with the records office")
    HANDED = "handed", _("handed out")
    DESTROYED = "destroyed", _("destroyed")


class PaperCopy(TrackedModel):
    """One numbered copy; numbers of a document begin with 1 and are given once."""

    PERSONAL = frozenset({"holder_name"})
    PART_OF: ClassVar[dict[str, str]] = {"document_id": "documents.document"}

    document = models.ForeignKey(Document, models.PROTECT, related_name="paper_copies", verbose_name=_("document"))
    number = models.PositiveSmallIntegerField(_("number of the copy"))
    state = models.CharField(_("state"), max_length=10, choices=CopyState.choices, default=CopyState.KEPT)
    holder = models.ForeignKey(
        Employee, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("holder")
    )
    holder_name = models.CharField(_("holder outside the agency"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("paper copy")
        ordering: ClassVar[list[str]] = ["number"]
        constraints = [models.UniqueConstraint(fields=["document", "number"], name="copy_numbered_once")]

    def __str__(self) -> str:
        return str(self.number)

    @property
    def whose(self) -> str:
        """Who has it, empty while it lies with the records office."""
        return self.holder.short_name if self.holder else self.holder_name


class CopyMove(TrackedModel):
    """One step of a copy's way; it never changes."""

    class Kind(models.TextChoices):
        """What was done with the copy."""

        MADE = "made", _("made")
        HANDED = "handed", _("handed out")
        RETURNED = "returned", _("given back")
        DESTROYED = "destroyed", _("destroyed")

    PERSONAL = frozenset({"to_name", "note"})
    PART_OF: ClassVar[dict[str, str]] = {"document_id": "documents.document"}

    document = models.ForeignKey(Document, models.PROTECT, related_name="copy_moves", verbose_name=_("document"))
    copy = models.ForeignKey(PaperCopy, models.PROTECT, related_name="moves", verbose_name=_("paper copy"))
    kind = models.CharField(_("what"), max_length=10, choices=Kind.choices)
    on = models.DateField(_("day"))
    to_name = models.CharField(_("to whom"), max_length=300, blank=True)
    note = models.CharField(_("receipt or act"), max_length=200, blank=True)
    by_name = models.CharField(_("who"), max_length=300)
    at = models.DateTimeField(_("noted at"))

    class Meta:
        verbose_name = _("move of a copy")
        ordering: ClassVar[list[str]] = ["id"]

    def __str__(self) -> str:
        return f"{self.copy_id} {self.kind} {self.on:%d.%m.%Y}"
