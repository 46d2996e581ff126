"""Boundary timers of steps as the flows declare them: due by what, doing what, ending the step or beside it.

A timer has no row while it waits: it is due by a day that lies in the database already and moves with terms and
calendars. That it fired is a `TimerFiring`, one an occasion.
"""

from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from viewflow.workflow.models import Task


class DueBy(models.TextChoices):
    """The day that a timer watches."""

    TERM_NEAR = "term-near", _("so many working days before the end of the term as its kind says")
    TERM_PASSED = "term-passed", _("the day after the end of the term")
    WORK_OVERDUE = "work-overdue", _("the day after the work of the step is due")
    REPLY_LATE = "reply-late", _("the day after the reply to the latest inquiry is due")


class Effect(models.TextChoices):
    """What a timer does."""

    REMIND = "remind", _("remind")
    ESCALATE = "escalate", _("tell the head")
    GO_ON = "go-on", _("go on")


@dataclass(frozen=True)
class Timer:
    """A boundary timer of a step. One that leads to another step (``leads_to``, a node) interrupts the step."""

    name: str
    label: Promise
    due_by: DueBy
    effect: Effect
    leads_to: str = ""

    @property
    def is_interrupting(self) -> bool:
        """Whether the step ends when it fires."""
        return bool(self.leads_to)


NEAR = Timer("near", _("the term comes near"), DueBy.TERM_NEAR, Effect.REMIND)
PASSED = Timer("passed", _("the term has passed"), DueBy.TERM_PASSED, Effect.ESCALATE)
OVERDUE_WORK = Timer("overdue", _("the visa is overdue"), DueBy.WORK_OVERDUE, Effect.ESCALATE)
REPLY_LATE = Timer("late", _("the reply is late"), DueBy.REPLY_LATE, Effect.GO_ON, leads_to="execute")
OF_TERM = (NEAR, PASSED)


class TimerFiring(models.Model):
    """That a timer fired on an occasion, once. ``key`` names the occasion: what is due, and on which day.

    ``task`` is the step that it was fired at; papers from before they had processes have none.
    """

    key = models.CharField(max_length=80, unique=True)
    timer = models.CharField(max_length=20)
    task: Any = models.ForeignKey(Task, models.PROTECT, null=True, related_name="+")
    due_on = models.DateField()
    fired_at = models.DateTimeField()

    class Meta:
        verbose_name = _("firing of a timer")

    def __str__(self) -> str:
        return f"{self.timer} {self.key}"
