"""The transport container: what its signatures prove, other programs' zips, and what is refused in it."""

import io
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from exchange.medo import archives, containers
from signing.findings import Refused
from signing.keys import KeyKind
from signing.limits import Limits
from signing.sources import BytesSource
from tests.exchange.medo.samples import TEXT, a_container, a_passport, opened, with_mark
from tests.signing.people import MINISTRY_ID, NOW, ministry

OPENSSL = shutil.which("openssl")


@pytest.mark.feature("X11")
@pytest.mark.parametrize("kind", [KeyKind.P256, KeyKind.RSA_3072])
def test_what_our_writer_made_is_read_as_it_was(kind: KeyKind) -> None:
    """Passport, files, signer and seal; the same input gives the same bytes up to the signature's own chance."""
    by = ministry(kind)

    found = opened(a_container(by), by)

    assert found.report.findings == ()
    assert replace(found.passport, container_signature=None) == a_passport()
    with found.files["document.pdf"].open() as stream:
        assert stream.read() == TEXT
    ((_sign, signer),) = found.signers
    assert signer.signer_name == "Сомова Ирина Павловна"
    assert found.seal is not None
    assert (found.seal.organisation_id, found.seal.is_seal) == (MINISTRY_ID, True)


@pytest.mark.feature("X11")
@pytest.mark.skipif(OPENSSL is None, reason="openssl is not installed")
@pytest.mark.parametrize("kind", [KeyKind.P256, KeyKind.P384, KeyKind.RSA_3072])
def test_openssl_agrees_with_both_signatures(kind: KeyKind, tmp_path: Path) -> None:
    """The official's over the document, and the container's over the passport and all files in ordinal order."""
    by = ministry(kind)
    (tmp_path / "root.pem").write_bytes(by.authority.certificate.public_bytes(Encoding.PEM))
    with zipfile.ZipFile(io.BytesIO(a_container(by))) as archive:
        archive.extractall(tmp_path)
        names = sorted(set(archive.namelist()) - {"passport.xml", containers.SIGNATURE_NAME})
    whole = b"".join((tmp_path / name).read_bytes() for name in ("passport.xml", *names))
    (tmp_path / "whole").write_bytes(whole)

    for signature, content in (("signature1.p7s", "document.pdf"), (containers.SIGNATURE_NAME, "whole")):
        told = subprocess.run(
            [
                *(OPENSSL or "openssl", "cms", "-verify", "-cades", "-binary", "-inform", "DER", "-in", signature),
                *("-content", content, "-CAfile", "root.pem", "-purpose", "any", "-out", "/dev/null"),
                *("-attime", str(int(NOW.timestamp()))),
            ],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
        assert told.returncode == 0, told.stderr


@pytest.mark.skipif(OPENSSL is None, reason="openssl is not installed")
@pytest.mark.parametrize("options", [[], ["-noattr"], ["-md", "sha512"], ["-keyid"]])
def test_detached_signatures_of_openssl_are_read(options: list[str], tmp_path: Path) -> None:
    """With signed attributes and without, of other digests, with the identifier of the key."""
    by = ministry()
    (tmp_path / "key.pem").write_bytes(_pem_of(by.official))
    (tmp_path / "signer.pem").write_bytes(by.official.certificate.public_bytes(Encoding.PEM))
    (tmp_path / "content").write_bytes(TEXT)
    subprocess.run(
        [
            *(OPENSSL or "openssl", "cms", "-sign", "-binary", "-outform", "DER", "-in", "content"),
            *("-signer", "signer.pem", "-inkey", "key.pem", "-out", "signature", *options),
        ],
        cwd=tmp_path,
        check=True,
    )

    found = opened(resigned(official=(tmp_path / "signature").read_bytes()))

    # the clock of openssl is the real one, months after the day of this test's world
    assert {one.code for one in found.report.findings} <= {"SIGNING_TIME_AHEAD", "SIGNATURE_MISSING"}


def _pem_of(signer: object) -> bytes:
    key = signer.key  # type: ignore[attr-defined]  # a signer of the tests
    return bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))


def resigned(**changed: bytes) -> bytes:
    """A sealed container in which the official's signature is another one."""
    return a_container(changed={"signature1.p7s": changed["official"]})


@pytest.mark.parametrize(
    ("name", "data", "codes"),
    [
        ("attachment1.txt", b"another", {"DIGEST_MISMATCH"}),
        ("registration.png", b"another", {"DIGEST_MISMATCH"}),
        ("document.pdf", b"%PDF-1.7 b letter", {"DIGEST_MISMATCH"}),
        ("signature1.p7s", b"0\x03\x02\x01\x01", {"DETACHED_UNREADABLE", "DIGEST_MISMATCH", "SIGNATURE_MISSING"}),
        ("container.p7s", b"\x30\x80", {"DETACHED_UNREADABLE"}),
    ],
)
def test_a_file_changed_after_sealing_is_found(name: str, data: bytes, codes: set[str]) -> None:
    """Whichever it is."""
    bent = repacked(lambda files: files | {name: data})

    found = opened(bent)

    assert {one.code for one in found.report.findings} >= codes - {"SIGNATURE_MISSING"}
    assert found.files == {}


def test_every_flipped_byte_of_a_signature_is_found() -> None:
    """In any place of the CMS: as unreadable, as wrong, or as another certificate's."""
    with zipfile.ZipFile(io.BytesIO(a_container())) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    signature = files["container.p7s"]

    for at in range(0, len(signature), 37):
        bent = signature[:at] + bytes([signature[at] ^ 1]) + signature[at + 1 :]
        found = opened(packed(files | {"container.p7s": bent}))
        assert found.seal is None, at


def test_a_signature_over_another_document_is_not_this_ones() -> None:
    """The seal is right; the official signed something else."""
    found = opened(a_container(changed={"document.pdf": b"%PDF-1.7 another letter"}))

    assert [one.code for one in found.report.findings][:1] == ["DIGEST_MISMATCH"]
    assert found.seal is not None


def test_an_authority_that_is_not_trusted_proves_nothing() -> None:
    """Neither the official nor the seal."""
    data = a_container(ministry(KeyKind.P384))

    found = opened(data, ministry(KeyKind.P256))

    assert {one.code for one in found.report.findings} >= {"UNKNOWN_AUTHORITY"}
    assert found.seal is None


def test_a_name_that_is_not_the_signers_is_found() -> None:
    """Initials will do, another surname will not."""
    author = a_passport().authors[0]
    sign = author.signs[0]
    other = replace(sign, person=replace(sign.person, name="И. П. Завьялова"))
    passport = replace(a_passport(), authors=(replace(author, signs=(other,)),))

    found = opened(a_container(passport=passport))

    assert [one.code for one in found.report.findings] == ["SIGNER_NOT_IN_PASSPORT"]


def test_a_container_without_its_own_signature_proves_no_sender() -> None:
    """The format leaves it out sometimes; we do not."""
    bent = repacked(
        lambda files: {
            name: re.sub(rb"\s*<c:containerSignature[^>]*/>", b"", data)
            for name, data in files.items()
            if name != "container.p7s"
        }
    )

    found = opened(bent)

    assert [one.code for one in found.report.findings] == ["SEAL_COUNT"]


def test_a_text_that_is_no_pdf_is_refused() -> None:
    """Whatever its name says."""
    with pytest.raises(Refused) as refused:
        opened(a_container(changed={"document.pdf": b"MZ"}))

    assert refused.value.code == "FORMAT_MISMATCH"


def test_the_mark_of_a_paper_is_kept() -> None:
    """What follows from it is decided by who receives it."""
    passport = with_mark(a_passport(), "Для служебного пользования")

    found = opened(a_container(passport=passport))

    assert found.passport.requisites.classification == passport.requisites.classification


def repacked(change: Callable[[dict[str, bytes]], dict[str, bytes]], data: bytes | None = None) -> bytes:
    """A container with other files, packed by another program."""
    with zipfile.ZipFile(io.BytesIO(data or a_container())) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    return packed(change(files))


def packed(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip of another program."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return target.getvalue()


class _Pipe(io.RawIOBase):
    """A stream that cannot seek: sizes are written after each content."""

    def __init__(self) -> None:
        super().__init__()
        self.data = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: "bytes | bytearray | memoryview") -> int:  # type: ignore[override]  # any bytes
        self.data += data
        return len(data)


def test_zips_of_other_programs_are_read() -> None:
    """Deflated, in another order, and with sizes after the content, as Java writes them."""
    with zipfile.ZipFile(io.BytesIO(a_container())) as archive:
        files = {name: archive.read(name) for name in reversed(archive.namelist())}
    pipe = _Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)

    assert opened(packed(files)).report.is_valid
    assert opened(bytes(pipe.data)).report.is_valid


def two_of_one_name(_data: bytes) -> bytes:
    """A zip with two entries of one name."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("a.pdf", b"1")
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("a.pdf", b"2")
    return target.getvalue()


def with_link(_data: bytes) -> bytes:
    """A zip with a symbolic link."""
    target, link = io.BytesIO(), zipfile.ZipInfo("a.pdf")
    link.create_system, link.external_attr = 3, 0o120777 << 16
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr(link, "/etc/passwd")
    return target.getvalue()


@pytest.mark.parametrize(
    ("bend", "code"),
    [
        (lambda data: b"", "NOT_A_CONTAINER"),
        (lambda data: data[:-5], "NOT_A_CONTAINER"),
        (lambda data: data + b"x", "NOT_A_CONTAINER"),
        (lambda data: b"x" + data, "HIDDEN_DATA"),
        (lambda data: packed({"../a.pdf": b""}), "PATH_TRAVERSAL"),
        (lambda data: packed({"/a.pdf": b""}), "PATH_ABSOLUTE"),
        (lambda data: packed({"a/b.pdf": b""}), "PATH_SEPARATOR"),
        (lambda data: packed({"C:a.pdf": b""}), "PATH_DRIVE"),
        (lambda data: packed({"имя.pdf": b""}), "BAD_NAME"),
        (lambda data: packed({"a.pdf.exe1": b""}), "BAD_NAME"),
        (lambda data: packed({"a.pdf": b"1", "A.pdf": b"2"}), "NAME_CLASH_CASE"),
        (lambda data: packed({"a.pdf": b"0" * 10_000_000}), "RATIO"),
        (lambda data: packed({f"a{n}.pdf": b"" for n in range(30)}), "TOO_MANY_FILES"),
        (lambda data: packed({"a.pdf": b"1" * 3000}, zipfile.ZIP_STORED), "FILE_TOO_LARGE"),
        (lambda data: packed({"a.pdf": b"1"}, zipfile.ZIP_BZIP2), "UNSUPPORTED_FEATURE"),
        (two_of_one_name, "DUPLICATE_NAME"),
        (with_link, "SYMLINK"),
        (lambda data: data.replace(b"passport.xml", b"qassport.xml", 1), "HEADERS_DIFFER"),
        (lambda data: packed({"a.pdf": b""}), "CARD_MISSING"),
    ],
)
def test_a_hostile_zip_is_refused_with_a_code(bend: Callable[[bytes], bytes], code: str) -> None:
    """Before anything in it is believed."""
    limits = Limits(files=20, file_size=20_000_000 if code == "RATIO" else 2000)

    with pytest.raises(Refused) as refused:
        containers.read(BytesSource(bend(packed({"passport.xml": b"<a/>"}))), trust=(), at=NOW, limits=limits)

    assert refused.value.code == code


def test_a_content_that_is_not_what_its_headers_say_is_refused_while_it_is_read() -> None:
    """Length and checksum are proven at the end."""
    data = packed({"a.pdf": b"%PDF-1.7"}, zipfile.ZIP_STORED).replace(b"%PDF-1.7", b"%PDF-1.8")

    with pytest.raises(Refused) as refused, archives.read(BytesSource(data), Limits())["a.pdf"].open() as stream:
        stream.read()

    assert refused.value.code == "CONTENT_DAMAGED"


@pytest.mark.parametrize("change", ["extra", "missing", "twice"])
def test_files_and_passport_must_agree(change: str) -> None:
    """Nothing beside what the passport names, nothing less, nothing under two roles."""
    codes = {"extra": "FILE_NOT_IN_PASSPORT", "missing": "PASSPORT_FILE_MISSING", "twice": "REFERENCE_TWICE"}

    def bend(files: dict[str, bytes]) -> dict[str, bytes]:
        if change == "extra":
            return files | {"b.pdf": b""}
        if change == "missing":
            return {name: data for name, data in files.items() if name != "attachment1.txt"}
        card = files["passport.xml"].replace(b"attachment1.txt", b"document.pdf")
        return files | {"passport.xml": card}

    with pytest.raises(Refused) as refused:
        opened(repacked(bend))

    assert refused.value.code == codes[change]
