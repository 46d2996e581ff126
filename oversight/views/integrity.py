"""The page of the log's own health."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from history.shown import reading_as
from oversight import policies
from oversight.selectors.integrity import integrity as health_of_the_log
from oversight.views.shared import exists_if, viewer


@reading_as(always=True)
@require_safe
def integrity(request: HttpRequest) -> HttpResponse:
    """How large the log is, which heads were signed and by whom they were seen, how far the numbering is behind."""
    reader = viewer(request)
    exists_if(bool(policies.agencies_audited(reader)))
    return render(request, "oversight/integrity.html", {"log": health_of_the_log()})
