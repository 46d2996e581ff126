"""Signing in a rehearsal: with a key made for the moment, never with anybody's own, so that nothing binds anybody."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from history import clock
from signing.authority import Authority, PersonSubject
from signing.keys import LocalSigner, make_key

_runs: ContextVar[bool] = ContextVar("signing_is_rehearsed", default=False)
NOBODY = "—"


@contextmanager
def rehearsing() -> Iterator[None]:
    """Inside the block no kept key is used and none is made, and no signer process is asked."""
    token = _runs.set(True)
    try:
        yield
    finally:
        _runs.reset(token)


def is_rehearsed() -> bool:
    """Whether what is signed now is signed for trying out."""
    return _runs.get()


def momentary_signer() -> LocalSigner:
    """A signer whose certificate is marked as one for trying out, names nobody and is trusted by nobody."""
    root, key = Authority.make(make_key(), NOBODY, clock.now(), is_test=True), make_key()
    subject = PersonSubject(surname=NOBODY, given_names="", post="", organisation=NOBODY, organisation_id=NOBODY)
    return LocalSigner(root.issue_person(key.public_key(), subject, clock.now()), key)
