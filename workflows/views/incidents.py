"""Pages of incidents: what failed, since when and why; trying again, dismissing."""

from typing import cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from agencies.forms import refuse
from agencies.models import Employee
from workflows import incident_selectors as selectors
from workflows import policies
from workflows.forms.incidents import DismissalForm
from workflows.incidents import Incident, IncidentKind
from workflows.services import incidents as services
from workflows.services import retrying

PAGE = 50


@require_GET
def incidents(request: HttpRequest) -> HttpResponse:
    """Open incidents, of one kind if asked, or those that are over; further pages start before a key."""
    employee = _who_sees_to_it(request)
    kind = request.GET.get("kind", "")
    kind = kind if kind in IncidentKind.values else ""
    is_over = request.GET.get("view") == "over"
    found = selectors.incidents(employee, kind=kind, is_over=is_over)
    before = request.GET.get("before", "")
    if before.isascii() and before.isdigit() and len(before) <= 18:
        found = found.filter(pk__lt=int(before))
    rows = list(found[: PAGE + 1])
    piles = selectors.piles(employee)
    context = {
        "rows": selectors.shown(employee, rows[:PAGE]),
        "piles": piles,
        "total": sum(pile.count for pile in piles),
        "kind": kind,
        "is_over": is_over,
        "older": rows[PAGE - 1].pk if len(rows) > PAGE else None,
    }
    return render(request, "workflows/incidents.html", context)


@require_http_methods(["GET", "POST"])
def incident(request: HttpRequest, pk: int) -> HttpResponse:
    """One incident, and its dismissal."""
    employee, found = _incident(request, pk)
    form = DismissalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.dismiss(actor=employee, incident=found, reason=form.cleaned_data["reason"])
        except ValidationError as error:
            refuse(form, error)
        else:
            messages.success(request, _("The incident is dismissed."))
            return redirect("workflows:incidents")
    context = {"one": selectors.shown(employee, [found])[0], "form": form}
    return render(request, "workflows/incident.html", context, status=422 if form.errors else 200)


@require_POST
def retry(request: HttpRequest, pk: int) -> HttpResponse:
    """Try the failed step again."""
    employee, found = _incident(request, pk)
    try:
        after = retrying.retry(actor=employee, incident=found)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    except PermissionDenied as error:
        messages.error(request, str(error))
    else:
        if after.is_open:
            messages.success(request, _("It is tried again. When it succeeds, the incident closes by itself."))
        else:
            messages.success(request, _("It succeeded: the incident is closed."))
    return redirect("workflows:incident", pk)


@require_POST
def retry_all(request: HttpRequest) -> HttpResponse:
    """Try every open incident of a kind again."""
    employee, kind = _who_sees_to_it(request), request.POST.get("kind", "")
    if kind not in IncidentKind.values:
        raise Http404
    tried, refused = retrying.retry_all(actor=employee, kind=kind)
    messages.success(request, _("Tried again: %(count)s.") % {"count": tried})
    if refused:
        messages.warning(request, _("Refused: %(count)s. Open them to see why.") % {"count": refused})
    return redirect(f"{reverse('workflows:incidents')}?kind={kind}")


def _who_sees_to_it(request: HttpRequest) -> Employee:
    employee = cast("Employee", request.user)
    if not policies.may_see_incidents(employee):
        raise Http404
    return employee


def _incident(request: HttpRequest, pk: int) -> tuple[Employee, Incident]:
    employee = _who_sees_to_it(request)
    found = Incident.objects.visible_to(employee).select_related("ended_by", "case", "document")
    return employee, get_object_or_404(found, pk=pk)
