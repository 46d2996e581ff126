"""Absences of people, and who stands in for them in which work."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from agencies.models.people import Employee
from history import clock
from history.models import TrackedModel


class AbsenceKind(models.TextChoices):
    """Why a person is away."""

    LEAVE = "leave", _("leave")
    ILLNESS = "illness", _("illness")
    TRIP = "trip", _("business trip")


class Work(models.TextChoices):
    """Kinds of work in which another may stand in; `agencies.rules` says which rights each takes.

    Resolving and signing are none of them: an acting head does both by an order, in a post of their own.
    """

    EXECUTION = "execution", _("execution")
    APPROVAL = "approval", _("approval")
    CONTROL = "control", _("control")
    RECORDS = "records", _("registration, dispatch and filing")


class AbsenceQuerySet(models.QuerySet["Absence"]):
    """Absences by date."""

    def on(self, day: Any) -> "AbsenceQuerySet":
        """Those in force on that day."""
        return self.filter(is_cancelled=False, starts_on__lte=day, ends_on__gte=day)

    def touching(self, first: Any, last: Any) -> "AbsenceQuerySet":
        """Those in force on some day from the first to the last."""
        return self.filter(is_cancelled=False, starts_on__lte=last, ends_on__gte=first)


class Absence(TrackedModel):
    """Days on which a person is away, both ends included. Why they are is a personal datum."""

    PERSONAL = frozenset({"kind", "ground"})
    PART_OF: ClassVar[dict[str, str]] = {"employee_id": "agencies.employee"}

    employee = models.ForeignKey(Employee, models.PROTECT, related_name="absences", verbose_name=_("employee"))
    kind = models.CharField(_("kind of absence"), max_length=10, choices=AbsenceKind.choices)
    ground = models.CharField(_("ground, for example an order"), max_length=200, blank=True)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    is_cancelled = models.BooleanField(_("cancelled"), default=False)

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("absence")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="absence_ends_after_start",
                violation_error_code="absence-ends-before-start",
                violation_error_message=_("The absence would end before it begins."),
            ),
        ]
        indexes = [models.Index(fields=["employee", "ends_on"], name="absences_of_person")]

    def __str__(self) -> str:
        return f"{self.employee_id} {self.starts_on:%d.%m.%Y}–{self.ends_on:%d.%m.%Y}"


class SubstitutionQuerySet(models.QuerySet["Substitution"]):
    """Substitutions by date."""

    def in_force(self) -> "SubstitutionQuerySet":
        """Those of absences of today."""
        today = clock.today()
        return self.filter(absence__is_cancelled=False, absence__starts_on__lte=today, absence__ends_on__gte=today)


class Substitution(TrackedModel):
    """Who does one kind of an absent person's work while they are away."""

    absence = models.ForeignKey(Absence, models.PROTECT, related_name="substitutions", verbose_name=_("absence"))
    work = models.CharField(_("kind of work"), max_length=10, choices=Work.choices)
    substitute = models.ForeignKey(Employee, models.PROTECT, related_name="substitutions", verbose_name=_("substitute"))

    objects = SubstitutionQuerySet.as_manager()

    class Meta:
        verbose_name = _("substitution")
        constraints = [models.UniqueConstraint(fields=["absence", "work"], name="one_substitute_a_kind_of_work")]

    def __str__(self) -> str:
        return f"{self.absence_id} {self.work}: {self.substitute_id}"
