"""Pages of a document that goes its road without a case: its process, a decision taken back, its sheet of readers."""

from typing import Any, cast

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from agencies.models import Employee
from documents import files
from documents.forms import WhyForm
from documents.models import ORDERS, Document
from documents.pdf.approval import acquaintance_pdf
from documents.views.records import form_page
from workflows import acquaintance_sheet, considering_selectors, policies
from workflows.acquainting import Acquaintance
from workflows.pictures.names import TITLES
from workflows.pictures.standing import passages
from workflows.services import carrying


@require_safe
def process(request: HttpRequest, pk: int) -> HttpResponse:
    """The process of a document without a case: its current step, the time of each; an earlier one by its number."""
    document = _document(request, pk)
    processes = considering_selectors.processes_of(document)
    shown = next((one for one in processes if str(one.pk) == request.GET.get("process")), None)
    shown = shown or next(iter(processes), None)
    if shown is None:
        raise Http404
    code = "order" if document.flow in ORDERS else "incoming"
    context: dict[str, Any] = {
        "document": document,
        "processes": processes,
        "shown": shown,
        "code": code,
        "passages": passages(code, shown, document.agency),
        "title": TITLES[code],
    }
    return render(request, "workflows/document_process.html", context)


@require_http_methods(["GET", "POST"])
def anew(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the decision on a document back, with a reason: it lies with the head again."""
    employee, document = cast("Employee", request.user), _document(request, pk)
    if not policies.may_consider_anew(employee, document):
        raise Http404
    is_order = document.flow in ORDERS
    form = WhyForm(request.POST or None)
    back = reverse("workflows:document", args=[pk])
    return form_page(
        request,
        form,
        lambda: carrying.consider_anew(actor=employee, document=document, reason=form.cleaned_data["reason"]),
        done=_("The document awaits the decision again."),
        onward=back,
        title=(_("Make known anew: %(document)s") if is_order else _("Consider anew: %(document)s"))
        % {"document": document},
        back=back,
        submit=_("Take the decision back"),
        intro=_("Who has not read it yet is asked no more; assignments at work are cancelled first."),
    )


@require_safe
def sheet(request: HttpRequest, pk: int) -> FileResponse:
    """The sheet of acquaintance as PDF; of a document that nobody was given to read there is none."""
    document = _document(request, pk)
    if not Acquaintance.objects.filter(document=document).exists():
        raise Http404
    made = acquaintance_pdf(document, acquaintance_sheet.sheet_of(document))
    return FileResponse(made, content_type=files.PDF, filename=f"acquaintance-{pk}.pdf")


def _document(request: HttpRequest, pk: int) -> Document:
    employee = cast("Employee", request.user)
    return get_object_or_404(Document.objects.visible_to(employee).select_related("agency"), pk=pk)
