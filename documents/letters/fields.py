"""The fields of templates: what each is called, what it means, and its value."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from agencies import numerals
from agencies.models import GrammarCase
from documents.letters.facts import Facts
from documents.models import LetterTemplate

# Stands in a letter for what is not known yet: its author puts the words there.
GAP = "…"
OBLIQUE = tuple(case for case in GrammarCase if case != GrammarCase.NOMINATIVE)
DAYS_DECLINED = (GrammarCase.GENITIVE,)


@dataclass(frozen=True)
class Field:
    """A field: ``{name}``, and ``{name_dative}`` and so on in the cases that it has."""

    name: str
    title: Any
    group: Any
    value: Callable[[Facts, str], str]
    cases: tuple[GrammarCase, ...] = ()
    is_of_applicant: bool = False
    is_older: bool = False
    # What it may say, in the language of letters.
    example: str = ""

    @property
    def names(self) -> Iterator[tuple[str, str]]:
        """Each name that it goes by, with its grammatical case."""
        yield self.name, GrammarCase.NOMINATIVE.value
        for case in self.cases:
            yield f"{self.name}_{case.value}", case.value


def _applicant(told: Callable[[Facts, Any, str], str]) -> Callable[[Facts, str], str]:
    return lambda facts, case: told(facts, facts.applicant, case) if facts.applicant is not None else ""


def _signer(told: Callable[[Facts, Any, str], str]) -> Callable[[Facts, str], str]:
    return lambda facts, case: told(facts, facts.signer, case) if facts.signer is not None else GAP


def _day(day: date | None) -> str:
    return f"{day:%d.%m.%Y}" if day else GAP


def _long(day: date | None) -> str:
    return numerals.day_long(day) if day else GAP


def _words(day: date | None, case: str) -> str:
    return numerals.day_in_words(day, case) if day else GAP


def _greeting(facts: Facts, _case: str) -> str:
    applicant = facts.applicant
    if applicant is None or not applicant.first_name:
        return "Уважаемый заявитель!"
    respected = "Уважаемая" if applicant.sex == "f" else "Уважаемый"
    return f"{respected} {applicant.first_name} {applicant.patronymic}".strip() + "!"


def _counted(facts: Facts) -> str:
    return numerals.plural(len(facts.questions), "вопрос", "вопроса", "вопросов")


_CASE, _APPLICANT, _WHO = _("case"), _("applicant"), _("who writes and signs")
_WHERE, _AGENCY, _DAY = _("addressee"), _("agency and unit"), _("day of drafting")

FIELDS: tuple[Field, ...] = (
    Field("case_number", _("number of the case"), _CASE, lambda f, _c: f.number),
    Field("case_date", _("day of registration"), _CASE, lambda f, _c: _day(f.registered_on), example="26.11.2026"),
    Field(
        "case_date_long",
        _("day of registration"),
        _CASE,
        lambda f, _c: _long(f.registered_on),
        example="26 ноября 2026 г.",
    ),
    Field(
        "case_date_words",
        _("day of registration, wholly in words"),
        _CASE,
        lambda f, c: _words(f.registered_on, c),
        DAYS_DECLINED,
    ),
    Field("due_date", _("last day of the term"), _CASE, lambda f, _c: _day(f.due_on), example="26.12.2026"),
    Field(
        "due_date_long", _("last day of the term"), _CASE, lambda f, _c: _long(f.due_on), example="26 декабря 2026 г."
    ),
    Field(
        "due_date_words",
        _("last day of the term, wholly in words"),
        _CASE,
        lambda f, c: _words(f.due_on, c),
        DAYS_DECLINED,
    ),
    Field("summary", _("summary of the case"), _CASE, lambda f, _c: f.summary),
    Field("questions", _("questions of the case, in a row"), _CASE, lambda f, _c: "; ".join(f.questions)),
    Field(
        "questions_counted",
        _("how many questions"),
        _CASE,
        lambda f, _c: f"{len(f.questions)} {_counted(f)}",
        example="3 вопроса",
    ),
    Field(
        "questions_in_words",
        _("how many questions"),
        _CASE,
        lambda f, _c: f"{numerals.cardinal(len(f.questions))} {_counted(f)}",
        example="три вопроса",
    ),
    Field("in_reply_to", _("number and date of the inquiry that is answered"), _CASE, lambda f, _c: f.in_reply_to),
    Field(
        "applicant_name",
        _("all names"),
        _APPLICANT,
        _applicant(lambda f, who, c: f.declension.full(who, c)),
        OBLIQUE,
        is_of_applicant=True,
        example="Образцова Мария Степановна",
    ),
    Field(
        "applicant_short",
        _("surname and initials"),
        _APPLICANT,
        _applicant(lambda f, who, c: f.declension.short(who, c)),
        OBLIQUE,
        is_of_applicant=True,
        example="Образцова М. С.",
    ),
    Field(
        "applicant_initials",
        _("initials and surname"),
        _APPLICANT,
        _applicant(lambda f, who, c: f.declension.initials_first(who, c)),
        OBLIQUE,
        is_of_applicant=True,
        example="М. С. Образцова",
    ),
    Field(
        "applicant_address",
        _("postal address"),
        _APPLICANT,
        _applicant(lambda _f, who, _c: str(who.address)),
        is_of_applicant=True,
    ),
    Field(
        "greeting",
        _("greeting by name"),
        _APPLICANT,
        _greeting,
        is_of_applicant=True,
        example="Уважаемая Мария Степановна!",
    ),
    Field("addressee", _("to whom the letter goes"), _WHERE, lambda f, _c: f.addressee or GAP),
    Field("addressee_address", _("address of the addressee"), _WHERE, lambda f, _c: f.addressee_address or GAP),
    Field("forwarded_to", _("body that the appeal is forwarded to"), _WHERE, lambda f, _c: f.forwarded_to or GAP),
    Field(
        "author_name",
        _("executor, all names"),
        _WHO,
        lambda f, c: f.declension.full(f.author, c),
        OBLIQUE,
    ),
    Field(
        "author_short",
        _("executor, surname and initials"),
        _WHO,
        lambda f, c: f.declension.short(f.author, c),
        OBLIQUE,
    ),
    Field(
        "author_initials",
        _("executor, initials and surname"),
        _WHO,
        lambda f, c: f.declension.initials_first(f.author, c),
        OBLIQUE,
    ),
    Field(
        "author_post",
        _("post of the executor"),
        _WHO,
        lambda f, c: f.declension.post(f.author_post, c),
        OBLIQUE,
    ),
    Field("author_phone", _("phone of the executor"), _WHO, lambda f, _c: f.author.phone),
    Field(
        "signer_name",
        _("signer, all names"),
        _WHO,
        _signer(lambda f, who, c: f.declension.full(who, c)),
        OBLIQUE,
    ),
    Field(
        "signer_short",
        _("signer, surname and initials"),
        _WHO,
        _signer(lambda f, who, c: f.declension.short(who, c)),
        OBLIQUE,
    ),
    Field(
        "signer_initials",
        _("signer, initials and surname"),
        _WHO,
        _signer(lambda f, who, c: f.declension.initials_first(who, c)),
        OBLIQUE,
    ),
    Field(
        "signer_post",
        _("post of the signer"),
        _WHO,
        _signer(lambda f, _who, c: f.declension.post(f.signer_post, c)),
        OBLIQUE,
    ),
    Field(
        "unit",
        _("unit of the executor"),
        _AGENCY,
        lambda f, c: f.declension.unit(f.unit_name, c),
        OBLIQUE,
    ),
    Field("unit_code", _("index of the unit"), _AGENCY, lambda f, _c: f.unit_code),
    Field(
        "agency",
        _("full name of the agency"),
        _AGENCY,
        lambda f, c: f.declension.unit(f.agency.name, c),
        OBLIQUE,
    ),
    Field("agency_short", _("short name of the agency"), _AGENCY, lambda f, _c: f.agency.short_name),
    Field("agency_place", _("place of the agency"), _AGENCY, lambda f, _c: f.agency.place),
    Field("agency_address", _("address of the agency"), _AGENCY, lambda f, _c: f.agency.address),
    Field("agency_phone", _("phone of the agency"), _AGENCY, lambda f, _c: f.agency.phone),
    Field("agency_email", _("e-mail of the agency"), _AGENCY, lambda f, _c: f.agency.email),
    Field("today", _("the day"), _DAY, lambda f, _c: _day(f.today), example="26.11.2026"),
    Field("today_long", _("the day"), _DAY, lambda f, _c: _long(f.today), example="26 ноября 2026 г."),
    Field("today_words", _("the day, wholly in words"), _DAY, lambda f, c: _words(f.today, c), DAYS_DECLINED),
    # names that templates written before the grammatical cases use
    Field(
        "applicant",
        _("all names"),
        _APPLICANT,
        _applicant(lambda f, who, c: f.declension.full(who, c)),
        is_of_applicant=True,
        is_older=True,
        example="Образцова Мария Степановна",
    ),
    Field(
        "applicant_dative",
        _("surname and initials"),
        _APPLICANT,
        _applicant(lambda f, who, _c: f.declension.short(who, "dative")),
        is_of_applicant=True,
        is_older=True,
        example="Образцова М. С.",
    ),
    Field(
        "applicant_genitive",
        _("surname and initials"),
        _APPLICANT,
        _applicant(lambda f, who, _c: f.declension.short(who, "genitive")),
        is_of_applicant=True,
        is_older=True,
        example="Образцова М. С.",
    ),
    Field("author", _("executor, surname and initials"), _WHO, lambda f, _c: f.author.short_name, is_older=True),
    Field("phone", _("phone of the executor"), _WHO, lambda f, _c: f.author.phone, is_older=True),
)
BY_NAME: dict[str, tuple[Field, str]] = {name: (field, case) for field in FIELDS for name, case in field.names}
# What a docx form has beside: the letter itself, and the questions one by one.
OF_FORM: dict[str, Callable[[Facts], Any]] = {
    "letter_subject": lambda facts: facts.subject,
    "letter_text": lambda facts: facts.body,
    "question_list": lambda facts: list(facts.questions),
}


def fields_for(purpose: str) -> list[Field]:
    """What a template of a purpose is offered: letters to the applicant and forwardings speak of them (L03)."""
    is_known = purpose in LetterTemplate.OF_APPLICANT
    return [field for field in FIELDS if not field.is_older and (is_known or not field.is_of_applicant)]
