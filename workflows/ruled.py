"""What automation rules have to do and did: one row a rule, a case and an occasion."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from citizens.models import Case
from workflows.designed import Design, DesignVersion


class FiringState(models.TextChoices):
    """Where a firing stands."""

    WAITING = "waiting", _("waits for the worker")
    DONE = "done", _("done")
    STOPPED = "stopped", _("not done: the rule is retired or fires at something else now")
    FAILED = "failed", _("failed: see the incidents")


class RuleFiring(models.Model):
    """That a rule fires for a case on an occasion, once.

    The occasion is what the rule fires at (`When`); ``key`` and ``happens_on`` name which: the act, the work item, the
    day on which the term is due. An occasion whose case does not meet the conditions leaves no row.
    """

    design = models.ForeignKey(Design, models.PROTECT, related_name="firings")
    version = models.ForeignKey(DesignVersion, models.PROTECT, null=True, related_name="+")
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    occasion = models.CharField(max_length=20)
    key = models.BigIntegerField(default=0)
    happens_on = models.DateField()
    state = models.CharField(max_length=10, choices=FiringState.choices, default=FiringState.WAITING)
    at = models.DateTimeField()
    told = models.PositiveSmallIntegerField(default=0)
    following = models.PositiveSmallIntegerField(default=0)
    is_noted = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("firing of a rule")
        ordering: ClassVar[list[str]] = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["design", "case", "occasion", "key", "happens_on"], name="rule_fires_once"),
        ]
        indexes = [
            models.Index(fields=["design", "-id"], name="firings_of_rule"),
            models.Index(fields=["id"], condition=Q(state="waiting"), name="firings_waiting"),
        ]

    def __str__(self) -> str:
        return f"{self.design_id}/{self.case_id} {self.occasion}"
