"""Heads of logs travel in packages and come back cosigned; a rewritten log is found out by whom it wrote to."""

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from exchange import services
from history.actors import Automatic
from history.log.merkle import leaf_hash, nodes_of, prove_consistency, root_of
from history.log.notes import Checkpoint as Head
from history.log.notes import SignedCheckpoint, sign_as_log, verify_cosignature
from history.models import Act, Checkpoint, Cosignature, ForeignCheckpoint
from history.services import witnessing
from history.services.sequencing import Sequencer
from history.services.witnessing import ToldHead
from tests.exchange.peers import Peers, Wire
from tests.history.logs import KEY

pytestmark = [pytest.mark.django_db, pytest.mark.feature("X01")]
THEIRS = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))
PEER = Automatic("tests")
LEAVES = [leaf_hash(str(number).encode()) for number in range(20)]
Verdict = ForeignCheckpoint.Verdict


@pytest.fixture
def sequencer(settings: Any, tmp_path: Path) -> Sequencer:
    """The log of the installation with a kept head."""
    settings.LOG_DIR = tmp_path / "log"
    settings.LOG_SIGNER = "tests.history.logs.TestKey"
    settings.LOG_NAME = "tests/log"
    sequencer = Sequencer()
    sequencer.step()
    sequencer.keep()
    return sequencer


def head(size: int, since: int = 0, leaves: list[bytes] = LEAVES, key: Ed25519PrivateKey = THEIRS) -> ToldHead:
    """A head of another agency's log, as its messages tell it."""
    public = key.public_key().public_bytes_raw()
    checkpoint = Head("theirs/log/1", size, root_of(leaves[:size]))
    signed = SignedCheckpoint(checkpoint, (sign_as_log(checkpoint, public, key.sign),))
    proof = tuple(prove_consistency(since, size, nodes_of(leaves[:size]))) if 0 < since < size else ()
    return ToldHead(signed.note, public, since, proof)


def seen(told: ToldHead) -> str:
    """What we say of it."""
    found = witnessing.see(actor=PEER, told=told)
    return found.verdict if found else ""


@pytest.mark.feature("F01")
def test_a_delivered_letter_brings_a_cosignature_home(peers: Peers, wire: Wire, sequencer: Sequencer) -> None:
    """The receipt carries it; it verifies under our kept head by the witness's own key."""
    peers.sent()

    services.deliver_due(transport=wire)

    kept = Checkpoint.objects.get()
    line = Cosignature.objects.get(checkpoint=kept)
    signed = SignedCheckpoint.parse((kept.note + line.line).encode())
    assert verify_cosignature(signed, line.witness, Ed25519PublicKey.from_public_bytes(bytes(line.key))) > 0
    assert peers.ministry_known.log_key == KEY.public_key().public_bytes_raw().hex()
    assert ForeignCheckpoint.objects.get().verdict == Verdict.AGREES


def test_the_next_head_comes_with_a_proof_for_the_one_that_was_cosigned(
    peers: Peers, wire: Wire, sequencer: Sequencer
) -> None:
    """And is cosigned too."""
    for number in ("02-07/1", "02-07/2"):
        peers.sent(number=number)
        services.deliver_due(transport=wire)
        sequencer.step()
        sequencer.keep()

    agreed = ForeignCheckpoint.objects.order_by("size").values_list("verdict", flat=True)
    assert list(agreed) == [Verdict.AGREES, Verdict.AGREES]
    assert Cosignature.objects.count() == 2


def test_a_head_that_the_other_side_has_cosigned_is_not_told_again(
    peers: Peers, wire: Wire, sequencer: Sequencer
) -> None:
    """Neither side signs, proves or keeps anything anew for it."""
    for number in ("02-07/1", "02-07/2"):
        peers.sent(number=number)

    services.deliver_due(transport=wire)

    assert ["<log-head" in told_by(body) for body in wire.carried] == [True, False]


def told_by(body: bytes) -> str:
    """What ``message.xml`` of a container says."""
    with zipfile.ZipFile(io.BytesIO(body)) as container:
        return container.read("message.xml").decode()


def test_a_log_without_a_kept_head_sends_letters_all_the_same(peers: Peers, wire: Wire) -> None:
    """Nothing is told of it."""
    message = peers.sent()

    services.deliver_due(transport=wire)

    message.refresh_from_db()
    assert message.state == "accepted"
    assert not Cosignature.objects.exists()


def test_a_head_that_extends_what_was_seen_agrees(db: None) -> None:
    """By its proof."""
    assert [seen(head(5)), seen(head(9, since=5)), seen(head(9, since=5))] == [Verdict.AGREES] * 3
    assert ForeignCheckpoint.objects.count() == 2


@pytest.mark.parametrize(
    "other",
    [
        head(5, leaves=LEAVES[::-1]),
        head(9, since=5, leaves=LEAVES[::-1]),
        head(9, since=5, key=Ed25519PrivateKey.from_private_bytes(bytes(32))),
    ],
    ids=["another root of the same size", "a fork", "another key"],
)
def test_a_rewritten_log_contradicts_what_was_seen_of_it(db: None, other: ToldHead) -> None:
    """It is kept as evidence, told as an act, and never cosigned."""
    seen(head(5))

    assert seen(other) == Verdict.DISAGREES
    found = ForeignCheckpoint.objects.latest("id")
    assert Act.objects.filter(verb="history.contradicted", subject_key=found.pk).exists()
    assert witnessing.cosigned(found) is None


@pytest.mark.parametrize("other", [head(3), head(9), head(9, since=4)], ids=["older", "no proof", "proof for another"])
def test_a_head_without_the_right_proof_is_not_cosigned(db: None, other: ToldHead) -> None:
    """Neither does it contradict: it may have been long on its way."""
    seen(head(5))

    assert seen(other) == Verdict.UNPROVEN


def test_a_head_that_its_own_key_did_not_sign_is_nothing(db: None) -> None:
    """It leaves no trace."""
    told = head(5)

    assert seen(ToldHead(told.note, KEY.public_key().public_bytes_raw())) == ""
    assert seen(ToldHead(b"rubbish", told.key)) == ""
    assert not ForeignCheckpoint.objects.exists()
