"""Assignments (поручения): points of a task with their executors, as a tree, and the process of each."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from viewflow.workflow.models import Process

from agencies.models import Agency, Employee, Unit
from citizens.models import Case
from citizens.sight import seen_case
from documents.models import Document
from documents.sight import seen_document
from history.models import TrackedModel


class AssignmentState(models.TextChoices):
    """Where an assignment stands."""

    DRAFT = "draft", _("drafted, awaits approval")
    ISSUED = "issued", _("issued")
    ACCEPTED = "accepted", _("accepted for execution")
    IN_WORK = "in_work", _("in work")
    REPORTED = "reported", _("report sent")
    RETURNED = "returned", _("report returned")
    DONE = "done", _("off control")
    CANCELLED = "cancelled", _("cancelled")


# In force: somebody has to do, to accept or to check it.
IN_FORCE = (
    AssignmentState.ISSUED,
    AssignmentState.ACCEPTED,
    AssignmentState.IN_WORK,
    AssignmentState.REPORTED,
    AssignmentState.RETURNED,
)
# Accepted by its executor, who may pass it on and tells of its progress.
AT_WORK = (AssignmentState.ACCEPTED, AssignmentState.IN_WORK, AssignmentState.RETURNED)


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    """Assignments as questions."""

    def visible_to(self, employee: Employee) -> "AssignmentQuerySet":
        """Those of papers that the person sees: whoever gives, does or checks one sees its paper."""
        return self.filter(seen_case(employee, "case") | Q(case__isnull=True) & seen_document(employee, "document"))

    def in_force(self) -> "AssignmentQuerySet":
        """Issued, neither taken off control nor cancelled."""
        return self.filter(state__in=IN_FORCE)


class Assignment(TrackedModel):
    """What one person does of a point by when. The row with neither ``main`` nor ``resolution`` is the point itself,
    and its executor the responsible one; the others are co-executors, of that point or of a resolution.

    ``parent`` is the assignment that its executor passes on, ``number`` the place in the tree of the paper: «1» and «2»
    are points, «1.1» is passed on from the first one, «1-1» is a co-executor of it, «0-1» one of a resolution.
    """

    PERSONAL = frozenset({"text", "report"})
    PART_OF: ClassVar[dict[str, str]] = {"case_id": "citizens.case", "document_id": "documents.document"}

    agency = models.ForeignKey(Agency, models.PROTECT, verbose_name=_("agency"))
    case = models.ForeignKey(
        Case, models.PROTECT, null=True, blank=True, related_name="assignments", verbose_name=_("case")
    )
    document = models.ForeignKey(
        Document, models.PROTECT, null=True, blank=True, related_name="assignments", verbose_name=_("document")
    )
    clause = models.CharField(_("point of the paper"), max_length=40, blank=True)
    number = models.CharField(_("number"), max_length=40)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="lower", verbose_name=_("upper assignment")
    )
    main = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="inputs", verbose_name=_("point")
    )
    resolution = models.ForeignKey(
        "workflows.Resolution",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="inputs",
        verbose_name=_("resolution"),
    )
    issuer = models.ForeignKey(Employee, models.PROTECT, related_name="+", verbose_name=_("issued by"))
    issuer_post = models.CharField(_("post of the issuer"), max_length=300)
    drafted_by = models.ForeignKey(
        Employee, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("drafted by")
    )
    executor = models.ForeignKey(Employee, models.PROTECT, related_name="+", verbose_name=_("executor"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("unit"))
    controller = models.ForeignKey(Employee, models.PROTECT, related_name="+", verbose_name=_("controller"))
    text = models.TextField(_("text"))
    report = models.TextField(_("report"), blank=True)
    state = models.CharField(_("state"), max_length=20, choices=AssignmentState.choices)
    due_on = models.DateField(_("due on"))
    issued_at = models.DateTimeField(_("issued at"), null=True, blank=True)
    disputed_at = models.DateTimeField(_("disputed at"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("assignment")
        ordering: ClassVar[list[str]] = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(case__isnull=False) | Q(document__isnull=False),
                name="assignment_of_a_paper",
                violation_error_code="paper-missing",
            ),
            models.CheckConstraint(
                condition=Q(main__isnull=True) | Q(resolution__isnull=True),
                name="co_executor_of_one_point",
                violation_error_code="co-executor-of-two",
            ),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")),
                name="assignment_below_another",
                violation_error_code="below-itself",
            ),
            models.UniqueConstraint(
                fields=["case", "number"], condition=Q(case__isnull=False), name="point_once_a_case"
            ),
            models.UniqueConstraint(
                fields=["document", "number"], condition=Q(case__isnull=True), name="point_once_a_document"
            ),
        ]
        indexes = [
            models.Index(
                fields=["agency", "due_on", "id"],
                condition=Q(state__in=["issued", "accepted", "in_work", "reported", "returned"]),
                name="assignments_on_control",
            ),
            models.Index(fields=["issuer", "-id"], name="assignments_of_issuer"),
            models.Index(fields=["executor", "-id"], name="assignments_of_executor"),
        ]

    def __str__(self) -> str:
        return f"{self.paper}, {self.number}"

    @property
    def paper(self) -> Case | Document:
        """The paper on whose card it stands."""
        paper = self.case or self.document
        assert paper is not None
        return paper

    @property
    def full_number(self) -> str:
        """What it is called in a list: the number of its paper, and its place in the tree."""
        return f"{self.paper_number} / {self.number}"

    @property
    def paper_number(self) -> str:
        """The number of its paper."""
        paper = self.paper
        return paper.number if isinstance(paper, Case) else paper.number or paper.their_number

    @property
    def level(self) -> int:
        """Its level in the tree, from 1."""
        return self.depth + 1

    @property
    def is_input(self) -> bool:
        """Whether its executor is a co-executor, who delivers to the responsible one."""
        return self.main_id is not None or self.resolution_id is not None

    @property
    def is_in_force(self) -> bool:
        """Whether somebody still has to do, to accept or to check it."""
        return self.state in IN_FORCE

    @property
    def depth(self) -> int:
        """How far below the paper it stands: 0 is a point."""
        return self.number.count(".") + self.number.count("-")


class AssignmentProcess(Process):  # type: ignore[misc]  # the engine has no types
    """The process of one assignment; given to another executor or opened again, it has another one."""

    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="+")
    next_step = models.CharField(max_length=20, blank=True)

    class Meta:
        verbose_name = _("process of an assignment")
