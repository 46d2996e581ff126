"""The page of norms of hours: what the administrator has set, and who changed what when."""

from datetime import timedelta
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from agencies.forms import refuse
from agencies.models import Employee
from agencies.templatetags.words import hours as in_hours
from history.models import Act
from workflows import load_selectors, policies
from workflows.forms.norms import NormsForm
from workflows.models import WorkKind
from workflows.services.norms import set_norms


@require_http_methods(["GET", "POST"])
def norms(request: HttpRequest) -> HttpResponse:
    """Hours per kind of work, which load is estimated by; empty ones estimate nothing."""
    employee = cast("Employee", request.user)
    agency = employee.agency if employee.main_post else None
    if agency is None or not policies.may_set_norms(employee, agency):
        raise Http404
    form = NormsForm(request.POST or None, norms=load_selectors.norms_of(agency))
    if request.method == "POST" and form.is_valid():
        try:
            set_norms(actor=employee, agency=agency, norms=form.given())
        except ValidationError as error:
            refuse(form, error)
        else:
            messages.success(request, _("The norms are set."))
            return redirect("workflows:norms")
    changes = [(one, _told(one)) for one in load_selectors.changes_of_norms(agency)]
    context = {"form": form, "agency": agency, "changes": changes, "ahead": load_selectors.AHEAD}
    return render(request, "workflows/norms.html", context, status=422 if form.errors else 200)


def _told(act: Act) -> str:
    """The changes of one act in words: ``execute: — → 8:00``."""
    found: list[dict[str, Any]] = act.data.get("changes", [])
    return "; ".join(
        f"{WorkKind(one['kind']).label}: {_length(one['before'])} → {_length(one['after'])}"
        for one in found
        if one["kind"] in WorkKind.values
    )


def _length(minutes: int | None) -> str:
    return "—" if minutes is None else in_hours(timedelta(minutes=minutes))
