"""Memory does not grow with attachments: building and verifying are streams from end to end."""

import tracemalloc
from pathlib import Path

import pytest

from signing.packages import DocumentPackage
from signing.verification import verify
from tests.signing.people import NOW, document_body, message_with, ministry, passport_of, sealed

pytestmark = [pytest.mark.feature("F02"), pytest.mark.slow]

MEGABYTE = 1024 * 1024
ATTACHMENT = 64 * MEGABYTE
ALLOWED = 12 * MEGABYTE


def test_a_large_attachment_passes_through_flat_memory(tmp_path: Path) -> None:
    """Signed, sealed, verified at both levels and read out, in a fraction of its size."""
    scan = tmp_path / "scan.pdf"
    with scan.open("wb") as file:
        for number in range(ATTACHMENT // MEGABYTE):
            file.write(bytes([number]) * MEGABYTE)
    verify_small(tmp_path)  # what is loaded once is not counted
    tracemalloc.start()
    try:
        read = passed_through(tmp_path, scan)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()

    assert read == ATTACHMENT
    assert peak < ALLOWED


def verify_small(folder: Path) -> None:
    """The same road for a file of a few bytes."""
    small = folder / "small.pdf"
    small.write_bytes(b"%PDF")
    passed_through(folder, small)


def passed_through(folder: Path, scan: Path) -> int:
    """Sign, seal, verify and read a file; the number of bytes read."""
    package = DocumentPackage(passport_of({"scan.pdf": scan}), {"scan.pdf": scan})
    package.sign(ministry().official, claimed_role="и.о. министра", at=NOW)
    document = folder / "document.asice"
    with document.open("w+b") as target:
        package.write(target)
    message = sealed(folder / "message.asice", message_with(document_body()), document)
    container = verify(message, trust=ministry().trust, at=NOW).container
    assert container.document is not None
    length = 0
    with container.document.files["scan.pdf"].open() as stream:
        while piece := stream.read(MEGABYTE):
            length += len(piece)
    return length
