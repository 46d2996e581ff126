"""Whose exchange a person runs, and of which papers they may be told."""

from django.db.models import Exists, OuterRef, Q

from agencies import rules
from agencies.models import Employee
from documents.models import Document


def agencies_run_by(employee: Employee) -> list[int]:
    keys = {post.unit.agency_id for post in employee.current_posts}
    return [key for key in keys if rules.holds(employee, rules.Power.EXCHANGE, key)]


def known_to(employee: Employee) -> Q:
    """The condition "about no paper with an access mark, or about one that the person sees"."""
    document = Document.objects.visible_to(employee).filter(pk=OuterRef("document"))
    return Q(document__isnull=True) | Q(document__access="") | Q(Exists(document))
