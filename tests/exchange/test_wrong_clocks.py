"""What a clock that was far ahead left behind: nothing of it is waited for, and what is to wait still waits."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from pytest_django import Settings

from exchange import services
from exchange.models import CertificateStatus, Correspondent, InboxMessage, OutboxMessage, Receipt, SealStamp
from exchange.services import revocation
from exchange.services.seal_stamps import stamp_due
from history import clock
from signing.services import issue_stamper
from signing.stamp_authorities import StampSettings, ask_stamp_trial, run_stamp_trials, set_stamp_authority
from tests.exchange.peers import Peers, Wire
from tests.exchange.test_revocation import out_of_service
from tests.people import LOADER

pytestmark = [pytest.mark.django_db, pytest.mark.feature("X01")]

DAY = timedelta(days=1)
NOWHERE = "http://127.0.0.1:9/tsa"


@pytest.mark.parametrize(("ahead", "come"), [(-1, True), (30, False), (64, False), (66, True), (24 * 60, True)])
def test_a_moment_further_ahead_than_any_that_is_set_now_has_come(ahead: int, come: bool) -> None:
    """An hour at most, and five minutes for clocks that differ."""
    now = clock.now()

    assert clock.has_come(now + timedelta(minutes=ahead), now, timedelta(hours=1)) is come


ERRANDS: dict[str, Callable[[Peers], object]] = {
    "check_due_at": lambda peers: services.ask_check(actor=peers.ministry.clerk, correspondent=peers.committee_known),
    "inventory_due_at": lambda peers: services.ask_reconciliation(
        actor=peers.ministry.clerk, correspondent=peers.committee_known
    ),
    "receipts_due_at": lambda peers: services.ask_receipts(
        actor=peers.ministry.clerk, message=OutboxMessage.objects.get()
    ),
}


@pytest.mark.parametrize("errand", ERRANDS)
def test_an_errand_asked_for_by_a_clock_a_day_ahead_is_done(peers: Peers, wire: Wire, errand: str) -> None:
    """One that was put off ten minutes ago at most is not."""
    peers.sent()
    services.deliver_due(transport=wire)
    model = OutboxMessage if errand == "receipts_due_at" else Correspondent
    with clock.at(clock.now() + DAY):
        ERRANDS[errand](peers)

    done = services.run_errands(transport=wire)
    model.objects.update(**{errand: clock.now() + timedelta(minutes=9)})
    too_early = services.run_errands(transport=wire)

    assert (done, too_early) == (1, 0)


def test_a_seal_put_off_by_a_clock_a_day_ahead_is_stamped(peers: Peers, wire: Wire, settings: Settings) -> None:
    """As soon as there is somebody who gives time-stamps; one put off for less than an hour waits."""
    settings.PROOF_PRIVATE_ADDRESSES = True
    agency, administrator = peers.ministry.agency, peers.ministry.administrator
    set_stamp_authority(actor=administrator, agency=agency, entry=StampSettings(NOWHERE))
    peers.sent()
    services.deliver_due(transport=wire)
    with clock.at(clock.now() + DAY):
        stamp_due()
    set_stamp_authority(actor=administrator, agency=agency, entry=StampSettings(""))
    issue_stamper(actor=LOADER, agency=agency)

    put_off = SealStamp.objects.get(message__isnull=False).due_at
    stamped = stamp_due()
    SealStamp.objects.update(due_at=clock.now() + timedelta(minutes=50))
    too_early = stamp_due()

    assert put_off is not None
    assert put_off > clock.now() + DAY / 2
    assert (stamped, too_early) == (1, 0)


@pytest.mark.parametrize(("ahead", "known"), [(DAY, 2), (timedelta(minutes=50), 0)])
def test_revocation_is_asked_although_a_clock_has_put_it_off_by_a_day(
    peers: Peers, wire: Wire, ahead: timedelta, known: int
) -> None:
    """Of the message, of its certificates and of the receipt."""
    with out_of_service(peers.ministry), out_of_service(peers.committee):
        peers.sent()
        services.deliver_due(transport=wire)
    later = clock.now() + ahead
    CertificateStatus.objects.update(due_at=later)
    assert InboxMessage.objects.exclude(revocation_due_at=None).update(revocation_due_at=later) == 1
    assert Receipt.objects.exclude(revocation_due_at=None).update(revocation_due_at=later) == 1

    assert revocation.ask_again() == known


def test_a_trial_of_an_authority_asked_for_by_a_clock_a_day_ahead_is_made(peers: Peers, settings: Settings) -> None:
    """The administrator who asked reads at once what it found."""
    settings.PROOF_PRIVATE_ADDRESSES = True
    agency, administrator = peers.ministry.agency, peers.ministry.administrator
    set_stamp_authority(actor=administrator, agency=agency, entry=StampSettings(NOWHERE))
    with clock.at(clock.now() + DAY):
        ask_stamp_trial(actor=administrator, agency=agency)

    assert (run_stamp_trials(), run_stamp_trials()) == (1, 0)
