"""The discussion of a case: its threads, a new remark or reply, and changing one's own soon after it was written."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from agencies.forms import refuse
from agencies.models import Employee
from citizens import policies, selectors, services
from citizens.forms import CorrectionForm, RemarkForm
from citizens.models import Case, Remark

REFUSED = 422


@require_http_methods(["GET", "POST"])
def discussion(request: HttpRequest, pk: int) -> HttpResponse:
    """What was said of a case, and a form to say something; `to` names the remark that is replied to."""
    employee = _employee(request)
    case = get_object_or_404(Case.objects.visible_to(employee).select_related("agency", "applicant"), pk=pk)
    if not policies.may_read_remarks(employee, case):
        raise Http404
    may_write = policies.may_remark(employee, case) and not case.is_over
    remarks = Remark.objects.visible_to(employee).filter(case=case)
    answered = _answered(remarks, request)
    form = _form(request, employee, case) if may_write else None
    if request.method == "POST":
        if not policies.may_remark(employee, case):
            raise Http404
        if form is None:
            messages.info(request, _("The case is filed: its discussion is over."))
            return redirect("citizens:discussion", pk)
        written = _written(employee, case, form, answered)
        if written is not None:
            return redirect(f"{reverse('citizens:discussion', args=[pk])}#remark-{written.pk}")
    before = request.GET.get("before", "")
    threads, following = selectors.threads(remarks, before=int(before) if before.isdecimal() else None)
    told = {
        "case": case,
        "threads": threads,
        "following": following,
        "is_first": not before.isdecimal(),
        "form": form,
        "answered": answered,
        "may_write": may_write,
    }
    return render(request, "citizens/discussion.html", told, status=REFUSED if form and form.errors else 200)


@require_http_methods(["GET", "POST"])
def remark(request: HttpRequest, pk: int) -> HttpResponse:
    """One's own remark in other words."""
    employee = _employee(request)
    found = _own(employee, pk)
    form = CorrectionForm(request.POST or None, initial={"text": found.text})
    if request.method == "POST" and form.is_valid():
        try:
            services.correct_remark(actor=employee, remark=found, text=form.cleaned_data["text"])
        except ValidationError as error:
            refuse(form, error)
        else:
            messages.success(request, _("The remark is corrected."))
            return redirect(_place(found))
    if request.method == "GET" and not found.is_changeable:
        messages.info(request, _("A remark is changed soon after it was written only: write another one."))
        return redirect(_place(found))
    told = {"remark": found, "case": found.case, "form": form}
    return render(request, "citizens/remark.html", told, status=REFUSED if form.errors else 200)


@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one's own remark back."""
    employee = _employee(request)
    found = _own(employee, pk)
    try:
        services.withdraw_remark(actor=employee, remark=found)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("The remark is withdrawn."))
    return redirect(_place(found))


def _form(request: HttpRequest, employee: Employee, case: Case) -> RemarkForm:
    return RemarkForm(
        request.POST if request.method == "POST" else None,
        picks=selectors.mentionable(employee, case),
        may_give=not case.access and policies.may_invite(employee, case),
    )


def _written(employee: Employee, case: Case, form: RemarkForm, answered: Remark | None) -> Remark | None:
    """The new remark, or None where the form says what is wrong."""
    if not form.is_valid():
        return None
    data: dict[str, Any] = form.cleaned_data
    try:
        return services.write_remark(
            actor=employee,
            case=case,
            text=data["text"],
            in_reply_to=answered,
            mentioned=data["mentioned"],
            gives_access=data.get("gives_access", False),
        )
    except ValidationError as error:
        refuse(form, error)
    return None


def _answered(remarks: Any, request: HttpRequest) -> Remark | None:
    asked = request.POST.get("to") or request.GET.get("to") or ""
    if not asked.isdecimal() or len(asked) > len(str(2**62)):
        return None
    found: Remark = get_object_or_404(remarks.standing(), pk=int(asked))
    return found


def _own(employee: Employee, pk: int) -> Remark:
    found = get_object_or_404(
        Remark.objects.visible_to(employee).standing().select_related("case__agency"), pk=pk, author=employee
    )
    if not policies.may_change_remark(employee, found):
        raise Http404
    return found


def _place(found: Remark) -> str:
    return f"{reverse('citizens:discussion', args=[found.case_id])}#remark-{found.pk}"


def _employee(request: HttpRequest) -> Employee:
    assert isinstance(request.user, Employee)
    return request.user
