"""Pages of auditors and managers; to everybody else they do not exist."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from agencies.models import Employee
from citizens.models import Case, Person
from history import clock
from oversight import policies
from oversight.forms import ActsForm
from oversight.selectors import load as loads
from oversight.selectors import record
from oversight.selectors.load import Figure
from workflows.models import WorkItem

LIST_SIZE = 100


@require_safe
def acts(request: HttpRequest) -> HttpResponse:
    """The record of the auditor's agencies, newest first, a stretch at a time."""
    viewer = _viewer(request)
    _exists_if(bool(policies.agencies_audited(viewer)))
    form = ActsForm(viewer, request.GET or {})
    page = record.ActsPage([], None)
    if form.is_valid():
        page = record.acts_page(viewer, form.wanted(), before=form.cleaned_data["before"])
    context = {
        "form": form,
        "page": page,
        "older": _with(request, before=page.older_than) if page.older_than else None,
        "is_filtered": any(request.GET.get(name) for name in form.fields if name != "before"),
    }
    return render(request, "oversight/acts.html", context, status=422 if form.errors else 200)


@require_safe
def changes(request: HttpRequest, pk: int) -> HttpResponse:
    """Every changed field of a case and of all its papers, before and after."""
    viewer = _viewer(request)
    case = get_object_or_404(Case.objects.visible_to(viewer).select_related("applicant"), pk=pk)
    _exists_if(policies.may_see_changes(viewer, case))
    return render(request, "oversight/changes.html", {"case": case, "changes": record.case_changes(case)})


@require_safe
def person_changes(request: HttpRequest, pk: int) -> HttpResponse:
    """Every changed field of an applicant's card, before and after."""
    viewer = _viewer(request)
    person = get_object_or_404(Person.objects.visible_to(viewer), pk=pk)
    _exists_if(policies.may_see_changes(viewer, person))
    return render(
        request, "oversight/person_changes.html", {"person": person, "changes": record.person_changes(person)}
    )


@require_safe
def load(request: HttpRequest) -> HttpResponse:
    """Open, due, overdue and done work and hours of everybody whom the manager watches."""
    viewer = _viewer(request)
    _exists_if(policies.may_watch_load(viewer))
    columns = [figure for figure in Figure if figure is not Figure.HOURS]
    context = {"units": loads.load(viewer), "columns": columns, "since": loads.look_back(), "today": clock.today()}
    return render(request, "oversight/load.html", context)


@require_safe
def load_list(request: HttpRequest, pk: int, figure: str) -> HttpResponse:
    """What stands behind one figure of the load."""
    viewer = _viewer(request)
    _exists_if(policies.may_watch_load(viewer) and figure in Figure.values)
    post = next((post for post in loads.people_watched(viewer) if post.employee_id == pk), None)
    if post is None:
        raise Http404
    context: dict[str, Any] = {"post": post, "figure": Figure(figure), "today": clock.today()}
    if figure == Figure.HOURS:
        efforts = loads.efforts_of(viewer, post.employee)
        context |= {"efforts": efforts, "total": sum((e.ends_at - e.starts_at for e in efforts), loads.NO_TIME)}
    else:
        items = loads.items_of(viewer, post.employee, Figure(figure))
        context |= _stretch(request, items) | {"total": items.count()}
    return render(request, "oversight/load_list.html", context)


@require_safe
def case_hours(request: HttpRequest, pk: int) -> HttpResponse:
    """Hours spent on a case per person, beside the time that passed."""
    viewer = _viewer(request)
    case = get_object_or_404(Case.objects.visible_to(viewer).select_related("applicant"), pk=pk)
    _exists_if(policies.may_see_hours(viewer, case))
    return render(request, "oversight/case_hours.html", {"case": case, "hours": loads.hours_of(case)})


def _viewer(request: HttpRequest) -> Employee:
    if not isinstance(request.user, Employee):
        raise Http404
    return request.user


def _exists_if(is_allowed: bool) -> None:
    if not is_allowed:
        raise Http404


def _with(request: HttpRequest, **changed: Any) -> str:
    """The query of this page with other values."""
    return urlencode([(k, v) for k, v in request.GET.items() if k not in changed and v] + list(changed.items()))


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
