"""Lists beside the desk: what the person waits for, what they follow, and what is overdue with their people.

What is awaited and followed is found by keys of few rows (own cases, own letters, assignments given), so its cost
follows them and not the size of the desk's table.
"""

from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from agencies.models import Employee, Post, Role
from agencies.rules import CHIEFS
from citizens.models import Case
from citizens.sight import seen_case
from documents.sight import seen_document
from history import clock
from workflows.following import Following
from workflows.models import NEWS, UNFINISHED, WorkItem, WorkItemQuerySet

AWAITED, FOLLOWED, OVERDUE = "awaited", "followed", "overdue"


def awaited(employee: Employee) -> WorkItemQuerySet:
    """Open work of others that the person waits for: on cases that they execute, on letters that they wrote, and on
    assignments that they issued.
    """
    open_work = WorkItem.objects.filter(state__among=UNFINISHED).exclude(kind__in=NEWS)
    theirs = open_work.exclude(assignee=employee).values_list("pk", flat=True)
    keys = theirs.filter(case__executor=employee).union(
        theirs.filter(document__author=employee), theirs.filter(assignment__issuer=employee)
    )
    # Asked for apart: how few they are, no database foresees, and it would walk all open work instead.
    return _listed(employee, Q(pk__in=list(keys)))


def followed(employee: Employee) -> WorkItemQuerySet:
    """Open work of others on the cases that the person follows."""
    cases = Following.objects.filter(employee=employee).values("case")
    return _listed(employee, Q(case__in=cases, state__among=UNFINISHED) & ~Q(kind__in=NEWS))


def overdue_under(employee: Employee) -> WorkItemQuerySet:
    """Overdue work that has come up to the person: as a head of units that of these units and all below; as the head of
    the agency that of units which nobody else heads. Their own is on their desk.
    """
    above = (
        Post.objects.current()
        .filter(role=Role.UNIT_HEAD, unit__agency=OuterRef("agency"))
        .exclude(employee=Coalesce(OuterRef("assignee"), 0))
        .annotate(path_of_work=ExpressionWrapper(OuterRef("queue_unit__path"), output_field=CharField()))
        .filter(path_of_work__startswith=F("unit__path"))
    )
    places = Q(pk__in=[])
    for post in employee.current_posts:
        if post.role == Role.UNIT_HEAD:
            places |= Q(queue_unit__path__startswith=post.unit.path)
        elif post.role == Role.LEADER:
            places |= Q(~Exists(above), agency=post.unit.agency_id)
    late = Q(state__among=UNFINISHED, due_on__lt=clock.today()) & ~Q(kind__in=NEWS) & ~Q(assignee=employee)
    return _listed(employee, places & late)


def leads(employee: Employee) -> bool:
    """Whether overdue work of others comes up to the person."""
    return employee.is_active and any(post.role in CHIEFS for post in employee.current_posts)


def follows(employee: Employee, case: Case) -> bool:
    """Whether the person follows this case."""
    return Following.objects.filter(employee=employee, case=case).exists()


TITLES = {
    AWAITED: _("What I wait for"),
    FOLLOWED: _("What I follow"),
    OVERDUE: _("Overdue with my people"),
}
LISTS = {AWAITED: awaited, FOLLOWED: followed, OVERDUE: overdue_under}


def _listed(employee: Employee, condition: Q) -> WorkItemQuerySet:
    """Those that lie with others, on papers that the person sees, by due date."""
    mine = WorkItem.objects.lying_with(employee).values("pk")
    found = WorkItem.objects.filter(condition).exclude(pk__in=mine)
    about_nothing = Q(case__isnull=True, document__isnull=True)
    of_document = Q(case__isnull=True) & seen_document(employee, "document")
    found = found.filter(seen_case(employee, "case") | of_document | about_nothing)
    return found.select_related("assignee", "queue_unit").order_by(F("due_on").asc(nulls_last=True), "id")
