"""The two levels of a package: the document as its officials sign it, and the message that a seal binds to a number.

Building only; everything read back goes through `signing.verification`.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from signing import xades
from signing.containers import Part, looks_like_container, write_container
from signing.containers.layout import ASIC_E
from signing.findings import Code, refuse
from signing.keys import Signer
from signing.limits import Limits
from signing.messages import DOCUMENT_FILE, DocumentBody, Message
from signing.passports import FileRole, Passport, PassportFile
from signing.sources import BytesSource, PathSource, Source, sha256

if TYPE_CHECKING:
    from signing.verification import VerifiedContainer

CARD_TYPE = "application/xml"


def describe_file(
    path: Path,
    *,
    id: str,  # noqa: A002  # as the card says
    name: str,
    original_name: str,
    media_type: str,
    role: FileRole,
) -> PassportFile:
    """What the passport says of a file on disk, hashed as a stream."""
    source = PathSource(path)
    return PassportFile(id, name, original_name, media_type, source.size, sha256(source).hex(), role)


class DocumentPackage:
    """The container of a document: fixed when it is made, then signed by one official after the other, then written."""

    def __init__(self, passport: Passport, files: Mapping[str, Path | Source], *, limits: Limits | None = None) -> None:
        """Take the card and the files that it names, by their names in the container.

        Raises:
            Refused: the card is not valid by its schema, a file differs from what the card says of it, is missing or
                too many, or is a signed container itself.
        """
        self.passport = passport
        self._limits = limits or Limits.configured()
        sources = {name: PathSource(file) if isinstance(file, Path) else file for name, file in files.items()}
        self._check(sources)
        self._card = passport.to_xml()
        self._parts = [
            Part(Passport.FILE, CARD_TYPE, BytesSource(self._card)),
            *(Part(file.name, file.media_type, sources[file.name]) for file in passport.files),
        ]
        self._signatures: list[bytes] = []

    @classmethod
    def reopen(cls, container: "VerifiedContainer") -> "DocumentPackage":
        """A verified document container, to add one more signature to those that it bears."""
        assert container.passport is not None
        package = cls(container.passport, {file.name: container.files[file.name] for file in container.passport.files})
        if package._card != container.card:
            refuse(Code.SCHEMA_INVALID, "written by another program", Passport.FILE)
        package._signatures = list(container.signature_files)
        return package

    @property
    def covered(self) -> tuple[xades.Covered, ...]:
        """What each signature covers: the passport and every file, with the digests that are signed."""
        digests = {file.name: bytes.fromhex(file.sha256) for file in self.passport.files}
        digests[Passport.FILE] = hashlib.sha256(self._card).digest()
        return tuple(xades.Covered(part.name, part.media_type, digests[part.name]) for part in self._parts)

    def prepare(self, signer: Signer, *, claimed_role: str, at: datetime) -> xades.Prepared:
        """The bytes that an official's key must sign; hand the completed file to `add_signature`."""
        return xades.prepare(self.covered, signer, at=at, claimed_role=claimed_role)

    def add_signature(self, signature: bytes) -> None:
        """Add a completed signature file."""
        self._signatures.append(signature)

    def sign(self, signer: Signer, *, claimed_role: str, at: datetime) -> None:
        """Add an official's signature over the passport and all files; ``claimed_role`` is their post.

        Raises:
            SigningFailed: the signer could not or would not sign.
        """
        self.add_signature(xades.sign(self.covered, signer, at=at, claimed_role=claimed_role))

    def write(self, target: BinaryIO) -> None:
        """Write the container to an empty stream opened for reading and writing; the same package, the same bytes.

        Raises:
            Refused: ``SIGNATURE_MISSING`` while nobody has signed, or a limit.
        """
        if not self._signatures:
            refuse(Code.SIGNATURE_MISSING)
        write_container(target, self._parts, self._signatures, self._limits)

    def _check(self, sources: Mapping[str, Source]) -> None:
        named = {file.name for file in self.passport.files}
        for name in sorted(named ^ sources.keys()):
            refuse(Code.PASSPORT_FILE_MISSING if name in named else Code.FILE_NOT_IN_PASSPORT, name)
        if cards := {Passport.FILE, Message.FILE}.intersection(named):
            refuse(Code.DUPLICATE_NAME, ", ".join(cards))
        for file in self.passport.files:
            source = sources[file.name]
            if source.size != file.size or sha256(source).hex() != file.sha256:
                refuse(Code.PASSPORT_DIGEST_MISMATCH, file.name)
            if looks_like_container(source):
                refuse(Code.NESTED_TOO_DEEP, file.name)


def write_message(
    target: BinaryIO,
    message: Message,
    *,
    seal: Signer,
    at: datetime,
    document: Path | Source | None = None,
    limits: Limits | None = None,
    stamp: Callable[[bytes], bytes] | None = None,
) -> Message:
    """Seal a message, with the container of the document that it sends, and write it to an empty stream.

    ``stamp`` gives a time-stamp token over the value of the seal, or nothing.

    The document travels as the bytes that were signed. Returns the message as it was sealed, with the payload's digest.

    Raises:
        Refused: the message is not valid by its schema, or carries a document when its type does not.
        SigningFailed: the seal could not be used.
    """
    body = message.body
    payload = PathSource(document) if isinstance(document, Path) else document
    digest = sha256(payload) if payload else b""
    if isinstance(body, DocumentBody) and payload:
        message = replace(message, body=replace(body, payload_sha256=digest.hex()))
    elif isinstance(body, DocumentBody):
        refuse(Code.PAYLOAD_MISSING)
    elif payload:
        refuse(Code.PAYLOAD_EXTRA)
    card = message.to_xml()
    parts = [Part(Message.FILE, CARD_TYPE, BytesSource(card))]
    covered = [xades.Covered(Message.FILE, CARD_TYPE, hashlib.sha256(card).digest())]
    if payload:
        parts.append(Part(DOCUMENT_FILE, ASIC_E, payload))
        covered.append(xades.Covered(DOCUMENT_FILE, ASIC_E, digest))
    limits = limits or Limits.configured()
    sealed = xades.sign(covered, seal, at=at)
    token = stamp(xades.stamped_bytes(sealed)) if stamp else b""
    write_container(target, parts, [xades.with_time_stamp(sealed, token) if token else sealed], limits)
    return message
