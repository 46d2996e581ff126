"""Revocation of the seals of receipts and of lists: asked as for packages, and never a reason to wait."""

from collections.abc import Callable

import pytest
from django.test import Client

from exchange import services
from exchange.models import CertificateStatus, DeliveryAttempt, OutboxState, Reconciliation
from exchange.services import revocation
from exchange.services.reconciling import reconcile
from history.models import Act
from signing.selectors import seal_of
from tests.exchange.peers import Peers, Wire
from tests.exchange.test_revocation import out_of_service, revoke, the_wait_is_over
from workflows.models import WorkItem

pytestmark = [pytest.mark.django_db, pytest.mark.feature("X04")]
State = CertificateStatus.State


def states(peers: Peers) -> list[str]:
    """What the ministry knows of the committee's certificates."""
    return list(CertificateStatus.objects.filter(correspondent=peers.committee_known).values_list("state", flat=True))


def test_the_seal_of_a_receipt_is_asked_about(peers: Peers, wire: Wire) -> None:
    """Once in ten minutes, however many receipts come."""
    for number in range(2):
        peers.sent(number=f"1-{number}")

    services.deliver_due(transport=wire)

    receipt = peers.committee_known.outbox.get(sequence=1).receipts.get()
    assert states(peers) == [State.GOOD]
    assert (receipt.revocation_due_at, receipt.seal_revoked) == (None, "")


def test_a_receipt_under_a_revoked_seal_delivers_nothing(peers: Peers, wire: Wire) -> None:
    """The message is tried again; the operator reads why."""
    message = peers.sent()
    wire.on_the_way_back = revoked_meanwhile(peers)

    services.deliver_due(transport=wire)

    message.refresh_from_db()
    attempt = message.tries.get()
    assert message.state == OutboxState.NEW
    assert attempt.outcome == DeliveryAttempt.Outcome.WRONG_RECEIPT
    assert attempt.detail.startswith("REVOKED")
    assert not message.receipts.exists()


def test_an_authority_that_is_down_holds_up_no_receipt_and_is_asked_later(peers: Peers, wire: Wire) -> None:
    """The page says that it is not known yet, and no more when it is."""
    message = peers.sent()
    client = Client()
    client.force_login(peers.ministry.clerk)
    with out_of_service(peers.committee):
        services.deliver_due(transport=wire)
        message.refresh_from_db()
        taken = message.state
        page = client.get(f"/exchange/outbox/{message.pk}/").content.decode()
        the_wait_is_over()
        still = revocation.ask_again()

    the_wait_is_over()
    known = revocation.ask_again()

    receipt = message.receipts.get()
    assert (taken, still, known) == (OutboxState.ACCEPTED, 0, 1)
    assert "отзыв её печати пока не известен" in page
    assert (receipt.revocation_due_at, receipt.seal_revoked) == (None, "")
    assert Act.objects.filter(verb="exchange.receipt_not_revoked", subject_key=message.pk).count() == 1


def test_a_seal_that_turns_out_to_have_been_revoked_before_its_receipt_lies_on_the_desk(
    peers: Peers, wire: Wire
) -> None:
    """The letter stays delivered by our record, and a person asks the addressee."""
    message = peers.sent()
    with out_of_service(peers.committee):
        wire.on_the_way_back = revoked_meanwhile(peers)
        services.deliver_due(transport=wire)
    client = Client()
    client.force_login(peers.ministry.clerk)

    the_wait_is_over()
    revocation.ask_again()

    message.refresh_from_db()
    page = client.get(f"/exchange/outbox/{message.pk}/").content.decode()
    assert message.state == OutboxState.ACCEPTED
    assert message.receipts.get().seal_revoked
    assert "печать отозвана до её прихода" in page
    assert WorkItem.objects.filter(note__contains=str(message.message_id)).count() == 1


def test_a_fetched_receipt_under_a_revoked_seal_settles_nothing(peers: Peers, wire: Wire) -> None:
    """Asking for receipts is no way round."""
    message = peers.sent()
    wire.loses_replies = True
    services.deliver_due(transport=wire)
    revoke(seal_of(peers.committee.agency))
    services.ask_receipts(actor=peers.ministry.clerk, message=message)

    services.run_errands(transport=wire)

    message.refresh_from_db()
    assert message.state == OutboxState.NEW
    assert not message.receipts.exists()


def test_a_list_under_a_revoked_seal_is_not_compared(peers: Peers, wire: Wire) -> None:
    """Neither theirs by us, nor ours by the other side."""
    peers.sent()
    services.deliver_due(transport=wire)
    wire.on_the_way_back = revoked_meanwhile(peers)
    the_wait_is_over()

    compared = reconcile(peers.committee_known, wire)

    assert (compared.state, compared.detail) == (Reconciliation.State.FAILED, "REVOKED")


def test_a_list_that_comes_under_a_revoked_seal_is_not_answered(peers: Peers, wire: Wire) -> None:
    """Who is not proven learns nothing."""
    peers.sent()
    services.deliver_due(transport=wire)
    wire.on_the_way = revoked_meanwhile(peers)
    the_wait_is_over()

    compared = reconcile(peers.ministry_known, wire)

    assert compared.state == Reconciliation.State.FAILED
    assert "403" in compared.detail


def revoked_meanwhile(peers: Peers) -> Callable[[bytes], bytes]:
    """The committee's seal is revoked while what it has sealed is under way."""

    def carried(body: bytes) -> bytes:
        seal = seal_of(peers.committee.agency)
        if seal is not None:
            revoke(seal)
        return body

    return carried


def test_a_list_is_compared_while_an_authority_does_not_answer(peers: Peers, wire: Wire) -> None:
    """It moves nothing, and the next night asks anew."""
    peers.sent()
    services.deliver_due(transport=wire)

    with out_of_service(peers.committee):
        the_wait_is_over()
        compared = reconcile(peers.committee_known, wire)

    assert compared.state == Reconciliation.State.AGREES
