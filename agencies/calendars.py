"""The working calendar: which days are worked. Years are data files, from the government's decree of each year."""

import json
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from agencies.models import Agency

YEARS = Path(__file__).parent / "calendar_years"
SATURDAY = 5


@dataclass(frozen=True)
class Year:
    """The exceptions of one year from "Monday to Friday are worked". ``is_final`` is false before the decree."""

    days_off: frozenset[date]
    working_weekends: frozenset[date]
    short_days: frozenset[date]
    is_final: bool
    source: str


@dataclass(frozen=True)
class WorkingCalendar:
    """The working days of a country. A year without a file knows the weekends only."""

    country: str

    def is_working(self, day: date) -> bool:
        """Whether the day is worked."""
        year = _year(self.country, day.year)
        if day.weekday() >= SATURDAY:
            return day in year.working_weekends
        return day not in year.days_off

    def is_short(self, day: date) -> bool:
        """Whether the working day is an hour shorter."""
        return day in _year(self.country, day.year).short_days

    def is_final(self, year: int) -> bool:
        """Whether the decree about this year is known."""
        return _year(self.country, year).is_final

    def next_working(self, day: date) -> date:
        """The day itself if it is worked, else the nearest working day after it."""
        while not self.is_working(day):
            day += timedelta(days=1)
        return day

    def previous_working(self, day: date) -> date:
        """The day itself if it is worked, else the nearest working day before it."""
        while not self.is_working(day):
            day -= timedelta(days=1)
        return day

    def add_working_days(self, day: date, count: int) -> date:
        """The working day that is ``count`` working days after the day; the day itself is day 0."""
        for _ in range(count):
            day = self.next_working(day + timedelta(days=1))
        return day

    def working_days_between(self, start: date, end: date) -> int:
        """How many working days lie after ``start`` up to and with ``end``."""
        days = (start + timedelta(days=number) for number in range(1, (end - start).days + 1))
        return sum(self.is_working(day) for day in days)


def calendar_for(_agency: Agency) -> WorkingCalendar:
    """The calendar that an agency works by."""
    return WorkingCalendar("ru")


@cache
def _year(country: str, number: int) -> Year:
    path = YEARS / country / f"{number}.json"
    if not path.exists():
        return Year(frozenset(), frozenset(), frozenset(), is_final=False, source="")
    content = json.loads(path.read_text())

    def days(name: str) -> frozenset[date]:
        return frozenset(date.fromisoformat(f"{number}-{day}") for day in content[name])

    return Year(days("days_off"), days("working_weekends"), days("short_days"), content["is_final"], content["source"])
