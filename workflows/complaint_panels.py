"""What the card of a complaint about a service shows beside what it shows of every case."""

from dataclasses import dataclass

from agencies import terms
from agencies.models import Employee, TermKind
from agencies.terms import Reckoning
from citizens.complaining import decided_on_request
from citizens.models import Case
from workflows.serving import ANSWER_TERM, OffenceReport, answer_due

REGISTER_TERM = "service-complaint-register"


@dataclass(frozen=True)
class Complaint:
    """The request that it is about, if the reader sees it; its terms with their sources; who is kept out of it."""

    request: Case | None
    register_kind: TermKind
    register_by: Reckoning
    is_registered_late: bool
    answer_kind: TermKind
    answer: Reckoning | None
    kept_out: list[str]
    reports: list[OffenceReport]


def complaint_of(case: Case, reader: Employee) -> Complaint | None:
    """The panel of a complaint about a service; None of any other case, without a query."""
    if not case.is_service_complaint:
        return None
    kinds = {kind.code: kind for kind in TermKind.objects.filter(code__in=(REGISTER_TERM, ANSWER_TERM))}
    register_by = terms.compute_for(case.agency, kinds[REGISTER_TERM], case.received_on)
    request = Case.objects.visible_to(reader).filter(pk=case.about_id).first() if case.about_id else None
    people = Employee.objects.filter(pk__in=decided_on_request(case)).order_by("last_name") if request else []
    return Complaint(
        request=request,
        register_kind=kinds[REGISTER_TERM],
        register_by=register_by,
        is_registered_late=case.registered_on > register_by.due_on,
        answer_kind=kinds[ANSWER_TERM],
        answer=answer_due(case),
        kept_out=[one.short_name for one in people],
        reports=list(OffenceReport.objects.filter(case=case).select_related("by")),
    )
