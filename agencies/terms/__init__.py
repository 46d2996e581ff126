"""Computing the date of a term and explaining it in words. Kinds of terms are data, see `TermKind`."""

from agencies.terms.changing import anew, extended, named, notice_due_on, resumed
from agencies.terms.computing import Reckoning, add_months, compute, compute_for, first_part, roll_of
from agencies.terms.wording import in_words, length_in_words

__all__ = [
    "Reckoning",
    "add_months",
    "anew",
    "compute",
    "compute_for",
    "extended",
    "first_part",
    "in_words",
    "length_in_words",
    "named",
    "notice_due_on",
    "resumed",
    "roll_of",
]
