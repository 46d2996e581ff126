"""Decisions on requests for services: prepared by the executor, confirmed or returned by the head."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agencies.models import Employee
from citizens.models import Case
from history.models import TrackedModel


class Verdict(models.TextChoices):
    """How a request for a service is decided."""

    GRANTED = "granted", _("the service is granted")
    REFUSED = "refused", _("the service is refused")
    PAPERS_REFUSED = "papers_refused", _("the papers are not accepted")


# By what outcome a decision ends the questions of its case.
OUTCOMES: dict[str, str] = {
    Verdict.GRANTED: "service-granted",
    Verdict.REFUSED: "service-refused",
    Verdict.PAPERS_REFUSED: "service-papers-refused",
}


class ServiceDecision(TrackedModel):
    """What was decided on a request for a service, on which ground of the regulation, and why.

    It counts once it is confirmed. One that was returned, or set aside because the case was taken up again, stays as it
    was; at most one of a case is neither.
    """

    PERSONAL = frozenset({"text", "remark"})
    PART_OF: ClassVar[dict[str, str]] = {"case_id": "citizens.case"}

    case = models.ForeignKey(Case, models.PROTECT, related_name="decisions", verbose_name=_("case"))
    verdict = models.CharField(_("decision"), max_length=20, choices=Verdict.choices)
    ground = models.CharField(_("ground"), max_length=400, blank=True)
    text = models.CharField(_("why"), max_length=2000)
    prepared_by = models.ForeignKey(Employee, models.PROTECT, related_name="+", verbose_name=_("prepared by"))
    prepared_at = models.DateTimeField(_("prepared at"))
    confirmed_by = models.ForeignKey(
        Employee, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("confirmed by")
    )
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)
    ended_at = models.DateTimeField(_("returned or set aside at"), null=True, blank=True)
    remark = models.CharField(_("remark"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("decision on a service")
        ordering: ClassVar[list[str]] = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(ended_at__isnull=True),
                name="service_decided_once",
                violation_error_code="already-decided",
            ),
            models.CheckConstraint(
                condition=Q(verdict="granted") | ~Q(ground=""),
                name="service_refused_on_ground",
                violation_error_code="ground-missing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}, {self.get_verdict_display()}"

    @property
    def is_confirmed(self) -> bool:
        """Whether it counts."""
        return self.confirmed_at is not None and self.ended_at is None


def decision_on(case: Case) -> ServiceDecision | None:
    """The decision on a case that was neither returned nor set aside."""
    return ServiceDecision.objects.filter(case=case, ended_at__isnull=True).first()
