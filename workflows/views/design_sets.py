"""The set of an agency's designs as a file: given out, looked at, and taken as drafts."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from agencies.forms import refuse
from documents.models import VersionState
from workflows.designed import DesignState
from workflows.forms.design_sets import SetForm
from workflows.services import design_sets
from workflows.services.design_sets import Incoming, Taken
from workflows.services.set_papers import IncomingPaper
from workflows.views.designs import keeper


@require_GET
def export(request: HttpRequest) -> HttpResponse:
    """What is in force, as one file."""
    administrator = keeper(request)
    try:
        found = design_sets.exported(actor=administrator, agency=administrator.agency)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("workflows:designs")
    answer = HttpResponse(found, content_type="application/json; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="designs.json"'
    return answer


@require_http_methods(["GET", "POST"])
def import_(request: HttpRequest) -> HttpResponse:
    """Look at a file first; then take it as drafts."""
    administrator = keeper(request)
    form = SetForm(request.POST or None, request.FILES or None)
    rows: list[Incoming | IncomingPaper] = []
    if request.method == "POST" and form.is_valid():
        agency, text = administrator.agency, form.cleaned_data["text"]
        try:
            if request.POST.get("action") == "take":
                note = form.cleaned_data["note"]
                tell(request, design_sets.import_set(actor=administrator, agency=agency, text=text, note=note))
                return redirect("workflows:designs")
            rows = design_sets.preview(actor=administrator, agency=agency, text=text)
        except ValidationError as error:
            refuse(form, error)
    context = {
        "form": form,
        "rows": rows,
        "papers": [row for row in rows if isinstance(row, IncomingPaper)],
        "text": form.cleaned_data["text"] if rows else "",
        "goes": any(row.is_to_take for row in rows),
    }
    return render(request, "workflows/design_import.html", context, status=422 if form.errors else 200)


def tell(request: HttpRequest, made: Taken) -> None:
    """Say how many designs and templates were published, how many drafts were made, and how many filters shared."""
    published = sum(one.state == DesignState.PUBLISHED for one in made.designs)
    drafts = len(made.designs) - published
    if published:
        told = ngettext("%(count)s design is in force.", "%(count)s designs are in force.", published)
        messages.success(request, told % {"count": published})
    if drafts:
        told = ngettext("%(count)s draft was made.", "%(count)s drafts were made.", drafts)
        left = _("Something stands in the way of publishing: see the drafts.") if published else ""
        messages.success(request, " ".join([told % {"count": drafts}, left]).strip())
    _tell_of_papers(request, made)


def _tell_of_papers(request: HttpRequest, made: Taken) -> None:
    published = sum(one.state == VersionState.PUBLISHED for one in made.templates)
    drafts, filters = len(made.templates) - published, len(made.filters)
    if published:
        told = ngettext(
            "%(count)s template of letters is in force.", "%(count)s templates of letters are in force.", published
        )
        messages.success(request, told % {"count": published})
    if drafts:
        told = ngettext(
            "%(count)s draft of a template was made: the head of the records office puts it in force.",
            "%(count)s drafts of templates were made: the head of the records office puts them in force.",
            drafts,
        )
        messages.success(request, told % {"count": drafts})
    if filters:
        told = ngettext(
            "%(count)s filter is offered to the whole agency.",
            "%(count)s filters are offered to the whole agency.",
            filters,
        )
        messages.success(request, told % {"count": filters})
