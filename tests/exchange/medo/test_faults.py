"""What a crash, a courier that died, a full disk and a share that vanished do to watched folders."""

import resource
import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from documents.models import Document
from exchange import folders, services
from exchange.models import InboxMessage, InboxState, OutboxMessage, OutboxState
from exchange.transport import DeliveryFailed
from history import acts, clock
from history.models import Act
from signing.sources import BytesSource
from tests.exchange.medo.couriers import Courier


def test_a_package_at_which_the_program_fails_holds_up_no_other(
    courier: Courier, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A reader of its act raises: it stays where it is, the others are taken, and the job of the worker has failed."""
    fails = True

    def reader(_act: Act, message: InboxMessage) -> None:
        if fails and message.document is not None and message.document.their_number == "02-07/1164":
            raise LookupError("a reader that fails")

    monkeypatch.setitem(acts._readers, "exchange.received", [reader, *acts._readers["exchange.received"]])
    first, second = (courier.laid(number=number) for number in ("02-07/1164", "02-07/1165"))
    waiting = courier.arrived(first)
    courier.arrived(second)

    with pytest.raises(LookupError):
        services.read_folders()

    assert [one.document.their_number for one in InboxMessage.objects.all() if one.document] == ["02-07/1165"]
    assert waiting.exists()
    fails = False
    services.read_folders()
    assert InboxMessage.objects.count() == 2


def test_the_same_package_twice_makes_one_document_and_the_same_receipt(courier: Courier) -> None:
    """A courier that carries twice, and a worker that died before it moved the package, are one case."""
    package = courier.laid()
    twin = courier.committee_folder / folders.IN / "twin"
    shutil.copytree(package, twin)
    courier.arrived(package)

    services.read_folders()
    services.deliver_due()
    shutil.copytree(courier.committee_folder / folders.DONE / "twin", twin)
    services.read_folders()

    (receipt,) = courier.receipts
    assert InboxMessage.objects.filter(agency=courier.peers.committee.agency).count() == 1
    assert Document.objects.filter(agency=courier.peers.committee.agency).count() == 1
    assert receipt.state == OutboxState.NEW  # it is laid once more: the first may have been lost
    assert len(list((courier.committee_folder / folders.DONE).iterdir())) == 3


def test_laying_twice_after_a_crash_changes_nothing(courier: Courier) -> None:
    """A worker that died after the package was laid and before that was noted lays the same bytes again."""
    package = courier.laid()
    before = {one.name: one.read_bytes() for one in package.iterdir()}
    OutboxMessage.objects.update(state=OutboxState.NEW)

    services.deliver_due()

    assert {one.name: one.read_bytes() for one in package.iterdir()} == before
    assert [one.name for one in package.parent.iterdir()] == [package.name]
    assert OutboxMessage.objects.get(document__isnull=False).state == OutboxState.SENT


@pytest.mark.parametrize("left", ["message", "container", "half a container", "temporary name"])
def test_a_package_that_is_still_being_copied_is_left_alone(courier: Courier, left: str) -> None:
    """When it is whole it is taken."""
    package = courier.arrived(courier.laid())
    container = next(package.glob("*.edc.zip"))
    whole = {one.name: one.read_bytes() for one in package.iterdir()}
    place = package
    match left:
        case "message":
            (package / folders.MESSAGE).unlink()
        case "container":
            container.unlink()
        case "half a container":
            container.write_bytes(whole[container.name][:500])
        case "temporary name":
            place = package.rename(package.with_name(f".{package.name}.part"))

    growing = services.read_folders()
    for name, data in whole.items():
        (place / name).write_bytes(data)
    place.rename(package)
    taken = services.read_folders()

    assert (growing, taken) == (0, 1)
    assert courier.received.state == InboxState.WAITING


def test_half_a_package_that_nobody_writes_to_any_more_goes_to_quarantine(courier: Courier, settings: Settings) -> None:
    """A person is shown that a courier has died over it."""
    package = courier.arrived(courier.laid())
    next(package.glob("*.edc.zip")).write_bytes(b"PK\x03\x04 half")
    settings.EXCHANGE_FOLDER_SETTLES_SECONDS = -1

    services.read_folders()

    assert (courier.received.state, courier.received.code) == (InboxState.QUARANTINED, "NOT_A_CONTAINER")
    assert [one.content["code"] for one in courier.receipts] == ["NOT_A_CONTAINER"]


@pytest.mark.parametrize("fault", ["vanished", "out is no folder"])
def test_a_folder_that_cannot_be_written_delays_and_says_why(courier: Courier, fault: str) -> None:
    """When it is in order again the message goes."""
    message, folder = courier.sent(), courier.ministry_folder
    away = folder.with_name("away")
    if fault == "vanished":
        folder.rename(away)
    else:
        (folder / folders.OUT).rename(away)
        (folder / folders.OUT).write_bytes(b"")

    services.deliver_due()
    message.refresh_from_db()
    told = (message.state, message.last_error)
    if fault == "vanished":
        away.rename(folder)
    else:
        (folder / folders.OUT).unlink()
        away.rename(folder / folders.OUT)
    with clock.at(clock.now() + timedelta(minutes=1)):
        services.deliver_due()

    message.refresh_from_db()
    assert told == (OutboxState.NEW, "unreachable: FOLDER_VANISHED")
    assert message.state == OutboxState.SENT


def test_a_full_folder_is_left_without_half_a_package(tmp_path: Path) -> None:
    """The limit of this process stands for the end of the disk."""
    place = tmp_path / "shared"
    (place / folders.OUT).mkdir(parents=True)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (64 * 1024, hard))
    try:
        with pytest.raises(DeliveryFailed) as failed:
            folders.lay(place, "a" * 32, {"message.xml": BytesSource(b"x"), "a.pdf": BytesSource(b"x" * 100_000)})
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))

    assert failed.value.detail == "FOLDER_FULL"
    assert list((place / folders.OUT).iterdir()) == []


def test_a_folder_that_cannot_be_read_is_shown_above_the_inbox(courier: Courier) -> None:
    """In words, and no more when it is there again."""
    folder, client = courier.committee_folder, Client()
    client.force_login(courier.peers.committee.clerk)
    folder.rename(folder.with_name("away"))

    services.read_folders()
    broken = client.get("/exchange/inbox/").content.decode()
    folder.with_name("away").rename(folder)
    services.read_folders()
    mended = client.get("/exchange/inbox/").content.decode()

    assert "папки нет на месте" in broken
    assert "папки нет на месте" not in mended


def test_a_full_quarantine_leaves_packages_where_they_are(courier: Courier, settings: Settings) -> None:
    """Nothing is lost: there is room when a person has looked through it."""
    settings.EXCHANGE_QUARANTINE_ENTRIES = 0
    package = courier.committee_folder / folders.IN / "a"
    package.mkdir()
    (package / folders.MESSAGE).write_bytes(b"<a/>")

    taken = services.read_folders()

    assert (taken, package.exists()) == (0, True)
