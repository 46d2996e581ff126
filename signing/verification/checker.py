"""The verification itself: structure, XML, signatures, coverage, certificates, and what the card promises."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography import x509

from history import clock
from signing import xades
from signing.containers import Container, StoredEntry, looks_like_container
from signing.containers.layout import ASIC_E
from signing.findings import Code, Finding, Refused, Stage
from signing.limits import Limits
from signing.messages import DOCUMENT_FILE, DocumentBody, Message, ReferenceDigest
from signing.passports import Passport, SignerRole
from signing.sources import PathSource, Source
from signing.trust import check_trust
from signing.verification.report import Report, SignatureInfo, VerifiedContainer, VerifiedFile

CLOCKS_DIFFER = timedelta(minutes=5)


def verify(
    container: Path | Source,
    *,
    trust: Sequence[x509.Certificate],
    at: datetime | None = None,
    limits: Limits | None = None,
) -> Report:
    """Check a document or message container against trusted authorities, as of a moment (now if none is given).

    Never raises for what the container holds: everything wrong is a finding of the report.
    """
    source = PathSource(container) if isinstance(container, Path) else container
    return _Verification(source, trust, at or clock.now(), limits or Limits.configured()).report()


@dataclass(frozen=True)
class _Signed:
    """What a pass over the files and signatures of a container brought to light."""

    digests: Mapping[str, bytes]
    signatures: Sequence[xades.ReadSignature]


class _Verification:
    """One container, at its own level."""

    def __init__(
        self, source: Source, trust: Sequence[x509.Certificate], at: datetime, limits: Limits, *, is_inner: bool = False
    ) -> None:
        self.source, self.trust, self.at, self.limits, self.is_inner = source, trust, at, limits, is_inner
        self.findings: list[Finding] = []

    def report(self) -> Report:
        try:
            container = Container.read(self.source, self.limits)
        except Refused as refused:
            return Report((refused.finding,), reached=frozenset({Stage.STRUCTURE}))
        except OSError as error:
            finding = Finding(Code.UNREADABLE, error.strerror or "")
            return Report((finding,), reached=frozenset({Stage.STRUCTURE}))
        signed = _Signed(self._digests(container.files), self._signatures(container))
        self._check_signatures(signed, container.manifest)
        card, passport, message = self._card(container)
        document = None
        if message is not None:
            document = self._check_message(message, container, signed)
        elif passport is not None:
            self._check_passport(passport, container, signed)
        self._check_nesting(container, is_message=message is not None)
        return self._reported(container, signed, card, passport, message, document)

    def _reported(
        self,
        container: Container,
        signed: _Signed,
        card: bytes,
        passport: Passport | None,
        message: Message | None,
        document: Report | None,
    ) -> Report:
        signatures = tuple(SignatureInfo.of(signature) for signature in signed.signatures)
        content = None
        if not self.findings and (document is None or document.is_valid):
            content = VerifiedContainer(
                card=card,
                files={
                    name: VerifiedFile(name, container.manifest[name], container.files[name], digest)
                    for name, digest in signed.digests.items()
                },
                signatures=signatures,
                signature_files=tuple(entry.read(self.limits.xml_size) for entry in container.signatures),
                passport=passport,
                message=message,
                document=document.container if document else None,
            )
        unread = {Stage.COVERAGE, Stage.SIGNATURE, Stage.CERTIFICATE}
        is_read = bool(signatures) and len(signatures) == len(container.signatures)
        return Report(
            reached=frozenset(Stage)
            - (set() if is_read else unread)
            - (set() if passport or message else {Stage.CARD}),
            own_findings=tuple(self.findings),
            signatures=signatures,
            claimed_passport=passport,
            claimed_message=message,
            document=document,
            digests=tuple(ReferenceDigest(name, digest.hex()) for name, digest in signed.digests.items()),
            _content=content,
        )

    # files and signatures

    def _digests(self, files: Mapping[str, StoredEntry]) -> dict[str, bytes]:
        digests = {}
        for name, entry in files.items():
            try:
                digests[name] = entry.sha256
            except Refused as refused:
                self.findings.append(refused.finding)
        return digests

    def _signatures(self, container: Container) -> list[xades.ReadSignature]:
        signatures = []
        if not container.signatures:
            self._found(Code.SIGNATURE_MISSING)
        for entry in container.signatures:
            try:
                signatures.append(xades.read(entry.read(self.limits.xml_size), entry.name, self.limits))
            except Refused as refused:
                self.findings.append(refused.finding)
        return signatures

    def _check_signatures(self, signed: _Signed, media_types: Mapping[str, str]) -> None:
        for signature in signed.signatures:
            self.findings.extend(xades.check(signature, signed.digests, media_types))
            for kind, detail in check_trust(signature.certificates, self.trust, self.at):
                self._found(kind, detail, signature.where)
            certificate, time = signature.certificate, signature.signing_time
            if not certificate.not_valid_before_utc <= time <= certificate.not_valid_after_utc:
                self._found(Code.SIGNING_TIME_OUTSIDE, time.isoformat(), signature.where)
            if time > self.at + CLOCKS_DIFFER:
                self._found(Code.SIGNING_TIME_AHEAD, time.isoformat(), signature.where)

    # cards

    def _card(self, container: Container) -> tuple[bytes, Passport | None, Message | None]:
        card: bytes = b""
        passport, message = None, None
        try:
            if Message.FILE in container.files and not self.is_inner:
                card = container.files[Message.FILE].read(self.limits.xml_size)
                message = Message.from_xml(card, self.limits)
            elif Passport.FILE in container.files:
                card = container.files[Passport.FILE].read(self.limits.xml_size)
                passport = Passport.from_xml(card, self.limits)
            else:
                self._found(Code.CARD_MISSING)
        except Refused as refused:
            self.findings.append(refused.finding)
        return card, passport, message

    def _check_passport(self, passport: Passport, container: Container, signed: _Signed) -> None:
        named = {file.name: file for file in passport.files}
        there = container.files.keys() - {Passport.FILE}
        for name in sorted(named.keys() - there):
            self._found(Code.PASSPORT_FILE_MISSING, name, Passport.FILE)
        for name in sorted(there - named.keys()):
            self._found(Code.FILE_NOT_IN_PASSPORT, name, Passport.FILE)
        for name in sorted(named.keys() & signed.digests.keys()):
            file = named[name]
            entry = (container.files[name].size, signed.digests[name].hex(), container.manifest[name])
            if entry != (file.size, file.sha256, file.media_type):
                self._found(Code.PASSPORT_DIGEST_MISMATCH, name, Passport.FILE)
        self._check_signers(passport, signed)

    def _check_signers(self, passport: Passport, signed: _Signed) -> None:
        infos = [SignatureInfo.of(signature) for signature in signed.signatures]
        named = {_same(signer.name) for signer in passport.signers}
        for info in infos:
            if info.is_seal or _same(info.signer_name) not in named:
                self._found(Code.SIGNER_NOT_IN_PASSPORT, "", info.where)
        signers = {_same(info.signer_name) for info in infos}
        for signer in passport.signers:
            if signer.role is SignerRole.APPROVING and _same(signer.name) not in signers:
                self._found(Code.SIGNER_MISSING, signer.post, Passport.FILE)

    def _check_message(self, message: Message, container: Container, signed: _Signed) -> Report | None:
        self._check_seal(message, signed)
        for name in sorted(container.files.keys() - {Message.FILE, DOCUMENT_FILE}):
            self._found(Code.UNEXPECTED_FILE, "", name)
        payload = container.files.get(DOCUMENT_FILE)
        body = message.body
        if not isinstance(body, DocumentBody):
            if payload is not None:
                self._found(Code.PAYLOAD_EXTRA, "", DOCUMENT_FILE)
            return None
        if payload is None:
            self._found(Code.PAYLOAD_MISSING)
            return None
        digest = signed.digests.get(DOCUMENT_FILE)
        if digest is not None and digest.hex() != body.payload_sha256:
            self._found(Code.PAYLOAD_MISMATCH, "SHA-256", DOCUMENT_FILE)
        if not payload.is_stored:
            self._found(Code.PAYLOAD_COMPRESSED, "", DOCUMENT_FILE)
            return None
        inner = _Verification(payload.window, self.trust, self.at, self.limits, is_inner=True).report()
        if inner.claimed_passport and inner.claimed_passport.document_id != body.document_id:
            self._found(Code.PAYLOAD_MISMATCH, "id", DOCUMENT_FILE)
        return inner

    def _check_seal(self, message: Message, signed: _Signed) -> None:
        if len(signed.signatures) != 1:
            self._found(Code.SEAL_COUNT, str(len(signed.signatures)))
        for info in map(SignatureInfo.of, signed.signatures):
            if not info.is_seal:
                self._found(Code.NOT_A_SEAL, "", info.where)
            elif info.organisation_id != message.sender.id:
                self._found(Code.SEAL_ORGANISATION, info.organisation_id, info.where)

    def _check_nesting(self, container: Container, *, is_message: bool) -> None:
        for name, entry in container.files.items():
            is_payload = is_message and name == DOCUMENT_FILE
            if not is_payload and (container.manifest[name] == ASIC_E or _hides_container(entry)):
                self._found(Code.NESTED_TOO_DEEP, "", name)

    def _found(self, kind: Code, detail: Any = "", where: str = "") -> None:
        self.findings.append(Finding(kind, str(detail), where))


def _hides_container(entry: StoredEntry) -> bool:
    try:
        return looks_like_container(entry)
    except Refused:
        return False  # damaged content has its own finding


def _same(name: str) -> str:
    """A name as it is compared: by its words, whatever the case and the Unicode form."""
    return unicodedata.normalize("NFC", " ".join(name.split())).casefold()
