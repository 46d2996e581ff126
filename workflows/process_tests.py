"""Tests of processes as their authors keep them: a script, and how its last run went."""

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, Employee
from agencies.rules import Power, agencies_with
from history.models import TrackedModel

LENGTH_AT_MOST = 8000
TESTS_AT_MOST = 100
FAILURE_AT_MOST = 500


class TestedProcess(models.TextChoices):
    """Which process a test is about; it may walk others too."""

    CASE = "case", _("case")
    SERVICE = "service", _("request for a service")
    COMPLAINT = "complaint", _("complaint about a service")
    LETTER = "letter", _("letter")
    APPROVAL = "approval", _("approval")
    ASSIGNMENT = "assignment", _("assignment")


class TestOutcome(models.TextChoices):
    """How the last run of the present script went."""

    NONE = "", _("not run")
    PASSED = "passed", _("passed")
    FAILED = "failed", _("failed")


class ProcessTestQuerySet(models.QuerySet["ProcessTest"]):
    """Tests as questions."""

    def visible_to(self, employee: Employee) -> "ProcessTestQuerySet":
        """Those of agencies whose processes the person tests."""
        return self.filter(agency__in=agencies_with(employee, Power.TEST_PROCESSES))


class ProcessTest(TrackedModel):
    """A script with a name. ``walked`` are the steps and ways of processes that its last run walked, by process;
    ``last_failure`` tells what went otherwise first.
    """

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name=_("agency"))
    name = models.CharField(_("name"), max_length=120)
    process = models.CharField(_("process"), max_length=20, choices=TestedProcess.choices)
    script = models.TextField(_("script"), max_length=LENGTH_AT_MOST)
    last_outcome = models.CharField(_("outcome"), max_length=10, choices=TestOutcome.choices, blank=True)
    last_failure = models.CharField(_("what went otherwise"), max_length=FAILURE_AT_MOST, blank=True)
    last_run_at = models.DateTimeField(_("last run"), null=True, blank=True)
    last_run_by = models.ForeignKey(
        Employee, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("run by")
    )
    walked: Any = models.JSONField(default=dict, blank=True)

    objects = ProcessTestQuerySet.as_manager()

    class Meta:
        verbose_name = _("test of a process")
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "name"],
                name="process_test_name_once",
                violation_error_code="name-taken",
                violation_error_message=_("The agency has a test of this name."),
            ),
            models.CheckConstraint(
                condition=Q(last_outcome="", last_run_at__isnull=True)
                | Q(last_outcome__in=["passed", "failed"], last_run_at__isnull=False),
                name="process_test_outcome_has_a_run",
                violation_error_code="outcome-without-run",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def forget_outcome(self) -> None:
        """Let no outcome of an earlier script stand."""
        self.last_outcome, self.last_failure, self.walked = TestOutcome.NONE, "", {}
        self.last_run_at, self.last_run_by = None, None

    def note(self, *, is_passed: bool, failure: str, walked: dict[str, Any], at: datetime, by: Employee) -> None:
        """Note how a run went."""
        self.last_outcome = TestOutcome.PASSED if is_passed else TestOutcome.FAILED
        self.last_failure = failure[:FAILURE_AT_MOST]
        self.walked, self.last_run_at, self.last_run_by = walked, at, by
