"""Signing in and out."""

from agencies.models import Employee
from history.actors import Actor, Automatic
from history.acts import act, record

ENTRANCE = Automatic("sign-in")


@act
def note_sign_in(*, actor: Employee, address: str) -> None:
    """Write down that a person signed in, and from where."""
    record("agencies.signed_in", actor=actor, subject=actor, data={"address": address})


@act
def note_sign_out(*, actor: Employee) -> None:
    """Write down that a person signed out."""
    record("agencies.signed_out", actor=actor, subject=actor)


@act
def note_refused_sign_in(*, actor: Actor, employee: Employee, address: str) -> None:
    """Write down that somebody failed to sign in as this person."""
    record("agencies.sign_in_refused", actor=actor, subject=employee, data={"address": address})
