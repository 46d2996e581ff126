"""Where papers that are written here stand on their way to the signature, be they letters or orders."""

from typing import Any

from documents.models import ORDERS, Document
from workflows.considering import OrderProcess
from workflows.flows.letter import LetterFlow
from workflows.flows.order import OrderFlow
from workflows.models import LetterProcess


def decide(document: Document, verdict: str) -> bool:
    """Say how the process of a paper goes on from the step that ends now; whether it has one."""
    return bool(_processes(document).update(verdict=verdict))


def go_on(document: Document) -> None:
    """Let the process that awaits the end of the approval go on."""
    flow = OrderFlow if document.flow in ORDERS else LetterFlow
    process = _processes(document).get()
    flow.approval.run(process.task_set.get(flow_task=flow.approval, finished__isnull=True))


def _processes(document: Document) -> Any:
    """The process of a paper that is on this way; none of a paper that was registered from elsewhere."""
    if document.flow in ORDERS:
        running = OrderProcess.objects.filter(document=document, finished__isnull=True)
        return running if document.purpose and not document.number else running.none()
    return LetterProcess.objects.filter(letter=document)
