"""Pages of registration: forms, and what is printed of a registered paper."""

from typing import cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from agencies.forms import refuse
from agencies.models import Employee
from agencies.rules import Power, holds
from citizens.models import Case
from documents import appeal_types, files, selectors, services
from documents.forms import AppealForm, CorrespondenceForm, InternalForm
from documents.models import Document
from documents.pdf.cards import acknowledgement_pdf, card_pdf
from history.models import Reading
from history.shown import reading_as


@require_http_methods(["GET", "POST"])
def register_appeal(request: HttpRequest) -> HttpResponse:
    """Register a citizen's appeal."""
    employee = _employee(request)
    if not holds(employee, Power.REGISTER):
        raise Http404
    agency = employee.agency
    types = appeal_types.offered(agency)
    code = request.POST.get("type", request.GET.get("type", ""))
    of_type = next((one for one in types if one.code == code), None)
    form = AppealForm(request.POST or None, request.FILES or None, employee=employee, agency=agency, of_type=of_type)
    if code and of_type is None and request.method == "POST":
        form.add_error(None, _("This type of cases is not offered any more: choose another one."))
    if request.method == "POST" and form.is_valid():
        try:
            case = services.register_appeal(
                actor=employee, agency=agency, appeal=form.card(), stored=[form.kept] if form.kept else []
            )
        except ValidationError as error:
            refuse(form, error)
        else:
            messages.success(
                request,
                _("Registered as %(number)s, due on %(date)s.")
                % {"number": case.number, "date": case.due_on.strftime("%d.%m.%Y")},
            )
            return redirect("workflows:case", case.pk)
    context = {"form": form, "types": types, "of_type": of_type}
    return render(request, "documents/register_appeal.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def register_correspondence(request: HttpRequest) -> HttpResponse:
    """Register a letter that came on paper or by e-mail."""
    employee = _employee(request)
    if not holds(employee, Power.REGISTER):
        raise Http404
    agency = employee.agency
    form = CorrespondenceForm(request.POST or None, request.FILES or None, employee=employee, agency=agency)
    if request.method == "POST" and form.is_valid():
        try:
            document = services.register_correspondence(
                actor=employee,
                agency=agency,
                letter=form.card(),
                stored=form.kept,
                reserved=form.cleaned_data.get("reserved"),
            )
        except ValidationError as error:
            refuse(form, error)
        else:
            messages.success(request, _registered(document))
            if document.in_reply_to_text and document.in_reply_to is None:
                messages.warning(request, _("No letter of ours has the number that this one answers."))
            return redirect("workflows:document", document.pk)
    status = 422 if form.errors else 200
    return render(request, "documents/register_correspondence.html", {"form": form}, status=status)


@require_http_methods(["GET", "POST"])
def register_internal(request: HttpRequest) -> HttpResponse:
    """Register a paper that the agency makes for itself: a memo, an order, minutes."""
    employee = _employee(request)
    if not holds(employee, Power.REGISTER):
        raise Http404
    agency = employee.agency
    form = InternalForm(request.POST or None, request.FILES or None, employee=employee, agency=agency)
    if request.method == "POST" and form.is_valid():
        try:
            document = services.register_internal(
                actor=employee,
                agency=agency,
                paper=form.card(),
                stored=form.kept,
                reserved=form.cleaned_data.get("reserved"),
            )
        except ValidationError as error:
            refuse(form, error)
        else:
            messages.success(request, _("Registered as %(number)s.") % {"number": document.number})
            return redirect("workflows:document", document.pk)
    status = 422 if form.errors else 200
    return render(request, "documents/register_internal.html", {"form": form}, status=status)


@reading_as(Reading.Kind.PRINTED)
@require_GET
def acknowledgement(request: HttpRequest, pk: int) -> FileResponse:
    """The acknowledgement of a registered appeal, to be printed."""
    case = get_object_or_404(
        Case.objects.visible_to(_employee(request)).select_related("agency", "applicant", "term_kind"),
        pk=pk,
        applicant__isnull=False,
    )
    return FileResponse(acknowledgement_pdf(case), content_type=files.PDF, filename=f"{_safe(case.number)}.pdf")


@reading_as(Reading.Kind.PRINTED)
@require_GET
def card_print(request: HttpRequest, pk: int) -> FileResponse:
    """The registration card (РКК) of a document, to be printed."""
    employee = _employee(request)
    document = get_object_or_404(
        Document.objects.visible_to(employee).select_related(
            *("agency", "journal", "registrar", "signer", "file_index", "unit"),
            *("kind", "addressee", "copy_of"),
            *("case__applicant", "case__executor", "case__unit"),
        ),
        pk=pk,
    )
    card = card_pdf(document, selectors.progress(document, employee))
    return FileResponse(card, content_type=files.PDF, filename=f"RKK-{_safe(document.number or str(document.pk))}.pdf")


def _registered(document: Document) -> str:
    case = document.case
    if case is None:
        return _("Registered as %(number)s; the head decides what is done.") % {"number": document.number}
    return _("Registered as %(number)s, due on %(date)s.") % {
        "number": document.number,
        "date": case.due_on.strftime("%d.%m.%Y"),
    }


def _employee(request: HttpRequest) -> Employee:
    return cast("Employee", request.user)


def _safe(number: str) -> str:
    return "".join(sign if sign.isalnum() else "-" for sign in number)
