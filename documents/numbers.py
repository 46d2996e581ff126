"""Numbers of journals: without gaps, given once, inside the transaction of the registration; and their patterns."""

from datetime import date
from string import Formatter
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from documents.models import OWN_FLOWS, Flow, Journal, JournalYear

COLLECTIVE = "КОЛ"
# What a number of a paper for official use only ends with.
RESTRICTED = "дсп"
# What a pattern may name: the ordinal and the year everywhere, the rest where a registration knows it.
PARTS: dict[str, frozenset[str]] = {
    Flow.APPEAL: frozenset({"n", "yy", "letter"}),
    Flow.INCOMING: frozenset({"n", "yy"}),
    Flow.OUTGOING: frozenset({"n", "yy", "index"}),
    Flow.INTERNAL: frozenset({"n", "yy", "unit"}),
    Flow.ORDER: frozenset({"n", "yy"}),
    Flow.STAFF_ORDER: frozenset({"n", "yy"}),
    Flow.MINUTES: frozenset({"n", "yy", "unit"}),
}
# These numbers become those of cases, which an agency has once for all years.
OF_CASES = frozenset({Flow.APPEAL, Flow.INCOMING})
# In these flows numbers are kept for papers to come, and a paper that was registered in error is cancelled.
RESERVED = frozenset({Flow.INCOMING, *OWN_FLOWS})


class Taken(NamedTuple):
    """A number of a journal and its place in the year, from 1."""

    ordinal: int
    number: str


def take(journal: Journal, on: date, *, letter: str = "", index: str = "", unit: str = "", access: str = "") -> Taken:
    """The journal's next number of the day's year, by its pattern.

    Must run in the transaction of the registration: a rollback gives the number back, so none is skipped. Registrars
    of one journal wait for each other here.

    Raises:
        ValidationError: ``journal-closed``.
    """
    year = wait_for_others(journal, on.year)
    year.last += 1
    year.save()
    number = written(journal.pattern, year.last, on.year, letter=letter, index=index, unit=unit)
    return Taken(year.last, marked(number, access))


def wait_for_others(journal: Journal, year: int) -> JournalYear:
    """The count of a year, locked until the transaction ends: registrars of one journal go one after another.

    The journal is locked with it, so that nobody closes it before the paper has its number.

    Raises:
        ValidationError: ``journal-closed``, also if that was done while this one waited.
    """
    require_open(journal)
    JournalYear.objects.get_or_create(journal=journal, year=year)
    locked = JournalYear.objects.select_for_update(of=("self", "journal")).select_related("journal")
    count = locked.get(journal=journal, year=year)
    require_open(count.journal)
    return count


def require_open(journal: Journal) -> None:
    """Refuse a journal that takes no more papers.

    Raises:
        ValidationError: ``journal-closed``.
    """
    if journal.is_closed:
        raise ValidationError(_("The journal “%(name)s” is closed.") % {"name": journal.name}, code="journal-closed")


def last(journal: Journal, year: int) -> int:
    """The last number given in a year, 0 before the first."""
    row = JournalYear.objects.filter(journal=journal, year=year).first()
    return row.last if row else 0


def written(pattern: str, n: int, year: int, *, letter: str, index: str, unit: str) -> str:
    """A number as a pattern writes it."""
    return pattern.format(n=n, yy=f"{year % 100:02}", letter=letter, index=index, unit=unit)


def is_known_before(journal: Journal) -> bool:
    """Whether the journal's next number can be said before its paper is known: by its place and its year alone."""
    named = {name for _text, name, _form, _conversion in Formatter().parse(journal.pattern) if name is not None}
    return journal.flow in RESERVED and named <= {"n", "yy"}


def marked(number: str, access: str) -> str:
    """A number with the ending that tells of an access mark."""
    return f"{number}{RESTRICTED}" if access else number


def example(flow: str, pattern: str, n: int, year: int) -> str:
    """A number that a lawful pattern would give, with parts as the first appeal or letter may bring them."""
    require_lawful(flow, pattern)
    return written(pattern, n, year, letter="А", index="01-01", unit="01")


def require_lawful(flow: str, pattern: str) -> None:
    """Refuse a pattern that cannot give each paper of a flow a number of its own.

    Raises:
        ValidationError: ``pattern-broken`` (braces do not match), ``pattern-part-unknown``, ``pattern-without-n``,
            ``pattern-without-year`` (numbers that become those of cases).
    """
    try:
        parts = [(name, bool(form or conversion)) for _text, name, form, conversion in Formatter().parse(pattern)]
    except ValueError as wrong:
        raise _refused(_("The braces of the pattern do not match."), "pattern-broken") from wrong
    named = {name for name, _is_formed in parts if name is not None}
    unknown = named - PARTS[flow]
    if unknown or any(is_formed for _name, is_formed in parts):
        known = ", ".join(f"{{{name}}}" for name in sorted(PARTS[flow]))
        raise _refused(
            _("A pattern of this flow knows the parts %(parts)s only.") % {"parts": known}, "pattern-part-unknown"
        )
    if "n" not in named:
        raise _refused(_("The pattern needs {n}, the number itself."), "pattern-without-n")
    if "yy" not in named and flow in OF_CASES:
        raise _refused(_("The pattern needs {yy}: numbers begin anew each year."), "pattern-without-year")


def _refused(words: str, code: str) -> ValidationError:
    return ValidationError({"pattern": ValidationError(words, code=code)})
