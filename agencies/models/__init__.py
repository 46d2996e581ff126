"""Agencies, their units, posts, people and accounts; access marks, working calendars, terms and their kinds."""

from agencies.models.absences import Absence, AbsenceKind, Substitution, Work
from agencies.models.access import AccessMark, NeedSource, NeedToKnow
from agencies.models.attendance import DayCode, DayMark, MonthSheet, SheetLine
from agencies.models.calendars import DayKind, OfficeHours, OwnDay, Weekday
from agencies.models.people import Employee, Position, Post, Role, Sex
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
from agencies.models.units import Agency, LetterLayout, Unit, UnitAsOf, UnitKind, UnitState
from agencies.models.words import DeclinedWord, GrammarCase, WordKind

__all__ = [
    "Absence",
    "AbsenceKind",
    "AccessMark",
    "Agency",
    "DayCode",
    "DayKind",
    "DayMark",
    "DeclinedWord",
    "Employee",
    "GrammarCase",
    "LetterLayout",
    "MonthSheet",
    "NeedSource",
    "NeedToKnow",
    "OfficeHours",
    "OwnDay",
    "OwnRoll",
    "Position",
    "Post",
    "Role",
    "Roll",
    "Sex",
    "SheetLine",
    "Substitution",
    "Term",
    "TermChange",
    "TermEvent",
    "TermKind",
    "TermStart",
    "TermState",
    "TermUnit",
    "TermUse",
    "Unit",
    "UnitAsOf",
    "UnitKind",
    "UnitState",
    "Weekday",
    "WordKind",
    "Work",
]
