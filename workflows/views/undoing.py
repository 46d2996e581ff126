"""The pages on which a whole case is taken up again, or its registration is cancelled and restored."""

from typing import cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from agencies.forms import refuse
from agencies.models import Employee
from citizens.models import Case
from workflows import case_actions
from workflows.case_actions import CaseAction


@require_http_methods(["GET", "POST"])
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """On what ground an ended case is taken up again, which questions, by whom and by when."""
    return _page(request, pk, case_actions.REOPEN)


@require_http_methods(["GET", "POST"])
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Why the registration of a case was a mistake."""
    return _page(request, pk, case_actions.CANCEL)


@require_http_methods(["GET", "POST"])
def restore(request: HttpRequest, pk: int) -> HttpResponse:
    """Why a cancelled registration is in force again."""
    return _page(request, pk, case_actions.RESTORE)


def _page(request: HttpRequest, pk: int, action: CaseAction) -> HttpResponse:
    employee = cast("Employee", request.user)
    case = get_object_or_404(Case.objects.visible_to(employee).select_related("applicant", "agency"), pk=pk)
    if not action.may(employee, case):
        raise Http404
    form = action.form(request.POST or None, employee=employee, case=case)
    if form.is_valid():
        try:
            action.do(employee, case, form)
        except ValidationError as error:
            refuse(form, error)
        else:
            messages.success(request, action.done)
            return redirect("workflows:case", pk)
    context = {
        "form": form,
        "not_now": action.refusal(case),
        "title": _("%(action)s: %(case)s") % {"action": action.label, "case": case},
        "rule": action.rule,
        "submit": action.label,
        "back": reverse("workflows:case", args=[pk]),
    }
    return render(request, "workflows/case_action.html", context, status=422 if form.errors else 200)
