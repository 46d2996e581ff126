"""Pages of absences: who is away and who stands in; entering and changing them."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from agencies import policies, selectors, services
from agencies.forms.absences import AbsenceForm, EndForm, SubstitutesForm
from agencies.models import Absence, Employee
from agencies.views.shared import act_button, act_page, viewer


@require_GET
def absences(request: HttpRequest) -> HttpResponse:
    """Who of the agency is away or will be, and who stands in; why, is told to those who enter it."""
    employee, agency = viewer(request)
    is_past = request.GET.get("past") == "1"
    kept = {one.pk for one in selectors.absences_kept_by(employee)}
    rows = [(one, one.employee_id in kept) for one in selectors.absences(agency, is_past=is_past)]
    context = {"rows": rows, "is_past": is_past, "may_enter": bool(kept)}
    return render(request, "agencies/absences.html", context)


@require_http_methods(["GET", "POST"])
def new_absence(request: HttpRequest) -> HttpResponse:
    """Enter an absence: one's own, or of those whose absences one keeps."""
    employee, agency = viewer(request)
    staff = selectors.absences_kept_by(employee)
    form = AbsenceForm(request.POST or None, agency=agency, staff=staff, initial={"employee": str(employee.pk)})
    return act_page(
        request,
        form,
        lambda: services.enter_absence(actor=employee, **form.given()),
        title=_("New absence"),
        submit=_("Enter"),
        done=_("The absence is entered."),
        back=reverse("agencies:absences"),
    )


@require_http_methods(["GET", "POST"])
def substitutes(request: HttpRequest, pk: int) -> HttpResponse:
    """Say anew who stands in."""
    employee, absence = _found(request, pk)
    form = SubstitutesForm(request.POST or None, agency=employee.agency, absence=absence)
    return act_page(
        request,
        form,
        lambda: services.name_substitutes(actor=employee, absence=absence, substitutes=form.substitutes()),
        title=_("Who stands in for %(person)s") % {"person": absence.employee.short_name},
        submit=_("Save"),
        done=_("The substitutes are named."),
        back=reverse("agencies:absences"),
    )


@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Another last day: the person is back earlier, or stays away longer."""
    employee, absence = _found(request, pk)
    form = EndForm(request.POST or None, initial={"ends_on": absence.ends_on})
    return act_page(
        request,
        form,
        lambda: services.end_absence(actor=employee, absence=absence, ends_on=form.cleaned_data["ends_on"]),
        title=_("Last day of the absence of %(person)s") % {"person": absence.employee.short_name},
        submit=_("Save"),
        done=_("The last day is changed."),
        back=reverse("agencies:absences"),
    )


@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an absence back before it begins."""
    employee, absence = _found(request, pk)
    return act_button(
        request,
        lambda: services.cancel_absence(actor=employee, absence=absence),
        done=_("The absence is cancelled."),
        back=reverse("agencies:absences"),
    )


def _found(request: HttpRequest, pk: int) -> tuple[Employee, Absence]:
    employee, _agency = viewer(request)
    absence = get_object_or_404(Absence.objects.select_related("employee"), pk=pk)
    if not policies.may_enter_absence(employee, absence.employee):
        raise Http404
    return employee, absence
