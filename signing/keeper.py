"""The keeper of keys: opens key files, signs, lets a key rest after wrong passphrases; tells neither to anyone."""

import secrets
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

from signing.keys import (
    KeyKind,
    KeyMissing,
    PrivateKey,
    PublicKey,
    TooManyAttempts,
    WrongPassphrase,
    key_path,
    load_key,
    make_key,
    raw_signature,
    save_key,
    write_secret,
)
from signing.pkcs8 import FULL_COST

SEAL_PREFIX, PERSON_PREFIX, AUTHORITY_PREFIX, LOG_PREFIX = "seal-", "person-", "authority-", "log-"
STAMPER_PREFIX = "stamper-"
# Keys of the installation itself, opened by a passphrase in a file beside them.
OWN_PREFIXES = (SEAL_PREFIX, LOG_PREFIX, STAMPER_PREFIX, AUTHORITY_PREFIX)
AUTHORITY_PASSPHRASE = "authority.passphrase"  # noqa: S105  # the name of a file
FREE_ATTEMPTS = 3
LONGEST_REST = 300


@dataclass
class _Attempts:
    """Wrong passphrases in a row, and the moment before which none is tried. One attempt at a time."""

    wrong: int = 0
    rests_until: float = 0.0
    lock: threading.Lock = field(default_factory=threading.Lock)


class Keeper:
    """Makes and uses the keys of one folder. A person's key is opened for one signature, the node's own stay open.

    An authority whose key was moved away is not served: its certificates are brought in from where it is kept.
    """

    def __init__(self, folder: Path, seal_passphrase_file: Path, cost: int = FULL_COST) -> None:
        self._folder, self._seal_passphrase_file, self._cost = folder, seal_passphrase_file, cost
        self._attempts: dict[str, _Attempts] = {}
        self._opened_for_good: dict[str, PrivateKey] = {}
        self._lock = threading.Lock()

    def sign(self, key_id: str, passphrase: str | None, data: bytes) -> bytes:
        """The raw signature of the data. The seal and the log need no passphrase, theirs is in a file beside the keys.

        Raises:
            KeyMissing: no such key is served here.
            WrongPassphrase: the passphrase does not open it, or (`TooManyAttempts`) none is tried for a while.
        """
        path = key_path(self._folder, key_id)
        if key_id.startswith(OWN_PREFIXES) and passphrase is None:
            return raw_signature(self._own(key_id, path), data)
        if not key_id.startswith((SEAL_PREFIX, PERSON_PREFIX)) or not path.exists():
            raise KeyMissing("no such key")
        return raw_signature(self._opened(key_id, path, passphrase or ""), data)

    def make(self, prefix: str, passphrase: str | None, kind: KeyKind) -> tuple[str, PublicKey]:
        """Make a key and keep it; its id and its public half. One of the installation itself needs no passphrase.

        Raises:
            KeyMissing: no keys of this prefix are made here.
            ValueError: the passphrase is too short.
        """
        if prefix not in (*OWN_PREFIXES, PERSON_PREFIX) or (prefix in OWN_PREFIXES) != (passphrase is None):
            raise KeyMissing("no such kind of key")
        key, key_id = make_key(kind), prefix + secrets.token_hex(8)
        opened_by = passphrase_in(self._passphrase_file(key_id)) if passphrase is None else passphrase
        save_key(key, key_path(self._folder, key_id), opened_by, self._cost)
        return key_id, key.public_key()

    def _passphrase_file(self, key_id: str) -> Path:
        is_authority = key_id.startswith(AUTHORITY_PREFIX)
        return self._folder / AUTHORITY_PASSPHRASE if is_authority else self._seal_passphrase_file

    def _own(self, key_id: str, path: Path) -> PrivateKey:
        with self._lock:
            if key_id not in self._opened_for_good:
                self._opened_for_good[key_id] = load_key(path, read_passphrase(self._passphrase_file(key_id)))
            return self._opened_for_good[key_id]

    def _opened(self, key_id: str, path: Path, passphrase: str) -> PrivateKey:
        with self._lock:
            attempts = self._attempts.setdefault(key_id, _Attempts())
        with attempts.lock:
            rest = attempts.rests_until - time.monotonic()
            if rest > 0:
                raise TooManyAttempts(int(rest) + 1)
            try:
                key = load_key(path, passphrase)
            except WrongPassphrase:
                attempts.wrong += 1
                attempts.rests_until = time.monotonic() + _rest_after(attempts.wrong)
                raise
            attempts.wrong = 0
            return key


def read_passphrase(path: Path) -> str:
    """The passphrase kept in a file.

    Raises:
        KeyMissing: there is none.
    """
    try:
        return path.read_text().strip()
    except OSError as error:
        raise KeyMissing("no passphrase file") from error


def passphrase_in(path: Path) -> str:
    """The passphrase in a file, made at random when there is none yet."""
    if not path.exists():
        write_secret(path, secrets.token_urlsafe(32).encode())
    return read_passphrase(path)


def _rest_after(wrong: int) -> float:
    """Seconds of rest: none for the first mistakes, then doubling."""
    return min(LONGEST_REST, 2.0 ** (wrong - FREE_ATTEMPTS)) if wrong >= FREE_ATTEMPTS else 0.0
