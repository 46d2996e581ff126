"""Pages of a transfer to the archive: the check's progress, decisions, the act, the package, the reception."""

import tempfile
from typing import Any, cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from agencies.models import Employee
from agencies.rules import agencies_seen
from documents import files, packing, plan_selectors, policies, services, transfer_words
from documents.forms import PaperDecisionForm, ReceptionForm, TransferActForm, WhyForm
from documents.models import OPEN_TRANSFERS, Inventory, Soundness, Transfer, TransferLine, TransferState
from documents.pdf.transfers import transfer_pdf
from documents.views.records import REFUSED, button, keeper, tried, viewer
from history import selectors as record

PAGE = 50


@require_POST
def prepare(request: HttpRequest, pk: int) -> HttpResponse:
    """Prepare the transfer of an inventory's files."""
    employee = viewer(request)
    found = get_object_or_404(Inventory, pk=pk, agency__in=agencies_seen(employee))
    keeper(request, found.agency_id)
    return button(
        request,
        lambda: services.prepare_transfer(actor=employee, inventory=found),
        done=_("The papers are checked one after another; the page shows how far it is."),
        refused=reverse("documents:inventory", args=[pk]),
        onward=lambda made: reverse("documents:transfer", args=[made.pk]),
    )


@require_http_methods(["GET", "POST"])
def transfer(request: HttpRequest, pk: int) -> HttpResponse:
    """A transfer at its step; papers that are not in order come first."""
    employee = viewer(request)
    found = get_object_or_404(plan_selectors.transfers(employee), pk=pk)
    action = request.POST.get("action", "")
    here = reverse("documents:transfer", args=[pk])
    if action == "approve":
        if not policies.may_approve_plans(employee, found.agency_id):
            raise Http404
        return button(
            request,
            lambda: services.approve_transfer(actor=employee, transfer=found),
            done=_("The act is approved."),
            onward=here,
        )
    forms: dict[str, Any] = {
        "draw": TransferActForm(request.POST if action == "draw" else None),
        "confirm": ReceptionForm(request.POST if action == "confirm" else None),
        "give-up": WhyForm(request.POST if action == "give-up" else None, auto_id="id_up_%s"),
        "decide": PaperDecisionForm(request.POST if action == "decide" else None),
    }
    chosen = forms.get(action)
    if request.method == "POST":
        if chosen is None:
            raise Http404
        keeper(request, found.agency_id)
        is_done, _made = tried(chosen, lambda: _act(request, employee, found, action, chosen.cleaned_data))
        if is_done:
            return redirect(here)
    state, may_keep = found.state, policies.may_keep_plans(employee, found.agency_id)
    unseen = plan_selectors.unseen_of(employee, found)
    rows = found.lines.select_related("document", "file").order_by(F("soundness").desc(), "ordinal")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    hidden = set(unseen.filter(pk__in=[line.pk for line in page]).values_list("pk", flat=True))
    is_packed = state in (TransferState.DRAWN, TransferState.APPROVED, TransferState.CONFIRMED)
    context = {
        "transfer": found,
        "page": page,
        "lines": [_told(line, is_hidden=line.pk in hidden) for line in page],
        "checked": found.lines.exclude(soundness=Soundness.WAITING).count(),
        "unsound": found.lines.filter(soundness=Soundness.UNSOUND).count(),
        "decide": forms["decide"] if may_keep and state == TransferState.CHECKED else None,
        "decided": request.POST.get("line", ""),
        "draw": forms["draw"] if may_keep and state == TransferState.CHECKED else None,
        "may_approve": state == TransferState.DRAWN and policies.may_approve_plans(employee, found.agency_id),
        "confirm": forms["confirm"] if may_keep and state == TransferState.APPROVED else None,
        "giving_up": forms["give-up"] if may_keep and state in OPEN_TRANSFERS else None,
        "may_take": is_packed and may_keep and not unseen.exists(),
        "opened": action,
        "acts": record.timeline(found),
    }
    if chosen is not None and not any(one is chosen for one in context.values()):  # it moved on meanwhile
        messages.warning(request, " ".join(dict.fromkeys(said for errors in chosen.errors.values() for said in errors)))
        return redirect(here)
    return render(request, "documents/transfer.html", context, status=REFUSED if chosen is not None else 200)


@require_GET
def act_print(request: HttpRequest, pk: int) -> FileResponse:
    """The act of acceptance and transfer as it is printed."""
    found = get_object_or_404(plan_selectors.transfers(viewer(request)), pk=pk, act_ordinal__isnull=False)
    name = found.act_number.replace("/", "-")
    return FileResponse(transfer_pdf(found), content_type=files.PDF, filename=f"Akt-{name}.pdf")


@require_GET
def package(request: HttpRequest, pk: int) -> FileResponse:
    """The package for the archive, written to a file that is gone when it was sent."""
    employee = viewer(request)
    found = get_object_or_404(plan_selectors.transfers(employee), pk=pk, act_ordinal__isnull=False)
    keeper(request, found.agency_id)
    if found.state == TransferState.CANCELLED or plan_selectors.unseen_of(employee, found).exists():
        raise Http404
    services.take_package(actor=employee, transfer=found)
    target = tempfile.TemporaryFile()  # noqa: SIM115  # closed by the response
    packing.write_package(found, cast("Any", target))
    target.seek(0)
    name = found.act_number.replace("/", "-")
    return FileResponse(target, as_attachment=True, content_type="application/zip", filename=f"Archive-{name}.zip")


def _told(line: TransferLine, *, is_hidden: bool) -> dict[str, Any]:
    copies = [] if is_hidden else list(line.copies.select_related("entry"))
    return {
        "line": line,
        "is_hidden": is_hidden,
        "findings": transfer_words.findings(line),
        "unchecked": transfer_words.unchecked(line),
        "copies": [(one, "" if one.made_id else transfer_words.fault(one)) for one in copies],
    }


def _act(request: HttpRequest, employee: Employee, found: Transfer, action: str, data: dict[str, Any]) -> Any:
    if action == "draw":
        return services.draw_transfer_act(actor=employee, transfer=found, archive=data["archive"])
    if action == "confirm":
        return services.confirm_reception(
            actor=employee, transfer=found, number=data["number"], received_on=data["received_on"]
        )
    if action == "give-up":
        return services.give_transfer_up(actor=employee, transfer=found, reason=data["reason"])
    key = request.POST.get("line", "")
    line = get_object_or_404(found.lines.select_related("transfer"), pk=key if key.isdecimal() and len(key) < 18 else 0)
    if plan_selectors.unseen_of(employee, found).filter(pk=line.pk).exists():
        raise Http404
    return services.decide_on_paper(actor=employee, line=line, decision=data["decision"], reason=data["reason"])
