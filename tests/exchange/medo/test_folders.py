"""Letters, decisions and receipts that go through watched folders; and what a crash, a full disk or a stranger do."""

import io
import os
import resource
import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command
from django.test import Client
from pytest_django import Settings

from agencies.models import AccessMark, TermKind
from documents.models import Document, State
from documents.services import IncomingCard
from exchange import folders, services
from exchange.containers.sealing import seal_signer
from exchange.medo import bundles, containers, messages, passports
from exchange.medo.messages import Communication, MessageType, NoticeType
from exchange.models import Correspondent, InboxMessage, InboxState, OutboxMessage, OutboxState
from exchange.services.folders import use_folder
from exchange.transport import DeliveryFailed
from history import acts, clock
from history.models import Act
from signing.limits import Limits
from signing.selectors import trust_anchors
from signing.sources import BytesSource, PathSource
from tests.codes import codes
from tests.exchange.medo.couriers import COMMITTEE_UID, MINISTRY_UID, Courier, a_detached_letter
from tests.exchange.peers import a_letter
from workflows.selectors import check_of_container

DAY = timedelta(days=1)


def registered(courier: Courier) -> None:
    """The committee's clerk registers what came."""
    services.register_package(
        actor=courier.peers.committee.clerk,
        message=courier.received,
        card=IncomingCard(summary="О доме 14", term_kind=TermKind.objects.get(code="agency-inquiry")),
    )


def message_in(package: Path) -> Communication:
    """The message of a package."""
    return Communication.from_xml((package / folders.MESSAGE).read_bytes())


def rewritten(package: Path, **changes: object) -> None:
    """Put another message into a package."""
    said = replace(message_in(package), **changes)  # type: ignore[arg-type]  # fields by name
    (package / folders.MESSAGE).write_bytes(said.to_xml())


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


@pytest.mark.feature("X11")
def test_a_refusal_names_its_reason_in_the_official_words(courier: Courier) -> None:
    """The reason and the comment reach the sender's card."""
    message = courier.sent()
    courier.round()

    services.refuse_package(
        actor=courier.peers.committee.clerk,
        message=courier.received,
        reason="attachment-missing",
        comment="нет листа 2",
    )
    services.deliver_due()
    notice = next(
        message_in(one)
        for one in (courier.committee_folder / folders.OUT).iterdir()
        if message_in(one).notification is not None
    )
    courier.carry()

    message.refresh_from_db()
    assert notice.notification is not None
    assert notice.notification.refused is not None
    assert notice.notification.refused.reason == "Приложение отсутствует"
    assert (message.decision, message.reason) == ("refused", "Приложение отсутствует: нет листа 2")


@pytest.mark.parametrize("kind", [NoticeType.EXECUTOR, NoticeType.PREPARED, NoticeType.COURSE, NoticeType.PUBLISHED])
def test_a_notice_of_progress_stands_on_the_card_of_the_letter(courier: Courier, kind: NoticeType) -> None:
    """Who executes it is told in words; the decision of the other side is not touched."""
    message = courier.sent()
    courier.round()
    courier.round()
    about, at = messages.Official(organization="Министерство"), clock.now().replace(microsecond=0)
    body = {
        NoticeType.EXECUTOR: {
            "executor": messages.ExecutorAssigned(
                time=at, foundation=about, executor=messages.Official(post="эксперт", person="Завьялов Р. И.")
            )
        },
        NoticeType.PREPARED: {"prepared": messages.Step(time=at, foundation=about)},
        NoticeType.COURSE: {"course": messages.Step(time=at, foundation=about)},
        NoticeType.PUBLISHED: {"published": messages.Published(time=at, foundation=about, point="Вестник")},
    }[kind]
    assert message.document is not None
    notice = messages.Notification(type=kind, uid=message.document.uuid, comment="по резолюции", **body)  # type: ignore[arg-type]  # fields by name
    a_message(courier, MessageType.NOTIFICATION, notification=notice)

    services.read_folders()

    message.refresh_from_db()
    receipt = message.receipts.get(kind="progress")
    assert (message.state, message.decision) == (OutboxState.ACCEPTED, "")
    assert "по резолюции" in receipt.text
    assert ("Завьялов" in receipt.text) == (kind is NoticeType.EXECUTOR)
    assert Act.objects.filter(verb="exchange.progress_noted", subject_key=message.pk).count() == 1


def a_message(courier: Courier, kind: MessageType, **body: object) -> Path:
    """A message of the committee that lies before the ministry."""
    uid = uuid4()
    said = Communication(
        header=messages.Header(
            type=kind,
            uid=uid,
            created=clock.now().replace(microsecond=0),
            source=messages.Partner(uid=COMMITTEE_UID, organization="Комитет"),
        ),
        **body,  # type: ignore[arg-type]  # fields by name
    )
    package = courier.ministry_folder / folders.IN / uid.hex
    package.mkdir()
    (package / folders.MESSAGE).write_bytes(said.to_xml())
    return package


def test_a_receipt_of_failure_says_why_on_the_senders_card(courier: Courier) -> None:
    """The code and the comment are those of the other side."""
    message = courier.sent()
    services.deliver_due()
    refusal = messages.Acknowledgment(
        uid=message.message_id, time=clock.now(), is_accepted=False, error_code="EXPIRED", comment="срок истёк"
    )
    a_message(courier, MessageType.ACKNOWLEDGMENT, acknowledgment=refusal)

    services.read_folders()

    message.refresh_from_db()
    assert (message.state, message.last_error, message.reason) == (
        OutboxState.REFUSED,
        "EXPIRED",
        "EXPIRED: срок истёк",
    )


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


def test_a_receipt_for_nothing_of_ours_is_turned_away_and_not_answered(courier: Courier) -> None:
    """A receipt has no receipt: two programs would go on for ever."""
    receipt = messages.Acknowledgment(uid=uuid4(), time=clock.now(), is_accepted=True)
    a_message(courier, MessageType.ACKNOWLEDGMENT, acknowledgment=receipt)

    services.read_folders()

    entry = InboxMessage.objects.get(agency=courier.peers.ministry.agency)
    assert (entry.state, entry.code) == (InboxState.REJECTED, "UNKNOWN_MESSAGE")
    assert not OutboxMessage.objects.exists()


def test_no_receipt_within_three_days_makes_it_undelivered(courier: Courier) -> None:
    """And a receipt that comes later all the same says that it arrived."""
    message = courier.sent()
    services.deliver_due()

    with clock.at(clock.now() + 3 * DAY + timedelta(minutes=1)):
        services.deliver_due()
        message.refresh_from_db()
        expired = message.state
        receipt = messages.Acknowledgment(uid=message.message_id, time=clock.now(), is_accepted=True)
        a_message(courier, MessageType.ACKNOWLEDGMENT, acknowledgment=receipt)
        services.read_folders()

    message.refresh_from_db()
    assert (expired, message.state) == (OutboxState.EXPIRED, OutboxState.ACCEPTED)


def test_what_comes_after_three_days_gets_a_receipt_of_failure(courier: Courier) -> None:
    """The document is laid on no desk."""
    courier.arrived(courier.laid())

    with clock.at(clock.now() + 3 * DAY + timedelta(minutes=1)):
        services.read_folders()

    assert (courier.received.state, courier.received.code) == (InboxState.REJECTED, "EXPIRED")
    assert [one.content["code"] for one in courier.receipts] == ["EXPIRED"]
    assert not Document.objects.filter(agency=courier.peers.committee.agency).exists()


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


def test_a_full_quarantine_leaves_packages_where_they_are(courier: Courier, settings: Settings) -> None:
    """Nothing is lost: there is room when a person has looked through it."""
    settings.EXCHANGE_QUARANTINE_ENTRIES = 0
    package = courier.committee_folder / folders.IN / "a"
    package.mkdir()
    (package / folders.MESSAGE).write_bytes(b"<a/>")

    taken = services.read_folders()

    assert (taken, package.exists()) == (0, True)


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


def test_only_who_runs_the_exchange_names_a_folder(courier: Courier) -> None:
    """And its name leads nowhere else."""
    peers = courier.peers
    ids = {"their_uid": COMMITTEE_UID, "our_uid": MINISTRY_UID}

    with pytest.raises(PermissionDenied):
        use_folder(actor=peers.ministry.executor, correspondent=peers.committee_known, name="a", **ids)
    with pytest.raises(ValidationError):
        use_folder(actor=peers.ministry.clerk, correspondent=peers.committee_known, name="../a", **ids)


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
