"""Heads of logs in messages: as cards on the wire, as what `history` reads and gives."""

import binascii
from base64 import b64decode, b64encode

from exchange.models import Correspondent
from history.actors import Actor
from history.services import witnessing
from history.services.witnessing import ToldCosignature, ToldHead
from signing.keys import SigningFailed
from signing.messages import LogCosignature, LogHead


def head_for(correspondent: Correspondent) -> LogHead | None:
    """Our newest kept head for a correspondent, with the proof for what it has cosigned."""
    told = witnessing.head_for(bytes.fromhex(correspondent.log_key))
    if told is None:
        return None
    proof = ",".join(one.hex() for one in told.proof)
    return LogHead(b64encode(told.note).decode("ascii"), told.key.hex(), told.since, proof)


def told_head(card: LogHead) -> ToldHead | None:
    """What a message says of its sender's log; None where it makes no sense."""
    try:
        proof = tuple(bytes.fromhex(one) for one in card.proof.split(",") if one)
        return ToldHead(b64decode(card.note, validate=True), bytes.fromhex(card.key), card.since, proof)
    except (ValueError, binascii.Error):
        return None


def cosign(actor: Actor, card: LogHead | None) -> LogCosignature | None:
    """Note what a message says of its sender's log, and cosign it where it agrees with what was seen before."""
    told = told_head(card) if card is not None else None
    seen = witnessing.see(actor=actor, told=told) if told is not None else None
    try:
        signed = witnessing.cosigned(seen) if seen is not None else None
    except SigningFailed:
        return None  # the message is not held up for it: the next head is cosigned
    return LogCosignature(signed.line.rstrip("\n"), signed.key.hex(), signed.size) if signed is not None else None


def told_cosignature(card: LogCosignature) -> ToldCosignature:
    """What a receipt says of our head."""
    return ToldCosignature(card.line, bytes.fromhex(card.key), card.size)
