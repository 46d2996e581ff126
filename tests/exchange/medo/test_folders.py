"""Letters that go through watched folders: sent, received, registered, and refused by the format."""

import io

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.test import Client

from documents.models import State
from exchange import folders, services
from exchange.medo import bundles
from exchange.models import InboxState, OutboxMessage, OutboxState
from history import clock
from history.models import Act
from signing.limits import Limits
from signing.sources import BytesSource
from tests.codes import codes
from tests.exchange.medo.couriers import (
    COMMITTEE_UID,
    MINISTRY_UID,
    Courier,
    registered,
)
from tests.exchange.peers import a_letter
from workflows.selectors import check_of_container


@pytest.mark.feature("X11")
def test_a_registered_letter_comes_to_the_desk_of_the_addressee_filled_in(courier: Courier) -> None:
    """Sender, number, date, signer and files are there; the sender's message awaits its receipt until then."""
    message = courier.sent()
    services.deliver_due()
    message.refresh_from_db()
    before = message.state

    courier.carry()
    courier.round()

    message.refresh_from_db()
    waiting = courier.received
    document = waiting.document
    assert document is not None
    assert (before, message.state) == (OutboxState.SENT, OutboxState.ACCEPTED)
    assert (waiting.state, document.state) == (InboxState.WAITING, State.RECEIVED)
    assert (document.their_number, document.their_date) == ("02-07/1164", clock.today())
    assert document.correspondent_name == courier.peers.ministry.agency.name
    assert document.their_signer == f"Министр {courier.peers.ministry.leader.full_name}"
    assert document.subject == "О доме 14 по ул. Соборной"
    assert {one.name for one in document.files.all()} == {
        "document.pdf",
        "Приложение 1.txt",
        f"{message.document.uuid.hex}.edc.zip" if message.document else "",
    }
    assert document.signatures.get().is_test
    assert message.receipts.get().verdict == "accepted"
    assert not any((courier.committee_folder / folders.IN).iterdir())


@pytest.mark.feature("X11")
def test_registration_moves_the_card_of_the_sender(courier: Courier) -> None:
    """The notice bears the number and the date; nothing is left under way, and both notices have their receipts."""
    message = courier.sent()
    courier.round()

    registered(courier)
    while courier.round():
        pass

    message.refresh_from_db()
    decided = courier.received.document
    assert decided is not None
    assert (message.decision, message.their_number, message.their_date) == (
        "registered",
        decided.number,
        decided.registered_on,
    )
    assert set(OutboxMessage.objects.values_list("state", flat=True)) == {OutboxState.ACCEPTED}
    assert Act.objects.filter(verb="exchange.registered_by_them", subject_key=message.pk).count() == 1


def test_a_letter_that_its_signer_did_not_sign_for_this_format_is_not_sent(courier: Courier) -> None:
    """Only the official can make the detached signature."""
    letter = a_letter(courier.peers.ministry, courier.peers.committee)

    with pytest.raises(ValidationError) as refused:
        services.send_document(actor=courier.peers.ministry.clerk, document=letter)

    assert codes(refused) == ["not-signed"]


def test_a_number_that_is_too_long_for_the_format_is_not_built(courier: Courier) -> None:
    """Thirty-one characters; the operator sees why it does not go."""
    message = courier.sent(number="02-07/" + "1" * 30)

    services.deliver_due()

    message.refresh_from_db()
    assert message.state == OutboxState.NEW
    assert message.last_error.startswith("not_built: SCHEMA_INVALID number")


def test_the_cards_show_what_came_and_went(courier: Courier) -> None:
    """The package is downloaded as it came; a check of the letter's container finds it right."""
    message = courier.sent()
    assert message.document is not None
    courier.round()
    courier.round()
    theirs, ours = Client(), Client()
    theirs.force_login(courier.peers.committee.clerk)
    ours.force_login(courier.peers.ministry.clerk)

    package = theirs.get(f"/exchange/inbox/{courier.received.pk}/").content.decode()
    container = theirs.get(f"/exchange/inbox/{courier.received.pk}/container/")
    whole = container.getvalue()
    card = ours.get(f"/exchange/outbox/{message.pk}/").content.decode()

    assert "02-07/1164" in package
    assert "Приложение 1.txt" in package
    assert container.headers["Content-Type"] == bundles.MEDIA_TYPE
    assert set(bundles.read(BytesSource(whole), Limits())) == {folders.MESSAGE, f"{message.document.uuid.hex}.edc.zip"}
    assert "уложено в папку" in card
    assert "доставлено" in card.lower()
    report = check_of_container(courier.received.document) if courier.received.document else None
    assert report is not None
    assert report.findings == ()


def test_a_command_names_the_folder_and_another_reads_it(courier: Courier) -> None:
    """For an operator without a worker."""
    told = io.StringIO()
    peers = courier.peers
    call_command(
        "watch_folder",
        peers.committee.agency.exchange_id,
        "elsewhere",
        their_uid=COMMITTEE_UID,
        our_uid=MINISTRY_UID,
        agency=peers.ministry.agency.exchange_id,
        stdout=told,
    )

    call_command("read_folders", stdout=told)

    assert told.getvalue().split() == [str(folders.place_of("elsewhere")), "0"]
