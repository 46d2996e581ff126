"""Pages of one's own time, a day or a week of it, and of how the agency keeps effort."""

from datetime import date, timedelta
from typing import Any, cast
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from agencies.forms import refuse
from agencies.models import Agency, Employee
from agencies.rules import Power, agencies_with, may_take_part
from history import clock
from workflows import time_selectors
from workflows.forms.time import EffortForm, IdleForm, MonthForm, NewEffortForm, ReasonForm
from workflows.models import Effort, WorkItem
from workflows.services import own_time, timekeeping
from workflows.timekeeping import ClosedMonth

EARLIEST, WEEK = date(2000, 1, 1), 7


@require_GET
def my_time(request: HttpRequest) -> HttpResponse:
    """A week of one's own time, or a day of it."""
    employee = _worker(request)
    day, is_day = _day(request.GET.get("day", "")), request.GET.get("span") == "day"
    first = day if is_day else day - timedelta(days=day.weekday())
    last = first if is_day else first + timedelta(days=WEEK - 1)
    days = time_selectors.days_of(employee, first, last)
    step = timedelta(days=1 if is_day else WEEK)
    context = {
        "days": [one for one in days if is_day or one.efforts or one.day.weekday() < WEEK - 2],
        "total": sum((one.total for one in days), time_selectors.NO_TIME),
        "first": first,
        "last": last,
        "is_day": is_day,
        "before": first - step,
        "after": first + step if last < clock.today() else None,
        "adds_on": min(day, clock.today()),
    }
    return render(request, "workflows/my_time.html", context)


@require_GET
def efforts(request: HttpRequest, pk: int) -> HttpResponse:
    """The person's own stretches of time on an item."""
    employee = _worker(request)
    found = get_object_or_404(WorkItem.objects.visible_to(employee), pk=pk)
    rows = Effort.objects.filter(item=found, employee=employee).order_by("starts_at")
    return render(request, "workflows/efforts.html", {"item": found, "efforts": rows})


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Add time that no open page has measured."""
    employee, day = _worker(request), min(_day(request.GET.get("day", "")), clock.today())
    form = NewEffortForm(request.POST or None, employee=employee, day=day)

    def do(data: dict[str, Any]) -> None:
        own_time.add_effort(actor=employee, **data)

    return _asked(request, form, do, title=_("Add time"), submit=_("Add"), done=_("The time is added."), day=day)


@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct a stretch of one's own time, with a reason."""
    employee, found = _own(request, pk)
    form = EffortForm(request.POST or None, effort=found)

    def do(data: dict[str, Any]) -> None:
        own_time.correct_effort(actor=employee, effort=found, **data)

    texts = {
        "title": _("Correct the time: %(work)s") % {"work": found.item},
        "submit": _("Correct"),
        "done": _("The time is corrected."),
    }
    return _asked(request, form, do, **texts, day=timezone.localtime(found.starts_at).date())


@require_http_methods(["GET", "POST"])
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete a stretch of one's own time, with a reason."""
    employee, found = _own(request, pk)
    form = ReasonForm(request.POST or None)

    def do(data: dict[str, Any]) -> None:
        own_time.delete_effort(actor=employee, effort=found, **data)

    texts = {
        "title": _("Delete the time %(span)s: %(work)s") % {"span": found, "work": found.item},
        "submit": _("Delete"),
        "done": _("The time is deleted."),
    }
    return _asked(request, form, do, **texts, day=timezone.localtime(found.starts_at).date())


@require_http_methods(["GET", "POST"])
def rules(request: HttpRequest) -> HttpResponse:
    """When counting stops in the agency, and which of its months are closed."""
    employee = cast("Employee", request.user)
    agency = Agency.objects.filter(pk__in=agencies_with(employee, Power.CONTROL)).order_by("pk").first()
    if agency is None:
        raise Http404
    action = request.POST.get("action", "")
    posted = {name: request.POST if name == action else None for name in ("idle", "close", "open")}
    idle = IdleForm(posted["idle"], initial={"minutes": time_selectors.idle_minutes(agency)})
    month, opening = MonthForm(posted["close"]), ReasonForm(posted["open"])
    form: forms.Form | None = {"idle": idle, "close": month, "open": opening}.get(action)
    if form is not None and form.is_valid():
        try:
            _kept(request, employee, agency, form.cleaned_data)
        except ValidationError as error:
            refuse(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("workflows:time-rules")
    context = {"idle": idle, "month": month, "opening": opening, "closed": time_selectors.closed_months(agency)}
    return render(request, "workflows/time_rules.html", context, status=422 if form is not None else 200)


def _kept(request: HttpRequest, employee: Employee, agency: Agency, data: dict[str, Any]) -> None:
    if "minutes" in data:
        timekeeping.set_idle_cut(actor=employee, agency=agency, minutes=data["minutes"])
    elif "month" in data:
        timekeeping.close_month(actor=employee, agency=agency, month=data["month"])
    else:
        asked = request.POST.get("closed", "")
        key = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 18 else 0
        closed = get_object_or_404(ClosedMonth, agency=agency, pk=key)
        timekeeping.open_month(actor=employee, closed=closed, reason=data["reason"])


def _asked(
    request: HttpRequest, form: forms.Form, do: Any, *, title: str, submit: str, done: str, day: date
) -> HttpResponse:
    """A form about one's own time: done and back to the week of it, or shown with what was refused."""
    back = f"{reverse('workflows:my-time')}?{urlencode({'day': day.isoformat()})}"
    if request.method == "POST" and form.is_valid():
        try:
            do(form.cleaned_data)
        except ValidationError as error:
            refuse(form, error)
        else:
            messages.success(request, done)
            return redirect(back)
    context = {"form": form, "title": title, "submit": submit, "back": back}
    return render(request, "agencies/form.html", context, status=422 if form.errors else 200)


def _own(request: HttpRequest, pk: int) -> tuple[Employee, Effort]:
    employee = _worker(request)
    return employee, get_object_or_404(Effort.objects.select_related("item"), pk=pk, employee=employee)


def _worker(request: HttpRequest) -> Employee:
    """The person, if work can lie with them; to others these pages do not exist."""
    employee = cast("Employee", request.user)
    if not may_take_part(employee):
        raise Http404
    return employee


def _day(text: str) -> date:
    """The day that the address asks for; today, if it asks for none that can be shown."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return clock.today()
    return day if EARLIEST <= day <= clock.today() else clock.today()
