"""What an automation rule has done, and what it has still to do."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from workflows import rule_selectors as selectors
from workflows.designs import RULE
from workflows.designs.rule_shapes import When
from workflows.views.designs import kept

PAGE = 50


@require_GET
def done(request: HttpRequest, pk: int) -> HttpResponse:
    """Cases by their numbers alone, the latest first; of one with an access mark not even that."""
    found = kept(request, pk, RULE)
    asked = request.GET.get("before", "")
    firings = selectors.firings(found)
    if asked.isdigit() and len(asked) < 15:
        firings = firings.filter(pk__lt=int(asked))
    rows = list(firings[: PAGE + 1])
    context = {
        "design": found,
        "rows": [(one, "" if one.case.access else one.case.number, When(one.occasion).label) for one in rows[:PAGE]],
        "earlier": rows[PAGE - 1].pk if len(rows) > PAGE else None,
    }
    return render(request, "workflows/rule_done.html", context)
