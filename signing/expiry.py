"""Telling administrators in time that a certificate ends: 60, 30 and 7 days before, once each."""

from agencies.models import Agency
from history import clock
from history.actors import Actor, Automatic
from history.acts import act, record
from signing import selectors
from signing.models import Certificate, ExpiryWarning

WATCH = Automatic("certificates")


def warn_of_expiry() -> int:
    """Warn of each certificate that comes near its end and has no successor; how many warnings were new.

    If several days have passed unnoticed, the last of them alone is told. Run twice, it tells nothing twice.
    """
    return sum(
        bool(warn(actor=WATCH, certificate=certificate, days_before=min(passed)))
        for agency in Agency.objects.order_by("id")
        for certificate, left in selectors.ending(agency)
        if (passed := [days for days in selectors.WARNED_BEFORE if left < days])
    )


@act
def warn(*, actor: Actor, certificate: Certificate, days_before: int) -> ExpiryWarning | None:
    """Note that this certificate ends within so many days, unless that was noted before."""
    if certificate.warnings.filter(days_before__lte=days_before).exists():
        return None
    warning = ExpiryWarning.objects.create(certificate=certificate, days_before=days_before, told_at=clock.now())
    record(
        "signing.expiry_near",
        actor=actor,
        subject=certificate,
        about=[certificate.employee, certificate.agency],
        data={"days": days_before, "day": f"{certificate.valid_to:%d.%m.%Y}"},
    )
    return warning
