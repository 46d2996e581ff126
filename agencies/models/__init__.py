"""Agencies, their units, posts and people; the accounts of the program; kinds of terms."""

from agencies.models.absences import Absence, AbsenceKind, Substitution, Work
from agencies.models.people import Employee, Position, Post, Role, Sex
from agencies.models.terms import Roll, TermKind, TermUnit
from agencies.models.units import Agency, Unit, UnitAsOf, UnitKind, UnitState

__all__ = [
    "Absence",
    "AbsenceKind",
    "Agency",
    "Employee",
    "Position",
    "Post",
    "Role",
    "Roll",
    "Sex",
    "Substitution",
    "TermKind",
    "TermUnit",
    "Unit",
    "UnitAsOf",
    "UnitKind",
    "UnitState",
    "Work",
]
