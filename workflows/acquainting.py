"""Acquaintance (ознакомление): who is given a document to read, by whom, until when, and when they confirmed it."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agencies.models import Employee, Unit
from documents.models import Document
from history.models import TrackedModel


class Acquaintance(TrackedModel):
    """One person is given one document to read. It ends when they confirm, or when it is withdrawn."""

    PERSONAL = frozenset({"text"})
    PART_OF: ClassVar[dict[str, str]] = {"document_id": "documents.document"}

    document = models.ForeignKey(Document, models.PROTECT, related_name="acquaintances", verbose_name=_("document"))
    person = models.ForeignKey(Employee, models.PROTECT, related_name="+", verbose_name=_("person"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("unit"))
    post = models.CharField(_("post"), max_length=300)
    text = models.CharField(_("what to mind"), max_length=500, blank=True)
    asked_by = models.ForeignKey(Employee, models.PROTECT, related_name="+", verbose_name=_("asked by"))
    asked_at = models.DateTimeField(_("asked at"))
    due_on = models.DateField(_("due on"))
    read_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)

    class Meta:
        verbose_name = _("acquaintance")
        ordering: ClassVar[list[str]] = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["document", "person"],
                condition=Q(read_at__isnull=True, withdrawn_at__isnull=True),
                name="asked_to_read_once",
                violation_error_code="reader-twice",
            ),
            models.CheckConstraint(
                condition=Q(read_at__isnull=True) | Q(withdrawn_at__isnull=True),
                name="read_or_withdrawn",
                violation_error_code="read-and-withdrawn",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document}, {self.person.short_name}"

    @property
    def is_awaited(self) -> bool:
        """Whether the person has still to confirm."""
        return self.read_at is None and self.withdrawn_at is None
