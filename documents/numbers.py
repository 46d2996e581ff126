"""Numbers of journals: without gaps, given once, inside the transaction of the registration."""

from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from documents.models import Journal, JournalYear

COLLECTIVE = "КОЛ"


def take(journal: Journal, on: date, *, letter: str = "", index: str = "") -> str:
    """The journal's next number of the day's year, by its pattern.

    Must run in the transaction of the registration: a rollback gives the number back, so none is skipped. Registrars
    of one journal wait for each other here.

    Raises:
        ValidationError: ``journal-closed``.
    """
    if journal.is_closed:
        raise ValidationError(_("The journal “%(name)s” is closed.") % {"name": journal.name}, code="journal-closed")
    JournalYear.objects.get_or_create(journal=journal, year=on.year)
    year = JournalYear.objects.select_for_update().get(journal=journal, year=on.year)
    year.last += 1
    year.save()
    return journal.pattern.format(n=year.last, yy=f"{on.year % 100:02}", letter=letter, index=index)


def last(journal: Journal, year: int) -> int:
    """The last number given in a year, 0 before the first."""
    row = JournalYear.objects.filter(journal=journal, year=year).first()
    return row.last if row else 0
