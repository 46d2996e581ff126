"""The register kept by hand: entries, certificates that roll over, closing, what the register lets in and out."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from django.core.exceptions import PermissionDenied, ValidationError

from exchange import services
from exchange.models import Correspondent, InboxMessage, InboxState, OutboxState
from exchange.services import Entry
from history import clock
from history.models import Act
from signing.certificates import certificates_of_file, facts_of
from signing.services import issue_seal
from tests.codes import codes
from tests.exchange.peers import Peers, Wire, a_letter
from tests.people import LOADER

pytestmark = pytest.mark.feature("X04")
NEW = Entry(exchange_id="RU-VO-ARHIV", name="Архив области", channel="paper")


def new_seal(peers: Peers) -> str:
    """The ministry has got its next seal, beside the one that it has."""
    return issue_seal(actor=LOADER, agency=peers.ministry.agency).pem


def test_a_correspondent_without_exchange_is_entered_by_its_name_alone(peers: Peers) -> None:
    """Its channel says how the records office dispatches; nothing of it is ever sent by the exchange."""
    entry = services.enter_correspondent(actor=peers.ministry.clerk, agency=peers.ministry.agency, entry=NEW)

    assert not entry.is_exchanging
    assert entry.endpoint == ""
    assert Act.objects.filter(verb="exchange.correspondent_entered", subject_key=entry.pk).exists()


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"exchange_id": "RU-VO-MZKH"}, "own-card"),
        ({"exchange_id": "RU-VO-KOOKN"}, "correspondent-known"),
        ({"exchange_id": "два слова"}, "code-wrong"),
        ({"channel": "https"}, "address-missing"),
        ({"channel": "https", "endpoint": "https://10.0.0.1/exchange/messages"}, "address-refused"),
        ({"channel": "https", "endpoint": "https://user:word@example.org/"}, "address-refused"),
        ({"channel": "https", "endpoint": "file:///etc/passwd"}, "address-refused"),
        ({"channel": "https", "endpoint": "http://93.184.216.34/exchange/messages"}, "address-refused"),
        ({"channel": "https", "endpoint": "https://["}, "address-refused"),
    ],
)
def test_an_entry_is_refused_by_its_code(peers: Peers, changed: dict[str, str], code: str) -> None:
    """And leaves no row."""
    before = Correspondent.objects.count()

    with pytest.raises(ValidationError) as refused:
        services.enter_correspondent(
            actor=peers.ministry.clerk,
            agency=peers.ministry.agency,
            entry=replace(NEW, **changed),  # type: ignore[arg-type]
        )

    assert codes(refused) == [code]
    assert Correspondent.objects.count() == before


def test_an_entry_is_changed_with_its_history_and_only_when_something_is(peers: Peers) -> None:
    """The mark of an address inside the network opens what was refused without it."""
    entry = peers.committee_known
    inside = Entry(
        exchange_id=entry.exchange_id,
        name="Комитет по охране памятников",
        endpoint="http://127.0.0.1:8255/exchange/messages",
        is_private_address=True,
        is_test=True,
        decision_days=3,
    )

    for _time in range(2):
        services.change_correspondent(actor=peers.ministry.clerk, correspondent=entry, entry=inside)

    entry.refresh_from_db()
    assert (entry.name, entry.decision_days, entry.is_private_address) == ("Комитет по охране памятников", 3, True)
    assert Act.objects.filter(verb="exchange.correspondent_changed", subject_key=entry.pk).count() == 1


def test_the_exchange_is_not_left_while_messages_wait(peers: Peers) -> None:
    """They would stay behind unseen."""
    peers.sent()

    with pytest.raises(ValidationError) as refused:
        services.change_correspondent(
            actor=peers.ministry.clerk, correspondent=peers.committee_known, entry=replace(NEW, name="Комитет")
        )

    assert codes(refused) == ["messages-wait"]


@pytest.mark.feature("F02")
def test_two_seals_are_good_at_once_while_one_is_rolled_over(peers: Peers, wire: Wire) -> None:
    """The next one is added before the first one ends; either proves the sender."""
    services.add_certificate(
        actor=peers.committee.clerk, correspondent=peers.ministry_known, use="seal", pem=new_seal(peers)
    )
    rolled = peers.sent(number="02-07/2")

    services.deliver_due(transport=wire)

    rolled.refresh_from_db()
    assert rolled.state == OutboxState.ACCEPTED
    assert len(certificates_of_file(peers.ministry_known.seal_certificates.encode())) == 2


def test_a_seal_that_was_not_added_proves_nothing_until_it_is(peers: Peers, wire: Wire) -> None:
    """What the new seal has sealed lies in quarantine, and is taken when the register was put right."""
    pem = new_seal(peers)
    message = peers.sent()
    services.deliver_due(transport=wire)
    held = peers.received

    services.add_certificate(actor=peers.committee.clerk, correspondent=peers.ministry_known, use="seal", pem=pem)
    checked = services.verify_again(actor=peers.committee.clerk, message=held)

    assert (held.code, held.state) == ("SEAL_NOT_REGISTERED", InboxState.QUARANTINED)
    assert checked.state == InboxState.NOTED
    assert InboxMessage.objects.get(is_verified=True).message_id == message.message_id


def test_certificates_are_read_in_pem_and_der(peers: Peers) -> None:
    """What they say is shown before anything is kept."""
    pem = peers.ministry_known.seal_certificates.encode()
    der = x509.load_pem_x509_certificate(pem).public_bytes(Encoding.DER)

    by_pem, by_der = certificates_of_file(pem), certificates_of_file(der)

    assert by_pem == by_der
    assert by_pem[0].organisation_id == peers.ministry.agency.exchange_id
    assert by_pem[0].is_seal
    assert by_pem[0].is_test
    assert by_pem[0].days_left > 900


@pytest.mark.parametrize(
    "data",
    [b"", b"\x30\x82", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", b"\x00" * 70_000, b"<x/>"],
)
def test_what_is_no_certificate_is_refused(data: bytes) -> None:
    """Whatever the file holds."""
    with pytest.raises(ValidationError) as refused:
        certificates_of_file(data)

    assert codes(refused) == ["certificate-unreadable"]


@pytest.mark.parametrize(
    ("whose", "use", "code"),
    [
        ("ministry.seal", "seal", "certificate-known"),
        ("committee.seal", "seal", "seal-of-another"),
        ("ministry.authority", "seal", "not-a-seal"),
        ("committee.seal", "authority", "not-an-authority"),
    ],
)
def test_a_certificate_is_refused_by_its_code(peers: Peers, whose: str, use: str, code: str) -> None:
    """The register of the committee about the ministry takes only seals of the ministry, from its authorities."""
    entry = peers.ministry_known
    pems = {
        "ministry.seal": entry.seal_certificates,
        "ministry.authority": entry.trust_anchors,
        "committee.seal": peers.committee_known.seal_certificates,
    }

    with pytest.raises(ValidationError) as refused:
        services.add_certificate(actor=peers.committee.clerk, correspondent=entry, use=use, pem=pems[whose])

    assert codes(refused) == [code]


def test_a_third_seal_a_dead_one_and_one_of_nobody_are_refused(peers: Peers) -> None:
    """Two at once are for the roll-over; an ended one helps nobody; an unknown authority proves nothing."""
    entry, clerk = peers.ministry_known, peers.committee.clerk
    services.add_certificate(actor=clerk, correspondent=entry, use="seal", pem=new_seal(peers))
    third = new_seal(peers)

    with pytest.raises(ValidationError) as too_many:
        services.add_certificate(actor=clerk, correspondent=entry, use="seal", pem=third)
    with clock.at(clock.now() + timedelta(days=365 * 4)), pytest.raises(ValidationError) as over:
        services.add_certificate(actor=clerk, correspondent=entry, use="seal", pem=third)
    entry.refresh_from_db()
    for facts in certificates_of_file(entry.trust_anchors.encode()):
        services.drop_certificate(
            actor=clerk, correspondent=entry, use="authority", fingerprint=facts.fingerprint, reason="Ключ украден."
        )
    facts = certificates_of_file(entry.seal_certificates.encode())[0]
    services.drop_certificate(
        actor=clerk, correspondent=entry, use="seal", fingerprint=facts.fingerprint, reason="Ключ украден."
    )
    with pytest.raises(ValidationError) as orphan:
        services.add_certificate(actor=clerk, correspondent=entry, use="seal", pem=third)

    assert [codes(one) for one in (too_many, over, orphan)] == [
        ["seals-too-many"],
        ["certificate-over"],
        ["seal-without-authority"],
    ]


def test_a_dropped_seal_proves_nothing_from_then_on(peers: Peers, wire: Wire) -> None:
    """With a reason in the record."""
    entry = peers.ministry_known
    facts = facts_of(x509.load_pem_x509_certificate(entry.seal_certificates.encode()))
    services.drop_certificate(
        actor=peers.committee.clerk, correspondent=entry, use="seal", fingerprint=facts.fingerprint, reason="Утрачен."
    )
    peers.sent()

    services.deliver_due(transport=wire)

    assert peers.received.code == "SEAL_NOT_REGISTERED"
    with pytest.raises(ValidationError) as refused:
        services.drop_certificate(
            actor=peers.committee.clerk, correspondent=entry, use="seal", fingerprint=facts.fingerprint, reason="Ещё."
        )
    assert codes(refused) == ["certificate-unknown"]


def test_a_closed_correspondent_is_neither_sent_to_nor_let_in(peers: Peers, wire: Wire) -> None:
    """Its documents are rejected under seal; opened again, everything goes on."""
    clerk, entry = peers.ministry.clerk, peers.committee_known
    waiting = peers.sent()
    services.close_correspondent(actor=clerk, correspondent=entry, reason="Соглашение прекращено.")
    services.close_correspondent(
        actor=peers.committee.clerk, correspondent=peers.ministry_known, reason="Соглашение прекращено."
    )

    tried = services.deliver_due(transport=wire)
    with pytest.raises(ValidationError) as refused:
        services.send_document(actor=clerk, document=a_letter(peers.ministry, peers.committee, number="02-07/2"))
    services.reopen_correspondent(actor=clerk, correspondent=entry)
    services.deliver_due(transport=wire)

    waiting.refresh_from_db()
    assert tried == 0
    assert codes(refused) == ["correspondent-closed"]
    assert (waiting.state, waiting.last_error) == (OutboxState.REFUSED, "CORRESPONDENT_CLOSED")
    assert peers.received.state == InboxState.REJECTED


def test_only_agreed_kinds_of_documents_are_exchanged(peers: Peers, wire: Wire) -> None:
    """On our side by the letter's kind, on theirs by the passport that the official signed."""
    clerk, entry = peers.ministry.clerk, peers.committee_known
    known = Entry(exchange_id=entry.exchange_id, name=entry.name, endpoint=entry.endpoint, is_test=True)
    services.change_correspondent(actor=clerk, correspondent=entry, entry=replace(known, document_kinds=["Запрос"]))
    with pytest.raises(ValidationError) as refused:
        services.send_document(actor=clerk, document=a_letter(peers.ministry, peers.committee))

    services.change_correspondent(actor=clerk, correspondent=entry, entry=replace(known, document_kinds=["Письмо"]))
    theirs = peers.ministry_known
    services.change_correspondent(
        actor=peers.committee.clerk,
        correspondent=theirs,
        entry=replace(known, name=theirs.name, document_kinds=["Запрос"]),
    )
    message = peers.sent(number="02-07/3")
    services.deliver_due(transport=wire)

    message.refresh_from_db()
    assert codes(refused) == ["kind-not-agreed"]
    assert (message.state, message.last_error) == (OutboxState.REFUSED, "KIND_NOT_AGREED")


@pytest.mark.parametrize("who", ["executor", "leader", "unit_head", "auditor"])
def test_nobody_but_operators_keeps_the_register(peers: Peers, who: str) -> None:
    """Nor does the other agency."""
    entry = peers.committee_known

    for actor in (peers.ministry.people[who], peers.committee.clerk):
        calls: list[Callable[[], object]] = [
            partial(services.close_correspondent, actor=actor, correspondent=entry, reason="x"),
            partial(services.ask_check, actor=actor, correspondent=entry),
            partial(services.ask_reconciliation, actor=actor, correspondent=entry),
            partial(services.add_certificate, actor=actor, correspondent=entry, use="seal", pem=""),
            partial(services.enter_correspondent, actor=actor, agency=peers.ministry.agency, entry=NEW),
        ]
        for call in calls:
            with pytest.raises(PermissionDenied):
                call()

    entry.refresh_from_db()
    assert not entry.is_closed
