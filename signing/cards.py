"""Cards as XML: frozen dataclasses written as elements with attributes, valid by a schema of our own, and read back.

A plain field is an attribute, left out when it is empty; a card is a child element of the field's name; a tuple of
cards, or a field that may hold several kinds of cards, gives child elements of the cards' own names.
"""

import re
import threading
import types
import typing
from collections.abc import Iterator
from dataclasses import Field, dataclass, fields
from datetime import UTC, date, datetime
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, ClassVar, Self
from uuid import UUID

from lxml import etree

from signing import strictxml
from signing.findings import Code, Refused, refuse
from signing.limits import Limits

_SCHEMAS = Path(__file__).resolve().parent / "schemas"
_HUMP = re.compile(r"_([a-z])")


@dataclass(frozen=True)
class Card:
    """A piece of a card. ``TAG`` names its element where no field does."""

    TAG: ClassVar[str] = ""


@dataclass(frozen=True)
class RootCard(Card):
    """A whole card: ``FILE`` is its entry in a container, ``SPACE`` its namespace, ``SCHEMA`` its schema."""

    FILE: ClassVar[str]
    SPACE: ClassVar[str]
    SCHEMA: ClassVar[str]

    def to_xml(self) -> bytes:
        """The card as XML in UTF-8, always the same bytes for the same card.

        Raises:
            Refused: ``SCHEMA_INVALID``, something required is missing or is not of its form.
        """
        root = etree.Element(f"{{{self.SPACE}}}{self.TAG}", nsmap={None: self.SPACE})  # type: ignore[dict-item]  # the stubs forgot the default namespace
        try:
            _write(self, root, self.SPACE)
        except ValueError as error:  # a character that XML does not know
            raise Refused(Code.SCHEMA_INVALID, str(error), self.FILE) from error
        _validate(self.SCHEMA, root, self.FILE)
        return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)

    @classmethod
    def from_xml(cls, data: bytes, limits: Limits | None = None) -> Self:
        """The card in XML from outside.

        Raises:
            Refused: ``SCHEMA_INVALID`` or what makes its XML unfit.
        """
        root = strictxml.parse(data, cls.FILE, limits or Limits())
        _validate(cls.SCHEMA, root, cls.FILE)
        try:
            return typing.cast(Self, _read(cls, root, cls.SPACE))
        except (ValueError, TypeError) as error:
            raise Refused(Code.SCHEMA_INVALID, str(error), cls.FILE) from error


# A schema has one log of errors, and the library makes some of what it needs when it is first used: threads take turns.
_one_at_a_time = threading.Lock()


@cache
def _schema(name: str) -> etree.XMLSchema:
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    return etree.XMLSchema(etree.parse(str(_SCHEMAS / name), parser))


def _validate(schema_name: str, root: etree._Element, where: str) -> None:
    with _one_at_a_time:
        schema = _schema(schema_name)
        if schema.validate(root):
            return
        first = next(iter(schema.error_log))  # type: ignore[call-overload]  # the stubs know no content of a log
    refuse(Code.SCHEMA_INVALID, first.message, where)


def _write(card: Card, element: etree._Element, space: str) -> None:
    for field in fields(card):
        value = getattr(card, field.name)
        if value is None or value in ("", ()):
            continue
        if isinstance(value, Card | tuple):
            for child in value if isinstance(value, tuple) else (value,):
                tag = child.TAG or _camel(field.name)
                _write(child, etree.SubElement(element, f"{{{space}}}{tag}"), space)
        else:
            element.set(_camel(field.name), _as_text(value))


def _read(kind: type[Card], element: etree._Element, space: str) -> Card:
    values: dict[str, Any] = {}
    for field, hint, cards in _hints(kind):  # type: ignore[arg-type]  # classes are hashable
        if not cards:
            text = element.get(_camel(field.name))
            if text is not None:
                values[field.name] = _from_text(hint, text)
            continue
        by_tag = {f"{{{space}}}{card.TAG or _camel(field.name)}": card for card in cards}
        found = tuple(_read(by_tag[str(child.tag)], child, space) for child in element if child.tag in by_tag)
        if typing.get_origin(hint) is tuple:
            values[field.name] = found
        elif found:
            values[field.name] = found[0]
    return kind(**values)


@cache
def _hints(kind: type[Card]) -> tuple[tuple[Field[Any], Any, tuple[type[Card], ...]], ...]:
    """The fields of a card with their types and the kinds of cards that they may hold."""
    hints = typing.get_type_hints(kind)
    return tuple((field, hints[field.name], tuple(_card_kinds(hints[field.name]))) for field in fields(kind))


def _card_kinds(hint: Any) -> Iterator[type[Card]]:
    """Classes of cards in the type of a field: itself, each of a union, the items of a tuple."""
    if isinstance(hint, type) and issubclass(hint, Card):
        yield hint
    for part in typing.get_args(hint):
        yield from _card_kinds(part)


def _as_text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def _from_text(hint: Any, text: str) -> Any:
    if isinstance(hint, types.UnionType):
        hint = next(one for one in typing.get_args(hint) if one is not type(None))
    if hint is bool:
        return text in ("true", "1")
    if hint in (date, datetime):
        return hint.fromisoformat(text)
    if hint is UUID or hint is int or hint is str or issubclass(hint, StrEnum):
        return hint(text)
    raise TypeError(f"no card field can be a {hint}")


def _camel(name: str) -> str:
    return _HUMP.sub(lambda hump: hump.group(1).upper(), name)
