"""Packages: card, files and signers agree; the seal binds the number to the document; receipts carry none."""

import hashlib
import io
from base64 import b64encode
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from lxml import etree

from signing.findings import Refused
from signing.messages import (
    Body,
    InReplyTo,
    Message,
    ProgressBody,
    ReceiptBody,
    ReferenceDigest,
    RefusedBody,
    RegisteredBody,
    Registration,
    Urgency,
    Verdict,
)
from signing.packages import DocumentPackage, write_message
from signing.passports import Passport, PassportSigner, SignerRole
from signing.verification import verify
from tests.signing import forge
from tests.signing.people import (
    DOCUMENT_ID,
    MAIN,
    MESSAGE_ID,
    NOW,
    document_body,
    message_with,
    ministry,
    passport_of,
    sealed,
    signer,
    subject,
    write_document,
    write_files,
    write_message_with_document,
)

pytestmark = [pytest.mark.feature("F02"), pytest.mark.feature("F01")]

ERSHOV = subject("Ершов", "Павел Дмитриевич")

BODIES: dict[str, Body] = {
    "document": replace(document_body(), payload_sha256="0" * 64),
    "transport-receipt": ReceiptBody(
        message_id=MESSAGE_ID,
        received_sha256="a" * 64,
        received_at=NOW,
        verdict=Verdict.REJECTED,
        code="DIGEST_MISMATCH",
        text="файл изменён после подписания: text.pdf",
        digests=(ReferenceDigest("message.xml", "b" * 64), ReferenceDigest("document.asice", "c" * 64)),
    ),
    "decision-registered": RegisteredBody(DOCUMENT_ID, Registration("1187-вх/26", date(2026, 4, 15), "Черных А. Б.")),
    "decision-refused": RefusedBody(DOCUMENT_ID, "Приложение отсутствует", "Нет листа 2\nи листа 3"),
    "progress": ProgressBody(DOCUMENT_ID, "executor-assigned", NOW, "Фёдоров С. И."),
}


def codes(container: Path) -> list[str]:
    """The codes of all findings."""
    return [finding.code for finding in verify(container, trust=ministry().trust, at=NOW).findings]


def test_a_passport_comes_back_as_it_was_written(tmp_path: Path) -> None:
    """Every field, with Cyrillic and signs that XML keeps for itself."""
    passport = passport_of(write_files(tmp_path))

    assert Passport.from_xml(passport.to_xml()) == passport


@pytest.mark.parametrize("kind", BODIES)
def test_a_message_of_each_type_comes_back_as_it_was_written(kind: str) -> None:
    """Its type is the name of its body."""
    message = message_with(BODIES[kind], urgency=Urgency.URGENT, in_reply_to=InReplyTo(uuid4(), "1", date(2026, 1, 2)))

    again = Message.from_xml(message.to_xml())

    assert again == message
    assert again.type == kind


@pytest.mark.parametrize(
    "spoil",
    [
        lambda p: replace(p, annotation=""),
        lambda p: replace(p, kind="две\nстроки"),
        lambda p: replace(p, annotation="\x00"),
        lambda p: replace(p, authors=()),
        lambda p: replace(p, files=()),
        lambda p: replace(p, files=p.files + p.files[:1]),
        lambda p: replace(p, files=(replace(p.files[0], sha256="A" * 64),)),
        lambda p: replace(p, files=(replace(p.files[0], name="a/b"),)),
        lambda p: replace(p, version="2.0"),
    ],
)
def test_a_card_that_lacks_what_is_required_is_refused_before_it_is_sent(
    spoil: Callable[[Passport], Passport], tmp_path: Path
) -> None:
    """By the same schema that the recipient has."""
    passport = spoil(passport_of(write_files(tmp_path)))

    with pytest.raises(Refused) as refused:
        passport.to_xml()

    assert refused.value.code == "SCHEMA_INVALID"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"<signer ", b"<sygner "),
        (b'documentId="', b'documentId="x'),
        (b'replyDueOn="2026-04-29"', b'replyDueOn="29.04.2026"'),
        (b'kind="', b'number="02-07/1164" kind="'),
        (b"<file ", b"text<file "),
        (b"urn:mezhved:passport:1", b"urn:mezhved:passport:2"),
    ],
)
def test_a_card_from_outside_that_is_not_of_its_form_is_refused(old: bytes, new: bytes, tmp_path: Path) -> None:
    """Unknown and missing parts, wrong forms of dates and identifiers."""
    xml = passport_of(write_files(tmp_path)).to_xml()

    with pytest.raises(Refused) as refused:
        Passport.from_xml(xml.replace(old, new, 1))

    assert refused.value.code == "SCHEMA_INVALID"


def test_a_package_refuses_files_that_are_not_what_the_card_says(tmp_path: Path) -> None:
    """Nobody signs other bytes than the card names."""
    files = write_files(tmp_path)
    passport = passport_of(files)
    files[MAIN].write_bytes(b"%PDF other")

    with pytest.raises(Refused) as refused:
        DocumentPackage(passport, files)

    assert refused.value.code == "PASSPORT_DIGEST_MISMATCH"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda files: files.pop(MAIN), "PASSPORT_FILE_MISSING"),
        (lambda files: files.update(other=files[MAIN]), "FILE_NOT_IN_PASSPORT"),
    ],
)
def test_a_package_refuses_too_few_and_too_many_files(
    change: Callable[[dict[str, Path]], object], code: str, tmp_path: Path
) -> None:
    """The card names each of them."""
    files = write_files(tmp_path)
    passport = passport_of(files)
    change(files)

    with pytest.raises(Refused) as refused:
        DocumentPackage(passport, files)

    assert refused.value.code == code


def test_a_package_refuses_a_signed_container_as_a_file(document: Path) -> None:
    """There are two levels and no more."""
    files = {MAIN: document}

    with pytest.raises(Refused) as refused:
        DocumentPackage(passport_of(files), files)

    assert refused.value.code == "NESTED_TOO_DEEP"


def test_a_package_that_nobody_signed_is_not_written(tmp_path: Path) -> None:
    """An unsigned container is none."""
    files = write_files(tmp_path)

    with pytest.raises(Refused) as refused:
        DocumentPackage(passport_of(files), files).write(io.BytesIO())

    assert refused.value.code == "SIGNATURE_MISSING"


def test_a_second_official_signs_a_container_that_is_there_already(document: Path, tmp_path: Path) -> None:
    """The first signature stays as it is, and both cover every file."""
    files = write_files(tmp_path)
    passport = replace(
        passport_of(files),
        signers=(
            PassportSigner("Сомова Ирина Павловна", "и.о. министра"),
            PassportSigner(ERSHOV.full_name, "начальник отдела", SignerRole.VISA),
        ),
    )
    first = DocumentPackage(passport, files)
    first.sign(ministry().official, claimed_role="и.о. министра", at=NOW)
    with document.open("w+b") as target:
        first.write(target)

    second = DocumentPackage.reopen(verify(document, trust=ministry().trust, at=NOW).container)
    second.sign(signer(ministry().authority, whose=ERSHOV), claimed_role="начальник отдела", at=NOW)
    with (tmp_path / "both.asice").open("w+b") as target:
        second.write(target)

    report = verify(tmp_path / "both.asice", trust=ministry().trust, at=NOW)
    assert report.findings == ()
    assert [one.signer_name for one in report.signatures] == ["Сомова Ирина Павловна", "Ершов Павел Дмитриевич"]
    assert [one.where for one in report.signatures] == ["META-INF/signatures0.xml", "META-INF/signatures1.xml"]


def test_a_signer_whom_the_passport_does_not_name_is_found(tmp_path: Path) -> None:
    """And so is the one who should have signed."""
    by = replace(ministry(), official=signer(ministry().authority, whose=ERSHOV))

    assert codes(write_document(tmp_path, by)) == ["SIGNER_NOT_IN_PASSPORT", "SIGNER_MISSING"]


def test_a_seal_does_not_stand_for_an_official(tmp_path: Path) -> None:
    """An organisation cannot sign a letter without a person."""
    by = replace(ministry(), official=ministry().seal)

    assert codes(write_document(tmp_path, by)) == ["SIGNER_NOT_IN_PASSPORT", "SIGNER_MISSING"]


def test_a_sealed_message_opens_to_the_document_that_the_officials_signed(message: Path, tmp_path: Path) -> None:
    """Number and document are bound together, and the inner container comes out as it went in."""
    report = verify(message, trust=ministry().trust, at=NOW)
    container = report.container
    assert container.document is not None
    assert container.message is not None
    assert container.as_file is not None

    with container.as_file.open() as stream:
        inner = stream.read()

    assert inner == (tmp_path / "document.asice").read_bytes()
    assert container.message.body == replace(document_body(), payload_sha256=container.as_file.sha256)
    assert container.document.passport is not None
    assert container.document.passport.document_id == DOCUMENT_ID
    with container.document.files[MAIN].open() as stream:
        assert stream.read(8) == b"%PDF-1.7"
    assert {digest.name for digest in report.digests} == {"message.xml", "document.asice"}


@pytest.mark.parametrize("kind", sorted(BODIES.keys() - {"document"}))
def test_receipts_and_notices_are_sealed_messages_without_a_document(kind: str, tmp_path: Path) -> None:
    """A transport receipt and a clerk's decision are evidence as well."""
    container = sealed(tmp_path / "receipt.asice", message_with(BODIES[kind]))

    report = verify(container, trust=ministry().trust, at=NOW)

    assert report.is_valid
    assert report.container.message == message_with(BODIES[kind])
    assert report.document is None


def test_the_seal_of_another_organisation_is_refused(tmp_path: Path) -> None:
    """Whoever the message names as its sender must have sealed it."""
    other = ministry(organisation_id="somebody-else")
    container = sealed(tmp_path / "m.asice", message_with(BODIES["progress"]), seal=other.seal)

    assert codes(container) == ["SEAL_ORGANISATION"]


def test_a_message_signed_by_an_official_is_refused(tmp_path: Path) -> None:
    """Messages bear the seal."""
    container = sealed(tmp_path / "m.asice", message_with(BODIES["progress"]), seal=ministry().official)

    assert codes(container) == ["NOT_A_SEAL"]


def test_two_seals_are_refused(tmp_path: Path) -> None:
    """One message, one sender."""
    container = sealed(tmp_path / "m.asice", message_with(BODIES["progress"]))
    entries = forge.taken_apart(container)
    seal = forge.data_of(entries, forge.SIGNATURE_FILE)

    container.write_bytes(forge.assembled([*entries, forge.Raw(b"META-INF/signatures1.xml", seal)]))

    assert codes(container) == ["SEAL_COUNT", "SIGNATURE_TWICE"]


def test_a_document_message_without_its_document_is_refused(tmp_path: Path) -> None:
    """Though the seal is right."""
    container = sealed(tmp_path / "m.asice", message_with(BODIES["progress"]))
    body = replace(document_body(), payload_sha256="0" * 64)
    _reseal(container, message_with(body))

    assert codes(container) == ["PAYLOAD_MISSING"]


def _reseal(container: Path, message: Message) -> None:
    """Another card under the ministry's seal, the rest as it was."""
    entries = forge.taken_apart(container)
    card = message.to_xml()

    def change(root: etree._Element) -> None:
        digest = forge.one(root, "ds:Reference[@URI='message.xml']/ds:DigestValue")
        digest.text = b64encode(hashlib.sha256(card).digest()).decode()

    signature = forge.signed_anew(forge.data_of(entries, forge.SIGNATURE_FILE), change, ministry().seal)
    changed = forge.changed(entries, forge.SIGNATURE_FILE, data=signature)
    container.write_bytes(forge.assembled(forge.changed(changed, "message.xml", data=card)))


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (replace(document_body(), payload_sha256="0" * 64), ["PAYLOAD_MISMATCH"]),
        (BODIES["progress"], ["PAYLOAD_EXTRA"]),
    ],
)
def test_a_document_that_the_message_does_not_name_is_refused(body: Body, expected: list[str], message: Path) -> None:
    """Though the seal covers both."""
    _reseal(message, message_with(body))

    assert codes(message) == expected


def test_a_number_for_another_document_is_refused(tmp_path: Path) -> None:
    """The registration names the document by its id."""
    container = sealed(tmp_path / "m.asice", message_with(document_body(uuid4())), write_document(tmp_path))

    assert codes(container) == ["PAYLOAD_MISMATCH"]


def test_a_changed_document_leaves_the_seal_and_its_message_proven(tmp_path: Path) -> None:
    """So that the refusal can be answered to the right message."""
    document = write_document(tmp_path)
    entries = forge.taken_apart(document)
    document.write_bytes(forge.assembled(forge.changed(entries, MAIN, data=b"%PDF other")))
    container = sealed(tmp_path / "m.asice", message_with(document_body()), document)

    report = verify(container, trust=ministry().trust, at=NOW)

    assert [finding.code for finding in report.findings] == ["DIGEST_MISMATCH", "PASSPORT_DIGEST_MISMATCH"]
    assert report.findings[0].where == "document.asice/META-INF/signatures0.xml"
    assert report.message is not None
    assert report.message.message_id == MESSAGE_ID
    with pytest.raises(Refused):
        _ = report.container


def test_an_unproven_message_is_only_a_claim(message: Path) -> None:
    """Without a trusted seal nothing in it counts."""
    report = verify(message, trust=[], at=NOW)

    assert report.message is None
    assert report.claimed_message is not None


def test_a_message_inside_a_message_is_refused(message: Path, tmp_path: Path) -> None:
    """The document's place holds a document."""
    container = sealed(tmp_path / "outer.asice", message_with(document_body()), message)

    report = verify(container, trust=ministry().trust, at=NOW)

    assert "CARD_MISSING" in {finding.code for finding in report.findings}
    assert "NESTED_TOO_DEEP" in {finding.code for finding in report.findings}


@pytest.mark.parametrize(
    ("body", "has_document", "code"),
    [(document_body(), False, "PAYLOAD_MISSING"), (BODIES["progress"], True, "PAYLOAD_EXTRA")],
)
def test_a_message_is_written_only_with_the_document_that_it_needs(
    body: Body, has_document: bool, code: str, document: Path
) -> None:
    """No document under a receipt, no number without a document."""
    payload = document if has_document else None

    with pytest.raises(Refused) as refused:
        write_message(io.BytesIO(), message_with(body), seal=ministry().seal, at=NOW, document=payload)

    assert refused.value.code == code


def test_an_archived_message_stays_valid_after_it_expired(tmp_path: Path) -> None:
    """The end of delivery is the exchange's affair and not the signature's."""
    container = write_message_with_document(tmp_path)

    report = verify(container, trust=ministry().trust, at=NOW + timedelta(days=100))

    assert report.is_valid
