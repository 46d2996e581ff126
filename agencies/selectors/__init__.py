"""Questions to this room: whom one may pick for which work, and how an agency is built, now or on another day."""

from agencies.selectors.absences import Away, absences, absences_kept_by, away, substitutes_for
from agencies.selectors.staff import approvers, assignees, executors, heads_over, people, signers
from agencies.selectors.structure import Branch, branch_of, structure_on, walk
from agencies.selectors.terms import Moved, moved_terms, term_of, terms_on
from agencies.selectors.words import corrected_words

__all__ = [
    "Away",
    "Branch",
    "Moved",
    "absences",
    "absences_kept_by",
    "approvers",
    "assignees",
    "away",
    "branch_of",
    "corrected_words",
    "executors",
    "heads_over",
    "moved_terms",
    "people",
    "signers",
    "structure_on",
    "substitutes_for",
    "term_of",
    "terms_on",
    "walk",
]
