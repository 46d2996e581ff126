"""Bad input to the forms of ``signing``."""

from signing.models import Certificate
from tests.pages.bad_input.trying import Try, at
from tests.stage import Stage


def seal(house: Stage) -> int:
    """The certificate of the ministry's seal."""
    return Certificate.objects.get(agency=house.world.office.agency, kind=Certificate.Kind.SEAL).pk


TRIES = {
    "a certificate revoked for no reason": Try("administrator", at("signing:revoke", seal), {"reason": ""}, "reason"),
    "a certificate revoked for a reason of one's own": Try(
        "administrator", at("signing:revoke", seal), {"reason": "whim"}, "reason"
    ),
    "an authenticator begun with a wrong password": Try(
        "other.leader", at("signing:second-factor"), {"action": "begin", "password": "not mine"}, "password"
    ),
    "an authenticator given up without a code": Try(
        "leader", at("signing:second-factor"), {"action": "give_up", "code": " "}, "code"
    ),
    "a time-stamp authority inside the network": Try(
        "administrator",
        at("signing:stamp-authority"),
        {"url": "http://169.254.169.254/tsa", "policy": "1.2.3", "anchors": ""},
        "url",
        ("policy",),
    ),
    "a trusted root that is none": Try(
        "administrator",
        at("signing:stamp-authority"),
        {"url": "", "policy": "1.2.3", "anchors": "нет"},
        "anchors",
        ("policy",),
    ),
    "a certificate for nobody": Try(
        "administrator",
        at("signing:issue-person"),
        {"employee": "", "passphrase": "staple of my own", "again": "staple of my own"},
        "employee",
    ),
    "a passphrase that is too short": Try(
        "administrator",
        at("signing:issue-person"),
        {"employee": "0", "passphrase": "short", "again": "short"},
        "passphrase",
    ),
}
