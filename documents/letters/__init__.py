"""Letters from templates: the fields there are, how a text is checked and filled, what an inquiry may not say, and
what of an earlier answer may be said again.
"""

from documents.letters.applicant import require_no_applicant
from documents.letters.facts import Facts, facts_of, facts_of_letter, made_up_facts
from documents.letters.fields import Field, fields_for
from documents.letters.filling import GAP, check, check_form, fill, filled, values
from documents.letters.reusing import tells_of_applicant, without_applicant

__all__ = [
    "GAP",
    "Facts",
    "Field",
    "check",
    "check_form",
    "facts_of",
    "facts_of_letter",
    "fields_for",
    "fill",
    "filled",
    "made_up_facts",
    "require_no_applicant",
    "tells_of_applicant",
    "values",
    "without_applicant",
]
