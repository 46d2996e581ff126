"""Bad input to the forms of ``exchange``."""

from exchange.models import InboxMessage, InboxState
from tests.pages.bad_input.trying import Try, at
from tests.stage import Stage


def waiting(_house: Stage) -> int:
    """A package that awaits registration."""
    return InboxMessage.objects.filter(state=InboxState.WAITING).order_by("id")[0].pk


def committee(house: Stage) -> int:
    """The committee in the ministry's register."""
    return house.world.committee.pk


QUARANTINED = at("exchange:discard", lambda _house: InboxMessage.objects.get(state=InboxState.QUARANTINED).pk)
TRIES = {
    "a package registered without a summary": Try(
        "other.clerk", at("exchange:register", waiting), {"summary": ""}, "summary"
    ),
    "a package refused without a reason": Try(
        "other.clerk", at("exchange:refuse", waiting), {"reason": "", "comment": "нет листа 3"}, "reason", ("comment",)
    ),
    "many messages parked without a reason": Try(
        "clerk", at("exchange:many"), {"step": "park", "reason": ""}, "reason"
    ),
    "a correspondent without a name": Try(
        "clerk",
        at("exchange:correspondent-new"),
        {"exchange_id": "RU-VO-ARHIV", "name": "", "channel": "paper", "decision_days": "5"},
        "name",
        ("exchange_id",),
    ),
    "a correspondent with an address inside the network": Try(
        "clerk",
        at("exchange:correspondent-change", committee),
        {"name": "Комитет", "channel": "https", "endpoint": "https://10.0.0.1/x", "decision_days": "5"},
        "endpoint",
        ("name",),
    ),
    "a watched folder outside of the folder of exchange": Try(
        "clerk",
        at("exchange:folder", committee),
        {"name": "../keys", "their_uid": "5b1f7a52-57c4-4c5f-9a8e-0d3a7a0c2f11", "our_uid": "не знаю"},
        "name",
        ("their_uid", "our_uid"),
    ),
    "a certificate that is none": Try(
        "clerk", at("exchange:certificate-add", committee), {"use": "seal", "pem": "нет"}, "file"
    ),
    "a correspondent closed without a reason": Try(
        "clerk", at("exchange:correspondent-close", committee), {"reason": ""}, "reason"
    ),
    "an entry of the quarantine closed without a reason": Try("other.clerk", QUARANTINED, {"reason": ""}, "reason"),
}
