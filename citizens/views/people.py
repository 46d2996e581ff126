"""Pages of applicants: finding them, their cards, merging two cards of one citizen."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from agencies.forms import refuse
from agencies.models import Employee
from agencies.rules import Power, holds, may_take_part
from citizens import policies, selectors, services
from citizens.forms import MergeForm
from citizens.models import Merge, Person


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
    """The card of an applicant: contacts, cases, doubles, merges, one timeline; a merged card's address leads on."""
    employee = _employee(request)
    seen = Person.objects.visible_to(employee)
    found = seen.unmerged().filter(pk=pk).first()
    if found is None:
        into = selectors.standing_key(pk)
        if into != pk and seen.filter(pk=into).exists():
            return redirect("citizens:person", into)
        raise Http404
    may_merge = policies.may_merge(employee, found)
    merges = list(selectors.merges_of(found))
    return render(
        request,
        "citizens/person.html",
        {
            "person": found,
            "cases": selectors.earlier_cases(found, employee).prefetch_related("questions__outcome")[:50],
            "may_merge": may_merge,
            "doubles": selectors.doubles(found, employee) if may_merge else [],
            "merges": merges,
            "just_merged": next((one for one in merges if str(one.pk) == request.GET.get("merged")), None),
            "acts": selectors.timeline(found, employee),
        },
    )


@require_http_methods(["GET", "POST"])
def merge(request: HttpRequest, pk: int, other: int) -> HttpResponse:
    """Two cards side by side, what a merge would move, which one stays, and why."""
    employee = _employee(request)
    seen = Person.objects.visible_to(employee)
    cards = tuple(get_object_or_404(seen, pk=key) for key in (pk, other))
    if pk == other or not all(policies.may_merge(employee, card) for card in cards):
        raise Http404
    if request.method == "GET" and any(card.merged_into_id is not None for card in cards):
        return redirect("citizens:person", pk)
    form = MergeForm(request.POST or None, cards=(cards[0], cards[1]))
    if request.method == "POST" and form.is_valid():
        try:
            done = services.merge_persons(
                actor=employee,
                kept=form.staying,
                doubled=form.doubled,
                reason=form.cleaned_data["reason"],
                fill=form.filled,
            )
        except ValidationError as error:
            refuse(form, error)
        else:
            return redirect(f"{reverse('citizens:person', args=[done.kept_id])}?merged={done.pk}")
    compared = selectors.side_by_side(cards[0], cards[1])
    sides = [
        {
            "card": card,
            "moves": selectors.what_moves(card, employee),
            "cases": selectors.earlier_cases(card, employee)[:20],
            "is_kept": str(card.pk) == str(form["kept"].value()),
        }
        for card in cards
    ]
    context = {"form": form, "sides": sides, "compared": compared}
    return render(request, "citizens/merge.html", context, status=422 if form.errors else 200)


@require_POST
def undo_merge(request: HttpRequest, pk: int) -> HttpResponse:
    """Make two cards of one again, and go back to the one that was kept."""
    employee = _employee(request)
    seen = Merge.objects.filter(kept__in=Person.objects.visible_to(employee)).select_related("kept", "doubled")
    found = get_object_or_404(seen, pk=pk)
    if not policies.may_merge(employee, found.kept):
        raise Http404
    try:
        services.undo_merge(actor=employee, merge=found)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(
            request,
            _("The merge is undone: card № %(number)s stands for itself again, with what it had.")
            % {"number": found.doubled_id},
        )
    return redirect("citizens:person", found.kept_id)


def _employee(request: HttpRequest) -> Employee:
    assert isinstance(request.user, Employee)
    return request.user
