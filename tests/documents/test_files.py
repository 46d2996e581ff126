"""The store of files: what is taken, what is refused, and that bytes stay what they are."""

import io
import os
import stat
import struct
import tracemalloc

import pytest
from django.core.exceptions import ValidationError
from django.test import override_settings

from documents import files
from documents.files import content, parts
from documents.models import Scan, StoredFile
from tests.citizens.test_merging_at_once import at_once
from tests.codes import codes
from tests.documents.papers import ODT, a_docx, archive
from tests.world import A_PDF

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (A_PDF, "application/pdf"),
        (b"\x89PNG\r\n\x1a\n" + b"0" * 20, "image/png"),
        (b"\xff\xd8\xff\xe0" + b"0" * 20, "image/jpeg"),
        ("Просто текст".encode(), "text/plain"),
        (archive({"mimetype": ODT.encode()}), "application/vnd.oasis.opendocument.text"),
    ],
)
def test_the_content_decides_the_kind_of_a_file(content: bytes, kind: str) -> None:
    """Whatever its name says."""
    assert files.store(io.BytesIO(content)).media_type == kind


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file-empty"),
        (b"MZ\x90\x00", "file-type-refused"),
        (b"\x7fELF\x02\x01", "file-type-refused"),
        (b"<!doctype html><script>alert(1)</script>", "file-type-refused"),
        (b"<?xml version='1.0'?><svg/>", "file-type-refused"),
        (b"#!/bin/sh\n", "file-type-refused"),
        (archive({"readme": b"x"}), "file-type-refused"),
        (b"PK\x03\x04 not a zip", "file-type-refused"),
    ],
)
def test_what_could_harm_is_refused_and_not_kept(content: bytes, code: str) -> None:
    """With a stable code."""
    with pytest.raises(ValidationError) as refused:
        files.store(io.BytesIO(content))

    assert codes(refused) == [code]


@override_settings(UPLOAD_LIMIT=100)
def test_a_file_over_the_limit_is_refused() -> None:
    """While it is read, not after."""
    with pytest.raises(ValidationError) as refused:
        files.store(io.BytesIO(A_PDF + b"0" * 200))

    assert codes(refused) == ["file-too-large"]


def test_a_stored_file_is_read_as_it_was_written() -> None:
    """And it lies under its digest, write-protected."""
    stored = files.store(io.BytesIO(A_PDF))

    with files.open_stored(stored) as kept:
        assert kept.read() == A_PDF
    assert files.path_of(stored).name == stored.sha256
    assert files.path_of(stored).stat().st_mode & 0o222 == 0


@pytest.mark.parametrize(
    "made",
    [
        a_docx("x", **{"vbaProject.bin": b"x"}),
        archive({"mimetype": ODT.encode(), "Basic/Standard/Module1.xml": b"x"}),
        a_docx("x", **{"embeddings/inner.docx": a_docx("y", **{"vbaProject.bin": b"x"})}),
    ],
)
def test_macros_are_flagged_and_the_file_is_kept(made: bytes) -> None:
    """Also where they are inside of an embedded document: nothing that a citizen sends may be lost."""
    stored = files.store(io.BytesIO(made))

    assert (stored.has_macros, stored.is_safe_to_render) == (True, False)


def nested(depth: int) -> bytes:
    """A document inside of a document, so many times."""
    made = a_docx("x")
    for _level in range(depth):
        made = a_docx("x", **{"embeddings/inner.docx": made})
    return made


@pytest.mark.parametrize(
    "bomb",
    [
        a_docx("x", **{"media/image.bin": b"\0" * (content.HARMLESS + 1)}),
        a_docx("x", **{"embeddings/inner.docx": archive({"a": b"\0" * (content.HARMLESS + 1)})}),
        nested(3),
    ],
    ids=["by its ratio", "inside of another", "too deep"],
)
def test_an_archive_that_unpacks_to_far_more_is_refused(bomb: bytes) -> None:
    """Counted over all that is packed inside, before anybody opens it."""
    with pytest.raises(ValidationError) as refused:
        files.store(io.BytesIO(bomb))

    assert codes(refused) == ["archive-bomb"]


def test_an_archive_that_lies_about_its_size_is_refused() -> None:
    """A small size is written beside an entry that unpacks to more."""
    honest = a_docx("x", **{"media/image.bin": b"a" * 100_000})
    lying = honest.replace(struct.pack("<I", 100_000), struct.pack("<I", 10))
    assert lying != honest

    with pytest.raises(ValidationError) as refused:
        files.store(io.BytesIO(lying))

    assert codes(refused) == ["file-type-refused"]


def test_an_archive_with_a_list_without_end_is_refused_before_the_list_is_read() -> None:
    """Its list of entries would fill the memory."""
    made = bytearray(a_docx("x"))
    at = made.rindex(b"PK\x05\x06")
    made[at + 12 : at + 16] = struct.pack("<I", content.LIST_AT_MOST + 1)

    with pytest.raises(ValidationError) as refused:
        files.store(io.BytesIO(bytes(made)))

    assert codes(refused) == ["archive-bomb"]


def test_what_a_correspondent_declares_is_looked_through_too() -> None:
    """A package may say what it likes of its files."""
    stored = files.store(io.BytesIO(a_docx("x", **{"vbaProject.bin": b"x"})), "application/octet-stream")

    assert (stored.media_type, stored.has_macros, stored.scan) == ("application/octet-stream", True, Scan.NONE)


MEGABYTE = 1024 * 1024


class Zeros:
    """A large text that is nowhere in memory."""

    def __init__(self, size: int) -> None:
        self.left = size

    def read(self, size: int = -1, /) -> bytes:
        """The next of it."""
        piece = b"0" * min(size, self.left)
        self.left -= len(piece)
        return piece


@pytest.mark.slow
def test_memory_does_not_grow_with_the_size_of_a_file() -> None:
    """Sixty-four megabytes come in parts and are stored in a fraction of that."""
    upload = parts.begin(1, "Журнал.txt", 64 * MEGABYTE)
    tracemalloc.start()
    try:
        for number in range(8):
            parts.append(upload, Zeros(8 * MEGABYTE), number * 8 * MEGABYTE)
        stored = files.store(upload, name=upload.name)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
        upload.forget()

    assert stored.size == 64 * MEGABYTE
    assert peak < 6 * MEGABYTE


@pytest.mark.django_db(transaction=True)
def test_the_same_content_sent_twice_at_once_is_kept_once() -> None:
    """One row, one file."""
    made = a_docx("Одно и то же")

    came = at_once(*(lambda: files.store(io.BytesIO(made)) for _sender in range(4)))

    assert came == ["done"] * 4
    stored = StoredFile.objects.get()
    assert files.path_of(stored).read_bytes() == made


def test_bytes_of_several_files_are_on_the_disk_before_any_of_them_gets_its_name(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """And the folders with their names before anybody is told: a power cut leaves no name without its bytes."""
    done: list[str] = []
    force, move = os.fsync, os.replace

    def forced(descriptor: int) -> None:
        done.append("folder" if stat.S_ISDIR(os.fstat(descriptor).st_mode) else "bytes")
        force(descriptor)

    def moved(source: str, target: str) -> None:
        done.append("name")
        move(source, target)

    monkeypatch.setattr(os, "fsync", forced)
    monkeypatch.setattr(os, "replace", moved)

    placed = files.place_all((io.BytesIO(content), files.PDF) for content in (A_PDF, A_PDF + b"1", A_PDF + b"2"))

    assert done == ["bytes"] * 3 + ["name"] * 3 + ["folder"] * 3
    assert [files.enter(one).sha256 for one in placed] == [one.sha256 for one in placed]


def test_files_that_are_put_into_their_places_a_second_time_are_as_they_were() -> None:
    """Whoever fails after some were moved tries again with all of them."""
    written = [files.write(io.BytesIO(A_PDF + bytes([number])), files.PDF) for number in range(2)]
    files.put_all(written[:1])

    stored = files.enter_all(files.put_all(written))

    assert [files.path_of(one).read_bytes() for one in stored] == [A_PDF + b"\0", A_PDF + b"\1"]
