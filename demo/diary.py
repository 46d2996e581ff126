"""When people of the demo work: nobody acts at night, on a day off, or on two papers at once."""

from bisect import insort
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from agencies.calendars import WorkingCalendar

_DAY = ((time(9, 0), time(13, 0)), (time(13, 48), time(17, 50)))
_HORIZON_DAYS = 400
_PAUSE = timedelta(minutes=1)


class Diary:
    """The working time of an agency's people, booked stretch by stretch."""

    def __init__(self, calendar: WorkingCalendar) -> None:
        self._calendar = calendar
        self._booked: dict[str, list[tuple[datetime, datetime]]] = defaultdict(list)

    def later(self, moment: datetime, hours: float) -> datetime:
        """The moment that many working hours later."""
        left = timedelta(hours=hours)
        for begins, ends in self._stretches(moment):
            if ends - begins >= left:
                return begins + left
            left -= ends - begins
        raise AssertionError("the calendar has no end")

    def book(self, person: str, not_before: datetime, minutes: int) -> datetime:
        """Book the person's first free working minutes in a row from that moment on, and tell when they begin."""
        length = timedelta(minutes=minutes)
        for begins, ends in self._stretches(not_before):
            start = begins
            for busy_from, busy_until in self._booked[person]:
                if busy_until + _PAUSE <= start:
                    continue
                if busy_from - _PAUSE >= start + length:
                    break
                start = busy_until + _PAUSE
            if start + length <= ends:
                insort(self._booked[person], (start, start + length))
                return start
        raise AssertionError("the calendar has no end")

    def days_before(self, day: date, count: int) -> date:
        """The working day that many working days before."""
        while count:
            day -= timedelta(days=1)
            count -= self._calendar.is_working(day)
        while not self._calendar.is_working(day):
            day -= timedelta(days=1)
        return day

    def _stretches(self, moment: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Half-days of the next months, the first one cut to what is left of it."""
        begin = timezone.localtime(moment)
        for number in range(_HORIZON_DAYS):
            day = begin.date() + timedelta(days=number)
            if not self._calendar.is_working(day):
                continue
            for opens, closes in _DAY:
                opened, closed = (timezone.make_aware(datetime.combine(day, at)) for at in (opens, closes))
                if closed > begin:
                    yield max(opened, begin), closed
