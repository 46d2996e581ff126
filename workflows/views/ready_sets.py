"""Ready sets of designs: the list with what each holds, and one that is looked at and taken."""

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from workflows import ready_sets
from workflows.services import design_sets
from workflows.services.design_sets import Incoming
from workflows.services.ready_sets import take_set
from workflows.services.set_papers import IncomingPaper
from workflows.views.design_sets import tell
from workflows.views.designs import keeper


@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """The sets that come with the program, with what each holds."""
    keeper(request)
    return render(request, "workflows/ready_sets.html", {"sets": ready_sets.ready_sets()})


@require_http_methods(["GET", "POST"])
def card(request: HttpRequest, code: str) -> HttpResponse:
    """What taking a set would do, and what it holds line by line; a POST takes what is ticked of it."""
    administrator, found = keeper(request), ready_sets.ready_set(code)
    if found is None:
        raise Http404
    agency, chosen, errors = administrator.agency, request.POST.getlist("chosen"), []
    if request.method == "POST":
        is_published = "publish" in request.POST
        try:
            made = take_set(actor=administrator, agency=agency, ready=found, chosen=chosen, is_published=is_published)
        except ValidationError as error:
            errors = error.messages
        else:
            tell(request, made)
            return redirect("workflows:designs")
    rows = design_sets.preview(actor=administrator, agency=agency, text=found.text)
    context = {
        "set": found,
        "rows": [(row, row.key in chosen if errors else row.becomes == design_sets.Becomes.NEW) for row in rows],
        "goes": any(row.is_to_take for row in rows),
        "told": [
            *((name, lines, ()) for name, lines in found.told(agency)),
            *((f"{row.title}: {row.name}", row.lines, row.text) for row in _papers(rows)),
        ],
        "tests": found.tests(),
        "errors": errors,
        "is_published": not errors or "publish" in request.POST,
    }
    return render(request, "workflows/ready_set.html", context, status=422 if errors else 200)


def _papers(rows: list[Incoming | IncomingPaper]) -> list[IncomingPaper]:
    return [row for row in rows if isinstance(row, IncomingPaper)]
