"""The state of the line to one correspondent, in figures and in plain words what to do about it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exchange.containers.register import anchors_of, seals_of
from exchange.models import (
    Correspondent,
    DeliveryAttempt,
    InboxMessage,
    InboxState,
    OutboxMessage,
    OutboxState,
    Receipt,
    Reconciliation,
    WatchedFolder,
)
from exchange.reports import meaning
from history import clock
from signing.certificates import CertificateFacts, facts_of

CLOCKS_DIFFER = 300
RECEIPTS_LOOKED_AT = 5
SOON = timedelta(days=60)
GAPS_SHOWN = 20
FOLDER = Correspondent.Channel.FOLDER
SUCCEEDED = (DeliveryAttempt.Outcome.ACCEPTED, DeliveryAttempt.Outcome.HANDED_OVER)
LOOKS_STALE = timedelta(minutes=10)

# What a difference between both sides means, and what a person does about it.
DIFFERENCES: dict[str, tuple[Any, Any]] = {
    "LOST": (
        gettext_lazy("it was delivered by our record, and the other side does not have it"),
        gettext_lazy("Send the letter again under the same number."),
    ),
    "NEVER_SENT": (
        gettext_lazy("the recipient has it, and the sender has never sent it"),
        gettext_lazy("Call the other side, and look through the history of both: nobody can seal for another agency."),
    ),
    "OTHER_BYTES": (
        gettext_lazy("both have it with other contents"),
        gettext_lazy("Download the container on both sides, compare digests, and ask who changed it."),
    ),
    "RECEIPT_LOST": (
        gettext_lazy("the recipient has taken it, and the sender does not know it yet"),
        gettext_lazy("Let the sender ask for its receipts."),
    ),
    "REFUSAL_UNKNOWN": (
        gettext_lazy("the recipient has rejected it, and the sender believes it delivered"),
        gettext_lazy("Let the sender ask for its receipts, and send the letter again."),
    ),
    "DECISION_LOST": (
        gettext_lazy("the recipient has decided, and the sender does not know the decision yet"),
        gettext_lazy("Let the sender ask for its receipts; the decision may also be on its way."),
    ),
    "DECISION_UNKNOWN": (
        gettext_lazy("the sender knows a decision that the recipient did not make"),
        gettext_lazy("Call the other side: one of the two records is wrong."),
    ),
}


@dataclass(frozen=True)
class Advice:
    """One thing that is not as it should be, and what to do."""

    what: str
    to_do: str
    is_urgent: bool = False


@dataclass(frozen=True)
class Diagnosis:
    """What is known of the line; moments are None where nothing of the kind has happened yet."""

    seals: list[CertificateFacts]
    authorities: list[CertificateFacts]
    line: dict[str, Any]
    tls_until: datetime | None
    clock_seconds: int | None
    last_delivered: datetime | None
    last_received: datetime | None
    last_failure: DeliveryAttempt | None
    oldest_waiting: OutboxMessage | None
    watched: WatchedFolder | None
    waiting: int
    quarantined: int
    gaps: list[int]
    last_sequence_sent: int
    last_sequence_received: int
    reconciliation: Reconciliation | None
    advice: list[Advice]

    @property
    def clock_is_off(self) -> bool:
        """Whether the clocks differ by more than messages bear."""
        return self.clock_seconds is not None and abs(self.clock_seconds) > CLOCKS_DIFFER


def diagnosis_of(entry: Correspondent) -> Diagnosis:
    """Everything about a line that its operator has to know. A fixed number of queries."""
    sent = OutboxMessage.objects.filter(correspondent=entry)
    received = InboxMessage.objects.filter(correspondent=entry, is_verified=True)
    waiting = sent.filter(state__in=[OutboxState.NEW, OutboxState.PARKED])
    tries = DeliveryAttempt.objects.filter(message__correspondent=entry)
    delivered = tries.filter(outcome=DeliveryAttempt.Outcome.ACCEPTED).aggregate(at=Max("at"))["at"]
    told = entry.line.get("tls_until")
    found: dict[str, Any] = {
        "seals": [facts_of(one) for one in seals_of(entry)],
        "authorities": [facts_of(one) for one in anchors_of(entry)],
        "line": entry.line,
        "tls_until": datetime.fromisoformat(told) if told else None,
        "clock_seconds": _clock(entry),
        "last_delivered": delivered,
        "last_received": received.aggregate(at=Max("received_at"))["at"],
        "last_failure": tries.exclude(outcome__in=SUCCEEDED).order_by("-id").first(),
        "watched": WatchedFolder.objects.filter(correspondent=entry).first() if entry.channel == FOLDER else None,
        "oldest_waiting": waiting.select_related("document").order_by("created_at", "id").first(),
        "waiting": waiting.count(),
        "quarantined": InboxMessage.objects.filter(correspondent=entry, state=InboxState.QUARANTINED).count(),
        "gaps": _gaps(received),
        "last_sequence_sent": sent.aggregate(last=Max("sequence"))["last"] or 0,
        "last_sequence_received": received.aggregate(last=Max("sequence"))["last"] or 0,
        "reconciliation": entry.reconciliations.order_by("-id").first(),
    }
    return Diagnosis(**found, advice=list(_advice(entry, found)))


def _clock(entry: Correspondent) -> int | None:
    """By how many seconds the other side's clock is ahead, by what its last receipts say of when they were made."""
    receipts = Receipt.objects.filter(message__correspondent=entry, kind=Receipt.ReceiptKind.TRANSPORT)
    last = {one.message_id: one.at for one in receipts.order_by("-id")[:RECEIPTS_LOOKED_AT]}
    settled = DeliveryAttempt.objects.filter(
        message__in=last, outcome__in=[DeliveryAttempt.Outcome.ACCEPTED, DeliveryAttempt.Outcome.REJECTED]
    )
    differences = [_ahead(last[one.message_id], one) for one in settled]
    return round(median(differences)) if differences else None


def _ahead(told: datetime, attempt: DeliveryAttempt) -> float:
    """By how much a receipt's time lies outside of the time that the attempt took by our clock."""
    began = attempt.at - timedelta(milliseconds=attempt.milliseconds)
    return min((told - began).total_seconds(), 0) + max((told - attempt.at).total_seconds(), 0)


def _gaps(received: Any) -> list[int]:
    """Numbers of the sender's sequence that have not come, before those that came after them."""
    flagged = received.filter(has_gap_before=True).order_by("sequence").values_list("sequence", flat=True)
    return [number - 1 for number in flagged[:GAPS_SHOWN]]


def _advice(entry: Correspondent, found: dict[str, Any]) -> Iterator[Advice]:
    if entry.is_closed:
        yield Advice(_("The entry is closed: %(reason)s") % {"reason": entry.closed_because}, _("Open it to go on."))
    if entry.channel not in Correspondent.EXCHANGED:
        return
    yield from _of_certificates(found)
    if entry.channel == Correspondent.Channel.HTTPS:
        yield from _of_line(entry, found)
    if entry.channel == FOLDER:
        yield from _of_folder(found["watched"])
    yield from _of_messages(found)


def _of_certificates(found: dict[str, Any]) -> Iterator[Advice]:
    seals: list[CertificateFacts] = found["seals"]
    if not any(one.is_valid for one in seals):
        yield Advice(
            _("No seal of it is in force: whatever it sends goes to quarantine."),
            _("Ask for its certificate, compare the fingerprint by telephone, and add it here."),
            is_urgent=True,
        )
    if not any(one.is_valid for one in found["authorities"]):
        yield Advice(
            _("No authority of it is in force: no signature of its officials can be proven."),
            _("Ask for the certificate of its authority, and add it here."),
            is_urgent=True,
        )
    lasting = [one for one in seals if one.valid_to > clock.now() + SOON]
    for one in seals:
        if one.is_valid and not lasting:
            yield Advice(
                _("The seal ends on %(day)s.") % {"day": f"{one.valid_to:%d.%m.%Y}"},
                _("Ask for the next certificate and add it before: both are good meanwhile."),
            )


def _of_line(entry: Correspondent, found: dict[str, Any]) -> Iterator[Advice]:
    if entry.closed_until and entry.closed_until > clock.now():
        yield Advice(
            _("It was not reached %(count)s times in a row; nothing is tried for a while.") % {"count": entry.failures},
            _("Check the line now; when it answers again, try the oldest message at once."),
            is_urgent=True,
        )
    if entry.line and not entry.line.get("answers"):
        yield Advice(
            _("Its gateway did not answer the last check: %(detail)s") % {"detail": entry.line.get("detail", "")},
            _("Compare the address with the one on its card; call its operator; ask our network people about the way."),
            is_urgent=True,
        )
    until: datetime | None = found["tls_until"]
    if until is not None and until < clock.now() + SOON / 2:
        yield Advice(
            _("The certificate of its gateway's TLS ends on %(day)s.") % {"day": f"{until:%d.%m.%Y}"},
            _("Tell its operator: after that day nothing can be sent."),
        )
    seconds = found["clock_seconds"]
    if seconds is not None and abs(seconds) > CLOCKS_DIFFER:
        yield Advice(
            _("Its clock and ours differ by %(count)s seconds.") % {"count": seconds},
            _("Find out which one is wrong: a message dated five minutes ahead goes to quarantine."),
        )


def _of_folder(watched: WatchedFolder | None) -> Iterator[Advice]:
    if watched is None:
        yield Advice(
            _("No watched folder is named: nothing goes to it and nothing comes."),
            _("Set the folder up."),
            is_urgent=True,
        )
    elif watched.fault:
        yield Advice(
            _("The watched folder is not in order: %(words)s.") % {"words": meaning(watched.fault)},
            _("Put the share right; what waits goes by itself then. Save the folder again to try it out at once."),
            is_urgent=True,
        )
    elif watched.looked_at is None or watched.looked_at < clock.now() - LOOKS_STALE:
        yield Advice(
            _("Nobody has looked into the watched folder for a while."),
            _("See whether the worker runs: it looks every ten seconds."),
            is_urgent=True,
        )


def _of_messages(found: dict[str, Any]) -> Iterator[Advice]:
    if found["quarantined"]:
        yield Advice(
            _("Messages that name it as their sender lie in quarantine: %(count)s.") % {"count": found["quarantined"]},
            _("Look through them; after putting the register right, check them again."),
        )
    if found["gaps"]:
        numbers = ", ".join(str(number) for number in found["gaps"])
        yield Advice(
            _("Messages with these numbers have not come from it: %(numbers)s.") % {"numbers": numbers},
            _("They may still be on their way: compare both sides, and ask for what is lost."),
        )
    last: Reconciliation | None = found["reconciliation"]
    if last is not None and last.state == Reconciliation.State.DIFFERS:
        yield Advice(_("Both sides have different messages."), _("Go through the differences below."))
    if last is not None and last.state == Reconciliation.State.FAILED:
        yield Advice(
            _("The last comparison could not be made: %(detail)s") % {"detail": last.detail},
            _("Check the line; its program may be older and know no comparison."),
        )
