"""Refusals: every service asks here before it writes. Who may set an agency up."""

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from agencies.models import Agency, Employee, Post, Unit
from agencies.rules import CHIEFS, MAY, SEES, Power, Scope, holds, subtrees_seen
from history.actors import Actor


def require(is_allowed: bool, message: str | None = None) -> None:
    """Stop a forbidden act.

    Raises:
        PermissionDenied: it is not allowed.
    """
    if not is_allowed:
        raise PermissionDenied(message or _("Your posts do not give this right."))


def may_administer(actor: Actor, agency: Agency) -> bool:
    """Whether structure and staff of this agency may be changed by the actor: its administrator, or the program itself
    when it sets an installation up.
    """
    return holds(actor, Power.ADMINISTER, agency) if isinstance(actor, Employee) else actor.actor_key is None


def may_enter_absence(actor: Employee, employee: Employee) -> bool:
    """Whether the actor enters absences of this person: the person, a head above them, or the administrator."""
    if actor.pk == employee.pk:
        return actor.main_post is not None
    heads = subtrees_seen(actor)
    return any(
        holds(actor, Power.ADMINISTER, post.unit.agency_id) or any(post.unit.path.startswith(path) for path in heads)
        for post in employee.current_posts
    )


def may_keep_sheet(actor: Employee, unit: Unit) -> bool:
    """Whether the person keeps the month sheet of a unit: they watch the load there, as its head, a head above it, or
    the controller of the agency.
    """
    return any(
        Power.WATCH_LOAD in MAY[post.role] and _reaches(post, unit) for post in actor.current_posts if actor.is_active
    )


def may_close_sheet(actor: Employee, unit: Unit) -> bool:
    """Whether the person closes the month sheet of a unit, and opens it again: its head, or a head above it."""
    return any(post.role in CHIEFS and _reaches(post, unit) for post in actor.current_posts if actor.is_active)


def _reaches(post: Post, unit: Unit) -> bool:
    """Whether the post sees the whole agency of the unit, or lies at it or above it."""
    if SEES[post.role] is Scope.AGENCY:
        return post.unit.agency_id == unit.agency_id
    return SEES[post.role] is Scope.SUBTREE and unit.path.startswith(post.unit.path)


def may_set_calendar(actor: Employee, agency: Agency | int) -> bool:
    """Whether the person sets days and hours of this agency, and what it does with terms that end on days off."""
    return holds(actor, Power.ADMINISTER, agency)


def may_edit_kinds(actor: Employee) -> bool:
    """Whether the person edits kinds of terms, which all agencies of the installation share."""
    return holds(actor, Power.ADMINISTER)


def may_keep_words(actor: Employee, agency: Agency | int) -> bool:
    """Whether the person corrects how the letters of this agency decline names, posts and units."""
    return holds(actor, Power.KEEP_TEMPLATES, agency)
