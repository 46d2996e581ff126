"""Addresses of ``exchange``: the gateway, inbox and outbox, the register of correspondents."""

from uuid import uuid4

from exchange.models import Receipt
from tests.addresses.entries import ACT, BOTH_SIDES, FORM, OTHER_RECORDS, RECORDS, ROLES, Entry

TABLE = {
    "exchange:messages": Entry(ROLES, methods=ACT),
    "exchange:inventory": Entry(ROLES, methods=ACT),
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
            ("clerk", "?view=unreceipted"),
            ("clerk", "?view=undecided"),
        ),
    ),
    "exchange:package": Entry(OTHER_RECORDS, lambda stage: stage.received.pk),
    "exchange:register": Entry(OTHER_RECORDS, lambda stage: stage.received.pk, methods=ACT),
    "exchange:refuse": Entry(OTHER_RECORDS, lambda stage: stage.received.pk, methods=ACT),
    "exchange:discard": Entry(OTHER_RECORDS, lambda stage: stage.received.pk, methods=ACT),
    "exchange:verify-again": Entry(OTHER_RECORDS, lambda stage: stage.received.pk, methods=ACT),
    "exchange:tell": Entry((), lambda stage: stage.received.pk, methods=ACT),
    "exchange:received-container": Entry(OTHER_RECORDS, lambda stage: stage.received.pk, is_page=False),
    "exchange:package-report": Entry(OTHER_RECORDS, lambda stage: stage.received.pk, is_page=False),
    "exchange:outgoing": Entry(RECORDS, lambda stage: stage.sent.pk),
    "exchange:retry": Entry(RECORDS, lambda stage: stage.sent.pk, methods=ACT),
    "exchange:park": Entry(RECORDS, lambda stage: stage.sent.pk, methods=ACT),
    "exchange:resume": Entry(RECORDS, lambda stage: stage.sent.pk, methods=ACT),
    "exchange:again": Entry(RECORDS, lambda stage: stage.sent.pk, methods=ACT),
    "exchange:ask": Entry(RECORDS, lambda stage: stage.sent.pk, methods=ACT),
    "exchange:many": Entry(BOTH_SIDES, methods=ACT),
    "exchange:sent-container": Entry(RECORDS, lambda stage: stage.sent.pk, is_page=False),
    "exchange:stamped-container": Entry((), lambda stage: stage.sent.pk),
    "exchange:stamped-receipt": Entry((), lambda stage: stage.received.pk),
    "exchange:receipt": Entry(RECORDS, lambda stage: Receipt.objects.get(message=stage.sent).pk, is_page=False),
    "exchange:correspondents": Entry(BOTH_SIDES),
    "exchange:correspondent-new": Entry(BOTH_SIDES, methods=FORM),
    "exchange:correspondent": Entry(RECORDS, lambda stage: stage.world.committee.pk),
    "exchange:correspondent-change": Entry(RECORDS, lambda stage: stage.world.committee.pk, methods=FORM),
    "exchange:folder": Entry(RECORDS, lambda stage: stage.world.committee.pk, methods=FORM),
    "exchange:certificate-add": Entry(RECORDS, lambda stage: stage.world.committee.pk, methods=FORM),
    "exchange:certificate-drop": Entry(RECORDS, lambda stage: stage.world.committee.pk, methods=ACT),
    "exchange:correspondent-close": Entry(RECORDS, lambda stage: stage.world.committee.pk, methods=ACT),
    "exchange:correspondent-reopen": Entry(RECORDS, lambda stage: stage.world.committee.pk, methods=ACT),
    "exchange:correspondent-check": Entry(RECORDS, lambda stage: stage.world.committee.pk, methods=ACT),
    "exchange:correspondent-compare": Entry(RECORDS, lambda stage: stage.world.committee.pk, methods=ACT),
    "exchange:reconciliation": Entry(RECORDS, lambda stage: stage.comparison.pk),
}
