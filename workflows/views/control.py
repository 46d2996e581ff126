"""The control desk: what is on control, by term, unit and controller; the same as a sheet."""

from datetime import date
from typing import cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from agencies import sheets
from agencies.models import Agency, Employee
from workflows import control_selectors as on_control
from workflows import policies
from workflows.control_selectors import NOBODY, Asked, Bucket, Line

PAGE = 50
SHEET_AT_MOST = 5000
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_GET
def control(request: HttpRequest) -> HttpResponse:
    """Counts by unit and controller, and the list behind them; further pages start after a key."""
    reader, agency = _reader(request)
    asked = _asked(request)
    after = _key(request.GET.get("after", ""))
    lines = on_control.lines(reader, agency, asked, after=after, size=PAGE)
    whole, units, controllers = on_control.summary(reader, agency)
    days = on_control.days(agency)
    return render(
        request,
        "workflows/control.html",
        {
            "lines": lines[:PAGE],
            "following": _mark(lines[PAGE - 1]) if len(lines) > PAGE else None,
            "is_first": after is None,
            "whole_row": [whole],
            "units": units,
            "controllers": controllers,
            "asked": asked,
            "buckets": Bucket.choices,
            "nobody": NOBODY,
            "today": days.today,
            "soon": days.soon,
            "agency": agency,
        },
    )


@require_GET
def sheet(request: HttpRequest) -> HttpResponse:
    """The list as a spreadsheet, at most 5000 rows."""
    reader, agency = _reader(request)
    lines = on_control.lines(reader, agency, _asked(request), size=SHEET_AT_MOST)
    titles = [_("Number"), _("What"), _("Executor"), _("Unit"), _("Controller"), _("State"), _("Due on")]
    rows = [_cells(one) for one in lines[:SHEET_AT_MOST]]
    if len(lines) > SHEET_AT_MOST:
        rows.append([_("The list goes on: choose a unit or a term.")])
    answer = HttpResponse(sheets.xlsx_of([titles, *rows]), content_type=XLSX)
    answer["Content-Disposition"] = f'attachment; filename="control-{on_control.days(agency).today:%Y-%m-%d}.xlsx"'
    return answer


def _cells(line: Line) -> list[str]:
    return [
        line.number,
        line.title,
        line.executor.short_name if line.executor else "",
        str(line.unit or ""),
        line.controller.short_name if line.controller else "",
        str(line.state),
        f"{line.due_on:%d.%m.%Y}",
    ]


def _reader(request: HttpRequest) -> tuple[Employee, Agency]:
    reader = cast("Employee", request.user)
    if reader.main_post is None or not policies.may_watch_control(reader):
        raise Http404
    return reader, reader.agency


def _asked(request: HttpRequest) -> Asked:
    """What the address asks for; what it does not understand asks for nothing."""
    bucket = request.GET.get("term", "")
    return Asked(
        bucket=bucket if bucket in Bucket.values else "",
        unit=_number(request.GET.get("unit", "")),
        controller=_number(request.GET.get("controller", "")),
    )


def _number(text: str) -> str:
    is_number = text.isascii() and text.isdigit() and len(text) <= 18  # of digits in a key
    return text if text == NOBODY or is_number else ""


def _key(text: str) -> tuple[date, int, int] | None:
    day, _dot, rest = text.partition("_")
    kind, _dot, key = rest.partition("_")
    if not (_number(kind) and _number(key)):
        return None
    try:
        return date.fromisoformat(day), int(kind), int(key)
    except ValueError:
        return None


def _mark(line: Line) -> str:
    day, kind, key = line.key
    return f"{day.isoformat()}_{kind}_{key}"
