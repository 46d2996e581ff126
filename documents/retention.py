"""From which day a closed file may be destroyed, and how that was found, in words.

A term runs from 1 January of the year after the file was closed, or after the last consideration of a repeated appeal.
Nothing here says that a file is destroyed: the expert commission and the head do.
"""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from documents.models import FileIndex, FileState, Span

_YEARS = re.compile(r"^(\d{1,2})\s*(?:года?|лет)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Period:
    """A retention period as a file plan writes it."""

    span: str
    years: int | None
    is_appraised: bool


def read(text: str) -> Period | None:
    """What a text such as «5 лет ЭПК» or «постоянно» says; None where it says something else."""
    words = " ".join(text.split())
    is_appraised = words.upper().endswith("ЭПК")
    core = words[:-3].rstrip(" ,(") if is_appraised else words
    if core.lower().startswith("постоян"):
        return Period(Span.PERMANENT, None, is_appraised=False)
    if core.lower().startswith(("до минования", "до мин")):
        return Period(Span.NEEDED, None, is_appraised)
    found = _YEARS.match(core)
    years = int(found[1]) if found else 0
    return Period(Span.YEARS, years, is_appraised) if found and found.end() == len(core) and years else None


def computed(file: FileIndex) -> tuple[date | None, dict[str, Any]]:
    """The first day on which a file may be destroyed, and the basis of that day; no day where there is none to come.

    A file that is not closed has no basis; one without a kind of retention says so in it.
    """
    if file.state not in (FileState.CLOSED, FileState.DESTROYED, FileState.ARCHIVED) or file.closed_on is None:
        return None, {}
    basis: dict[str, Any] = {"closed_on": str(file.closed_on)}
    if file.is_kept_forever:
        return None, basis | {"span": Span.PERMANENT.value, "is_by_commission": True}
    if file.kind is None:
        return None, basis | {"span": ""}
    kind = file.kind
    basis |= {"span": str(kind.span), "is_appraised": kind.is_appraised}
    if kind.span == Span.PERMANENT:
        return None, basis
    counted_from = file.closed_on
    if kind.is_by_consideration and file.last_considered_on and file.last_considered_on.year > counted_from.year:
        counted_from = file.last_considered_on
        basis["considered_on"] = str(counted_from)
    begins = date(counted_from.year + 1, 1, 1)
    day = begins.replace(year=begins.year + (kind.years or 0))
    basis |= {"begins": str(begins), "years": kind.years, "reached": str(day)}
    if file.kept_until and file.kept_until > day:
        day = file.kept_until
        basis["kept_until"] = str(day)
    return day, basis


def in_words(basis: dict[str, Any]) -> str:
    """How the day was found, in the current language; empty for a file that is not closed."""
    if not basis:
        return ""
    closed = _("closed %(date)s") % {"date": _short(basis["closed_on"])}
    if not basis["span"]:
        return _("%(closed)s; no kind of retention is chosen, so no day can be computed") % {"closed": closed}
    if basis["span"] == Span.PERMANENT:
        why = _("kept permanently by the commission") if basis.get("is_by_commission") else _("kept permanently")
        return f"{closed}; {why}"
    if "considered_on" in basis:
        closed += "; " + _("repeated appeal considered %(date)s") % {"date": _short(basis["considered_on"])}
    begins, reached = _short(basis["begins"]), _short(basis["reached"])
    if basis["years"]:
        length = ngettext("%(count)s year", "%(count)s years", basis["years"]) % {"count": basis["years"]}
        words = f"{closed}; {begins} + {length} = {reached}"
    else:
        words = f"{closed}; " + _("from %(date)s, once the papers are no longer needed") % {"date": reached}
    if "kept_until" in basis:
        words += "; " + _("kept longer by the commission → %(date)s") % {"date": _short(basis["kept_until"])}
    if basis["is_appraised"]:
        words += "; " + _("EPK: only after an appraisal of the papers")
    return words


def _short(day: str) -> str:
    return date.fromisoformat(day).strftime("%d.%m.%Y")
