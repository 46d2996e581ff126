"""What agencies change in pages: kinds of designs, each a file of this package that registers itself here."""

from workflows.designs.case_types import CASE_TYPE
from workflows.designs.kinds import Content, Kind, Objections, kind_of, kinds, lines_of, objections_to
from workflows.designs.reasons import REASONS
from workflows.designs.routes import ROUTE
from workflows.designs.rules import RULE

__all__ = [
    "CASE_TYPE",
    "REASONS",
    "ROUTE",
    "RULE",
    "Content",
    "Kind",
    "Objections",
    "kind_of",
    "kinds",
    "lines_of",
    "objections_to",
]
