"""The verification report of a document: each check, its result, what it means, and what was not checked."""

from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from agencies.models import Employee
from documents import policies
from documents import services as documents
from documents.models import Document, Proof
from signing.verification import Report
from workflows import selectors


@require_GET
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """The report of the moment, the versions of the container, and how far their proof has got."""
    employee, document = _seen(request, pk)
    found = _report(document)
    proof = Proof.objects.filter(document=document).first()
    context: dict[str, Any] = {
        "document": document,
        "report": found,
        "signatures": [*found.signatures, *(found.document.signatures if found.document else ())],
        "containers": selectors.containers_of(document),
        "proof": proof,
        "may_ask": proof is not None
        and proof.wanted != Proof.Level.LONG_TERM
        and policies.may_ask_proof(employee, document),
    }
    return render(request, "workflows/signatures.html", context)


@require_GET
def report_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The same report as JSON, for programs and for the files of a dispute."""
    _employee, document = _seen(request, pk)
    told = {"document": str(document.uuid), "number": document.number, **_report(document).as_json()}
    response = JsonResponse(told, json_dumps_params={"ensure_ascii": False, "indent": 1})
    response["Content-Disposition"] = f'attachment; filename="report-{document.uuid}.json"'
    return response


@require_POST
def long_term(request: HttpRequest, pk: int) -> HttpResponse:
    """Have everything kept that proves the signatures when their certificates have ended."""
    employee, document = _seen(request, pk)
    if not policies.may_ask_proof(employee, document):
        raise Http404
    try:
        documents.ask_long_term(actor=employee, document=document)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("What proves the signatures for long is gathered and kept within a minute."))
    return redirect("workflows:signatures", pk)


def _seen(request: HttpRequest, pk: int) -> tuple[Employee, Document]:
    employee = cast("Employee", request.user)
    rows = Document.objects.visible_to(employee).select_related("agency", "case")
    return employee, get_object_or_404(rows, pk=pk)


def _report(document: Document) -> Report:
    found = selectors.check_of_container(document)
    if found is None:
        raise Http404
    return found
