"""How long a message may be on its way: the kind of term of deliveries, as the administrators set it."""

from datetime import datetime

from agencies import terms
from agencies.models import Agency, TermKind
from history.prepared import Prepared


def expires_at(agency: Agency, sent_at: datetime) -> datetime:
    """The moment after which a message of the agency is given up."""
    kind = _KIND.get()
    due_at = terms.compute_for(agency, kind, sent_at).due_at
    assert due_at is not None
    return due_at


_KIND = Prepared(lambda: TermKind.objects.filter(code="exchange-delivery"))
