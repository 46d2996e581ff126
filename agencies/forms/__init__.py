"""Forms of this room, and how a form shows what a service refused."""

from agencies.forms.entrance import SignInForm, refuse
from agencies.forms.typed import field_of

__all__ = ["SignInForm", "field_of", "refuse"]
