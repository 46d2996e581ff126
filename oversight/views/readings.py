"""Pages of the audit of reading: who saw what, all that a person looked at, all that was seen of a case or citizen."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from citizens.models import Case, Person
from citizens.selectors import merged_cards
from history.models import Reading
from history.shown import reading_as
from oversight import policies
from oversight.forms import ReadingsForm
from oversight.selectors import readings as audit
from oversight.views.shared import address_with, exists_if, number_before, viewer


@reading_as(always=True)
@require_safe
def readings(request: HttpRequest) -> HttpResponse:
    """Every reading in the auditor's agencies, newest first."""
    reader = viewer(request)
    exists_if(bool(policies.agencies_audited(reader)))
    form = ReadingsForm(reader, request.GET or {})
    found = audit.readings(reader, form.wanted()) if form.is_valid() else Reading.objects.none()
    return _page(request, "oversight/readings.html", found, form=form)


@reading_as(always=True)
@require_safe
def case_readings(request: HttpRequest, pk: int) -> HttpResponse:
    """Everybody who was shown anything of a case."""
    reader = viewer(request)
    case = get_object_or_404(Case.objects.visible_to(reader).select_related("applicant"), pk=pk)
    exists_if(policies.may_see_changes(reader, case))
    return _page(request, "oversight/paper_readings.html", audit.readings_of_case(case), case=case)


@reading_as(always=True)
@require_safe
def person_readings(request: HttpRequest, pk: int) -> HttpResponse:
    """Everybody who was shown anything of a citizen: their card and those merged into it, their cases, the papers."""
    reader = viewer(request)
    person = get_object_or_404(Person.objects.visible_to(reader).select_related("merged_into"), pk=pk)
    exists_if(policies.may_see_changes(reader, person))
    found, merged = audit.readings_of_person(person), merged_cards(person)
    return _page(request, "oversight/paper_readings.html", found, person=person, merged=merged)


def _page(request: HttpRequest, template: str, found: QuerySet[Reading], **context: Any) -> HttpResponse:
    page = audit.stretch(found, number_before(request), merged=context.get("merged", ()))
    older = address_with(request, before=page.older_than) if page.older_than else None
    form = context.get("form")
    status = 422 if form is not None and form.errors else 200
    return render(request, template, {"page": page, "older": older, **context}, status=status)
