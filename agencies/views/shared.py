"""What the pages of structure and staff share: who looks, on which day, and how a form hands its act to a service."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from agencies.forms import refuse
from agencies.forms.structure import DayForm
from agencies.models import Agency, Employee, Unit
from agencies.policies import may_administer
from history import clock

# Not earlier than a service would take it.
FIRST_DAY = date(1900, 1, 1)


def viewer(request: HttpRequest) -> tuple[Employee, Agency]:
    """The person who looks and the agency of their main post; who holds no post today sees no structure."""
    if not isinstance(request.user, Employee) or request.user.main_post is None:
        raise Http404
    return request.user, request.user.agency


def administrator(request: HttpRequest, of: Agency | None = None) -> tuple[Employee, Agency]:
    """The administrator who acts, and their agency; to others, and of another agency, the page does not exist."""
    employee, agency = viewer(request)
    if not may_administer(employee, agency) or of not in (None, agency):
        raise Http404
    return employee, agency


def asked_day(request: HttpRequest) -> tuple[date, DayForm]:
    """The day that the address asks for, today if it names none or a wrong one; then the form says so."""
    form = DayForm(request.GET if request.GET.get("on") else None)
    today = clock.today()
    if not form.is_bound:
        return today, DayForm(initial={"on": today})
    day = form.cleaned_data.get("on") if form.is_valid() else None
    return max(day or today, FIRST_DAY), form


def status_of(form: BaseForm) -> int:
    """How a page with a form answers: 422 where the form says that something is wrong."""
    return 422 if form.is_bound and form.errors else 200


def act_page(
    request: HttpRequest,
    form: BaseForm,
    act: Callable[[], Any],
    *,
    title: str,
    submit: str,
    done: str,
    back: str,
    onward: Callable[[Any], str] | None = None,
) -> HttpResponse:
    """A page of one form: what is typed goes to the act, what the act refuses stands beside it, ``back`` leads away.

    After the act the person is led ``onward`` from what it gave, else back.
    """
    if request.method == "POST" and form.is_valid():
        try:
            made = act()
        except ValidationError as error:
            refuse(form, error)
        else:
            messages.success(request, done)
            return redirect(onward(made) if onward else back)
    context = {"form": form, "title": title, "submit": submit, "back": back}
    return render(request, "agencies/form.html", context, status=status_of(form))


def act_button(request: HttpRequest, act: Callable[[], Any], *, done: str, back: str) -> HttpResponse:
    """A button that is an act: it leads back, and says what was done or why it was refused."""
    try:
        act()
    except ValidationError as error:
        for message in error.messages:
            messages.error(request, message)
    else:
        messages.success(request, done)
    return redirect(back)


def card_of(unit: Unit) -> str:
    """The address of a unit's card."""
    return reverse("agencies:unit", args=[unit.pk])


def card_of_person(employee: Employee) -> str:
    """The address of a person's card."""
    return reverse("agencies:employee", args=[employee.pk])
