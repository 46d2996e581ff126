"""Pages of people: everybody sees who works here and in which posts; an administrator keeps it."""

from collections.abc import Callable
from typing import Any

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from agencies import selectors, services
from agencies.forms.staff import (
    AppointForm,
    EmployeeForm,
    EndForm,
    HireForm,
    PasswordForm,
    PositionForm,
    ShareForm,
    TransferForm,
)
from agencies.models import Employee, Post
from agencies.policies import may_administer
from agencies.rules import Power, holds
from agencies.views.shared import act_button, act_page, administrator, card_of_person, viewer
from history import clock
from history import selectors as record

PAGE = 100


@require_GET
def people(request: HttpRequest) -> HttpResponse:
    """Who works in the agency today, by name; found by the beginning of a surname."""
    employee, agency = viewer(request)
    name, after = request.GET.get("name", "").strip()[:80], request.GET.get("after", "")
    last = Employee.objects.visible_to(employee).filter(pk=int(after)).first() if after.isdigit() else None
    found = selectors.people(employee, agency, on=clock.today(), name=name, after=last, size=PAGE)
    context = {
        "agency": agency,
        "name": name,
        "people": found[:PAGE],
        "following": found[PAGE - 1].pk if len(found) > PAGE else None,
        "may_edit": may_administer(employee, agency),
    }
    return render(request, "agencies/people.html", context)


@require_GET
def employee(request: HttpRequest, pk: int) -> HttpResponse:
    """The card of a person: how to reach them, and their posts over time, each with its unit as it was then."""
    reader, agency = viewer(request)
    person = get_object_or_404(Employee.objects.visible_to(reader), pk=pk)
    today = clock.today()
    rows = []
    posts = person.posts.visible_to(reader).select_related("unit").prefetch_related("unit__states")
    for post in posts.order_by("-starts_on", "-id"):
        ended_on = post.ends_on if post.ends_on is not None and post.ends_on < today else None
        rows.append({"post": post, "day": ended_on, "unit": post.unit.on(ended_on)})
    may_edit = may_administer(reader, agency)
    context = {
        "person": person,
        "posts": rows,
        "may_edit": may_edit,
        "may_see_rights": may_edit or reader == person or holds(reader, Power.WATCH_HISTORY, agency),
        "may_see_history": may_edit or reader == person or holds(reader, Power.WATCH_HISTORY, agency),
        "acts": record.timeline(person),
    }
    return render(request, "agencies/employee.html", context)


@require_http_methods(["GET", "POST"])
def hire(request: HttpRequest) -> HttpResponse:
    """Enter a person with their first post."""
    actor, agency = administrator(request)
    asked = request.GET.get("unit", "")
    form = HireForm(request.POST or None, agency=agency, initial={"unit": asked if asked.isdigit() else None})
    return act_page(
        request,
        form,
        lambda: services.hire(actor=actor, employee=form.employee(), password=None, post=form.post()),
        title=_("New employee"),
        submit=_("Enter"),
        done=_("The employee is entered. Give them a password, and they can sign in."),
        back=reverse("agencies:structure"),
        onward=card_of_person,
    )


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """The particulars of a person."""
    actor, person = _person(request, pk)
    form = EmployeeForm(request.POST or None, instance=person)
    return _page(
        request,
        person,
        form,
        lambda: services.change_employee(actor=actor, employee=person, card=form.card()),
        title=_("Particulars: %(person)s") % {"person": person},
        submit=_("Save"),
        done=_("The particulars are saved."),
    )


@require_http_methods(["GET", "POST"])
def appoint(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a person one more post."""
    actor, person = _person(request, pk)
    form = AppointForm(request.POST or None, agency=administrator(request)[1])
    return _page(
        request,
        person,
        form,
        lambda: services.appoint(actor=actor, employee=person, post=form.post()),
        title=_("New post: %(person)s") % {"person": person},
        submit=_("Appoint"),
        done=_("The post is given."),
    )


@require_http_methods(["GET", "POST"])
def dismiss(request: HttpRequest, pk: int) -> HttpResponse:
    """End everything that a person holds."""
    actor, person = _person(request, pk)
    form = EndForm(request.POST or None)
    return _page(
        request,
        person,
        form,
        lambda: services.dismiss(actor=actor, employee=person, **form.cleaned_data),
        title=_("Dismiss: %(person)s") % {"person": person},
        submit=_("Dismiss"),
        done=_("The posts end on that day."),
    )


@require_http_methods(["GET", "POST"])
def password(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a person a new password."""
    actor, person = _person(request, pk)
    form = PasswordForm(request.POST or None)
    return _page(
        request,
        person,
        form,
        lambda: services.set_password(actor=actor, employee=person, **form.cleaned_data),
        title=_("New password: %(person)s") % {"person": person},
        submit=_("Give the password"),
        done=_("The new password holds from now on."),
    )


@require_POST
def close_account(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a person sign in no more."""
    actor, person = _person(request, pk)
    return act_button(
        request,
        lambda: services.close_account(actor=actor, employee=person),
        done=_("The account is closed."),
        back=card_of_person(person),
    )


@require_POST
def open_account(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a person sign in again."""
    actor, person = _person(request, pk)
    return act_button(
        request,
        lambda: services.open_account(actor=actor, employee=person),
        done=_("The account is open again."),
        back=card_of_person(person),
    )


@require_http_methods(["GET", "POST"])
def transfer(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a post go on elsewhere or otherwise."""
    actor, post = _post(request, pk)
    kept = {"unit": post.unit_id, "title": post.title, "role": post.role, "position": post.position}
    form = TransferForm(request.POST or None, agency=post.unit.agency, initial=kept)
    return _page(
        request,
        post.employee,
        form,
        lambda: services.transfer(actor=actor, post=post, to=form.place(), on=form.cleaned_data["on"]),
        title=_("Transfer: %(person)s, %(post)s") % {"person": post.employee, "post": post},
        submit=_("Transfer"),
        done=_("The transfer is entered."),
    )


@require_http_methods(["GET", "POST"])
def position(request: HttpRequest, pk: int) -> HttpResponse:
    """Make somebody head or deputy head of their unit, or a member again."""
    actor, post = _post(request, pk)
    form = PositionForm(request.POST or None, post=post)
    return _page(
        request,
        post.employee,
        form,
        lambda: services.set_position(actor=actor, post=post, **form.cleaned_data),
        title=_("Place in the unit: %(person)s, %(post)s") % {"person": post.employee, "post": post},
        submit=_("Save"),
        done=_("The place in the unit is changed."),
    )


@require_http_methods(["GET", "POST"])
def share(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a post a part of a full one, or a full one again."""
    actor, post = _post(request, pk)
    form = ShareForm(request.POST or None, post=post)
    return _page(
        request,
        post.employee,
        form,
        lambda: services.set_share(actor=actor, post=post, **form.cleaned_data),
        title=_("Share of the post: %(person)s, %(post)s") % {"person": post.employee, "post": post},
        submit=_("Save"),
        done=_("The share of the post is changed."),
    )


@require_http_methods(["GET", "POST"])
def end_post(request: HttpRequest, pk: int) -> HttpResponse:
    """End a post."""
    actor, post = _post(request, pk)
    form = EndForm(request.POST or None)
    return _page(
        request,
        post.employee,
        form,
        lambda: services.end_post(actor=actor, post=post, **form.cleaned_data),
        title=_("End the post: %(person)s, %(post)s") % {"person": post.employee, "post": post},
        submit=_("End the post"),
        done=_("The post ends on that day."),
    )


def _page(
    request: HttpRequest,
    person: Employee,
    form: BaseForm,
    act: Callable[[], Any],
    *,
    title: str,
    submit: str,
    done: str,
) -> HttpResponse:
    return act_page(request, form, act, title=title, submit=submit, done=done, back=card_of_person(person))


def _person(request: HttpRequest, pk: int) -> tuple[Employee, Employee]:
    actor, agency = administrator(request)
    return actor, get_object_or_404(Employee.objects.of_agency(agency), pk=pk)


def _post(request: HttpRequest, pk: int) -> tuple[Employee, Post]:
    actor, agency = administrator(request)
    posts = Post.objects.select_related("employee", "unit", "unit__agency")
    return actor, get_object_or_404(posts, pk=pk, unit__agency=agency)
