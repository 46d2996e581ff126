"""Bad packages at the gate: each is answered under seal with its code, kept or rejected, and laid on no desk."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from documents.models import Document
from exchange import services
from exchange.models import InboxMessage, InboxState
from exchange.reports import OWN_CODES
from history import clock
from signing.findings import Code
from signing.messages import ReceiptBody, Verdict
from signing.sources import BytesSource
from signing.verification import verify
from tests.exchange.peers import GATEWAY, Peers, Wire, introduce
from tests.layers import layer
from tests.people import LOADER, Office
from tests.signing.forge import assembled
from tests.signing.people import COMMITTEE, MADE, MESSAGE_ID, MINISTRY, MINISTRY_ID, NOW, ministry
from tests.signing.vectors.catalogue import VECTORS, carried
from tests.signing.vectors.vector import NOTICE, Vector, carrying, document, message, notice

pytestmark = pytest.mark.feature("F02")

CLAIMS = {"Exchange-Message-Id": str(MESSAGE_ID), "Exchange-Sender": MINISTRY_ID, "Exchange-Recipient": COMMITTEE.id}
EACH = 3  # every third code, of those that are met bare and of those under a good seal


def one_of_some_codes(vectors: Iterator[Vector]) -> dict[str, Vector]:
    """A package for every so many codes."""
    by_code: dict[str, Vector] = {}
    for vector in vectors:
        if vector.code not in by_code and vector.build():
            by_code[vector.code] = vector
    return {code: by_code[code] for code in sorted(by_code)[::EACH]}


BARE = one_of_some_codes(iter(VECTORS.values()))
UNDER_SEAL = one_of_some_codes(carried())


def pem(certificate: x509.Certificate) -> str:
    """A certificate as registers hold it."""
    return certificate.public_bytes(Encoding.PEM).decode("ascii")


@layer(under="office")
def gate(office: Office) -> Peers:
    """The committee, which has the ministry of the vectors in its register."""
    assert office.other is not None
    agency = office.other.agency
    agency.exchange_id = COMMITTEE.id
    agency.save()
    with clock.at(MADE):
        peers = introduce(office, office.other)
        known = services.CorrespondentCard(
            exchange_id=MINISTRY_ID,
            name=MINISTRY,
            head="",
            endpoint=GATEWAY,
            seal_certificates=[pem(ministry().seal.certificate)],
            trust_anchors=[pem(ministry().authority.certificate)],
            is_test=True,
        )
        services.add_correspondent(actor=LOADER, agency=agency, card=known)
    return peers


def said_to_sender(body: bytes) -> ReceiptBody:
    """The receipt that the gate sealed."""
    told = verify(BytesSource(body), trust=(), at=NOW).claimed_message
    assert told is not None
    assert isinstance(told.body, ReceiptBody)
    return told.body


def test_an_honest_package_of_the_same_hands_is_taken(gate: Peers, wire: Wire) -> None:
    """So that what is refused below is refused for what it is."""
    with clock.at(NOW):
        answer = wire.post_as_it_is(assembled(list(message())), CLAIMS)

    assert said_to_sender(answer.body).verdict is Verdict.ACCEPTED
    assert gate.received.state == InboxState.WAITING


@pytest.mark.parametrize("code", BARE)
def test_a_package_that_proves_nothing_is_kept_for_a_look(code: str, gate: Peers, wire: Wire) -> None:
    """Its sender is told the code; nothing comes to a desk."""
    with clock.at(NOW):
        answer = wire.post_as_it_is(BARE[code].build(), CLAIMS)

    assert (said_to_sender(answer.body).verdict, said_to_sender(answer.body).code) == (Verdict.REJECTED, code)
    assert (gate.received.code, gate.received.state) == (code, InboxState.QUARANTINED)
    assert not Document.objects.filter(agency=gate.committee.agency).exists()


@pytest.mark.parametrize("code", UNDER_SEAL)
def test_a_bad_document_under_a_good_seal_is_rejected(code: str, gate: Peers, wire: Wire) -> None:
    """The message is proven, so its id is used up and its sender knows that it was ours to answer."""
    with clock.at(NOW):
        answer = wire.post_as_it_is(UNDER_SEAL[code].build(), CLAIMS)

    assert said_to_sender(answer.body).code == code
    assert (gate.received.code, gate.received.state) == (code, InboxState.REJECTED)
    assert gate.received.is_verified
    assert not Document.objects.filter(agency=gate.committee.agency).exists()


REFUSED_BY_THE_MESSAGE: dict[str, tuple[dict[str, object], str]] = {
    "WRONG_RECIPIENT": ({"recipient": replace(COMMITTEE, id="somebody-else")}, InboxState.REJECTED),
    "EXPIRED": ({"expires_at": NOW - timedelta(seconds=1)}, InboxState.REJECTED),
    "CLOCK_AHEAD": ({"created_at": NOW + timedelta(minutes=6)}, InboxState.QUARANTINED),
    "TEST_MISMATCH": ({"is_test": False}, InboxState.REJECTED),
}


@pytest.mark.parametrize("code", REFUSED_BY_THE_MESSAGE)
def test_a_proven_message_that_is_not_to_be_taken_has_its_code(code: str, gate: Peers, wire: Wire) -> None:
    """Whom it is for, when, and whether it is a test: said under a good seal, and not taken."""
    changes, state = REFUSED_BY_THE_MESSAGE[code]
    body = carrying(assembled(list(document())), **changes)

    with clock.at(NOW):
        answer = wire.post_as_it_is(body, CLAIMS)

    assert said_to_sender(answer.body).code == code
    assert (gate.received.code, gate.received.state) == (code, state)


def test_a_message_id_with_other_content_is_refused_and_changes_nothing(gate: Peers, wire: Wire) -> None:
    """Another document under the id that was used."""
    with clock.at(NOW):
        wire.post_as_it_is(assembled(list(message())), CLAIMS)
        answer = wire.post_as_it_is(carrying(assembled(list(document())), sequence=8), CLAIMS)

    assert said_to_sender(answer.body).code == "ID_REUSED"
    assert gate.received.state == InboxState.WAITING


def test_a_gap_in_the_sequence_is_flagged_and_no_reason_to_refuse(gate: Peers, wire: Wire) -> None:
    """The number only serves to notice that something is missing."""
    body = carrying(assembled(list(document())), message_id=UUID(int=5), sequence=700)

    with clock.at(NOW):
        answer = wire.post_as_it_is(body, CLAIMS)

    assert said_to_sender(answer.body).verdict is Verdict.ACCEPTED
    assert gate.received.has_gap_before


def test_a_notice_about_a_letter_that_was_never_sent_is_refused_under_seal(gate: Peers, wire: Wire) -> None:
    """Progress stands on the card of a letter; there is none."""
    with clock.at(NOW):
        answer = wire.post_as_it_is(notice(NOTICE), CLAIMS)

    assert said_to_sender(answer.body).code == "UNKNOWN_MESSAGE"
    assert InboxMessage.objects.get(agency=gate.committee.agency).state == InboxState.REJECTED


def test_every_code_at_the_gate_is_one_with_words() -> None:
    """What a receipt or an entry of the inbox may say."""
    met = {*BARE, *UNDER_SEAL, *REFUSED_BY_THE_MESSAGE, "ID_REUSED", "UNKNOWN_MESSAGE"}

    assert met <= {*Code.__members__, *OWN_CODES}
