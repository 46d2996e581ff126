"""What a person asks: words, "phrases in quotes", -words to leave out, beginnings* of words.

Whatever is typed becomes a `Question` of plain words; the syntax of no database can be reached from here.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice, product

from documents.search.words import COMMON, WORD, plain, readings

LONGEST = 200
MOST_TERMS = 12
# How many ways to spell a phrase are looked for.
MOST_PHRASES = 8
SHORTEST_BEGINNING = 2
_PIECE = re.compile(r"""(?P<minus>(?<!\S)[-−])?(?:["«“„](?P<phrase>[^"»”“]*)["»”“]?|(?P<bare>[^\s"«“„]+))""")


@dataclass(frozen=True)
class Term:
    """Words that stand one after another; the last may be only a beginning."""

    words: tuple[str, ...]
    is_beginning: bool = False

    @property
    def phrases(self) -> tuple[tuple[str, ...], ...]:
        """The words as the index may know them, but for a beginning, which stays as it was typed."""
        return _spelt(
            [*map(readings, self.words[:-1]), (self.words[-1],) if self.is_beginning else readings(self.words[-1])]
        )

    @property
    def whole_phrases(self) -> tuple[tuple[str, ...], ...]:
        """The same with the last word taken for a whole one: «обращени*» finds «обращение», indexed as «обращен»."""
        return _spelt([readings(word) for word in self.words])


@dataclass(frozen=True)
class Question:
    """All of ``wanted``, and nothing of ``unwanted``."""

    wanted: tuple[Term, ...] = field(default=())
    unwanted: tuple[Term, ...] = field(default=())

    def __bool__(self) -> bool:
        return bool(self.wanted)


def ask(text: str) -> Question:
    """Read what was typed. Nothing to find by gives an empty question; leaving out alone finds nothing either.

    A word with something inside, such as the number «А-26/17», is a phrase of its parts. Very common words are passed
    over, unless there are no others.
    """
    wanted: list[Term] = []
    common: list[Term] = []
    unwanted: list[Term] = []
    for piece in _PIECE.finditer(text[:LONGEST]):
        term = _term(piece["phrase"] if piece["phrase"] is not None else piece["bare"], piece["bare"] is not None)
        if term is None:
            continue
        if piece["minus"]:
            unwanted.append(term)
        elif len(term.words) == 1 and term.words[0] in COMMON and piece["bare"] is not None:
            common.append(term)
        else:
            wanted.append(term)
    return Question(_few(wanted or common), _few(unwanted))


def begun(text: str) -> Question:
    """The same taken for the beginning of a number or of a name: its words one after another, the last one begun.

    Empty where the syntax of questions was used, or where there is too little to find by.
    """
    words = tuple(WORD.findall(plain(text[:LONGEST])))
    if not words or len(words[-1]) > LONGEST or re.search(r"""["«»“„”*]|(?<!\S)[-−]""", text):
        return Question()
    if len(words) == 1 and len(words[0]) < SHORTEST_BEGINNING:
        return Question()
    return Question((Term(words[:MOST_TERMS], is_beginning=True),))


def _term(text: str, may_begin: bool) -> Term | None:
    words = tuple(WORD.findall(plain(text)))
    if not words:
        return None
    is_beginning = may_begin and text.endswith("*") and len("".join(words)) >= SHORTEST_BEGINNING
    return Term(words, is_beginning)


def _spelt(words: Sequence[tuple[str, ...]]) -> tuple[tuple[str, ...], ...]:
    return tuple(islice(product(*words), MOST_PHRASES))


def _few(terms: list[Term]) -> tuple[Term, ...]:
    return tuple(dict.fromkeys(terms))[:MOST_TERMS]
