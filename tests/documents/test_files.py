"""The store of files: what is taken, what is refused, and that bytes stay what they are."""

import io
import zipfile

import pytest
from django.core.exceptions import ValidationError
from django.test import override_settings

from documents import files
from tests.codes import codes
from tests.world import A_PDF

pytestmark = pytest.mark.django_db


def archive(**entries: bytes) -> bytes:
    """A zip with these entries."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as packed:
        for name, content in entries.items():
            packed.writestr(name, content)
    return target.getvalue()


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (A_PDF, "application/pdf"),
        (b"\x89PNG\r\n\x1a\n" + b"0" * 20, "image/png"),
        (b"\xff\xd8\xff\xe0" + b"0" * 20, "image/jpeg"),
        ("Просто текст".encode(), "text/plain"),
        (archive(mimetype=b"application/vnd.oasis.opendocument.text"), "application/vnd.oasis.opendocument.text"),
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
        (archive(readme=b"x"), "file-type-refused"),
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
