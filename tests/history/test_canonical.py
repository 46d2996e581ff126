"""Canonical JSON is the one text of a value by RFC 8785; commitments hide a value and bind it."""

import hashlib
import hmac
import json
from enum import StrEnum
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from history.log.canonical import NotCanonicalError, canonical, commitment, salt_for

VECTORS: list[tuple[object, str]] = [
    (None, "null"),
    ([True, False], "[true,false]"),
    ([0, -1, 2**53 - 1, -(2**53) + 1], "[0,-1,9007199254740991,-9007199254740991]"),
    ({"b": 1, "a": {"d": [], "c": {}}}, '{"a":{"c":{},"d":[]},"b":1}'),
    ({"": 1, "A": 2, "a": 3, "é": 4, "_": 5}, '{"":1,"A":2,"_":5,"a":3,"é":4}'),
    # The seven characters with a short escape, other controls in lower case, and what must stay as it is.
    ('"\\\b\f\n\r\t', '"\\"\\\\\\b\\f\\n\\r\\t"'),
    ("\x00\x0b\x1f", '"\\u0000\\u000b\\u001f"'),
    ("/\x7f\x80\u2028\u2029<>&'", '"/\x7f\x80\u2028\u2029<>&\'"'),
    ("Ёлка № 1 😀", '"Ёлка № 1 😀"'),
    # A composed and a decomposed letter are two texts: nothing is normalised.
    (["é", "e\u0301"], '["é","e\u0301"]'),
    # U+1F600 begins with the unit D83D, which is below U+FB33, though its code point is above.
    ({"\ufb33": 1, "😀": 2, "€": 3}, '{"€":3,"😀":2,"\ufb33":1}'),
    ({"x": [{"\uffff": 1, "𐀀": 2}]}, '{"x":[{"𐀀":2,"\uffff":1}]}'),
]
TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | TEXTS,
    lambda inner: st.lists(inner) | st.dictionaries(TEXTS, inner),
)


class Colour(StrEnum):
    """A text that is more than a text."""

    RED = "red"


def by_the_rule(value: Any) -> str:
    """RFC 8785 written down another way: every object's keys sorted by their UTF-16, step by step."""
    if isinstance(value, dict):
        keys = sorted(value, key=lambda key: list(memoryview(key.encode("utf-16-be")).tobytes()))
        return "{" + ",".join(f"{by_the_rule(key)}:{by_the_rule(value[key])}" for key in keys) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(by_the_rule, value)) + "]"
    if isinstance(value, str):
        short = {8: "\\b", 9: "\\t", 10: "\\n", 12: "\\f", 13: "\\r", 34: '\\"', 92: "\\\\"}
        return '"' + "".join(short.get(ord(c), f"\\u{ord(c):04x}" if c < " " else c) for c in value) + '"'
    return {True: "true", False: "false", None: "null"}[value] if type(value) is not int else str(value)


@pytest.mark.parametrize(("value", "text"), VECTORS, ids=[text for _value, text in VECTORS])
def test_known_values_have_the_text_that_the_rule_gives(value: object, text: str) -> None:
    """Vectors of our own, after RFC 8785, sections 3.2.2 and 3.2.3."""
    assert canonical(value) == text.encode()


@settings(deadline=None)
@given(VALUES)
def test_any_value_has_the_text_that_the_rule_gives(value: object) -> None:
    """The quick way and the slow way are one; what is read back is what was written."""
    found = canonical(value)

    assert found.decode() == by_the_rule(value)
    assert json.loads(found) == value


@settings(deadline=None)
@given(st.dictionaries(TEXTS, st.integers(0, 9), min_size=2))
def test_the_order_in_which_keys_came_does_not_matter(value: dict[str, int]) -> None:
    """As a database or a form may give them in any."""
    assert canonical(value) == canonical(dict(reversed(value.items())))


@pytest.mark.parametrize(
    "value",
    [1.0, float("nan"), 2**53, -(2**53), b"x", (1,), {1}, {1: 2}, {None: 1}, {"a": 0.5}, [type], Colour.RED,
     {Colour.RED: 1}, "\ud800", {"\udc00": 1}, ["\ud83d\ude00"]],
    ids=repr,
)  # fmt: skip
def test_what_has_no_canonical_form_is_refused(value: object) -> None:
    """Rather than written as something that another reader takes for something else."""
    with pytest.raises(NotCanonicalError):
        canonical(value)


def test_a_value_that_holds_itself_is_refused() -> None:
    """And does not end the program."""
    value: list[object] = []
    value.append(value)

    with pytest.raises(NotCanonicalError):
        canonical(value)


def test_a_commitment_is_the_hash_that_the_format_says() -> None:
    """Computed here step by step from docs/log-format.md."""
    salt = hmac.new(b"s" * 32, b"rows/0/values/last_name", "sha256").digest()

    assert salt_for(b"s" * 32, "rows/0/values/last_name") == salt
    assert commitment(b"s" * 32, "rows/0/values/last_name", "Ёлкин") == {
        "c": hashlib.sha256(salt + '"Ёлкин"'.encode()).hexdigest()
    }


def test_equal_values_at_two_places_have_nothing_in_common() -> None:
    """Neither in one entry nor in two."""
    places = [(bytes([at]) * 32, path) for at in (1, 2) for path in ("acts/0/label", "acts/1/label")]

    assert len({commitment(salt, path, "Сомова")["c"] for salt, path in places}) == len(places)


@pytest.mark.parametrize("salt", [b"", b"s" * 31, b"s" * 33])
def test_a_salt_of_another_length_is_refused(salt: bytes) -> None:
    """A short one might be guessed."""
    with pytest.raises(ValueError, match="32 bytes"):
        commitment(salt, "acts/0/label", "x")
