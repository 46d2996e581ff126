"""The set of an agency's designs as a file: given out, looked at, and taken as drafts."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from agencies.forms import refuse
from workflows.forms.design_sets import SetForm
from workflows.services import design_sets
from workflows.services.design_sets import Becomes, Incoming
from workflows.views.designs import keeper


@require_GET
def export(request: HttpRequest) -> HttpResponse:
    """What is in force, as one file."""
    administrator = keeper(request)
    found = design_sets.exported(actor=administrator, agency=administrator.agency)
    answer = HttpResponse(found, content_type="application/json; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="designs.json"'
    return answer


@require_http_methods(["GET", "POST"])
def import_(request: HttpRequest) -> HttpResponse:
    """Look at a file first; then take it as drafts."""
    administrator = keeper(request)
    form = SetForm(request.POST or None, request.FILES or None)
    rows: list[Incoming] = []
    if request.method == "POST" and form.is_valid():
        agency, text = administrator.agency, form.cleaned_data["text"]
        try:
            if request.POST.get("action") == "take":
                drafts = design_sets.import_set(actor=administrator, agency=agency, text=text)
                told = ngettext("%(count)s draft was made.", "%(count)s drafts were made.", len(drafts))
                messages.success(request, told % {"count": len(drafts)})
                return redirect("workflows:designs")
            rows = design_sets.preview(actor=administrator, agency=agency, text=text)
        except ValidationError as error:
            refuse(form, error)
    context = {
        "form": form,
        "rows": rows,
        "text": form.cleaned_data["text"] if rows else "",
        "goes": any(row.becomes in (Becomes.NEW, Becomes.CHANGED) for row in rows),
    }
    return render(request, "workflows/design_import.html", context, status=422 if form.errors else 200)
