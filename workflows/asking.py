"""Until when an executor may ask for a longer term: a kind of term that is counted back from the last day."""

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from agencies.calendars import calendar_for
from agencies.models import Agency, TermKind, TermUnit
from history import clock

LONGER_REQUEST = "longer-request"


def last_day_to_ask(agency: Agency, due_on: date, began_on: date) -> date | None:
    """The last day of asking: so many days before the term ends, never before the day on which the work was given.

    None in an installation without this kind of term: one may ask at any time.
    """
    kind = TermKind.objects.filter(code=LONGER_REQUEST, is_retired=False).first()
    if kind is None:
        return None
    if kind.unit != TermUnit.WORKING_DAYS:
        return max(due_on - timedelta(days=kind.length), began_on)
    day, days = due_on, calendar_for(agency)
    for _number in range(kind.length):
        day = days.previous_working(day - timedelta(days=1))
    return max(day, began_on)


def require_in_time(agency: Agency, due_on: date, began_on: date) -> None:
    """Refuse to ask after the last day of asking.

    Raises:
        ValidationError: ``asked-late``.
    """
    last = last_day_to_ask(agency, due_on, began_on)
    if last is not None and clock.today() > last:
        raise ValidationError(
            _("A longer term is asked for by %(date)s, before the term comes near.") % {"date": f"{last:%d.%m.%Y}"},
            code="asked-late",
        )
