"""Agencies, their units, posts and people; the accounts of the program; working calendars, terms and their kinds."""

from agencies.models.calendars import DayKind, OfficeHours, OwnDay, Weekday
from agencies.models.people import Employee, Post, Role, Sex
from agencies.models.terms import (
    OwnRoll,
    Roll,
    Term,
    TermChange,
    TermEvent,
    TermKind,
    TermStart,
    TermState,
    TermUnit,
    TermUse,
)
from agencies.models.units import Agency, Unit

__all__ = [
    "Agency",
    "DayKind",
    "Employee",
    "OfficeHours",
    "OwnDay",
    "OwnRoll",
    "Post",
    "Role",
    "Roll",
    "Sex",
    "Term",
    "TermChange",
    "TermEvent",
    "TermKind",
    "TermStart",
    "TermState",
    "TermUnit",
    "TermUse",
    "Unit",
    "Weekday",
]
