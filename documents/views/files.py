"""Pages of the files of a document: what there is, reading it in the page, comparing versions, adding, checking out."""

from collections.abc import Callable
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from agencies.forms import refuse
from agencies.models import Employee
from documents import comparing, conversion, files, policies, recognition, selectors, services
from documents.forms import CheckOutForm, NewFileForm, VersionForm
from documents.models import Document, DocumentFile, Rendition, StoredFile
from documents.selectors import FileSeries
from documents.services.files import ADDED_ROLES

# Shown in the page; everything else is handed over as a download.
SHOWN = {files.PDF, *files.PICTURES}
# Nothing in a file runs or loads anything. Browsers do not open a PDF in a sandbox, so there the rest must do.
NOTHING_RUNS = (
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)
TEXT_SHOWN = 256 * 1024
GONE = 410


@require_GET
def document_files(request: HttpRequest, pk: int) -> HttpResponse:
    """Every file of a document with its versions, and what the person may do with it."""
    employee = _employee(request)
    document = _document(employee, pk)
    found = selectors.file_series(document)
    came = selectors.arrivals(entry for series in found for entry in series.versions)
    return render(
        request,
        "documents/files.html",
        {
            "document": document,
            "series": [_offered(employee, document, one, came) for one in found],
            "roles": _roles(employee, document),
            "forced": selectors.ended_check_outs(document),
            "is_scanned": files.is_configured(),
            "recognises": recognition.is_available(),
        },
    )


@require_http_methods(["GET", "POST"])
def file_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Add an attachment or working material."""
    employee = _employee(request)
    document = _document(employee, pk)
    if not any(policies.may_add_file(employee, document, role) for role in ADDED_ROLES):
        raise Http404
    roles = _roles(employee, document)
    if not roles:
        messages.error(request, _("The paper is closed or its case is filed: its files stay as they are."))
        return redirect("documents:files", pk)
    form = NewFileForm(request.POST or None, request.FILES or None, employee=employee, roles=roles)
    return _form_page(
        request,
        form,
        document,
        _("Add a file"),
        lambda: services.add_file(actor=employee, document=document, **form.given()),
        _("The file is added."),
    )


@require_http_methods(["GET", "POST"])
def version_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a new version in the place of a file."""
    employee = _employee(request)
    entry = _changeable(employee, pk)
    form = VersionForm(request.POST or None, request.FILES or None, employee=employee)
    return _form_page(
        request,
        form,
        entry.document,
        _("New version: %(file)s") % {"file": entry.name},
        lambda: services.add_version(actor=employee, entry=entry, **form.given()),
        _("The new version is in force."),
    )


@require_http_methods(["GET", "POST"])
def check_out(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a file to work on it."""
    employee = _employee(request)
    entry = _changeable(employee, pk)
    form = CheckOutForm(request.POST or None)
    return _form_page(
        request,
        form,
        entry.document,
        _("Check out: %(file)s") % {"file": entry.name},
        lambda: services.check_out(actor=employee, entry=entry, **form.cleaned_data),
        _("The file is yours until you check it in."),
    )


@require_POST
def check_in(request: HttpRequest, pk: int) -> HttpResponse:
    """Lay a file down as it was."""
    employee = _employee(request)
    entry = _changeable(employee, pk)
    try:
        services.check_in(actor=employee, entry=entry)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("The file is checked in."))
    return redirect("documents:files", entry.document_id)


@require_http_methods(["GET", "POST"])
def check_in_force(request: HttpRequest, pk: int) -> HttpResponse:
    """End another person's check-out, with the reason."""
    employee = _employee(request)
    entry = _entry(employee, pk)
    if not policies.may_force_check_in(employee, entry.document):
        raise Http404
    form = CheckOutForm(request.POST or None)
    return _form_page(
        request,
        form,
        entry.document,
        _("Check in by force: %(file)s") % {"file": entry.name},
        lambda: services.force_check_in(actor=employee, entry=entry, **form.cleaned_data),
        _("The file is checked in, and its holder is told."),
    )


@require_GET
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """A version of a file in the page: a PDF, a picture, a text, or an office file as a PDF."""
    employee = _employee(request)
    entry = _entry(employee, pk)
    if entry.destroyed_by is not None:
        return _destroyed(request, entry)
    stored, rendition = entry.stored, _rendition(entry.stored)
    text = ""
    if stored.media_type == files.TEXT and stored.is_safe_to_render:
        services.note_reading(actor=employee, entry=entry)
        with files.open_stored(stored) as source:
            text = source.read(TEXT_SHOWN).decode("utf-8-sig", "replace")
    return render(
        request,
        "documents/preview.html",
        {
            "document": entry.document,
            "file": entry,
            "series": selectors.series_of(entry),
            "text": text,
            "is_cut": stored.size > TEXT_SHOWN,
            "is_pdf": stored.media_type == files.PDF,
            "is_picture": stored.media_type in files.PICTURES,
            "is_office": stored.media_type in files.OFFICE,
            "rendition": rendition,
            "has_converter": conversion.is_available(),
            "is_scanned": files.is_configured(),
        },
    )


@require_POST
def convert(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for a readable copy of an office file."""
    employee = _employee(request)
    entry = _entry(employee, pk)
    if entry.destroyed_by is not None:
        return _destroyed(request, entry)
    services.ask_rendition(actor=employee, entry=entry)
    messages.success(request, _("The file will be converted in a moment: open this page again."))
    return redirect("documents:file-preview", pk)


@require_GET
def compare(request: HttpRequest, pk: int) -> HttpResponse:
    """A version of a file beside an earlier one."""
    employee = _employee(request)
    entry = _entry(employee, pk)
    if entry.destroyed_by is not None:
        return _destroyed(request, entry)
    series = selectors.series_of(entry)
    others = [one for one in series.versions if one.version < entry.version and one.destroyed_by_id is None]
    asked = request.GET.get("with", "")
    other = next((one for one in others if str(one.pk) == asked), others[0] if others else None)
    difference = None
    if other is not None:
        for one in (other, entry):
            services.note_reading(actor=employee, entry=one)
        try:
            difference = comparing.difference(comparing.text_of_entry(other), comparing.text_of_entry(entry))
        except comparing.NoText:
            difference = None
    return render(
        request,
        "documents/compare.html",
        {
            "document": entry.document,
            "file": entry,
            "other": other,
            "others": others,
            "difference": difference,
            "is_same": other is not None and other.stored_id == entry.stored_id,
            "pair": [other, entry],
        },
    )


@require_GET
def file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A file of a document that the person sees; each reading is recorded. An infected one is not handed out."""
    employee = _employee(request)
    entry = _entry(employee, pk)
    if entry.destroyed_by is not None:
        return _destroyed(request, entry)
    if entry.stored.is_infected:
        return render(request, "documents/infected.html", {"document": entry.document, "file": entry}, status=403)
    services.note_reading(actor=employee, entry=entry)
    is_shown = entry.stored.media_type in SHOWN and not entry.stored.has_macros
    return streamed(entry.stored, entry.name, is_shown=is_shown)


@require_GET
def readable(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The PDF into which an office file was converted."""
    employee = _employee(request)
    entry = _entry(employee, pk)
    if entry.destroyed_by is not None:
        return _destroyed(request, entry)
    rendition = _rendition(entry.stored)
    if rendition is None or rendition.made is None or not entry.stored.is_safe_to_render:
        raise Http404
    services.note_reading(actor=employee, entry=entry)
    return streamed(rendition.made, f"{entry.name}.pdf", is_shown=True)


def _destroyed(request: HttpRequest, entry: DocumentFile) -> HttpResponse:
    """What was destroyed answers by the act that says so."""
    return render(request, "documents/destroyed.html", {"file": entry, "act": entry.destroyed_by}, status=GONE)


def streamed(stored: StoredFile, name: str, *, is_shown: bool) -> StreamingHttpResponse:
    """A content as it is handed out: shown in the page, or to be saved; nothing in it runs."""
    response = StreamingHttpResponse(files.blocks(stored), content_type=stored.media_type)
    response["Content-Length"] = str(stored.size)
    response["Content-Disposition"] = content_disposition_header(not is_shown, name) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    is_pdf = stored.media_type == files.PDF
    response["Content-Security-Policy"] = NOTHING_RUNS if is_pdf else f"{NOTHING_RUNS}; sandbox"
    return response


def _form_page(
    request: HttpRequest,
    form: forms.Form,
    document: Document,
    title: str,
    do: Callable[[], object],
    done: str,
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            do()
        except ValidationError as error:
            refuse(form, error)
        else:
            messages.success(request, done)
            return redirect("documents:files", document.pk)
    back = reverse("documents:files", args=[document.pk])
    context = {"form": form, "title": title, "back": back, "document": document}
    return render(request, "documents/file_form.html", context, status=422 if form.errors else 200)


def _offered(
    employee: Employee, document: Document, series: FileSeries, came: dict[int, selectors.Arrival]
) -> dict[str, Any]:
    """A file with what the person may do with it now."""
    newest, held = series.newest, series.held
    is_open = newest.is_current and not policies.objection_to_file(document, newest.role, is_new=False)
    may_change = is_open and policies.may_add_file(employee, document, newest.role)
    is_mine = held is not None and held.holder_id == employee.pk
    return {
        "newest": newest,
        "rows": [(version, came.get(version.pk)) for version in series.versions],
        "held": held,
        "is_mine": is_mine,
        "may_change": may_change and (held is None or is_mine),
        "may_force": held is not None and not is_mine and policies.may_force_check_in(employee, document),
    }


def _roles(employee: Employee, document: Document) -> list[str]:
    """The roles in which the person may add a file now."""
    return [
        role.value
        for role in ADDED_ROLES
        if policies.may_add_file(employee, document, role)
        and not policies.objection_to_file(document, role, is_new=True)
    ]


def _rendition(stored: StoredFile) -> Rendition | None:
    return Rendition.objects.filter(source=stored).select_related("made").first()


def _document(employee: Employee, pk: int) -> Document:
    return get_object_or_404(Document.objects.visible_to(employee).select_related("case__applicant", "unit"), pk=pk)


def _entry(employee: Employee, pk: int) -> DocumentFile:
    seen = Document.objects.visible_to(employee)
    found = DocumentFile.objects.filter(document__in=seen)
    return get_object_or_404(
        found.select_related("stored", "destroyed_by", "document__case__applicant", "document__unit"), pk=pk
    )


def _changeable(employee: Employee, pk: int) -> DocumentFile:
    """A file of which the person may add versions as long as its paper is open; what is closed, the service says."""
    entry = _entry(employee, pk)
    if not policies.may_add_file(employee, entry.document, entry.role):
        raise Http404
    return entry


def _employee(request: HttpRequest) -> Employee:
    return cast("Employee", request.user)
