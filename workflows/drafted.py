"""Drafted resolutions that await a head, and what a head keeps at hand: favourite texts and executors."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, Employee, TermKind
from agencies.rules import may_take_part
from citizens.models import Case
from citizens.sight import seen_case
from history.models import TrackedModel


class DraftState(models.TextChoices):
    """Where a drafted resolution stands."""

    WAITING = "waiting", _("awaits the head")
    APPROVED = "approved", _("approved")
    CHANGED = "changed", _("issued with changes")
    RETURNED = "returned", _("returned")
    WITHDRAWN = "withdrawn", _("withdrawn")


class ResolutionDraftQuerySet(models.QuerySet["ResolutionDraft"]):
    """Drafted resolutions as questions."""

    def visible_to(self, employee: Employee) -> "ResolutionDraftQuerySet":
        """Those for the person and those that they drafted, on cases that they see."""
        mine = Q(head=employee) | Q(drafted_by=employee)
        return self.filter(mine, seen_case(employee, "case"), agency__in=may_take_part(employee))

    def waiting(self) -> "ResolutionDraftQuerySet":
        """Those upon which the head has not decided."""
        return self.filter(state=DraftState.WAITING)


class ResolutionDraft(TrackedModel):
    """A resolution that an aide drafted for a head. It takes effect when the head approves it, as a `Resolution`.

    ``co_executors`` are numbers of employees. A case has one draft that waits.
    """

    PERSONAL = frozenset({"text", "remark"})
    PART_OF: ClassVar[dict[str, str]] = {"case_id": "citizens.case"}

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name=_("agency"))
    case = models.ForeignKey(Case, models.PROTECT, related_name="resolution_drafts", verbose_name=_("case"))
    head = models.ForeignKey(Employee, models.PROTECT, related_name="+", verbose_name=_("head"))
    drafted_by = models.ForeignKey(Employee, models.PROTECT, related_name="+", verbose_name=_("drafted by"))
    drafted_at = models.DateTimeField(_("drafted at"))
    text = models.TextField(_("text"))
    executor = models.ForeignKey(Employee, models.PROTECT, related_name="+", verbose_name=_("responsible executor"))
    co_executors = models.JSONField(_("co-executors"), default=list, blank=True)
    term_kind = models.ForeignKey(
        TermKind, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("kind of term")
    )
    due_on = models.DateField(_("due on"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=20, choices=DraftState.choices, default=DraftState.WAITING)
    remark = models.CharField(_("remark"), max_length=1000, blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    resolution = models.ForeignKey(
        "workflows.Resolution", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("resolution")
    )

    objects = ResolutionDraftQuerySet.as_manager()

    class Meta:
        verbose_name = _("drafted resolution")
        ordering: ClassVar[list[str]] = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(state="waiting"),
                name="one_waiting_draft_a_case",
                violation_error_code="drafted-already",
                violation_error_message=_("A drafted resolution of this case awaits a head already."),
            ),
        ]
        indexes = [
            models.Index(fields=["head", "id"], condition=Q(state="waiting"), name="drafts_of_head"),
            models.Index(fields=["drafted_by", "-id"], name="drafts_of_aide"),
        ]

    def __str__(self) -> str:
        return self.text[:80]


class FavouriteText(TrackedModel):
    """A text of resolutions that a head keeps at hand."""

    owner = models.ForeignKey(Employee, models.PROTECT, related_name="+", verbose_name=_("owner"))
    text = models.CharField(_("text"), max_length=300)

    class Meta:
        verbose_name = _("favourite text")
        ordering: ClassVar[list[str]] = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "text"],
                name="favourite_text_once",
                violation_error_code="kept-already",
                violation_error_message=_("This is kept already."),
            )
        ]

    def __str__(self) -> str:
        return self.text


class FavouriteExecutor(TrackedModel):
    """A person to whom a head often gives work."""

    owner = models.ForeignKey(Employee, models.PROTECT, related_name="+", verbose_name=_("owner"))
    person = models.ForeignKey(Employee, models.PROTECT, related_name="+", verbose_name=_("executor"))

    class Meta:
        verbose_name = _("favourite executor")
        ordering: ClassVar[list[str]] = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "person"],
                name="favourite_executor_once",
                violation_error_code="kept-already",
                violation_error_message=_("This is kept already."),
            )
        ]

    def __str__(self) -> str:
        return str(self.person)
