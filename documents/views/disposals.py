"""Pages of the disposal of files: what may be offered, the commission's appraisal, the act, the destruction."""

from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from agencies.models import Employee, Post
from documents import files, plan_selectors, policies, services
from documents.forms import AppraisalForm, ChosenFilesForm, DestroyForm, WhyForm
from documents.models import OPEN_STATES, Disposal, DisposalState, Verdict
from documents.pdf.plans import act_pdf
from documents.views.records import REFUSED, before_of, button, keeper, tried, viewer
from history import selectors as record

PAGE = 50


@require_http_methods(["GET", "POST"])
def disposals(request: HttpRequest) -> HttpResponse:
    """Files whose term is over, to be offered to the commission; and the disposals there were."""
    employee = viewer(request)
    expired = plan_selectors.expired(employee.agency)
    form = ChosenFilesForm(request.POST or None, offered=expired)
    if request.method == "POST":
        keeper(request)
        is_done, made = tried(
            form,
            lambda: services.offer_disposal(
                actor=employee, agency=employee.agency, files=list(form.cleaned_data["chosen"])
            ),
        )
        if is_done:
            return redirect("documents:disposal", made.pk)
    found = plan_selectors.disposals(employee)
    before = before_of(request)
    rows = list((found.filter(pk__lt=before) if before else found)[: PAGE + 1])
    return render(
        request,
        "documents/disposals.html",
        {
            "expired": expired,
            "form": form,
            "disposals": rows[:PAGE],
            "following": rows[PAGE - 1].pk if len(rows) > PAGE else None,
            "may_keep": policies.may_keep_plans(employee, employee.agency),
        },
        status=REFUSED if form.errors else 200,
    )


@require_http_methods(["GET", "POST"])
def disposal(request: HttpRequest, pk: int) -> HttpResponse:
    """A disposal at its step: appraisal, act, approval by the head, destruction with the number written once more."""
    employee = viewer(request)
    found = get_object_or_404(
        plan_selectors.disposals(employee).select_related("offered_by", "appraised_by", "approved_by", "destroyed_by"),
        pk=pk,
    )
    lines = plan_selectors.lines(found)
    action = request.POST.get("action", "")
    may_keep = policies.may_keep_plans(employee, found.agency_id)
    is_appraised_here = may_keep and found.state in (DisposalState.OFFERED, DisposalState.APPRAISED)
    posts = plan_selectors.commission_posts(found.agency_id) if is_appraised_here else []
    appraisal = AppraisalForm(
        request.POST if action == "appraise" else None,
        lines=lines,
        posts=posts,
        initial=_entered(found, posts) if found.minutes_on else {},
    )
    destruction = DestroyForm(request.POST if action == "destroy" else None)
    giving_up = WhyForm(request.POST if action == "give-up" else None)
    here = reverse("documents:disposal", args=[pk])
    if action == "draw":
        keeper(request, found.agency_id)
        return button(
            request,
            lambda: services.draw_act(actor=employee, disposal=found),
            done=_("The act is drawn up."),
            onward=here,
        )
    if action == "approve":
        return _approve(request, employee, found)
    chosen = {"appraise": appraisal, "destroy": destruction, "give-up": giving_up}.get(action)
    if request.method == "POST":
        if chosen is None:
            raise Http404
        keeper(request, found.agency_id)
        is_done, _made = tried(chosen, lambda: _act(employee, found, action, chosen))
        if is_done:
            return redirect(here)
    state = found.state
    return render(
        request,
        "documents/disposal.html",
        {
            "disposal": found,
            "lines": lines,
            "appraisal": appraisal if is_appraised_here else None,
            "has_commission": bool(posts),
            "members": found.members.all(),
            "may_draw": may_keep and state == DisposalState.APPRAISED,
            "may_approve": state == DisposalState.DRAWN and policies.may_approve_plans(employee, found.agency_id),
            "destruction": destruction if may_keep and state == DisposalState.APPROVED else None,
            "to_destroy": sum(line.verdict == Verdict.DESTROY for line in lines),
            "giving_up": giving_up if may_keep and state in OPEN_STATES else None,
            "opened": action,
            "acts": record.timeline(found),
        },
        status=REFUSED if chosen is not None else 200,
    )


@require_GET
def disposal_print(request: HttpRequest, pk: int) -> FileResponse:
    """The destruction act as it is printed."""
    found = get_object_or_404(
        plan_selectors.disposals(viewer(request)).select_related("offered_by", "approved_by", "destroyed_by"),
        pk=pk,
        act_ordinal__isnull=False,
    )
    name = found.act_number.replace("/", "-")
    return FileResponse(act_pdf(found), content_type=files.PDF, filename=f"Akt-{name}.pdf")


def _entered(found: Disposal, posts: list[Post]) -> dict[str, Any]:
    """What was entered of the minutes before: of a member the post that they hold in that commission."""
    sat = set(found.members.values_list("employee", flat=True))
    chosen = [str(post.pk) for post in posts if post.employee_id in sat and post.unit_id == found.commission_unit_id]
    return {"number": found.minutes_number, "minutes_on": found.minutes_on, "members": chosen}


def _approve(request: HttpRequest, employee: Employee, found: Disposal) -> HttpResponse:
    if not policies.may_approve_plans(employee, found.agency_id):
        raise Http404
    return button(
        request,
        lambda: services.approve_act(actor=employee, disposal=found),
        done=_("The act is approved."),
        onward=reverse("documents:disposal", args=[found.pk]),
    )


def _act(employee: Employee, found: Disposal, action: str, form: Any) -> Any:
    if action == "appraise":
        return services.appraise(actor=employee, disposal=found, minutes=form.minutes(), verdicts=form.verdicts())
    if action == "destroy":
        return services.destroy(actor=employee, disposal=found, act_number=form.cleaned_data["act_number"])
    return services.give_up(actor=employee, disposal=found, reason=form.cleaned_data["reason"])
