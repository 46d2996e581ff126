"""The format itself: every field kept, the published schema, variants of other programs, and what is refused."""

import os
import re
from collections.abc import Callable
from dataclasses import fields, replace
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from lxml import etree

from exchange.medo import binding, messages, passports
from exchange.medo.messages import Communication, MessageType, NoticeType
from exchange.medo.passports import Passport
from exchange.refusals import OFFICIAL
from signing.findings import Refused
from tests.exchange.medo.samples import A_NOTICE, PASSPORT, a_passport

SCHEMAS = Path(os.environ.get("MEZHVED_SHARED", Path(__file__).resolve().parents[4] / "shared")) / "schemas" / "medo"

# What XML 1.0 can say.
_TEXT = st.characters(codec="utf-8", exclude_characters="\r\ufffe\uffff", exclude_categories=("Cs", "Cc"))


def lines(at_most: int) -> st.SearchStrategy[str]:
    """Texts of one line that are not blank."""
    short = st.text(_TEXT, min_size=1, max_size=8).filter(lambda text: bool(text.strip(" ")))
    return st.sampled_from(["<&>'\" ]]> ", "О доме 14", "а" * at_most]) | short


def tokens(at_most: int) -> st.SearchStrategy[str]:
    """Texts whose spaces stand singly and inside."""
    return lines(at_most).map(lambda text: " ".join(part for part in text.split(" ") if part))


NAMES = st.sampled_from(["a.pdf", "_1.docx", "A" * 250 + ".p7s"])
MOMENTS = st.integers(0, 2**32).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))
VALUES: dict[int, st.SearchStrategy[Any]] = {
    id(form): strategy
    for form, strategy in (
        (passports.STRING, lines(511)),
        (passports.TEXT, lines(4000)),
        (passports.IDENTITY, tokens(127)),
        (passports.NUMBER, tokens(31)),
        (passports.FILE_NAME, NAMES),
        (passports.PDF_NAME, st.sampled_from(["a.pdf", "A" * 250 + ".pdf"])),
        (messages.STRING, lines(511)),
        (messages.NUMBER, tokens(31)),
        (messages.COMMENT, lines(2047)),
        (messages.ANNOTATION, lines(4000)),
        (messages.CONTAINER_NAME, st.uuids().map(lambda uid: f"{uid.hex}.edc.zip")),
        (messages.FILE_NAME, NAMES),
        (binding.UNIQUE, st.uuids()),
        (binding.DAY, st.dates(date(1990, 1, 1), date(2090, 1, 1))),
        (binding.MOMENT, MOMENTS),
        (binding.TRUTH, st.booleans()),
    )
}


@cache
def cards(kind: type) -> st.SearchStrategy[Any]:
    """Any card of this kind, each of its optional fields there or not."""
    defaults = {field.name: field.default for field in fields(kind)}
    return st.builds(kind, **{place.name: _values(place, defaults[place.name]) for place in binding._places(kind)})


def _values(place: Any, default: Any) -> st.SearchStrategy[Any]:
    form = getattr(place.where, "form", None)
    if form is None:
        one: st.SearchStrategy[Any] = st.deferred(lambda: cards(place.kind))
    elif id(form) in VALUES:
        one = VALUES[id(form)]
    elif issubclass(place.kind, passports.SignatureType | MessageType | NoticeType):
        one = st.sampled_from(place.kind)
    elif place.kind is int:
        one = st.integers(1, 30_000)
    else:
        one = tokens(20)
    if place.is_many:
        return st.lists(one, min_size=int(place.is_required), max_size=2).map(tuple)
    if place.is_required:
        return one
    return one | st.just(default)


FEW = settings(
    max_examples=12, deadline=None, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
)


def the_schema() -> etree.XMLSchema:
    """The published schema of containers."""
    path = SCHEMAS / "container-2.7.xsd"
    if not path.exists():
        pytest.skip("the published schemas of МЭДО are not here")
    return etree.XMLSchema(etree.parse(str(path)))


def as_2_7(xml: bytes) -> bytes:
    """The same in the namespace of 2.7, which the published schema has."""
    return xml.replace(b"urn:IEDMS:CONTAINER", b"http://minsvyaz.ru/container")


@pytest.mark.feature("X11")
@FEW
@given(cards(Passport))
def test_every_field_of_a_passport_is_kept(passport: Passport) -> None:
    """Written and read, any passport is the same; so it is when its namespace is that of 2.7."""
    xml = passport.to_xml()

    assert Passport.from_xml(xml) == passport
    assert Passport.from_xml(as_2_7(xml)) == passport
    assert passport.to_xml() == xml


@pytest.mark.feature("X11")
@FEW
@given(cards(Passport))
def test_any_passport_that_is_written_is_valid_by_the_published_schema(passport: Passport) -> None:
    """Whatever its fields hold: what the schema forbids is not written at all."""
    schema = the_schema()

    is_valid = schema.validate(etree.fromstring(as_2_7(passport.to_xml())))

    assert is_valid, schema.error_log


@pytest.mark.feature("X11")
@FEW
@given(cards(Communication), st.sampled_from(MessageType), st.data())
def test_every_field_of_a_message_is_kept(said: Communication, kind: MessageType, data: st.DataObject) -> None:
    """Of each of the four kinds, and each of the seven notices."""
    bodies: dict[str, Any] = {"container": None, "document": None, "notification": None, "acknowledgment": None}
    match kind:
        case MessageType.CONTAINER:
            bodies["container"] = data.draw(cards(messages.ContainerBody))
        case MessageType.DOCUMENT:
            bodies["document"] = data.draw(cards(messages.BareDocument))
        case MessageType.ACKNOWLEDGMENT:
            bodies["acknowledgment"] = data.draw(cards(messages.Acknowledgment))
        case MessageType.NOTIFICATION:
            bodies["notification"] = data.draw(notices())
    message = replace(said, header=replace(said.header, type=kind), **bodies)

    assert Communication.from_xml(message.to_xml()) == message


def notices() -> st.SearchStrategy[messages.Notification]:
    """Notices with exactly one body."""
    kinds = {
        NoticeType.ACCEPTED: ("accepted", messages.Accepted),
        NoticeType.REFUSED: ("refused", messages.Declined),
        NoticeType.EXECUTOR: ("executor", messages.ExecutorAssigned),
        NoticeType.PREPARED: ("prepared", messages.Step),
        NoticeType.SENT: ("sent", messages.Step),
        NoticeType.COURSE: ("course", messages.Step),
        NoticeType.PUBLISHED: ("published", messages.Published),
    }
    return st.one_of(
        *(
            st.builds(
                lambda body, uid, comment, kind=kind, name=name: messages.Notification(
                    type=kind, uid=uid, comment=comment, **{name: body}
                ),
                cards(card),
                st.uuids(),
                lines(2047) | st.just(""),
            )
            for kind, (name, card) in kinds.items()
        )
    )


def test_every_reason_of_refusal_fits_into_a_notice() -> None:
    """All that are in use, in their official words."""
    for words in OFFICIAL.values():
        refused = messages.Declined(time=datetime(2026, 4, 1, tzinfo=UTC), foundation=A_FOUNDATION, reason=words)

        written = replace(A_NOTICE, notification=replace(A_NOTICE.notification, refused=refused)).to_xml()  # type: ignore[type-var]  # it has one

        assert words in written.decode()


A_FOUNDATION = messages.Official(organization="Министерство")


def without_prefix(xml: bytes) -> bytes:
    """The same with attributes of no namespace."""
    return re.sub(rb" c:(\w+=)", rb" \1", xml)


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda xml: b"\xef\xbb\xbf" + xml, id="byte order mark"),
        pytest.param(lambda xml: xml.replace(b"<?xml version='1.0' encoding='UTF-8'?>", b""), id="no declaration"),
        pytest.param(without_prefix, id="plain attributes"),
        pytest.param(
            lambda xml: (
                without_prefix(xml).replace(b"<c:", b"<").replace(b"</c:", b"</").replace(b"xmlns:c=", b"xmlns=")
            ),
            id="default namespace",
        ),
        pytest.param(as_2_7, id="2.7"),
        pytest.param(lambda xml: xml.replace(b"\n", b"\r\n"), id="Windows lines"),
        pytest.param(
            lambda xml: xml.replace(b"<c:requisites>", b"<c:requisites><c:unknown>x</c:unknown>"), id="unknown element"
        ),
        pytest.param(lambda xml: etree.tostring(etree.fromstring(xml), encoding="UTF-16"), id="UTF-16"),
    ],
)
def test_variants_of_other_programs_say_the_same(change: Callable[[bytes], bytes]) -> None:
    """Prefixes, order and encoding of a passport are its writer's own matter."""
    assert Passport.from_xml(change(PASSPORT)) == a_passport()


def test_the_order_of_attributes_and_elements_does_not_matter() -> None:
    """Nor does a signature without its type, which approves."""
    root = etree.fromstring(PASSPORT)
    for element in root.iter():
        attributes = list(element.attrib.items())
        element.attrib.clear()
        element.attrib.update(list(reversed(attributes)))
    requisites = root[0]
    requisites[:] = reversed(list(requisites))
    for element in root.iter("{*}documentSignature"):
        del element.attrib["{urn:IEDMS:CONTAINER}type"]

    assert Passport.from_xml(etree.tostring(root)) == a_passport()


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("<c:annotation>О доме</c:annotation>", "<c:annotation/>", "EMPTY_ELEMENT"),
        ("<c:annotation>О доме</c:annotation>", "<c:annotation>  </c:annotation>", "EMPTY_ELEMENT"),
        ("<c:annotation>О доме</c:annotation>", "", "SCHEMA_INVALID"),
        ("<c:annotation>О доме</c:annotation>", "<c:annotation><c:b>О</c:b></c:annotation>", "SCHEMA_INVALID"),
        (
            "<c:annotation>О доме</c:annotation>",
            "<c:annotation>а</c:annotation><c:annotation>б</c:annotation>",
            "SCHEMA_INVALID",
        ),
        ("О доме", "а" * 4001, "SCHEMA_INVALID"),
        ("<c:number>02-07/1164", "<c:number>" + "1" * 32, "SCHEMA_INVALID"),
        ("<c:date>2026-04-14", "<c:date>14.04.2026", "SCHEMA_INVALID"),
        ('c:localName="document.pdf"', 'c:localName="../a.pdf"', "SCHEMA_INVALID"),
        ('c:localName="document.pdf"', 'c:localName="документ.pdf"', "SCHEMA_INVALID"),
        ("<c:page>1", "<c:page>0", "SCHEMA_INVALID"),
        ("<c:x>20", "<c:x>-1", "SCHEMA_INVALID"),
        ("<c:x>20", "<c:x>2e1", "SCHEMA_INVALID"),
        ("Утверждающая", "Прочая", "SCHEMA_INVALID"),
        ('c:uid="7f1f0a52-', 'c:uid="7f1f0a5-', "SCHEMA_INVALID"),
        ("c:container", "c:communication", "SCHEMA_INVALID"),
        ("urn:IEDMS:CONTAINER", "urn:OTHER", "SCHEMA_INVALID"),
        ("<c:requisites>", "<!-- x --><c:requisites>", "COMMENT"),
        ("<c:requisites>", "<?x y?><c:requisites>", "PROCESSING_INSTRUCTION"),
        ("<c:container ", "<!DOCTYPE c:container [<!ENTITY a 'b'>]><c:container ", "DOCTYPE"),
        ("encoding='UTF-8'", "encoding='windows-1251'", "ENCODING"),
        ("</c:container>", "", "NOT_WELL_FORMED"),
    ],
)
def test_a_passport_that_is_not_of_its_form_is_refused_with_a_code(old: str, new: str, code: str) -> None:
    """Each fault has its own."""
    bent = PASSPORT.decode().replace(old, new)
    assert bent != PASSPORT.decode()

    with pytest.raises(Refused) as refused:
        Passport.from_xml(bent.encode())

    assert refused.value.code == code


@pytest.mark.parametrize(
    "bent",
    [
        {"annotation": ""},
        {"annotation": " "},
        {"annotation": "\x00"},
        {"annotation": "а" * 4001},
        {"kind": passports.Qualified(value="а\nб")},
        {"kind": passports.Qualified(value="Письмо", id=" 1")},
    ],
)
def test_nothing_is_written_that_the_format_forbids(bent: dict[str, Any]) -> None:
    """It would be refused by its addressee."""
    with pytest.raises(Refused) as refused:
        replace(a_passport(), requisites=replace(a_passport().requisites, **bent)).to_xml()

    assert refused.value.code == "SCHEMA_INVALID"


def test_a_header_that_names_another_body_is_refused() -> None:
    """So is a notice with two bodies, and a comment that is too long."""
    receipt = messages.Acknowledgment(uid=UUID(int=1), time=datetime(2026, 4, 1, tzinfo=UTC), is_accepted=True)
    bent = (
        replace(A_NOTICE, header=replace(A_NOTICE.header, type=MessageType.CONTAINER)),
        replace(A_NOTICE, acknowledgment=receipt),
        replace(A_NOTICE, notification=replace(A_NOTICE.notification, type=NoticeType.ACCEPTED)),  # type: ignore[type-var]  # it has one
        replace(A_NOTICE, notification=replace(A_NOTICE.notification, comment="а" * 2048)),  # type: ignore[type-var]  # it has one
    )

    for message in bent:
        with pytest.raises(Refused) as refused:
            message.to_xml()
        assert refused.value.code == "SCHEMA_INVALID"


def test_every_field_of_the_cards_says_where_it_stands() -> None:
    """A field without a place would be lost silently."""
    kinds = [
        one
        for module in (passports, messages)
        for one in vars(module).values()
        if isinstance(one, type) and hasattr(one, "__dataclass_fields__") and one.__module__ == module.__name__
    ]

    for kind in kinds:
        assert len(binding._places(kind)) == len(fields(kind))
