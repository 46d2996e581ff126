"""Every tampering with a log is found by the verifier that lies beside it, wherever it was done."""

import os
import random
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.history import forgers
from tests.history.building import Built, Draft, Office
from tests.history.forgers import Drafting, Folder, name_of
from tests.history.verifying import verify

pytestmark = [pytest.mark.slow, pytest.mark.feature("X01")]
SIZES = (560, 120)
KEEP_EVERY = 200
# Where in the log each tampering is done; MEZHVED_SITES=3 does each in three places.
SITES = tuple(range(1, int(os.environ.get("MEZHVED_SITES", "1")) + 1))


@dataclass(frozen=True)
class Untouched:
    """A log that nobody touched, its makers and its export."""

    office: Office
    built: Built
    folder: Path


@pytest.fixture(scope="module")
def untouched(tmp_path_factory: pytest.TempPathFactory) -> Untouched:
    """Two epochs with everything that a log may have."""
    office = Office()
    built = Draft(SIZES, keep_every=KEEP_EVERY).build(office)
    return Untouched(office, built, built.export(tmp_path_factory.mktemp("log") / "export"))


@pytest.mark.parametrize("site", SITES)
@pytest.mark.parametrize("forge", forgers.FILES, ids=name_of)
def test_tampered_files_are_found(forge: forgers.Forge, site: int, untouched: Untouched, tmp_path: Path) -> None:
    """By what fits, and with nothing else to compare with."""
    folder = Folder(tmp_path / "export", random.Random(f"{forge.__name__} {site}"), untouched.office)
    shutil.copytree(untouched.folder, folder.path)

    expected = forge(folder)
    verdict = verify(folder.path)

    assert (verdict.code, verdict.error) == (1, "")
    assert expected & verdict.codes
    assert "unreadable" not in verdict.codes


@pytest.mark.parametrize("site", SITES)
@pytest.mark.parametrize("forge", forgers.INCONSISTENT, ids=name_of)
def test_a_log_that_contradicts_itself_is_found(
    forge: Callable[[Drafting], set[str]], site: int, tmp_path: Path
) -> None:
    """All hashes and signatures are right: the holder of the true key made it so."""
    draft = Draft(SIZES, keep_every=KEEP_EVERY)

    expected = forge(Drafting(draft, random.Random(f"{forge.__name__} {site}")))
    verdict = verify(draft.build(Office()).export(tmp_path / "export"))

    assert (verdict.code, verdict.error) == (1, "")
    assert expected & verdict.codes


@pytest.mark.parametrize("site", SITES)
@pytest.mark.parametrize("forge", forgers.DRAFTS, ids=name_of)
def test_a_whole_log_made_anew_is_found_by_its_key_and_by_older_checkpoints(
    forge: Callable[[Drafting], None], site: int, untouched: Untouched, tmp_path: Path
) -> None:
    """With a key of the forger's own the key tells it, with the true key a checkpoint that somebody else holds."""
    draft = Draft(SIZES, keep_every=KEEP_EVERY)
    held = [untouched.built.write_checkpoint(tmp_path, epoch, size) for epoch, size in enumerate(SIZES, 1)]

    forge(Drafting(draft, random.Random(f"{forge.__name__} {site}")))
    foreign = verify(draft.build(Office()).export(tmp_path / "foreign"), "--key", untouched.office.key_hash)
    true = verify(
        draft.build(untouched.office).export(tmp_path / "true"), "--key", untouched.office.key_hash, "--against", *held
    )

    assert (foreign.code, true.code) == (1, 1)
    assert "key" in foreign.codes
    assert {"against-root", "against-size"} & true.codes
    assert "key" not in true.codes


def test_without_anything_from_elsewhere_a_log_made_anew_holds(tmp_path: Path) -> None:
    """The honest limit: whoever has the whole folder and a key is caught only by what others know."""
    draft = Draft(SIZES, keep_every=KEEP_EVERY)
    forgers.hide_the_actor(Drafting(draft, random.Random(1)))

    assert verify(draft.build(Office()).export(tmp_path / "export")).code == 0


def test_the_untouched_log_holds_against_its_own_past(untouched: Untouched, tmp_path: Path) -> None:
    """Checkpoints of all sizes and both epochs, and one that a restored backup lost but the next epoch names."""
    chance = random.Random(5)
    places = [(epoch, chance.randint(0, size)) for epoch, size in enumerate(SIZES, 1) for _time in range(4)]
    held = [untouched.built.write_checkpoint(tmp_path, epoch, size) for epoch, size in {*places, (1, SIZES[0])}]

    verdict = verify(untouched.folder, "--key", untouched.office.key_hash, "--against", *held)

    assert verdict.findings == []
    assert (verdict.code, verdict.error) == (0, "")
