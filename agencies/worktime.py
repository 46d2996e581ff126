"""Working time between two moments, by the calendar and the hours of an agency."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import accumulate
from statistics import median

from django.utils import timezone

from agencies.calendars import CLOSES_AT, WorkingCalendar, calendar_for
from agencies.models import Agency, OfficeHours

NO_TIME = timedelta()


@dataclass(frozen=True)
class Hours:
    """From when until when an office works on a day, with its break."""

    opens_at: time = time(9, 0)
    closes_at: time = CLOSES_AT
    break_from: time = time(13, 0)
    break_until: time = time(14, 0)


@dataclass(frozen=True)
class WorkingTime:
    """The working time of an agency: its days, its hours by day of the week, the break never counted.

    A working weekend without hours of its own is worked as Mondays are; on a short day the office closes an hour
    earlier.
    """

    days: WorkingCalendar
    hours: Mapping[int, Hours] = field(default_factory=dict)
    _years: dict[int, list[timedelta]] = field(default_factory=dict, compare=False, repr=False)
    _known: dict[date, list[tuple[time, time]]] = field(default_factory=dict, compare=False, repr=False)

    def between(self, since: datetime, until: datetime) -> timedelta:
        """Working time from one moment to a later one; none where they are the same or the other way round.

        ``between(a, b) + between(b, c) == between(a, c)`` for moments in order.
        """
        if until <= since:
            return NO_TIME
        begun, ended = timezone.localtime(since), timezone.localtime(until)
        whole = sum((self._year(year)[-1] for year in range(begun.year, ended.year)), NO_TIME)
        return whole + self._since_new_year(ended) - self._since_new_year(begun)

    def of_day(self, day: date) -> timedelta:
        """How long the office works on a day."""
        return sum((_span(*part) for part in self._parts(day)), NO_TIME)

    def _since_new_year(self, moment: datetime) -> timedelta:
        day, at = moment.date(), moment.time().replace(tzinfo=None)
        before = self._year(day.year)[day.timetuple().tm_yday - 1]
        return before + sum((_span(begin, min(end, at)) for begin, end in self._parts(day) if at > begin), NO_TIME)

    def _year(self, number: int) -> list[timedelta]:
        """Of each day of a year what was worked in it before that day; the last entry is the whole year."""
        if number not in self._years:
            first = date(number, 1, 1)
            length = date(number, 12, 31).timetuple().tm_yday
            worked = (self.of_day(first + timedelta(days=count)) for count in range(length))
            self._years[number] = list(accumulate(worked, initial=NO_TIME))
        return self._years[number]

    def _parts(self, day: date) -> list[tuple[time, time]]:
        """The day's work before and after the break."""
        if day not in self._known:
            self._known[day] = self._found(day)
        return self._known[day]

    def _found(self, day: date) -> list[tuple[time, time]]:
        if not self.days.is_working(day):
            return []
        its = self.hours.get(day.weekday()) or self.hours.get(0, Hours())
        closes = (
            its.closes_at.replace(hour=max(its.closes_at.hour - 1, 0)) if self.days.is_short(day) else its.closes_at
        )
        parts = [(its.opens_at, min(its.break_from, closes)), (its.break_until, closes)]
        return [(begin, end) for begin, end in parts if begin < end]


def working_time_of(agency: Agency) -> WorkingTime:
    """The working time of an agency. Two queries."""
    rows = OfficeHours.objects.filter(agency=agency)
    hours = {row.weekday: Hours(row.opens_at, row.closes_at, row.break_from, row.break_until) for row in rows}
    return WorkingTime(calendar_for(agency), hours)


def median_of(spans: Iterable[timedelta]) -> timedelta:
    """The middle of some spans, or the mean of the two in the middle.

    Raises:
        statistics.StatisticsError: there are none.
    """
    return timedelta(seconds=median(span.total_seconds() for span in spans))


def _span(begin: time, end: time) -> timedelta:
    return datetime.combine(date.min, end) - datetime.combine(date.min, begin)
