"""Packages of papers that a destruction act has destroyed: their sealed containers hold the same content."""

from documents.models import Document
from documents.services import take_out
from exchange.models import InboxMessage, MessageKind, OutboxMessage
from history.actors import Actor
from history.acts import act, record


@act
def let_go(*, actor: Actor, document: Document) -> int:
    """Let the sealed containers go in which a destroyed document came or left. How many.

    What the package said of itself, its hash, its receipts and decisions stay: they tell that it came or left.
    """
    keys = []
    for model in (OutboxMessage, InboxMessage):
        for message in model.objects.filter(document=document, kind=MessageKind.DOCUMENT, sealed__isnull=False):
            keys.append(message.sealed_id)
            message.sealed = None
            message.save()
            record("exchange.package_destroyed", actor=actor, subject=message, about=[document])
    return take_out(key for key in keys if key is not None)
