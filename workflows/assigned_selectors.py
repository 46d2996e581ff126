"""Questions to assignments: the tree of a paper, what a person issued and has to do."""

import re

from django.db.models import Q

from agencies.models import Employee
from citizens.models import Case
from documents.models import Document
from workflows.assigned import Assignment, AssignmentQuerySet

PARTS = re.compile(r"([.-]?)(\d+)")


def tree(paper: Case | Document) -> list[Assignment]:
    """All assignments of a paper, each followed by its co-executors and by what is below it. One query."""
    of_paper = Q(case=paper) if isinstance(paper, Case) else Q(document=paper)
    found = Assignment.objects.filter(of_paper).select_related("executor", "issuer", "controller", "case", "document")
    return sorted(found, key=lambda one: place(one.number))


def branch(assignment: Assignment) -> list[Assignment]:
    """The assignment with everything above and below it, in the order of the tree."""
    return [one for one in tree(assignment.paper) if _is_related(one.number, assignment.number)]


def place(number: str) -> list[tuple[int, int]]:
    """The key by which numbers of a tree are sorted: co-executors before what was passed on."""
    return [(sign == ".", int(digits)) for sign, digits in PARTS.findall(number)]


def issued_by(employee: Employee) -> AssignmentQuerySet:
    """What the person issued or drafted, the newest first."""
    mine = Assignment.objects.visible_to(employee).filter(Q(issuer=employee) | Q(drafted_by=employee))
    return mine.order_by("-id")


def given_to(employee: Employee) -> AssignmentQuerySet:
    """What was given to the person, the newest first."""
    return Assignment.objects.visible_to(employee).filter(executor=employee, issued_at__isnull=False).order_by("-id")


def _is_related(number: str, other: str) -> bool:
    shorter, longer = sorted((place(number), place(other)), key=len)
    return longer[: len(shorter)] == shorter
