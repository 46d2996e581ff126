"""Whose exchange a person runs, and of which papers they may be told."""

from django.db.models import Q

from agencies import rules
from agencies.models import Employee
from documents.sight import seen_document


def agencies_run_by(employee: Employee) -> list[int]:
    keys = {post.unit.agency_id for post in employee.current_posts}
    return [key for key in keys if rules.holds(employee, rules.Power.EXCHANGE, key)]


def known_to(employee: Employee) -> Q:
    """The condition "about no paper with an access mark, or about one that the person sees"."""
    return Q(document__isnull=True) | Q(document__access="") | seen_document(employee, "document")
