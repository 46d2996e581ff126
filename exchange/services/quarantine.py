"""The quarantine after the register was put right: the same bytes are checked again, and taken if they now hold."""

from pathlib import Path

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from agencies.models import Employee
from agencies.policies import require
from documents import files
from exchange import policies
from exchange.containers.opening import Unverifiable, Verified
from exchange.containers.sealing import SEAL_ERRORS
from exchange.models import Correspondent, InboxMessage, InboxState
from exchange.services import revocation
from exchange.services.arrivals import Arrival, Spooled
from exchange.services.receiving import take
from history.acts import act, record

TAKEN = "VERIFIED_LATER"


def verify_again(*, actor: Employee, message: InboxMessage) -> InboxMessage:
    """Check the kept bytes of a quarantined message by what the register says now; what holds is taken as if new.

    The sender, who was told that it was rejected, learns of it by the decision, or when it asks for receipts. Gives the
    entry of the quarantine: closed if the message was taken, else with what the check found this time. A message of
    which only the expiry speaks against it is rejected for good: its sender has to send it again.

    Raises:
        PermissionDenied: the actor does not run the exchange of this agency.
        ValidationError: ``not-in-quarantine``, ``bytes-not-kept``, ``sender-proven`` (its sender was proven, so the
            register has nothing to do with it), ``seal-unusable``.
    """
    row = _entry(actor, message)
    correspondent = Correspondent.objects.filter(agency=row.agency, exchange_id=row.sender_id).first()
    if correspondent is None:
        return note_check(actor=actor, message=row, found=Unverifiable("UNKNOWN_SENDER"))
    path = files.path_of(row.sealed) if row.sealed else Path()
    try:
        verified = revocation.checked(path, correspondent)
    except Unverifiable as found:
        return note_check(actor=actor, message=row, found=found)
    return _taken(actor, row, path, correspondent, verified)


@act
def note_check(*, actor: Employee, message: InboxMessage, found: Unverifiable | None) -> InboxMessage:
    """Write down what another check found; without anything found the entry is closed, since its message was taken."""
    row = InboxMessage.objects.select_for_update(of=("self",)).get(pk=message.pk)
    require(row.agency_id is not None and policies.may_run_exchange(actor, row.agency_id))
    if row.state != InboxState.QUARANTINED:
        return row
    if found is None:
        row.state, row.code, row.detail = InboxState.NOTED, TAKEN, ""
    else:
        row.code, row.detail, row.report = found.code[:60], found.detail[:500], found.report
    row.save()
    record("exchange.verified_again", actor=actor, subject=row, data={"code": row.code})
    return row


def _taken(
    actor: Employee, row: InboxMessage, path: Path, correspondent: Correspondent, verified: Verified
) -> InboxMessage:
    if row.agency is None:
        raise ValueError("an entry of the quarantine was for an agency of ours")
    arrival = Arrival(
        Spooled(path, row.sha256, row.size), row.agency, verified.message.message_id, verified.message.sender.id
    )
    try:
        take(arrival, correspondent, verified)
    except SEAL_ERRORS as error:
        raise ValidationError(_("Our seal cannot be used now: try again later."), code="seal-unusable") from error
    return note_check(actor=actor, message=row, found=None)


def _entry(actor: Employee, message: InboxMessage) -> InboxMessage:
    row = InboxMessage.objects.select_related("agency", "sealed").get(pk=message.pk)
    require(row.agency_id is not None and policies.may_run_exchange(actor, row.agency_id))
    if row.state != InboxState.QUARANTINED:
        raise ValidationError(_("This message is not in quarantine."), code="not-in-quarantine")
    if row.is_verified:
        raise ValidationError(
            _("Its sender is proven: it is not the register that speaks against it."), code="sender-proven"
        )
    if row.sealed is None:
        raise ValidationError(_("Its bytes were too many to be kept."), code="bytes-not-kept")
    return row
