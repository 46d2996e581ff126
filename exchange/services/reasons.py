"""The reason that a person gives for stepping in."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


def reason_in(text: str) -> str:
    """The reason that a person gave.

    Raises:
        ValidationError: ``reason-missing``.
    """
    reason = text.strip()
    if not reason:
        raise ValidationError({"reason": ValidationError(_("Give the reason."), code="reason-missing")})
    return reason[:500]
