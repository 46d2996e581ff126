"""Pages of scanning: separator sheets, batches of scans, pages that wait for a person."""

from datetime import date
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from agencies.models import Employee
from agencies.rules import Power, holds
from documents import files, policies, recognition, scan_selectors, scans, selectors, services
from documents.forms import BatchForm, PlaceForm, WhyForm
from documents.models import BatchPart, Document, PartState, ScanBatch, StoredFile
from documents.pdf.sheets import sheets_pdf
from documents.views.records import REFUSED, before_of, tried
from history import selectors as record

PAGE = 50
# So many parts wait on one page: when they are decided upon, the next ones come.
WAITING_SHOWN = 20
SHEETS_AT_MOST = 200


@require_http_methods(["GET", "POST"])
def batches(request: HttpRequest) -> HttpResponse:
    """The batches that the person works on, and sending one."""
    employee = _registrar(request)
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = BatchForm(*sent, employee=employee)
    if request.method == "POST":
        is_done, made = tried(form, lambda: services.send_batch(actor=employee, agency=employee.agency, **form.given()))
        if is_done:
            messages.success(request, _("The batch is sent: its papers go to their cards one by one."))
            return redirect("documents:batch", made.pk)
    before = before_of(request)
    found = scan_selectors.batches(employee)
    rows = list((found.filter(pk__lt=before) if before else found)[: PAGE + 1])
    return render(
        request,
        "documents/batches.html",
        {
            "form": form,
            "batches": rows[:PAGE],
            "following": rows[PAGE - 1].pk if len(rows) > PAGE else None,
            "recognises": recognition.is_available(),
        },
        status=REFUSED if form.errors else 200,
    )


@require_http_methods(["GET", "POST"])
def batch(request: HttpRequest, pk: int) -> HttpResponse:
    """A batch: how far the worker is, what is on which card, and pages that need a person."""
    employee = _registrar(request)
    found = _batch(employee, pk)
    part, action = _named_part(request, found), request.POST.get("action", "")
    refused: dict[str, Any] = {}
    if request.method == "POST":
        if part is None or action not in ("place", "discard", "back"):
            raise Http404
        if action == "back":
            return _back(request, employee, part)
        form: Any = _form(action, employee, part, request.POST)
        is_done, _made = tried(form, lambda: _decide(employee, part, form))
        if is_done:
            return redirect("documents:batch", pk)
        refused = {"ordinal": part.ordinal, action: form}
    after = request.GET.get("after", "")
    decided = scan_selectors.decided_parts(
        found, employee, after=int(after) if after.isdecimal() and len(after) < 9 else 0, size=PAGE
    )
    waiting = scan_selectors.waiting_parts(found, employee)
    return render(
        request,
        "documents/batch.html",
        {
            "batch": found,
            "counts": scan_selectors.part_counts(found),
            "waiting": [_offered(employee, one, refused) for one in waiting[:WAITING_SHOWN]],
            "waiting_more": max(len(waiting) - WAITING_SHOWN, 0),
            "decided": decided[:PAGE],
            "following": decided[PAGE - 1].part.ordinal if len(decided) > PAGE else None,
            "acts": record.timeline(found),
        },
        status=REFUSED if refused else 200,
    )


@require_GET
def part_pages(request: HttpRequest, pk: int, ordinal: int) -> HttpResponse:
    """The pages of a part that no card has, as a PDF."""
    employee = _registrar(request)
    part = get_object_or_404(
        BatchPart.objects.select_related("batch__stored").exclude(state=PartState.PLACED),
        batch=_batch(employee, pk),
        ordinal=ordinal,
    )
    stored: StoredFile = part.batch.stored
    if stored.is_infected or stored.destroyed_at is not None:
        raise Http404
    try:
        with scans.cut(files.path_of(stored), part.page_numbers, part.turn) as made:
            answer = HttpResponse(made.read(), content_type=files.PDF)
    except scans.Unreadable as unreadable:
        raise Http404 from unreadable
    answer["Content-Disposition"] = f'inline; filename="{pk}-{ordinal}.pdf"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@require_GET
def sheet_print(request: HttpRequest, pk: int) -> FileResponse:
    """The separator sheet of one paper."""
    employee = _registrar(request)
    document = get_object_or_404(scan_selectors.papers_with_sheets(employee), pk=pk)
    return _printed([document])


@require_GET
def sheets_print(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Separator sheets of the chosen papers of a journal, or of all that were registered on a day."""
    employee = _registrar(request)
    journal = get_object_or_404(selectors.journals(employee), pk=pk)
    papers = scan_selectors.papers_with_sheets(employee).filter(journal=journal)
    chosen = [int(key) for key in request.GET.getlist("document")[:SHEETS_AT_MOST] if key.isdecimal() and len(key) < 19]
    papers = papers.filter(pk__in=chosen) if chosen else papers.filter(registered_on=_day(request, papers))
    found = list(papers.order_by("ordinal", "id")[: SHEETS_AT_MOST + 1])
    if not found or len(found) > SHEETS_AT_MOST:
        messages.error(
            request,
            _("Nothing that you see was registered in this journal on that day.")
            if not found
            else _("No more than %(count)s sheets are printed at once: choose papers.") % {"count": SHEETS_AT_MOST},
        )
        return redirect("documents:journal", pk)
    return _printed(found)


def _printed(documents: list[Document]) -> FileResponse:
    return FileResponse(sheets_pdf(documents), content_type=files.PDF, filename="sheets.pdf")


def _form(action: str, employee: Employee, part: BatchPart, data: Any = None, number: str = "") -> PlaceForm | WhyForm:
    """A form of a part; its fields have names of their own on a page of many."""
    auto_id = f"id_{action}_{part.ordinal}_%s"
    if action == "place":
        return PlaceForm(data, employee=employee, part=part, auto_id=auto_id, initial={"number": number})
    return WhyForm(data, auto_id=auto_id)


def _offered(employee: Employee, one: scan_selectors.SeenPart, refused: dict[str, Any]) -> dict[str, Any]:
    """A part with its forms, as they were filled if they were just refused."""
    part, number = one.part, one.paper.number if one.paper else ""
    filled = refused if refused.get("ordinal") == part.ordinal else {}
    forms = {name: filled.get(name) or _form(name, employee, part, number=number) for name in ("place", "discard")}
    return {"part": part, "paper": one.paper, **forms}


def _decide(employee: Employee, part: BatchPart, form: PlaceForm | WhyForm) -> BatchPart:
    if isinstance(form, WhyForm):
        return services.discard_part(actor=employee, part=part, reason=form.cleaned_data["reason"])
    assert form.document is not None
    pages = form.cleaned_data["pages"]
    return services.place_part(actor=employee, part=part, document=form.document, pages=pages)


def _back(request: HttpRequest, employee: Employee, part: BatchPart) -> HttpResponse:
    if part.document is not None and not policies.sees(employee, part.document):
        raise Http404
    try:
        services.take_part_back(actor=employee, part=part)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("The pages wait for a decision again."))
    return redirect("documents:batch", part.batch_id)


def _named_part(request: HttpRequest, found: ScanBatch) -> BatchPart | None:
    named = request.POST.get("part", "")
    if not named.isdecimal() or len(named) > 9:
        return None
    return found.parts.select_related("batch__stored", "document").filter(ordinal=int(named)).first()


def _batch(employee: Employee, pk: int) -> ScanBatch:
    return get_object_or_404(ScanBatch.objects.visible_to(employee).select_related("stored", "sent_by"), pk=pk)


def _day(request: HttpRequest, papers: QuerySet[Document]) -> date | None:
    """The day that is asked for; else the last on which something was registered."""
    try:
        return date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        return papers.order_by("-registered_on").values_list("registered_on", flat=True).first()


def _registrar(request: HttpRequest) -> Employee:
    employee = cast("Employee", request.user)
    if not holds(employee, Power.REGISTER):
        raise Http404
    return employee
