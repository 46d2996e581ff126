"""Processes over cases and letters, the desk's work items, resolutions and effort."""

from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from viewflow.workflow.models import Process, Task

from agencies.bilingual import in_words
from agencies.models import Agency, Employee, Role, Term, TermState, Unit, Work
from agencies.rules import SUBSTITUTED, may_take_part
from citizens.models import Case
from citizens.sight import seen_case
from documents.models import Document
from documents.sight import seen_document
from exchange.models import InboxMessage
from history.models import TrackedModel
from workflows import among  # noqa: F401  # the lookup of that name
from workflows.acquainting import Acquaintance  # noqa: F401  # Django finds the tables of a room here
from workflows.approving import Visa
from workflows.assigned import Assignment
from workflows.considering import IncomingProcess, OrderProcess  # noqa: F401  # likewise
from workflows.designed import DesignVersion
from workflows.drafted import ResolutionDraft  # noqa: F401  # Django finds the tables of a room here
from workflows.following import Following  # noqa: F401  # Django finds the tables of a room here
from workflows.incidents import Incident  # noqa: F401  # likewise
from workflows.kinds import ANY_POWER_OF, NEWS, OCCASIONAL, OWN_STEPS, POWER_OF, UNFINISHED, WorkKind, WorkState
from workflows.norms import WorkNorm  # noqa: F401  # likewise
from workflows.noticing import Notice, NoticeSettings  # noqa: F401  # likewise
from workflows.process_tests import ProcessTest  # noqa: F401  # likewise
from workflows.ruled import RuleFiring  # noqa: F401  # likewise
from workflows.serving import OffenceReport, ServiceDecision  # noqa: F401  # likewise
from workflows.timekeeping import ClosedMonth, EffortRule  # noqa: F401  # likewise
from workflows.timers import TimerFiring  # noqa: F401  # likewise
from workflows.undoing import Cancellation, Reopening  # noqa: F401  # likewise


class CaseProcess(Process):  # type: ignore[misc]
    """The process of one case, by the version of the agency's own type that it runs on, if it is of one.

    ``passed`` tells of the steps of that type which were done their place, by code.
    """

    case = models.OneToOneField(Case, models.PROTECT, related_name="process")
    next_step = models.CharField(max_length=20, blank=True)
    design = models.ForeignKey(DesignVersion, models.PROTECT, null=True, blank=True, related_name="+")
    passed = models.JSONField(default=dict, blank=True)

    class Meta:
        verbose_name = _("process of a case")


class LetterProcess(Process):  # type: ignore[misc]
    """The process of one outgoing letter."""

    letter = models.OneToOneField(Document, models.PROTECT, related_name="process")
    verdict = models.CharField(max_length=20, blank=True)

    class Meta:
        verbose_name = _("process of a letter")

    @property
    def document(self) -> Document:
        """The letter, by the name that other processes have for their paper."""
        letter: Document = self.letter
        return letter


def _with(employee: Employee) -> Q:
    """The condition "assigned to the person, or open with whom they stand in for in such work"; not where they are the
    official complained of.
    """
    mine = Q(assignee=employee)
    for absent, work in employee.current_substitutions:
        kinds = [kind for kind, powers in ANY_POWER_OF.items() if powers & SUBSTITUTED[work]]
        in_turn = Q(assignee=absent, kind__in=kinds, state__among=UNFINISHED, agency__in=may_take_part(employee))
        mine |= in_turn & (Q(case__complained_of__isnull=True) | ~Q(case__complained_of=employee))
    return mine


def _known_to(employee: Employee) -> Q:
    """The condition "about no paper with an access mark, or about one that the person sees". A mention is known to them
    so long as they see the case, whatever its mark.
    """
    is_open = Q(is_restricted=False) & ~Q(kind=WorkKind.MENTIONED)
    return is_open | seen_case(employee, "case") | Q(case__isnull=True) & seen_document(employee, "document")


class WorkItemQuerySet(models.QuerySet["WorkItem"]):
    """Work items as questions."""

    def lying_with(self, employee: Employee) -> "WorkItemQuerySet":
        """Open ones that lie with the person or with whom they stand in for, or unclaimed in a queue of their posts."""
        return self.laid_with(employee).filter(_known_to(employee))

    def laid_with(self, employee: Employee) -> "WorkItemQuerySet":
        """The same with those about papers that the person does not see: to be counted, never to be shown."""
        mine = _with(employee) & Q(state__among=UNFINISHED)
        for post in employee.current_posts:
            mine |= Q(assignee__isnull=True, state=WorkState.OPEN, queue_unit=post.unit_id, queue_role=post.role)
        return self.filter(mine)

    def visible_to(self, employee: Employee) -> "WorkItemQuerySet":
        """Those that lie with the person or with whom they stand in for, and those that the person has done."""
        mine = _with(employee) | Q(done_by=employee)
        for post in employee.current_posts:
            mine |= Q(assignee__isnull=True, queue_unit=post.unit_id, queue_role=post.role)
        return self.filter(mine).filter(_known_to(employee))


class WorkItem(TrackedModel):
    """One thing that needs a person, written in the transaction of the process step; the desk reads this table alone.

    It lies with one person, or, while ``assignee`` is empty, in the queue of a unit's posts of a role. What the list
    shows is copied here, so that a page of the desk needs no join.
    """

    PERSONAL = frozenset({"title", "from_whom", "note"})
    PART_OF: ClassVar[dict[str, str]] = {"case_id": "citizens.case", "document_id": "documents.document"}

    agency = models.ForeignKey(Agency, models.PROTECT, verbose_name=_("agency"))
    kind = models.CharField(_("kind"), max_length=20, choices=WorkKind.choices)
    state = models.CharField(_("state"), max_length=20, choices=WorkState.choices, default=WorkState.OPEN)
    # Without an index of its own: whoever has been here for years has done far more than lies with them.
    assignee = models.ForeignKey(
        Employee,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="work_items",
        db_index=False,
        verbose_name=_("person"),
    )
    queue_unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("unit"))
    queue_role = models.CharField(_("role"), max_length=20, choices=Role.choices, blank=True)
    task = models.OneToOneField(
        Task, models.PROTECT, null=True, blank=True, related_name="work_item", verbose_name=_("task of the process")
    )
    case = models.ForeignKey(
        Case, models.PROTECT, null=True, blank=True, related_name="work_items", verbose_name=_("case")
    )
    document = models.ForeignKey(
        Document, models.PROTECT, null=True, blank=True, related_name="work_items", verbose_name=_("document")
    )
    message = models.ForeignKey(
        InboxMessage, models.PROTECT, null=True, blank=True, related_name="work_items", verbose_name=_("message")
    )
    assignment = models.ForeignKey(
        Assignment, models.PROTECT, null=True, blank=True, related_name="work_items", verbose_name=_("assignment")
    )
    number = models.CharField(_("number"), max_length=60, blank=True)
    title = models.CharField(_("title"), max_length=300)
    from_whom = models.CharField(_("from whom"), max_length=300, blank=True)
    note = models.CharField(_("note"), max_length=500, blank=True)
    is_restricted = models.BooleanField(_("with an access mark"), default=False)
    # Of a step that the agency added: its code, and what the agency calls it.
    step = models.CharField(_("step"), max_length=40, blank=True)
    step_name = models.CharField(_("name of the step"), max_length=200, blank=True)
    step_name_en = models.CharField(_("name of the step in English"), max_length=200, blank=True)
    due_on = models.DateField(_("due on"), null=True, blank=True)
    created_at = models.DateTimeField(_("arrived at"))
    taken_at = models.DateTimeField(_("taken at"), null=True, blank=True)
    done_at = models.DateTimeField(_("done at"), null=True, blank=True)
    done_by = models.ForeignKey(
        Employee, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("done by")
    )

    objects = WorkItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("work item")
        indexes = [
            models.Index(
                fields=["assignee", "due_on", "id"],
                condition=Q(state__in=["open", "taken", "waiting"]),
                name="desk_of_person",
            ),
            models.Index(
                fields=["queue_unit", "queue_role", "due_on", "id"],
                condition=Q(state="open", assignee__isnull=True),
                name="desk_of_queue",
            ),
            *(
                models.Index(
                    fields=[about],
                    condition=Q((f"{about}__isnull", False), state__in=["open", "taken", "waiting"]),
                    name=f"open_of_{about}",
                )
                for about in ("case", "document", "assignment")
            ),
            models.Index(fields=["agency", "kind", "done_at"], condition=Q(state="done"), name="done_of_kind"),
            models.Index(
                fields=["agency", "created_at"],
                condition=Q(done_at__isnull=True, case__isnull=False),
                name="work_of_cases_standing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.number or self.title}"

    def get_kind_display(self) -> str:  # type: ignore[no-redef]  # Django makes none where there is one
        """What the work is called: a step that the agency added by its own name."""
        return in_words(self.step_name, self.step_name_en) or str(WorkKind(self.kind).label)

    @property
    def is_open(self) -> bool:
        """Whether it still needs somebody."""
        return self.state in UNFINISHED


class Resolution(TrackedModel):
    """A head's resolution on a case: who does what by when. One that is issued under another names it (``parent``)."""

    PERSONAL = frozenset({"text"})
    PART_OF: ClassVar[dict[str, str]] = {"case_id": "citizens.case"}

    case = models.ForeignKey(Case, models.PROTECT, related_name="resolutions", verbose_name=_("case"))
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="lower", verbose_name=_("upper resolution")
    )
    author = models.ForeignKey(Employee, models.PROTECT, related_name="+", verbose_name=_("author"))
    author_post = models.CharField(_("post of the author"), max_length=300)
    text = models.TextField(_("text"))
    executor = models.ForeignKey(Employee, models.PROTECT, related_name="+", verbose_name=_("responsible executor"))
    due_on = models.DateField(_("due on"))
    issued_at = models.DateTimeField(_("issued at"))

    class Meta:
        verbose_name = _("resolution")
        ordering: ClassVar[list[str]] = ["id"]

    def __str__(self) -> str:
        return self.text[:80]


OVERDUE = -1


class TermReminderQuerySet(models.QuerySet["TermReminder"]):
    """Reminders as questions."""

    def visible_to(self, employee: Employee) -> "TermReminderQuerySet":
        """Those told to the person, and of running terms those told to whom they stand in for as an executor; not of
        cases that complain of them, nor of papers with an access mark that they do not see.
        """
        told = Q(person=employee)
        for absent, work in employee.current_substitutions:
            if work == Work.EXECUTION:
                in_turn = Q(person=absent, agency__in=may_take_part(employee), term__state=TermState.RUNNING)
                told |= in_turn & (Q(case__complained_of__isnull=True) | ~Q(case__complained_of=employee))
        of_case = Q(case__access="") | seen_case(employee, "case")
        of_paper = Q(case__isnull=True) & seen_document(employee, "assignment__document")
        return self.filter(told).filter(of_case | of_paper)

    def waiting(self) -> "TermReminderQuerySet":
        """Not seen yet, and still true: the term runs and is due on the day that was told."""
        return self.filter(seen_at__isnull=True, term__state=TermState.RUNNING, term__due_on=models.F("due_on"))


class TermReminder(TrackedModel):
    """A person was told that a term comes near, or has passed; it stands on the desk until they have seen it.

    ``days_before`` are working days, by the kind of the term; `OVERDUE` for a term that has passed.
    """

    PART_OF: ClassVar[dict[str, str]] = {"case_id": "citizens.case"}

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name=_("agency"))
    term = models.ForeignKey(Term, models.PROTECT, related_name="+", verbose_name=_("term"))
    # of an assignment about a document without a case there is none
    case = models.ForeignKey(Case, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("case"))
    assignment = models.ForeignKey(
        Assignment, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("assignment")
    )
    person = models.ForeignKey(Employee, models.PROTECT, related_name="+", verbose_name=_("person"))
    due_on = models.DateField(_("due on"))
    days_before = models.SmallIntegerField(_("working days before"))
    told_at = models.DateTimeField(_("told at"))
    seen_at = models.DateTimeField(_("seen at"), null=True, blank=True)

    objects = TermReminderQuerySet.as_manager()

    class Meta:
        verbose_name = _("reminder of a term")
        constraints = [
            models.UniqueConstraint(fields=["term", "due_on", "days_before", "person"], name="reminded_once"),
        ]
        indexes = [
            models.Index(fields=["person", "due_on"], condition=Q(seen_at__isnull=True), name="reminders_waiting"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id or self.assignment_id}, {self.due_on:%d.%m.%Y}"


class Effort(TrackedModel):
    """A stretch of touch time: the work was open and its person active. Overlaps of one person are refused."""

    VOLATILE: ClassVar[dict[str, str]] = {"seen_at": "the beat of an open page; the stretch is saved when it ends"}

    employee = models.ForeignKey(Employee, models.PROTECT, related_name="+", verbose_name=_("person"))
    item = models.ForeignKey(WorkItem, models.PROTECT, related_name="efforts", verbose_name=_("work item"))
    case = models.ForeignKey(
        Case, models.PROTECT, null=True, blank=True, related_name="efforts", verbose_name=_("case")
    )
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"))
    is_running = models.BooleanField(_("running"), default=False)
    seen_at = models.DateTimeField(null=True, blank=True, editable=False)
    reason = models.CharField(_("reason of the correction"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("effort")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gte=models.F("starts_at")),
                name="effort_ends_after_start",
                violation_error_code="effort-ends-before-start",
            ),
            models.UniqueConstraint(
                fields=["employee"], condition=Q(is_running=True), name="one_running_effort_a_person"
            ),
        ]

    def __str__(self) -> str:
        starts, ends = timezone.localtime(self.starts_at), timezone.localtime(self.ends_at)
        return f"{starts:%d.%m.%Y %H:%M}–{ends:%H:%M}"

    @property
    def last_seen(self) -> datetime:
        """The last moment at which the person was active in this stretch."""
        return max(self.ends_at, self.seen_at or self.ends_at)

    @property
    def time_spent(self) -> timedelta:
        """How long the person was active in this stretch."""
        return self.last_seen - self.starts_at


__all__ = [
    "ANY_POWER_OF",
    "NEWS",
    "OCCASIONAL",
    "OVERDUE",
    "OWN_STEPS",
    "POWER_OF",
    "UNFINISHED",
    "CaseProcess",
    "Effort",
    "LetterProcess",
    "Resolution",
    "TermReminder",
    "TermReminderQuerySet",
    "Visa",
    "WorkItem",
    "WorkItemQuerySet",
    "WorkKind",
    "WorkState",
]
