"""Corrections of declension: what the rules get wrong is put right once, for every letter of the agency."""

from dataclasses import asdict, dataclass

from django.utils.translation import gettext as _

from agencies.declension import key_of
from agencies.models import Agency, DeclinedWord, Employee
from agencies.models.words import OF_PERSONS
from agencies.policies import may_keep_words, require
from agencies.services.shared import refused
from history.acts import act, record


@dataclass(frozen=True)
class WordForms:
    """A word of a kind in every case; names of persons have a sex."""

    kind: str
    nominative: str
    genitive: str
    dative: str
    accusative: str
    instrumental: str
    prepositional: str
    sex: str = ""


@act
def correct_word(
    *, actor: Employee, agency: Agency, forms: WordForms, word: DeclinedWord | None = None
) -> DeclinedWord:
    """Enter how a word is declined, or change an entry (``word``). It holds from the next letter on.

    Raises:
        PermissionDenied: the actor keeps no dictionary of this agency.
        ValidationError: ``sex-missing`` and ``one-name-at-a-time`` for names of persons, ``word-corrected-already``.
    """
    require(may_keep_words(actor, agency) and (word is None or word.agency_id == agency.pk))
    found = word or DeclinedWord(agency=agency)
    for name, value in asdict(forms).items():
        setattr(found, name, " ".join(value.split()))
    _require_entry(found)
    found.word_key = key_of(found.nominative)
    found.full_clean()
    found.save()
    record("agencies.word_corrected", actor=actor, subject=found, about=[agency])
    return found


@act
def drop_correction(*, actor: Employee, word: DeclinedWord) -> None:
    """Let a word be declined by the rules again; the history keeps what stood here.

    Raises:
        PermissionDenied: the actor keeps no dictionary of this agency.
    """
    require(may_keep_words(actor, word.agency_id))
    record("agencies.correction_dropped", actor=actor, subject=word, about=[word.agency])
    word.delete()


def _require_entry(word: DeclinedWord) -> None:
    if word.kind not in OF_PERSONS:
        word.sex = ""
        return
    if not word.sex:
        raise refused("sex-missing", _("Names are declined by sex: choose it."), "sex")
    if " " in word.nominative:
        raise refused(
            "one-name-at-a-time",
            _("Enter surname, first name and patronymic one by one: the dictionary holds words, not people."),
            "nominative",
        )
