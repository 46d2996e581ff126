"""How long a message may be on its way, as the administrators set it, and how long it rests between two tries."""

import secrets
from datetime import datetime, timedelta

from agencies import terms
from agencies.models import Agency, TermKind
from history.prepared import Prepared

LONGEST_PAUSE = timedelta(hours=1)


def expires_at(agency: Agency, sent_at: datetime) -> datetime:
    """The moment after which a message of the agency is given up."""
    kind = _KIND.get()
    due_at = terms.compute_for(agency, kind, sent_at).due_at
    assert due_at is not None
    return due_at


def backoff(attempts: int) -> timedelta:
    """The pause after that many failed attempts: 1 s · 2ⁿ, at most an hour, a random part of up to a half less."""
    longest = min(LONGEST_PAUSE.total_seconds(), 2.0 ** min(attempts, 20))
    return timedelta(seconds=longest * secrets.SystemRandom().uniform(0.5, 1.0))


_KIND = Prepared(lambda: TermKind.objects.filter(code="exchange-delivery"))
