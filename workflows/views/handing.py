"""Pages of handing work over: one item, all work of a person, the queues of a unit; and following a case."""

from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from agencies.forms import refuse
from agencies.models import Employee, Post
from citizens.models import Case
from workflows import handing, policies
from workflows.forms.handing import DistributionForm, HandOverForm
from workflows.models import WorkItem
from workflows.services import following
from workflows.services import handing as acts

# More at once would be no preview; what stays is given out next.
AT_ONCE = 100


@require_http_methods(["GET", "POST"])
def hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    """Give one work to another person."""
    employee = cast("Employee", request.user)
    items = WorkItem.objects.select_related("case", "document", "assignment__issuer", "assignment__case", "queue_unit")
    found = get_object_or_404(items, pk=pk)
    if not handing.may_go(employee, found):
        raise Http404
    back = _card_of(found)
    if not found.is_open:
        messages.info(request, _("This work has already been done or has moved on."))
        return redirect(back)
    form = HandOverForm(request.POST or None, posts=handing.receivers_of(found))
    if form.is_valid():
        try:
            acts.hand_over(actor=employee, item=found, **form.cleaned_data)
        except ValidationError as error:
            refuse(form, error)
        else:
            messages.success(request, _("Handed over: %(person)s.") % {"person": form.cleaned_data["to"]})
            return redirect(back)
    context = {"form": form, "title": f"{_('Hand over')}: {found}", "submit": _("Hand over"), "back": back}
    return render(request, "agencies/form.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def hand_over_all(request: HttpRequest, pk: int) -> HttpResponse:
    """Give all open work of a person to another one: first what would go and what not, then the act."""
    employee = cast("Employee", request.user)
    person = get_object_or_404(Employee.objects.visible_to(employee), pk=pk)
    if not policies.may_hand_over_all(employee, person):
        raise Http404
    form = HandOverForm(request.POST or None, posts=_colleagues(employee, person))
    to = form.cleaned_data["to"] if form.is_valid() else None
    if request.POST.get("action") == "hand_over" and to is not None:
        try:
            done = acts.hand_over_all(actor=employee, person=person, to=to, reason=form.cleaned_data["reason"])
        except ValidationError as error:
            refuse(form, error)
        else:
            _tell(request, done)
            return redirect("workflows:hand-over-all", pk)
    context = {
        "person": person,
        "form": form,
        "to": to,
        "moves": handing.moves(employee, person, to) if to is not None else [],
        "count": sum(policies.may_hand_over(employee, one) for one in handing.held_by(person)),
    }
    return render(request, "workflows/hand_over_all.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def distribution(request: HttpRequest) -> HttpResponse:
    """Give a queue out among its people: suggested are those who are present and have the least open work."""
    employee = cast("Employee", request.user)
    found = handing.queues(employee)
    if not any(policies.may_distribute(employee, post.unit) for post in employee.current_posts):
        raise Http404
    asked = request.GET.get("queue", "")
    queue = next((one for one in found if one.key == asked), found[0] if found else None)
    context: dict[str, Any] = {"queues": found, "queue": queue}
    form = None
    if queue is not None:
        items, posts = handing.lying_in(employee, queue)[:AT_ONCE], handing.holders_of(queue)
        load = handing.open_work_of({post.employee_id: post.employee for post in posts})
        form = DistributionForm(
            request.POST or None, items=items, posts=posts, suggested=handing.suggested(items, posts), load=load
        )
        if request.method == "POST" and form.is_valid():
            _tell(request, acts.distribute(actor=employee, queue=queue, choices=form.choices()))
            return redirect(f"{reverse('workflows:distribution')}?queue={queue.key}")
        context["form"] = form
    return render(request, "workflows/distribution.html", context, status=422 if form and form.errors else 200)


@require_POST
def follow(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin to follow a case, or follow it no more."""
    employee = cast("Employee", request.user)
    found = get_object_or_404(Case.objects.visible_to(employee), pk=pk)
    if not policies.may_follow(employee, found):
        raise Http404
    if request.POST.get("action") == "unfollow":
        following.unfollow(actor=employee, case=found)
    else:
        following.follow(actor=employee, case=found)
    return redirect("workflows:case", pk)


def _colleagues(employee: Employee, person: Employee) -> list[Post]:
    """With whom the work of a person may come to lie: the people of the agencies that both have to do with."""
    held = {post.unit.agency_id: post.unit.agency for post in person.posts.select_related("unit__agency")}
    here = {post.unit.agency_id for post in employee.current_posts}
    return [post for key, one in held.items() if key in here for post in handing.receivers(one, without=person)]


def _tell(request: HttpRequest, done: list[handing.Move]) -> None:
    """How much went, and what did not and why."""
    went = sum(not one.refusal for one in done)
    if went:
        messages.success(request, _("Handed over: %(count)s.") % {"count": went})
    for one in done:
        if one.refusal:
            messages.warning(request, f"{one.item}: {one.refusal}")


def _card_of(item: WorkItem) -> str:
    """The card of what the work is about, where whoever gave it away still finds it."""
    if item.case_id is not None:
        return reverse("workflows:case", args=[item.case_id])
    if item.document_id is not None:
        return reverse("workflows:document", args=[item.document_id])
    return reverse("workflows:desk")
