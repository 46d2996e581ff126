"""Pages of the year's end: what is still open, and the inventories of what was closed."""

from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from agencies.models import Employee
from agencies.rules import agencies_seen
from documents import files, plan_selectors, policies, services
from documents.forms import ChosenFilesForm
from documents.models import FilePlan, Inventory, InventoryKind
from documents.pdf.plans import inventory_pdf
from documents.views.records import REFUSED, button, keeper, tried, viewer
from history import clock
from history import selectors as record


@require_http_methods(["GET", "POST"])
def year_end(request: HttpRequest, pk: int) -> HttpResponse:
    """What is still open of a year: files are closed or carried over, inventories drawn, the plan closed."""
    employee = viewer(request)
    plan = get_object_or_404(plan_selectors.plans(employee), pk=pk)
    end = plan_selectors.year_end(plan)
    action = request.POST.get("action", "")
    form = ChosenFilesForm(request.POST if action in ("close", "carry") else None, offered=end.files)
    if request.method == "POST":
        keeper(request, plan.agency_id)
        if action == "inventory":
            return button(
                request,
                lambda: services.draw_inventory(actor=employee, plan=plan, kind=request.POST.get("kind", "")),
                done=_("The inventory is drawn."),
                onward=lambda made: reverse("documents:inventory", args=[made.pk]),
            )
        act = services.carry_over if action == "carry" else services.close_files
        is_done, _made = tried(form, lambda: act(actor=employee, plan=plan, files=list(form.cleaned_data["chosen"])))
        if is_done:
            return redirect("documents:year-end", pk)
    drawn = {one.kind: one for one in plan_selectors.inventories(plan.agency_id, plan.year)}
    kinds = [
        (kind, kind.label, drawn.get(kind.value), plan_selectors.for_inventory(plan.agency_id, plan.year, kind).count())
        for kind in InventoryKind
    ]
    return render(
        request,
        "documents/year_end.html",
        {
            "plan": plan,
            "end": end,
            "form": form,
            "inventories": [one for one in kinds if one[2] or one[3]],
            "summary": plan_selectors.summary(plan),
            "next": FilePlan.objects.filter(agency=plan.agency_id, year=plan.year + 1).first(),
            "is_over": plan.year < clock.today().year,
            "may_keep": policies.may_keep_plans(employee, plan.agency_id),
        },
        status=REFUSED if form.errors else 200,
    )


@require_http_methods(["GET", "POST"])
def inventory(request: HttpRequest, pk: int) -> HttpResponse:
    """An inventory; the head approves it here."""
    employee = viewer(request)
    found = get_object_or_404(_inventories(employee), pk=pk)
    may_approve = policies.may_approve_plans(employee, found.agency_id)
    if request.method == "POST":
        if not may_approve:
            raise Http404
        return button(
            request,
            lambda: services.approve_inventory(actor=employee, inventory=found),
            done=_("The inventory is approved."),
            onward=reverse("documents:inventory", args=[pk]),
        )
    return render(
        request,
        "documents/inventory.html",
        {
            "inventory": found,
            "items": plan_selectors.inventory_rows(found),
            "plan": FilePlan.objects.filter(agency=found.agency_id, year=found.year).first(),
            "may_approve": may_approve and found.approved_on is None,
            "transfers": found.transfers.order_by("-pk"),
            "may_transfer": found.approved_on is not None and policies.may_keep_plans(employee, found.agency_id),
            "acts": record.timeline(found),
        },
    )


@require_GET
def inventory_print(request: HttpRequest, pk: int) -> FileResponse:
    """An inventory as it is printed."""
    found = get_object_or_404(_inventories(viewer(request)), pk=pk)
    return FileResponse(inventory_pdf(found), content_type=files.PDF, filename=f"Opis-{found.kind}-{found.year}.pdf")


def _inventories(employee: Employee) -> QuerySet[Inventory]:
    return Inventory.objects.filter(agency__in=agencies_seen(employee)).select_related(
        "agency", "drawn_by", "approved_by"
    )
