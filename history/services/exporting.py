"""Exporting the log of this installation, whole or in part, in the form of docs/log-format.md."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.db.models import Q
from django.utils import timezone

from history import clock
from history.actors import Actor
from history.acts import act, record
from history.log import exporting as form
from history.log.canonical import salt_for
from history.log.notes import public_key_pem
from history.models import ActMention, Checkpoint, Cosignature, Epoch, Leaf, ReadingMention, Schema
from history.services import heads
from history.services.disclosing import values_of
from history.services.sequencing import tree_of

CHUNK = 2000


@dataclass(frozen=True)
class Selection:
    """Which entries are wanted: of these days (both included), about one object."""

    since: date | None = None
    until: date | None = None
    about: tuple[str, int] | None = None

    @property
    def told(self) -> dict[str, str | None] | None:
        """As the export says it; None where everything is wanted."""
        if self == Selection():
            return None
        return {
            "from": self.since.isoformat() if self.since else None,
            "to": self.until.isoformat() if self.until else None,
            "about": f"{self.about[0]}:{self.about[1]}" if self.about else None,
        }


@act
def export_log(*, actor: Actor, target: Path, selection: Selection, is_disclosing: bool = False) -> int:
    """Write the folder and an act that says so; returns how many entries the exported trees hold.

    Raises:
        ExportError: the target is not empty, or nothing was sequenced yet.
        OSError: it could not be written.
    """
    source = Source(selection)
    form.write_export(target, source, made_at=clock.now(), selection=selection.told, is_disclosing=is_disclosing)
    newest = source.epochs()[-1]
    record(
        "history.exported",
        actor=actor,
        subject=Epoch.objects.get(pk=newest.number),
        data={"selection": selection.told or {}, "is_disclosing": is_disclosing, "size": newest.size},
    )
    return sum(epoch.size for epoch in source.epochs())


@dataclass
class Source:
    """The log in the database and the tiles beside it, as `history.log.exporting` reads a log."""

    selection: Selection
    _signer: Any = field(default_factory=heads.signer)

    def epochs(self) -> list[form.Epoch]:
        """Each with the size of its newest signed head."""
        return self._epochs

    @cached_property
    def _epochs(self) -> list[form.Epoch]:
        found = []
        for epoch in Epoch.objects.order_by("number"):
            size = self._heads(epoch)
            if size:
                found.append(form.Epoch(epoch.number, epoch.origin, max(size)))
        return found

    def _heads(self, epoch: Epoch) -> dict[int, bytes]:
        """Notes of the heads that count, by size: in the newest epoch the published one, in earlier ones the kept."""
        kept = Checkpoint.objects.filter(epoch=epoch).order_by("size")
        notes = {one.size: self._cosigned(one) for one in kept}
        newest = heads.published(epoch)
        if newest is not None and epoch == Epoch.objects.latest("number"):
            notes.setdefault(newest.checkpoint.size, newest.note)
        return notes

    @staticmethod
    def _cosigned(kept: Checkpoint) -> bytes:
        lines = Cosignature.objects.filter(checkpoint=kept).order_by("id").values_list("line", flat=True)
        return (kept.note + "".join(lines)).encode()

    def checkpoints(self, epoch: form.Epoch) -> Iterator[tuple[int, bytes]]:
        """By size, up to the exported one."""
        for size, note in self._heads(Epoch.objects.get(pk=epoch.number)).items():
            if size <= epoch.size:
                yield size, note

    def entries(self, epoch: form.Epoch) -> Iterator[tuple[int, str]]:
        """Number and text of the wanted entries; the first of an epoch is always wanted."""
        for leaf in self._leaves(epoch):
            yield leaf.number, leaf.entry.body

    def _leaves(self, epoch: form.Epoch) -> Iterator[Leaf]:
        wanted = Leaf.objects.filter(epoch=epoch.number, number__lt=epoch.size)
        if condition := self._wanted():
            wanted = wanted.filter(Q(number=0) | condition)
        after = -1
        while chunk := list(wanted.filter(number__gt=after).select_related("entry").order_by("number")[:CHUNK]):
            yield from chunk
            after = chunk[-1].number

    def _wanted(self) -> Q:
        condition = Q()
        if self.selection.since:
            condition &= Q(entry__at__gte=_midnight(self.selection.since))
        if self.selection.until:
            condition &= Q(entry__at__lt=_midnight(self.selection.until + timedelta(days=1)))
        if self.selection.about:
            condition &= Q(entry__uuid__in=_entries_about(*self.selection.about))
        return condition

    def tiles(self, epoch: form.Epoch) -> form.Tiles:
        """The tiles on disk."""
        return tree_of(Epoch.objects.get(pk=epoch.number))

    def schema(self, schema_id: str) -> bytes:
        """As it was told."""
        return Schema.objects.get(pk=schema_id).body.encode()

    def log_key(self) -> bytes:
        """The public key of the log."""
        return public_key_pem(Ed25519PublicKey.from_public_bytes(self._signer.public_key))

    def seals(self) -> Iterable[bytes]:
        """Certificates of all seals that the installation has had."""
        found: Iterable[bytes] = self._signer.seal_certificates()
        return found

    def witnesses(self) -> Iterable[tuple[str, bytes]]:
        """Names and keys of the witnesses whose cosignatures are exported."""
        named = Cosignature.objects.order_by("witness").values_list("witness", "key").distinct()
        return [(name, public_key_pem(Ed25519PublicKey.from_public_bytes(bytes(key)))) for name, key in named]

    def disclosures(self) -> Iterator[form.Disclosure]:
        """Every value that is still known, with the salt of that value alone."""
        for epoch in self.epochs():
            for leaf in self._leaves(epoch):
                if leaf.entry.salt is None:
                    continue
                salt = bytes(leaf.entry.salt)
                for path, value in values_of(json.loads(leaf.entry.body)):
                    yield form.Disclosure(epoch.number, leaf.number, path, salt_for(salt, path), value)


def _entries_about(kind: str, key: int) -> set[Any]:
    """Entries that tell acts or readings about an object."""
    acts = ActMention.objects.filter(object_type=kind, object_key=key).values_list("act__entry", flat=True)
    read = ReadingMention.objects.filter(object_type=kind, object_key=key).values_list("reading__entry", flat=True)
    return {*acts, *read}


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
