"""Collects every translatable string of code and templates into the Russian catalogue, and says what is untranslated.

``python deploy/translations.py update`` rewrites the catalogue (kept translations stay, vanished strings go);
``python deploy/translations.py check`` changes nothing and ends with 1 when a string is missing, empty or left over.
Needs no gettext programs: templates are read with Django's own reader, the catalogue with Babel.
"""

import ast
import os
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_python
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
PO_FILE = ROOT / "locale" / "ru" / "LC_MESSAGES" / "django.po"
ROOMS = (
    "config",
    "history",
    "agencies",
    "citizens",
    "signing",
    "documents",
    "exchange",
    "workflows",
    "oversight",
    "demo",
)
FUNCTIONS = ("_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy")
TEMPLATE_CALL = re.compile(
    r"""\s(?P<kind>gettext|ngettext|pgettext)\((?P<arguments>(?:u?(?:\"\"\".*?\"\"\"|'''.*?'''|\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*')\s*,?\s*)+)""",
    re.DOTALL,
)

Message = tuple[str | None, str | tuple[str, str]]


def in_code() -> Iterator[Message]:
    """Context and message (or singular and plural) of every marked string in Python."""
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            if "migrations" in path.parts:
                continue
            with path.open("rb") as source:
                for _line, function, found, _comments in extract_python(source, dict.fromkeys(FUNCTIONS), [], {}):
                    yield from _message(str(function or ""), found)


def in_templates() -> Iterator[Message]:
    """Context and message of every marked string in the templates."""
    if not settings.configured:
        settings.configure(USE_I18N=True)
    for path in sorted((ROOT / "templates").rglob("*")):
        if path.suffix not in {".html", ".txt"}:
            continue
        for call in TEMPLATE_CALL.finditer(templatize(path.read_text(), origin=str(path))):
            arguments = ast.literal_eval(f"({call['arguments'].rstrip().rstrip(',')},)")
            yield from _message(call["kind"], arguments)


def _message(function: str, found: object) -> Iterator[Message]:
    arguments = found if isinstance(found, tuple) else (found,)
    texts = [text for text in arguments if isinstance(text, str)]
    if not texts or not texts[0]:
        return
    if function.startswith("ngettext") and len(texts) > 1:
        yield None, (texts[0], texts[1])
    elif function.startswith("pgettext") and len(texts) > 1:
        yield texts[0], texts[1]
    else:
        yield None, texts[0]


def collected() -> list[Message]:
    """Every string once, in a stable order."""
    return sorted({*in_code(), *in_templates()}, key=str)


def read_catalogue() -> Catalog:
    """The catalogue as it is, or an empty one."""
    if not PO_FILE.exists():
        return Catalog(locale="ru")
    with PO_FILE.open("rb") as source:
        return read_po(source, locale="ru")


def update() -> None:
    """Bring the catalogue in line with the strings, keeping every translation that still fits."""
    before = read_catalogue()
    after = Catalog(locale="ru", project="mezhved", charset="utf-8", fuzzy=False)
    # A fixed date: the catalogue changes when a string does.
    after.creation_date = after.revision_date = EPOCH
    for context, message in collected():
        kept = before.get(message, context=context)
        after.add(message, kept.string if kept else None, context=context)
    PO_FILE.parent.mkdir(parents=True, exist_ok=True)
    with PO_FILE.open("wb") as target:
        write_po(target, after, width=120, sort_output=True, omit_header=False)


def complaints() -> list[str]:
    """What is wrong with the catalogue: missing, untranslated and left-over strings, and lost placeholders."""
    catalogue = read_catalogue()
    wanted = collected()
    found = []
    for context, message in wanted:
        entry = catalogue.get(message, context=context)
        if entry is None:
            found.append(f"missing: {message!r}")
            continue
        strings = [text or "" for text in (entry.string if isinstance(entry.string, (tuple, list)) else [entry.string])]
        if not all(strings):
            found.append(f"untranslated: {message!r}")
        elif any(
            _placeholders(text) != _placeholders(message if isinstance(message, str) else message[1])
            for text in strings
        ):
            found.append(f"placeholders differ: {message!r}")
    keys = {(context, message if isinstance(message, str) else message[0]) for context, message in wanted}
    for entry in catalogue:
        key = entry.id if isinstance(entry.id, str) else entry.id[0]
        if key and (entry.context, key) not in keys:
            found.append(f"left over: {key!r}")
    return found


def _placeholders(text: str) -> set[str]:
    return set(re.findall(r"%\(\w+\)[sd]|\{\w+\}", text))


if __name__ == "__main__":
    os.chdir(ROOT)
    if sys.argv[1:] == ["update"]:
        update()
    found_wrong = complaints()
    print("\n".join(found_wrong) or f"{len(collected())} strings, all translated")
    sys.exit(1 if found_wrong else 0)
