"""Addresses of ``exchange``: the gateway, inbox and outbox."""

from uuid import uuid4

from exchange.models import Receipt
from tests.addresses.entries import ACT, BOTH_SIDES, OTHER_RECORDS, RECORDS, ROLES, Entry

TABLE = {
    "exchange:messages": Entry(ROLES, methods=ACT),
    "exchange:receipts": Entry((), lambda _stage: uuid4(), name="message_id"),
    "exchange:inbox": Entry(
        BOTH_SIDES,
        views=(
            ("other.clerk", "?view=all"),
            ("other.clerk", "?view=quarantined"),
        ),
    ),
    "exchange:outbox": Entry(
        BOTH_SIDES,
        views=(
            ("clerk", "?view=all"),
            ("clerk", "?view=failed"),
        ),
    ),
    "exchange:package": Entry(OTHER_RECORDS, lambda stage: stage.received.pk),
    "exchange:register": Entry(OTHER_RECORDS, lambda stage: stage.received.pk, methods=ACT),
    "exchange:refuse": Entry(OTHER_RECORDS, lambda stage: stage.received.pk, methods=ACT),
    "exchange:discard": Entry(OTHER_RECORDS, lambda stage: stage.received.pk, methods=ACT),
    "exchange:received-container": Entry(OTHER_RECORDS, lambda stage: stage.received.pk, is_page=False),
    "exchange:package-report": Entry(OTHER_RECORDS, lambda stage: stage.received.pk, is_page=False),
    "exchange:outgoing": Entry(RECORDS, lambda stage: stage.sent.pk),
    "exchange:retry": Entry(RECORDS, lambda stage: stage.sent.pk, methods=ACT),
    "exchange:park": Entry(RECORDS, lambda stage: stage.sent.pk, methods=ACT),
    "exchange:resume": Entry(RECORDS, lambda stage: stage.sent.pk, methods=ACT),
    "exchange:sent-container": Entry(RECORDS, lambda stage: stage.sent.pk, is_page=False),
    "exchange:receipt": Entry(RECORDS, lambda stage: Receipt.objects.get(message=stage.sent).pk, is_page=False),
}
