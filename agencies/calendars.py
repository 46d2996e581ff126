"""The working calendar: which days are worked, and until when.

Years are data files, from the government's decree of each year; an agency adds days and hours of its own.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, time, timedelta
from functools import cache
from pathlib import Path

from agencies.models import Agency, DayKind, OfficeHours, OwnDay
from history.prepared import Given, Prepared

YEARS = Path(__file__).parent / "calendar_years"
COUNTRY = "ru"
SATURDAY = 5
# What an agency without hours of its own works; on a short day an hour less.
CLOSES_AT = time(18, 0)


@dataclass(frozen=True)
class Year:
    """The exceptions of one year from "Monday to Friday are worked". ``is_final`` is false before the decree is known.

    ``moved`` tells for a day off which weekend day it replaces.
    """

    holidays: frozenset[date] = frozenset()
    moved: Mapping[date, date] = field(default_factory=dict)
    short_days: frozenset[date] = frozenset()
    is_final: bool = False
    source: str = ""

    @property
    def working_weekends(self) -> frozenset[date]:
        """Saturdays and Sundays that are worked, because their day off was moved."""
        return frozenset(day for day in self.moved.values() if day not in self.holidays)


@dataclass(frozen=True)
class WorkingCalendar:
    """The working days of a country and of one agency in it. A year without a file knows the weekends only."""

    country: str
    own_days: Mapping[date, str] = field(default_factory=dict)

    def is_working(self, day: date) -> bool:
        """Whether the day is worked."""
        if own := self.own_days.get(day):
            return own != DayKind.OFF
        year = year_of(day.year, self.country)
        if day.weekday() >= SATURDAY:
            return day in year.working_weekends
        return day not in year.holidays and day not in year.moved

    def is_short(self, day: date) -> bool:
        """Whether the working day is an hour shorter."""
        if own := self.own_days.get(day):
            return own == DayKind.SHORT
        return day in year_of(day.year, self.country).short_days

    def is_final(self, year: int) -> bool:
        """Whether the decree about this year is known."""
        return year_of(year, self.country).is_final

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

    def with_day(self, day: date, kind: str | None) -> "WorkingCalendar":
        """The calendar as it were if the agency made this of the day; None: nothing of its own."""
        own_days = {one: its for one, its in self.own_days.items() if one != day}
        return replace(self, own_days=own_days | ({day: kind} if kind else {}))


def calendar_for(agency: Agency) -> WorkingCalendar:
    """The calendar that an agency works by. One query."""
    return WorkingCalendar(COUNTRY, dict(_OWN_DAYS.values(agency=agency)))


def closes_at(agency: Agency, day: date, days: WorkingCalendar) -> time:
    """When the office closes on a working day. A working weekend without hours of its own closes as Mondays do."""
    found = dict(OfficeHours.objects.filter(agency=agency).values_list("weekday", "closes_at"))
    closes = found.get(day.weekday()) or found.get(0, CLOSES_AT)
    return closes.replace(hour=max(closes.hour - 1, 0)) if days.is_short(day) else closes


def years_known(country: str = COUNTRY) -> list[int]:
    """Years with a file, in order."""
    return sorted(int(path.stem) for path in (YEARS / country).glob("*.json"))


@cache
def year_of(number: int, country: str = COUNTRY) -> Year:
    """What is known of a year."""
    path = YEARS / country / f"{number}.json"
    if not path.exists():
        return Year()
    content = json.loads(path.read_text())

    def day(text: str) -> date:
        return date.fromisoformat(f"{number}-{text}")

    return Year(
        holidays=frozenset(day(one) for one in content["holidays"]),
        moved={day(one["to"]): day(one["from"]) for one in content["moved"]},
        short_days=frozenset(day(one) for one in content["short_days"]),
        is_final=content["is_final"],
        source=content["source"],
    )


_OWN_DAYS = Prepared(lambda: OwnDay.objects.filter(agency=Given("agency")).values_list("day", "kind"))
