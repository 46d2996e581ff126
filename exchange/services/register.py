"""Keeping the register of correspondents by hand: entering, changing, certificates, closing, errands for the worker."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from agencies.models import Agency, Employee
from agencies.policies import require
from exchange import policies
from exchange.containers.addressing import EXCHANGE_CODE
from exchange.containers.register import anchors_of, certificates_in, seals_of
from exchange.models import Correspondent
from exchange.services.correspondents import check_address
from exchange.services.reasons import reason_in
from exchange.services.sending import ring_on_commit
from history import clock
from history.acts import act, record
from signing.certificates import CertificateFacts, certificates_of_file, facts_of

Channel = Correspondent.Channel
SEALS_AT_ONCE = 2
ERRAND_AGAIN_AFTER = timedelta(seconds=30)
SEAL, AUTHORITY = "seal", "authority"


@dataclass(frozen=True)
class Entry:
    """What a person writes into the register of a correspondent, beside its certificates."""

    exchange_id: str
    name: str
    head: str = ""
    address: str = ""
    channel: str = Channel.HTTPS
    endpoint: str = ""
    is_private_address: bool = False
    is_test: bool = False
    decision_days: int = 5
    document_kinds: list[str] = field(default_factory=list)


@act
def enter_correspondent(*, actor: Employee, agency: Agency, entry: Entry) -> Correspondent:
    """Enter a correspondent by hand; one that exchanges needs certificates before anything of it is believed.

    Raises:
        PermissionDenied: the actor does not run the exchange of this agency.
        ValidationError: ``code-wrong``, ``own-card``, ``correspondent-known``, ``address-missing`` or
            ``address-refused``.
    """
    require(policies.may_run_exchange(actor, agency))
    if not EXCHANGE_CODE.fullmatch(entry.exchange_id):
        raise _wrong("exchange_id", "code-wrong", _("A code has Latin letters, digits, dots, hyphens and colons."))
    if entry.exchange_id == agency.exchange_id:
        raise _wrong("exchange_id", "own-card", _("This is the agency's own card."))
    if Correspondent.objects.filter(agency=agency, exchange_id=entry.exchange_id).exists():
        raise _wrong("exchange_id", "correspondent-known", _("This correspondent is in the register already."))
    entered = _written(Correspondent(agency=agency, exchange_id=entry.exchange_id), entry)
    record("exchange.correspondent_entered", actor=actor, subject=entered)
    return entered


@act
def change_correspondent(*, actor: Employee, correspondent: Correspondent, entry: Entry) -> Correspondent:
    """Write an entry anew; its code stays what it was. Nothing is recorded where nothing is changed.

    Raises:
        PermissionDenied: the actor does not run the exchange of this agency.
        ValidationError: ``address-missing``, ``address-refused``, or ``messages-wait``: a channel without exchange
            would leave them behind.
    """
    known = _locked(actor, correspondent)
    before = _facts(known)
    leaves = entry.channel not in Correspondent.EXCHANGED and known.channel in Correspondent.EXCHANGED
    if leaves and known.outbox.filter(state="new").exists():
        raise _wrong("channel", "messages-wait", _("Messages to it wait to be sent: park them, or let them go first."))
    known = _written(known, entry)
    if _facts(known) != before:
        record("exchange.correspondent_changed", actor=actor, subject=known)
    return known


@act
def add_certificate(*, actor: Employee, correspondent: Correspondent, use: str, pem: str) -> Correspondent:
    """Trust one more certificate: as a seal, beside at most one other that has not ended, or as an authority.

    Raises:
        PermissionDenied: the actor does not run the exchange of this agency.
        ValidationError: ``certificate-unreadable``, ``certificate-known``, ``certificate-over``, ``not-a-seal``,
            ``seal-of-another``, ``seals-too-many``, ``seal-without-authority``, ``not-an-authority``.
    """
    known = _locked(actor, correspondent)
    for facts in certificates_of_file(pem.encode("utf-8")):
        there = seals_of(known) if use == SEAL else anchors_of(known)
        if facts.fingerprint in {facts_of(one).fingerprint for one in there}:
            raise ValidationError(_("This certificate is in the register already."), code="certificate-known")
        if facts.is_over:
            raise ValidationError(_("This certificate has ended."), code="certificate-over")
        if use == SEAL:
            _check_seal(known, facts)
            known.seal_certificates += facts.pem
        else:
            if not facts.is_authority:
                raise ValidationError(_("This is no certificate of an authority."), code="not-an-authority")
            known.trust_anchors += facts.pem
        known.save()
        record(
            "exchange.certificate_added",
            actor=actor,
            subject=known,
            data={"use": use, "certificate": facts.serial, "day": f"{facts.valid_to:%d.%m.%Y}"},
        )
    return known


@act
def drop_certificate(
    *, actor: Employee, correspondent: Correspondent, use: str, fingerprint: str, reason: str
) -> Correspondent:
    """Trust a certificate no longer; what was received under it stays received.

    Raises:
        PermissionDenied: the actor does not run the exchange of this agency.
        ValidationError: ``reason-missing``, ``certificate-unknown``.
    """
    known = _locked(actor, correspondent)
    given = reason_in(reason)
    there = [facts_of(one) for one in (seals_of(known) if use == SEAL else anchors_of(known))]
    dropped = next((one for one in there if one.fingerprint == fingerprint), None)
    if dropped is None:
        raise ValidationError(_("This certificate is not in the register."), code="certificate-unknown")
    left = "".join(one.pem for one in there if one is not dropped)
    if use == SEAL:
        known.seal_certificates = left
    else:
        known.trust_anchors = left
    known.save()
    told = {"use": use, "certificate": dropped.serial, "reason": given}
    record("exchange.certificate_dropped", actor=actor, subject=known, data=told)
    return known


@act
def close_correspondent(*, actor: Employee, correspondent: Correspondent, reason: str) -> Correspondent:
    """Exchange no more with a correspondent: nothing is sent to it, and its documents are rejected on receipt.

    Messages that wait stay, and expire in their time; its decisions on earlier letters are still taken.

    Raises:
        PermissionDenied: the actor does not run the exchange of this agency.
        ValidationError: ``reason-missing``, ``closed-already``.
    """
    known = _locked(actor, correspondent)
    if known.is_closed:
        raise ValidationError(_("This entry is closed already."), code="closed-already")
    known.is_closed, known.closed_because = True, reason_in(reason)[:300]
    known.save()
    record("exchange.correspondent_closed", actor=actor, subject=known, data={"reason": known.closed_because})
    return known


@act
def reopen_correspondent(*, actor: Employee, correspondent: Correspondent) -> Correspondent:
    """Exchange with a correspondent again.

    Raises:
        PermissionDenied: the actor does not run the exchange of this agency.
        ValidationError: ``not-closed``.
    """
    known = _locked(actor, correspondent)
    if not known.is_closed:
        raise ValidationError(_("This entry is not closed."), code="not-closed")
    known.is_closed, known.closed_because = False, ""
    known.save()
    record("exchange.correspondent_reopened", actor=actor, subject=known)
    ring_on_commit()
    return known


@act
def ask_check(*, actor: Employee, correspondent: Correspondent) -> Correspondent:
    """Let the worker look at the line now: name, connection, TLS and its certificate, clock. No message is sent.

    Raises:
        PermissionDenied: the actor does not run the exchange of this agency.
        ValidationError: ``without-exchange``, ``too-soon``.
    """
    known = _exchanging(actor, correspondent)
    if known.checked_at and _is_just_now(known.checked_at):
        raise ValidationError(_("The line was checked a moment ago."), code="too-soon")
    Correspondent.objects.filter(pk=known.pk).update(check_due_at=clock.now())
    record("exchange.check_asked", actor=actor, subject=known)
    ring_on_commit()
    return known


@act
def ask_reconciliation(*, actor: Employee, correspondent: Correspondent) -> Correspondent:
    """Let the worker compare now which messages both sides have.

    Raises:
        PermissionDenied: the actor does not run the exchange of this agency.
        ValidationError: ``without-exchange``, ``too-soon``.
    """
    known = _exchanging(actor, correspondent)
    last = known.reconciliations.filter(is_ours=True).order_by("-id").first()
    if last is not None and _is_just_now(last.at):
        raise ValidationError(_("Both sides were compared a moment ago."), code="too-soon")
    Correspondent.objects.filter(pk=known.pk).update(inventory_due_at=clock.now())
    record("exchange.reconciliation_asked", actor=actor, subject=known)
    ring_on_commit()
    return known


def _is_just_now(moment: datetime) -> bool:
    """Whether it is no longer ago than a pause; one that lies ahead is of a clock that was wrong."""
    return timedelta(0) <= clock.now() - moment < ERRAND_AGAIN_AFTER


def _check_seal(known: Correspondent, facts: CertificateFacts) -> None:
    if not facts.is_seal:
        raise ValidationError(_("This is no certificate of an agency's seal."), code="not-a-seal")
    if facts.organisation_id != known.exchange_id:
        raise ValidationError(
            _("This is the seal of %(code)s.") % {"code": facts.organisation_id[:60]}, code="seal-of-another"
        )
    living = [one for one in map(facts_of, seals_of(known)) if not one.is_over]
    if len(living) >= SEALS_AT_ONCE:
        raise ValidationError(
            _("Two seals are in the register already: drop the older one first."), code="seals-too-many"
        )
    if not _is_issued_by_one(known, facts):
        raise ValidationError(
            _("None of the authorities in the register issued it: add its authority first."),
            code="seal-without-authority",
        )


def _is_issued_by_one(known: Correspondent, facts: CertificateFacts) -> bool:
    certificate = certificates_in(facts.pem)[0]
    for anchor in anchors_of(known):
        try:
            certificate.verify_directly_issued_by(anchor)
        except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm):
            continue
        return True
    return False


def _written(known: Correspondent, entry: Entry) -> Correspondent:
    is_exchange = entry.channel == Channel.HTTPS
    endpoint = entry.endpoint.strip() if is_exchange else ""
    if is_exchange and not endpoint:
        raise _wrong("endpoint", "address-missing", _("An exchange needs the address of the gateway."))
    if is_exchange and (endpoint, entry.is_private_address) != (known.endpoint, known.is_private_address):
        try:
            check_address(endpoint, entry.is_private_address)
        except ValidationError as error:
            raise ValidationError({"endpoint": error}) from error
    known.name, known.head, known.channel = entry.name.strip(), entry.head.strip(), entry.channel
    known.address = " ".join(entry.address.split())
    known.endpoint, known.is_private_address = endpoint, is_exchange and entry.is_private_address
    known.is_test, known.decision_days = entry.is_test, entry.decision_days
    known.document_kinds = sorted(set(entry.document_kinds))
    known.full_clean(exclude=["endpoint"])
    known.save()
    return known


def _facts(known: Correspondent) -> list[Any]:
    names = ("name", "head", "address", "channel", "endpoint", "is_private_address", "is_test", "decision_days")
    return [known.document_kinds, *(getattr(known, name) for name in names)]


def _locked(actor: Employee, correspondent: Correspondent) -> Correspondent:
    require(policies.may_run_exchange(actor, correspondent.agency_id))
    return Correspondent.objects.select_for_update(of=("self",)).select_related("agency").get(pk=correspondent.pk)


def _exchanging(actor: Employee, correspondent: Correspondent) -> Correspondent:
    known = _locked(actor, correspondent)
    if known.channel not in Correspondent.EXCHANGED:
        raise ValidationError(_("There is no exchange with this correspondent."), code="without-exchange")
    return known


def _wrong(where: str, code: str, message: str) -> ValidationError:
    return ValidationError({where: ValidationError(message, code=code)})
