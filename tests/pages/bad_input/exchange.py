"""Bad input to the forms of ``exchange``."""

from exchange.models import InboxMessage, InboxState
from tests.pages.bad_input.trying import Try, at
from tests.stage import Stage


def waiting(_house: Stage) -> int:
    """A package that awaits registration."""
    return InboxMessage.objects.filter(state=InboxState.WAITING).order_by("id")[0].pk


QUARANTINED = at("exchange:discard", lambda _house: InboxMessage.objects.get(state=InboxState.QUARANTINED).pk)
TRIES = {
    "a package registered without a summary": Try(
        "other.clerk", at("exchange:register", waiting), {"summary": ""}, "summary"
    ),
    "a package refused without a reason": Try(
        "other.clerk", at("exchange:refuse", waiting), {"reason": "", "comment": "нет листа 3"}, "reason", ("comment",)
    ),
    "an entry of the quarantine closed without a reason": Try("other.clerk", QUARANTINED, {"reason": ""}, "reason"),
}
