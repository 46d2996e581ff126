"""A log is exported so that a stranger can check it; what is untouched holds, whatever its size and its past."""

import dataclasses
import json
import random
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from history.log import notes
from history.log.exporting import ExportError, write_export
from tests.history.building import Built, Draft, Office
from tests.history.verifying import verify

pytestmark = pytest.mark.feature("X01")


@pytest.fixture(scope="module")
def office() -> Office:
    """One office for all: keys take their time."""
    return Office()


@pytest.mark.parametrize("sizes", [(0,), (1,), (2, 1), (3, 0), (255,), (256, 4), (257,), (512, 256, 300)])
def test_an_untouched_log_of_any_size_holds(sizes: tuple[int, ...], office: Office, tmp_path: Path) -> None:
    """Empty trees, trees of exactly some tiles, one leaf more."""
    folder = Draft(sizes).build(office).export(tmp_path / "export")

    verdict = verify(folder, "--key", office.key_hash)

    assert (verdict.code, verdict.findings, verdict.error) == (0, [], "")


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(6))
def test_an_untouched_log_of_a_random_size_holds(seed: int, office: Office, tmp_path: Path) -> None:
    """Other entries, other sizes, other moments of kept checkpoints each time."""
    chance = random.Random(seed)
    sizes = [chance.randrange(4, 1500) for _epoch in range(chance.randrange(1, 4))]
    draft = Draft(sizes, seed=seed, keep_every=chance.randrange(60, 300), lost=chance.randrange(9))

    verdict = verify(draft.build(office).export(tmp_path / "export"))

    assert (verdict.code, verdict.findings, verdict.error) == (0, [], "")


@pytest.mark.slow
@pytest.mark.parametrize("size", [65_537])
def test_a_log_of_more_than_one_file_of_entries_holds(size: int, office: Office, tmp_path: Path) -> None:
    """On both sides of a full tile of the second level."""
    built = Draft([size], keep_every=20_000, quiet=0.95).build(office)

    verdict = verify(built.export(tmp_path / "export", is_disclosing=False))

    assert (verdict.code, verdict.findings, verdict.error) == (0, [], "")


@pytest.mark.parametrize("share", [0.0, 0.02, 0.6])
def test_a_selection_holds(share: float, office: Office, tmp_path: Path) -> None:
    """Whatever entries were left out, down to all but the first."""
    chance = random.Random(3)
    built = Draft([700, 90]).build(office)
    chosen = {at for at in range(700) if chance.random() < share}
    built.selected = chosen.__contains__

    verdict = verify(built.export(tmp_path / "export", selection={"from": "2026-11-25", "to": None, "about": None}))

    assert (verdict.code, verdict.findings, verdict.error) == (0, [], "")


def test_an_altered_selection_is_found(office: Office, tmp_path: Path) -> None:
    """What was selected is still proved by the tree."""
    built = Draft([700]).build(office)
    built.selected = lambda at: at % 7 == 0
    folder = built.export(tmp_path / "export", selection={"from": None, "to": None, "about": "citizens.case:4"})
    path = folder / "epochs/1/entries/000000.txt"

    path.write_text(
        path.read_text(encoding="utf-8").replace("documents.registered", "documents.rejected", 1), encoding="utf-8"
    )

    assert verify(folder).codes == {"entry-hash"}


def test_a_log_with_destroyed_salts_holds(office: Office, tmp_path: Path) -> None:
    """Depersonalised entries have nothing to disclose, and all their hashes are as they were."""
    draft = Draft([300])
    before = draft.build(office)
    draft.destroyed = {place for place in draft.places() if place[1] % 2}
    after = draft.build(office)

    verdict = verify(after.export(tmp_path / "export"))

    assert after.leaves == before.leaves
    assert len(after.disclosed) < len(before.disclosed)
    assert (verdict.code, verdict.findings) == (0, [])


@pytest.mark.parametrize("curve", [ec.SECP384R1(), ec.SECP521R1()], ids=lambda curve: str(curve.name))
def test_seals_of_other_kinds_are_checked(curve: ec.EllipticCurve, tmp_path: Path) -> None:
    """Larger curves and Ed25519, beside P-256 and RSA of the other tests."""
    office = Office(seals=[ec.generate_private_key(curve), Ed25519PrivateKey.generate()])

    verdict = verify(Draft([200], keep_every=20).build(office).export(tmp_path / "export"))

    assert (verdict.code, verdict.findings, verdict.error) == (0, [], "")


def test_a_checkpoint_that_a_restored_backup_lost_is_known(office: Office, tmp_path: Path) -> None:
    """The published head that the next epoch names is accepted, any other beyond the end is not."""
    built = Draft([100, 5], lost=4).build(office)
    folder = built.export(tmp_path / "export")
    published = json.loads(built.texts[2][0])["log"]["epoch"]["previous"]["published"]
    lost = notes.Checkpoint(built.heads[0].origin, published["size"], bytes.fromhex(published["root"]))
    (tmp_path / "lost.txt").write_bytes(office.signed(lost))
    (tmp_path / "other.txt").write_bytes(office.signed(dataclasses.replace(lost, size=lost.size - 1)))

    assert verify(folder, "--against", tmp_path / "lost.txt").code == 0
    assert verify(folder, "--against", tmp_path / "lost.txt", tmp_path / "other.txt").codes == {"against-size"}


def test_a_checkpoint_of_another_log_is_told(office: Office, tmp_path: Path) -> None:
    """Its origin is none of the epochs."""
    held = Draft([5, 5]).build(office).write_checkpoint(tmp_path, 2, 4)

    verdict = verify(Draft([5]).build(office).export(tmp_path / "export"), "--against", held)

    assert verdict.codes == {"against-origin"}


def test_a_held_checkpoint_that_the_log_did_not_sign_proves_nothing(office: Office, tmp_path: Path) -> None:
    """Signed by somebody else, with the root as it is."""
    built = Draft([50]).build(office)
    stranger = Built(Office(seals=[]), leaves=built.leaves)

    verdict = verify(built.export(tmp_path / "export"), "--against", stranger.write_checkpoint(tmp_path, 1, 20))

    assert verdict.codes == {"checkpoint-signature", "checkpoint-witness"}


def test_calling_it_wrongly_is_no_verdict(office: Office, tmp_path: Path) -> None:
    """No folder, no key, no file: ends with 2."""
    folder = Draft([1]).build(office).export(tmp_path / "export")

    codes = [verify(folder, *given).code for given in (["--key", "12"], ["--against", tmp_path / "none"], ["--what"])]

    assert codes == [2, 2, 2]


def test_only_an_empty_folder_is_written_to(office: Office, tmp_path: Path) -> None:
    """What somebody keeps there is not mixed with an export."""
    built = Draft([1]).build(office)
    (tmp_path / "file").write_text("x")

    for target in (tmp_path, tmp_path / "file"):
        with pytest.raises(ExportError):
            built.export(target)

    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_a_private_key_is_never_exported(office: Office, tmp_path: Path) -> None:
    """Whatever the source takes for a public one."""
    built = Draft([1]).build(office)
    pem = office.log.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    source = type("Careless", (Built,), {"log_key": lambda _self: pem})(**vars(built))

    with pytest.raises(ExportError):
        write_export(tmp_path / "export", source, made_at=datetime.now(UTC))

    assert not (tmp_path / "export" / "log.json").exists()
