"""The words of scripts for their authors: every line that can be written, from the same tables that read it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from agencies.models import Role
from workflows.trials import words
from workflows.trials.language import REMARK
from workflows.trials.ready import READY
from workflows.trials.statements import Head


@dataclass(frozen=True)
class Entry:
    """A word with what may follow it: values after its colon, and fields."""

    word: str
    values: tuple[str, ...]
    fields: tuple[str, ...]


def key_words() -> list[Entry]:
    """Lines that begin with a word."""
    return [
        Entry(_capital(label), _values(head), _labels(words.fields_of(head, None).values()))
        for head, label in words.HEADS.items()
    ]


def buttons() -> list[Entry]:
    """What people do, in the order of the alphabet."""
    found = [Entry(str(one.label), (), _labels(one.fields.values())) for one in words.doings().values()]
    return sorted(found, key=lambda one: one.word)


def roles() -> list[str]:
    """Who may be named beside people of the agency."""
    return [_capital(one.label) for one in Role]


def example() -> list[str]:
    """The first lines of a script."""
    return [line for line in str(READY[0].script).splitlines() if line and not line.startswith(REMARK)][:6]


def _values(head: Head) -> tuple[str, ...]:
    if head == Head.PASSED:
        return (_("3 working days"), _("5 days"))
    if head in words.VALUES:
        return tuple(str(one.label) for one in words.VALUES[head])
    return (_("a role or a person"),)


def _labels(fields: Iterable[tuple[Any, Any]]) -> tuple[str, ...]:
    return tuple(str(label).lower() for label, _taken in fields)


def _capital(label: object) -> str:
    word = str(label)
    return word[:1].upper() + word[1:]
