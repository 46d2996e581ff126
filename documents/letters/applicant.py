"""What an inquiry may not say: the name of the applicant."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from agencies.declension import Declension
from citizens.models import Case
from citizens.names import key_of

# Shorter stems begin too many other words: such surnames are looked for as whole words.
STEM = 4


def require_no_applicant(case: Case | None, *texts: str) -> None:
    """Refuse texts that name the applicant, in any grammatical case; the surname of a spouse counts as well.

    Raises:
        ValidationError: ``applicant-named``.
    """
    if case is None or case.applicant is None:
        return
    forms = {key_of(form) for form in Declension(case.agency_id).surnames(case.applicant)}
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
