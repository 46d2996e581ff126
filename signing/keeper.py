"""The keeper of keys: opens key files, signs, lets a key rest after wrong passphrases; tells neither to anyone.

A key may live in a token (`signing.tokens`). Beside it lies a *lock*, a key of no use in a file that the passphrase of
the real one opens: so a person's key in a token takes their passphrase too, and wrong ones are counted alike.
"""

import secrets
import threading
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

from signing.factors import FactorKeeper
from signing.keys import (
    KeyKind,
    KeyMissing,
    PrivateKey,
    PublicKey,
    SigningFailed,
    TokenUnavailable,
    TooManyAttempts,
    WrongPassphrase,
    key_path,
    load_key,
    lock_path,
    make_key,
    raw_signature,
    save_key,
    write_secret,
)
from signing.pkcs8 import FULL_COST

if TYPE_CHECKING:
    from signing.tokens import Token

SEAL_PREFIX, PERSON_PREFIX, AUTHORITY_PREFIX, LOG_PREFIX = "seal-", "person-", "authority-", "log-"
STAMPER_PREFIX = "stamper-"
# Keys that can be made in a token.
TOKEN_PREFIXES = (SEAL_PREFIX, PERSON_PREFIX)
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
    Keys of ``in_token`` prefixes are made in the token, where there is one; those in files serve on.
    """

    def __init__(
        self,
        folder: Path,
        seal_passphrase_file: Path,
        cost: int = FULL_COST,
        token: "Token | None" = None,
        in_token: Collection[str] = TOKEN_PREFIXES,
    ) -> None:
        self._folder, self._seal_passphrase_file, self._cost = folder, seal_passphrase_file, cost
        self._token, self._in_token = token, in_token
        self.factors = FactorKeeper(folder)
        self._attempts: dict[str, _Attempts] = {}
        self._opened_for_good: dict[str, PrivateKey] = {}
        self._held_open: dict[tuple[str, str], PrivateKey] | None = None
        self._lock = threading.Lock()

    @contextmanager
    def holding_open(self) -> Iterator[None]:
        """Inside the block a person's key stays open to its passphrase: for set-up, which signs many times at once."""
        self._held_open = {}
        try:
            yield
        finally:
            self._held_open = None

    def sign(self, key_id: str, passphrase: str | None, data: bytes, permit: str = "") -> bytes:
        """The raw signature of the data. The seal and the log need no passphrase, theirs is in a file beside the keys.

        A key that a second factor guards takes a ``permit`` of it, which a wrong passphrase leaves unspent.

        Raises:
            KeyMissing: no such key is served here.
            FactorRefused: the second factor does not allow it, see `FactorKeeper.require`.
            WrongPassphrase: the passphrase does not open it, or (`TooManyAttempts`) none is tried for a while.
            TokenUnavailable: the key is in a token, which does not answer.
        """
        path, lock = key_path(self._folder, key_id), lock_path(self._folder, key_id)
        is_in_token = lock.exists()
        path = lock if is_in_token else path
        guarded_by = self.factors.require(key_id, permit, data)
        if key_id.startswith(OWN_PREFIXES) and passphrase is None:
            key = self._own(key_id, path)
        elif key_id.startswith((SEAL_PREFIX, PERSON_PREFIX)) and path.exists():
            key = self._opened(key_id, path, passphrase or "")
        else:
            raise KeyMissing("no such key")
        if guarded_by:
            self.factors.spend(permit, guarded_by)
        return self._of_token().sign(key_id, data) if is_in_token else raw_signature(key, data)

    def make(self, prefix: str, passphrase: str | None, kind: KeyKind, guarded_by: str = "") -> tuple[str, PublicKey]:
        """Make a key and keep it; its id and its public half. One of the installation itself needs no passphrase.

        ``guarded_by`` names the second factor of the person whose key it is.

        Raises:
            KeyMissing: no keys of this prefix are made here.
            FactorRefused: there is no such second factor.
            ValueError: the passphrase is too short, or keys of this kind are not made in tokens.
            TokenUnavailable: the key was to be made in a token, which does not answer.
        """
        if prefix not in (*OWN_PREFIXES, PERSON_PREFIX) or (prefix in OWN_PREFIXES) != (passphrase is None):
            raise KeyMissing("no such kind of key")
        key_id = prefix + secrets.token_hex(8)
        if guarded_by:
            self.factors.guard(key_id, guarded_by)
        opened_by = passphrase_in(self._passphrase_file(key_id)) if passphrase is None else passphrase
        if self._token is not None and prefix in self._in_token:
            lock = lock_path(self._folder, key_id)
            save_key(make_key(KeyKind.ED25519), lock, opened_by, self._cost)
            try:
                return key_id, self._token.make(key_id, kind)
            except (SigningFailed, ValueError):
                lock.unlink()
                raise
        key = make_key(kind)
        save_key(key, key_path(self._folder, key_id), opened_by, self._cost)
        return key_id, key.public_key()

    def _of_token(self) -> "Token":
        if self._token is None:
            raise TokenUnavailable("no token is set up here")
        return self._token

    def _passphrase_file(self, key_id: str) -> Path:
        is_authority = key_id.startswith(AUTHORITY_PREFIX)
        return self._folder / AUTHORITY_PASSPHRASE if is_authority else self._seal_passphrase_file

    def _own(self, key_id: str, path: Path) -> PrivateKey:
        with self._lock:
            if key_id not in self._opened_for_good:
                self._opened_for_good[key_id] = load_key(path, read_passphrase(self._passphrase_file(key_id)))
            return self._opened_for_good[key_id]

    def _opened(self, key_id: str, path: Path, passphrase: str) -> PrivateKey:
        held = self._held_open
        if held is None:
            return self._tried(key_id, path, passphrase)
        if (key_id, passphrase) not in held:
            held[key_id, passphrase] = self._tried(key_id, path, passphrase)
        return held[key_id, passphrase]

    def _tried(self, key_id: str, path: Path, passphrase: str) -> PrivateKey:
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


def configured_keeper() -> Keeper:
    """The keeper of this node's keys, with its token where the settings name one; no library is loaded without."""
    token, kinds = None, [f"{kind}-" for kind in settings.TOKEN_KEYS]
    if settings.TOKEN_MODULE:
        from signing.tokens import Token  # noqa: PLC0415  # the library of tokens concerns nobody who has none

        token = Token(settings.TOKEN_MODULE, settings.TOKEN_LABEL, Path(settings.TOKEN_PIN_FILE))
    return Keeper(
        Path(settings.KEYS_DIR), Path(settings.SEAL_PASSPHRASE_FILE), settings.KEY_FILE_COST, token, in_token=kinds
    )
