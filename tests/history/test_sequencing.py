"""The sequencer numbers every committed entry once, survives its death anywhere, and notices a restored database."""

import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from history import clock, guards
from history.log.merkle import leaf_hash, root_of
from history.models import Act, ActMention, Checkpoint, Entry, Epoch, Leaf
from history.services import heads
from history.services.awaiting import SWEEP_EVERY
from history.services.sequencing import Sequencer
from history.services.turns import AnotherRuns, the_only_one
from history.services.verifying import Finding, _Told, verify_history
from tests.history.logs import TestKey, log
from tests.sample.models import Thing

__all__ = ["log"]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.feature("X01")]


def written(count: int, name: str = "дело") -> None:
    """So many changes."""
    for number in range(count):
        Thing.objects.create(name=f"{name} {number}")


def hashes(epoch: int = 1) -> list[bytes]:
    """What the leaves must be, by the entries."""
    leaves = Leaf.objects.filter(epoch=epoch).order_by("number").select_related("entry")
    return [leaf_hash(leaf.entry.body.encode()) for leaf in leaves]


def lost(count: int) -> None:
    """The database as it was before the newest entries, as a backup would bring it back."""
    guards.remove()
    uuids = [leaf.entry.uuid for leaf in Leaf.objects.order_by("-number")[:count]]
    Thing.history.filter(history_entry__in=uuids)._raw_delete("default")
    ActMention.objects.filter(act__entry__uuid__in=uuids).delete()
    Act.objects.filter(entry__uuid__in=uuids)._raw_delete("default")
    Leaf.objects.filter(entry__uuid__in=uuids).delete()
    Entry.objects.filter(uuid__in=uuids)._raw_delete("default")
    Thing.objects.filter(name__startswith="потом")._raw_delete("default")
    guards.install()


def test_every_committed_entry_gets_its_number_once_in_order(log: Path) -> None:
    """The first entry begins the epoch; the published head is that of the leaves."""
    written(5)
    sequencer = Sequencer()

    sequencer.step()
    written(3)
    sequencer.step()

    assert list(Leaf.objects.order_by("number").values_list("number", flat=True)) == list(range(Entry.objects.count()))
    first = Leaf.objects.get(number=0).entry
    assert '"epoch"' in first.body
    head = heads.published(Epoch.objects.get())
    assert head is not None
    assert head.checkpoint.size == Entry.objects.count()
    assert head.checkpoint.root == root_of(hashes())
    assert sequencer.step() == 0


def test_a_sequencer_that_died_between_database_and_tiles_is_made_good_by_the_next(log: Path) -> None:
    """Numbers that were given and never reached the disk; tiles that were lost altogether."""
    written(5)
    Sequencer().step()
    written(5)
    dying = Sequencer()
    dying._numbered(3)

    Sequencer().step()
    shutil.rmtree(log / "1" / "tile")
    again = Sequencer()
    again.step()

    head = heads.published(Epoch.objects.get())
    assert head is not None
    assert head.checkpoint.root == root_of(hashes()) == again._store.root()
    assert list(verify_history()) == []


def test_a_restored_database_begins_a_new_epoch_that_names_both_heads(log: Path) -> None:
    """The published head holds what the backup does not."""
    written(3)
    sequencer = Sequencer()
    sequencer.step()
    kept = sequencer.size
    written(2, "потом")
    sequencer.step()
    published = heads.published(Epoch.objects.get())
    assert published is not None
    lost(2)

    new = Sequencer()
    new.step()

    assert new.epoch.number == 2
    assert new.epoch.origin == "tests/log/2"
    first = Leaf.objects.get(epoch=2, number=0).entry.body
    assert f'"published":{{"root":"{published.checkpoint.root.hex()}","size":{kept + 2}}}' in first
    assert f'"size":{kept}}}' in first
    assert Checkpoint.objects.filter(epoch=1, size=kept).exists()


def test_a_database_that_only_grew_stays_in_its_epoch(log: Path) -> None:
    """However often the sequencer starts."""
    for _start in range(3):
        written(2)
        Sequencer().step()

    assert Epoch.objects.count() == 1


def test_a_head_is_kept_once_and_told_in_the_log(log: Path) -> None:
    """And an idle log keeps no heads of its own heads for ever."""
    written(2)
    sequencer = Sequencer()
    sequencer.step()
    kept = sequencer.keep_if_due()
    sequencer.step()

    assert kept is not None
    assert kept.root.hex() in Entry.objects.latest("id").body
    assert sequencer.keep_if_due() is None
    assert Checkpoint.objects.count() == 1


def test_a_head_is_kept_although_there_is_always_something_to_number(log: Path) -> None:
    """A busy node has no quiet look at its log; its heads are kept a minute apart all the same."""
    sequencer = Sequencer()
    for minute in range(3):
        with clock.at(clock.now() + timedelta(minutes=minute, seconds=minute)):
            written(1)
            assert sequencer.round() > 0

    assert Checkpoint.objects.count() == 3


def test_what_is_written_while_the_tables_are_verified_is_no_finding(
    log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All that is compared is of one moment; whoever writes waits for nobody."""
    written(3)
    Sequencer().step()
    count = _Told.untold

    def write() -> None:
        written(2, "между тем")
        Sequencer().step()
        connection.close()

    def meanwhile(told: _Told) -> Iterator[Finding]:
        thread = threading.Thread(target=write)
        thread.start()
        thread.join()
        return count(told)

    monkeypatch.setattr(_Told, "untold", meanwhile)

    assert list(verify_history()) == []
    assert Thing.objects.filter(name__startswith="между тем").count() == 2
    assert list(verify_history()) == []


def test_only_one_sequencer_has_the_turn(log: Path) -> None:
    """The second one is told, and may try again."""
    told: list[str] = []

    def second() -> None:
        try:
            with the_only_one():
                told.append("took it")
        except AnotherRuns:
            told.append("waits")
        finally:
            connection.close()

    for is_taken in (True, False):
        thread = threading.Thread(target=second)
        if is_taken:
            with the_only_one():
                thread.start()
                thread.join()
        else:
            thread.start()
            thread.join()

    assert told == ["waits", "took it"]


def test_a_signer_that_is_away_holds_up_neither_writers_nor_numbers(log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Entries get their numbers; the head is signed when the signer is back."""
    written(2)
    sequencer = Sequencer()

    def away(_key: TestKey, _text: bytes) -> bytes:
        raise ConnectionError("no signer")

    with monkeypatch.context() as patched:
        patched.setattr(TestKey, "sign", away)
        with pytest.raises(ConnectionError):
            sequencer.step()
    assert heads.published(Epoch.objects.get()) is None
    again = Sequencer()
    again.step()

    head = heads.published(Epoch.objects.get())
    assert head is not None
    assert head.checkpoint.size == again.size == Entry.objects.count()


def committed_late(log_of: Sequencer, late: Entry) -> Callable[[], None]:
    """An entry that is not seen yet, as if its transaction were running; the call commits it."""
    hidden = Leaf(epoch=log_of.epoch, number=10**6, entry=late, hash=b"")
    hidden.save()

    def commit() -> None:
        guards.remove()
        Leaf.objects.filter(pk=hidden.pk).delete()
        guards.install()

    return commit


def test_an_entry_without_a_number_is_found_by_the_next_sweep_however_old_it_is(log: Path) -> None:
    """Whatever was forgotten, by whatever fault."""
    written(5)
    sequencer = Sequencer()
    late = Entry.objects.earliest("id")
    commit = committed_late(sequencer, late)
    sequencer.step()
    commit()

    with clock.at(timezone.now() + SWEEP_EVERY / 2):
        assert sequencer.step() == 0
    with clock.at(timezone.now() + SWEEP_EVERY * 2):
        assert sequencer.step() == 1

    assert Leaf.objects.get(entry=late).number == sequencer.size - 1


@pytest.mark.services
@pytest.mark.parametrize("when", ["before the start", "after it"])
def test_an_entry_committed_after_greater_keys_is_numbered_by_the_next_look(log: Path, when: str) -> None:
    """Its transaction took its key early and ended late; none that was rolled back is waited for in vain."""
    written(1)
    sequencer, told, may_end = Sequencer(), threading.Event(), threading.Event()
    sequencer.step()

    def late() -> None:
        with transaction.atomic():
            written(1, "позднее")
            told.set()
            assert may_end.wait(20)
        connection.close()

    thread = threading.Thread(target=late)
    thread.start()
    assert told.wait(20)
    with suppress(ZeroDivisionError), transaction.atomic():
        written(1, "отменённое")
        raise ZeroDivisionError
    written(3)
    if when == "before the start":
        sequencer = Sequencer()
    assert sequencer.step() == 3
    written(2)
    assert sequencer.step() == 2
    may_end.set()
    thread.join(20)

    assert sequencer.step() == 1
    assert sequencer.step() == 0
    assert sequencer.size == Entry.objects.count() == Leaf.objects.count()
    assert list(verify_history()) == []


def test_a_look_at_what_is_new_asks_for_that_alone(
    log: Path, django_assert_max_num_queries: Callable[[int], AbstractContextManager[Any]]
) -> None:
    """Nothing that has a number is read again, and no other table."""
    written(20)
    sequencer = Sequencer()
    sequencer.step()
    sequencer.step()
    newest = Entry.objects.latest("id").pk

    with django_assert_max_num_queries(2) as asked:
        assert sequencer.step() == 0

    looks = [one["sql"] for one in asked.captured_queries if " IN " not in one["sql"]]
    (look,) = (sql for sql in looks if "history_entry" in sql)
    assert f'"history_entry"."id" > {newest}' in look
    assert "history_leaf" not in look
