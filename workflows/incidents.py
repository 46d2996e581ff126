"""Incidents: automatic steps that failed, each once while it is open, with how often and since when."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, Employee
from agencies.rules import Power, agencies_with
from citizens.models import Case
from documents.models import Document
from history.models import TrackedModel


class IncidentKind(models.TextChoices):
    """What failed."""

    JOB = "job", _("a job of the worker")
    STEP = "step", _("an automatic step of a process")
    TERM = "term", _("a reminder of a term")
    RENDITION = "rendition", _("a readable copy of a file")
    TEXT = "text", _("the text of a file for the search")
    DELIVERY = "delivery", _("a delivery to another agency")
    MAIL = "mail", _("notices by mail")
    RULE = "rule", _("an automation rule")
    FORGOTTEN = "forgotten", _("work that would be forgotten")
    INVARIANT = "invariant", _("records that contradict each other")


class IncidentState(models.TextChoices):
    """Where an incident stands."""

    OPEN = "open", _("open")
    SETTLED = "settled", _("settled by itself")
    DISMISSED = "dismissed", _("dismissed")


class IncidentQuerySet(models.QuerySet["Incident"]):
    """Incidents as questions."""

    def visible_to(self, employee: Employee) -> "IncidentQuerySet":
        """Those of the agencies that the person administers or controls; those of the whole node, if they administer
        any.
        """
        administered = agencies_with(employee, Power.ADMINISTER)
        seen = Q(agency__in={*administered, *agencies_with(employee, Power.CONTROL)})
        return self.filter(seen | Q(agency__isnull=True) if administered else seen)

    def open(self) -> "IncidentQuerySet":
        """Those that somebody has to see to."""
        return self.filter(state=IncidentState.OPEN)


class Incident(TrackedModel):
    """An automatic step that failed and has not succeeded since.

    ``subject`` names the step among those of its kind. ``fault`` is the technical cause of the latest failure: a type
    and a place in the program, never a value of a record.
    """

    PERSONAL = frozenset({"reason"})
    VOLATILE: ClassVar[dict[str, str]] = {
        "count": "each failure of the same step would be a version",
        "last_at": "the moment of the latest failure, with the count",
        "fault": "the cause of the latest failure, with the count",
        "tried_at": "each retry is an act",
    }

    agency = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("agency")
    )
    kind = models.CharField(_("what failed"), max_length=20, choices=IncidentKind.choices)
    subject = models.CharField(_("which of its kind"), max_length=150)
    case = models.ForeignKey(Case, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("case"))
    document = models.ForeignKey(
        Document, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("document")
    )
    fault = models.CharField(_("technical cause"), max_length=300, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=IncidentState.choices, default=IncidentState.OPEN)
    first_at = models.DateTimeField(_("first time"))
    last_at = models.DateTimeField(_("last time"))
    count = models.PositiveIntegerField(_("times"), default=1)
    tried_at = models.DateTimeField(_("tried again at"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    ended_by = models.ForeignKey(
        Employee, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("dismissed by")
    )
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    objects = IncidentQuerySet.as_manager()

    class Meta:
        verbose_name = _("incident")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject"], condition=Q(state="open"), name="one_open_incident_a_step"
            ),
            models.CheckConstraint(
                condition=Q(state="open", ended_at__isnull=True) | (~Q(state="open") & Q(ended_at__isnull=False)),
                name="incident_ended_at_its_moment",
                violation_error_code="incident-wrong",
            ),
        ]
        indexes = [
            models.Index(fields=["agency", "-id"], condition=Q(state="open"), name="incidents_open"),
            models.Index(fields=["case"], condition=Q(state="open"), name="incidents_of_case"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def is_open(self) -> bool:
        """Whether somebody has to see to it."""
        return self.state == IncidentState.OPEN
