"""What a transaction will leave in the log: gathered while it runs, written as its entry before it is committed."""

import json
import secrets
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.db import connection, models, transaction

from history import clock
from history.actors import Acting, current_actor
from history.log.canonical import canonical, commitment
from history.models.acts import Act, ActMention
from history.models.entries import Entry
from history.source import current_source

# A transaction of more rows leaves several entries, each of a size that a reader can hold.
ROWS_AT_MOST = 500
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
class _Told:
    """A part of the coming entry. It waits among the connection's callbacks of the commit, for one reason: Django
    drops those of a rolled-back savepoint, and so what was undone is not told.
    """

    recorder: "Recorder"
    part: str
    facts: dict[str, Any]
    hidden: tuple[str, ...] = ()
    verb: str = ""

    def __call__(self) -> None:
        """Nothing: by the time of the commit the entry has been written."""


@dataclass
class Recorder:
    """The entry of the running transaction: rows, acts and readings name its ``key`` and are dated by its ``at``."""

    key: uuid.UUID = field(default_factory=_time_ordered)
    at: datetime = field(default_factory=clock.now)
    actor: Acting = field(default_factory=current_actor)
    rows: int = 0
    has_act: bool = False

    def make_room(self, rows: int) -> None:
        """Before that many rows are told: go on with a new entry where they would make this one too large."""
        if self.rows and self.rows + rows > ROWS_AT_MOST:
            self._write()
        self.rows += rows

    def by(self, key: int | None, name: str) -> dict[str, Any] | None:
        """Who did a part of the transaction, where that is another than who did the whole."""
        whole = self.actor
        return None if (key, name) == (whole.key, whole.name) else {"key": key, "name": plain(name)}

    def add_row(self, facts: dict[str, Any], hidden: tuple[str, ...], verb: str) -> None:
        """Tell a saved state of a row; ``hidden`` columns are personal, ``verb`` is its act if there is no other."""
        self._add("rows", facts, hidden, verb)

    def add_act(self, entry: Act, about: list[tuple[str, int]]) -> None:
        """Tell an act; what it says of its subject, and its particulars, are hidden."""
        facts = {
            "id": hexadecimal(entry.pk),
            "verb": entry.verb,
            "subject": [entry.subject_type, entry.subject_key],
            "about": [list(one) for one in about],
            "agency": entry.agency_key,
            "by": self.by(entry.actor_key, entry.actor_name),
            "label": plain(entry.subject_label),
            "data": plain(entry.data),
        }
        self._add("acts", facts, ("label", "data"))

    def add_reading(self, facts: dict[str, Any]) -> None:
        """Tell a reading; what was looked for is hidden."""
        self._add("readings", facts, ("query",))

    def add_log(self, facts: dict[str, Any]) -> None:
        """Tell what the log says of itself."""
        self._add("log", facts)

    def end(self) -> None:
        """Write the last entry of the transaction. Rows that changed outside of any act are an act by themselves."""
        told = self._take()
        if told and not self.has_act and all(one.part == "rows" for one in told):
            told.append(self._bare_act(told[0]))
        if told:
            _write(self, told)

    def _write(self) -> None:
        told = self._take()
        if told:
            _write(self, told)
        self.has_act = self.has_act or any(one.part == "acts" for one in told)
        self.key, self.rows = _time_ordered(), 0

    def _add(self, part: str, facts: dict[str, Any], hidden: tuple[str, ...] = (), verb: str = "") -> None:
        transaction.on_commit(_Told(self, part, facts, hidden, verb))

    def _take(self) -> list[_Told]:
        kept, told = [], []
        for waiting in connection.run_on_commit:
            call = waiting[1]
            if isinstance(call, _Told) and call.recorder is self:
                told.append(call)
            else:
                kept.append(waiting)
        connection.run_on_commit = kept
        return told

    def _bare_act(self, row: _Told) -> _Told:
        actor, first = self.actor, row.facts
        entry = Act.objects.create(
            verb=row.verb,
            at=self.at,
            actor_key=actor.key,
            actor_name=actor.name,
            address=current_source().address,
            subject_type=first["model"],
            subject_key=first["row"],
            subject_label=f"{first['model']} {first['row']}",
            data={},
            entry_id=self.key,
        )
        ActMention.objects.create(act=entry, object_type=first["model"], object_key=first["row"])
        self.add_act(entry, [(entry.subject_type, entry.subject_key)])
        return self._take()[0]


_open: ContextVar[Recorder | None] = ContextVar("recorder", default=None)


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
    finally:
        _open.reset(token)


def is_recording() -> bool:
    """Whether a recorded transaction is running."""
    return _open.get() is not None


def hexadecimal(number: int) -> str:
    """The number of an act or a reading as entries write it."""
    return f"{number:032x}"


def plain(value: Any) -> Any:
    """A value of JSON as it will be read back; fractions, which canonical JSON has not, become texts."""
    return json.loads(json.dumps(value), parse_float=str)


def moment(at: datetime) -> str:
    """A moment as entries write it."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _write(recorder: Recorder, told: list[_Told]) -> None:
    key, at, actor, source = recorder.key, recorder.at, recorder.actor, current_source()
    salt = secrets.token_bytes(32)
    body: dict[str, Any] = {
        "v": 1,
        "id": key.hex,
        "at": moment(at),
        "actor": {"key": actor.key, "name": plain(actor.name)},
        "from": {"address": source.address, "request": source.request, "task": source.task},
        "reason": plain(source.reason),
        "acts": [],
        "rows": [],
        "readings": [],
    }
    for one in told:
        if one.part == "log":
            body["log"] = one.facts
        else:
            body[one.part].append(_with_commitments(one, salt, len(body[one.part])))
    Entry.objects.create(
        uuid=key,
        at=at,
        actor_key=actor.key,
        actor_name=actor.name,
        address=source.address,
        request=source.request,
        task=source.task,
        reason=source.reason,
        body=canonical(body).decode(),
        salt=salt,
    )


def _with_commitments(one: _Told, salt: bytes, number: int) -> dict[str, Any]:
    facts = dict(one.facts)
    if one.part == "rows":
        values = facts["values"] = dict(facts["values"])
        for name in one.hidden:
            values[name] = commitment(salt, f"rows/{number}/values/{name}", values[name])
    else:
        for name in one.hidden:
            facts[name] = commitment(salt, f"{one.part}/{number}/{name}", facts[name])
    return facts


def type_name(subject: models.Model) -> str:
    """How the record names the type of an object: ``documents.document``."""
    return subject._meta.label_lower
