"""A time-stamp authority, a source of answers about revocation, and containers raised to each level with them."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from cryptography import x509

from signing.keys import KeyKind, LocalSigner, Signer
from signing.levels import Anchors, RevocationSource, add_evidence, add_time_stamps
from signing.revocation import Answers
from signing.sources import PathSource
from signing.status_answers import Revoked, answer_about, list_of_revoked
from signing.timestamps import give
from tests.signing.people import MINISTRY, Ministry, key_of, ministry, write_document

# The library writes the time of an answer itself, and programs of others look at the clock: these times are of today.
SIGNED = datetime.now(UTC).replace(microsecond=0) - timedelta(minutes=10)
STAMPED = SIGNED + timedelta(minutes=4)
ANSWERED = STAMPED + timedelta(minutes=2)
LATER = ANSWERED + timedelta(hours=3)
MADE = SIGNED - timedelta(days=1)


@cache
def agency(kind: KeyKind = KeyKind.P256) -> Ministry:
    """The ministry with certificates that are valid today."""
    return ministry(kind, made=MADE)


def signed_document(folder: Path, kind: KeyKind = KeyKind.P256) -> Path:
    """A document that was signed today."""
    return write_document(folder, agency(kind), at=SIGNED)


@cache
def stamper(kind: KeyKind = KeyKind.P256) -> LocalSigner:
    """A key for time-stamps with a certificate of the ministry's authority."""
    key = key_of(kind, "stamper")
    authority = agency(kind).authority
    return LocalSigner(authority.issue_stamper(key.public_key(), organisation=MINISTRY, at=MADE), key)


@dataclass(frozen=True)
class Stamper:
    """Gives time-stamps with a signer, at one moment; ``imprint`` may lie about what is stamped."""

    signer: Signer = field(default_factory=stamper)
    at: datetime = STAMPED
    imprint: Callable[[bytes], bytes] = lambda data: hashlib.sha256(data).digest()

    def stamp(self, data: bytes) -> bytes:
        """The answer over the data."""
        return give(self.imprint(data), self.signer, self.at)


@dataclass(frozen=True)
class Registrar:
    """Answers for the ministry's authority at one moment, one by one or by its list."""

    by: Ministry = field(default_factory=agency)
    at: datetime = ANSWERED
    revoked: Sequence[Revoked] = ()
    by_list: bool = False

    def answers_about(self, certificate: x509.Certificate, _issuer: x509.Certificate) -> Answers:
        """What is said of the certificate."""
        if self.by_list:
            return Answers(crls=[list_of_revoked(self.by.authority, self.revoked, self.at)])
        revoked = next((one for one in self.revoked if one.serial == certificate.serial_number), None)
        return Answers(ocsp=[answer_about(self.by.authority, certificate, revoked, self.at)])


def stamped(container: Path, source: Stamper | None = None, by: Ministry | None = None) -> Path:
    """A copy with time-stamps."""
    who, source = by or agency(), source or Stamper()
    copy = container.with_name(f"stamped-{container.name}")
    with copy.open("w+b") as target:
        anchors = Anchors(who.trust)
        add_time_stamps(PathSource(container), target, source=source, anchors=anchors, at=source.at)
    return copy


def proven_for_long(container: Path, source: RevocationSource | None = None, by: Ministry | None = None) -> Path:
    """A copy of a container with time-stamps that keeps what is said about revocation."""
    who, source = by or agency(), source or Registrar()
    copy = container.with_name(f"long-{container.name}")
    with copy.open("w+b") as target:
        anchors = Anchors(who.trust)
        add_evidence(PathSource(container), target, source=source, anchors=anchors, at=LATER)
    return copy
