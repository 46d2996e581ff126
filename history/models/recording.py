"""What a transaction will leave in the log: gathered while it runs, written as its entry before it is committed."""

import secrets
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection, models, transaction

from history import clock
from history.actors import Acting, current_actor
from history.models.acts import Act
from history.models.inserting import ROWS_AT_MOST
from history.models.readings import Reading
from history.models.schemas import plain
from history.models.writing import Mentions, Told, ToldAct, ToldLog, ToldReading, ToldRow, write
from history.rows import tell as tell_followers
from history.source import current_source

WRITTEN = "history.written"


class Unrecorded(RuntimeError):
    """A tracked row was about to change outside of `recording`, where nothing would be left of it."""


def _time_ordered() -> uuid.UUID:
    """A UUID of version 7: 48 bits of milliseconds, then chance, so that neighbours in time lie together in indexes."""
    value = (time.time_ns() // 1_000_000) << 80 | secrets.randbits(80)
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return uuid.UUID(int=value)


@dataclass
class _Waiting:
    """What was told and is not yet written. It waits among the connection's callbacks of the commit, for one reason:
    Django drops those of a rolled-back savepoint, and so what was undone is not told.
    """

    recorder: "Recorder"
    told: Told

    def __call__(self) -> None:
        """Nothing: by the time of the commit it has been written."""


@dataclass
class Recorder:
    """The entry of the running transaction: rows, acts and readings name its ``key`` and are dated by its ``at``."""

    key: uuid.UUID = field(default_factory=_time_ordered)
    at: datetime = field(default_factory=clock.now)
    actor: Acting = field(default_factory=current_actor)
    rows: int = 0
    has_act: bool = False
    changed: set[tuple[str, int]] = field(default_factory=set)

    def make_room(self, rows: int) -> None:
        """Before that many rows are told: go on with a new entry where they would make this one too large."""
        if self.rows and self.rows + rows > ROWS_AT_MOST:
            self.settle()
        self.rows += rows

    def settle(self) -> uuid.UUID:
        """Write what was told so far as an entry of its own, for whoever needs its acts with their keys; its key."""
        settled, told = self.key, self._take()
        self._write(told)
        self.has_act = self.has_act or any(isinstance(one, ToldAct) for one in told)
        self.key, self.rows = _time_ordered(), 0
        return settled

    def add_row(self, model: Any, kind: str, key: int, columns: dict[str, Any]) -> None:
        """Tell a saved state of a row, created ``+``, changed ``~`` or deleted ``-``: a version, written at the end.

        `make_room` must have been called for it.
        """
        actor = current_actor()
        about = {
            "history_date": self.at,
            "history_type": kind,
            "history_user_id": actor.key,
            "history_actor": actor.name,
            "history_change_reason": current_source().reason,
            "history_entry_id": self.key,
        }
        self.changed.add((model._meta.label_lower, key))
        self._add(ToldRow(model, kind, key, columns, about, self._by(actor)))

    def add_act(self, act: Act, mentions: Mentions) -> None:
        """Tell an act; it gets its key when it is written."""
        self._add(ToldAct(act, mentions, self._by(Acting(act.actor_key, act.actor_name))))

    def add_reading(self, reading: Reading, mentions: Mentions) -> None:
        """Tell a reading; it gets its key when it is written."""
        self._add(ToldReading(reading, mentions))

    def add_log(self, facts: dict[str, Any]) -> None:
        """Tell what the log says of itself."""
        self._add(ToldLog(facts))

    def end(self) -> None:
        """Write the last entry of the transaction. Rows that changed outside of any act are an act by themselves."""
        told = self._take()
        if told and not self.has_act and all(isinstance(one, ToldRow) for one in told):
            told.append(self._bare_act(told[0]))
        self._write(told)
        tell_followers(self.changed)

    def _write(self, told: list[Told]) -> None:
        if told:
            write(told, key=self.key, at=self.at, actor=self.actor)

    def _by(self, actor: Acting) -> dict[str, Any] | None:
        """Who did a part of the transaction, where that is another than who did the whole."""
        return None if actor == self.actor else {"key": actor.key, "name": plain(actor.name)}

    def _add(self, told: Told) -> None:
        transaction.on_commit(_Waiting(self, told))

    def _take(self) -> list[Told]:
        kept, told = [], []
        for waiting in connection.run_on_commit:
            call = waiting[1]
            if isinstance(call, _Waiting) and call.recorder is self:
                told.append(call.told)
            else:
                kept.append(waiting)
        connection.run_on_commit = kept
        return told

    def _bare_act(self, row: Any) -> ToldAct:
        actor, label = self.actor, row.model._meta.label_lower
        act = Act(
            verb=row.model.WRITTEN,
            at=self.at,
            actor_key=actor.key,
            actor_name=actor.name,
            address=current_source().address,
            subject_type=label,
            subject_key=row.key,
            subject_label=f"{label} {row.key}",
            data={},
            entry_id=self.key,
        )
        return ToldAct(act, [(label, row.key)], None)


_open: ContextVar[Recorder | None] = ContextVar("recorder", default=None)
_kept: ContextVar[int] = ContextVar("transactions kept", default=0)


def recorder() -> Recorder:
    """What the running transaction tells.

    Raises:
        Unrecorded: nothing is being recorded.
    """
    current = _open.get()
    if current is None:
        raise Unrecorded("tracked rows change in an act, by save() or delete(), or through history.bulk")
    return current


@contextmanager
def recording(*, savepoint: bool = True) -> Iterator[Recorder]:
    """A transaction that leaves an entry; inside another one it is a part of that, which can be undone by itself.

    Without a ``savepoint`` it cannot: for single statements, whose failure is that of the whole.
    """
    current = _open.get()
    if current is not None:
        with transaction.atomic() if savepoint else nullcontext():
            yield current
        return
    current = Recorder()
    token = _open.set(current)
    try:
        with transaction.atomic():
            yield current
            current.end()
        _kept.set(_kept.get() + 1)
    finally:
        _open.reset(token)


def is_recording() -> bool:
    """Whether a recorded transaction is running."""
    return _open.get() is not None


def transactions_kept() -> int:
    """How many recorded transactions of this thread were kept so far: to see whether any was since."""
    return _kept.get()


def type_name(subject: models.Model) -> str:
    """How the record names the type of an object: ``documents.document``."""
    return subject._meta.label_lower
