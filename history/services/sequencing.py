"""The sequencer: gives committed entries their numbers in the Merkle tree, keeps its tiles, signs its heads.

One at a time, in a process of its own, a fraction of a second behind the writers, who never wait for it. Whatever
moment is its last, the next one goes on: numbers are in the database, and the tiles on disk are made from them.
"""

import logging
from collections.abc import Sequence
from datetime import timedelta
from hashlib import sha256
from typing import Any

from django.db.models import Max

from history import clock, kill_points
from history.actors import Automatic, acting
from history.log import merkle
from history.log.notes import Checkpoint as Head
from history.log.notes import SignedCheckpoint, sign_as_log, sign_as_seal
from history.log.tiles import TileReader, TileStore
from history.models import Checkpoint, Entry, Epoch, Leaf
from history.models.recording import recording
from history.services import heads
from history.services.awaiting import Awaiting
from history.source import because

logger = logging.getLogger(__name__)

SEQUENCER = Automatic("sequencer")
BATCH = 2000
# A kept head every minute of activity; what is signed in between is published and superseded.
KEEP_EVERY = timedelta(minutes=1)


class Sequencer:
    """Opens the log of this installation and goes on with it. Who makes one sees to it that there is no second."""

    def __init__(self, signer: Any = None) -> None:
        """Open the newest epoch, or begin one: the first, or a new one after the database was restored."""
        self._signer = signer or heads.signer()
        self.epoch = _current_epoch(self._signer)
        self.folder = heads.folder_of(self.epoch)
        self._store = TileStore.open(self.folder, _count(self.epoch), _leaves(self.epoch))
        self._signed = heads.published(self.epoch)
        self._awaiting = Awaiting()

    @property
    def size(self) -> int:
        """How many entries the tree of this epoch holds."""
        return self._store.size

    def round(self) -> int:
        """One look: a step, and the head is kept if it is time, however busy the node is; how many entries."""
        numbered = self.step()
        self.keep_if_due()
        return numbered

    def step(self) -> int:
        """Number what was committed since, extend the tree, publish its head; returns how many entries that were."""
        numbered = 0
        while batch := self._numbered(BATCH):
            kill_points.reached("after-numbers")
            self._store.append(batch)
            kill_points.reached("after-tiles")
            numbered += len(batch)
            if len(batch) < BATCH:
                break
        if self._store.size and (self._signed is None or self._signed.checkpoint.size != self._store.size):
            self._publish()
        return numbered

    def keep(self) -> Checkpoint:
        """Keep the published head for ever, and tell so in the log; a head that is kept already stays as it is."""
        signed = self._signed
        if signed is None:
            raise ValueError("nothing was published yet")
        kill_points.reached("before-head-kept")
        kept = keep_head(self.epoch, signed)
        kill_points.reached("after-head-kept")
        return kept

    def keep_if_due(self) -> Checkpoint | None:
        """Keep the head once a minute, as long as there is anything but kept heads since."""
        newest = Checkpoint.objects.filter(epoch=self.epoch).order_by("-size").first()
        if self._signed is None:
            return None
        has_news = newest is None or self._signed.checkpoint.size > newest.size + 1
        is_time = newest is None or abs(clock.now() - newest.at) >= KEEP_EVERY
        return self.keep() if has_news and is_time else None

    def _numbered(self, at_most: int) -> list[bytes]:
        entries = self._awaiting.next(at_most)
        return _number(self.epoch, self._store.size, entries) if entries else []

    def _publish(self) -> None:
        head = Head(self.epoch.origin, self._store.size, self._store.root())
        self._signed = _signed(head, self._signer)
        kill_points.reached("before-head-published")
        heads.publish(self.epoch, self._signed)
        kill_points.reached("after-head-published")


def keep_head(epoch: Epoch, signed: SignedCheckpoint) -> Checkpoint:
    """Keep a signed head, and tell so in the log; once."""
    head = signed.checkpoint
    known = Checkpoint.objects.filter(epoch=epoch, size=head.size).first()
    if known is not None:
        return known
    with acting(SEQUENCER), recording() as telling:
        telling.add_log({"checkpoint": {"size": head.size, "root": head.root.hex()}})
        return Checkpoint.objects.create(
            epoch=epoch, size=head.size, root=head.root, note=signed.note.decode(), at=clock.now()
        )


def tree_of(epoch: Epoch) -> TileReader:
    """The tree of an epoch, to read."""
    return TileReader(heads.folder_of(epoch))


def _current_epoch(signer: Any) -> Epoch:
    epoch = Epoch.objects.order_by("-number").first()
    if epoch is None:
        return _begin(1, heads.new_name(), signer, None)
    published = heads.published(epoch)
    if published is None:
        return epoch
    size = _count(epoch)
    store = TileStore.open(heads.folder_of(epoch), size, _leaves(epoch))
    head = published.checkpoint
    if head.size <= size and store.root_at(head.size) == head.root:
        return epoch
    logger.critical(
        "the database holds %s entries of the log, or other ones than the %s published: it was restored or changed; "
        "a new epoch begins",
        size,
        head.size,
    )
    kept = Head(epoch.origin, size, store.root())
    keep_head(epoch, _signed(kept, signer))
    previous = {
        "published": {"size": head.size, "root": head.root.hex()},
        "kept": {"size": kept.size, "root": kept.root.hex()},
    }
    with because("the database was older than what was published"):
        return _begin(epoch.number + 1, heads.name_of(epoch), signer, previous)


def _begin(number: int, name: str, signer: Any, previous: dict[str, Any] | None) -> Epoch:
    """Begin an epoch with the entry that says so."""
    origin = f"{name}/{number}"
    key = sha256(signer.public_key).hexdigest()
    with acting(SEQUENCER), recording() as telling:
        epoch = Epoch.objects.create(number=number, origin=origin, began_at=clock.now())
        telling.add_log({"epoch": {"number": number, "origin": origin, "key": key, "previous": previous}})
        told = telling.key
    first = Entry.objects.get(uuid=told)
    _number(epoch, 0, [(first.pk, first.body)])
    return epoch


def _number(epoch: Epoch, start: int, entries: Sequence[tuple[int, str]]) -> list[bytes]:
    hashes = [merkle.leaf_hash(body.encode()) for _key, body in entries]
    kill_points.reached("before-numbers")
    Leaf.objects.bulk_create(
        Leaf(epoch=epoch, number=start + at, entry_id=key, hash=hashes[at]) for at, (key, _body) in enumerate(entries)
    )
    return hashes


def _signed(head: Head, signer: Any) -> SignedCheckpoint:
    signed = SignedCheckpoint(head, (sign_as_log(head, signer.public_key, signer.sign),))
    for seal in signer.seals():
        signed = signed.with_signature(sign_as_seal(head, seal.exchange_id, seal.certificate, seal.sign))
    return signed


def _count(epoch: Epoch) -> int:
    newest: int | None = Leaf.objects.filter(epoch=epoch).aggregate(newest=Max("number"))["newest"]
    return 0 if newest is None else newest + 1


def _leaves(epoch: Epoch) -> Any:
    def between(start: int, stop: int) -> list[bytes]:
        rows = Leaf.objects.filter(epoch=epoch, number__gte=start, number__lt=stop).order_by("number")
        return [bytes(hashed) for hashed in rows.values_list("hash", flat=True).iterator(chunk_size=10_000)]

    return between
