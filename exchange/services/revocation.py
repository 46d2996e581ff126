"""Revocation of what correspondents sign with: asked on receipt, and again later when the service is down.

The gateway asks what it does not know, briefly and outside of any transaction; an authority that does not answer holds
up no message. Such a message is accepted and marked, and the worker asks until it knows. Only hosts of the list
``MEZHVED_REVOCATION_HOSTS`` are asked (`signing.status`), and only about messages under a registered seal.
"""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from django.db import IntegrityError

from documents import files
from documents.models import StoredFile
from exchange.containers.opening import Unverifiable, Verified, verified_message
from exchange.containers.register import anchors_of
from exchange.lifetimes import ERRAND_PAUSE, LONGEST_PAUSE, backoff
from exchange.models import CertificateStatus, Correspondent, InboxMessage, Receipt
from history import clock
from history.actors import Actor, Automatic, acting
from history.acts import act, record
from history.models.recording import recording
from history.prepared import Given, Prepared
from signing import network
from signing.findings import Code, Finding, Stage
from signing.levels import NoEvidence
from signing.revocation import Answers, Question, check_revocation, is_answered, until_of
from signing.selectors import stamp_anchors
from signing.status import Registry
from signing.trust import issuer_of
from signing.verification import SignatureInfo, verify

logger = logging.getLogger(__name__)

GATEWAY = Automatic("exchange")
PATIENCE = 3.0  # seconds that a message on its way waits for an authority
# What is known is not asked again for so long: a certificate revoked meanwhile is good until then.
KEPT = timedelta(minutes=10)
AT_ONCE = 50
State = CertificateStatus.State


def checked(path: Path, correspondent: Correspondent) -> Verified:
    """Check a message against the register, and its certificates against what their authorities say.

    Raises:
        Unverifiable: that this correspondent sealed these bytes is not proven; ``REVOKED`` when its seal was revoked.
    """
    verified = verified_message(path, correspondent)
    if verified.fault:
        return verified
    found = _Found(correspondent, [*verified.seals, *verified.officials], clock.now())
    revoked = found.revoked()
    if revoked is not None:
        info, detail = revoked
        report = _with_revoked(verified.report, detail, info.where)
        if info in verified.seals:
            raise Unverifiable(Code.REVOKED.name, detail, report)
        return replace(verified, report=report, fault=Code.REVOKED.name, fault_detail=detail)
    if found.are_known():
        return replace(verified, report=_with_revocation(verified.report))
    return replace(verified, asks_again=found.is_waited_for())


@dataclass(frozen=True)
class Standing:
    """Which certificate of a seal was ``revoked``, if one was; and whether an authority has still to answer."""

    revoked: str
    asks_again: bool


def of_seals(correspondent: Correspondent, seals: Sequence[SignatureInfo]) -> Standing:
    """What the authorities say of the seals of a receipt or a list that came just now."""
    if not seals:
        return Standing("", asks_again=False)
    found = _Found(correspondent, seals, clock.now())
    revoked = found.revoked()
    if revoked is not None:
        return Standing(revoked[1], asks_again=False)
    return Standing("", asks_again=not found.are_known() and found.is_waited_for())


def ask_again() -> int:
    """Ask about what was accepted while an authority did not answer; how many messages and receipts are known now."""
    is_due = clock.have_come("revocation_due_at", clock.now(), LONGEST_PAUSE)
    rows = (
        InboxMessage.objects.filter(is_due)
        .order_by("revocation_due_at")
        .select_related("correspondent", "sealed")[:AT_ONCE]
    )
    told = (
        Receipt.objects.filter(is_due)
        .order_by("revocation_due_at")
        .select_related("message__correspondent", "sealed")[:AT_ONCE]
    )
    return sum(_asked_again(row) for row in rows) + sum(_receipt_asked_again(receipt) for receipt in told)


@act
def note_revocation(*, actor: Actor, key: int, revoked: str) -> InboxMessage:
    """Write down what was learnt of a message's certificates later; ``revoked`` names one that was, when it signed."""
    row = InboxMessage.objects.select_for_update(of=("self",)).select_related("document__case").get(pk=key)
    if row.revocation_due_at is None:
        return row
    row.revocation_due_at = None
    about = [row.document, row.document.case if row.document else None]
    if revoked:
        row.code, row.detail = Code.REVOKED.name, revoked[:500]
        row.save()
        record("exchange.revocation_found", actor=actor, subject=row, about=about, data={"certificate": revoked[:200]})
        return row
    row.report = _with_revocation(row.report)
    row.save()
    record("exchange.revocation_known", actor=actor, subject=row, about=about)
    return row


@act
def note_receipt_revocation(*, actor: Actor, key: int, revoked: str) -> Receipt:
    """Write down what was learnt of a receipt's seal later; ``revoked`` names one that was revoked when it came."""
    receipt = Receipt.objects.select_for_update(of=("self",)).select_related("message__document__case").get(pk=key)
    if receipt.revocation_due_at is None:
        return receipt
    receipt.revocation_due_at, receipt.seal_revoked = None, revoked[:300]
    receipt.save()
    message = receipt.message
    about = [message.document, message.document.case if message.document else None]
    if revoked:
        data = {"certificate": revoked[:200]}
        record("exchange.receipt_revoked", actor=actor, subject=message, about=about, data=data)
    else:
        record("exchange.receipt_not_revoked", actor=actor, subject=message, about=about)
    return receipt


def _receipt_asked_again(receipt: Receipt) -> bool:
    correspondent = receipt.message.correspondent
    if receipt.sealed.destroyed_at is not None or receipt.taken_at is None:
        Receipt.objects.filter(pk=receipt.pk).update(revocation_due_at=None)
        return False
    found = _Found(correspondent, _signatures(receipt.sealed, correspondent, receipt.taken_at), receipt.taken_at)
    revoked = found.revoked()
    if revoked is None and not found.are_known():
        Receipt.objects.filter(pk=receipt.pk).update(revocation_due_at=found.next_try())
        return False
    note_receipt_revocation(actor=GATEWAY, key=receipt.pk, revoked=revoked[1] if revoked else "")
    return True


def _signatures(sealed: StoredFile, correspondent: Correspondent, at: datetime) -> Sequence[SignatureInfo]:
    """The signatures of a container that a correspondent sent, as they were when it came."""
    anchors, stampers = anchors_of(correspondent), stamp_anchors(correspondent.agency_id)
    return verify(files.path_of(sealed), trust=anchors, stampers=stampers, at=at).every_signature


def _asked_again(row: InboxMessage) -> bool:
    if row.correspondent is None or row.sealed is None or row.sealed.destroyed_at is not None:
        InboxMessage.objects.filter(pk=row.pk).update(revocation_due_at=None)
        return False
    signatures = _signatures(row.sealed, row.correspondent, row.received_at)
    found = _Found(row.correspondent, signatures, row.received_at)
    revoked = found.revoked()
    if revoked is None and not found.are_known():
        InboxMessage.objects.filter(pk=row.pk).update(revocation_due_at=found.next_try())
        return False
    note_revocation(actor=GATEWAY, key=row.pk, revoked=revoked[1] if revoked else "")
    return True


class _Found:
    """What is known, asked for where it is time, of the certificates of signatures that were there at a moment.

    A signature with a time-stamp was there before; one that brings along what was known after it (level LT) is not
    asked about.
    """

    def __init__(self, correspondent: Correspondent, signatures: Iterable[SignatureInfo], at: datetime) -> None:
        anchors = anchors_of(correspondent)
        rows = {one.fingerprint: one for one in _STATUSES.all(correspondent=correspondent)}
        self.asked: list[tuple[SignatureInfo, Question, CertificateStatus]] = []
        self.is_complete = True
        for info in signatures:
            issuer = issuer_of(info.certificate, anchors)
            if info.is_revocation_known:
                continue
            if issuer is None:
                self.is_complete = False
                continue
            question = Question(info.certificate, issuer, clock.now(), info.stamped_at or at)
            self.asked.append((info, question, _asked_if_due(rows, correspondent, question)))

    def revoked(self) -> tuple[SignatureInfo, str] | None:
        """The first whose certificate had been revoked when it was there, with what the authority said."""
        for info, question, row in self.asked:
            for kind, detail in check_revocation(question, _answers(row)):
                if kind is Code.REVOKED:
                    return info, detail
        return None

    def are_known(self) -> bool:
        """Whether an authority has told of each."""
        return self.is_complete and all(is_answered(question, _answers(row)) for _info, question, row in self.asked)

    def is_waited_for(self) -> bool:
        """Whether an authority was to be asked and has not answered yet."""
        return any(row.last_error for _info, _question, row in self.asked)

    def next_try(self) -> datetime:
        """When the first of those that did not answer is asked again."""
        tries = [row.due_at for _info, _question, row in self.asked if row.last_error and row.due_at]
        return min(tries, default=clock.now() + ERRAND_PAUSE)


def _answers(row: CertificateStatus) -> Answers:
    """What its authority has said of a certificate, as far as it is in force."""
    if not row.evidence or row.until is None or row.until <= clock.now():
        return Answers()
    kept = [bytes(row.evidence)]
    return Answers(crls=kept) if row.is_list else Answers(ocsp=kept)


def _asked_if_due(
    rows: dict[str, CertificateStatus], correspondent: Correspondent, question: Question
) -> CertificateStatus:
    """The row of a certificate, after its authority was asked if it is time."""
    fingerprint = question.certificate.fingerprint(hashes.SHA256()).hex()
    if fingerprint not in rows:
        subject = question.certificate.subject.rfc4514_string()[:200]
        rows[fingerprint] = CertificateStatus(
            correspondent=correspondent, fingerprint=fingerprint, subject_name=subject
        )
    row = rows[fingerprint]
    if row.due_at is None or clock.has_come(row.due_at, clock.now(), LONGEST_PAUSE):
        _ask(row, question.certificate, question.issuer)
    return row


def _ask(row: CertificateStatus, certificate: x509.Certificate, issuer: x509.Certificate) -> None:
    try:
        with network.waiting(PATIENCE):
            answers = Registry().answers_about(certificate, issuer)
    except NoEvidence as error:
        _put_off(row, str(error))
        return
    faults = [kind for kind, _detail in check_revocation(Question(certificate, issuer, clock.now()), answers)]
    if faults and faults[0] is not Code.REVOKED:
        _put_off(row, faults[0].name)
        return
    row.due_at, row.attempts, row.last_error = clock.now() + KEPT, 0, ""
    for evidence in (*answers.ocsp, *answers.crls):  # one, or none where there is nobody to ask
        row.state = State.REVOKED if faults else State.GOOD
        row.is_list, row.evidence = not answers.ocsp, evidence
        row.until = until_of(evidence, is_list=row.is_list) or clock.now() + KEPT
    _save(row)


def _put_off(row: CertificateStatus, why: str) -> None:
    """The next try: 10 s · 2ⁿ, at most an hour, a random part of up to a half less."""
    logger.warning("revocation of %s is not known: %s", row.fingerprint, why)
    pause = backoff(row.attempts, ERRAND_PAUSE)
    row.due_at, row.attempts, row.last_error = clock.now() + pause, row.attempts + 1, why[:300]
    _save(row)


def _save(row: CertificateStatus) -> None:
    try:
        with acting(GATEWAY), recording():
            row.save()
    except IntegrityError:  # another message asked about it at the same moment, and its answer is kept
        logger.info("revocation of %s was asked for twice", row.fingerprint)


def _with_revocation(report: dict[str, Any]) -> dict[str, Any]:
    """A report with the part of the check that was made beside it, and holds."""
    return report | {
        "checks": _with_stage(report, is_held=True),
        "not_checked": [code for code in report.get("not_checked", ()) if code != "REVOCATION"],
    }


def _with_revoked(report: dict[str, Any], detail: str, where: str) -> dict[str, Any]:
    """A report with what speaks against the package."""
    finding = Finding(Code.REVOKED, detail, where)
    return report | {
        "valid": False,
        "code": finding.code,
        "findings": [*report.get("findings", ()), finding.as_json()],
        "checks": _with_stage(report, is_held=False),
        "not_checked": [code for code in report.get("not_checked", ()) if code != "REVOCATION"],
    }


def _with_stage(report: dict[str, Any], *, is_held: bool) -> list[dict[str, Any]]:
    return [one | {"ok": is_held} if one["code"] == Stage.REVOCATION.value else one for one in report.get("checks", ())]


_STATUSES = Prepared(lambda: CertificateStatus.objects.filter(correspondent=Given("correspondent")))
