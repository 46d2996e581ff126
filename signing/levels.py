"""Raising the level of the signatures in a container: a copy with time-stamps, later with what proves it for long.

The files and what was signed stay byte by byte; the copy is another container, and what was sent stays as it is.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO, Protocol

from cryptography import x509

from signing import xades
from signing.containers import Container, Part, write_container
from signing.limits import Limits
from signing.revocation import CLOCKS_DIFFER, Answers, Question, check_revocation, is_answered
from signing.sources import Source
from signing.timestamps import StampSource, proven, read_token
from signing.trust import issuer_of

_PATH_AT_MOST = 4


class NoEvidence(Exception):
    """What is needed about revocation cannot be had; ``str()`` says in a few words why. It may be had later."""


class RevocationSource(Protocol):
    """Somebody who knows what authorities say of their certificates."""

    def answers_about(self, certificate: x509.Certificate, issuer: x509.Certificate) -> Answers:
        """What is said of the certificate now; empty when nothing is known.

        Raises:
            NoEvidence: whoever is to be asked does not answer.
        """


@dataclass(frozen=True)
class Anchors:
    """Authorities trusted for signers, and for time-stamps beside them."""

    trust: Sequence[x509.Certificate]
    stampers: Sequence[x509.Certificate] = ()

    @property
    def of_stamps(self) -> tuple[x509.Certificate, ...]:
        """All that a time-stamp may lead to."""
        return (*self.trust, *self.stampers)


def add_time_stamps(container: Source, target: BinaryIO, *, source: StampSource, anchors: Anchors, at: datetime) -> int:
    """Write a copy in which each signature has a time-stamp (B-T); returns how many were given now.

    A time-stamp that our own check would refuse is taken for none.

    Raises:
        NoTimeStamp: the authority gave none.
        Refused: the container is not one of ours.
    """
    limits = Limits.configured()
    read = Container.read(container, limits)
    files, given = [], 0
    for entry in read.signatures:
        xml = entry.read(limits.xml_size)
        signature = xades.read(xml, entry.name, limits)
        if signature.token is None:
            answer = source.stamp(signature.stamped)
            token = proven(answer, signature.stamped, anchors.of_stamps, at + CLOCKS_DIFFER)
            xml, given = xades.with_time_stamp(xml, token.der), given + 1
        files.append(xml)
    _rewrite(read, files, target, limits)
    return given


def value_of_seal(container: Source) -> bytes:
    """What a time-stamp is given over: the value of the one signature of a sealed message.

    Raises:
        Refused: the container is not one of ours.
    """
    limits = Limits.configured()
    entry = Container.read(container, limits).signatures[0]
    return xades.read(entry.read(limits.xml_size), entry.name, limits).stamped


def with_token(container: Source, target: BinaryIO, token: bytes) -> None:
    """Write a copy of a sealed message in which the seal has a time-stamp that was given for it.

    Raises:
        Refused: the container is not one of ours.
    """
    limits = Limits.configured()
    read = Container.read(container, limits)
    xml = read.signatures[0].read(limits.xml_size)
    _rewrite(read, [xades.with_time_stamp(xml, token)], target, limits)


def add_evidence(
    container: Source, target: BinaryIO, *, source: RevocationSource, anchors: Anchors, at: datetime
) -> int:
    """Write a copy in which each signature with a time-stamp keeps certificates and answers about revocation (LT).

    Returns how many signatures got them now. What is kept is right by our own check, and given after the time-stamp.

    Raises:
        NoEvidence: an answer cannot be had, or one says that a certificate was revoked before.
        Refused: the container is not one of ours.
    """
    limits = Limits.configured()
    read = Container.read(container, limits)
    files, given = [], 0
    for entry in read.signatures:
        xml = entry.read(limits.xml_size)
        signature = xades.read(xml, entry.name, limits)
        if signature.token is None:
            raise NoEvidence("no time-stamp")
        if signature.answers is None:
            xml, given = _with_evidence(xml, signature, source, anchors, at), given + 1
        files.append(xml)
    _rewrite(read, files, target, limits)
    return given


def _with_evidence(
    xml: bytes, signature: xades.ReadSignature, source: RevocationSource, anchors: Anchors, at: datetime
) -> bytes:
    assert signature.token is not None
    token = read_token(signature.token, signature.where)
    certificates: list[x509.Certificate] = []
    answers: list[Answers] = []
    ends = (
        (signature.certificate, signature.certificates[1:], anchors.trust),
        (token.certificate, token.helpers, anchors.of_stamps),
    )
    for end, helpers, trust in ends:
        path = _path(end, helpers, trust)
        question = Question(end, path[0], at, token.at, is_kept=True)
        found = source.answers_about(end, path[0])
        for kind, detail in check_revocation(question, found):
            raise NoEvidence(f"{kind} {detail}")
        if not is_answered(question, found):
            raise NoEvidence("nobody answers for the authority")
        answers.append(found)
        certificates += [one for one in (end, *path) if one not in certificates]
    crls = dict.fromkeys(crl for one in answers for crl in one.crls)
    ocsp = dict.fromkeys(response for one in answers for response in one.ocsp)
    return xades.with_evidence(xml, certificates, Answers(tuple(crls), tuple(ocsp)))


def _path(
    end: x509.Certificate, helpers: Sequence[x509.Certificate], trust: Sequence[x509.Certificate]
) -> list[x509.Certificate]:
    """The issuers of a certificate up to a trusted one."""
    path: list[x509.Certificate] = []
    current = end
    for _step in range(_PATH_AT_MOST):
        anchor = issuer_of(current, trust)
        issuer = anchor or issuer_of(current, helpers)
        if issuer is None:
            break
        path.append(issuer)
        if anchor is not None:
            return path
        current = issuer
    raise NoEvidence("the certificate does not lead to a trusted authority")


def _rewrite(read: Container, signatures: Sequence[bytes], target: BinaryIO, limits: Limits) -> None:
    parts = [Part(name, read.manifest[name], entry) for name, entry in read.files.items()]
    write_container(target, parts, signatures, limits)
