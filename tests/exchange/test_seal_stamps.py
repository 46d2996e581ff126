"""Time-stamps under seals: a message leaves with one where that holds nothing up, else it is kept here later."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from documents import files
from exchange import services
from exchange.models import InboxMessage, InboxState, OutboxState, SealStamp
from exchange.services.seal_stamps import stamp_due
from history import clock
from history.models import Act
from signing.selectors import trust_anchors
from signing.services import issue_stamper
from signing.stamp_authorities import StampSettings, set_stamp_authority
from signing.verification import Level, verify
from tests.exchange.peers import Peers, Wire
from tests.people import LOADER

pytestmark = [pytest.mark.django_db, pytest.mark.feature("X04")]

NOWHERE = "http://127.0.0.1:9/tsa"


@pytest.fixture(autouse=True)
def _inside(settings: Settings) -> None:
    """An authority that does not answer is one of this machine."""
    settings.PROOF_PRIVATE_ADDRESSES = True


def shown(peers: Peers, path: str, *, at_ministry: bool = True) -> str:
    """A page as the clerk of one side sees it."""
    client = Client()
    client.force_login((peers.ministry if at_ministry else peers.committee).clerk)
    return client.get(path).content.decode()


def level_of(path: Path, peers: Peers) -> Level | None:
    """The level of the seal in a container of the ministry."""
    report = verify(path, trust=trust_anchors(peers.ministry.agency))
    assert report.is_valid, report.findings
    return report.signatures[0].level


def test_a_message_leaves_with_a_time_stamp_under_its_seal(peers: Peers, wire: Wire) -> None:
    """Of the agency's own key; the addressee finds it right, and both sides see it."""
    issue_stamper(actor=LOADER, agency=peers.ministry.agency)
    message = peers.sent()

    services.deliver_due(transport=wire)

    message.refresh_from_db()
    stamp = SealStamp.objects.get(message=message)
    assert message.sealed is not None
    assert (message.state, peers.received.state) == (OutboxState.ACCEPTED, InboxState.WAITING)
    assert level_of(files.path_of(message.sealed), peers) is Level.STAMPED
    assert peers.received.report["signatures"][0]["level"] == "B-T"
    assert (stamp.is_inside, stamp.due_at) == (True, None)
    assert stamp.stamped_at is not None
    assert "Штамп времени нашей печати" in shown(peers, f"/exchange/outbox/{message.pk}/")
    assert not shown(peers, f"/exchange/outbox/{message.pk}/").count("скачать контейнер с ним")


def test_an_authority_that_is_down_holds_nothing_up_and_is_caught_up_with(peers: Peers, wire: Wire) -> None:
    """The message leaves as it is; what comes later is kept here, and a copy with it is right."""
    administrator, agency = peers.ministry.administrator, peers.ministry.agency
    set_stamp_authority(actor=administrator, agency=agency, entry=StampSettings(NOWHERE, is_for_seals=True))
    message = peers.sent()

    services.deliver_due(transport=wire)
    message.refresh_from_db()
    stamp = SealStamp.objects.get(message=message)
    sent = (message.state, stamp.due_at is not None, stamp.token)
    none = stamp_due()
    pending = shown(peers, f"/exchange/outbox/{message.pk}/")
    set_stamp_authority(actor=administrator, agency=agency, entry=StampSettings())
    issue_stamper(actor=LOADER, agency=agency)
    with clock.at(clock.now() + timedelta(minutes=2)):
        caught_up = stamp_due()

    stamp.refresh_from_db()
    assert sent == (OutboxState.ACCEPTED, True, None)
    assert (none, caught_up) == (0, 1)
    assert "ожидается" in pending
    assert "UNREACHABLE" in pending
    assert (stamp.is_inside, stamp.due_at) == (False, None)
    assert Act.objects.filter(verb="exchange.seal_stamped", subject_key=message.pk).count() == 1
    assert "дан после отправки, хранится здесь" in shown(peers, f"/exchange/outbox/{message.pk}/")
    assert message.sealed is not None
    assert level_of(files.path_of(message.sealed), peers) is Level.BASIC


def test_a_copy_with_the_time_stamp_that_came_later_is_right(peers: Peers, wire: Wire, tmp_path: Path) -> None:
    """For evidence: every file and the seal are those that were sent."""
    message = peers.sent()
    services.deliver_due(transport=wire)
    issue_stamper(actor=LOADER, agency=peers.ministry.agency)
    SealStamp.objects.create(agency=peers.ministry.agency, message=message, due_at=clock.now())
    stamp_due()
    client = Client()
    client.force_login(peers.ministry.clerk)

    copy = tmp_path / "copy.asice"
    copy.write_bytes(client.get(f"/exchange/outbox/{message.pk}/stamped/").getvalue())

    assert level_of(copy, peers) is Level.STAMPED


def test_an_outside_authority_stamps_what_leaves_only_where_correspondents_trust_it(peers: Peers, wire: Wire) -> None:
    """Who does not trust it would refuse the message: nobody is asked while it is sealed."""
    set_stamp_authority(actor=peers.ministry.administrator, agency=peers.ministry.agency, entry=StampSettings(NOWHERE))
    message = peers.sent()

    services.deliver_due(transport=wire)

    stamp = SealStamp.objects.get(message=message)
    assert peers.received.state == InboxState.WAITING
    assert (stamp.attempts, stamp.token) == (0, None)
    assert stamp.due_at is not None


def test_the_receipt_of_a_message_gets_its_time_stamp_after_it_was_given(peers: Peers, wire: Wire) -> None:
    """Its sender waits for nothing; the page of the package shows it."""
    issue_stamper(actor=LOADER, agency=peers.committee.agency)
    message = peers.sent()
    services.deliver_due(transport=wire)
    message.refresh_from_db()
    wanted = SealStamp.objects.get(received=peers.received)

    given = stamp_due()

    page = shown(peers, f"/exchange/inbox/{peers.received.pk}/", at_ministry=False)
    assert message.state == OutboxState.ACCEPTED
    assert wanted.due_at is not None
    assert (given, stamp_due()) == (1, 0)
    assert "Штамп времени нашей печати" in page
    assert SealStamp.objects.get(received=peers.received).stamped_at is not None


def test_the_time_stamp_of_a_receipt_changes_no_byte_of_it(peers: Peers, wire: Wire, tmp_path: Path) -> None:
    """Redelivery is answered with the receipt that was given; for evidence there is a copy with the time-stamp."""
    issue_stamper(actor=LOADER, agency=peers.committee.agency)
    peers.sent()
    services.deliver_due(transport=wire)
    assert peers.received.receipt is not None
    given = files.path_of(peers.received.receipt).read_bytes()
    stamp_due()
    client = Client()
    client.force_login(peers.committee.clerk)

    again = wire.post_as_it_is(wire.carried[0])
    copy = tmp_path / "receipt.asice"
    copy.write_bytes(client.get(f"/exchange/inbox/{peers.received.pk}/receipt/").getvalue())

    assert again.body == given
    reports = [
        verify(path, trust=trust_anchors(peers.committee.agency))
        for path in (files.path_of(peers.received.receipt), copy)
    ]
    assert [(one.is_valid, one.signatures[0].level) for one in reports] == [(True, Level.BASIC), (True, Level.STAMPED)]


def test_the_receipt_for_what_went_to_quarantine_gets_its_time_stamp_too(peers: Peers, wire: Wire) -> None:
    """It says, under seal, that a message came and was not taken."""
    issue_stamper(actor=LOADER, agency=peers.committee.agency)
    wire.on_the_way = lambda body: (
        body[: len(body) // 2] + bytes([body[len(body) // 2] ^ 1]) + body[len(body) // 2 + 1 :]
    )
    peers.sent()
    services.deliver_due(transport=wire)
    row = InboxMessage.objects.get(agency=peers.committee.agency)

    given = stamp_due()

    assert row.state == InboxState.QUARANTINED
    assert given == 1
    assert SealStamp.objects.get(received=row).stamped_at is not None


def test_one_silent_authority_costs_one_try(peers: Peers, wire: Wire) -> None:
    """Whatever else the agency waits for is put off with it."""
    set_stamp_authority(actor=peers.ministry.administrator, agency=peers.ministry.agency, entry=StampSettings(NOWHERE))
    for number in range(3):
        peers.sent(number=f"1-{number}")
    services.deliver_due(transport=wire)

    stamp_due()

    assert sorted(SealStamp.objects.values_list("attempts", flat=True)) == [0, 0, 1]
    assert not SealStamp.objects.filter(due_at__lte=clock.now()).exists()


def test_an_agency_without_an_authority_wants_no_time_stamps(peers: Peers, wire: Wire) -> None:
    """Nothing is asked, and nothing is kept."""
    peers.sent()

    services.deliver_due(transport=wire)

    assert InboxMessage.objects.get().state == InboxState.WAITING
    assert not SealStamp.objects.exists()
