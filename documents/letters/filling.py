"""Checking and filling the text of a template: ``{field}`` is a field, ``{{`` and ``}}`` are braces."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from agencies.models import Employee
from citizens.models import Case
from documents import docx
from documents.letters.facts import Facts, facts_of
from documents.letters.fields import BY_NAME, GAP, OF_FORM
from documents.models import LetterTemplate

__all__ = ["GAP", "check", "check_form", "fill", "filled", "values"]

_TOKEN = re.compile(r"\{\{|\}\}|\{(?P<name>[^{}\n]*)\}|[{}]")
_BRACES = {"{{": "{", "}}": "}"}


@dataclass(frozen=True)
class Problem:
    """What is wrong at a place of a text."""

    code: str
    text: str


def fill(
    template: LetterTemplate,
    case: Case | None,
    author: Employee,
    signer: Employee | None = None,
    *,
    forwarded_to: str = "",
) -> tuple[str, str]:
    """Subject and text of a letter with the template's fields filled from the case; of an order without one.

    ``forwarded_to`` is the body that an appeal is forwarded to, where the letter tells of it.

    Raises:
        ValidationError: what `check` refuses.
    """
    check(template.purpose, template.subject, template.body)
    facts = facts_of(case, author, purpose=template.purpose, signer=signer, forwarded_to=forwarded_to)
    return filled(template.subject, facts), filled(template.body, facts)


def check(purpose: str, subject: str, body: str) -> None:
    """Refuse texts that could not be filled, naming line and place of each mistake beside its field.

    Raises:
        ValidationError: ``unknown-field``, ``brace-alone``; ``applicant-named``: a field of the applicant in a template
            that neither goes to one nor forwards an appeal (L03).
    """
    found = {
        name: [ValidationError(problem.text, code=problem.code) for problem in _problems(purpose, text)]
        for name, text in (("subject", subject), ("body", body))
    }
    errors = {name: problems for name, problems in found.items() if problems}
    if errors:
        raise ValidationError(errors)


def check_form(purpose: str, form: bytes) -> None:
    """Refuse a docx form that could not be filled for this purpose.

    Raises:
        ValidationError: ``unknown-field``, ``applicant-named``, what `documents.docx.names_of` refuses.
    """
    problems = [refusal(name, purpose) for name in sorted(docx.names_of(form) - OF_FORM.keys())]
    errors = [ValidationError(one.text, code=one.code) for one in problems if one is not None]
    if errors:
        raise ValidationError(errors)


def filled(text: str, facts: Facts) -> str:
    """A checked text with its fields filled; only the fields that it names are worked out."""
    known: dict[str, str] = {}

    def one(token: re.Match[str]) -> str:
        name = token["name"]
        if name is None:
            return _BRACES.get(token[0], token[0])
        if name not in BY_NAME:
            return token[0]  # a text of before such checks: its reader sees what is wrong
        if name not in known:
            known[name] = value(name, facts)
        return known[name]

    return _TOKEN.sub(one, text)


def value(name: str, facts: Facts) -> str:
    """The value of a field by its name, with its grammatical case."""
    field, case = BY_NAME[name]
    return field.value(facts, case)


def values(names: set[str], facts: Facts) -> dict[str, Any]:
    """The values of these fields for a docx form."""
    return {name: OF_FORM[name](facts) if name in OF_FORM else value(name, facts) for name in names}


def refusal(name: str, purpose: str) -> Problem | None:
    """Why a template of a purpose may not use a field; None if it may."""
    if name not in BY_NAME:
        alike = get_close_matches(name, BY_NAME, n=1)
        hint = _(" Did you mean {%(name)s}?") % {"name": alike[0]} if alike else ""
        return Problem("unknown-field", _("there is no field {%(name)s}.") % {"name": name} + hint)
    if BY_NAME[name][0].is_of_applicant and purpose not in LetterTemplate.OF_APPLICANT:
        return Problem(
            "applicant-named",
            _("only letters to the applicant and forwardings have fields of the applicant, and {%(name)s} is one.")
            % {"name": name},
        )
    return None


def _problems(purpose: str, text: str) -> Iterator[Problem]:
    for token in _TOKEN.finditer(text):
        name = token["name"]
        if name is not None:
            problem = refusal(name, purpose)
        elif token[0] in _BRACES:
            problem = None
        else:
            problem = Problem("brace-alone", _("a brace stands alone; write it twice if it is meant as a brace."))
        if problem is not None:
            yield Problem(problem.code, f"{_place(text, token.start())}: {problem.text}")


def _place(text: str, start: int) -> str:
    line = text.count("\n", 0, start) + 1
    place = start - (text.rfind("\n", 0, start) + 1) + 1
    return _("Line %(line)s, place %(place)s") % {"line": line, "place": place}
