"""Laying orders that are not registered yet on desks: of their author, of the records office that registers them."""

from typing import Any

from agencies import rules
from agencies.calendars import calendar_for
from agencies.models import Role
from documents.models import Document
from history import clock
from workflows.models import WorkKind
from workflows.services import laying


def lay_revise(activation: Any) -> None:
    """The returned order lies with its author."""
    document = _document(activation)
    laying.lay_on_document(
        document,
        WorkKind.REVISE_ORDER,
        task=activation.task,
        assignee=document.author,
        unit=laying.unit_of(document.author, document.agency),
        due_on=None,
    )


def lay_register(activation: Any) -> None:
    """The signed order awaits its number on the day of its signature (rules of record keeping) or the next one."""
    document = _document(activation)
    laying.lay_on_document(
        document,
        WorkKind.REGISTER_ORDER,
        task=activation.task,
        unit=rules.records_office(document.agency),
        role=Role.CLERK,
        due_on=calendar_for(document.agency).add_working_days(clock.today(), 1),
    )


def _document(activation: Any) -> Document:
    return Document.objects.select_related("agency", "case", "author").get(pk=activation.process.document_id)
