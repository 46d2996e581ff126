"""A destroyed paper takes the sealed containers along in which it left or came; hashes and receipts stay."""

import pytest

from documents.files import path_of
from documents.models import StoredFile
from exchange.models import InboxMessage, MessageKind, OutboxMessage
from exchange.services.destruction import let_go
from history.actors import Automatic
from history.acts import act, record
from tests.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.feature("L10")]
ARCHIVE = Automatic("tests")


def test_the_containers_of_a_destroyed_letter_go_with_it(
    world: World, django_capture_on_commit_callbacks: object
) -> None:
    """On both sides, each with its own paper; the receipt that it arrived stays."""
    case = world.appeal()
    world.resolved(case)
    inquiry = world.inquired(case)
    sent = OutboxMessage.objects.get(document=inquiry, kind=MessageKind.DOCUMENT)
    received = InboxMessage.objects.get(message_id=sent.message_id)
    assert sent.sealed is not None
    assert received.document is not None
    container: StoredFile = sent.sealed

    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        let_go(actor=ARCHIVE, document=inquiry)
    is_held_by_the_other = path_of(container).exists()
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        _destroyed(actor=ARCHIVE, received=received)

    sent.refresh_from_db()
    received.refresh_from_db()
    assert is_held_by_the_other
    assert [sent.sealed_id, received.sealed_id] == [None, None]
    assert not path_of(container).exists()
    assert received.sha256 == container.sha256
    assert path_of(sent.receipts.get().sealed).exists()


@act
def _destroyed(*, actor: Automatic, received: InboxMessage) -> None:
    """What a destruction act records of a paper."""
    assert received.document is not None
    record("documents.content_destroyed", actor=actor, subject=received.document)
