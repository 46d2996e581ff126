"""The transport container ``<32 hex>.edc.zip``: made of a passport and its files, and read with every signature proven.

The container signature is a detached CMS over the bytes of ``passport.xml`` followed by all other files in the ordinal
order of their names. It alone proves who sends; the officials' signatures are over the files that they name.
"""

import io
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import PurePath
from typing import BinaryIO

from cryptography import x509
from cryptography.x509.oid import NameOID

from exchange.medo import archives, passports
from exchange.medo.passports import FileName, Passport, Sign, SignatureType
from signing import cms, gost
from signing.authority import attribute
from signing.containers import Part, StoredEntry
from signing.findings import Code, Finding, Refused, Stage, refuse
from signing.keys import Signer
from signing.limits import Limits
from signing.messages import ReferenceDigest
from signing.sources import CHUNK, BytesSource, Reading, Source, sha256
from signing.trust import check_trust
from signing.verification import Report, VerifiedFile
from signing.verification.report import SignatureInfo

MEDIA_TYPE = "application/zip"
SUFFIX = ".edc.zip"
SIGNATURE_NAME = "container.p7s"
CLOCKS_DIFFER = timedelta(minutes=5)
MEDIA_TYPES = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "txt": "text/plain",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "p7s": cms.MEDIA_TYPE,
}
PDF_BEGINS = b"%PDF-"


@dataclass(frozen=True)
class Joined:
    """Several sources one after another, as one."""

    sources: Sequence[Source]

    @property
    def size(self) -> int:
        """Length in bytes."""
        return sum(source.size for source in self.sources)

    def open(self) -> BinaryIO:
        """A stream over all of them."""
        pieces = self._pieces()
        rest = io.BytesIO()

        def read(wanted: int) -> bytes:
            nonlocal rest
            piece = rest.read(wanted)
            while not piece:
                following = next(pieces, None)
                if following is None:
                    return b""
                rest = io.BytesIO(following)
                piece = rest.read(wanted)
            return piece

        return Reading(read, pieces.close).buffered()

    def _pieces(self) -> Generator[bytes, None, None]:
        for source in self.sources:
            with source.open() as stream:
                while piece := stream.read(CHUNK):
                    yield piece


def write(
    target: BinaryIO, passport: Passport, files: Mapping[str, Source], *, seal: Signer, at: datetime, limits: Limits
) -> Passport:
    """Write a container with these files and the agency's signature to an empty stream opened for both.

    The same input and signature give the same bytes. Returns the passport as it stands in the container.

    Raises:
        Refused: a file is missing or not named, a value is not of its form, or a limit.
        SigningFailed: the seal could not be used.
    """
    passport = replace(passport, container_signature=FileName(local_name=SIGNATURE_NAME))
    _check_names(passport, {*files, SIGNATURE_NAME})
    card = BytesSource(passport.to_xml())
    ordered = [(name, files[name]) for name in sorted(files)]
    signature = cms.sign(sha256(Joined([card, *(source for _name, source in ordered)])), seal, at=at)
    parts = [
        Part(passports.FILE, "application/xml", card),
        *(Part(name, "", source) for name, source in ordered),
        Part(SIGNATURE_NAME, cms.MEDIA_TYPE, BytesSource(signature)),
    ]
    archives.write(target, parts, limits)
    return passport


@dataclass(frozen=True)
class Opened:
    """What a container holds. ``seal`` is who signed the whole of it; nothing is proven unless the report is valid."""

    passport: Passport
    report: Report
    seal: SignatureInfo | None
    signers: Sequence[tuple[Sign, SignatureInfo]] = ()
    files: Mapping[str, VerifiedFile] = field(default_factory=dict, repr=False)
    has_gost: bool = False

    @property
    def registration(self) -> passports.Registration:
        """The number and date that the first author's records office gave."""
        return self.passport.authors[0].registration


def read(source: Source, *, trust: Sequence[x509.Certificate], at: datetime, limits: Limits) -> Opened:
    """Check a container against trusted authorities, as of a moment.

    Raises:
        Refused: its structure or its passport does not let anything else be checked.
    """
    entries = archives.read(source, limits)
    if passports.FILE not in entries:
        refuse(Code.CARD_MISSING, "", passports.FILE)
    card = entries[passports.FILE].read(limits.xml_size)
    passport = Passport.from_xml(card, limits)
    _check_names(passport, entries.keys() - {passports.FILE})
    digests = {name: entry.sha256 for name, entry in entries.items()}
    with entries[passport.document.local_name].open() as stream:
        if stream.read(len(PDF_BEGINS)) != PDF_BEGINS:
            refuse(Code.FORMAT_MISMATCH, "", passport.document.local_name)
    return _Proof(passport, entries, digests, trust, at).opened()


def _check_names(passport: Passport, there: "set[str]") -> None:
    """Every file is named once, and every name has its file.

    Raises:
        Refused: ``PASSPORT_FILE_MISSING``, ``FILE_NOT_IN_PASSPORT``, ``REFERENCE_TWICE``.
    """
    named: set[str] = set()
    for name in passport.files:
        if name in named:
            refuse(Code.REFERENCE_TWICE, name, passports.FILE)
        named.add(name)
    for name in sorted(named - there):
        refuse(Code.PASSPORT_FILE_MISSING, name, passports.FILE)
    for name in sorted(there - named):
        refuse(Code.FILE_NOT_IN_PASSPORT, name, passports.FILE)


class _Proof:
    """All signatures of one container."""

    def __init__(
        self,
        passport: Passport,
        entries: Mapping[str, StoredEntry],
        digests: Mapping[str, bytes],
        trust: Sequence[x509.Certificate],
        at: datetime,
    ) -> None:
        self.passport, self.entries, self.digests, self.trust, self.at = passport, entries, digests, trust, at
        self.findings: list[Finding] = []
        self.has_gost = False

    def opened(self) -> Opened:
        main = self.entries[self.passport.document.local_name]
        seal = self._seal()
        signers = []
        for author in self.passport.authors:
            for sign in author.signs:
                info = self._proven(sign.signature.local_name, main, sign.person.post)
                if info is not None:
                    self._check_name(sign, info)
                    signers.append((sign, info))
        for attachment in self.passport.attachments:
            for signature in attachment.signatures:
                self._proven(signature.local_name, self.entries[attachment.local_name], "")
        if not any(sign.signature.type is SignatureType.APPROVING for sign, _info in signers):
            self._found(Code.SIGNATURE_MISSING, "", passports.FILE)
        infos = tuple(info for _sign, info in signers) + ((seal,) if seal else ())
        report = Report(
            own_findings=tuple(self.findings),
            signatures=infos,
            digests=tuple(ReferenceDigest(name, digest.hex()) for name, digest in sorted(self.digests.items())),
        )
        files = {
            name: VerifiedFile(name, media_type_of(name), entry, self.digests[name])
            for name, entry in self.entries.items()
        }
        return Opened(self.passport, report, seal, signers, files if report.is_valid else {}, self.has_gost)

    def _seal(self) -> SignatureInfo | None:
        named = self.passport.container_signature
        if named is None:
            self._found(Code.SEAL_COUNT, "0", passports.FILE)
            return None
        others = sorted(self.entries.keys() - {passports.FILE, named.local_name})
        return self._proven(
            named.local_name, Joined([self.entries[passports.FILE], *(self.entries[name] for name in others)]), ""
        )

    def _proven(self, name: str, content: Source, role: str) -> SignatureInfo | None:
        """Who made the detached signature in this file over the content; None when that is not proven."""
        before = len(self.findings)
        try:
            data = self._signature(name)
            signature = cms.read(data, name)
            if signature.is_gost:
                self.has_gost = True
                gost.check(data, content, self.trust, self.at, name)
            else:
                self._check(signature, content, name)
        except Refused as refused:
            self.findings.append(refused.finding)
            return None
        if len(self.findings) > before:
            return None
        return SignatureInfo(name, signature.certificate, signature.signing_time or self.at, role)

    def _signature(self, name: str) -> bytes:
        entry = self.entries[name]
        if entry.size > cms.AT_MOST:
            refuse(Code.DETACHED_UNREADABLE, entry.size, name)
        return entry.read(cms.AT_MOST)

    def _check(self, signature: cms.Detached, content: Source, name: str) -> None:
        for kind, detail in cms.check(signature, content):
            self._found(kind, detail, name)
        for kind, detail in check_trust(signature.certificates, self.trust, self.at):
            self._found(kind, detail, name)
        time, certificate = signature.signing_time, signature.certificate
        if time is not None and not certificate.not_valid_before_utc <= time <= certificate.not_valid_after_utc:
            self._found(Code.SIGNING_TIME_OUTSIDE, time.isoformat(), name)
        if time is not None and time > self.at + CLOCKS_DIFFER:
            self._found(Code.SIGNING_TIME_AHEAD, time.isoformat(), name)

    def _check_name(self, sign: Sign, info: SignatureInfo) -> None:
        """The passport may shorten names, as in «И. И. Иванов»; the surname must be that of the certificate."""
        surname = attribute(info.certificate, NameOID.SURNAME) or info.signer_name.partition(" ")[0]
        if surname.casefold() not in sign.person.name.casefold():
            self._found(Code.SIGNER_NOT_IN_PASSPORT, sign.person.name, info.where)

    def _found(self, kind: Code, detail: object, where: str) -> None:
        self.findings.append(Finding(kind, str(detail), where))


def media_type_of(name: str) -> str:
    """What a file is by the end of its name; its reader looks at the bytes themselves."""
    return MEDIA_TYPES.get(PurePath(name).suffix.removeprefix(".").lower(), "application/octet-stream")


def refused(finding: Finding) -> Report:
    """The report of a container of which nothing but the first fault is known."""
    return Report((finding,), reached=frozenset({Stage.STRUCTURE}))
