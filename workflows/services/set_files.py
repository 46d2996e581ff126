"""The file of a set: designs, templates of letters and filters as JSON, read from whoever wrote it.

Templates stand there with their text and, in base64, the bytes of their form; filters with what they ask.
"""

import base64
import binascii
import json
from collections.abc import Callable, Collection, Hashable, Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from agencies.services.shared import refused
from documents.services.brought import BroughtFilter, BroughtTemplate, check_filter, check_template
from workflows.designed import Design
from workflows.designs import Content, kinds

FORMAT, VERSION = "mezhved-designs", 1
BYTES_AT_MOST = 3_000_000
ROWS_AT_MOST = 200
# So many templates are named where a file is too large.
HEAVIEST = 3
_OF_TEMPLATE = frozenset({"purpose", "name", "name_en", "subject", "body", "docx"})
_OF_FILTER = frozenset({"name", "name_en", "asks"})


@dataclass(frozen=True)
class SetFile:
    """What a file holds, each once and checked as far as it can be without an agency."""

    designs: list[tuple[str, str, Content]]
    templates: list[BroughtTemplate]
    filters: list[BroughtFilter]


def read_set(text: str) -> SetFile:
    """What the file says.

    Raises:
        ValidationError: ``set-unreadable``, ``set-too-large``; beside ``file``: ``template-unreadable``,
            ``filter-unreadable``, ``docx-broken``, what `check_template` and `check_filter` refuse.
    """
    if len(text.encode(errors="replace")) > BYTES_AT_MOST:
        raise _too_large()
    try:
        whole = json.loads(text)
    except (ValueError, RecursionError):
        raise unreadable() from None
    if not isinstance(whole, dict) or (whole.get("format"), whole.get("version")) != (FORMAT, VERSION):
        raise unreadable()
    designs = [_design(row) for row in _rows(whole, "designs", is_needed=True)]
    templates = [_template(row) for row in _rows(whole, "templates")]
    filters = [_filter(row) for row in _rows(whole, "filters")]
    _require_each_once((kind, code) for kind, code, _content in designs)
    _require_each_once((one.purpose, one.name) for one in templates)
    _require_each_once(one.name for one in filters)
    return SetFile(designs, templates, filters)


def written_set(held: SetFile) -> bytes:
    """The file; equal bytes for equal contents.

    Raises:
        ValidationError: ``set-too-large``: no agency could read it.
    """
    templates = [
        {"purpose": one.purpose, "name": one.name, "subject": one.subject, "body": one.body}
        | ({"name_en": one.name_en} if one.name_en else {})
        | ({"docx": base64.b64encode(one.form).decode()} if one.form else {})
        for one in held.templates
    ]
    whole = {
        "format": FORMAT,
        "version": VERSION,
        "designs": [{"kind": kind, "code": code, "content": content} for kind, code, content in held.designs],
        "templates": templates,
        "filters": [
            {"name": one.name, "asks": dict(one.asks)} | ({"name_en": one.name_en} if one.name_en else {})
            for one in held.filters
        ],
    }
    made = json.dumps(whole, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"
    if max(len(held.designs), len(templates), len(held.filters)) > ROWS_AT_MOST:
        raise _too_large()
    if len(made) > BYTES_AT_MOST:
        raise refused("set-too-large", _told_too_large(held, len(made)))
    return made


def unreadable() -> ValidationError:
    """It is no set at all."""
    return refused("set-unreadable", _("This is no file of a set of designs."))


def _rows(whole: dict[str, Any], name: str, *, is_needed: bool = False) -> list[Any]:
    rows = whole.get(name) if is_needed else whole.get(name, [])
    if not isinstance(rows, list):
        raise unreadable()
    if len(rows) > ROWS_AT_MOST:
        raise _too_large()
    return rows


def _design(row: Any) -> tuple[str, str, Content]:
    known: Collection[str] = [kind.code for kind in kinds()]
    if not isinstance(row, dict) or row.get("kind") not in known or not isinstance(row.get("content"), dict):
        raise unreadable()
    code = row.get("code")
    if not isinstance(code, str):
        raise unreadable()
    try:
        Design._meta.get_field("code").clean(code, None)
    except ValidationError:
        raise unreadable() from None
    if not _is_storable(row["content"]):
        raise unreadable()
    return row["kind"], code, row["content"]


def _template(row: Any) -> BroughtTemplate:
    if not _is_of_texts(row, _OF_TEMPLATE):
        raise refused("template-unreadable", _("A template of the file cannot be read."), "file")
    try:
        form = base64.b64decode(row.get("docx", ""), validate=True)
    except (binascii.Error, ValueError):
        raise refused("docx-broken", _("The form of a template of the file is no docx."), "file") from None
    given = BroughtTemplate(
        purpose=row.get("purpose", ""),
        name=row.get("name", "").strip(),
        subject=row.get("subject", "").strip(),
        body=row.get("body", "").strip(),
        form=form,
        name_en=row.get("name_en", "").strip(),
    )
    _beside_file(given.name, lambda: check_template(given))
    return given


def _filter(row: Any) -> BroughtFilter:
    is_known = isinstance(row, dict) and not row.keys() - _OF_FILTER
    asks = row.get("asks") if is_known else None
    if not _is_of_texts(asks, None) or not isinstance(row.get("name"), str) or not _is_storable(row):
        raise refused("filter-unreadable", _("A filter of the file cannot be read."), "file")
    given = BroughtFilter(row["name"].strip(), tuple(sorted((asks or {}).items())), str(row.get("name_en", "")).strip())
    _beside_file(given.name, lambda: check_filter(given))
    return given


def _beside_file(name: str, check: Callable[[], None]) -> None:
    """What a check refuses, beside the field of the file, each with its code and with whose mistake it is."""
    try:
        check()
    except ValidationError as error:
        told = [ValidationError(f"“{name[:120]}”: {one.messages[0]}", code=one.code) for one in error.error_list]
        raise ValidationError({"file": told}) from error


def _is_of_texts(row: Any, known: Collection[str] | None) -> bool:
    """Whether it is an object of texts, with none but the known keys where they are named."""
    if not isinstance(row, dict) or (known is not None and row.keys() - set(known)):
        return False
    return all(isinstance(value, str) for value in row.values()) and _is_storable(row)


def _is_storable(content: Content) -> bool:
    """Whether every database takes it: no number that is none, no half of a character, no zero in a text."""
    try:
        written = json.dumps(content, ensure_ascii=False, allow_nan=False).encode()
    except ValueError:
        return False
    return b"\\u0000" not in written


def _require_each_once(keys: Iterable[Hashable]) -> None:
    found = list(keys)
    if len(set(found)) < len(found):
        raise unreadable()


def _told_too_large(held: SetFile, size: int) -> str:
    """How large the file would be, what in it weighs, and what to do about it."""
    heavy = sorted((one for one in held.templates if one.form), key=lambda one: -len(one.form))[:HEAVIEST]
    forms = "; ".join(f"“{one.label}” {megabytes(len(one.form))}" for one in heavy)
    return _(
        "The file would have %(size)s MB, and at most %(most)s MB are read. What weighs most are forms of templates, "
        "in MB: %(forms)s. Make pictures in them smaller or retire templates, then export again."
    ) % {"size": megabytes(size), "most": megabytes(BYTES_AT_MOST), "forms": forms or "—"}


def megabytes(size: int) -> str:
    """A number of bytes in megabytes, to a tenth, at least one tenth."""
    return f"{max(size / 1_000_000, 0.1):.1f}"


def _too_large() -> ValidationError:
    return refused(
        "set-too-large", _("A set has at most three million bytes and 200 designs, templates and filters each.")
    )
