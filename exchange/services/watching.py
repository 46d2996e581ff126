"""What nobody has to remember: certificates that end, decisions that do not come, the nightly comparisons."""

from datetime import timedelta

from django.db.models import Exists, OuterRef
from django.utils import timezone

from exchange.containers.register import anchors_of, seals_of
from exchange.models import (
    CertificateWarning,
    Correspondent,
    InboxMessage,
    MessageKind,
    OutboxMessage,
    OutboxState,
    Reconciliation,
)
from exchange.services.settling import about, to_whom
from history import clock
from history.actors import Actor, Automatic
from history.acts import act, record
from signing.certificates import CertificateFacts, facts_of

WORKER = Automatic("exchange")
# Days before the end of a certificate at which its operators are told, once each.
WARNED_BEFORE = (60, 30, 7)
NIGHT = range(1, 5)
NIGHTLY, AT_THE_LATEST = timedelta(hours=20), timedelta(hours=48)
LATE_AT_ONCE = 200


def see_to_register() -> int:
    """Tell what has to be told, and ask for the nightly comparisons; run again it tells nothing twice. How many."""
    return warn_of_certificates() + tell_of_delays() + ask_nightly()


def warn_of_certificates() -> int:
    """Tell the operators of certificates that come near their end."""
    told = 0
    for entry in Correspondent.objects.filter(is_closed=False, channel__in=Correspondent.EXCHANGED):
        for facts in map(facts_of, [*seals_of(entry), *anchors_of(entry)]):
            days = _stretch(facts)
            known = CertificateWarning.objects.filter(correspondent=entry, fingerprint=facts.fingerprint)
            if days is not None and not known.filter(days_before__lte=days).exists():
                warn(actor=WORKER, correspondent=entry, facts=facts, days=days)
                told += 1
    return told


@act
def warn(*, actor: Actor, correspondent: Correspondent, facts: CertificateFacts, days: int) -> CertificateWarning:
    """Tell the operators of one certificate."""
    warning = CertificateWarning.objects.create(
        correspondent=correspondent,
        fingerprint=facts.fingerprint,
        subject_name=facts.subject[:200],
        valid_to=facts.valid_to,
        days_before=days,
        told_at=clock.now(),
    )
    data = {"certificate": facts.serial, "day": f"{facts.valid_to:%d.%m.%Y}"}
    record("exchange.certificate_ending", actor=actor, subject=warning, about=[correspondent], data=data)
    return warning


def tell_of_delays() -> int:
    """Tell of letters that were delivered and not decided upon in the agreed working days."""
    late = OutboxMessage.objects.filter(
        kind=MessageKind.DOCUMENT,
        state=OutboxState.ACCEPTED,
        decision="",
        decision_due_on__lt=clock.today(),
        is_delay_told=False,
    ).order_by("id")[:LATE_AT_ONCE]
    keys = list(late.values_list("pk", flat=True))
    for key in keys:
        tell_of_delay(actor=WORKER, key=key)
    return len(keys)


@act
def tell_of_delay(*, actor: Actor, key: int) -> OutboxMessage:
    """Say once that the decision on a letter is late, and ask for its receipts: it may have been lost on its way."""
    message = OutboxMessage.objects.select_for_update(of=("self",)).get(pk=key)
    if not message.is_delay_told and not message.decision:
        message.is_delay_told = True
        message.save()
        OutboxMessage.objects.filter(pk=key).update(receipts_due_at=clock.now())
        data = {"day": f"{message.decision_due_on:%d.%m.%Y}"} | to_whom(message)
        record("exchange.decision_late", actor=actor, subject=message, about=about(message), data=data)
    return message


def ask_nightly() -> int:
    """Let the worker compare, each night, with every correspondent with whom messages were exchanged."""
    now = clock.now()
    waits = NIGHTLY if timezone.localtime(now).hour in NIGHT else AT_THE_LATEST
    lately = Reconciliation.objects.filter(correspondent=OuterRef("pk"), is_ours=True, at__gt=now - waits)
    sent = OutboxMessage.objects.filter(correspondent=OuterRef("pk"), created_at__lte=now - NIGHTLY)
    received = InboxMessage.objects.filter(correspondent=OuterRef("pk"), received_at__lte=now - NIGHTLY)
    due = Correspondent.objects.filter(
        ~Exists(lately),
        Exists(sent) | Exists(received),
        is_closed=False,
        channel=Correspondent.Channel.HTTPS,
        inventory_due_at__isnull=True,
    )
    return due.update(inventory_due_at=now)


def _stretch(facts: CertificateFacts) -> int | None:
    """The least number of days before the end that has come; None while it is far, or over."""
    if facts.is_over:
        return None
    return min((days for days in WARNED_BEFORE if facts.valid_to <= clock.now() + timedelta(days=days)), default=None)
