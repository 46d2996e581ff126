"""What is done to the terms of a case, with a preview of the new date; the terms that a calendar would move."""

from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from agencies.calendars import calendar_for
from agencies.forms import refuse
from agencies.models import Employee
from agencies.selectors import moved_terms
from citizens.models import Case
from history.acts import type_name
from workflows import policies, term_panels
from workflows.forms.terms import RecomputeForm
from workflows.services import terms as acts
from workflows.term_panels import Section, TermAction
from workflows.undoing_selectors import last_reopening

LONGEST_LIST = 500


@require_http_methods(["GET", "POST"])
def case_term(request: HttpRequest, pk: int) -> HttpResponse:
    """The terms of a case; a POST names what it does, and whether it only shows the new date."""
    employee = cast("Employee", request.user)
    found = get_object_or_404(
        Case.objects.visible_to(employee).select_related("applicant", "term_kind", "agency"), pk=pk
    )
    resolutions = list(found.resolutions.select_related("author", "executor", "case"))
    section = term_panels.section(found, resolutions, last_reopening(found))
    offered = term_panels.actions_of(found, section, employee)
    chosen = next((one for one in offered if one.name == request.POST.get("action")), None)
    if request.method == "POST" and chosen is None:
        messages.info(request, _("This cannot be done to the term, or not any more."))
        return redirect("workflows:case", pk)
    forms = [(one, _form(one, found, request.POST if one is chosen else None)) for one in offered]
    form = next((one for action, one in forms if action is chosen), None)
    preview = None
    if chosen is not None and form is not None and form.is_valid():
        try:
            if chosen.preview is not None and "preview" in request.POST:
                preview = chosen.preview(section.term, form.cleaned_data)
            else:
                chosen.do(employee, found, form.cleaned_data)
                messages.success(request, str(chosen.done))
                return redirect("workflows:case", pk)
        except ValidationError as error:
            refuse(form, error)
    context = {"case": found, "section": section, "panels": forms, "chosen": chosen, "preview": preview}
    return render(request, "workflows/case_term.html", context, status=422 if form is not None and form.errors else 200)


def panels(case: Case, section: Section, reader: Employee) -> list[tuple[TermAction, Any]]:
    """What the card of a case offers, each with its empty form."""
    return [(one, _form(one, case, None)) for one in term_panels.actions_of(case, section, reader)]


@require_http_methods(["GET", "POST"])
def moved(request: HttpRequest) -> HttpResponse:
    """Running terms that would be due on another day by the calendar of today; the controller computes them anew."""
    employee = cast("Employee", request.user)
    if employee.main_post is None or not policies.may_see_moved_terms(employee, employee.agency):
        raise Http404
    agency = employee.agency
    all_moved = [one for one in moved_terms(agency, calendar_for(agency)) if one.term.subject_type == type_name(Case())]
    seen = Case.objects.visible_to(employee).filter(pk__in=[one.term.subject_key for one in all_moved])
    numbers = dict(seen.values_list("pk", "number"))
    found = [one for one in all_moved if one.term.subject_key in numbers]
    hidden = [one.term.pk for one in all_moved if one.term.subject_key not in numbers]
    form = RecomputeForm(request.POST or None, keys=[one.term.pk for one in found], hidden=hidden)
    if request.method == "POST" and form.is_valid():
        try:
            count = acts.recompute(actor=employee, agency=agency, keys=form.chosen, reason=form.cleaned_data["reason"])
        except ValidationError as error:
            refuse(form, error)
        else:
            text = ngettext("%(count)s term is computed anew.", "%(count)s terms are computed anew.", count)
            messages.success(request, text % {"count": count})
            return redirect("workflows:moved-terms")
    shown = found[:LONGEST_LIST]
    context = {
        "rows": [(one, numbers[one.term.subject_key]) for one in shown],
        "count": len(found),
        "hidden_count": len(hidden),
        "form": form,
        "may_recompute": policies.may_recompute(employee, agency),
        "chosen": request.POST.getlist("terms") if form.is_bound else [str(one.term.pk) for one in shown],
    }
    return render(request, "workflows/moved_terms.html", context, status=422 if form.errors else 200)


def _form(action: TermAction, case: Case, data: Any) -> Any:
    return action.form(data, case=case, auto_id=f"{action.name}_%s")
