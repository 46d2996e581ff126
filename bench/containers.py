"""Measures of containers, in memory and on disk, without any database; prints them as one line of JSON."""

import io
import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

from cryptography import x509

from bench import rival, rival_xmlsec
from bench.measuring import Measure, rates_by_turns
from signing.authority import Authority, PersonSubject
from signing.keys import LocalSigner, PrivateKey, make_key
from signing.packages import DocumentPackage, describe_file
from signing.passports import Addressee, Author, FileRole, Passport, PassportSigner
from signing.verification import verify

SIZES = {"10 KB": 10_000, "5 MB": 5_000_000}
AGENCY, CODE, POST = "Министерство", "RU-BENCH", "министр"


class Official:
    """A signer with a fresh P-256 key, and the authority that issued their certificate."""

    def __init__(self) -> None:
        self.begun = datetime.now(UTC) - timedelta(days=1)
        self.authority = Authority.make(make_key(), AGENCY, self.begun, is_test=True)
        self.key: PrivateKey = make_key()
        subject = PersonSubject("Сомова", "Ирина Павловна", POST, AGENCY, CODE)
        self.certificate: x509.Certificate = self.authority.issue_person(self.key.public_key(), subject, self.begun)


def build(official: Official, letter: Path) -> bytes:
    """Describe the letter, sign its package and write the container."""
    described = describe_file(
        letter,
        id="F1",
        name="letter.pdf",
        original_name="Письмо.pdf",
        media_type="application/pdf",
        role=FileRole.MAIN,
    )
    passport = Passport(
        document_id=uuid4(),
        kind="Письмо",
        annotation="О ремонте крыши",
        authors=(Author(AGENCY, CODE),),
        signers=(PassportSigner("Сомова Ирина Павловна", POST),),
        addressees=(Addressee("Комитет"),),
        files=(described,),
    )
    package = DocumentPackage(passport, {"letter.pdf": letter})
    package.sign(LocalSigner(official.certificate, official.key), claimed_role=POST, at=datetime.now(UTC))
    target = io.BytesIO()
    package.write(target)
    return target.getvalue()


def measures(*, is_quick: bool) -> Iterator[Measure]:
    """Built and signed, and verified, a second; ours, signxml's and xmlsec1's by turns."""
    seconds = 0.2 if is_quick else 2.5
    official = Official()
    with tempfile.TemporaryDirectory() as folder:
        for title, size in SIZES.items():
            letter = Path(folder) / "letter.pdf"
            letter.write_bytes(b"%PDF-1.7\n" + os.urandom(size))
            yield from rates_by_turns(_works(title, official, letter), seconds=seconds)


def _works(title: str, official: Official, letter: Path) -> dict[str, Callable[[int], object]]:
    """Building and verifying a container with the letter: ours, then theirs; xmlsec1's where it is installed."""
    ours, theirs = letter.with_name("document.asice"), letter.with_name("rival.zip")
    trust = [official.authority.certificate]

    def make(_number: int) -> bytes:
        files = {"letter.pdf": letter.read_bytes(), "passport.xml": b"<passport/>"}
        return rival.build(files, official.key, [official.certificate])

    def check(_number: int) -> None:
        report = verify(ours, trust=trust)
        if not report.is_valid:
            raise AssertionError(f"the container is not valid: {report.findings}")

    ours.write_bytes(build(official, letter))
    theirs.write_bytes(make(0))
    works: dict[str, Callable[[int], object]] = {
        f"{title}: built and signed": lambda _number: build(official, letter),
        f"{title}: built and signed by signxml": make,
        f"{title}: verified": check,
        f"{title}: verified by signxml": lambda _number: rival.verify(theirs.read_bytes(), official.certificate),
    }
    if rival_xmlsec.PROGRAM is None:
        return works
    place = letter.with_name(f"xmlsec-{letter.stat().st_size}")
    folder = rival_xmlsec.Folder.made(place, [letter], official.key, official.certificate, *trust)
    folder.sign()
    return works | {
        f"{title}: signed by xmlsec1": lambda _number: folder.sign(),
        f"{title}: verified by xmlsec1": lambda _number: folder.verify(),
    }


def main(arguments: list[str]) -> int:
    """Measure and print."""
    print(json.dumps([measure.written() for measure in measures(is_quick="--quick" in arguments)]))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
