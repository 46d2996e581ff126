"""Ready sets that come with the program: files of `workflows/designs/sets/`, in the form of an export.

Beside its designs, templates of letters and filters such a file says what it is called and for whom it is, and has
tests of processes that prove it. A template names the working form that the program makes: ``"form": "letter"``.
"""

import base64
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import get_language, gettext

from agencies.bilingual import in_words
from agencies.models import Agency
from workflows.designs import kind_of, lines_of
from workflows.designs.letter_form import letter_form
from workflows.process_tests import TestedProcess

FOLDER = Path(__file__).parent / "designs" / "sets"


@dataclass(frozen=True)
class ReadySet:
    """A set: its code, the text of its file, and what that says; the text is read as any file of a set."""

    code: str
    text: str
    held: Any

    @property
    def name(self) -> str:
        """What it is called, in the language of the page."""
        return in_words(self.held["name"], self.held["name_en"])

    @property
    def about(self) -> str:
        """Whom it is for and what it brings, in the language of the page."""
        return in_words(self.held["about"], self.held["about_en"])

    def titles(self) -> list[tuple[str, list[str]]]:
        """What it holds: by kind, the names of its designs, templates and filters, in the language of the page."""
        found: dict[str, list[str]] = {}
        for one in self.held["designs"]:
            kind = kind_of(one["kind"])
            found.setdefault(str(kind.title), []).append(kind.read(one["content"]).label)
        return [*found.items(), *self._papers()]

    def _papers(self) -> list[tuple[str, list[str]]]:
        """Names of its templates and filters, in the language of the page."""
        parts = [(gettext("templates of letters"), "templates"), (gettext("filters of the search"), "filters")]
        return [
            (title, [in_words(one["name"], one["name_en"]) for one in self.held[part]])
            for title, part in parts
            if self.held.get(part)
        ]

    def told(self, agency: Agency) -> list[tuple[str, list[str]]]:
        """Each design by its name with its lines, in the language of the page."""
        return [
            (kind_of(one["kind"]).read(one["content"]).label, lines_of(one["kind"], one["content"], agency))
            for one in self.held["designs"]
        ]

    def tests(self) -> list[tuple[str, str, str]]:
        """Its tests of processes – name, process, script – in the language of the page."""
        script = "script_en" if (get_language() or "").startswith("en") else "script"
        return [
            (
                in_words(one["name"], one["name_en"]),
                one.get("process", TestedProcess.CASE.value),
                "\n".join(one[script]),
            )
            for one in self.held["tests"]
        ]


@cache
def ready_sets() -> tuple[ReadySet, ...]:
    """Every ready set, by code."""
    found = []
    for path in sorted(FOLDER.glob("*.json")):
        held = json.loads(path.read_text(encoding="utf-8"))
        for one in held["templates"]:
            if one.pop("form", "") == "letter":
                one["docx"] = base64.b64encode(letter_form()).decode()
        found.append(ReadySet(path.stem, json.dumps(held, ensure_ascii=False), held))
    return tuple(found)


def ready_set(code: str) -> ReadySet | None:
    """The set with this code."""
    return next((one for one in ready_sets() if one.code == code), None)
