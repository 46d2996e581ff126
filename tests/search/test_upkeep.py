"""The index follows the cards in their transactions; it can be made anew, and tells where it differs."""

import threading
from io import BytesIO, StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from documents import files
from documents.models import Document, DocumentFile, FileText, IndexedCard
from documents.search import engine, finding, upkeep
from documents.tasks import index_due
from history import bulk
from history.acts import act
from history.models.recording import recording
from history.services.erasing import erase
from tests.search.test_finding import found, letter
from tests.stage import Stage, stage
from tests.world import World

__all__ = ["stage"]

pytestmark = [pytest.mark.django_db, pytest.mark.feature("F41", "F45")]


def test_the_index_is_what_the_cards_say_after_a_life_of_work(stage: Stage) -> None:
    """Nothing was indexed by hand: cards follow their transactions, files the worker."""
    index_due()

    assert list(upkeep.differences()) == []


def test_what_is_undone_is_not_indexed(world: World) -> None:
    """The index is a part of the transaction."""
    clerk = world.person("clerk")

    @act
    def fail(*, actor: object) -> None:
        letter(world, "О несбывшемся", number="404")
        raise LookupError

    with pytest.raises(LookupError):
        fail(actor=clerk)

    assert found(clerk, "несбывшееся") == []
    assert list(upkeep.differences()) == []


def test_many_rows_at_once_are_indexed_like_one(world: World) -> None:
    """As an import writes them."""
    clerk, model = world.person("clerk"), letter(world, "Образец", number="1")
    values = {"agency": model.agency, "flow": model.flow, "state": model.state, "unit": model.unit}
    bulk.create(Document, [Document(**values, subject=f"Оптовое письмо {number}") for number in range(7)])

    assert len(found(clerk, "оптовые письма")) == 7


def test_a_changed_card_is_found_by_its_new_words_alone(world: World) -> None:
    """A save that changes nothing of it writes nothing into the index."""
    clerk, document = world.person("clerk"), letter(world, "О старом", number="1")
    document.subject = "О новом"
    document.save()
    before = IndexedCard.objects.get(kind="document", key=document.pk).digest
    document.pages = 3
    document.save()

    assert (found(clerk, "старое"), found(clerk, "новое")) == ([], ["О новом"])
    assert IndexedCard.objects.get(kind="document", key=document.pk).digest == before


def test_what_is_depersonalised_is_found_no_more(stage: Stage) -> None:
    """The words are gone from the index with the values."""
    clerk = stage.world.person("clerk")
    erase(actor=clerk, rows=[stage.applicant], reason="срок хранения истёк")

    assert stage.applicant.pk not in {card.pk for card in finding.people(clerk, "Фролова")}
    assert finding.cases(clerk, "Фролову") == []


def test_the_index_is_made_anew_by_a_command_that_says_what_it_did(stage: Stage) -> None:
    """Whatever became of it."""
    index_due()
    clerk = stage.world.person("clerk")
    before = len(found(clerk, "крыша"))
    for kind in engine.KINDS:
        engine.remove(kind, engine.keys(kind))
    engine.write("document", {999_999: {"title": ["крыш"]}})

    with pytest.raises(CommandError, match="missing"):
        call_command("search_index", "--check", stdout=StringIO())
    said = StringIO()
    call_command("search_index", "--rebuild", stdout=said)
    call_command("search_index", "--check", stdout=said)

    assert "the index is what the cards say" in said.getvalue()
    assert "failed" in said.getvalue()  # the scan of the tests is no real PDF
    assert len(found(clerk, "крыша")) == before > 0


def test_a_file_that_cannot_be_read_is_said_to_be_so_and_loses_nothing(stage: Stage) -> None:
    """Its document is found by its card."""
    index_due()
    failed = FileText.objects.filter(state=FileText.State.FAILED)

    assert [text.trouble.partition(":")[0] for text in failed] == ["PdfReadError"]
    assert index_due() == 0
    assert found(stage.world.person("clerk"), "крыша") != []


@pytest.mark.parametrize("few", [0, 3000])
def test_many_answers_and_few_are_found_alike(world: World, monkeypatch: pytest.MonkeyPatch, few: int) -> None:
    """However the database is asked: PostgreSQL is asked in another way for many."""
    monkeypatch.setattr(engine, "FEW", few)
    subjects = [f"О крыше {number}" for number in range(3)]
    for number, subject in enumerate(subjects):
        letter(world, subject, number=f"5/{number}")
    clerk = world.person("clerk")

    assert found(clerk, "крыша") == subjects
    assert found(clerk, "крыша", whom="Водоканал", number="5/1") == ["О крыше 1"]
    assert found(clerk, "лифт") == []
    assert finding.cases(clerk, "крыша") == []
    assert finding.people(clerk, "крыша") == []


@pytest.mark.django_db(transaction=True)
def test_two_changes_of_a_card_at_once_are_both_found(world: World) -> None:
    """The later one waits before it reads the card, so that neither is indexed as it was before the other."""
    document = letter(world, "О старом", number="1")
    inside, go_on = threading.Event(), threading.Event()

    def change() -> None:
        try:
            with recording():
                one = Document.objects.get(pk=document.pk)
                one.subject = "О новом"
                one.save(update_fields=["subject"])
                upkeep.index("document", [document.pk])
                inside.set()
                go_on.wait(timeout=20)
        finally:
            connection.close()

    def answer() -> None:
        try:
            inside.wait(timeout=20)
            threading.Timer(0.5, go_on.set).start()
            with recording():
                bulk.create(
                    DocumentFile,
                    [DocumentFile(document=document, stored=stored, role=DocumentFile.FileRole.MAIN, name="Смета.txt")],
                )
        finally:
            connection.close()

    stored = files.store(BytesIO(b"x"))
    threads = [threading.Thread(target=one) for one in (change, answer)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)

    assert found(world.person("clerk"), "новое смета") == ["О новом"]
    assert list(upkeep.differences()) == []
