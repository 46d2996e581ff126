"""What a stranger lays in a watched folder proves nothing; and what never goes through one."""

import os
import shutil
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError

from agencies.models import AccessMark
from documents.models import Document
from exchange import folders, services
from exchange.containers.sealing import seal_signer
from exchange.medo import containers, messages, passports
from exchange.medo.messages import MessageType
from exchange.models import Correspondent, InboxMessage, InboxState
from history import clock
from history.models import Act
from signing.limits import Limits
from signing.selectors import trust_anchors
from signing.sources import PathSource
from tests.codes import codes
from tests.exchange.medo.couriers import Courier, a_detached_letter, a_message, message_in, rewritten


def test_an_id_that_comes_again_with_other_bytes_is_a_security_event(courier: Courier) -> None:
    """Nothing of it is kept."""
    package = courier.laid()
    twin = courier.committee_folder / folders.IN / "twin"
    shutil.copytree(package, twin)
    courier.arrived(package)
    services.read_folders()
    shutil.copytree(courier.committee_folder / folders.DONE / package.name, twin, dirs_exist_ok=True)
    rewritten(twin, version="2.7")

    services.read_folders()

    assert Act.objects.filter(verb="exchange.id_reused", subject_key=courier.received.pk).count() == 1
    assert (courier.committee_folder / folders.REFUSED / "twin").is_dir()


def test_a_package_of_another_sender_stays_unproven(courier: Courier) -> None:
    """The folder is one correspondent's."""
    package = courier.arrived(courier.laid())
    said = message_in(package)
    stranger = messages.Partner(uid=uuid4(), organization="Чужое ведомство")
    rewritten(package, header=replace(said.header, source=stranger))

    services.read_folders()

    assert (courier.received.state, courier.received.code) == (InboxState.QUARANTINED, "OTHER_SENDER")
    assert not Document.objects.filter(agency=courier.peers.committee.agency).exists()


def test_a_package_for_another_body_is_not_taken(courier: Courier) -> None:
    """The index of delivery names who it is for."""
    package = courier.arrived(courier.laid())
    other = messages.Destination(partner=messages.Partner(uid=uuid4(), organization="Другое ведомство"))
    rewritten(package, destinations=(other,))

    services.read_folders()

    assert courier.received.code == "WRONG_RECIPIENT"


def test_a_seal_that_the_register_does_not_hold_proves_nothing(courier: Courier) -> None:
    """The same authority may have issued it."""
    other = Correspondent.objects.get(agency=courier.peers.ministry.agency)
    known = courier.peers.ministry_known
    known.seal_certificates = other.seal_certificates
    known.save()
    courier.arrived(courier.laid())

    services.read_folders()

    assert (courier.received.state, courier.received.code) == (InboxState.QUARANTINED, "SEAL_NOT_REGISTERED")


def test_a_document_without_a_container_is_kept_for_a_person(courier: Courier) -> None:
    """Bodies on older formats send it so; it bears no signature."""
    document = messages.BareDocument(
        uid=uuid4(), kind="Письмо", num=messages.Number(number="1", on=clock.today()), annotation="О доме"
    )
    a_message(courier, MessageType.DOCUMENT, document=document)

    services.read_folders()

    entry = InboxMessage.objects.get(agency=courier.peers.ministry.agency)
    assert (entry.state, entry.code) == (InboxState.QUARANTINED, "SIGNATURE_MISSING")


@pytest.mark.parametrize("hostile", ["link", "link inside", "device", "folder inside", "doctype", "long name"])
def test_what_is_no_package_is_put_away_and_shown_to_a_person(courier: Courier, hostile: str, tmp_path: Path) -> None:
    """No link is followed, and the next round does not see it again."""
    package = courier.committee_folder / folders.IN / "a"
    secret = tmp_path / "secret"
    secret.write_bytes(b"<a/>")
    if hostile == "link":
        package.symlink_to(tmp_path)
    else:
        package.mkdir()
        (package / folders.MESSAGE).write_bytes(b"<!DOCTYPE a><a/>" if hostile == "doctype" else b"<a/>")
    match hostile:
        case "link inside":
            (package / folders.MESSAGE).unlink()
            (package / folders.MESSAGE).symlink_to(secret)
        case "device":
            os.mkfifo(package / "a.pdf")
        case "folder inside":
            (package / "b").mkdir()
        case "long name":
            (package / "имя.pdf").write_bytes(b"")

    services.read_folders()
    again = services.read_folders()

    assert again == 0
    assert courier.received.state == InboxState.QUARANTINED
    assert courier.received.code == ("DOCTYPE" if hostile == "doctype" else "NOT_A_CONTAINER")
    assert secret.exists()


def test_a_paper_for_official_use_never_leaves_by_a_folder(courier: Courier) -> None:
    """Neither when it is marked before it is sent nor on its way."""
    marked = a_detached_letter(courier.peers.ministry, courier.peers.committee)
    marked.access = AccessMark.OFFICIAL
    marked.save()
    message = courier.sent(number="02-07/1165")
    assert message.document is not None
    message.document.access = AccessMark.OFFICIAL
    message.document.save()

    with pytest.raises(ValidationError) as refused:
        services.send_document(actor=courier.peers.ministry.clerk, document=marked)
    services.deliver_due()

    assert codes(refused) == ["channel-open"]
    assert list((courier.ministry_folder / folders.OUT).iterdir()) == []


def test_a_marked_paper_that_comes_by_a_folder_is_turned_away_and_its_bytes_are_not_kept(courier: Courier) -> None:
    """The channel is open; the sender is told."""
    package = courier.arrived(marked_package(courier))

    services.read_folders()

    assert (courier.received.code, courier.received.sealed) == ("ACCESS_MARK", None)
    assert [one.content["code"] for one in courier.receipts] == ["ACCESS_MARK"]
    assert (courier.committee_folder / folders.REFUSED / package.name).is_dir()


def marked_package(courier: Courier) -> Path:
    """A letter of the ministry with a mark, sealed by its own seal all the same."""
    package = courier.laid()
    container = next(package.glob("*.edc.zip"))
    opened = containers.read(
        PathSource(container),
        trust=trust_anchors(courier.peers.ministry.agency),
        at=clock.now(),
        limits=Limits(),
    )
    requisites = replace(
        opened.passport.requisites, classification=passports.Qualified(value="Для служебного пользования")
    )
    content = {name: one for name, one in opened.files.items() if name not in ("passport.xml", "container.p7s")}
    with container.with_suffix(".new").open("w+b") as target:
        containers.write(
            target,
            replace(opened.passport, requisites=requisites),
            content,
            seal=seal_signer(courier.peers.ministry.agency, "seal-message"),
            at=clock.now().replace(microsecond=0),
            limits=Limits(),
        )
    container.with_suffix(".new").rename(container)
    return package
