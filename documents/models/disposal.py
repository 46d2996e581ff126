"""Inventories (описи) of closed files, and their disposal: offer, appraisal, act, destruction."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from agencies.models import Agency, Employee, Unit
from documents.models.filing import FileIndex
from history.models import TrackedModel


class InventoryKind(models.TextChoices):
    """What files an inventory lists."""

    PERMANENT = "permanent", _("files kept permanently")
    LONG = "long", _("files kept over 10 years")
    STAFF = "staff", _("files on staff")


class Inventory(TrackedModel):
    """The inventory of the files of a kind that were closed in a year: drafted, then approved by the head."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name=_("agency"))
    year = models.PositiveSmallIntegerField(_("year"))
    kind = models.CharField(_("kind"), max_length=10, choices=InventoryKind.choices)
    drawn_on = models.DateField(_("drawn on"))
    drawn_by = models.ForeignKey(Employee, models.PROTECT, related_name="+", verbose_name=_("drawn by"))
    approved_on = models.DateField(_("approved on"), null=True, blank=True)
    approved_by = models.ForeignKey(
        Employee, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("approved by")
    )
    approver_post = models.CharField(_("post of the approver"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("inventory")
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "year", "kind"],
                name="one_inventory_a_kind",
                violation_error_code="inventory-exists",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.year}"


class InventoryItem(TrackedModel):
    """A file in an inventory."""

    inventory = models.ForeignKey(Inventory, models.PROTECT, related_name="items", verbose_name=_("inventory"))
    ordinal = models.PositiveSmallIntegerField(_("number"))
    file = models.OneToOneField(FileIndex, models.PROTECT, related_name="inventory_item", verbose_name=_("file"))

    class Meta:
        verbose_name = _("file of an inventory")
        ordering: ClassVar[list[str]] = ["ordinal"]
        constraints = [models.UniqueConstraint(fields=["inventory", "ordinal"], name="inventory_numbered_once")]

    def __str__(self) -> str:
        return str(self.ordinal)


class DisposalState(models.TextChoices):
    """Where a disposal stands."""

    OFFERED = "offered", pgettext_lazy("disposal", "offered to the commission")
    APPRAISED = "appraised", pgettext_lazy("disposal", "appraised, awaits its act")
    DRAWN = "drawn", pgettext_lazy("disposal", "act drawn up, awaits approval")
    APPROVED = "approved", pgettext_lazy("disposal", "act approved, awaits destruction")
    DESTROYED = "destroyed", pgettext_lazy("disposal", "destroyed")
    CANCELLED = "cancelled", pgettext_lazy("disposal", "given up")


# What may still lead to a destruction; a file lies in one such disposal at most.
OPEN_STATES = (DisposalState.OFFERED, DisposalState.APPRAISED, DisposalState.DRAWN, DisposalState.APPROVED)


class Disposal(TrackedModel):
    """Files whose term is over, from the offer to the destruction act (акт о выделении к уничтожению)."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name=_("agency"))
    state = models.CharField(_("state"), max_length=10, choices=DisposalState.choices, default=DisposalState.OFFERED)
    offered_on = models.DateField(_("offered on"))
    offered_by = models.ForeignKey(Employee, models.PROTECT, related_name="+", verbose_name=_("offered by"))
    commission_unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("expert commission")
    )
    # of disposals from before commissions were chosen from the structure it is what was written then
    commission = models.CharField(_("members of the commission"), max_length=500, blank=True)
    minutes_number = models.CharField(_("number of the minutes"), max_length=40, blank=True)
    minutes_on = models.DateField(_("date of the minutes"), null=True, blank=True)
    appraised_by = models.ForeignKey(
        Employee, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("appraisal entered by")
    )
    act_year = models.PositiveSmallIntegerField(_("year of the act"), null=True, blank=True)
    act_ordinal = models.PositiveSmallIntegerField(_("number of the act"), null=True, blank=True)
    act_on = models.DateField(_("date of the act"), null=True, blank=True)
    approved_on = models.DateField(_("approved on"), null=True, blank=True)
    approved_by = models.ForeignKey(
        Employee, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("approved by")
    )
    approver_post = models.CharField(_("post of the approver"), max_length=300, blank=True)
    destroyed_at = models.DateTimeField(_("destroyed at"), null=True, blank=True)
    destroyed_by = models.ForeignKey(
        Employee, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("destroyed by")
    )
    papers_destroyed = models.PositiveIntegerField(_("papers"), default=0)
    contents_destroyed = models.PositiveIntegerField(_("contents of files"), default=0)
    cancel_reason = models.CharField(_("why it was given up"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("disposal of files")
        constraints = [
            models.UniqueConstraint(fields=["agency", "act_year", "act_ordinal"], name="destruction_act_once"),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=models.F("appraised_by")),
                name="act_approved_by_another",
                violation_error_code="same-person",
            ),
        ]

    def __str__(self) -> str:
        return self.act_number or f"{self.offered_on:%d.%m.%Y}"

    @property
    def act_number(self) -> str:
        """The number of the act, empty before it was drawn up."""
        return f"{self.act_ordinal}/{self.act_year}" if self.act_ordinal else ""


class DisposalMember(TrackedModel):
    """Who sat on the commission that appraised a disposal, and signs its act: name and post as they were then."""

    disposal = models.ForeignKey(Disposal, models.PROTECT, related_name="members", verbose_name=_("disposal"))
    ordinal = models.PositiveSmallIntegerField(_("number"))
    employee = models.ForeignKey(Employee, models.PROTECT, related_name="+", verbose_name=_("person"))
    name = models.CharField(_("name"), max_length=200)
    post = models.CharField(_("post"), max_length=300)
    is_chair = models.BooleanField(_("chairs the commission"), default=False)

    class Meta:
        verbose_name = _("member of a commission")
        ordering: ClassVar[list[str]] = ["ordinal"]
        constraints = [
            models.UniqueConstraint(fields=["disposal", "employee"], name="member_once_a_disposal"),
        ]

    def __str__(self) -> str:
        return self.name


class Verdict(models.TextChoices):
    """What the expert commission says of a file."""

    DESTROY = "destroy", _("destroy")
    KEEP = "keep", _("keep longer")
    PERMANENT = "permanent", _("keep permanently")


class DisposalLine(TrackedModel):
    """A file in a disposal, with the commission's verdict."""

    disposal = models.ForeignKey(Disposal, models.PROTECT, related_name="lines", verbose_name=_("disposal"))
    ordinal = models.PositiveSmallIntegerField(_("number"))
    file = models.ForeignKey(FileIndex, models.PROTECT, related_name="disposal_lines", verbose_name=_("file"))
    verdict = models.CharField(_("decision of the commission"), max_length=10, choices=Verdict.choices, blank=True)
    reason = models.CharField(_("ground of the verdict"), max_length=300, blank=True)
    keep_until = models.DateField(_("keep until"), null=True, blank=True)

    class Meta:
        verbose_name = _("file of a disposal")
        ordering: ClassVar[list[str]] = ["ordinal"]
        constraints = [models.UniqueConstraint(fields=["disposal", "file"], name="file_once_a_disposal")]

    def __str__(self) -> str:
        return str(self.ordinal)
