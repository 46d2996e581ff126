"""The keeper of keys: opens key files, signs, lets a key rest after wrong passphrases; tells neither to anyone."""

import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

from signing.keys import (
    KeyMissing,
    PrivateKey,
    TooManyAttempts,
    WrongPassphrase,
    key_path,
    load_key,
    raw_signature,
)

SEAL_PREFIX, PERSON_PREFIX, AUTHORITY_PREFIX, LOG_PREFIX = "seal-", "person-", "authority-", "log-"
# Keys of the installation itself, opened by a passphrase in a file beside them.
OWN_PREFIXES = (SEAL_PREFIX, LOG_PREFIX)
FREE_ATTEMPTS = 3
LONGEST_REST = 300


@dataclass
class _Attempts:
    """Wrong passphrases in a row, and the moment before which none is tried. One attempt at a time."""

    wrong: int = 0
    rests_until: float = 0.0
    lock: threading.Lock = field(default_factory=threading.Lock)


class Keeper:
    """Signs with the keys of one folder. A person's key is opened for one signature, those of seal and log stay open.

    Keys of authorities are not served: certificates are issued by set-up commands, which open them by themselves.
    """

    def __init__(self, folder: Path, seal_passphrase_file: Path) -> None:
        self._folder, self._seal_passphrase_file = folder, seal_passphrase_file
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

    def _own(self, key_id: str, path: Path) -> PrivateKey:
        with self._lock:
            if key_id not in self._opened_for_good:
                self._opened_for_good[key_id] = load_key(path, read_passphrase(self._seal_passphrase_file))
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


def _rest_after(wrong: int) -> float:
    """Seconds of rest: none for the first mistakes, then doubling."""
    return min(LONGEST_REST, 2.0 ** (wrong - FREE_ATTEMPTS)) if wrong >= FREE_ATTEMPTS else 0.0
