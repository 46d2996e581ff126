"""Approvals (согласование): the route of a document with its stages, visas, remarks, and what an agency sets."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from viewflow.workflow.models import Process

from agencies.models import Agency, Employee, Unit
from agencies.rules import may_take_part
from documents.models import Document
from history.models import TrackedModel
from workflows.designed import DesignVersion


class ApprovalState(models.TextChoices):
    """Where an approval stands."""

    PLANNED = "planned", _("route drawn up")
    RUNNING = "running", _("on approval")
    RETURNED = "returned", _("returned to the author")
    AGREED = "agreed", _("agreed")


class StageState(models.TextChoices):
    """Where a stage stands."""

    WAITING = "waiting", _("not begun")
    OPEN = "open", _("under way")
    DONE = "done", _("passed")


class ApproverState(models.TextChoices):
    """Where one approver of a route stands."""

    WAITING = "waiting", _("not asked yet")
    ASKED = "asked", _("asked")
    SPOKEN = "spoken", _("gave a verdict")


class Approval(TrackedModel):
    """The approval of one document: its route, and the round that runs. Each submission is a round.

    ``is_drawn`` of a route that its author drew; any other leads to the approver named on the letter alone. ``digest``
    is that of the content under approval, ``version`` that of its fixed text. ``ready`` is the version of the ready
    route that it goes along, unless its author drew another one.
    """

    PART_OF: ClassVar[dict[str, str]] = {"document_id": "documents.document"}

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name=_("agency"))
    document = models.OneToOneField(Document, models.PROTECT, related_name="approval", verbose_name=_("document"))
    author = models.ForeignKey(Employee, models.PROTECT, related_name="+", verbose_name=_("author"))
    state = models.CharField(_("state"), max_length=20, choices=ApprovalState.choices, default=ApprovalState.PLANNED)
    is_drawn = models.BooleanField(_("route drawn by its author"), default=False)
    round = models.PositiveSmallIntegerField(_("round"), default=0)
    version = models.PositiveSmallIntegerField(_("version"), default=0)
    digest = models.CharField(_("digest"), max_length=64, blank=True)
    ready = models.ForeignKey(
        DesignVersion, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("ready route")
    )
    started_at = models.DateTimeField(_("began at"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    class Meta:
        verbose_name = _("approval")

    def __str__(self) -> str:
        return str(self.document)

    @property
    def is_open_to_change(self) -> bool:
        """Whether its author may still draw the route."""
        return self.state in (ApprovalState.PLANNED, ApprovalState.RETURNED)


class ApprovalStage(TrackedModel):
    """A stage of a route; its approvers are asked all at once, or one after another. ``days`` are working days, without
    which the term of the case holds.
    """

    class Order(models.TextChoices):
        """How the approvers of a stage are asked."""

        PARALLEL = "parallel", _("all at once")
        SEQUENCE = "sequence", _("one after another")

    approval = models.ForeignKey(Approval, models.PROTECT, related_name="stages", verbose_name=_("approval"))
    ordinal = models.PositiveSmallIntegerField(_("number"))
    order = models.CharField(_("order"), max_length=20, choices=Order.choices, default=Order.PARALLEL)
    days = models.PositiveSmallIntegerField(_("term, working days"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=20, choices=StageState.choices, default=StageState.WAITING)
    due_on = models.DateField(_("due on"), null=True, blank=True)

    class Meta:
        verbose_name = _("stage of an approval")
        ordering: ClassVar[list[str]] = ["ordinal"]
        constraints = [
            models.UniqueConstraint(fields=["approval", "ordinal"], name="stage_once_an_approval"),
            models.UniqueConstraint(fields=["approval"], condition=Q(state="open"), name="one_open_stage_an_approval"),
        ]

    def __str__(self) -> str:
        return str(self.ordinal)


class Visa(TrackedModel):
    """A verdict on one version of a document. It never goes away; once another version has reset it, it has fallen.

    ``digest`` is that of the content that the approver saw. Visas from before there were routes have no approval.
    """

    class Verdict(models.TextChoices):
        """What the approver said."""

        AGREED = "agreed", _("agreed")
        REMARKS = "remarks", _("agreed with remarks")
        RETURNED = "returned", _("not agreed")

    PERSONAL = frozenset({"remark"})
    PART_OF: ClassVar[dict[str, str]] = {"document_id": "documents.document"}

    document = models.ForeignKey(Document, models.PROTECT, related_name="visas", verbose_name=_("document"))
    approval = models.ForeignKey(
        Approval, models.PROTECT, null=True, blank=True, related_name="visas", verbose_name=_("approval")
    )
    stage = models.PositiveSmallIntegerField(_("stage"), null=True, blank=True)
    approver = models.ForeignKey(Employee, models.PROTECT, related_name="+", verbose_name=_("approver"))
    approver_post = models.CharField(_("post of the approver"), max_length=300)
    in_turn_for = models.ForeignKey(
        Employee, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("in turn for")
    )
    delegated_by = models.ForeignKey(
        Employee, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("delegated by")
    )
    version = models.PositiveSmallIntegerField(_("version"))
    digest = models.CharField(_("digest"), max_length=64, blank=True)
    verdict = models.CharField(_("verdict"), max_length=20, choices=Verdict.choices)
    remark = models.CharField(_("remark"), max_length=1000, blank=True)
    given_at = models.DateTimeField(_("given at"))
    fallen_at = models.DateTimeField(_("fell at"), null=True, blank=True)

    class Meta:
        verbose_name = _("visa")
        ordering: ClassVar[list[str]] = ["id"]

    def __str__(self) -> str:
        return self.get_verdict_display()


class VisaRemark(TrackedModel):
    """One remark of a visa, which the author takes or declines with an answer."""

    PERSONAL = frozenset({"text", "answer"})
    PART_OF: ClassVar[dict[str, str]] = {"document_id": "documents.document"}

    document = models.ForeignKey(Document, models.PROTECT, related_name="+", verbose_name=_("document"))
    visa = models.ForeignKey(Visa, models.PROTECT, related_name="remarks", verbose_name=_("visa"))
    ordinal = models.PositiveSmallIntegerField(_("number"))
    text = models.CharField(_("remark"), max_length=1000)
    is_taken = models.BooleanField(_("taken into account"), null=True, blank=True)
    answer = models.CharField(_("answer"), max_length=1000, blank=True)
    answered_by = models.ForeignKey(
        Employee, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("answered by")
    )
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)

    class Meta:
        verbose_name = _("remark of a visa")
        ordering: ClassVar[list[str]] = ["visa", "ordinal"]
        constraints = [
            models.UniqueConstraint(fields=["visa", "ordinal"], name="remark_once_a_visa"),
        ]

    def __str__(self) -> str:
        return self.text[:80]


class Approver(TrackedModel):
    """A person of a route, once in it. ``visa`` is the one that stands; ``reason`` says why the visa was delegated to
    them, or why they were added.
    """

    approval = models.ForeignKey(Approval, models.PROTECT, related_name="approvers", verbose_name=_("approval"))
    stage = models.ForeignKey(ApprovalStage, models.PROTECT, related_name="approvers", verbose_name=_("stage"))
    ordinal = models.PositiveSmallIntegerField(_("number"))
    employee = models.ForeignKey(Employee, models.PROTECT, related_name="+", verbose_name=_("approver"))
    state = models.CharField(_("state"), max_length=20, choices=ApproverState.choices, default=ApproverState.WAITING)
    visa = models.ForeignKey(Visa, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("visa"))
    added_by = models.ForeignKey(
        Employee, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("added by")
    )
    delegated_by = models.ForeignKey(
        Employee, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("delegated by")
    )
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("approver of a route")
        ordering: ClassVar[list[str]] = ["stage__ordinal", "ordinal"]
        constraints = [
            models.UniqueConstraint(
                fields=["approval", "employee"], name="approver_once_a_route", violation_error_code="approver-twice"
            ),
        ]

    def __str__(self) -> str:
        return self.employee.short_name


class ApprovalProcess(Process):  # type: ignore[misc]  # the engine has no types
    """The process of one round of an approval, with the version of the ready route that the round began on."""

    approval = models.ForeignKey(Approval, models.PROTECT, related_name="+")
    ready = models.ForeignKey(DesignVersion, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("process of an approval")


class FavouriteRouteQuerySet(models.QuerySet["FavouriteRoute"]):
    """Favourite routes as questions."""

    def visible_to(self, employee: Employee) -> "FavouriteRouteQuerySet":
        """The person's own, and those shared with a unit of theirs."""
        units = [post.unit_id for post in employee.current_posts]
        mine = Q(owner=employee) | Q(unit__in=units)
        return self.filter(mine, agency__in=may_take_part(employee))


class FavouriteRoute(TrackedModel):
    """A route that is kept to be chosen again, by its owner or by everybody of a unit.

    ``stages`` are ``{"order": …, "days": …, "people": [numbers of employees]}``; whoever may not be picked any more is
    left out when it is chosen.
    """

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name=_("agency"))
    owner = models.ForeignKey(Employee, models.PROTECT, related_name="+", verbose_name=_("owner"))
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("shared with the unit")
    )
    name = models.CharField(_("name"), max_length=80)
    stages = models.JSONField(_("stages"), default=list)

    objects = FavouriteRouteQuerySet.as_manager()

    class Meta:
        verbose_name = _("favourite route")
        ordering: ClassVar[list[str]] = ["name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "name"], name="route_name_once_an_owner", violation_error_code="route-name-taken"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ApprovalRules(TrackedModel):
    """What an agency sets about its approvals; without a row the defaults hold."""

    agency = models.OneToOneField(Agency, models.PROTECT, related_name="+", verbose_name=_("agency"))
    keeps_unaffected = models.BooleanField(_("stages without remarks keep their visas"), default=False)
    lets_add = models.BooleanField(_("approvers may add another one"), default=True)

    class Meta:
        verbose_name = _("rules of approval")

    def __str__(self) -> str:
        return str(self.agency)
