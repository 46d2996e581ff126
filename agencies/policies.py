"""Refusals: every service asks here before it writes."""

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from agencies.models import Agency, Employee
from agencies.rules import Power, holds


def require(is_allowed: bool, message: str | None = None) -> None:
    """Stop a forbidden act.

    Raises:
        PermissionDenied: it is not allowed.
    """
    if not is_allowed:
        raise PermissionDenied(message or _("Your posts do not give this right."))


def may_set_calendar(actor: Employee, agency: Agency | int) -> bool:
    """Whether the person sets days and hours of this agency, and what it does with terms that end on days off."""
    return holds(actor, Power.ADMINISTER, agency)


def may_edit_kinds(actor: Employee) -> bool:
    """Whether the person edits kinds of terms, which all agencies of the installation share."""
    return holds(actor, Power.ADMINISTER)
