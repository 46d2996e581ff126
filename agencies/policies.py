"""Refusals: every service asks here before it writes."""

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _


def require(is_allowed: bool, message: str | None = None) -> None:
    """Stop a forbidden act.

    Raises:
        PermissionDenied: it is not allowed.
    """
    if not is_allowed:
        raise PermissionDenied(message or _("Your posts do not give this right."))
