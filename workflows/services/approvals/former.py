"""Visas on letters that were submitted before approvals had routes: their process asks one approver itself."""

from agencies.models import Employee
from documents import services as documents
from documents.models import Document
from workflows.flows.signed import AGREED, RETURNED
from workflows.models import LetterProcess, Visa, WorkItem
from workflows.services import desk


def move_on(actor: Employee, item: WorkItem, document: Document, visa: Visa) -> None:
    """The one visa decides."""
    is_agreed = visa.verdict != Visa.Verdict.RETURNED
    (documents.accept_visas if is_agreed else documents.return_letter)(actor=actor, document=document)
    LetterProcess.objects.filter(letter=document).update(verdict=AGREED if is_agreed else RETURNED)
    desk.complete(item, actor)
