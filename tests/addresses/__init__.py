"""The table of all addresses of the program: who may open each, by which methods, and its arguments in the world.

Each room has a module of its own; here they are put together.
"""

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.addresses import agencies, citizens, documents, exchange, oversight, signing, workflows
from tests.addresses.entries import OTHERS, ROLES, Entry
from tests.stage import Stage

__all__ = ["OTHERS", "PUBLIC", "ROLES", "TABLE", "Entry", "address_of", "addresses"]

TABLE: dict[str, Entry] = {
    **workflows.TABLE,
    **agencies.TABLE,
    **citizens.TABLE,
    **signing.TABLE,
    **documents.TABLE,
    **exchange.TABLE,
    **oversight.TABLE,
}
PUBLIC = {
    *("agencies:login", "agencies:language", "agencies:health"),
    *("exchange:messages", "exchange:inventory", "exchange:receipts"),
    *("signing:revoked", "signing:answers"),
    # Open to guests by a link alone, who are nobody of the office: to whoever is no guest these are not there.
    *("documents:guest-enter", "documents:guest-case", "documents:guest-file"),
    *("documents:guest-remark", "documents:guest-leave"),
}


def addresses() -> Iterator[str]:
    """Names of all addresses of the program."""

    def walk(patterns: list[Any], namespace: str) -> Iterator[str]:
        for entry in patterns:
            if isinstance(entry, URLResolver):
                yield from walk(entry.url_patterns, f"{entry.namespace}:" if entry.namespace else namespace)
            elif isinstance(entry, URLPattern):
                yield f"{namespace}{entry.name}"

    return walk(get_resolver().url_patterns, "")


def address_of(name: str, stage: Stage) -> str:
    """The address with its arguments in the world."""
    entry = TABLE[name]
    given = entry.argument(stage) if entry.argument else {}
    return reverse(name, kwargs=given if isinstance(given, dict) else {entry.name: given})
