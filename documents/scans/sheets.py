"""The code of a separator sheet: names a paper of an agency, and cannot be made by anybody but this installation.

``MZ1:`` with the paper's random number and 80 bits of an HMAC over it and its agency, in letters that make a small QR
code. It tells nothing of the paper to who reads it.
"""

import hmac
import re
from uuid import UUID

from django.utils.crypto import salted_hmac

from documents.models import Document

_SALT = "documents.separator-sheet"
_PATTERN = re.compile(r"MZ1:([0-9A-F]{32}):([0-9A-F]{20})")


def code(document: Document) -> str:
    """What the sheet of a paper carries."""
    return f"MZ1:{document.uuid.hex.upper()}:{_mark(document.uuid, document.agency_id)}"


def paper(text: str) -> Document | None:
    """The paper that a code names; none for one that is not ours, or was changed."""
    found = _PATTERN.fullmatch(text)
    if found is None:
        return None
    document = Document.objects.filter(uuid=UUID(found[1])).select_related("case").first()
    if document is None or not hmac.compare_digest(found[2], _mark(document.uuid, document.agency_id)):
        return None
    return document


def _mark(uuid: UUID, agency: int) -> str:
    return salted_hmac(_SALT, f"{agency}:{uuid.hex}", algorithm="sha256").hexdigest()[:20].upper()
