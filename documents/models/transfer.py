"""Transfer of the files of an approved inventory to the archive: its papers, findings on each, copies in PDF/A."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from agencies.models import Agency, Employee
from documents.models.disposal import Inventory
from documents.models.documents import Document
from documents.models.files import DocumentFile, StoredFile
from documents.models.filing import FileIndex
from history.models import TrackedModel


class TransferState(models.TextChoices):
    """Where a transfer stands."""

    CHECKING = "checking", pgettext_lazy("transfer", "papers are being checked")
    CHECKED = "checked", pgettext_lazy("transfer", "checked, awaits its act")
    DRAWN = "drawn", pgettext_lazy("transfer", "act drawn up, awaits approval")
    APPROVED = "approved", pgettext_lazy("transfer", "act approved, awaits the archive")
    CONFIRMED = "confirmed", pgettext_lazy("transfer", "received by the archive")
    CANCELLED = "cancelled", pgettext_lazy("transfer", "given up")


# What may still be given up; an inventory has one such transfer at most.
OPEN_TRANSFERS = (TransferState.CHECKING, TransferState.CHECKED, TransferState.DRAWN, TransferState.APPROVED)


class Transfer(TrackedModel):
    """Files of an inventory on their way to the archive, from the check to the act of acceptance and transfer."""

    inventory = models.ForeignKey(Inventory, models.PROTECT, related_name="transfers", verbose_name=_("inventory"))
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name=_("agency"))
    state = models.CharField(_("state"), max_length=10, choices=TransferState.choices, default=TransferState.CHECKING)
    prepared_at = models.DateTimeField(_("prepared at"))
    prepared_by = models.ForeignKey(Employee, models.PROTECT, related_name="+", verbose_name=_("prepared by"))
    act_year = models.PositiveSmallIntegerField(_("year of the act"), null=True, blank=True)
    act_ordinal = models.PositiveSmallIntegerField(_("number of the act"), null=True, blank=True)
    act_on = models.DateField(_("date of the act"), null=True, blank=True)
    archive = models.CharField(_("archive"), max_length=300, blank=True)
    approved_on = models.DateField(_("approved on"), null=True, blank=True)
    approved_by = models.ForeignKey(
        Employee, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("approved by")
    )
    approver_post = models.CharField(_("post of the approver"), max_length=300, blank=True)
    received_number = models.CharField(_("number of the archive's act"), max_length=40, blank=True)
    received_on = models.DateField(_("received by the archive on"), null=True, blank=True)
    cancel_reason = models.CharField(_("why it was given up"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("transfer to the archive")
        constraints = [
            models.UniqueConstraint(fields=["agency", "act_year", "act_ordinal"], name="transfer_act_once"),
            models.UniqueConstraint(
                fields=["inventory"],
                condition=Q(state__in=["checking", "checked", "drawn", "approved"]),
                name="one_open_transfer",
                violation_error_code="transfer-open",
            ),
        ]
        indexes = [models.Index(fields=["id"], condition=Q(state="checking"), name="transfer_checking")]

    def __str__(self) -> str:
        return self.act_number or f"{self.prepared_at:%d.%m.%Y}"

    @property
    def act_number(self) -> str:
        """The number of the act, empty before it was drawn up."""
        return f"{self.act_ordinal}/{self.act_year}" if self.act_ordinal else ""


class Soundness(models.TextChoices):
    """What the check of a paper before its transfer found."""

    WAITING = "waiting", _("awaits its check")
    SOUND = "sound", _("in order")
    UNSOUND = "unsound", _("not in order")


class TransferDecision(models.TextChoices):
    """What the archivist decides on a paper that is not in order."""

    REMARK = "remark", _("transfer with a remark")
    KEEP = "keep", _("keep back")


class TransferLine(TrackedModel):
    """A paper of a transfer: ``findings`` in words, the reports of its containers, and the decision on it."""

    PERSONAL = frozenset({"reason"})

    transfer = models.ForeignKey(Transfer, models.PROTECT, related_name="lines", verbose_name=_("transfer"))
    ordinal = models.PositiveIntegerField(_("number"))
    file = models.ForeignKey(FileIndex, models.PROTECT, related_name="+", verbose_name=_("file"))
    document = models.ForeignKey(Document, models.PROTECT, related_name="transfer_lines", verbose_name=_("document"))
    soundness = models.CharField(_("result"), max_length=10, choices=Soundness.choices, default=Soundness.WAITING)
    checked_at = models.DateTimeField(_("checked at"), null=True, blank=True)
    findings = models.JSONField(_("what is wrong"), default=list, blank=True)
    not_checked = models.JSONField(_("what was not checked"), default=list, blank=True)
    reports = models.JSONField(_("reports of signatures"), default=list, blank=True)
    decision = models.CharField(_("decision"), max_length=10, choices=TransferDecision.choices, blank=True)
    reason = models.CharField(_("ground of the decision"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("paper of a transfer")
        ordering: ClassVar[list[str]] = ["ordinal"]
        constraints = [
            models.UniqueConstraint(fields=["transfer", "document"], name="paper_once_a_transfer"),
            models.UniqueConstraint(fields=["transfer", "ordinal"], name="transfer_numbered_once"),
        ]

    def __str__(self) -> str:
        return str(self.ordinal)


class CopyOrigin(models.TextChoices):
    """How an archive copy came to be."""

    GIVEN = "given", _("the file itself declares PDF/A")
    LIFTED = "lifted", _("our own PDF, completed to PDF/A")
    CONVERTED = "converted", _("converted to PDF/A")
    PICTURED = "pictured", _("pages as pictures in PDF/A")


class ArchiveCopy(TrackedModel):
    """The archive copy in PDF/A of a file of a paper, or why there is none."""

    line = models.ForeignKey(TransferLine, models.PROTECT, related_name="copies", verbose_name=_("paper"))
    entry = models.ForeignKey(DocumentFile, models.PROTECT, related_name="+", verbose_name=_("file of a document"))
    made = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("copy in PDF/A")
    )
    origin = models.CharField(_("how it was made"), max_length=10, choices=CopyOrigin.choices, blank=True)
    fault = models.CharField(_("why there is none"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("archive copy")
        ordering: ClassVar[list[str]] = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["line", "entry"], name="archive_copy_once"),
            models.CheckConstraint(
                condition=Q(made__isnull=True, origin="") | (Q(made__isnull=False) & ~Q(origin="")),
                name="archive_copy_with_origin",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entry_id}: {self.origin or self.fault}"
