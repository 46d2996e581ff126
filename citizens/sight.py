"""The condition that a person sees the case that a row is about, for the rows of higher rooms."""

from django.db.models import Q

from agencies.models import Employee
from agencies.sight import existence, kept
from citizens.models import Case


def seen_case(employee: Employee, column: str) -> Q:
    """The person sees the case that the column names; false of rows without one."""
    return kept(employee, "a case", lambda: existence(Case.objects.visible_to(employee))).about(column)
