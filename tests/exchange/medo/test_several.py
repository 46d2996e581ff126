"""Letters with several signers and several addressees, written into the lists of the passport and read from them."""

from itertools import combinations
from pathlib import Path

import pytest
from django.test import Client
from lxml import etree

from documents.services import Mark
from exchange.containers.medo_building import _places
from exchange.medo import containers, passports, stamps
from exchange.models import InboxState, OutboxState
from history import clock
from signing.limits import Limits
from signing.passports import Addressee
from signing.selectors import trust_anchors
from signing.services import issue_person_certificate
from signing.sources import PathSource
from tests.exchange.medo.couriers import Courier
from tests.exchange.medo.test_format import as_2_7, the_schema
from tests.exchange.peers import PASSPHRASE
from tests.people import LOADER

COPIES = (
    Addressee("Министерство финансов", "minfin", unit="Отдел бюджета"),
    Addressee("Администрация района", "", person="Орлова М. К."),
)


def a_package(courier: Courier) -> Path:
    """A letter of two officials to three bodies, as it lies for the courier."""
    deputy = courier.peers.ministry.executor
    issue_person_certificate(actor=LOADER, employee=deputy, passphrase=PASSPHRASE)
    return courier.laid(others=(deputy,), copies=COPIES)


@pytest.mark.feature("X11")
def test_all_signers_and_addressees_stand_in_the_passport(courier: Courier) -> None:
    """Each signer with a signature and a mark of their own at a place of its own; valid by the published schema."""
    package = a_package(courier)

    opened = containers.read(
        PathSource(next(package.glob("*.edc.zip"))),
        trust=trust_anchors(courier.peers.ministry.agency),
        at=clock.now(),
        limits=Limits(),
    )

    signs = opened.passport.authors[0].signs
    ministry = courier.peers.ministry
    assert opened.report.is_valid
    assert [one.person.name for one in signs] == [ministry.leader.full_name, ministry.executor.full_name]
    assert [info.signer_name for _sign, info in opened.signers] == [one.person.name for one in signs]
    assert len({one.signature.stamp.position for one in signs}) == 2
    assert [one.organization.title for one in opened.passport.addressees] == [
        courier.peers.committee.agency.name,
        *(one.organisation for one in COPIES),
    ]
    assert opened.passport.addressees[1].department == passports.Qualified(value="Отдел бюджета")
    assert opened.passport.addressees[2].persons == (passports.Person(name="Орлова М. К."),)
    schema = the_schema()
    assert schema.validate(etree.fromstring(as_2_7(opened.passport.to_xml()))), schema.error_log


@pytest.mark.feature("X11")
def test_the_addressee_sees_all_signers_and_who_else_was_written_to(courier: Courier) -> None:
    """Two signatures on the card, three addressees on the page of the package."""
    courier.arrived(a_package(courier))
    client = Client()
    client.force_login(courier.peers.committee.clerk)

    courier.carry()
    page = client.get(f"/exchange/inbox/{courier.received.pk}/").content.decode()

    document = courier.received.document
    assert document is not None
    names = {courier.peers.ministry.leader.full_name, courier.peers.ministry.executor.full_name}
    assert courier.received.state == InboxState.WAITING
    assert set(document.signatures.values_list("signer_name", flat=True)) == names
    assert all(name in document.their_signer for name in names)
    assert "Министерство финансов, Отдел бюджета" in page
    assert "Администрация района, Орлова М. К." in page


def test_a_letter_that_one_of_its_signers_did_not_sign_for_this_format_is_not_built(courier: Courier) -> None:
    """The passport would name a signer without a signature."""
    message = courier.sent()
    assert message.document is not None
    given = message.document.signatures.get()
    given.pk, given.certificate_serial = None, "F00"
    given.save()

    courier.round()

    message.refresh_from_db()
    assert message.state == OutboxState.NEW
    assert "detached signature" in message.last_error


def test_marks_of_many_signers_stay_on_the_page_and_off_each_other() -> None:
    """A dozen of them, from the place that a letter leaves free."""
    width, height = stamps.SIGNATURE_SIZE

    places = _places(Mark(1, 80, 240), 12)

    assert all(0 <= one.x <= 210 - width and one.y >= 0 for one in places)
    assert places[0] == Mark(1, 80, 240)
    for one, other in combinations(places, 2):
        assert abs(one.x - other.x) >= width or abs(one.y - other.y) >= height
