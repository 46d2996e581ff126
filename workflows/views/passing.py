"""Passing a case on: one page where the person picks whom, sees what each act does, and does one of them."""

from typing import Any, cast
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from agencies.forms import refuse
from agencies.models import Employee
from citizens.models import DONE, Case
from workflows import passing, selectors
from workflows.forms.passing import (
    AssignmentForm,
    LowerForm,
    MoveForm,
    PickedForwardingForm,
    PickedInquiryForm,
    PickForm,
)
from workflows.passing import Option, PassAct, Passing, Target
from workflows.services import assignments, handing, letters
from workflows.services.passing import forward
from workflows.services.resolving import resolve_further
from workflows.views.assignments import may_assign

REFUSED = 422


@require_http_methods(["GET", "POST"])
def on_case(request: HttpRequest, pk: int) -> HttpResponse:
    """Pick whom and which act, see its consequences for terms; a POST does the act that the address names."""
    employee = cast("Employee", request.user)
    case = get_object_or_404(
        Case.objects.visible_to(employee).select_related("agency", "applicant", "term_kind"), pk=pk
    )
    if not may_assign(employee, case):
        raise Http404
    if case.stage in DONE:
        messages.info(request, _("The case is off control: nothing more is passed on."))
        return redirect("workflows:case", pk)
    picker = PickForm(request.GET, case=case)
    found, target = passing.passing_of(case, employee), picker.target
    offered = passing.options(found, target) if target else []
    chosen = next((one for one in offered if one.act == request.GET.get("act")), None)
    form = _form(request, found, target, chosen) if target and chosen and not chosen.refusal else None
    if request.method == "POST":
        done = _done(found, target, chosen, form)
        if done:
            messages.success(request, done)
            if found.execution is not None and target is not None and target.body is not None:
                return redirect("workflows:item", found.execution.pk)  # the draft is to be submitted there
            return redirect("workflows:case", pk)
    is_refused = request.method == "POST"
    context = {
        "case": case,
        "picker": picker,
        "target": target,
        "offered": [(one, _address(target, one)) for one in offered if target],
        "chosen": chosen,
        "form": form,
        "address": _address(target, chosen) if target and chosen else "",
        "files": selectors.appeal_files(case),
    }
    return render(request, "workflows/pass_on.html", context, status=REFUSED if is_refused else 200)


def _form(request: HttpRequest, found: Passing, target: Target, chosen: Option) -> forms.Form:
    """The form of an act for a target, filled by the templates of letters where it writes one."""
    data = request.POST if request.method == "POST" else None
    case, reader = found.case, found.reader
    if chosen.act == PassAct.ASSIGN:
        assert target.person is not None
        return AssignmentForm(data, employee=reader, case=case, to=target.person)
    if chosen.is_resolution:
        assert found.execution is not None
        assert target.person is not None
        return LowerForm(data, case=case, reader=reader, to=target.person)
    if target.body is None:
        return MoveForm(data)
    assert found.execution is not None
    kind = PickedInquiryForm if chosen.act == PassAct.INQUIRE else PickedForwardingForm
    initial = {"correspondent": target.body.pk, "body_name": target.body.name}
    if request.GET.get("template", "").isdigit():
        initial["chosen_template"] = request.GET["template"]
    return kind(
        data, request.FILES if data is not None else None, employee=reader, item=found.execution, initial=initial
    )


def _done(found: Passing, target: Target | None, chosen: Option | None, form: forms.Form | None) -> str:
    """Do the act; what was done, in words, or nothing where it was refused."""
    if target is None or chosen is None or form is None or not form.is_valid():
        return ""
    try:
        return str(_do(found, target, chosen, form))
    except ValidationError as error:
        refuse(form, error)
        return ""


def _do(found: Passing, target: Target, chosen: Option, form: Any) -> str:
    case, actor = found.case, found.reader
    if chosen.act == PassAct.ASSIGN:
        issuer = form.cleaned_data.get("issuer")
        assignments.issue(actor=actor, paper=case, points=form.points(), issuer=issuer)
        return _("The assignment awaits the head.") if form.is_draft else _("The assignment is issued.")
    if chosen.is_resolution:
        assert found.execution is not None
        assert target.person is not None
        resolve_further(actor=actor, item=found.execution, executor=target.person, **form.given())
        return _("The case lies with %(person)s.") % {"person": target.person.short_name}
    if target.body is None:
        assert found.held is not None
        assert target.person is not None
        handing.hand_over(actor=actor, item=found.held, to=target.person, reason=form.cleaned_data["reason"])
        return _("The case lies with %(person)s.") % {"person": target.person.short_name}
    assert found.execution is not None
    if chosen.act == PassAct.INQUIRE:
        letters.draft_letter(actor=actor, item=found.execution, letter=form.draft())
        return _("The inquiry is drafted: submit it for approval.")
    forward(
        actor=actor,
        item=found.execution,
        to=target.body,
        cover=form.draft(),
        notice=form.notice(),
        questions=form.chosen(),
    )
    return _("The forwarding and the notice to the applicant are drafted: submit both for approval.")


def _address(target: Target, option: Option) -> str:
    return f"?{urlencode({'whom': target.key, 'act': option.act.value})}"
