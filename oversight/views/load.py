"""Pages of managers: the load of their people, what stands behind each figure, the hours of a case."""

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from citizens.models import Case
from history import clock
from oversight import policies
from oversight.selectors import load as loads
from oversight.selectors.load import Figure
from oversight.views import shared
from workflows.models import WorkItem

LIST_SIZE = 100


@require_safe
def load(request: HttpRequest) -> HttpResponse:
    """Open, due, overdue and done work and hours of everybody whom the manager watches."""
    reader = shared.viewer(request)
    shared.exists_if(policies.may_watch_load(reader))
    columns = [figure for figure in Figure if figure is not Figure.HOURS]
    context = {"units": loads.load(reader), "columns": columns, "since": loads.look_back(), "today": clock.today()}
    return render(request, "oversight/load.html", context)


@require_safe
def load_list(request: HttpRequest, pk: int, figure: str) -> HttpResponse:
    """What stands behind one figure of the load."""
    reader = shared.viewer(request)
    shared.exists_if(policies.may_watch_load(reader) and figure in Figure.values)
    post = next((post for post in loads.people_watched(reader) if post.employee_id == pk), None)
    if post is None:
        raise Http404
    context: dict[str, Any] = {"post": post, "figure": Figure(figure), "today": clock.today()}
    if figure == Figure.HOURS:
        efforts = loads.efforts_of(reader, post.employee)
        context |= {"efforts": efforts, "total": sum((e.ends_at - e.starts_at for e in efforts), loads.NO_TIME)}
    else:
        items = loads.items_of(reader, post.employee, Figure(figure))
        context |= _stretch(request, items) | {"total": items.count()}
    return render(request, "oversight/load_list.html", context)


@require_safe
def case_hours(request: HttpRequest, pk: int) -> HttpResponse:
    """Hours spent on a case per person, beside the time that passed."""
    reader = shared.viewer(request)
    case = get_object_or_404(Case.objects.visible_to(reader).select_related("applicant", "agency"), pk=pk)
    shared.exists_if(policies.may_see_hours(reader, case))
    return render(request, "oversight/case_hours.html", {"case": case, "hours": loads.hours_of(case)})


def _stretch(request: HttpRequest, items: QuerySet[WorkItem]) -> dict[str, Any]:
    """A stretch of the list after the item that the address names."""
    after = request.GET.get("after", "")
    found = list(loads.after(items, *_mark(after))[: LIST_SIZE + 1]) if after else list(items[: LIST_SIZE + 1])
    shown = found[:LIST_SIZE]
    more = f"{shown[-1].due_on or ''}_{shown[-1].pk}" if len(found) > LIST_SIZE else None
    return {"items": shown, "more": more, "is_continued": bool(after)}


def _mark(text: str) -> tuple[date | None, int]:
    """The due date and number that a list goes on after."""
    due_on, _, key = text.partition("_")
    try:
        return (date.fromisoformat(due_on) if due_on else None), int(key)
    except ValueError as broken:
        raise Http404 from broken
