"""What one signature proves beside its value: a trusted certificate, the time, that nothing was revoked before.

With a time-stamp and what was kept about revocation after it (level LT) the certificate counts as of the time-stamp:
such a signature outlives its certificate. Without them it counts as of the moment of the check.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from cryptography import x509

from signing import xades
from signing.findings import Code, Finding, Refused
from signing.revocation import CLOCKS_DIFFER, Answers, Question, check_revocation, is_answered
from signing.timestamps import Token, check_token, read_token
from signing.trust import check_trust, issuer_of


@dataclass(frozen=True)
class Known:
    """What a check goes by: authorities trusted for signers and for time-stamps, what is known of revocation, when."""

    trust: Sequence[x509.Certificate]
    stampers: Sequence[x509.Certificate]
    answers: Answers
    at: datetime


@dataclass(frozen=True)
class Proof:
    """A signature with what was found of it; ``token`` is there when its time-stamp holds."""

    signature: xades.ReadSignature
    findings: Sequence[Finding]
    token: Token | None
    is_revocation_known: bool
    is_long_term: bool


def prove(signature: xades.ReadSignature, known: Known) -> Proof:
    """Check certificate, time and revocation of a signature whose value is checked elsewhere."""
    found: list[tuple[Code, str]] = []
    token = _token(signature, known, found)
    is_kept = signature.answers is not None and token is not None
    proven_at = token.at if token is not None else None
    certificates = (*signature.certificates, *signature.helpers)
    found.extend(check_trust(certificates, known.trust, proven_at if is_kept and proven_at else known.at))
    found.extend(_stated_time(signature, known))
    if token is not None:
        found.extend(_proven_time(signature, token))
    questions = list(_questions(signature, token, known))
    faults = [fault for question, answers in questions for fault in check_revocation(question, answers)]
    found.extend(faults)
    are_known = bool(questions) and not faults and all(is_answered(*one) for one in questions)
    return Proof(
        signature=signature,
        findings=[Finding(kind, detail, signature.where) for kind, detail in found],
        token=token,
        is_revocation_known=are_known,
        is_long_term=are_known and is_kept,
    )


def _token(signature: xades.ReadSignature, known: Known, found: list[tuple[Code, str]]) -> Token | None:
    """The time-stamp, if everything about it holds."""
    if signature.token is None:
        return None
    try:
        token = read_token(signature.token, signature.where)
    except Refused as refused:
        found.append((refused.finding.kind, refused.finding.detail))
        return None
    faults = list(check_token(token, signature.stamped, known.stampers, known.at + CLOCKS_DIFFER))
    found.extend(faults)
    return None if faults else token


def _stated_time(signature: xades.ReadSignature, known: Known) -> Iterator[tuple[Code, str]]:
    certificate, time = signature.certificate, signature.signing_time
    if not certificate.not_valid_before_utc <= time <= certificate.not_valid_after_utc:
        yield Code.SIGNING_TIME_OUTSIDE, time.isoformat()
    if time > known.at + CLOCKS_DIFFER:
        yield Code.SIGNING_TIME_AHEAD, time.isoformat()


def _proven_time(signature: xades.ReadSignature, token: Token) -> Iterator[tuple[Code, str]]:
    certificate = signature.certificate
    if not certificate.not_valid_before_utc <= token.at <= certificate.not_valid_after_utc:
        yield Code.TIME_STAMP_OUTSIDE, token.at.isoformat()
    if token.at < signature.signing_time - CLOCKS_DIFFER:
        yield Code.TIME_STAMP_BEFORE_SIGNING, token.at.isoformat()


def _questions(signature: xades.ReadSignature, token: Token | None, known: Known) -> Iterator[tuple[Question, Answers]]:
    """Of which certificates revocation is to be known: the signer's, and that of the time-stamp."""
    kept = signature.answers if token is not None else None
    helpers = (*signature.certificates[1:], *signature.helpers)
    ends = [(signature.certificate, known.trust, helpers)]
    if token is not None:
        ends.append((token.certificate, known.stampers, (*token.helpers, *helpers)))
    for certificate, trust, others in ends:
        issuer = issuer_of(certificate, trust) or issuer_of(certificate, others)
        if issuer is not None:
            yield (
                Question(certificate, issuer, known.at, token.at if token else None, is_kept=kept is not None),
                kept if kept is not None else known.answers,
            )
