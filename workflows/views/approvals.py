"""The approval of a document: its route and visas, the drawing of the route, prints, favourite routes, the rules."""

from typing import cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from agencies.forms import refuse
from agencies.models import Employee
from documents import files
from documents.models import Document, State
from documents.pdf.approval import protocol_pdf, sheet_pdf
from history import selectors as record
from workflows import approval_selectors, approval_sheet, policies
from workflows.approving import Approval, ApprovalState, FavouriteRoute, VisaRemark
from workflows.forms import approvals as forms
from workflows.models import WorkItem, WorkKind
from workflows.services import approvals

REFUSED = 422
# What the page of an approval leads to.
HERE = (WorkKind.APPROVE, WorkKind.REVISE, WorkKind.REVISE_ORDER)


@require_http_methods(["GET", "POST"])
def card(request: HttpRequest, pk: int) -> HttpResponse:
    """The approval of a document: who was asked, what they said, what the author answered; a POST takes it back or
    submits a paper that is no letter.
    """
    employee, document = cast("Employee", request.user), _document(request, pk)
    approval = approval_selectors.approval_of(document)
    may_recall = (
        approval is not None and approval.state == ApprovalState.RUNNING and policies.may_recall(employee, approval)
    )
    may_submit = approval is not None and not document.purpose and policies.may_route(employee, document)
    form = forms.RecallForm(request.POST if request.POST.get("action") == "recall" else None)
    if request.method == "POST" and _done(request, employee, document, form):
        return redirect("workflows:approval", pk)
    context = {
        "document": document,
        "approval": approval,
        "route": approval_selectors.route(approval),
        "visas": approval_selectors.visas(document),
        "unanswered": _to_answer(employee, approval),
        "may_route": policies.may_route(employee, document),
        "may_submit": may_submit,
        "recall": form if may_recall else None,
        "may_submit_letter": document.state == State.DRAFT and policies.may_route(employee, document),
        "mine": WorkItem.objects.lying_with(employee).filter(document=document, kind__in=HERE).first(),
        "acts": record.timeline(document),
    }
    return render(request, "workflows/approval.html", context, status=REFUSED if form.errors else 200)


@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """The author's answer to a remark; what is refused is said on the page of the approval, with what was typed."""
    employee = cast("Employee", request.user)
    documents = Document.objects.visible_to(employee)
    remark = get_object_or_404(
        VisaRemark.objects.filter(document__in=documents).select_related("visa__approval", "document"), pk=pk
    )
    if not policies.may_recall(employee, remark.visa.approval):
        raise Http404
    form = forms.AnswerForm(request.POST, auto_id=f"answer_{pk}_%s")
    if form.is_valid():
        data = form.cleaned_data
        try:
            approvals.answer_remark(
                actor=employee, remark=remark, is_taken=data["is_taken"] == "yes", answer=data["answer"]
            )
        except ValidationError as error:
            refuse(form, error)
        else:
            messages.success(request, _("Answered."))
            return redirect("workflows:approval", remark.document_id)
    context = {"form": form, "remark": remark, "document": remark.document}
    return render(request, "workflows/answer_remark.html", context, status=REFUSED)


@require_http_methods(["GET", "POST"])
def draw(request: HttpRequest, pk: int) -> HttpResponse:
    """Draw the route: each button sends the page and gets it back changed; nothing is kept until it is saved."""
    employee, document = cast("Employee", request.user), _document(request, pk)
    if not policies.may_route(employee, document):
        raise Http404
    approval = approval_selectors.approval_of(document)
    drawn = approval_selectors.route(approval)
    favourites = approval_selectors.favourites(employee, document)
    form = forms.RouteForm(request.POST or None, employee=employee, document=document, drawn=drawn)
    ready = forms.ReadyRouteForm(request.POST or None, document=document, approval=approval, drafter=employee)
    status = 200
    if "take" in request.POST:
        if _taken(request, employee, document, form, ready):
            return redirect(_after(document))
        status = REFUSED
    elif request.method == "POST":
        changed = _changed(request.POST, form, favourites)
        if changed is not None:
            form = forms.RouteForm(changed, employee=employee, document=document, drawn=drawn)
            form.clear()
            form.focus = forms.pressed(request.POST, str(request.POST.get("do", "")))
        elif _drawn(request, employee, document, form):
            return redirect(_after(document))
        else:
            status = REFUSED
    context = {
        "form": form,
        "ready": ready,
        "document": document,
        "favourites": favourites,
        "back": _after(document),
    }
    return render(request, "workflows/route.html", context, status=status)


@require_GET
def sheet(request: HttpRequest, pk: int) -> FileResponse:
    """The approval sheet as PDF."""
    approval = _approval(request, pk)
    made = sheet_pdf(approval.document, approval_sheet.sheet_of(approval))
    return FileResponse(made, content_type=files.PDF, filename=f"approval-{pk}.pdf")


@require_GET
def protocol(request: HttpRequest, pk: int) -> FileResponse:
    """The protocol of disagreements as PDF."""
    approval = _approval(request, pk)
    made = protocol_pdf(approval.document, approval_sheet.protocol_of(approval))
    return FileResponse(made, content_type=files.PDF, filename=f"disagreements-{pk}.pdf")


@require_GET
def routes(request: HttpRequest) -> HttpResponse:
    """The favourite routes of the person and of their units."""
    employee = _keeper(request)
    found = FavouriteRoute.objects.visible_to(employee).select_related("owner", "unit")
    people = Employee.objects.in_bulk({key for one in found for stage in one.stages for key in stage["people"]})
    rows = [
        (one, [[people[key].short_name for key in stage["people"] if key in people] for stage in one.stages])
        for one in found
    ]
    return render(request, "workflows/routes.html", {"rows": rows})


@require_POST
def drop_route(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep a route no more."""
    employee = _keeper(request)
    approvals.drop_route(actor=employee, route=get_object_or_404(FavouriteRoute, pk=pk, owner=employee))
    messages.success(request, _("The route is kept no more."))
    return redirect("workflows:routes")


@require_http_methods(["GET", "POST"])
def rules(request: HttpRequest) -> HttpResponse:
    """What the agency sets about its approvals."""
    employee = cast("Employee", request.user)
    agency = employee.agency if employee.main_post else None
    if agency is None or not policies.may_set_approval_rules(employee, agency):
        raise Http404
    form = forms.RulesForm(request.POST or None, instance=approval_selectors.rules_of(agency.pk))
    if request.method == "POST" and form.is_valid():
        approvals.set_rules(actor=employee, agency=agency, **form.cleaned_data)
        messages.success(request, _("The rules are set; they hold from the next submission on."))
        return redirect("workflows:approval-rules")
    return render(request, "workflows/approval_rules.html", {"form": form, "agency": agency})


def _done(request: HttpRequest, employee: Employee, document: Document, form: forms.RecallForm) -> bool:
    try:
        if form.is_bound:
            if not form.is_valid():
                return False
            approvals.recall(actor=employee, document=document, reason=form.cleaned_data["reason"])
            messages.success(request, _("Taken back: nobody is asked any more."))
            return True
        if request.POST.get("action") == "submit":
            approvals.submit_document(actor=employee, document=document)
            messages.success(request, _("The document is on approval."))
            return True
    except ValidationError as error:
        refuse(form, error)
        return False
    messages.info(request, _("This cannot be done, or not any more."))
    return True


def _changed(data: QueryDict, form: forms.RouteForm, favourites: list[FavouriteRoute]) -> QueryDict | None:
    """What the page is after one of its buttons; None where it is to be saved."""
    if "do" in data:
        return forms.moved(data, form.people, str(data["do"]))
    if "fill" in data:
        chosen = next((one for one in favourites if str(one.pk) == data.get("favourite")), None)
        return forms.favourite(data, chosen, form.people) if chosen is not None else data
    return None


def _drawn(request: HttpRequest, employee: Employee, document: Document, form: forms.RouteForm) -> bool:
    if not form.is_valid():
        return False
    try:
        stages, name = form.drafts(), form.cleaned_data["name"]
        approvals.draw_route(actor=employee, document=document, stages=stages)
        if name.strip():
            approvals.keep_route(
                actor=employee,
                agency=document.agency,
                name=name,
                stages=stages,
                is_shared=form.cleaned_data["is_shared"],
            )
    except ValidationError as error:
        refuse(form, error)
        return False
    messages.success(request, _("The route is drawn."))
    return True


def _taken(
    request: HttpRequest, employee: Employee, document: Document, form: forms.RouteForm, ready: forms.ReadyRouteForm
) -> bool:
    form.clear()
    if ready.chosen is None:
        ready.add_error("ready_route", ValidationError(_("Choose a ready route."), code="route-unknown"))
        return False
    try:
        approvals.take_ready_route(actor=employee, document=document, version=ready.chosen)
    except ValidationError as error:
        refuse(form, error)
        return False
    messages.success(request, _("The paper goes along the ready route."))
    return True


def _after(document: Document) -> str:
    """Where the author goes on: a draft is submitted on its page, anything else on that of its approval."""
    if document.state == State.DRAFT:
        return reverse("workflows:draft", args=[document.pk])
    return reverse("workflows:approval", args=[document.pk])


def _to_answer(employee: Employee, approval: Approval | None) -> list[tuple[VisaRemark, forms.AnswerForm]]:
    if approval is None or not policies.may_recall(employee, approval):
        return []
    left = approval_selectors.unanswered(approval.document)
    return [(one, forms.AnswerForm(auto_id=f"answer_{one.pk}_%s")) for one in left]


def _document(request: HttpRequest, pk: int) -> Document:
    found = Document.objects.visible_to(cast("Employee", request.user))
    return get_object_or_404(found.select_related("case__applicant", "agency", "unit"), pk=pk)


def _approval(request: HttpRequest, pk: int) -> Approval:
    found = Approval.objects.filter(document=_document(request, pk))
    return get_object_or_404(found.select_related("author", "document__agency", "document__case"))


def _keeper(request: HttpRequest) -> Employee:
    """Who keeps favourite routes; to others the page does not exist."""
    employee = cast("Employee", request.user)
    if employee.main_post is None or not policies.may_keep_routes(employee, employee.agency):
        raise Http404
    return employee
