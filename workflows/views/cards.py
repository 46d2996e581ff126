"""Cards that put several rooms together: the case, the document, and the list of cases."""

from typing import cast

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from agencies.models import Employee
from agencies.rules import may_take_part
from citizens.models import Case, Stage
from documents import selectors as documents
from documents.models import Document
from exchange.models import OutboxMessage
from history import clock
from history import selectors as record
from workflows import selectors

PAGE = 50


@require_GET
def cases(request: HttpRequest) -> HttpResponse:
    """Cases that the person sees, newest first; found by the beginning of a number or of the applicant's surname."""
    employee = cast("Employee", request.user)
    if not may_take_part(employee):
        raise Http404
    text = request.GET.get("q", "").strip()[:80]
    stage = request.GET.get("stage", "")
    is_late = request.GET.get("late") == "1"
    found = selectors.cases(employee, text)
    if stage in Stage.values:
        found = found.filter(stage=stage)
    if is_late:
        found = found.filter(due_on__lt=clock.today()).exclude(stage=Stage.FILED)
    before = request.GET.get("before", "")
    if before.isdigit():
        found = found.filter(pk__lt=int(before))
    rows = list(found.select_related("applicant", "executor").order_by("-id")[: PAGE + 1])
    return render(
        request,
        "workflows/cases.html",
        {
            "cases": rows[:PAGE],
            "following": rows[PAGE - 1].pk if len(rows) > PAGE else None,
            "q": text,
            "stage": stage,
            "late": is_late,
            "stages": Stage.choices,
            "documents": documents.by_number(employee, text) if text else [],
        },
    )


@require_GET
def case(request: HttpRequest, pk: int) -> HttpResponse:
    """The card of a case: requisites, questions, documents, route, hours, and every act once."""
    employee = cast("Employee", request.user)
    found = get_object_or_404(
        Case.objects.visible_to(employee).select_related(
            "applicant", "term_kind", "executor", "unit", "agency", "topic", "complained_of"
        ),
        pk=pk,
    )
    return render(
        request,
        "workflows/case.html",
        {
            "case": found,
            "questions": found.questions.select_related("outcome", "decided_by"),
            "documents": selectors.letters(found),
            "resolutions": found.resolutions.select_related("author", "executor"),
            "participations": found.participations.select_related("employee"),
            "messages_out": OutboxMessage.objects.filter(document__case=found).select_related("document"),
            "spent": selectors.spent_on_case(found),
            "mine": selectors.desk(employee).filter(case=found).first(),
            "acts": record.timeline(found),
        },
    )


@require_GET
def document(request: HttpRequest, pk: int) -> HttpResponse:
    """The card of a document: requisites, files, signatures, visas, delivery, every act once."""
    employee = cast("Employee", request.user)
    found = get_object_or_404(
        Document.objects.visible_to(employee).select_related(
            "case", "journal", "registrar", "author", "approver", "signer", "unit", "in_reply_to", "file_index"
        ),
        pk=pk,
    )
    return render(
        request,
        "workflows/document.html",
        {
            "document": found,
            "files": found.files.select_related("stored"),
            "signatures": found.signatures.all(),
            "visas": found.visas.select_related("approver"),
            "deliveries": OutboxMessage.objects.filter(document=found).prefetch_related("receipts"),
            "replies": Document.objects.visible_to(employee).filter(Q(in_reply_to=found)),
            "mine": selectors.desk(employee).filter(document=found).first(),
            "acts": record.timeline(found),
        },
    )
