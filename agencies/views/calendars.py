"""The calendar of an agency: a year as twelve small months, days and hours of its own."""

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import formats
from django.utils.dates import MONTHS, WEEKDAYS, WEEKDAYS_ABBR
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from agencies import services
from agencies.calendars import WorkingCalendar, calendar_for, year_of, years_known
from agencies.forms import refuse
from agencies.forms.calendars import DayForm, ForgetDayForm, HoursForm
from agencies.models import Agency, DayKind, Employee, OwnDay
from agencies.rules import Power, holds
from agencies.selectors import Moved, moved_terms
from history import clock

YEARS_ON = 5


@dataclass(frozen=True)
class Day:
    """A day as the year shows it: ``mark`` tells in a letter what the colour tells, ``title`` in words."""

    number: int
    kind: str
    mark: str
    title: str
    is_today: bool


@dataclass(frozen=True)
class Month:
    """A month in weeks from Monday; None stands for days of its neighbours."""

    name: str
    weeks: list[list[Day | None]]
    working_days: int


@require_http_methods(["GET", "POST"])
def year(request: HttpRequest, number: int | None = None) -> HttpResponse:
    """A year of the agency; a POST names what it does: show what a day would move, name it, take it back, set hours."""
    employee = cast("Employee", request.user)
    if not holds(employee, Power.ADMINISTER, employee.agency):
        raise Http404
    number = number or clock.today().year
    if not _first() <= number <= clock.today().year + YEARS_ON:
        raise Http404
    page = _Page(request, employee, employee.agency, number)
    done = page.act() if request.method == "POST" else ""
    if done:
        messages.success(request, done)
        return redirect("agencies:calendar-year", number)
    return render(request, "agencies/calendar.html", page.context(), status=422 if page.is_refused else 200)


class _Page:
    """The page with its three forms."""

    def __init__(self, request: HttpRequest, employee: Employee, agency: Agency, number: int) -> None:
        self.employee, self.agency, self.number = employee, agency, number
        action = request.POST.get("action", "")
        self.action = action
        data = request.POST if request.method == "POST" else None
        self.day = DayForm(data if action in ("preview", "day") else None)
        self.forget = ForgetDayForm(data if action == "forget" else None, agency=agency, year=number)
        self.hours = HoursForm(data if action == "hours" else None, agency=agency)
        self.preview: list[Moved] | None = None

    @property
    def is_refused(self) -> bool:
        """Whether something was sent that is not right."""
        return any(form.errors for form in (self.day, self.forget, self.hours))

    def act(self) -> str:
        """Do what was sent; what to say of it, empty when nothing was done."""
        does: dict[str, tuple[Any, Any]] = {
            "preview": (self.day, self._preview),
            "day": (self.day, self._name),
            "forget": (self.forget, self._forget),
            "hours": (self.hours, self._set_hours),
        }
        if self.action not in does:
            raise Http404
        form, do = does[self.action]
        if not form.is_valid():
            return ""
        try:
            return str(do(form.cleaned_data))
        except ValidationError as error:
            refuse(form, error)
            return ""

    def context(self) -> dict[str, Any]:
        """All that the page shows."""
        days, known = calendar_for(self.agency), year_of(self.number)
        own = {one.day: one for one in OwnDay.objects.filter(agency=self.agency, day__year=self.number).order_by("day")}
        months = list(_months(self.number, days, own))
        return {
            "year": self.number,
            "years": range(_first(), clock.today().year + YEARS_ON + 1),
            "known": known,
            "agency": self.agency,
            "months": months,
            "weekdays": [(WEEKDAYS_ABBR[one], WEEKDAYS[one]) for one in range(7)],
            "working_days": sum(month.working_days for month in months),
            "own_days": own.values(),
            "moved": sorted((taken, given) for given, taken in known.moved.items()),
            "day_form": self.day,
            "forget_form": self.forget,
            "hours_form": self.hours,
            "preview": self.preview,
        }

    def _preview(self, data: dict[str, Any]) -> str:
        services.check_day(self.agency, data["day"], data["kind"])
        days = calendar_for(self.agency).with_day(data["day"], data["kind"])
        self.preview = moved_terms(self.agency, days, around=data["day"])
        return ""

    def _name(self, data: dict[str, Any]) -> str:
        services.name_day(
            actor=self.employee, agency=self.agency, day=data["day"], kind=data["kind"], reason=data["reason"]
        )
        return _("The day is named.") + " " + self._would_move(data["day"])

    def _forget(self, data: dict[str, Any]) -> str:
        day = data["own_day"].day
        services.forget_day(actor=self.employee, agency=self.agency, day=data["own_day"], reason=data["reason"])
        return _("The day is as in the calendar of the country again.") + " " + self._would_move(day)

    def _set_hours(self, _data: dict[str, Any]) -> str:
        services.set_hours(actor=self.employee, agency=self.agency, hours=self.hours.hours())
        return _("The hours are set.")

    def _would_move(self, day: date) -> str:
        count = len(moved_terms(self.agency, calendar_for(self.agency), around=day))
        if not count:
            return _("No open term is concerned.")
        return ngettext(
            "%(count)s open term would be due on another day; it stays until a controller computes it anew.",
            "%(count)s open terms would be due on another day; they stay until a controller computes them anew.",
            count,
        ) % {"count": count}


def _first() -> int:
    return years_known()[0]


def _months(number: int, days: WorkingCalendar, own: dict[date, OwnDay]) -> Iterator[Month]:
    for month in range(1, 13):
        weeks = [
            [_day(date(number, month, one), days, own) if one else None for one in week]
            for week in calendar.monthcalendar(number, month)
        ]
        working = sum(day is not None and day.kind != DayKind.OFF for week in weeks for day in week)
        yield Month(str(MONTHS[month]), weeks, working)


def _day(day: date, days: WorkingCalendar, own: dict[date, OwnDay]) -> Day:
    known = year_of(day.year)
    kind = DayKind.OFF if not days.is_working(day) else DayKind.SHORT if days.is_short(day) else DayKind.WORKING
    told = [formats.date_format(day, "d.m.Y"), str(kind.label)]
    if day in known.holidays:
        told.append(_("holiday"))
    if day in known.moved:
        told.append(_("moved from %(day)s") % {"day": f"{known.moved[day]:%d.%m.%Y}"})
    if day in known.working_weekends:
        told.append(_("its day off was moved"))
    if day in own:
        told.append(_("day of the agency: %(reason)s") % {"reason": own[day].reason})
    is_moved = day in known.moved or day in known.working_weekends
    mark = "°" if day in own else "*" if kind == DayKind.SHORT else "→" if is_moved else ""
    return Day(day.day, kind, mark, ", ".join(told), day == clock.today())
