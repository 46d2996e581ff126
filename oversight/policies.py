"""Who may watch what: auditors the record of their agencies, managers the load of the people below them."""

from django.db.models import Q

from agencies.models import Employee, Post
from agencies.rules import MAY, SEES, Power, Scope, holds
from citizens.models import Case, Person


def agencies_audited(employee: Employee) -> list[int]:
    """Agencies whose record the person reads."""
    if not employee.is_active:
        return []
    return [post.unit.agency_id for post in employee.current_posts if Power.WATCH_HISTORY in MAY[post.role]]


def may_see_changes(employee: Employee, of: Case | Person) -> bool:
    """Whether the person audits the agency of a case or an applicant."""
    return holds(employee, Power.WATCH_HISTORY, of.agency_id)


def may_see_rights(employee: Employee, person: Employee) -> bool:
    """Whether the person sees what another one may do, and why: their own, or as auditor or administrator of an agency
    in which the other one holds or held a post.
    """
    if employee.pk == person.pk:
        return True
    overseen = [
        post.unit.agency_id
        for post in employee.current_posts
        if {Power.WATCH_HISTORY, Power.ADMINISTER} & MAY[post.role] and employee.is_active
    ]
    return person.posts.filter(unit__agency__in=overseen).exists()


def may_watch_load(employee: Employee) -> bool:
    """Whether the person manages anybody."""
    return holds(employee, Power.WATCH_LOAD)


def may_see_hours(employee: Employee, case: Case) -> bool:
    """Whether the person manages in the agency of the case; that they see the case is asked before."""
    return holds(employee, Power.WATCH_LOAD, case.agency_id)


def agencies_watched(employee: Employee) -> list[int]:
    """Agencies in which the person manages anybody."""
    return sorted({post.unit.agency_id for post in _managing(employee)})


def posts_watched(employee: Employee) -> Q:
    """The condition on posts "below one of the person's managing posts": the agency, or a subtree of units."""
    condition = Q(pk__in=[])
    for post in _managing(employee):
        if SEES[post.role] is Scope.AGENCY:
            condition |= Q(unit__agency=post.unit.agency_id)
        elif SEES[post.role] is Scope.SUBTREE:
            condition |= Q(unit__path__startswith=post.unit.path)
    return condition


def _managing(employee: Employee) -> list[Post]:
    if not employee.is_active:
        return []
    return [post for post in employee.current_posts if Power.WATCH_LOAD in MAY[post.role]]
