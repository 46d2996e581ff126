"""The desk: what needs the person, by due date."""

from datetime import date
from typing import cast

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from agencies.models import Employee
from workflows import incident_selectors, list_selectors, selectors
from workflows.first_steps import first_steps
from workflows.models import TermReminder, WorkItemQuerySet, WorkKind
from workflows.services import reminders

PAGE = 50


@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """The list of the desk, one queue of it if named; further pages start after a key."""
    employee = cast("Employee", request.user)
    kind = request.GET.get("queue", "")
    if kind not in WorkKind.values:
        kind = ""
    asked = request.GET.get("list", "")
    if asked in list_selectors.LISTS:
        return _listed(request, employee, asked)
    rows = list(_after(selectors.desk(employee, kind), request.GET.get("after", ""))[: PAGE + 1])
    last = rows[PAGE - 1] if len(rows) > PAGE else None
    heading = str(WorkKind(kind).label).capitalize() if kind else _("Needs me")
    return render(
        request,
        "workflows/desk.html",
        {
            "items": rows[:PAGE],
            "reminders": selectors.reminders(employee),
            "incidents": incident_selectors.open_count(employee),
            "ending": selectors.ending_certificates(employee),
            "first_steps": first_steps(employee),
            "heading": heading,
            "kind": kind,
            "following": f"{last.due_on or ''}.{last.pk}" if last else "",
            "is_first": "after" not in request.GET,
        },
    )


def _listed(request: HttpRequest, employee: Employee, asked: str) -> HttpResponse:
    """A list beside the desk: work of others, and with whom it lies."""
    found = list_selectors.LISTS[asked](employee)
    rows = list(_after(found, request.GET.get("after", ""))[: PAGE + 1])
    last = rows[PAGE - 1] if len(rows) > PAGE else None
    context = {
        "items": rows[:PAGE],
        "asked": asked,
        "heading": list_selectors.TITLES[asked],
        "following": f"{last.due_on or ''}.{last.pk}" if last else "",
        "is_first": "after" not in request.GET,
    }
    return render(request, "workflows/desk_list.html", context)


@require_POST
def reminder_seen(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a reminder off the desk."""
    employee = cast("Employee", request.user)
    reminder = get_object_or_404(TermReminder.objects.visible_to(employee), pk=pk)
    reminders.see(actor=employee, reminder=reminder)
    return redirect("workflows:desk")


def _after(items: WorkItemQuerySet, key: str) -> WorkItemQuerySet:
    due, _dot, number = key.partition(".")
    if not number.isdigit():
        return items
    if not due:
        return items.filter(due_on__isnull=True, pk__gt=int(number))
    try:
        day = date.fromisoformat(due)
    except ValueError:
        return items
    return items.filter(Q(due_on__gt=day) | Q(due_on=day, pk__gt=int(number)) | Q(due_on__isnull=True))
