"""Pages of an agency's structure that everybody who works there may see: the list, the chart, the card of a unit."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from agencies import chart as charts
from agencies.models import Unit
from agencies.policies import may_administer
from agencies.selectors import branch_of, structure_on, walk
from agencies.views.shared import asked_day, status_of, viewer
from history import clock
from history import selectors as record

# A larger agency's chart opens with its upper levels, the others being one step away.
SHOWN_WHOLE = 60
FIRST_LEVELS = 3


@require_GET
def structure(request: HttpRequest) -> HttpResponse:
    """The units of the agency on a day, as an indented list."""
    employee, agency = viewer(request)
    day, form = asked_day(request)
    context = {
        "agency": agency,
        "day": day,
        "form": form,
        "branches": list(walk(structure_on(agency, day))),
        "may_edit": may_administer(employee, agency),
        "is_today": day == clock.today(),
    }
    return render(request, "agencies/structure.html", context, status=status_of(form))


@require_GET
def chart(request: HttpRequest) -> HttpResponse:
    """The chart of a day: as a page, or as what the side panel holds."""
    context = _chart(request)
    name = "chart_body" if request.headers.get("HX-Request") == "true" else "chart"
    return render(request, f"agencies/{name}.html", context, status=status_of(context["form"]))


@require_GET
def chart_svg(request: HttpRequest) -> HttpResponse:
    """The same chart as a file."""
    context = _chart(request)
    answer = render(request, "agencies/chart_svg.html", context, content_type="image/svg+xml")
    file_name = _("Structure of %(agency)s, %(day)s") % {
        "agency": context["agency"],
        "day": f"{context['day']:%d.%m.%Y}",
    }
    answer["Content-Disposition"] = content_disposition_header(True, f"{file_name}.svg")
    return answer


@require_GET
def unit(request: HttpRequest, pk: int) -> HttpResponse:
    """The card of a unit as of a day: its place, people, units below, earlier states, and every act once."""
    employee, agency = viewer(request)
    found = get_object_or_404(
        Unit.objects.visible_to(employee)
        .filter(agency=agency)
        .select_related("agency", "parent", "merged_into")
        .prefetch_related("states__parent"),
        pk=pk,
    )
    day, form = asked_day(request)
    states = sorted(found.states.all(), key=lambda state: state.ends_on, reverse=True)
    context = {
        "unit": found,
        "was": found.on(day),
        "branch": branch_of(found, day),
        "day": day,
        "form": form,
        "states": states,
        "may_edit": may_administer(employee, agency),
        "is_today": day == clock.today(),
        "acts": record.timeline(found),
    }
    return render(request, "agencies/unit.html", context, status=status_of(form))


def _chart(request: HttpRequest) -> dict[str, Any]:
    _employee, agency = viewer(request)
    day, form = asked_day(request)
    form.auto_id = "chart_%s"  # the panel lies over a page that may have a form of a day too
    tree = structure_on(agency, day)
    root = request.GET.get("root", "")
    top = next((one for one in walk(tree) if root.isdigit() and one.unit.pk == int(root)), None)
    shown = [top] if top else tree
    deepest = max((one.level for one in walk(shown)), default=1) - (top.level - 1 if top else 0)
    asked = request.GET.get("levels", "")
    usual = deepest if sum(1 for _one in walk(shown)) <= SHOWN_WHOLE else min(FIRST_LEVELS, deepest)
    levels = min(int(asked), deepest) if asked.isdigit() and int(asked) > 0 else usual
    is_wide = request.GET.get("view") == "columns"
    draw = charts.columns if is_wide else charts.tree
    return {
        "agency": agency,
        "day": day,
        "form": form,
        "root": top,
        "levels": levels,
        "choices": range(1, deepest + 1),
        "view": "columns" if is_wide else "tree",
        "chart": draw(agency.short_name, shown, levels=levels, has_agency=top is None),
    }
