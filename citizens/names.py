"""Keys by which people are found and compared: of names, of phones, of addresses."""

import re
from typing import Any

from django.db.models import CharField, Func

# How many last digits of a phone tell it: without +7 or 8 before them.
PHONE_DIGITS = 10
# A shorter number is an extension or a slip, and says nothing of whose it is.
PHONE_AT_LEAST = 6
# What stands beside the names and numbers of an address, written by some and left out by others.
_BESIDE = frozenset(["г", "город", "ул", "улица", "д", "дом", "кв", "квартира"])
# Kinds of streets, which tell one Соборная from another, in full.
_IN_FULL = {"пер": "переулок", "пл": "площадь", "бул": "бульвар", "просп": "проспект", "наб": "набережная"}


class PhoneEnd(Func):
    """The last digits of a phone as the database finds them; the same text in a query and in its index."""

    arity = 1
    output_field = CharField()
    _bare = "replace(replace(replace(replace(replace(%(expressions)s, ' ', ''), '-', ''), '(', ''), ')', ''), '+', '')"
    template = f"substr({_bare}, -{PHONE_DIGITS})"

    def as_postgresql(self, compiler: Any, connection: Any) -> Any:
        """PostgreSQL counts from the end with a function of its own."""
        return self.as_sql(compiler, connection, template=f"right({self._bare}, {PHONE_DIGITS})")


def key_of(text: str) -> str:
    """The form under which a name is found: lower case, е for ё, single spaces."""
    return " ".join(text.lower().replace("ё", "е").split())


def phone_key(text: str) -> str:
    """The last digits of a phone; empty where there are too few to tell whose it is."""
    digits = re.sub(r"\D", "", text)
    return digits[-PHONE_DIGITS:] if len(digits) >= PHONE_AT_LEAST else ""


def address_key(text: str) -> str:
    """The names and numbers of an address in their order: «ул. Соборная, д. 14, кв. 7» is «Соборная, 14-7»."""
    words = re.findall(r"\w+", key_of(text))
    return " ".join(_IN_FULL.get(word, word) for word in words if word not in _BESIDE)
