"""Pages of the import of staff: the table, its preview, the confirmation, and samples."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from agencies import services, sheets
from agencies.forms import refuse
from agencies.forms.staff_import import ConfirmForm, TableForm, signed_table
from agencies.models import Agency, Employee
from agencies.staff_table import headings, sample
from agencies.views.shared import administrator

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMATS = {"csv": (sheets.csv_of, "text/csv; charset=utf-8"), "xlsx": (sheets.xlsx_of, XLSX)}


@require_http_methods(["GET", "POST"])
def staff_import(request: HttpRequest) -> HttpResponse:
    """Send a table, look at what it would do, confirm it."""
    employee, agency = administrator(request)
    if "expected" in request.POST:
        return _confirm(request, employee, agency)
    form = TableForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        sheet, on = form.cleaned_data["file"], form.cleaned_data["on"]
        try:
            plan = services.preview_import(agency=agency, sheet=sheet, on=on)
        except ValidationError as error:
            refuse(form, error if hasattr(error, "error_dict") else ValidationError({"file": error.error_list}))
        else:
            confirm = ConfirmForm(
                agency=agency, initial={"table": signed_table(agency, sheet, on), "expected": plan.digest}
            )
            context = {"plan": plan, "form": confirm}
            status = 422 if plan.errors else 200
            return render(request, "agencies/import_preview.html", context, status=status)
    return _table_page(request, form)


@require_GET
def import_sample(request: HttpRequest, kind: str) -> HttpResponse:
    """A table that an import takes, with every column and a row of each kind."""
    administrator(request)
    if kind not in FORMATS:
        raise Http404
    write, content_type = FORMATS[kind]
    answer = HttpResponse(write(sample()), content_type=content_type)
    answer["Content-Disposition"] = content_disposition_header(True, f"{_('Staff sample')}.{kind}")
    return answer


def _confirm(request: HttpRequest, employee: Employee, agency: Agency) -> HttpResponse:
    confirm = ConfirmForm(request.POST, agency=agency)
    form = TableForm()
    if confirm.is_valid():
        sheet, on = confirm.cleaned_data["table"]
        try:
            plan = services.import_staff(
                actor=employee, agency=agency, sheet=sheet, on=on, expected=confirm.cleaned_data["expected"]
            )
        except ValidationError as error:
            return _table_page(request, form, error.messages)
        counts = plan.counts
        messages.success(
            request,
            _("Imported: %(new)s new rows, %(changed)s changed, %(unchanged)s unchanged.")
            % {name: counts[name] for name in ("new", "changed", "unchanged")},
        )
        return redirect("agencies:structure")
    return _table_page(request, form, [str(message) for errors in confirm.errors.values() for message in errors])


def _table_page(request: HttpRequest, form: TableForm, refusals: list[str] | None = None) -> HttpResponse:
    context = {"form": form, "columns": headings(), "refusals": refusals}
    status = 422 if refusals or form.errors else 200
    return render(request, "agencies/import.html", context, status=status)
