"""The structure of containers: written the same every time, refused when two programs could read them differently."""

import io
import zipfile
from pathlib import Path

import pytest

from signing.containers import Part, write_container
from signing.findings import Refused
from signing.limits import Limits
from signing.sources import BytesSource
from signing.verification import verify
from tests.signing import forge
from tests.signing.forge import Raw, assembled, changed, taken_apart
from tests.signing.people import EMPTY, MAIN, NOTES, NOW, ministry, write_document, write_message_with_document

pytestmark = pytest.mark.feature("F02")

Entries = list[Raw]
LINK, FOLDER = 0o120777 << 16, 0o040755 << 16


def code_of(path: Path, data: bytes) -> str:
    """The code with which a container of these bytes is refused; empty when it is accepted."""
    path.write_bytes(data)
    return verify(path, trust=ministry().trust, at=NOW).code


def test_more_files_than_allowed_are_refused(tmp_path: Path) -> None:
    """The limit is the installation's."""
    document = write_document(tmp_path)

    report = verify(document, trust=ministry().trust, at=NOW, limits=Limits(files=2))

    assert report.code == "TOO_MANY_FILES"


def test_a_file_larger_than_allowed_is_refused_before_it_is_read(tmp_path: Path) -> None:
    """By what the directory says of it."""
    document = write_document(tmp_path)

    report = verify(document, trust=ministry().trust, at=NOW, limits=Limits(file_size=100))

    assert report.code == "FILE_TOO_LARGE"


def test_a_container_inside_the_document_s_container_is_refused(tmp_path: Path) -> None:
    """Under whatever name, by whoever forged it: two levels and no more."""
    entries = taken_apart(write_document(tmp_path))
    inner = assembled(entries)

    code = code_of(tmp_path / "forged.asice", assembled(changed(entries, MAIN, data=inner)))

    findings = verify(tmp_path / "forged.asice", trust=ministry().trust, at=NOW).findings
    assert "NESTED_TOO_DEEP" in {finding.code for finding in findings}
    assert code == "DIGEST_MISMATCH"


def test_a_message_with_a_compressed_document_is_refused(tmp_path: Path) -> None:
    """The document lies in the message as it was signed."""
    entries = taken_apart(write_message_with_document(tmp_path))

    code = code_of(tmp_path / "forged.asice", assembled(changed(entries, "document.asice", method=forge.DEFLATED)))

    assert code == "PAYLOAD_COMPRESSED"


@pytest.mark.parametrize("position", range(0, 100, 7))
def test_any_flipped_byte_makes_a_container_invalid(position: int, tmp_path: Path) -> None:
    """Wherever in a sealed message the byte lies, in headers, in names or in content."""
    whole = write_message_with_document(tmp_path).read_bytes()

    code = code_of(tmp_path / "flipped.asice", forge.flipped(whole, position * (len(whole) - 1) // 99))

    assert code != ""


def test_any_flipped_byte_of_the_directory_makes_a_container_invalid(tmp_path: Path) -> None:
    """Where other readers look away: versions, attributes, dates."""
    whole = write_document(tmp_path).read_bytes()
    directory = whole.index(b"PK\x01\x02")

    codes = [code_of(tmp_path / "flipped.asice", forge.flipped(whole, at)) for at in range(directory, len(whole))]

    assert "" not in codes


def test_the_same_content_gives_the_same_bytes(tmp_path: Path) -> None:
    """So that a message sent again is the message sent before."""
    parts = [
        Part("a.xml", "application/xml", BytesSource(b"<a/>" * 100)),
        Part("b.pdf", "application/pdf", BytesSource(b"b")),
    ]
    first, second = io.BytesIO(), io.BytesIO()

    write_container(first, parts, [b"<s/>"], Limits())
    write_container(second, parts, [b"<s/>"], Limits())

    assert first.getvalue() == second.getvalue()


def test_other_programs_read_what_was_written(tmp_path: Path) -> None:
    """The mimetype first, nothing compressed."""
    document = write_document(tmp_path)

    with zipfile.ZipFile(document) as opened:
        assert opened.testzip() is None
        infos = opened.infolist()

    assert [info.filename for info in infos] == [
        "mimetype",
        "passport.xml",
        MAIN,
        EMPTY,
        NOTES,
        "META-INF/manifest.xml",
        "META-INF/signatures0.xml",
    ]
    assert {info.compress_type for info in infos} == {forge.STORED}
    assert infos[0].extra == b""
    assert document.read_bytes()[38:69] == b"application/vnd.etsi.asic-e+zip"


@pytest.mark.parametrize(
    ("name", "code"), [("../a.txt", "BAD_NAME"), ("письмо.pdf", "BAD_NAME"), ("A.TXT", "DUPLICATE_NAME")]
)
def test_the_writer_refuses_names_that_the_reader_would_refuse(name: str, code: str) -> None:
    """An error of ours shows at home and not at the correspondent's."""
    parts = [Part("a.txt", "text/plain", BytesSource(b"")), Part(name, "text/plain", BytesSource(b""))]

    with pytest.raises(Refused) as refused:
        write_container(io.BytesIO(), parts, [], Limits())

    assert refused.value.code == code
