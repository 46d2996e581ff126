"""A clerk registers a letter at the moment in which the worker raises its proof: neither waits for the other's end."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection

from documents.models import Document, DocumentFile, LetterTemplate, Proof
from documents.services import raise_due
from history.models.recording import recording
from history.services.verifying import verify_history
from signing.services import issue_stamper
from tests.people import LOADER
from tests.world import World

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.services, pytest.mark.feature("X04")]


def beside(work: Callable[[], object]) -> threading.Thread:
    """Work that goes on beside, on a connection of its own."""

    def run() -> None:
        try:
            work()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def test_a_file_is_added_to_a_card_while_somebody_has_it_locked(world: World) -> None:
    """Both index the card at their end. Whoever did so first must not wait for the one that holds the card."""
    issue_stamper(actor=LOADER, agency=world.office.agency)
    case = world.appeal()
    world.resolved(case)
    letter = world.signed(world.submitted(case, world.draft(LetterTemplate.Purpose.INQUIRY)))

    with recording():
        held = Document.objects.select_for_update().get(pk=letter.pk)
        worker = beside(raise_due)
        worker.join(20)
        was_held_up = worker.is_alive()
        held.subject = "О мерах"
        held.save()

    worker.join(20)
    assert not was_held_up
    assert Proof.objects.get(document=letter).level == "B-T"
    container = DocumentFile.objects.get(document=letter, role=DocumentFile.FileRole.CONTAINER, is_current=True)
    assert container.remark == "B-T"
    assert Document.objects.get(pk=letter.pk).subject == "О мерах"
    assert list(verify_history()) == []
