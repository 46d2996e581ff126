"""What kinds of designs there are, and what each kind must be able to say of its content."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.functional import Promise

from agencies.models import Agency

Content = Mapping[str, Any]
Objections = dict[str, list[ValidationError]]


@dataclass(frozen=True)
class Kind:
    """A kind of design, as pages and services know it.

    ``read`` gives a frozen dataclass, with its ``name`` and ``name_en``, of any content, even of a draft;
    ``objections`` says by field why content may not be published; ``lines`` tell it in the language of the page.
    """

    code: str
    title: str | Promise
    read: Callable[[Content], Any]
    objections: Callable[[Content, Agency], Objections]
    lines: Callable[[Content, Agency], list[str]]


_KINDS: dict[str, Kind] = {}


def register(kind: Kind) -> Kind:
    """Make a kind known; its code is kept in rows, so it never changes.

    Raises:
        ValueError: another kind has the code.
    """
    if kind.code in _KINDS:
        raise ValueError(f"{kind.code} is a kind already")
    _KINDS[kind.code] = kind
    return kind


def kind_of(code: str) -> Kind:
    """The kind with this code.

    Raises:
        KeyError: there is none.
    """
    return _KINDS[code]


def kinds() -> list[Kind]:
    """Every kind."""
    return list(_KINDS.values())


def objections_to(code: str, content: Content, agency: Agency) -> Objections:
    """Why content of a kind may not be published, by field; empty if it may."""
    return kind_of(code).objections(content, agency)


def lines_of(code: str, content: Content, agency: Agency) -> list[str]:
    """Content of a kind, line by line, in the language of the page."""
    return kind_of(code).lines(content, agency)
