"""Names, posts and names of units in the grammatical case that a letter needs.

Names of people are declined by `petrovich`, posts and units by their head word and its adjectives with the dictionary
of `pymorphy3`; what an agency corrected in its own `DeclinedWord` wins over both.
"""

import logging
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, Protocol

from petrovich.enums import Case, Gender
from petrovich.main import Petrovich

from agencies.models import Agency, DeclinedWord, GrammarCase, Sex, WordKind

_petrovich = Petrovich()
_GENDERS = {Sex.FEMALE.value: Gender.FEMALE, Sex.MALE.value: Gender.MALE}
_CASES = {
    GrammarCase.GENITIVE.value: Case.GENITIVE,
    GrammarCase.DATIVE.value: Case.DATIVE,
    GrammarCase.ACCUSATIVE.value: Case.ACCUSATIVE,
    GrammarCase.INSTRUMENTAL.value: Case.INSTRUMENTAL,
    GrammarCase.PREPOSITIONAL.value: Case.PREPOSITIONAL,
}
_OF_DICTIONARY = {
    GrammarCase.GENITIVE.value: "gent",
    GrammarCase.DATIVE.value: "datv",
    GrammarCase.ACCUSATIVE.value: "accs",
    GrammarCase.INSTRUMENTAL.value: "ablt",
    GrammarCase.PREPOSITIONAL.value: "loct",
}
_ADJECTIVES = {"ADJF", "PRTF"}
# What joins two posts that one person holds: both are declined.
_DASHES = {"—", "–", "-"}
Key = tuple[str, str, str]


class Named(Protocol):
    """A person with names and a grammatical gender."""

    last_name: str
    first_name: str
    patronymic: str
    sex: str


def key_of(text: str) -> str:
    """By what a corrected word is found."""
    return " ".join(text.lower().split())


class Declension:
    """Declines words for one agency; its corrections are read once, when the first word is declined."""

    def __init__(self, agency: Agency | int | None = None) -> None:
        self._agency = agency
        self._known: Mapping[Key, DeclinedWord] | None = None

    def surname(self, person: Named, case: str) -> str:
        """The surname alone."""
        return self._name(WordKind.SURNAME, person.last_name, person.sex, case)

    def full(self, person: Named, case: str) -> str:
        """All names: «Фроловой Марии Степановне»."""
        return " ".join(
            [
                self.surname(person, case),
                *(self._name(kind, text, person.sex, case) for kind, text in _given(person) if text),
            ]
        )

    def short(self, person: Named, case: str) -> str:
        """Surname and initials, as in the address of a letter: «Фроловой М. С.»."""
        return " ".join([self.surname(person, case), *initials(person)])

    def initials_first(self, person: Named, case: str) -> str:
        """Initials and surname, as in a signature and in running text: «М. С. Фроловой»."""
        return " ".join([*initials(person), self.surname(person, case)])

    def post(self, title: str, case: str) -> str:
        """A post: «заместителю начальника отдела»."""
        return self._phrase(WordKind.POST, title, case)

    def unit(self, name: str, case: str) -> str:
        """The name of a unit or an agency: «Отделу капитального ремонта»."""
        return self._phrase(WordKind.UNIT, name, case)

    def surnames(self, person: Named) -> set[str]:
        """The surname as it stands and in every case, by the rules and as corrected."""
        by_rules = Declension()
        return {person.last_name, *(one.surname(person, case) for case in _CASES for one in (self, by_rules))}

    def _name(self, kind: str, text: str, sex: str, case: str) -> str:
        if case == GrammarCase.NOMINATIVE or not text:
            return text
        corrected = self._corrected(kind, text, sex)
        return corrected.form(case) if corrected else declined_name(kind, text, sex, case)

    def _phrase(self, kind: str, text: str, case: str) -> str:
        if case == GrammarCase.NOMINATIVE or not text:
            return text
        corrected = self._corrected(kind, text, "")
        if corrected is None:
            return declined_phrase(text, case)
        form = corrected.form(case)
        return form[0].upper() + form[1:] if text[0].isupper() else form[0].lower() + form[1:]

    def _corrected(self, kind: str, text: str, sex: str) -> DeclinedWord | None:
        if self._known is None:
            own = DeclinedWord.objects.filter(agency=self._agency) if self._agency is not None else ()
            self._known = {(word.kind, word.sex, word.word_key): word for word in own}
        return self._known.get((kind, sex, key_of(text)))


def initials(person: Named) -> list[str]:
    """The initials: «М.», «С.»."""
    return [f"{name[0]}." for name in (person.first_name, person.patronymic) if name]


def declined_name(kind: str, text: str, sex: str, case: str) -> str:
    """One of a person's names by the rules alone."""
    decline = {
        WordKind.SURNAME.value: _petrovich.lastname,
        WordKind.FIRST_NAME.value: _petrovich.firstname,
        WordKind.PATRONYMIC.value: _petrovich.middlename,
    }[str(kind)]
    return str(decline(text, _CASES[str(case)], _GENDERS[sex]))


def declined_phrase(text: str, case: str) -> str:
    """A post or the name of a unit by the rules alone: its adjectives and its head word, and so after each dash.

    What depends on the head («капитального ремонта») stays, and so does what the dictionary cannot tell.
    """
    words = text.split(" ")
    starts = [0, *(place + 1 for place, word in enumerate(words) if word in _DASHES)]
    for start in starts:
        parsed = _head_of(words[start:])
        if parsed:
            is_alive = parsed[-1].tag.POS in _ADJECTIVES or parsed[-1].tag.animacy == "anim"
            for place, one in enumerate(parsed, start):
                words[place] = _inflected(words[place], one, _wanted(one, case, is_alive=is_alive))
    return " ".join(words)


def _head_of(words: list[str]) -> list[Any]:
    """The adjectives that words begin with, and the noun that they belong to, as the dictionary reads them."""
    found: list[Any] = []
    for word in words:
        parsed = _nominative(word, found)
        if parsed is None:
            break
        found.append(parsed)
        if parsed.tag.POS not in _ADJECTIVES:
            break
    return found


def _given(person: Named) -> Iterable[tuple[str, str]]:
    return ((WordKind.FIRST_NAME.value, person.first_name), (WordKind.PATRONYMIC.value, person.patronymic))


@cache
def _dictionary() -> Any:
    # Fifteen megabytes that most processes never need.
    from pymorphy3 import MorphAnalyzer  # noqa: PLC0415

    logging.getLogger("pymorphy3").setLevel(logging.WARNING)
    return MorphAnalyzer(lang="ru")


def _nominative(word: str, before: list[Any]) -> Any | None:
    """How the dictionary reads a word as an adjective or noun in the nominative that agrees with the adjectives
    before it; None where it cannot be one.
    """
    last = word.rsplit("-", 1)[-1]
    if not last.isalpha():
        return None
    for parsed in _dictionary().parse(last):
        tag = parsed.tag
        if tag.case != "nomn" or tag.POS not in {"NOUN", *_ADJECTIVES}:
            continue
        if {"Surn", "Name", "Patr", "Abbr"} & tag.grammemes:
            continue
        if all(_agree(adjective.tag, tag) for adjective in before):
            return parsed
    return None


def _agree(adjective: Any, noun: Any) -> bool:
    if adjective.number != noun.number:
        return False
    return noun.number == "plur" or noun.gender in (adjective.gender, "ms-f") or "ms-f" in noun.grammemes


def _wanted(parsed: Any, case: str, *, is_alive: bool) -> str:
    """The case by the dictionary's name: an adjective does not know whether its noun is alive."""
    if case == GrammarCase.ACCUSATIVE and parsed.tag.POS in _ADJECTIVES and parsed.tag.gender == "masc":
        return "gent" if is_alive else "nomn"
    return _OF_DICTIONARY[str(case)]


def _inflected(word: str, parsed: Any, case: str) -> str:
    """The word in a case; of «специалист-эксперт» both parts."""
    *firsts, last = word.split("-")
    parts = []
    for part in firsts:
        first = next((one for one in _dictionary().parse(part) if one.tag.case == "nomn"), None)
        parts.append(_one(part, first, case) if first is not None and first.tag.POS == "NOUN" else part)
    return "-".join([*parts, _one(last, parsed, case)])


def _one(word: str, parsed: Any, case: str) -> str:
    found = parsed.inflect({case})
    if found is None:
        return word
    form = str(found.word)
    return form[0].upper() + form[1:] if word[0].isupper() else form
