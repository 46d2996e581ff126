"""Forms in docx: which fields one has, and filling it.

A form was written by somebody, so it is opened only by `worker`: a process of its own without database, keys or network
names, with bounds on its time and memory, in which a form may print values, repeat a list and ask whether a field is
there, and nothing else of Jinja.
"""

import base64
import json
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
LARGEST = 2 * 1024 * 1024
SECONDS = 20
# Fields that hold several values, to be repeated: «{%tr for question in question_list %}».
LISTS = ("question_list",)
_WORKER = Path(__file__).with_name("worker.py")


def names_of(form: bytes) -> set[str]:
    """The fields that a form uses; it was filled with nothing on the way, so it can be filled.

    Raises:
        ValidationError: ``docx-too-large``, ``docx-broken``, ``docx-active`` (macros, embedded objects, references to
            other files), ``docx-forbidden`` (more of Jinja than fields, lists and conditions), ``docx-too-slow``.
    """
    return set(_names_of(form))


# A page that shows the same forms again, as that of a set of designs does, starts no process again.
@lru_cache(maxsize=8)
def _names_of(form: bytes) -> frozenset[str]:
    return frozenset(_asked(form, None)["names"])


def filled(form: bytes, values: Mapping[str, Any]) -> bytes:
    """The form with its fields filled.

    Raises:
        ValidationError: as `names_of`.
    """
    return base64.b64decode(_asked(form, values)["docx"])


def _asked(form: bytes, values: Mapping[str, Any] | None) -> dict[str, Any]:
    if len(form) > LARGEST:
        raise _refused("docx-too-large")
    sent = {"form": base64.b64encode(form).decode(), "values": values, "lists": LISTS}
    with tempfile.TemporaryDirectory() as folder:
        try:
            done = subprocess.run(  # noqa: S603  # our own program; the form goes in as data
                [sys.executable, "-I", str(_WORKER)],
                input=json.dumps(sent).encode(),
                capture_output=True,
                timeout=SECONDS,
                cwd=folder,
                env={},
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise _refused("docx-too-slow") from None
    try:
        answer: dict[str, Any] = json.loads(done.stdout)
    except ValueError:
        raise _refused("docx-too-slow") from None
    if "refused" in answer:
        raise _refused(answer["refused"], answer.get("where", ""))
    return answer


def _refused(code: str, where: str = "") -> ValidationError:
    told = {
        "docx-too-large": _("The form is too large: 2 MB, and 20 MB unpacked, are the most."),
        "docx-broken": _("This is no docx that could be filled: save it anew in a word processor."),
        "docx-active": _("The form has macros, embedded objects or references to other files: take them out."),
        "docx-forbidden": _("A form has fields, lists and conditions alone."),
        "docx-too-slow": _("The form takes too long or too much memory to fill."),
    }[code]
    return ValidationError(f"{told} ({where})" if where else told, code=code)
