"""How long a message may be on its way, as the administrators set it, and how long it rests between two tries."""

import secrets
from datetime import datetime, timedelta

from agencies import terms
from agencies.models import Agency, TermKind
from history.prepared import Prepared

LONGEST_PAUSE = timedelta(hours=1)
# The first pause of an errand beside the messages themselves: a time-stamp, a question about a certificate.
ERRAND_PAUSE = timedelta(seconds=10)


def expires_at(agency: Agency, sent_at: datetime) -> datetime:
    """The moment after which a message of the agency is given up."""
    kind = _KIND.get()
    due_at = terms.compute_for(agency, kind, sent_at).due_at
    assert due_at is not None
    return due_at


def backoff(attempts: int, first: timedelta = timedelta(seconds=1)) -> timedelta:
    """The pause after that many failed attempts: ``first`` · 2ⁿ, at most an hour, up to a half less by chance."""
    return longest_backoff(attempts, first) * secrets.SystemRandom().uniform(0.5, 1.0)


def longest_backoff(attempts: int, first: timedelta = timedelta(seconds=1)) -> timedelta:
    """The longest that `backoff` may be."""
    return min(LONGEST_PAUSE, first * (1 << min(attempts, 20)))


_KIND = Prepared(lambda: TermKind.objects.filter(code="exchange-delivery"))
