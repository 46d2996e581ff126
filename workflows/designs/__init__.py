"""What agencies change in pages: kinds of designs, each a file of this package that registers itself here."""

from workflows.designs.case_types import CASE_TYPE
from workflows.designs.kinds import Content, Kind, Objections, kind_of, kinds, lines_of, objections_to
from workflows.designs.rules import RULE

__all__ = ["CASE_TYPE", "RULE", "Content", "Kind", "Objections", "kind_of", "kinds", "lines_of", "objections_to"]
