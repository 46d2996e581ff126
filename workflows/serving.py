"""Decisions on requests for services and on complaints about them: prepared by the executor, confirmed or returned by
the head; materials of such a complaint that went to the prosecutor.
"""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agencies import terms
from agencies.models import Employee, TermKind
from agencies.terms import Reckoning
from citizens.models import Case, CaseKind
from history.models import TrackedModel


class Verdict(models.TextChoices):
    """How a request for a service, or a complaint about one, is decided."""

    GRANTED = "granted", _("the service is granted")
    REFUSED = "refused", _("the service is refused")
    PAPERS_REFUSED = "papers_refused", _("the papers are not accepted")
    SATISFIED = "satisfied", _("the complaint is satisfied")
    NOT_SATISFIED = "not_satisfied", _("the complaint is not satisfied")


# What the executor may prepare, by the lawful kind of the case.
PREPARED: dict[str, tuple[Verdict, ...]] = {
    CaseKind.SERVICE: (Verdict.GRANTED, Verdict.REFUSED),
    CaseKind.SERVICE_COMPLAINT: (Verdict.SATISFIED, Verdict.NOT_SATISFIED),
}
# Decisions that need no ground of a list.
GROUNDLESS = (Verdict.GRANTED, Verdict.SATISFIED)
# On which grounds a complaint is not satisfied, where its type names none of its own: art. 11.2 p. 7 of 210-ФЗ and the
# rules that the Government made by its decree 840 of 16.08.2012, p. 18.
COMPLAINT_GROUNDS = (
    "Нарушений не выявлено, решение или действие правомерно",
    "Есть вступившее в силу решение суда по жалобе о том же предмете и по тем же основаниям",
    "Жалоба подана лицом, полномочия которого не подтверждены",
    "По жалобе того же заявителя о том же предмете решение уже принято",
)
ANSWER_TERM = "service-complaint-answer"
# What is told of a decision on a request for a service, and of one on a complaint instead.
OF_COMPLAINT = {
    "workflows.decision_prepared": "workflows.complaint_decision_prepared",
    "workflows.decision_confirmed": "workflows.complaint_decision_confirmed",
    "workflows.decision_returned": "workflows.complaint_decision_returned",
}

# By what outcome a decision ends the questions of its case.
OUTCOMES: dict[str, str] = {
    Verdict.GRANTED: "service-granted",
    Verdict.REFUSED: "service-refused",
    Verdict.PAPERS_REFUSED: "service-papers-refused",
    Verdict.SATISFIED: "service-complaint-satisfied",
    Verdict.NOT_SATISFIED: "service-complaint-refused",
}


class ServiceDecision(TrackedModel):
    """What was decided on a request for a service, on which ground of the regulation, and why; or on a complaint about
    one, which is satisfied by measures until a day or refused on a ground.

    It counts once it is confirmed. One that was returned, or set aside because the case was taken up again, stays as it
    was; at most one of a case is neither.
    """

    PERSONAL = frozenset({"text", "measures", "remark"})
    PART_OF: ClassVar[dict[str, str]] = {"case_id": "citizens.case"}

    case = models.ForeignKey(Case, models.PROTECT, related_name="decisions", verbose_name=_("case"))
    verdict = models.CharField(_("decision"), max_length=20, choices=Verdict.choices)
    ground = models.CharField(_("ground"), max_length=400, blank=True)
    text = models.CharField(_("why"), max_length=2000)
    measures = models.CharField(_("measures"), max_length=2000, blank=True)
    measures_by = models.DateField(_("measures are taken by"), null=True, blank=True)
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
                condition=Q(verdict__in=["granted", "satisfied"]) | ~Q(ground=""),
                name="service_refused_on_ground",
                violation_error_code="ground-missing",
            ),
            models.CheckConstraint(
                condition=(Q(verdict="satisfied", measures_by__isnull=False) & ~Q(measures=""))
                | (~Q(verdict="satisfied") & Q(measures="", measures_by__isnull=True)),
                name="complaint_satisfied_by_measures",
                violation_error_code="measures-missing",
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


def answer_due(case: Case) -> Reckoning | None:
    """By when the applicant is answered: the day after the decision on a complaint about a service counts (210-ФЗ
    art. 11.2 p. 8). None of any other case, and before that.
    """
    decision = decision_on(case) if case.is_service_complaint else None
    if decision is None or decision.confirmed_at is None:
        return None
    kind = TermKind.objects.get(code=ANSWER_TERM)
    return terms.compute_for(case.agency, kind, timezone.localtime(decision.confirmed_at).date())


class OffenceReport(TrackedModel):
    """Signs of an offence were found while a complaint about a service was considered, and the materials went to the
    prosecutor without delay (210-ФЗ art. 11.2 p. 9).
    """

    PERSONAL = frozenset({"signs"})
    PART_OF: ClassVar[dict[str, str]] = {"case_id": "citizens.case"}

    case = models.ForeignKey(Case, models.PROTECT, related_name="offence_reports", verbose_name=_("case"))
    signs = models.CharField(_("signs of an offence"), max_length=2000)
    found_on = models.DateField(_("found on"))
    sent_to = models.CharField(_("to which prosecutor"), max_length=300)
    sent_on = models.DateField(_("sent on"))
    number = models.CharField(_("number of the covering letter"), max_length=60, blank=True)
    by = models.ForeignKey(Employee, models.PROTECT, related_name="+", verbose_name=_("sent by"))
    at = models.DateTimeField(_("noted at"))

    class Meta:
        verbose_name = _("materials for the prosecutor")
        ordering: ClassVar[list[str]] = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(sent_on__gte=models.F("found_on")),
                name="offence_sent_once_found",
                violation_error_code="sent-before-found",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}, {self.sent_on}"
