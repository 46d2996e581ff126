"""Laying documents without a case on desks: of who decides, of those who read, of the records office that files."""

from typing import Any

from agencies import rules, terms
from agencies.calendars import calendar_for
from agencies.models import Role, TermKind
from documents.models import Document
from history import clock
from workflows.acquainting import Acquaintance
from workflows.assigned import IN_FORCE, Assignment, AssignmentState
from workflows.models import WorkKind
from workflows.services import laying

AT_WORK = (AssignmentState.DRAFT, *IN_FORCE)


def lay_consider(activation: Any) -> None:
    """The document awaits the leaders of the agency, or the one of them it is addressed to, within the term of a
    resolution.
    """
    document = _document(activation)
    agency, addressee = document.agency, document.addressee
    due_on = terms.compute_for(agency, TermKind.objects.get(code="resolution"), clock.now()).due_on
    leader = rules.holders(agency, rules.Power.RESOLVE)[0]
    head = addressee if addressee is not None and rules.holds(addressee, rules.Power.RESOLVE, agency) else None
    laying.lay_on_document(
        document,
        WorkKind.CONSIDER,
        task=activation.task,
        assignee=head,
        unit=laying.unit_of(head, agency) if head else leader.unit,
        role="" if head else leader.role,
        due_on=max(due_on, clock.today()),
    )


def lay_make_known(activation: Any) -> None:
    """The registered order awaits the records office, which makes it known by the next working day."""
    document = _document(activation)
    laying.lay_on_document(
        document,
        WorkKind.MAKE_KNOWN,
        task=activation.task,
        unit=rules.records_office(document.agency),
        role=Role.CLERK,
        due_on=calendar_for(document.agency).add_working_days(clock.today(), 1),
    )


def lay_read(activation: Any) -> None:
    """The document lies with one who is to read it and to confirm that."""
    asked = Acquaintance.objects.select_related("document__agency", "document__case", "person", "unit").get(
        pk=activation.task.data["acquaintance"]
    )
    laying.lay_on_document(
        asked.document,
        WorkKind.READ,
        task=activation.task,
        assignee=asked.person,
        unit=asked.unit,
        due_on=asked.due_on,
        note=asked.text,
    )


def lay_file(activation: Any) -> None:
    """What was decided is done: the records office files the document by the next working day."""
    document = _document(activation)
    laying.lay_on_document(
        document,
        WorkKind.FILE_DOCUMENT,
        task=activation.task,
        unit=rules.records_office(document.agency),
        role=Role.CLERK,
        due_on=calendar_for(document.agency).add_working_days(clock.today(), 1),
    )


def has_points_at_work(document: Document) -> bool:
    """Whether somebody has still to approve, to do or to check an assignment on the document."""
    return Assignment.objects.filter(document=document, state__in=AT_WORK).exists()


def was_executed(document: Document) -> bool:
    """Whether an assignment on the document was taken off control."""
    return Assignment.objects.filter(document=document, state=AssignmentState.DONE).exists()


def _document(activation: Any) -> Document:
    return Document.objects.select_related("agency", "case", "addressee").get(pk=activation.process.document_id)
