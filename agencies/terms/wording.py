"""Dates of terms in words, from the basis that is kept with each."""

from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agencies.models import Roll, TermUnit

NAMED = "named"


def in_words(basis: dict[str, Any]) -> str:
    """How a date was found, in the current language: ``01.04.2026 + 30 days = 01.05.2026, a day off → 30.04.2026``."""
    if not basis:
        return ""
    if basis["unit"] == NAMED:
        return _("%(date)s, the date that was named") % {"date": _short(basis["due_on"])}
    start, reached, due_on = (_short(basis[name]) for name in ("start", "reached", "due_on"))
    words = f"{_counted(basis, start)} = {reached}"
    if due_on == reached:
        return words
    if basis.get("roll") == Roll.PREVIOUS and basis["due_on"] > basis["reached"]:
        return words + _(", a day off; a term is not due before its start → %(date)s") % {"date": due_on}
    return words + _(", a day off → %(date)s") % {"date": due_on}


def length_in_words(unit: str, length: int) -> str:
    """A length with its unit: ``5 working days``."""
    if unit == TermUnit.WORKING_DAYS:
        text = ngettext("%(count)s working day", "%(count)s working days", length)
    elif unit == TermUnit.MONTHS:
        text = ngettext("%(count)s month", "%(count)s months", length)
    elif unit == TermUnit.HOURS:
        text = ngettext("%(count)s hour", "%(count)s hours", length)
    elif unit == TermUnit.PERCENT:
        return _("%(count)s %% of the term") % {"count": length}
    else:
        text = ngettext("%(count)s day", "%(count)s days", length)
    return text % {"count": length}


def _counted(basis: dict[str, Any], start: str) -> str:
    unit, length = basis["unit"], int(basis["length"])
    if unit == TermUnit.PERCENT:
        return _("%(part)s from %(start)s to %(end)s") % {
            "part": length_in_words(unit, length),
            "start": start,
            "end": _short(basis["whole"]),
        }
    added = TermUnit.WORKING_DAYS if unit == TermUnit.WORKING_DAYS else TermUnit.CALENDAR_DAYS
    parts = [start, length_in_words(unit, length)]
    parts += [
        _("%(length)s of extension") % {"length": length_in_words(added, one)} for one in basis.get("extensions", ())
    ]
    parts += [
        _("%(length)s of suspension (%(begins)s to %(ends)s)")
        % {"length": length_in_words(added, length), "begins": _short(begins), "ends": _short(ends)}
        for begins, ends, length in basis.get("pauses", ())
    ]
    return " + ".join(parts)


def _short(text: str) -> str:
    if "T" in text:
        return datetime.fromisoformat(text).strftime("%d.%m.%Y %H:%M")
    return date.fromisoformat(text).strftime("%d.%m.%Y")
