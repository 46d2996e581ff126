"""Pages of month sheets: the sheet of a unit, corrections, closing, its print and table, effort beside it."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from agencies.forms import refuse
from agencies.models import DayCode, Employee, Unit
from agencies.policies import may_close_sheet
from agencies.selectors.attendance import Day, Sheet, sheet_of, units_kept_by
from agencies.services import attendance as keeping
from documents import files
from documents.pdf.month_sheet import hours_of, month_sheet_pdf
from history import clock
from oversight.forms import DayOfSheetForm, SheetForm, WhyForm
from oversight.selectors.attendance import beside
from oversight.views import shared

REFUSED = 422


@require_http_methods(["GET", "POST"])
def month_sheet(request: HttpRequest) -> HttpResponse:
    """The sheet of a unit for a month; whoever keeps it corrects a day, its head closes it and opens it again."""
    reader, asked, unit, month = _asked(request)
    sheet = sheet_of(unit, month)
    action = request.POST.get("action", "")
    posted = {name: request.POST if name == action else None for name in ("correct", "close", "open")}
    acts: dict[str, forms.Form] = {
        "correct": DayOfSheetForm(posted["correct"], sheet=sheet),
        "close": forms.Form(posted["close"]),
        "open": WhyForm(posted["open"]),
    }
    form = acts.get(action)
    if form is not None and form.is_valid():
        try:
            done = _keep(reader, sheet, action, form.cleaned_data)
        except ValidationError as error:
            refuse(form, error)
        else:
            messages.success(request, done)
            return redirect(f"{reverse('oversight:month-sheet')}?{_query(unit, month)}")
    context = {
        "asked": asked,
        "sheet": sheet,
        "beside": beside(sheet),
        "may_close": may_close_sheet(reader, unit),
        "correcting": acts["correct"],
        "closing": acts["close"],
        "opening": acts["open"],
        "codes": [(one.letter, one.label) for one in DayCode],
        "query": _query(unit, month),
    }
    is_refused = (asked.is_bound and bool(asked.errors)) or form is not None
    return render(request, "oversight/month_sheet.html", context, status=REFUSED if is_refused else 200)


@require_safe
def month_sheet_print(request: HttpRequest) -> FileResponse:
    """The sheet in the shape of form 0504421."""
    _reader, _form, unit, month = _asked(request)
    name = f"month-sheet-{unit.code}-{month:%Y-%m}.pdf"
    return FileResponse(month_sheet_pdf(sheet_of(unit, month)), content_type=files.PDF, filename=name)


@require_safe
def month_sheet_table(request: HttpRequest, kind: str) -> HttpResponse:
    """The sheet as an xlsx or a csv file: a cell a day, the code and the hours."""
    _reader, _form, unit, month = _asked(request)
    sheet = sheet_of(unit, month)
    titles = [_("Name"), _("Post"), *(str(day.day) for day in sheet.days), _("Days at work"), _("Hours at work")]
    lines = [
        [
            *(line.name, line.title),
            *map(_cell, line.days),
            *(str(line.attended()), hours_of(line.worked())),
        ]
        for line in sheet.lines
    ]
    return shared.table_file(kind, f"month-sheet-{unit.code}-{month:%Y-%m}", [titles, *lines])


def _cell(day: Day) -> str:
    letter = day.code.letter if day.code else ""
    return f"{letter} {hours_of(day.worked)}" if day.worked else letter


def _keep(reader: Employee, sheet: Sheet, action: str, data: dict[str, Any]) -> str:
    """Do what was asked for, and say so."""
    if action == "close":
        keeping.close_sheet(actor=reader, unit=sheet.unit, month=sheet.first_day)
        return _("The month sheet is closed.")
    if action == "open":
        shared.exists_if(sheet.closed is not None)
        assert sheet.closed is not None
        keeping.open_sheet(actor=reader, sheet=sheet.closed, reason=data["reason"])
        return _("The month sheet is open again.")
    keeping.correct_day(
        actor=reader, post=data["post"], day=data["day"], code=data["code"], worked=data["hours"], reason=data["reason"]
    )
    return _("The day is corrected.")


def _asked(request: HttpRequest) -> tuple[Employee, SheetForm, Unit, date]:
    """Who asks, for which unit and month: their own unit and the present month, unless the address says otherwise."""
    reader = shared.viewer(request)
    units = units_kept_by(reader)
    form = SheetForm(units, request.GET or None)
    given: dict[str, Any] = form.cleaned_data if form.is_valid() else {}
    unit = given.get("unit") or _first(reader, units)
    shared.exists_if(unit is not None)
    assert unit is not None
    month = given.get("month") or clock.today().replace(day=1)
    if not form.is_bound:
        form = SheetForm(units, initial={"unit": unit.pk, "month": month})
    return reader, form, unit, month


def _first(reader: Employee, units: Any) -> Unit | None:
    """The unit of the main post, if the person keeps its sheet; else the first that they keep."""
    own = reader.main_post.unit_id if reader.main_post else None
    found: Unit | None = units.filter(pk=own).first() or units.first()
    return found


def _query(unit: Unit, month: date) -> str:
    return urlencode({"unit": unit.pk, "month": f"{month:%Y-%m}"})
