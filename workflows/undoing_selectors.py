"""Questions about cases that were taken up again."""

from agencies.models import Employee
from citizens.models import Case
from workflows.models import Resolution
from workflows.undoing import Reopening


def last_reopening(case: Case) -> Reopening | None:
    """When and why a case was taken up again last; None for one that never was."""
    return Reopening.objects.filter(case=case).last()


def resolution_to(case: Case, employee: Employee) -> Resolution | None:
    """The resolution that gave the case to this person, whose own resolutions and assignments it limits; one from
    before the case was taken up again limits nothing.
    """
    found = case.resolutions.filter(executor=employee)
    again = last_reopening(case)
    return (found.filter(issued_at__gte=again.at) if again is not None else found).last()
