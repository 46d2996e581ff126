"""Drafted resolutions: an aide drafts, the head approves one after another, changes or returns; favourites."""

from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from agencies.forms import refuse
from agencies.models import Employee
from agencies.rules import Power, holds
from citizens.models import Case
from workflows import drafted_selectors, policies, selectors
from workflows.drafted import FavouriteExecutor, FavouriteText, ResolutionDraft
from workflows.forms.drafting import DraftResolutionForm, FavouriteExecutorForm, FavouriteTextForm, ReturnForm
from workflows.services import drafting

SHOWN_AT_ONCE = 50
REFUSED = 422


@require_http_methods(["GET", "POST"])
def drafted(request: HttpRequest) -> HttpResponse:
    """What awaits the head, one open beside its appeal; of an aide, what they drafted. A POST decides on one."""
    employee = cast("Employee", request.user)
    if not policies.may_see_drafted(employee):
        raise Http404
    waiting = list(drafted_selectors.for_head(employee)[: SHOWN_AT_ONCE + 1])
    asked = request.POST.get("draft") or request.GET.get("draft", "")
    opened = next((one for one in waiting if str(one.pk) == asked), waiting[0] if waiting else None)
    returning = ReturnForm(request.POST if request.POST.get("action") == "return" else None)
    refusal = ""
    if request.method == "POST":
        refusal = _decided(request, employee, returning)
        if not refusal and not returning.errors:
            return redirect(f"{reverse('workflows:drafted')}{_after(waiting, asked)}")
    mine = list(drafted_selectors.of_aide(employee)[:SHOWN_AT_ONCE]) if holds(employee, Power.REGISTER) else []
    context = {
        "is_head": holds(employee, Power.RESOLVE),
        "is_aide": holds(employee, Power.REGISTER),
        "waiting": waiting[:SHOWN_AT_ONCE],
        "has_more": len(waiting) > SHOWN_AT_ONCE,
        "opened": opened,
        "others": drafted_selectors.co_executors([opened])[opened.pk] if opened else [],
        "item": drafting.awaiting(opened.case) if opened else None,
        "files": selectors.appeal_files(opened.case) if opened else [],
        "returning": returning,
        "refusal": refusal,
        "mine": mine,
    }
    return render(request, "workflows/drafted.html", context, status=REFUSED if request.method == "POST" else 200)


@require_http_methods(["GET", "POST"])
def on_case(request: HttpRequest, pk: int) -> HttpResponse:
    """An aide drafts the resolution of a case that awaits one."""
    employee = cast("Employee", request.user)
    case = get_object_or_404(
        Case.objects.visible_to(employee).select_related("agency", "applicant", "term_kind"), pk=pk
    )
    if not policies.may_draft_assignment(employee, case):
        raise Http404
    item, back = drafting.awaiting(case), reverse("workflows:case", args=[pk])
    if item is None and request.method == "POST":
        messages.info(request, _("The case awaits no resolution."))
        return redirect(back)
    form = DraftResolutionForm(request.POST or None, employee=employee, item=item) if item is not None else None
    if request.method == "POST" and form is not None and form.is_valid():
        data = form.cleaned_data
        try:
            drafting.draft_resolution(
                actor=employee,
                case=case,
                head=data["issuer"],
                text=data["text"],
                executor=data["executor"],
                due_on=data["due_on"],
                term_kind=data["term_kind"],
                co_executors=data["co_executors"],
            )
        except ValidationError as error:
            refuse(form, error)
        else:
            messages.success(request, _("The resolution is drafted; it takes effect when the head approves it."))
            return redirect(back)
    context = {"form": form, "case": case, "files": selectors.appeal_files(case)}
    is_refused = form is not None and bool(form.errors)
    return render(request, "workflows/draft_resolution.html", context, status=REFUSED if is_refused else 200)


@require_http_methods(["GET", "POST"])
def favourites(request: HttpRequest) -> HttpResponse:
    """The texts and people that a head keeps at hand; a POST keeps or drops one."""
    head = cast("Employee", request.user)
    if not policies.may_keep_favourites(head):
        raise Http404
    texts = list(FavouriteText.objects.filter(owner=head))
    people = list(FavouriteExecutor.objects.filter(owner=head).select_related("person"))
    action = request.POST.get("action", "")
    text_form = FavouriteTextForm(request.POST if action == "keep-text" else None)
    kept = [one.person_id for one in people]
    person_form = FavouriteExecutorForm(request.POST if action == "keep-person" else None, head=head, kept=kept)
    if request.method == "POST":
        if _kept(request, head, text_form, person_form):
            return redirect("workflows:favourites")
        if not text_form.errors and not person_form.errors:
            messages.info(request, _("This is not kept any more."))
            return redirect("workflows:favourites")
    context = {"texts": texts, "people": people, "text_form": text_form, "person_form": person_form}
    return render(request, "workflows/favourites.html", context, status=REFUSED if request.method == "POST" else 200)


def _decided(request: HttpRequest, employee: Employee, returning: ReturnForm) -> str:
    """Do what the POST asks with a draft; why not, in words, where it was refused beside no field."""
    key, action = request.POST.get("draft", ""), request.POST.get("action", "")
    found = ResolutionDraft.objects.visible_to(employee).filter(pk=int(key) if key.isdigit() and len(key) < 19 else 0)
    draft = found.first()
    if draft is None:
        return _("This draft has been decided upon, or is not yours.")
    try:
        if action == "approve":
            drafting.approve_resolution(actor=employee, draft=draft)
            messages.success(request, _("The resolution is issued."))
        elif action == "return" and returning.is_valid():
            drafting.return_resolution(actor=employee, draft=draft, remark=returning.cleaned_data["remark"])
            messages.success(request, _("Returned to the aide."))
        elif action == "withdraw":
            drafting.withdraw_resolution(actor=employee, draft=draft)
            messages.success(request, _("The draft is withdrawn."))
        else:
            return "" if returning.errors else _("This cannot be done, or not any more.")
    except ValidationError as error:
        if action == "return":
            refuse(returning, error)
            return ""
        return " ".join(error.messages)
    return ""


def _after(waiting: list[ResolutionDraft], asked: str) -> str:
    """The one below what was decided is opened next, at the end of the list the one above."""
    place = next((number for number, one in enumerate(waiting) if str(one.pk) == asked), None)
    if place is None:
        return ""
    beside = [*waiting[place + 1 : place + 2], *waiting[max(place - 1, 0) : place]]
    return f"?draft={beside[0].pk}" if beside else ""


def _kept(request: HttpRequest, head: Employee, text_form: Any, person_form: FavouriteExecutorForm) -> bool:
    key, action = request.POST.get("kept", ""), request.POST.get("action", "")
    key = key if key.isdigit() and len(key) < 19 else "0"
    if action in ("drop-text", "drop-person"):
        table = FavouriteText if action == "drop-text" else FavouriteExecutor
        found = table.objects.filter(owner=head, pk=int(key)).first()
        if found is not None:
            drafting.drop_favourite(actor=head, kept=found)
        return found is not None
    form = text_form if action == "keep-text" else person_form
    if not form.is_bound or not form.is_valid():
        return False
    try:
        if action == "keep-text":
            drafting.keep_text(actor=head, text=form.cleaned_data["text"])
        else:
            person = form.cleaned_data["person"]
            if person is None:
                raise ValidationError({"person": ValidationError(_("Choose a person."), code="person-missing")})
            drafting.keep_executor(actor=head, person=person)
    except ValidationError as error:
        refuse(form, error)
        return False
    messages.success(request, _("Kept."))
    return True
