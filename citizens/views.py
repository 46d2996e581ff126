"""Pages of applicants: finding them, their card, and the fragment that the registration form asks for."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from agencies.models import Employee
from agencies.rules import Power, holds, may_take_part
from citizens import selectors
from citizens.models import Person
from history import selectors as record


@require_GET
def people(request: HttpRequest) -> HttpResponse:
    """Finding an applicant by the beginning of the name."""
    employee = _employee(request)
    if not may_take_part(employee):
        raise Http404
    text = request.GET.get("q", "")[:80]
    found = selectors.find_people(employee, text) if text else []
    return render(request, "citizens/people.html", {"found": found, "q": text})


@require_GET
def person_options(request: HttpRequest) -> HttpResponse:
    """Applicants to choose from while an appeal is registered, each with the number of earlier cases."""
    employee = _employee(request)
    if not holds(employee, Power.REGISTER):
        raise Http404
    text = " ".join(request.GET.get(name, "") for name in ("last_name", "first_name", "patronymic")).strip()[:160]
    found = selectors.find_people(employee, text, limit=8) if len(text) > 1 else []
    return render(request, "citizens/person_options.html", {"found": found, "text": text})


@require_GET
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """The card of an applicant: contacts, cases with outcomes, one timeline."""
    employee = _employee(request)
    found = get_object_or_404(Person.objects.visible_to(employee), pk=pk)
    return render(
        request,
        "citizens/person.html",
        {
            "person": found,
            "cases": selectors.earlier_cases(found, employee).prefetch_related("questions__outcome")[:50],
            "acts": record.timeline(found),
        },
    )


def _employee(request: HttpRequest) -> Employee:
    assert isinstance(request.user, Employee)
    return request.user
