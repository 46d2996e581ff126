"""Key files and their keeper: encrypted, readable by one user, patient with people and slow with guessers."""

import stat
from pathlib import Path

import pytest

from signing.keeper import FREE_ATTEMPTS, Keeper
from signing.keys import (
    KeyKind,
    KeyMissing,
    TooManyAttempts,
    WrongPassphrase,
    key_path,
    load_key,
    make_key,
    save_key,
)

pytestmark = pytest.mark.feature("X03")

PASSPHRASE = "верная лошадь батарея"
KEY, SEAL, AUTHORITY = "person-0123456789abcdef", "seal-0123456789abcdef", "authority-0123456789abcdef"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Keys of an official, of a seal and of an authority."""
    keys = tmp_path / "keys"
    for key_id in (KEY, SEAL, AUTHORITY):
        save_key(make_key(), key_path(keys, key_id), PASSPHRASE, cost=2)
    (keys / "seal.passphrase").write_text(f"{PASSPHRASE}\n")
    return keys


@pytest.fixture
def keeper(folder: Path) -> Keeper:
    """Their keeper."""
    return Keeper(folder, folder / "seal.passphrase")


@pytest.mark.parametrize("kind", [KeyKind.P256, KeyKind.P384, KeyKind.ED25519])
def test_a_key_file_is_encrypted_and_belongs_to_one_user(kind: KeyKind, tmp_path: Path) -> None:
    """PKCS#8 under a passphrase, mode 0600, in a folder of mode 0700."""
    key = make_key(kind)
    path = tmp_path / "keys" / "key.pem"

    save_key(key, path, PASSPHRASE)

    assert path.read_bytes().startswith(b"-----BEGIN ENCRYPTED PRIVATE KEY-----")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert load_key(path, PASSPHRASE).public_key() == key.public_key()


def test_a_wrong_passphrase_is_told_from_a_missing_key(folder: Path) -> None:
    """The person can mend the one, the administrator the other."""
    with pytest.raises(WrongPassphrase):
        load_key(key_path(folder, KEY), "wrong")
    with pytest.raises(KeyMissing):
        load_key(key_path(folder, "person-fedcba9876543210"), PASSPHRASE)


def test_a_key_is_never_overwritten(folder: Path) -> None:
    """A lost key cannot be had again."""
    with pytest.raises(FileExistsError):
        save_key(make_key(), key_path(folder, KEY), PASSPHRASE)


def test_a_short_passphrase_is_refused(tmp_path: Path) -> None:
    """Before any file is written."""
    with pytest.raises(ValueError, match="too short"):
        save_key(make_key(), tmp_path / "key.pem", "short")

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "key_id", ["../person-0123456789abcdef", "person-0123456789abcdef/../x", "seal.passphrase", ""]
)
def test_an_id_names_no_other_file(key_id: str, folder: Path) -> None:
    """Whatever a client asks for."""
    with pytest.raises(KeyMissing):
        key_path(folder, key_id)


def test_the_seal_needs_no_passphrase_from_its_client(keeper: Keeper) -> None:
    """Its own lies beside it."""
    assert len(keeper.sign(SEAL, None, b"data")) == 64


def test_an_official_s_key_does_not_open_without_its_passphrase(keeper: Keeper) -> None:
    """Not for the seal's, and not for none."""
    with pytest.raises(WrongPassphrase):
        keeper.sign(KEY, None, b"data")


def test_the_key_of_an_authority_signs_nothing_here(keeper: Keeper) -> None:
    """Whoever reaches the keeper issues no certificates."""
    with pytest.raises(KeyMissing):
        keeper.sign(AUTHORITY, PASSPHRASE, b"data")


def test_after_several_wrong_passphrases_a_key_rests_and_the_others_do_not(keeper: Keeper) -> None:
    """Even the right one is not tried meanwhile."""
    for _attempt in range(FREE_ATTEMPTS):
        with pytest.raises(WrongPassphrase):
            keeper.sign(KEY, "wrong", b"data")

    with pytest.raises(TooManyAttempts) as rests:
        keeper.sign(KEY, PASSPHRASE, b"data")

    assert 1 <= rests.value.seconds <= 2
    assert keeper.sign(SEAL, None, b"data")


def test_the_right_passphrase_forgives_earlier_mistakes(keeper: Keeper) -> None:
    """A person who mistyped twice begins anew."""
    for _round in range(3):
        for _attempt in range(FREE_ATTEMPTS - 1):
            with pytest.raises(WrongPassphrase):
                keeper.sign(KEY, "wrong", b"data")
        assert keeper.sign(KEY, PASSPHRASE, b"data")


def test_a_set_up_opens_a_key_once_and_no_longer_than_it_lasts(keeper: Keeper, folder: Path) -> None:
    """The file may break meanwhile; another passphrase opens nothing; afterwards each signature opens it again."""
    path = key_path(folder, KEY)
    with keeper.holding_open():
        keeper.sign(KEY, PASSPHRASE, b"first")
        content = path.read_bytes()
        path.write_bytes(b"broken meanwhile")
        assert keeper.sign(KEY, PASSPHRASE, b"second")
        path.write_bytes(content)
        with pytest.raises(WrongPassphrase):
            keeper.sign(KEY, "wrong", b"third")

    with pytest.raises(WrongPassphrase):
        keeper.sign(KEY, "wrong", b"fourth")
    path.unlink()
    with pytest.raises(KeyMissing):
        keeper.sign(KEY, PASSPHRASE, b"fifth")
