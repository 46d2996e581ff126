"""Pages of where work gets stuck: figures of each step, the list behind each, the table for a spreadsheet."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from agencies.models import Employee
from agencies.templatetags.words import hours as in_hours
from history import clock
from oversight import policies
from oversight.forms import StepsForm
from oversight.selectors import stuck as asking
from oversight.selectors.stuck import Asked, Figure
from oversight.views import shared

LOOK_BACK = timedelta(days=90)


@require_safe
def stuck(request: HttpRequest) -> HttpResponse:
    """Median working hours, returns and open work of each step of the processes; steps that no case has used."""
    reader, asked, form = _asked(request)
    rows = asking.rows(reader, asked)
    context = {
        "form": form,
        "asked": asked,
        "rows": rows,
        "slowest": max((row.half for row in rows if row.half), default=None),
        "unused": [row for row in rows if row.is_unused],
        "sample": asking.SAMPLE,
        "query": _query(asked),
    }
    return render(request, "oversight/stuck.html", context, status=422 if form.errors else 200)


@require_safe
def stuck_list(request: HttpRequest, kind: str, figure: str) -> HttpResponse:
    """The work behind one figure of a step."""
    reader, asked, _form = _asked(request)
    step = asking.step_of(kind)
    if step is None or figure not in Figure.values:
        raise Http404
    page = shared.page_of(request, asking.behind(reader, asked, kind, Figure(figure)))
    context: dict[str, Any] = {
        "step": step,
        "figure": Figure(figure),
        "asked": asked,
        "page": page,
        "items": asking.took(list(page.object_list)),
        "query": _query(asked),
    }
    return render(request, "oversight/stuck_list.html", context)


@require_safe
def stuck_table(request: HttpRequest, kind: str) -> HttpResponse:
    """The figures as an xlsx or a csv file."""
    reader, asked, _form = _asked(request)
    titles = [_("Process"), _("Step"), _("Done"), _("Median, working hours"), _("Came back"), _("Open now")]
    lines = [
        [
            *(row.step.process, row.step.name, str(row.done)),
            *("" if row.half is None else in_hours(row.half), str(row.back), str(row.open)),
        ]
        for row in asking.rows(reader, asked)
    ]
    return shared.table_file(kind, f"steps-{asked.since}-{asked.until}", [titles, *lines])


def _asked(request: HttpRequest) -> tuple[Employee, Asked, StepsForm]:
    """Who asks, and for what: the last ninety days of all cases and units, unless the address says otherwise."""
    reader = shared.viewer(request)
    shared.exists_if(policies.may_watch_load(reader))
    form = StepsForm(asking.units(reader), request.GET)
    given: dict[str, Any] = form.cleaned_data if form.is_valid() else {}
    until = given.get("until") or clock.today()
    since = given.get("since") or until - LOOK_BACK
    return reader, Asked(since, until, given.get("kind") or "", given.get("unit")), form


def _query(asked: Asked) -> str:
    unit = str(asked.unit.pk) if asked.unit else ""
    return urlencode({"since": asked.since, "until": asked.until, "kind": asked.kind, "unit": unit})
