"""Orders before they have a number: the list, and the page on which one is drafted."""

from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from agencies.forms import refuse
from agencies.models import Employee
from documents import selectors as documents
from documents.forms import WhyForm
from documents.models import Document, State
from documents.policies import may_draft_orders
from documents.views.records import form_page
from workflows import actions, approval_selectors, order_selectors, policies
from workflows.forms.approvals import ReadyRouteForm
from workflows.forms.orders import OrderForm, about_order
from workflows.services import approvals, orders

REFUSED = 422


@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """Orders under way that the person sees: where each stands, and with whom."""
    employee = cast("Employee", request.user)
    if not policies.may_see_orders_under_way(employee):
        raise Http404
    context = {
        "rows": order_selectors.under_way(employee),
        "may_draft": may_draft_orders(employee, employee.agency),
    }
    return render(request, "workflows/orders.html", context)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Draft an order."""
    employee = _drafter(request)
    form = OrderForm(
        request.POST or None,
        request.FILES or None,
        employee=employee,
        item=about_order(employee),
        initial=_chosen_template(request),
    )
    if form.is_bound and form.is_valid():
        try:
            document = orders.draft_order(actor=employee, agency=employee.agency, order=form.order())
        except ValidationError as error:
            refuse(form, error)
        else:
            messages.success(request, _("The draft is saved."))
            return redirect("workflows:order", document.pk)
    status = REFUSED if form.errors else 200
    return render(request, "workflows/order.html", {"form": form, "document": None}, status=status)


@require_http_methods(["GET", "POST"])
def draft(request: HttpRequest, pk: int) -> HttpResponse:
    """A draft of the person: changed, submitted for approval, or discarded with a reason."""
    employee = _drafter(request)
    document = get_object_or_404(
        Document.objects.visible_to(employee).select_related("agency", "kind", "signer", "case"),
        pk=pk,
        author=employee,
        state=State.DRAFT,
        purpose=OrderForm.purpose,
    )
    action = request.POST.get("action", "")
    is_written = action in ("save", "submit")
    form = OrderForm(
        request.POST if is_written else None,
        request.FILES if is_written else None,
        employee=employee,
        item=about_order(employee, document),
        initial=actions.letter_values(document) | _chosen_template(request),
    )
    approval = approval_selectors.approval_of(document)
    ready = ReadyRouteForm(request.POST if is_written else None, document=document, approval=approval, drafter=employee)
    why = WhyForm(request.POST if action == "discard" else None)
    if is_written and all([form.is_valid(), ready.is_valid()]):
        try:
            _keep(employee, document, form, ready, submits=action == "submit")
        except ValidationError as error:
            refuse(form, error)
        else:
            is_submitted = action == "submit"
            messages.success(request, _("The order is on approval.") if is_submitted else _("The draft is saved."))
            return redirect("workflows:document" if is_submitted else "workflows:order", pk)
    if action == "discard" and why.is_valid():
        try:
            orders.discard_order(actor=employee, document=document, reason=why.cleaned_data["reason"])
        except ValidationError as error:
            refuse(why, error)
        else:
            messages.success(request, _("The draft is discarded."))
            return redirect("workflows:orders")
    context: dict[str, Any] = {
        "form": form,
        "why": why,
        "document": document,
        "files": documents.current_files(document),
        "route": approval_selectors.route(approval),
        "ready": ready if ready.routes else None,
        "going": approval.ready if approval else None,
    }
    is_refused = bool(form.errors or ready.errors or why.errors)
    return render(request, "workflows/order.html", context, status=REFUSED if is_refused else 200)


@require_http_methods(["GET", "POST"])
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """The author takes an order back that is not signed yet, with a reason."""
    employee = cast("Employee", request.user)
    document = get_object_or_404(Document.objects.visible_to(employee).select_related("agency"), pk=pk)
    if not policies.may_take_back_order(employee, document):
        raise Http404
    form = WhyForm(request.POST or None)
    return form_page(
        request,
        form,
        lambda: orders.take_back(actor=employee, document=document, reason=form.cleaned_data["reason"]),
        done=_("The order lies with you again."),
        onward=reverse("workflows:document", args=[pk]),
        title=_("Take back: %(document)s") % {"document": document},
        back=reverse("workflows:document", args=[pk]),
        submit=_("Take back"),
        intro=_("Visas that were given stand until another text is submitted."),
    )


def _keep(employee: Employee, document: Document, form: OrderForm, ready: ReadyRouteForm, *, submits: bool) -> None:
    document = orders.change_order(actor=employee, document=document, order=form.order())
    if submits:
        orders.submit_order(actor=employee, document=document, route=ready.chosen)
    elif ready.chosen is not None and ready.has_changed():
        approvals.take_ready_route(actor=employee, document=document, version=ready.chosen)


def _drafter(request: HttpRequest) -> Employee:
    employee = cast("Employee", request.user)
    if not may_draft_orders(employee, employee.agency):
        raise Http404
    return employee


def _chosen_template(request: HttpRequest) -> dict[str, Any]:
    asked = request.GET.get("template", "")
    return {"chosen_template": asked} if asked.isdigit() else {}
