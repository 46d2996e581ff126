"""Which road a case goes: a new one by its kind, one that runs by the flow that it began on."""

from citizens.models import Case, CaseKind
from workflows.flows.case import CaseFlow
from workflows.flows.of_case import OfCase
from workflows.flows.service_complaint import ServiceComplaintFlow
from workflows.flows.service_request import ServiceRequestFlow
from workflows.flows.turns import LockedFlow
from workflows.models import CaseProcess

OF_KIND: dict[str, type[LockedFlow]] = {
    CaseKind.SERVICE: ServiceRequestFlow,
    CaseKind.SERVICE_COMPLAINT: ServiceComplaintFlow,
}


def flow_of(case: Case) -> type[LockedFlow]:
    """The flow of the process of a case, or the one that its process will have."""
    process = CaseProcess.objects.filter(case=case).only("flow_class").first()
    return process.flow_class if process is not None else OF_KIND.get(case.kind, CaseFlow)


def process_of(case: Case) -> CaseProcess:
    """The process of a case with all that its steps look at.

    Raises:
        DoesNotExist: it has none.
    """
    process: CaseProcess = CaseProcess.objects.select_related(*OfCase.READS).get(case=case)
    return process
