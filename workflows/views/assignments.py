"""Assignments: issuing them on a paper, the card of one, the list of one's own."""

from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from agencies.forms import refuse
from agencies.models import Employee
from agencies.rules import may_take_part
from agencies.selectors import term_of
from citizens.models import DONE, Case
from documents.models import Document
from history import selectors as record
from workflows import assigned_panels, assigned_selectors, policies, selectors
from workflows.assigned import IN_FORCE, Assignment, AssignmentState
from workflows.forms.assignments import PointsForm
from workflows.models import WorkItem
from workflows.services import assignments
from workflows.services.assignments.shared import GROUNDS

PAGE = 50
REFUSED = 422


def may_assign(reader: Employee, paper: Case | Document) -> bool:
    """Whether the reader issues assignments on a paper, or drafts them for the head."""
    return policies.may_issue(reader, paper) or policies.may_draft_assignment(reader, paper)


@require_http_methods(["GET", "POST"])
def on_case(request: HttpRequest, pk: int) -> HttpResponse:
    """Issue an assignment on a case, or draft it for the head."""
    employee = cast("Employee", request.user)
    case = get_object_or_404(Case.objects.visible_to(employee).select_related("agency", "applicant"), pk=pk)
    back = reverse("workflows:case", args=[pk])
    if not may_assign(employee, case):
        raise Http404
    if case.stage in DONE:
        messages.info(request, _("The case is off control: nothing more is assigned in it."))
        return redirect(back)
    return _issue(request, case, None, back)


@require_http_methods(["GET", "POST"])
def on_document(request: HttpRequest, pk: int) -> HttpResponse:
    """Issue an assignment on a registered document: a letter, an order, a point of minutes."""
    employee = cast("Employee", request.user)
    document = get_object_or_404(
        Document.objects.visible_to(employee).select_related("agency", "case__applicant", "unit"), pk=pk
    )
    if not may_assign(employee, document):
        raise Http404
    back = reverse("workflows:document", args=[pk])
    if document.state not in GROUNDS:
        messages.info(request, _("Assignments are issued on registered papers only."))
        return redirect(back)
    return _issue(request, document, None, back)


@require_http_methods(["GET", "POST"])
def pass_on(request: HttpRequest, pk: int) -> HttpResponse:
    """Issue lower assignments under the one that lies with the person."""
    employee = cast("Employee", request.user)
    upper = get_object_or_404(_shown(employee), pk=pk)
    if not policies.may_pass_on(employee, upper):
        raise Http404
    return _issue(request, upper.paper, upper, reverse("workflows:assignment", args=[pk]))


@require_http_methods(["GET", "POST"])
def card(request: HttpRequest, pk: int) -> HttpResponse:
    """The card of an assignment: its tree, term and acts; a POST names what is done to it."""
    employee = cast("Employee", request.user)
    found = get_object_or_404(_shown(employee), pk=pk)
    offered = assigned_panels.actions_of(found, employee)
    chosen = next((one for one in offered if one.name == request.POST.get("action")), None)
    if request.method == "POST" and chosen is None:
        messages.info(request, _("This cannot be done to the assignment, or not any more."))
        return redirect("workflows:assignment", pk)
    panels = [
        (
            one,
            one.form(
                request.POST if one is chosen else None, employee=employee, assignment=found, auto_id=f"{one.name}_%s"
            ),
        )
        for one in offered
    ]
    form = next((one for action, one in panels if action is chosen), None)
    if chosen is not None and form is not None and form.is_valid():
        try:
            chosen.do(employee, found, form.cleaned_data)
        except ValidationError as error:
            refuse(form, error)
        else:
            messages.success(request, str(chosen.done))
            return redirect("workflows:assignment", pk)
    term = term_of(found)
    context = {
        "assignment": found,
        "panels": panels,
        "chosen": chosen,
        "branch": assigned_selectors.branch(found),
        "term": term,
        "changes": term.changes.all() if term is not None else [],
        "mine": WorkItem.objects.lying_with(employee).filter(assignment=found).order_by("id"),
        "may_pass_on": policies.may_pass_on(employee, found),
        "sees_document": found.document is not None
        and Document.objects.visible_to(employee).filter(pk=found.document.pk).exists(),
        "acts": record.timeline(found),
    }
    status = REFUSED if form is not None and form.errors else 200
    return render(request, "workflows/assignment.html", context, status=status)


@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """What the person issued and waits for, or what was given to them; those in force, or all."""
    employee = cast("Employee", request.user)
    if not may_take_part(employee):
        raise Http404
    is_given = request.GET.get("which") == "given"
    is_all = request.GET.get("all") == "1"
    found = assigned_selectors.given_to(employee) if is_given else assigned_selectors.issued_by(employee)
    if not is_all:
        found = found.filter(state__in=[AssignmentState.DRAFT, *IN_FORCE])
    before = request.GET.get("before", "")
    if before.isdecimal():
        found = found.filter(pk__lt=int(before[:18]))
    rows = list(found.select_related("executor", "issuer", "case", "document")[: PAGE + 1])
    context = {
        "rows": rows[:PAGE],
        "following": rows[PAGE - 1].pk if len(rows) > PAGE else None,
        "is_given": is_given,
        "is_all": is_all,
        "is_first": not before,
    }
    return render(request, "workflows/assignments.html", context)


def _issue(request: HttpRequest, paper: Case | Document, upper: Assignment | None, back: str) -> HttpResponse:
    employee = cast("Employee", request.user)
    asked = request.POST.get("points", "1")
    count = int(asked) if asked.isdecimal() and len(asked) < 4 else 1  # three digits are enough
    adds = "add" in request.POST
    form = PointsForm(
        request.POST or None, employee=employee, paper=paper, upper=upper, count=count + 1 if adds else count
    )
    is_refused = False
    if request.method == "POST" and not adds:
        is_refused = not _issued(request, form, paper, upper)
        if not is_refused:
            return redirect(back)
    if adds:
        form.begin_point()
    context: dict[str, Any] = {
        "form": form,
        "groups": form.groups(),
        "paper": paper,
        "upper": upper,
        "back": back,
        "files": selectors.appeal_files(paper) if isinstance(paper, Case) else [],
        "is_draft": form.is_draft,
    }
    return render(request, "workflows/assign.html", context, status=REFUSED if is_refused else 200)


def _issued(request: HttpRequest, form: PointsForm, paper: Case | Document, upper: Assignment | None) -> bool:
    employee = cast("Employee", request.user)
    if not form.is_valid():
        return False
    try:
        points = assignments.issue(
            actor=employee, paper=paper, points=form.points(), upper=upper, issuer=form.cleaned_data.get("issuer")
        )
    except ValidationError as error:
        refuse(form, error)
        return False
    if form.is_draft:
        said = ngettext("%(count)s assignment awaits the head.", "%(count)s assignments await the head.", len(points))
    else:
        said = ngettext("%(count)s assignment is issued.", "%(count)s assignments are issued.", len(points))
    messages.success(request, said % {"count": len(points)})
    return True


def _shown(employee: Employee) -> Any:
    return Assignment.objects.visible_to(employee).select_related(
        *("agency", "case__applicant", "case__agency", "document__agency", "executor", "issuer", "controller", "unit"),
        *("parent", "main__executor", "resolution__executor", "drafted_by", "document__case"),
    )
