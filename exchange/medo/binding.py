"""Frozen dataclasses as XML in which values are texts of elements: one description writes and reads.

A field says by its annotation where its value stands: ``Annotated[str, Element("title", STRING)]``. A field with a
default may be missing. Elements are written in the order of the fields and read in any; those that are not known are
passed over, a known one that comes twice is refused, and so is an empty one.
"""

import re
import typing
from collections.abc import Callable, Iterator
from dataclasses import MISSING, dataclass, fields
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from typing import Any, NoReturn, TypeVar, cast
from uuid import UUID

from django.utils import timezone
from lxml import etree

from signing import strictxml
from signing.findings import Code, Refused, refuse
from signing.limits import Limits

Bound = TypeVar("Bound")

_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_UUID = re.compile(r"[a-fA-F0-9]{8}(-[a-fA-F0-9]{4}){3}-[a-fA-F0-9]{12}")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_NUMBER = re.compile(r"\+?\d{1,9}")
_SPACES = re.compile(r"[\t\n\r]")
_XML_SPACES = " \t\n\r"


@dataclass(frozen=True)
class Form:
    """How a value is written and read, and what it may be."""

    write: Callable[[Any], str]
    read: Callable[[str], Any]


def words(at_most: int, at_least: int = 1) -> Form:
    """A text of one line: line breaks and tabs count as spaces."""

    def read(text: str) -> str:
        return _measured(_SPACES.sub(" ", text), at_least, at_most)

    def write(text: str) -> str:
        if _SPACES.search(text):
            raise ValueError("a line break or tab")
        return _measured(text, at_least, at_most)

    return Form(write, read)


def token(at_most: int, at_least: int = 1) -> Form:
    """A text whose spaces stand singly and inside only."""

    def read(text: str) -> str:
        return _measured(" ".join(re.split(r"[ \t\n\r]+", text.strip(_XML_SPACES))), at_least, at_most)

    def write(text: str) -> str:
        if read(text) != text:
            raise ValueError("spaces at an end or in a row")
        return text

    return Form(write, read)


def plain(at_most: int, at_least: int = 0) -> Form:
    """A text as it is."""

    def checked(text: str) -> str:
        return _measured(text, at_least, at_most)

    return Form(checked, checked)


def matching(pattern: str) -> Form:
    """A text of this form."""
    form = re.compile(pattern, re.ASCII)

    def checked(text: str) -> str:
        if not form.fullmatch(text):
            raise ValueError("not of its form")
        return text

    return Form(checked, checked)


def number(at_least: int = 0, at_most: int = 999_999_999) -> Form:
    """A whole number."""

    def checked(value: int) -> int:
        if not at_least <= value <= at_most:
            raise ValueError("number out of range")
        return value

    def read(text: str) -> int:
        if not _NUMBER.fullmatch(text.strip()):
            raise ValueError("no number")
        return checked(int(text))

    return Form(lambda value: str(checked(value)), read)


def choice(kind: type[StrEnum]) -> Form:
    """One of a list of words."""
    return Form(lambda value: str(kind(value)), lambda text: kind(_SPACES.sub(" ", text)))


def _read_uuid(text: str) -> UUID:
    if not _UUID.fullmatch(text.strip()):
        raise ValueError("no unique id")
    return UUID(text.strip())


def _read_date(text: str) -> date:
    """A day; of a moment its day."""
    day = text.strip().partition("T")[0]
    if not _DATE.fullmatch(day):
        raise ValueError("no date")
    return date.fromisoformat(day)


def _write_moment(at: datetime) -> str:
    if at.tzinfo is None:
        raise ValueError("a moment without its zone")
    return at.isoformat(timespec="seconds")


def _read_moment(text: str) -> datetime:
    """A moment; one without a zone is of the zone of the installation, as the format leaves it open."""
    at = datetime.fromisoformat(text.strip())
    return at if at.tzinfo else timezone.make_aware(at)


def _read_truth(text: str) -> bool:
    return {"true": True, "1": True, "false": False, "0": False}[text.strip()]


UNIQUE = Form(str, _read_uuid)
DAY = Form(date.isoformat, _read_date)
MOMENT = Form(_write_moment, _read_moment)
TRUTH = Form(lambda value: "true" if value else "false", _read_truth)


def _is_blank(text: str | None) -> bool:
    return not (text or "").strip(_XML_SPACES)


def _measured(text: str, at_least: int, at_most: int) -> str:
    if not at_least <= len(text) <= at_most:
        raise ValueError(f"{len(text)} characters")
    return text


@dataclass(frozen=True)
class Attribute:
    """The field is an attribute."""

    tag: str
    form: Form


@dataclass(frozen=True)
class Element:
    """The field is a child element, or each of its items is; ``within`` is the element that holds the items."""

    tag: str
    form: Form | None = None
    within: str = ""


@dataclass(frozen=True)
class Value:
    """The field is the text of the element itself."""

    form: Form


@dataclass(frozen=True)
class Dialect:
    """Namespaces of one kind of XML: the first is written; whether attributes are written with it."""

    spaces: tuple[str, ...]
    prefix: str
    has_qualified_attributes: bool = False

    def tag(self, name: str) -> str:
        """A name as it is written."""
        return f"{{{self.spaces[0]}}}{name}"

    def knows(self, tag: object) -> str:
        """The plain name of an element or attribute of these namespaces, or without any; empty for all others."""
        space, _brace, name = str(tag).rpartition("}")
        return name if space.removeprefix("{") in ("", *self.spaces) else ""


@dataclass(frozen=True)
class _Place:
    name: str
    where: Attribute | Element | Value
    kind: Any
    is_many: bool
    is_required: bool


def write(root: object, tag: str, dialect: Dialect, where: str) -> bytes:
    """The dataclass as XML in UTF-8; the same data, the same bytes.

    Raises:
        Refused: ``SCHEMA_INVALID``, a value is not of its form.
    """
    element = etree.Element(dialect.tag(tag), nsmap={dialect.prefix: dialect.spaces[0]})
    _write(root, element, dialect, where)
    return etree.tostring(element, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def read(kind: type[Bound], data: bytes, tag: str, dialect: Dialect, where: str, limits: Limits) -> Bound:
    """The dataclass in XML from outside.

    Raises:
        Refused: ``SCHEMA_INVALID``, ``EMPTY_ELEMENT`` or what makes the XML unfit.
    """
    root = strictxml.parse(data, where, limits)
    if dialect.knows(root.tag) != tag:
        refuse(Code.SCHEMA_INVALID, str(root.tag)[:100], where)
    for element in root.iter():
        if not len(element) and not element.attrib and _is_blank(element.text):
            refuse(Code.EMPTY_ELEMENT, str(element.tag).rpartition("}")[2][:100], where)
    return cast(Bound, _read(kind, root, dialect, where))


@cache
def _places(kind: type) -> tuple[_Place, ...]:
    hints = typing.get_type_hints(kind, include_extras=True)
    return tuple(_place(field.name, hints[field.name], field) for field in fields(kind))


def _place(name: str, hint: Any, field: Any) -> _Place:
    inner, where = typing.get_args(hint)
    is_many = typing.get_origin(inner) is tuple
    options = [one for one in typing.get_args(inner) if one not in (type(None), Ellipsis)]
    is_required = field.default is MISSING and field.default_factory is MISSING
    return _Place(name, where, options[0] if options else inner, is_many, is_required)


def _write(card: object, element: etree._Element, dialect: Dialect, where: str) -> None:
    for place in _places(type(card)):  # type: ignore[arg-type]  # classes are hashable
        value = getattr(card, place.name)
        if value is None or value in ("", ()):
            if place.is_required:
                _invalid(f"{element.tag}: {place.name} is missing", where)
            continue
        match place.where:
            case Attribute(tag, form):
                name = dialect.tag(tag) if dialect.has_qualified_attributes else tag
                element.set(name, _text(form, value, tag, where))
            case Value(form):
                element.text = _text(form, value, place.name, where)
            case Element(tag, form, within):
                parent = etree.SubElement(element, dialect.tag(within)) if within else element
                for one in value if place.is_many else (value,):
                    child = etree.SubElement(parent, dialect.tag(tag))
                    if form is None:
                        _write(one, child, dialect, where)
                    else:
                        child.text = _text(form, one, tag, where)


def _text(form: Form, value: Any, tag: str, where: str) -> str:
    try:
        text = form.write(value)
    except ValueError as error:
        raise Refused(Code.SCHEMA_INVALID, f"{tag}: {error}", where) from error
    if _is_blank(text):
        _invalid(f"{tag} is empty", where)
    if _UNPRINTABLE.search(text):
        _invalid(f"{tag}: a character that XML does not know", where)
    return text


def _read(kind: type, element: etree._Element, dialect: Dialect, where: str) -> Any:
    values: dict[str, Any] = {}
    for place in _places(kind):
        found = list(_found(place, element, dialect, where))
        if place.is_many:
            values[place.name] = tuple(found)
        elif found:
            values[place.name] = found[0]
        if len(found) > 1 and not place.is_many:
            _invalid(f"{place.name} comes {len(found)} times", where)
        if place.is_required and not found:
            _invalid(f"{dialect.knows(element.tag)}: {place.name} is missing", where)
    return kind(**values)


def _found(place: _Place, element: etree._Element, dialect: Dialect, where: str) -> Iterator[Any]:
    match place.where:
        case Attribute(tag, form):
            for name, text in element.attrib.items():
                if dialect.knows(name) == tag:
                    yield _value(form, str(text), tag, where)
        case Value(form):
            if element.text and not _is_blank(element.text):
                yield _value(form, element.text, place.name, where)
        case Element(tag, form, within):
            for child in _children(element, tag, within, dialect, where):
                if form is None:
                    yield _read(place.kind, child, dialect, where)
                else:
                    yield _value(form, _only_text(child, tag, where), tag, where)


def _children(element: etree._Element, tag: str, within: str, dialect: Dialect, where: str) -> Iterator[etree._Element]:
    parents = [child for child in element if dialect.knows(child.tag) == within] if within else [element]
    if len(parents) > 1:
        _invalid(f"{within} comes {len(parents)} times", where)
    for parent in parents:
        yield from (child for child in parent if dialect.knows(child.tag) == tag)


def _only_text(element: etree._Element, tag: str, where: str) -> str:
    if len(element):
        _invalid(f"{tag} holds elements", where)
    return element.text or ""


def _value(form: Form, text: str, tag: str, where: str) -> Any:
    try:
        return form.read(text)
    except (ValueError, KeyError, OverflowError) as error:
        raise Refused(Code.SCHEMA_INVALID, f"{tag}: {error}"[:200], where) from error


def _invalid(detail: str, where: str) -> NoReturn:
    refuse(Code.SCHEMA_INVALID, detail[:200], where)
