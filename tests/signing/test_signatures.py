"""Signatures of documents: which hold, and how each trick without the signer's key is called."""

from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import etree

from signing.findings import Refused
from signing.keys import KeyKind
from signing.verification import verify
from tests.signing import forge
from tests.signing.forge import (
    SIGNATURE_FILE,
    Raw,
    assembled,
    changed,
    taken_apart,
    without,
)
from tests.signing.people import EMPTY, MAIN, NOTES, NOW, ministry, write_document

pytestmark = pytest.mark.feature("F02")


@pytest.mark.feature("X03")
@pytest.mark.parametrize("kind", KeyKind)
def test_a_document_signed_with_a_key_of_each_kind_is_valid(kind: KeyKind, tmp_path: Path) -> None:
    """With Cyrillic names, a file without a byte and one of plain text."""
    signer = ministry(kind)
    document = write_document(tmp_path, signer)

    report = verify(document, trust=signer.trust, at=NOW)

    assert report.findings == ()
    assert [check.ok for check in report.checks] == [True] * 7 + [None] * 2
    assert [check.code for check in report.not_checked] == ["REVOCATION", "TIME_STAMP"]


def test_a_valid_report_tells_who_signed_as_what_and_when(document: Path) -> None:
    """What the mark of the signature shows."""
    (signature,) = verify(document, trust=ministry().trust, at=NOW).container.signatures

    assert signature.signer_name == "Сомова Ирина Павловна"
    assert signature.post == "заместитель министра"
    assert signature.claimed_role == "и.о. министра"
    assert signature.organisation_id == "ministry-housing.verkhneozersk"
    assert signature.signing_time == NOW
    assert signature.is_test
    assert not signature.is_seal
    assert signature.valid_from < NOW < signature.valid_to
    assert int(signature.serial, 16) == ministry().official.certificate.serial_number


def test_verified_files_are_read_as_they_were_signed(document: Path) -> None:
    """The only door to the bytes."""
    container = verify(document, trust=ministry().trust, at=NOW).container

    with container.files[MAIN].open() as stream:
        content = stream.read()

    assert content.startswith(b"%PDF-1.7")
    assert container.files[MAIN].media_type == "application/pdf"
    assert container.files[EMPTY].size == 0


def test_a_file_that_changes_on_disk_after_verification_is_noticed_while_it_is_read(document: Path) -> None:
    """What was proven a moment ago is proven again."""
    container = verify(document, trust=ministry().trust, at=NOW).container
    entries = changed(taken_apart(document), NOTES, data=b"another text".ljust(660))
    document.write_bytes(assembled(entries))

    with pytest.raises(Refused) as refused, container.files[NOTES].open() as stream:
        stream.read()

    assert refused.value.code in {"DIGEST_MISMATCH", "CONTENT_DAMAGED"}


# What anybody can do to a container without the key of the signer.

UNSIGNED_CHANGES: dict[str, tuple[str, Callable[[list[Raw]], list[Raw]]]] = {
    "a file was changed": ("DIGEST_MISMATCH", lambda e: changed(e, MAIN, data=b"%PDF other")),
    "the passport was changed": (
        "DIGEST_MISMATCH",
        lambda e: changed(e, "passport.xml", data=forge.data_of(e, "passport.xml").replace(b"14", b"15")),
    ),
    "a file was taken out": (
        "FILE_MISSING",
        lambda e: with_manifest(without(e, NOTES), b'full-path="notes.txt"', b""),
    ),
    "the signature was taken out": ("SIGNATURE_MISSING", lambda e: without(e, SIGNATURE_FILE)),
    "a media type was changed": ("FORMAT_MISMATCH", lambda e: with_manifest(e, b"application/pdf", b"text/html")),
    "a file was put in": ("FILE_NOT_COVERED", lambda e: put_in(e, "order.pdf")),
}


def with_manifest(entries: list[Raw], old: bytes, new: bytes) -> list[Raw]:
    """The same entries with another manifest; an empty ``new`` takes the whole row out."""
    manifest = etree.fromstring(forge.data_of(entries, "META-INF/manifest.xml"))
    for row in manifest:
        text = etree.tostring(row)
        if old not in text:
            continue
        if new:
            row.getparent().replace(row, etree.fromstring(text.replace(old, new)))  # type: ignore[union-attr]
        else:
            manifest.remove(row)
    return changed(entries, "META-INF/manifest.xml", data=etree.tostring(manifest))


def put_in(entries: list[Raw], name: str) -> list[Raw]:
    """One more file, properly listed."""
    manifest = forge.data_of(entries, "META-INF/manifest.xml")
    row = f'<manifest:file-entry manifest:full-path="{name}" manifest:media-type="application/pdf"/>'.encode()
    listed = changed(
        entries, "META-INF/manifest.xml", data=manifest.replace(b"</manifest:manifest>", row + b"</manifest:manifest>")
    )
    return [*listed, Raw(name.encode(), b"%PDF forged")]


@pytest.mark.parametrize("trick", UNSIGNED_CHANGES)
def test_what_was_changed_after_signing_is_found(trick: str, document: Path) -> None:
    """The first finding names it."""
    expected, change = UNSIGNED_CHANGES[trick]

    document.write_bytes(assembled(change(taken_apart(document))))

    assert verify(document, trust=ministry().trust, at=NOW).code == expected
