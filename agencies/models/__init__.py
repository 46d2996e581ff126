"""Agencies, their units, posts and people; the accounts of the program; kinds of terms."""

from agencies.models.people import Employee, Post, Role, Sex
from agencies.models.terms import Roll, TermKind, TermUnit
from agencies.models.units import Agency, Unit

__all__ = ["Agency", "Employee", "Post", "Role", "Roll", "Sex", "TermKind", "TermUnit", "Unit"]
