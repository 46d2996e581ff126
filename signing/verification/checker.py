"""The verification itself: structure, XML, signatures, coverage, certificates, and what the card promises."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
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
from signing.revocation import Answers
from signing.sources import PathSource, Source
from signing.trust import check_brought
from signing.verification.proving import Known, Proof, prove
from signing.verification.report import Report, SignatureInfo, VerifiedContainer, VerifiedFile

FINDINGS_AT_MOST = 100  # a report is kept, and whoever sent the container chose how much is wrong with it


def verify(
    container: Path | Source,
    *,
    trust: Sequence[x509.Certificate],
    stampers: Sequence[x509.Certificate] = (),
    answers: Answers | None = None,
    at: datetime | None = None,
    limits: Limits | None = None,
) -> Report:
    """Check a document or message container against trusted authorities, as of a moment (now if none is given).

    ``stampers`` are authorities trusted for time-stamps beside those of ``trust``; ``answers`` is what is known of
    revocation beside what the signatures bring along.

    Never raises for what the container holds: everything wrong is a finding of the report.
    """
    source = PathSource(container) if isinstance(container, Path) else container
    known = Known(tuple(trust), (*trust, *stampers), Answers() if answers is None else answers, at or clock.now())
    return _Verification(source, known, limits or Limits.configured()).report()


@dataclass(frozen=True)
class _Signed:
    """What a pass over the files and signatures of a container brought to light."""

    digests: Mapping[str, bytes]
    signatures: Sequence[xades.ReadSignature]
    infos: Sequence[SignatureInfo]


class _Verification:
    """One container, at its own level."""

    def __init__(self, source: Source, known: Known, limits: Limits, *, is_inner: bool = False) -> None:
        self.source, self.known, self.limits, self.is_inner = source, known, limits, is_inner
        self.findings: list[Finding] = []

    def report(self) -> Report:
        try:
            container = Container.read(self.source, self.limits)
        except Refused as refused:
            return Report((refused.finding,), reached=frozenset({Stage.STRUCTURE}))
        except OSError as error:
            finding = Finding(Code.UNREADABLE, error.strerror or "")
            return Report((finding,), reached=frozenset({Stage.STRUCTURE}))
        digests, signatures = self._digests(container.files), self._signatures(container)
        proofs = [self._proof(signature, digests, container.manifest) for signature in signatures]
        signed = _Signed(digests, signatures, [SignatureInfo.of(proof) for proof in proofs])
        card, passport, message = self._card(container)
        document = None
        if message is not None:
            document = self._check_message(message, container, signed)
        elif passport is not None:
            self._check_passport(passport, container, signed)
        self._check_nesting(container, is_message=message is not None)
        self._check_written_form(container, signed)
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
        signatures = tuple(signed.infos)
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
        return Report(
            reached=self._reached(container, signed, has_card=bool(passport or message)),
            own_findings=tuple(self.findings[:FINDINGS_AT_MOST]),
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

    def _proof(
        self, signature: xades.ReadSignature, digests: Mapping[str, bytes], media_types: Mapping[str, str]
    ) -> Proof:
        self.findings.extend(xades.check(signature, digests, media_types))
        proof = prove(signature, self.known)
        self.findings.extend(proof.findings)
        for kind, detail in check_brought(signature.certificates, self.known.trust):
            self._found(kind, detail, signature.where)
        return proof

    def _reached(self, container: Container, signed: _Signed, *, has_card: bool) -> frozenset[Stage]:
        """The parts of the check that took place, for all signatures."""
        left_out = set() if has_card else {Stage.CARD}
        if not signed.infos or len(signed.infos) != len(container.signatures):
            left_out |= {Stage.COVERAGE, Stage.SIGNATURE, Stage.CERTIFICATE, Stage.TIME_STAMP, Stage.REVOCATION}
        if not all(info.stamped_at for info in signed.infos):
            left_out.add(Stage.TIME_STAMP)
        if not all(info.is_revocation_known for info in signed.infos):
            left_out.add(Stage.REVOCATION)
        return frozenset(Stage) - left_out

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
        if Message.FILE in container.files:  # alone it would be taken for a message, inside one for a document
            self._found(Code.UNEXPECTED_FILE, "", Message.FILE)
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
        infos = signed.infos
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
        inner = _Verification(payload.window, self.known, self.limits, is_inner=True).report()
        if inner.claimed_passport and inner.claimed_passport.document_id != body.document_id:
            self._found(Code.PAYLOAD_MISMATCH, "id", DOCUMENT_FILE)
        return inner

    def _check_seal(self, message: Message, signed: _Signed) -> None:
        if len(signed.signatures) != 1:
            self._found(Code.SEAL_COUNT, str(len(signed.signatures)))
        for info in signed.infos:
            if not info.is_seal:
                self._found(Code.NOT_A_SEAL, "", info.where)
            elif info.organisation_id != message.sender.id:
                self._found(Code.SEAL_ORGANISATION, info.organisation_id, info.where)

    def _check_nesting(self, container: Container, *, is_message: bool) -> None:
        for name, entry in container.files.items():
            is_payload = is_message and name == DOCUMENT_FILE
            if not is_payload and (container.manifest[name] == ASIC_E or _hides_container(entry)):
                self._found(Code.NESTED_TOO_DEEP, "", name)

    def _check_written_form(self, container: Container, signed: _Signed) -> None:
        """What means the same and is written otherwise; last, for what means something else is worse."""
        if container.deviation is not None:
            self._found(Code.WRITTEN_OTHERWISE, *container.deviation)
        seen: set[tuple[x509.Certificate, bytes]] = set()
        for signature in signed.signatures:
            if signature.deviation:
                self._found(Code.WRITTEN_OTHERWISE, signature.deviation, signature.where)
            if list(signature.files) != list(container.files):
                self._found(Code.WRITTEN_OTHERWISE, "order", signature.where)
            if (signature.certificate, signature.signed_info) in seen:
                self._found(Code.SIGNATURE_TWICE, "", signature.where)
            seen.add((signature.certificate, signature.signed_info))

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
