"""Addresses of ``signing``: certificates for administrators, and what authorities say to anybody."""

from signing.models import Certificate
from tests.addresses.entries import ACT, ADMINISTRATORS, FORM, ROLES, Entry
from tests.stage import Stage


def seal(stage: Stage) -> int:
    """The certificate of the ministry's seal."""
    return Certificate.objects.get(agency=stage.world.office.agency, kind=Certificate.Kind.SEAL).pk


def authority(stage: Stage) -> int:
    """The ministry's authority."""
    return Certificate.objects.get(agency=stage.world.office.agency, kind=Certificate.Kind.AUTHORITY).pk


TABLE = {
    "signing:revoked": Entry(ROLES, authority, is_page=False),
    "signing:answers": Entry(ROLES, methods=ACT),
    "signing:second-factor": Entry(
        ("leader", "other.leader"), methods=FORM, views=(("leader", ""), ("other.leader", ""))
    ),
    "signing:factor-take-away": Entry(ADMINISTRATORS, lambda stage: stage.factor.pk, methods=ACT),
    "signing:certificates": Entry(ADMINISTRATORS),
    "signing:issue-authority": Entry(ADMINISTRATORS, methods=ACT),
    "signing:issue-seal": Entry(ADMINISTRATORS, methods=ACT),
    "signing:issue-stamper": Entry(ADMINISTRATORS, methods=ACT),
    "signing:stamp-authority": Entry(ADMINISTRATORS, methods=FORM),
    "signing:stamp-trial": Entry(ADMINISTRATORS, methods=ACT),
    "signing:issue-person": Entry(ADMINISTRATORS, methods=FORM),
    "signing:certificate": Entry(ADMINISTRATORS, seal),
    "signing:certificate-file": Entry(ADMINISTRATORS, seal, is_page=False),
    "signing:revoke": Entry(ADMINISTRATORS, seal, methods=ACT),
}
