"""Pages of hours: sums by what is asked for, the list behind each, and both as a table for a spreadsheet."""

from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from agencies.models import Employee
from agencies.templatetags.words import hours as in_hours
from history import clock
from oversight import policies
from oversight.forms import DaysForm
from oversight.selectors import hours as asking
from oversight.selectors.hours import Asked, By
from oversight.views import shared

LOOK_BACK = timedelta(days=30)


@require_safe
def hours(request: HttpRequest) -> HttpResponse:
    """Sums of effort of everybody whom the manager watches, by person, unit, kind of work, stage, case or task."""
    reader, asked, form = _asked(request)
    page = shared.page_of(request, asking.sums(reader, asked))
    context = {
        "form": form,
        "asked": asked,
        "choices": By.choices,
        "rows": asking.rows_of(asked, list(page.object_list)),
        "page": page,
        "total": asking.total(reader, asked),
        "query": _query(asked),
    }
    return render(request, "oversight/hours.html", context, status=422 if form.errors else 200)


@require_safe
def hours_list(request: HttpRequest, key: str) -> HttpResponse:
    """The stretches behind one sum."""
    reader, asked, _form = _asked(request)
    found = asking.behind(reader, asked, key)
    page = shared.page_of(request, found)
    shared.exists_if(bool(page.object_list) or asking.is_known(reader, asked, key))
    context = {
        "efforts": page.object_list,
        "page": page,
        "total": asking.sum_of(found),
        "label": asking.label_of(asked.by, key),
        "asked": asked,
        "query": _query(asked),
    }
    return render(request, "oversight/hours_list.html", context)


@require_safe
def hours_table(request: HttpRequest, kind: str) -> HttpResponse:
    """The sums as an xlsx or a csv file."""
    reader, asked, _form = _asked(request)
    titles = [str(asked.by.label).capitalize(), _("Hours"), _("Stretches")]
    lines = [[row.label, in_hours(row.spent), str(row.count)] for row in asking.rows(reader, asked)]
    return shared.table_file(kind, f"hours-{asked.by}-{asked.since}-{asked.until}", [titles, *lines])


def _asked(request: HttpRequest) -> tuple[Employee, Asked, DaysForm]:
    """Who asks, and for what: the last thirty days by person, unless the address says otherwise."""
    reader = shared.viewer(request)
    shared.exists_if(policies.may_watch_load(reader))
    form = DaysForm(request.GET)
    given: dict[str, Any] = form.cleaned_data if form.is_valid() else {}
    until: date = given.get("until") or clock.today()
    since: date = given.get("since") or until - LOOK_BACK
    by = request.GET.get("by", "")
    return reader, Asked(since, until, By(by) if by in By.values else By.PERSON), form


def _query(asked: Asked) -> str:
    return f"by={asked.by}&since={asked.since}&until={asked.until}"
