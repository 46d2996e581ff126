"""What people ask the worker to do at another gateway: look at the line, fetch receipts, compare. Pages only ask.

An errand is a due time in the database. It is put off while it is done, so that two workers do not do it at once, and
one that was broken off is done again.
"""

import base64
import binascii
import io
import json
import logging
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.conf import settings

from exchange.containers.addressing import Address
from exchange.containers.receipts import ReceiptRefused, read_receipt
from exchange.models import Correspondent, MessageKind, OutboxMessage
from exchange.services import receiving
from exchange.services.reconciling import reconcile
from exchange.services.revocation import of_seals
from exchange.services.settling import about, settle_by_receipt
from exchange.transport import Answer, DeliveryFailed, HttpTransport, Inquiry
from history import clock
from history.actors import Actor, Automatic
from history.acts import act, record
from signing.findings import Code

logger = logging.getLogger(__name__)

WORKER = Automatic("exchange")
PUT_OFF = timedelta(minutes=10)
# A letter has one transport receipt, one decision and a few stages.
RECEIPTS_AT_MOST = 50


def run_errands(*, transport: Inquiry | None = None) -> int:
    """Do what was asked for; how many errands that were. Run twice at once it does none of them twice."""
    way, now, done = transport or HttpTransport(), clock.now(), 0
    for entry in Correspondent.objects.filter(clock.have_come("check_due_at", now, PUT_OFF)).select_related("agency"):
        if _taken(Correspondent, entry.pk, "check_due_at", entry.check_due_at):
            look(actor=WORKER, correspondent=entry, found=_looked(entry, way))
            done += 1
    compared = Correspondent.objects.filter(clock.have_come("inventory_due_at", now, PUT_OFF))
    for entry in compared.select_related("agency"):
        if _taken(Correspondent, entry.pk, "inventory_due_at", entry.inventory_due_at):
            reconcile(entry, way)
            Correspondent.objects.filter(pk=entry.pk).update(inventory_due_at=None)
            done += 1
    asked = OutboxMessage.objects.filter(clock.have_come("receipts_due_at", now, PUT_OFF))
    for message in asked.select_related("correspondent", "agency", "sealed"):
        if _taken(OutboxMessage, message.pk, "receipts_due_at", message.receipts_due_at):
            fetch_receipts(message, way)
            OutboxMessage.objects.filter(pk=message.pk).update(receipts_due_at=None)
            done += 1
    return done


@act
def look(*, actor: Actor, correspondent: Correspondent, found: dict[str, Any]) -> Correspondent:
    """Keep what a look at the line found."""
    known = Correspondent.objects.select_for_update(of=("self",)).get(pk=correspondent.pk)
    known.line, known.checked_at = found, clock.now()
    known.save()
    Correspondent.objects.filter(pk=known.pk).update(check_due_at=None)
    record("exchange.checked", actor=actor, subject=known, data={"code": "answers" if found["answers"] else "silent"})
    return known


def fetch_receipts(message: OutboxMessage, way: Inquiry) -> int:
    """Ask the other side for the receipts of a message of ours, and let each proven one take its effect.

    The transport receipt settles the message; decisions and stages are messages that go through the inbox as if they
    had been delivered. Whatever else comes changes nothing. How many were taken.
    """
    endpoint = f"{message.correspondent.endpoint.rstrip('/')}/{message.message_id}/receipts"
    try:
        answer = way.get(endpoint, is_private=_is_private(message.correspondent))
    except DeliveryFailed as failed:
        note_receipts(actor=WORKER, message=message, taken=0, detail=failed.detail)
        return 0
    containers = _containers_in(answer)
    taken = sum(_take(message, container) for container in containers)
    detail = "" if containers else f"{answer.status}"
    note_receipts(actor=WORKER, message=message, taken=taken, detail=detail)
    return taken


@act
def note_receipts(*, actor: Actor, message: OutboxMessage, taken: int, detail: str) -> None:
    """Write down that the other side was asked, and what came of it."""
    data = {"count": str(taken)} | ({"detail": detail[:200]} if detail else {})
    record("exchange.receipts_fetched", actor=actor, subject=message, about=about(message), data=data)


def _take(message: OutboxMessage, container: bytes) -> bool:
    """Whether the container is a receipt about this message, or one that the inbox takes."""
    if message.sealed is not None:
        try:
            receipt = read_receipt(container, message, message.sealed)
        except ReceiptRefused as refused:
            if refused.reason != "NOT_A_RECEIPT":
                logger.warning("a fetched receipt was refused: %s", refused.reason)
                return False
        else:
            standing = of_seals(message.correspondent, receipt.seals)
            if standing.revoked:
                logger.warning("a fetched receipt was refused: %s", Code.REVOKED.name)
                return False
            known = replace(receipt, asks_again=standing.asks_again)
            settle_by_receipt(actor=WORKER, message=message, receipt=known, body=container)
            return True
    if message.kind != MessageKind.DOCUMENT:
        return False
    reply = receiving.receive(io.BytesIO(container), length=len(container), address=Address())
    return reply.status == 200 and not reply.code


def _containers_in(answer: Answer) -> list[bytes]:
    """The containers in an answer; none in anything else, whatever it is."""
    if answer.status != 200 or answer.media_type != "application/json":
        return []
    try:
        told = json.loads(answer.body)["receipts"]
        found = [base64.b64decode(one["container"], validate=True) for one in told[:RECEIPTS_AT_MOST]]
    except (ValueError, KeyError, TypeError, RecursionError, binascii.Error):
        return []
    return found


def _looked(entry: Correspondent, way: Inquiry) -> dict[str, Any]:
    try:
        line = way.look(entry.endpoint, is_private=_is_private(entry))
    except DeliveryFailed as failed:
        return {"answers": False, "detail": failed.detail}
    found: dict[str, Any] = {"answers": True, "status": line.status, "milliseconds": line.milliseconds}
    if line.tls:
        found["tls"] = line.tls
    if line.tls_until:
        found["tls_until"] = line.tls_until.isoformat()
    if line.date:
        found["clock"] = int((line.date - clock.now()).total_seconds())
    return found


def _is_private(entry: Correspondent) -> bool:
    return entry.is_private_address or settings.EXCHANGE_PRIVATE_ADDRESSES


def _taken(model: Any, key: int, name: str, due_at: Any) -> bool:
    """Put the errand off, unless another worker has just done so."""
    changed = model.objects.filter(pk=key, **{name: due_at}).update(**{name: clock.now() + PUT_OFF})
    return bool(changed)
