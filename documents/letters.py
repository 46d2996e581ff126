"""Templates of letters: their fields, and what an inquiry may not say."""

import re
import string
from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from agencies import declension
from agencies.models import Employee
from citizens.models import Case
from citizens.names import key_of
from documents.models import Document, Flow, LetterTemplate, State

# The fields that speak of the applicant; an inquiry's template has none of them (L03).
APPLICANT_FIELDS = frozenset({"applicant", "applicant_dative", "applicant_genitive", "applicant_address"})
# Shorter stems begin too many other words: such surnames are looked for as whole words.
STEM = 4


def fill(template: LetterTemplate, case: Case, author: Employee) -> tuple[str, str]:
    """Subject and text of a letter with the template's fields filled from the case.

    Raises:
        ValidationError: ``unknown-field``; ``applicant-named`` for a template of an inquiry that names the applicant.
    """
    fields = fields_of(template, case, author)
    return _filled(template.subject, fields), _filled(template.body, fields)


def fields_of(template: LetterTemplate, case: Case, author: Employee) -> dict[str, str]:
    """Every field that a template of this purpose may use, with its value."""
    values = {
        "case_number": case.number,
        "case_date": case.registered_on.strftime("%d.%m.%Y"),
        "summary": case.summary,
        "questions": "; ".join(case.questions.values_list("text", flat=True)),
        "author": author.short_name,
        "phone": author.phone,
        "agency": case.agency.name,
        "in_reply_to": _reply_line(case),
    }
    if template.purpose != LetterTemplate.Purpose.INQUIRY and case.applicant is not None:
        values |= {
            "applicant": case.applicant.full_name,
            "applicant_dative": declension.dative_short(case.applicant),
            "applicant_genitive": declension.genitive_short(case.applicant),
            "applicant_address": case.applicant.address,
            "greeting": _greeting(case),
        }
    return values


def require_no_applicant(case: Case | None, *texts: str) -> None:
    """Refuse texts that name the applicant, in any grammatical case; the surname of a spouse counts as well.

    Raises:
        ValidationError: ``applicant-named``.
    """
    if case is None or case.applicant is None:
        return
    forms = {key_of(form) for form in declension.surnames(case.applicant)}
    stem = re.sub(r"(ая|яя|ий|ый|ой|а|я|о|ь|й)$", "", key_of(case.applicant.last_name))
    words = re.findall(r"[\w-]+", key_of(" ".join(texts)))
    if any(word in forms or (len(stem) >= STEM and word.startswith(stem)) for word in words):
        raise ValidationError(
            {
                "body": ValidationError(
                    _("The inquiry names the applicant. Leave the name out, or give the reason why it is needed."),
                    code="applicant-named",
                )
            }
        )


def _filled(text: str, fields: Mapping[str, str]) -> str:
    wanted = {name for _literal, name, _spec, _conversion in string.Formatter().parse(text) if name is not None}
    unknown = wanted - set(fields)
    if unknown & APPLICANT_FIELDS:
        raise ValidationError(_("A template of an inquiry does not name the applicant."), code="applicant-named")
    if unknown:
        raise ValidationError(
            _("The template has unknown fields: %(names)s.") % {"names": ", ".join(sorted(unknown))},
            code="unknown-field",
        )
    return text.format_map(fields)


def _reply_line(case: Case) -> str:
    asked = (
        Document.objects.filter(case=case, flow=Flow.INCOMING, state=State.REGISTERED, in_reply_to__isnull=True)
        .order_by("id")
        .first()
    )
    if asked is None or asked.their_date is None:
        return ""
    return f"№ {asked.their_number} от {asked.their_date:%d.%m.%Y}"


def _greeting(case: Case) -> str:
    applicant = case.applicant
    if applicant is None or not applicant.first_name:
        return "Уважаемый заявитель!"
    respected = "Уважаемая" if applicant.sex == "f" else "Уважаемый"
    return f"{respected} {applicant.first_name} {applicant.patronymic}".strip() + "!"
