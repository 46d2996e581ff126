"""The page on which an executor takes a report back."""

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
from citizens.models import Case, Stage
from citizens.policies import may_execute
from workflows.forms.approvals import RecallForm
from workflows.services import taking_back


@require_http_methods(["GET", "POST"])
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """Why the report is taken back; where none waits, that is said at once."""
    employee = cast("Employee", request.user)
    case = get_object_or_404(Case.objects.visible_to(employee).select_related("applicant"), pk=pk)
    if not may_execute(employee, case):
        raise Http404
    if request.method == "GET" and case.stage != Stage.REPORTED:
        messages.info(request, _("No report of this case awaits its control."))
    form = RecallForm(request.POST or None)
    if form.is_valid():
        try:
            taking_back.take_back_report(actor=employee, case=case, reason=form.cleaned_data["reason"])
        except ValidationError as error:
            refuse(form, error)
        else:
            messages.success(request, _("The report is taken back: the case is in work with you."))
            return redirect("workflows:case", pk)
    context = {
        "form": form,
        "title": _("Take back the report on %(case)s") % {"case": case},
        "submit": _("Take back"),
        "back": reverse("workflows:case", args=[pk]),
    }
    return render(request, "agencies/form.html", context, status=422 if form.errors else 200)
