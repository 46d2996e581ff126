"""Passages with the found words marked. Only texts of papers that the reader may open are given here."""

import re
from collections.abc import Iterable, Iterator

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from documents.search.asking import Question
from documents.search.words import COMMON, WORD, plain, readings, stem

BEFORE, AFTER = 60, 160
# How far a text is looked through; what is found further on is found, and shown without its passage.
LOOKED_THROUGH = 100_000


class Marker:
    """Finds the words of a question in texts."""

    def __init__(self, question: Question) -> None:
        several = [word for term in question.wanted for word in term.words[: len(term.words) - term.is_beginning]]
        self._beginnings = tuple(term.words[-1] for term in question.wanted if term.is_beginning)
        looked_for = [*self._beginnings, *(word for word in several if word not in COMMON or len(several) == 1)]
        self._stems = {one for word in looked_for for one in readings(word)}
        begins = sorted({*(one[: max(len(one) - 1, 1)] for one in self._stems), *self._beginnings})
        self._candidates = re.compile(rf"(?<![^\W_])(?:{'|'.join(map(re.escape, begins))})[^\W_]*") if begins else None

    def marked(self, text: str) -> SafeString:
        """The whole text, escaped, with its found words marked."""
        return _joined(self._pieces(text, 0, len(text)))

    def passage(self, texts: Iterable[str]) -> SafeString | None:
        """The surroundings of the first found word of the first text that has one."""
        for text in texts:
            looked = text[:LOOKED_THROUGH]
            place = next(self._places(looked), None)
            if place is None:
                continue
            start, end = _window(looked, place[0], place[1])
            pieces = self._pieces(looked, start, end)
            before, after = "… " if start else "", " …" if end < len(looked) else ""
            return format_html("{}{}{}", before, _joined(pieces), after)
        return None

    def _places(self, text: str, start: int = 0, end: int | None = None) -> Iterator[tuple[int, int]]:
        if self._candidates is None:
            return
        for found in self._candidates.finditer(plain(text), start, len(text) if end is None else end):
            word = found.group()
            if stem(word) in self._stems or word.startswith(self._beginnings or ("\0",)):
                yield found.span()

    def _pieces(self, text: str, start: int, end: int) -> Iterator[tuple[str, bool]]:
        at = start
        for first, last in self._places(text, start, end):
            yield text[at:first], False
            yield text[first:last], True
            at = last
        yield text[at:end], False


def _window(text: str, first: int, last: int) -> tuple[int, int]:
    """Whole words around a place."""
    start, end = max(first - BEFORE, 0), min(last + AFTER, len(text))
    while 0 < start < first and WORD.match(text[start - 1]):
        start += 1
    while last < end < len(text) and WORD.match(text[end]):
        end -= 1
    return start, end


def _joined(pieces: Iterable[tuple[str, bool]]) -> SafeString:
    return format_html_join(
        "",
        "{}",
        ((format_html("<mark>{}</mark>", text) if is_found else text,) for text, is_found in pieces if text),
    )
