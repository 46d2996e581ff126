"""What a drafted order says beside its text: points with executors and terms, and who is to read it."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from agencies.models import Employee
from documents.models.documents import Document
from history.models import TrackedModel


class OrderPoint(TrackedModel):
    """A point of an order: what is done, by whom, until when. Without a controller the signer checks.

    The points stand in the text that is agreed and signed; in force the order is executed as they say.
    """

    PERSONAL = frozenset({"text"})
    PART_OF: ClassVar[dict[str, str]] = {"document_id": "documents.document"}

    document = models.ForeignKey(Document, models.PROTECT, related_name="points", verbose_name=_("document"))
    ordinal = models.PositiveSmallIntegerField(_("number"))
    text = models.CharField(_("text"), max_length=1000)
    executor = models.ForeignKey(Employee, models.PROTECT, related_name="+", verbose_name=_("responsible executor"))
    controller = models.ForeignKey(
        Employee, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("controller")
    )
    due_on = models.DateField(_("due on"))

    class Meta:
        verbose_name = _("point of an order")
        ordering: ClassVar[list[str]] = ["ordinal"]
        constraints = [
            models.UniqueConstraint(fields=["document", "ordinal"], name="point_once_an_order"),
        ]

    def __str__(self) -> str:
        return f"{self.ordinal}. {self.text}"


class OrderReader(TrackedModel):
    """A person who is to read an order once it is registered."""

    PART_OF: ClassVar[dict[str, str]] = {"document_id": "documents.document"}

    document = models.ForeignKey(Document, models.PROTECT, related_name="intended_readers", verbose_name=_("document"))
    person = models.ForeignKey(Employee, models.PROTECT, related_name="+", verbose_name=_("person"))

    class Meta:
        verbose_name = _("intended reader of an order")
        ordering: ClassVar[list[str]] = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["document", "person"], name="reader_once_an_order", violation_error_code="reader-twice"
            ),
        ]

    def __str__(self) -> str:
        return self.person.short_name
