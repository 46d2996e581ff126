"""What the pages of the file plan share: who looks, who keeps, and how a form hands its act to a service."""

from collections.abc import Callable
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from agencies.forms import refuse
from agencies.models import Employee
from agencies.rules import agencies_seen
from documents import policies

REFUSED = 422


def viewer(request: HttpRequest) -> Employee:
    """Who sees every paper of an agency looks at its file plan; to others it does not exist."""
    employee = cast("Employee", request.user)
    if not agencies_seen(employee):
        raise Http404
    return employee


def keeper(request: HttpRequest, agency: int | None = None) -> Employee:
    """Who keeps the file plan of an agency, of their own if none is named."""
    employee = viewer(request)
    if not policies.may_keep_plans(employee, agency or employee.agency.pk):
        raise Http404
    return employee


def before_of(request: HttpRequest) -> int | None:
    """The key before which a list goes on."""
    before = request.GET.get("before", "")
    return int(before) if before.isdecimal() else None


def tried(form: BaseForm, run: Callable[[], Any]) -> tuple[bool, Any]:
    """Do the act of a filled form; whether it was done, and what it gave. What is refused stands in the form."""
    if form.is_valid():
        try:
            return True, run()
        except ValidationError as error:
            refuse(form, error)
    return False, None


def form_page(
    request: HttpRequest,
    form: BaseForm,
    run: Callable[[], Any],
    *,
    done: str,
    onward: str | Callable[[Any], str],
    **told: Any,
) -> HttpResponse:
    """A page of one form: ``title``, ``back``, ``submit`` and an ``intro`` that says what will happen."""
    if request.method == "POST":
        is_done, made = tried(form, run)
        if is_done:
            messages.success(request, done)
            return redirect(onward if isinstance(onward, str) else onward(made))
    return render(request, "documents/form.html", {"form": form, **told}, status=REFUSED if form.errors else 200)


def button(
    request: HttpRequest,
    run: Callable[[], Any],
    *,
    done: str | Callable[[Any], str],
    onward: str | Callable[[Any], str],
    refused: str = "",
) -> HttpResponse:
    """A button that is an act: says what was done, or why it was refused, on the page it leads to.

    ``refused`` is where a refusal is told, if not on the page of the button itself.
    """
    try:
        made = run()
    except ValidationError as error:
        for message in error.messages:
            messages.error(request, message)
        return redirect(refused or request.get_full_path())
    messages.success(request, done if isinstance(done, str) else done(made))
    return redirect(onward if isinstance(onward, str) else onward(made))
