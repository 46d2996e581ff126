"""Witnessing: agencies carry each other's heads in the messages they exchange, so that none can rewrite its log unseen.

What is told of our log is its newest kept head, with a proof that it extends the one that the other side saw before.
What we are told is checked against what we saw, kept for ever, and cosigned (C2SP tlog-cosignature) where it agrees.
"""

import logging
import time
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from history import clock, kill_points
from history.actors import Actor
from history.acts import act, record
from history.log.merkle import ProofError, check_consistency
from history.log.notes import Checkpoint as Head
from history.log.notes import NoteError, Signature, SignedCheckpoint, cosign, verify_cosignature, verify_log
from history.models import Checkpoint, Cosignature, Epoch, ForeignCheckpoint
from history.prepared import Given, Prepared
from history.services import heads
from history.services.sequencing import tree_of

logger = logging.getLogger(__name__)

Verdict = ForeignCheckpoint.Verdict


@dataclass(frozen=True)
class ToldHead:
    """A head as messages carry it: the signed note, the key of its log, and the proof that it extends ``since``."""

    note: bytes
    key: bytes
    since: int = 0
    proof: tuple[bytes, ...] = ()


@dataclass(frozen=True)
class ToldCosignature:
    """A witness's line under our head of that size, and the key of the witness's own log."""

    line: str
    key: bytes
    size: int


def head_for(witness: bytes) -> ToldHead | None:
    """Our newest kept head for the witness with this key (none seen yet: empty).

    None before the first was kept, and when the witness has cosigned the newest: there is nothing to tell.
    """
    newest = _NEWEST.first()
    if newest is None:
        return None
    cosigned_sizes = _COSIGNED.values(witness=witness, epoch=newest.epoch_id, size=newest.size)
    seen = cosigned_sizes[0][0] if cosigned_sizes else 0
    if seen == newest.size:
        return None
    proof = tuple(tree_of(newest.epoch).consistency(seen, newest.size)) if 0 < seen < newest.size else ()
    return ToldHead(newest.note.encode(), heads.signer().public_key, seen, proof)


def see(*, actor: Actor, told: ToldHead) -> ForeignCheckpoint | None:
    """Keep the head of another log as it was told; None where it proves nothing: another key than the named one signed.

    It agrees when it is the first of its log, or extends, provably, the newest one that agreed; it contradicts that
    with another key, another root of the same size, or a proof that fails.
    """
    try:
        signed = SignedCheckpoint.parse(told.note)
        head = verify_log(signed, Ed25519PublicKey.from_public_bytes(told.key))
    except (NoteError, ValueError):
        return None
    known = ForeignCheckpoint.objects.filter(origin=head.origin)
    again = known.filter(size=head.size, root=head.root, key=told.key).first()
    if again is not None:
        return again
    return note_head(actor=actor, told=told, head=head)


@act
def note_head(*, actor: Actor, told: ToldHead, head: Head) -> ForeignCheckpoint:
    """Keep a head that was not told before, whose signature was checked."""
    known = ForeignCheckpoint.objects.filter(origin=head.origin)
    kill_points.reached("before-head-seen")
    newest = known.filter(verdict=Verdict.AGREES).order_by("-size").first()
    seen = ForeignCheckpoint.objects.create(
        origin=head.origin,
        size=head.size,
        root=head.root,
        note=told.note.decode(),
        key=told.key,
        seen_at=clock.now(),
        verdict=Verdict.AGREES if newest is None else _verdict(newest, told, head),
    )
    kill_points.reached("after-head-seen")
    if seen.verdict == Verdict.DISAGREES:
        logger.critical("the log %s contradicts what was seen of it before", head.origin)
        record("history.contradicted", actor=actor, subject=seen, data={"size": head.size})
    return seen


def cosigned(seen: ForeignCheckpoint) -> ToldCosignature | None:
    """Our signature under a head that agrees; None where it does not, or before our own log has begun."""
    epoch = Epoch.objects.order_by("-number").first()
    if epoch is None or seen.verdict != Verdict.AGREES:
        return None
    signer = heads.signer()
    head = SignedCheckpoint.parse(seen.note.encode()).checkpoint
    signature = cosign(head, epoch.origin, signer.public_key, int(time.time()), signer.sign)
    return ToldCosignature(signature.line, signer.public_key, head.size)


@act
def accept_cosignature(*, actor: Actor, told: ToldCosignature) -> Cosignature | None:
    """Keep a witness's signature under a kept head of ours, once; None where it is not one."""
    kept = Checkpoint.objects.filter(size=told.size).order_by("-epoch").first()
    if kept is None:
        return None
    signed = SignedCheckpoint.parse(kept.note.encode())
    try:
        signature = Signature.parse(told.line)
        key = Ed25519PublicKey.from_public_bytes(told.key)
        verify_cosignature(signed.with_signature(signature), signature.name, key)
    except (NoteError, ValueError):
        return None
    if Cosignature.objects.filter(checkpoint=kept, witness=signature.name).exists():
        return None
    kill_points.reached("before-cosignature-kept")
    return Cosignature.objects.create(
        checkpoint=kept, witness=signature.name, key=told.key, line=signature.line, at=clock.now()
    )


def _verdict(newest: ForeignCheckpoint, told: ToldHead, head: Head) -> str:
    """The told head beside the newest one that agreed."""
    if bytes(newest.key) != told.key or (head.size == newest.size and head.root != bytes(newest.root)):
        return Verdict.DISAGREES
    if head.size < newest.size or told.since != newest.size:
        return Verdict.UNPROVEN  # it was long on its way, or its sender does not know what we saw
    try:
        check_consistency(newest.size, bytes(newest.root), head.size, head.root, told.proof)
    except ProofError:
        return Verdict.DISAGREES
    return Verdict.AGREES


_NEWEST = Prepared(lambda: Checkpoint.objects.select_related("epoch").order_by("-epoch", "-size")[:1])
_COSIGNED = Prepared(
    lambda: (
        Cosignature.objects.filter(
            key=Given("witness"), checkpoint__epoch=Given("epoch"), checkpoint__size__lte=Given("size")
        )
        .order_by("-checkpoint__size")
        .values_list("checkpoint__size")[:1]
    )
)
