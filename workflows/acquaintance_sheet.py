"""What the sheet of acquaintance (лист ознакомления) tells: who was given a document to read, who has read it when."""

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from documents.models import Document
from documents.pdf.approval import Line, Sheet
from workflows.acquainting import Acquaintance
from workflows.considering_selectors import readers_of


def sheet_of(document: Document) -> Sheet:
    """Everybody who was asked, with the moment of the confirmation; who was withdrawn counts no more."""
    asked = readers_of(document)
    lines = [_line(number, one) for number, one in enumerate(asked, 1)]
    counted = [one for one in asked if one.withdrawn_at is None]
    read = sum(one.read_at is not None for one in counted)
    number = f"№ {document.number}, {document.registered_on:%d.%m.%Y}" if document.registered_on else ""
    closing = _("Asked: %(count)s, have confirmed: %(read)s.") % {"count": len(counted), "read": read}
    facts = [fact for fact in (number, document.subject) if fact]
    return Sheet(_("Sheet of acquaintance"), facts, lines, closing)


def _line(number: int, one: Acquaintance) -> Line:
    cells = [
        str(number),
        f"{one.person.short_name}, {one.post}",
        one.unit.name,
        f"{one.due_on:%d.%m.%Y}",
        _confirmed(one),
        one.asked_by.short_name,
    ]
    return Line(cells, is_past=one.withdrawn_at is not None)


def _confirmed(one: Acquaintance) -> str:
    if one.read_at is not None:
        return f"{localtime(one.read_at):%d.%m.%Y %H:%M}"
    return _("withdrawn") if one.withdrawn_at is not None else _("not yet")
