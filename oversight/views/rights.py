"""The page of a person's rights: what they see and may do today, and why."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from agencies.models import Employee
from oversight import policies
from oversight.selectors.rights import rights_of
from oversight.views.shared import exists_if, viewer


@require_safe
def rights(request: HttpRequest, pk: int) -> HttpResponse:
    """Each right with its source; to the person, auditors and administrators of an agency of theirs."""
    reader = viewer(request)
    person = get_object_or_404(Employee.objects.visible_to(reader), pk=pk)
    exists_if(policies.may_see_rights(reader, person))
    return render(request, "oversight/rights.html", {"person": person, "rights": rights_of(person)})
