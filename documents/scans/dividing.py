"""Into which parts the pages of a batch fall."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from documents.models import BatchPage, BatchTrouble, Document
from documents.scans import sheets


@dataclass
class Part:
    """Pages that belong together: the paper that they are of, or why that is not known."""

    pages: list[int] = field(default_factory=list)
    turn: int = 0
    document: Document | None = None
    trouble: str = ""


def divided(pages: Sequence[BatchPage], agency: int) -> list[Part]:
    """The parts of a batch in the order of their first pages: what follows a separator sheet is of its paper.

    Sheets themselves are in no part. Blank sides are a part by themselves, for a person to look at once. Pages behind a
    sheet that lay turned in the scanner are turned with it.
    """
    parts, blank, seen = [Part(trouble=BatchTrouble.NO_SHEET)], Part(trouble=BatchTrouble.BLANK), set()
    for page in pages:
        if page.code:
            part = _begun(page, agency)
            if part.document is not None and not part.trouble:
                if part.document.pk in seen:
                    part.trouble = BatchTrouble.TWICE
                seen.add(part.document.pk)
            parts.append(part)
        elif page.is_blank:
            blank.pages.append(page.number)
        else:
            parts[-1].pages.append(page.number)
    return [part for part in (*parts, blank) if part.pages]


def _begun(page: BatchPage, agency: int) -> Part:
    """What begins with a separator sheet."""
    document, turn = sheets.paper(page.code), (360 - page.turn) % 360
    if document is None:
        return Part(turn=turn, trouble=BatchTrouble.UNKNOWN)
    if document.agency_id != agency:
        return Part(turn=turn, trouble=BatchTrouble.NOT_HERE)
    return Part(turn=turn, document=document)
