"""What of an earlier answer may be said to somebody else: its text without what tells of its applicant."""

import re

from agencies.declension import Declension
from citizens.models import Case
from citizens.names import key_of
from documents.letters.applicant import STEM
from documents.letters.fields import GAP

LONGEST_ENDING = 3
_WORD = re.compile(r"[\w-]+")
_MAIL = re.compile(r"\S+@\S+\.\w+")
_PHONE = re.compile(r"(?<!\w)\+?\d[\d\s()-]{6,}\d(?!\w)")
_HOUSE = re.compile(r"(?i)\b(?:кв|квартира|д|дом)\.?\s*\d+\S*")


def without_applicant(case: Case, text: str) -> str:
    """The text with «…» for names of the applicant in any grammatical case, for their address, phone and e-mail, for
    number and date of their appeal; the greeting is left out.

    What tells of a person in other words (a story, a diagnosis) stays: whoever reuses the text reads it before.
    """
    lines = [line for line in text.splitlines() if not line.strip().startswith("Уважаем")]
    found = _masked(case, "\n".join(lines).strip())
    for pattern in (_MAIL, _PHONE):
        found = pattern.sub(GAP, found)
    found = re.sub(rf"{GAP}(\s+(?:{GAP}|[А-ЯЁA-Z]\.))+", GAP, found)
    return re.sub(rf"(?:[А-ЯЁA-Z]\.\s*){{1,2}}{GAP}", GAP, found)


def tells_of_applicant(case: Case, text: str) -> bool:
    """Whether a text names the applicant of a case, or what stands in their card, or the appeal's number or date."""
    return _masked(case, text) != text


def _masked(case: Case, text: str) -> str:
    for known in _known(case):
        text = re.sub(re.escape(known), GAP, text, flags=re.IGNORECASE)
    stems, forms = _names(case)

    def one(word: re.Match[str]) -> str:
        key = key_of(word[0])
        is_name = key in forms or any(key.startswith(stem) and len(key) <= len(stem) + LONGEST_ENDING for stem in stems)
        return GAP if is_name and word[0][:1].isupper() else word[0]

    return _WORD.sub(one, text)


def _known(case: Case) -> list[str]:
    """What stands in the card as it is, the longest first: address and its parts, contacts, number and date."""
    applicant, registered = case.applicant, case.registered_on
    known = [case.number, f"{registered:%d.%m.%Y}"]
    if applicant is not None:
        known += [applicant.address, applicant.email, applicant.phone]
        known += [part.strip() for part in applicant.address.split(",") if len(part.strip()) > STEM]
        known += [one[0] for one in _HOUSE.finditer(applicant.address) if one[0].lower().startswith("кв")]
    return sorted({one for one in known if len(one) > 1}, key=len, reverse=True)


def _names(case: Case) -> tuple[set[str], set[str]]:
    """Beginnings of the names that are long enough to tell them, and whole forms of the surname."""
    applicant = case.applicant
    if applicant is None:
        return set(), set()
    forms = {key_of(form) for form in Declension(case.agency_id).surnames(applicant)}
    names = [applicant.last_name, applicant.first_name, applicant.patronymic]
    stems = {re.sub(r"(ая|яя|ий|ый|ой|а|я|о|ь|й)$", "", key_of(name)) for name in names if name}
    return {stem for stem in stems if len(stem) >= STEM}, forms | {key_of(name) for name in names if name}
