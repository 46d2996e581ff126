"""Pages of the record: acts, changes of fields, a paper as of a moment, what one transaction changed."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from citizens.models import Case, Person
from citizens.selectors import merged_cards
from history.selectors import RowChange
from history.shown import reading_as
from oversight import policies
from oversight.forms import ActsForm, MomentsForm
from oversight.selectors import record
from oversight.views.shared import address_with, exists_if, viewer


@reading_as(always=True)
@require_safe
def acts(request: HttpRequest) -> HttpResponse:
    """The record of the auditor's agencies, newest first, a stretch at a time."""
    reader = viewer(request)
    exists_if(bool(policies.agencies_audited(reader)))
    form = ActsForm(reader, request.GET or {})
    page = record.ActsPage([], None)
    if form.is_valid():
        page = record.acts_page(reader, form.wanted(), before=form.cleaned_data["before"])
    context = {
        "form": form,
        "page": page,
        "older": address_with(request, before=page.older_than) if page.older_than else None,
        "is_filtered": any(request.GET.get(name) for name in form.fields if name != "before"),
    }
    return render(request, "oversight/acts.html", context, status=422 if form.errors else 200)


@reading_as(always=True)
@require_safe
def entry(request: HttpRequest, key: UUID) -> HttpResponse:
    """What one transaction did and changed, and where it stands in the log."""
    reader = viewer(request)
    told = record.entry_page(reader, key)
    exists_if(told is not None)
    return render(request, "oversight/entry.html", {"told": told})


@reading_as(always=True)
@require_safe
def changes(request: HttpRequest, pk: int) -> HttpResponse:
    """Every changed field of a case and of all its papers; how it stood at a moment; the difference of two moments."""
    reader = viewer(request)
    case = get_object_or_404(Case.objects.visible_to(reader).select_related("applicant"), pk=pk)
    exists_if(policies.may_see_changes(reader, case))
    return _changes(request, "oversight/changes.html", case, record.case_changes(case), case=case)


@reading_as(always=True)
@require_safe
def person_changes(request: HttpRequest, pk: int) -> HttpResponse:
    """Every changed field of an applicant's card and those merged into it; at a moment; between two moments."""
    reader = viewer(request)
    person = get_object_or_404(Person.objects.visible_to(reader).select_related("merged_into"), pk=pk)
    exists_if(policies.may_see_changes(reader, person))
    told = {"person": person, "merged": merged_cards(person)}
    return _changes(request, "oversight/person_changes.html", person, record.person_changes(person), **told)


def _changes(
    request: HttpRequest, template: str, of: Case | Person, every: list[RowChange], **context: object
) -> HttpResponse:
    """Every change; or, where moments are asked for, the difference of these."""
    form = MomentsForm(request.GET or None)
    is_of_moments = form.is_bound and form.is_valid()
    shown = record.between(of, form.cleaned_data["earlier"], form.cleaned_data["later"]) if is_of_moments else every
    told = {"form": form, "changes": shown, "is_of_moments": is_of_moments, **context}
    return render(request, template, told, status=422 if form.errors else 200)
