"""Files of sets as tests write and take them."""

import base64
import json
from typing import Any

from documents.services.brought import Standing
from tests.people import Office
from workflows.ready_sets import ready_set
from workflows.services import design_sets
from workflows.services.design_sets import Taken
from workflows.services.ready_sets import take_set

NOTE = "Проба"


def the_file(**more: Any) -> str:
    """A set of no designs and what is given."""
    return json.dumps({"format": "mezhved-designs", "version": 1, "designs": [], **more})


def a_template(**more: Any) -> dict[str, Any]:
    """A row of a file."""
    return {
        "purpose": "answer",
        "name": "Ответ из набора",
        "subject": "О рассмотрении",
        "body": "{greeting}\n\nРассмотрено, {{в скобках}}.",
    } | more


def a_filter(**asks: Any) -> dict[str, Any]:
    """A row of a file."""
    return {"name": "Что просрочено", "asks": asks or {"flow": "appeal", "late": "on"}}


def coded(form: bytes) -> str:
    """Bytes as a file has them."""
    return base64.b64encode(form).decode()


def imported(office: Office, text: str, note: str = NOTE) -> Taken:
    """The whole file, by the administrator."""
    return design_sets.import_set(actor=office.person("administrator"), agency=office.agency, text=text, note=note)


def previewed(office: Office, text: str) -> list[Standing]:
    """What would become of everything."""
    found = design_sets.preview(actor=office.person("administrator"), agency=office.agency, text=text)
    return [one.becomes for one in found]


def given_out(office: Office) -> str:
    """The agency's set."""
    return design_sets.exported(actor=office.person("administrator"), agency=office.agency).decode()


def whole(office: Office, code: str, *, is_published: bool = True) -> Taken:
    """A ready set, taken as a whole by the administrator."""
    admin, ready = office.person("administrator"), ready_set(code)
    assert ready is not None
    chosen = [row.key for row in design_sets.preview(actor=admin, agency=office.agency, text=ready.text)]
    return take_set(actor=admin, agency=office.agency, ready=ready, chosen=chosen, is_published=is_published)
