"""Revocation is asked on receipt; an authority that does not answer stops nothing, and is asked until it does."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings

from exchange import services
from exchange.models import CertificateStatus, InboxMessage, InboxState, OutboxMessage, OutboxState, Receipt
from exchange.reports import in_words
from exchange.services import revocation
from history import clock
from history.models import Act
from signing import signers
from signing.keys import key_path
from signing.models import Certificate
from signing.selectors import authority_of, certificate_of, seal_of
from signing.services import revoke_certificate
from tests.exchange.peers import Peers, Wire
from tests.people import LOADER, Office
from workflows.models import WorkItem, WorkKind

pytestmark = [pytest.mark.django_db, pytest.mark.feature("X04")]
State = CertificateStatus.State


@contextmanager
def out_of_service(office: Office) -> Iterator[None]:
    """An agency's authority cannot answer: the key by which it would sign its answers is not there."""
    authority = authority_of(office.agency)
    assert authority is not None
    key = key_path(Path(settings.KEYS_DIR), authority.key_id)
    away = key.rename(key.with_suffix(".away"))
    signers._keeper.cache_clear()
    try:
        yield
    finally:
        away.rename(key)
        signers._keeper.cache_clear()


def revoke(certificate: Certificate | None) -> None:
    """The authority revokes it now."""
    assert certificate is not None
    revoke_certificate(actor=LOADER, certificate=certificate, reason="keyCompromise")


def the_wait_is_over() -> None:
    """What is to be asked later is due now; answers bear the real time, so that the clock cannot be moved."""
    CertificateStatus.objects.update(due_at=clock.now())
    InboxMessage.objects.exclude(revocation_due_at=None).update(revocation_due_at=clock.now())
    Receipt.objects.exclude(revocation_due_at=None).update(revocation_due_at=clock.now())


def verbs(message: InboxMessage) -> set[str]:
    """What was done with a message."""
    acts = Act.objects.filter(subject_type="exchange.inboxmessage", subject_key=message.pk)
    return set(acts.values_list("verb", flat=True))


def test_certificates_are_asked_about_on_receipt_and_the_report_says_so(peers: Peers, wire: Wire) -> None:
    """Seal and official, once in ten minutes each."""
    for number in range(2):
        peers.sent(number=f"1-{number}")

    services.deliver_due(transport=wire)

    first, second = InboxMessage.objects.order_by("id")
    assert [("REVOCATION" in one.report["not_checked"], one.revocation_due_at) for one in (first, second)] == [
        (False, None)
    ] * 2
    known = CertificateStatus.objects.filter(correspondent=peers.ministry_known)
    assert list(known.values_list("state", flat=True)) == [State.GOOD] * 2
    assert Act.objects.filter(verb="exchange.certificate_asked").count() == 3  # and the seal of the receipts


def test_a_seal_that_was_revoked_under_way_brings_its_message_into_quarantine(peers: Peers, wire: Wire) -> None:
    """With its own code; nothing of it is shown or taken."""
    message = peers.sent()
    wire.is_cut = True
    services.deliver_due(transport=wire)
    revoke(seal_of(peers.ministry.agency))
    wire.is_cut = False

    with clock.at(clock.now() + timedelta(minutes=1)):
        services.deliver_due(transport=wire)

    received = peers.received
    message.refresh_from_db()
    assert (received.state, received.code, received.document) == (InboxState.QUARANTINED, "REVOKED", None)
    assert (message.state, message.last_error) == (OutboxState.REFUSED, "REVOKED")


def test_a_letter_whose_signer_was_revoked_is_rejected_under_seal(peers: Peers, wire: Wire) -> None:
    """The sender reads why."""
    message = peers.sent()
    revoke(certificate_of(peers.ministry.leader))

    services.deliver_due(transport=wire)

    received = peers.received
    message.refresh_from_db()
    assert (received.state, received.code, received.document) == (InboxState.REJECTED, "REVOKED", None)
    assert (message.state, message.last_error) == (OutboxState.REFUSED, "REVOKED")


def test_a_revocation_within_the_time_that_an_answer_is_kept_is_found_when_it_is_over(peers: Peers, wire: Wire) -> None:
    """An answer serves ten minutes."""
    peers.sent(number="1-1")
    services.deliver_due(transport=wire)
    peers.sent(number="1-2")
    revoke(certificate_of(peers.ministry.leader))
    the_wait_is_over()

    services.deliver_due(transport=wire)

    assert list(InboxMessage.objects.order_by("id").values_list("state", "code")) == [
        (InboxState.WAITING, ""),
        (InboxState.REJECTED, "REVOKED"),
    ]


def test_an_authority_that_does_not_answer_stops_nothing_and_is_asked_again(peers: Peers, wire: Wire) -> None:
    """The package is taken and marked; what was not checked is made up for as soon as it can be."""
    with out_of_service(peers.ministry):
        message = peers.sent()
        services.deliver_due(transport=wire)
        taken = peers.received
        said = in_words(taken).not_checked
        the_wait_is_over()
        while_down = revocation.ask_again()
    the_wait_is_over()
    known = revocation.ask_again()
    again = revocation.ask_again()

    message.refresh_from_db()
    made_up = peers.received
    assert message.state == OutboxState.ACCEPTED
    assert taken.state == InboxState.WAITING
    assert taken.revocation_due_at is not None
    assert any("спрошен" in words or "asked again" in words for words in said)
    assert (while_down, known, again) == (0, 1, 0)
    assert "REVOCATION" not in made_up.report["not_checked"]
    assert made_up.revocation_due_at is None
    assert "exchange.revocation_known" in verbs(made_up)


def test_while_it_does_not_answer_it_is_not_asked_by_every_message(peers: Peers, wire: Wire) -> None:
    """Ten seconds at first, then longer: messages do not wait for it one after the other."""
    with out_of_service(peers.ministry):
        for number in range(3):
            peers.sent(number=f"1-{number}")
        services.deliver_due(transport=wire)

    assert OutboxMessage.objects.filter(state=OutboxState.ACCEPTED).count() == 3
    asked = CertificateStatus.objects.filter(correspondent=peers.ministry_known)
    assert list(asked.values_list("attempts", flat=True)) == [1, 1]


def test_a_revocation_that_was_not_known_on_receipt_is_told_when_it_is(peers: Peers, wire: Wire) -> None:
    """The paper stays where it is; the records office has it on its desk, and the package says it."""
    with out_of_service(peers.ministry):
        peers.sent()
        revoke(certificate_of(peers.ministry.leader))
        with clock.at(clock.now() + timedelta(seconds=2)):
            services.deliver_due(transport=wire)
    the_wait_is_over()

    told = revocation.ask_again()

    found = peers.received
    assert told == 1
    assert (found.state, found.code) == (InboxState.WAITING, "REVOKED")
    assert "exchange.revocation_found" in verbs(found)
    assert str(found.message_id) in WorkItem.objects.get(kind=WorkKind.DELIVERY_PROBLEM).note


def test_what_was_revoked_after_receipt_was_good_when_it_came(peers: Peers, wire: Wire) -> None:
    """Our own receipt proves that the signature was there before."""
    with out_of_service(peers.ministry):
        peers.sent()
        services.deliver_due(transport=wire)
    with clock.at(clock.now() + timedelta(seconds=2)):
        revoke(certificate_of(peers.ministry.leader))
    the_wait_is_over()

    told = revocation.ask_again()

    assert told == 1
    assert peers.received.code == ""


def test_what_is_known_of_one_certificate_says_nothing_against_another(peers: Peers, wire: Wire) -> None:
    """An official who signs for the first time, while the seal is known and their authority does not answer."""
    peers.sent(number="1-1")
    services.deliver_due(transport=wire)
    CertificateStatus.objects.filter(fingerprint=certificate_of(peers.ministry.leader).fingerprint).update(  # type: ignore[union-attr]  # the leader signs
        evidence=None, until=None, due_at=clock.now()
    )
    with out_of_service(peers.ministry):
        peers.sent(number="1-2")
        services.deliver_due(transport=wire)

    second = InboxMessage.objects.latest("id")
    assert (second.state, second.code) == (InboxState.WAITING, "")
    assert second.revocation_due_at is not None


def test_nobody_is_asked_about_a_message_whose_seal_is_not_registered(peers: Peers, wire: Wire) -> None:
    """A stranger cannot send us to addresses of their choice."""
    peers.sent()
    register = peers.ministry_known
    register.seal_certificates = peers.committee_known.seal_certificates
    register.save()

    services.deliver_due(transport=wire)

    assert peers.received.state == InboxState.QUARANTINED
    assert not CertificateStatus.objects.filter(correspondent=register).exists()
