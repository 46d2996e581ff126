"""Forms of this room, and how a form shows what a service refused."""

from agencies.forms.entrance import SignInForm, refuse

__all__ = ["SignInForm", "refuse"]
