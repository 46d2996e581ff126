"""Kinds of terms: the list, a new one, editing and retiring one."""

from typing import cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from agencies import services
from agencies.forms import refuse
from agencies.forms.terms import KindForm, NewKindForm, OwnRollForm, RetireKindForm
from agencies.models import Employee, OwnRoll, TermKind
from agencies.rules import Power, holds
from agencies.terms import length_in_words, roll_of
from history import selectors as record


@require_GET
def kinds(request: HttpRequest) -> HttpResponse:
    """All kinds of terms with their attributes."""
    employee = _administrator(request)
    own = dict(OwnRoll.objects.filter(agency=employee.agency).values_list("kind", "roll"))
    rows = [
        (kind, length_in_words(kind.unit, kind.length), OwnRoll(roll=own.get(kind.pk, kind.roll)).get_roll_display())
        for kind in TermKind.objects.order_by("used_for", "name")
    ]
    return render(request, "agencies/term_kinds.html", {"rows": rows, "own": own})


@require_http_methods(["GET", "POST"])
def kind_new(request: HttpRequest) -> HttpResponse:
    """A kind of term of papers or of assignments that there was not yet."""
    employee = _administrator(request)
    form = NewKindForm(request.POST or None, instance=TermKind())
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            made = services.create_kind(actor=employee, code=data["code"], used_for=data["used_for"], card=form.card())
        except ValidationError as error:
            refuse(form, error)
        else:
            messages.success(request, _("The kind of term is entered."))
            return redirect("agencies:term-kind", made.pk)
    return render(request, "agencies/term_kind_new.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def kind(request: HttpRequest, pk: int) -> HttpResponse:
    """A kind of term: what it is, what the agency does on days off, what was changed when."""
    employee = _administrator(request)
    found = get_object_or_404(TermKind, pk=pk)
    action = request.POST.get("action", "")
    form = KindForm(request.POST if action == "edit" else None, instance=TermKind.objects.get(pk=pk))
    own_form = OwnRollForm(
        request.POST if action == "roll" else None, initial={"own_roll": roll_of(employee.agency, found)}
    )
    retiring = RetireKindForm(request.POST if action == "retire" else None)
    chosen = {"edit": form, "roll": own_form, "retire": retiring}.get(action)
    if action == "revive":
        return _revived(request, employee, found)
    if chosen is not None and chosen.is_valid():
        try:
            if chosen is retiring:
                services.retire_kind(actor=employee, kind=found, reason=retiring.cleaned_data["reason"])
            elif chosen is form:
                services.edit_kind(actor=employee, kind=found, card=form.card(), reason=form.cleaned_data["reason"])
            else:
                services.set_roll(
                    actor=employee, agency=employee.agency, kind=found, roll=own_form.cleaned_data["own_roll"]
                )
        except ValidationError as error:
            refuse(chosen, error)
        else:
            messages.success(request, _("Saved. Terms that run keep what they began with."))
            return redirect("agencies:term-kinds")
    return render(
        request,
        "agencies/term_kind.html",
        {
            "kind": found,
            "form": form,
            "own_form": own_form,
            "retiring": None if found.is_retired or found.code in services.ASKED_FOR else retiring,
            "is_retiring": action == "retire",
            "acts": record.timeline(found),
        },
        status=422 if chosen is not None else 200,
    )


def _revived(request: HttpRequest, employee: Employee, found: TermKind) -> HttpResponse:
    try:
        services.revive_kind(actor=employee, kind=found)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("The kind of term is offered again."))
    return redirect("agencies:term-kind", found.pk)


def _administrator(request: HttpRequest) -> Employee:
    employee = cast("Employee", request.user)
    if not holds(employee, Power.ADMINISTER, employee.agency):
        raise Http404
    return employee
