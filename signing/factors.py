"""Second factors where keys are kept: secrets of authenticators, the keys that they guard, the codes that were spent.

A guarded key signs under a *permit* alone, which a right code opens: for a while, and for the files that were shown
when the code was given. Nobody outside can free a guarded key: that takes a code, and taking the factor away without
one locks its keys for good. Codes, wrong attempts and rests outlive the process; permits do not.
"""

import json
import os
import secrets
import threading
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from history import clock
from signing import one_time
from signing.asked import NotOverFiles, files_in
from signing.keys import FactorRefused, key_path, write_secret

FACTOR_PREFIX = "factor-"
FREE_ATTEMPTS = 5
SHORTEST_REST, LONGEST_REST = 30, 900  # seconds
COUNTS_FOR = timedelta(minutes=15)  # so long may a signing of many letters take


@dataclass
class _Factor:
    """What is kept of one factor; the secret is sealed (`one_time.seal`), of recovery codes there are digests."""

    secret: str
    is_confirmed: bool = False
    is_retired: bool = False
    last_step: int = 0
    wrong: int = 0
    rests_until: float = 0.0
    codes: list[str] = field(default_factory=list)
    spent: list[str] = field(default_factory=list)


@dataclass
class _Permit:
    """A right code that was given; spent with the first signature, and good for more of the same files."""

    factor_id: str
    at: datetime
    files: frozenset[str]
    step: int = 0
    recovery: str = ""
    is_spent: bool = False


class FactorKeeper:
    """The factors of one folder of keys. Every refusal is a `FactorRefused` with its code."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._permits: dict[str, _Permit] = {}
        self._lock = threading.RLock()

    def answer(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Do what a message asks: its word is under ``factor``, the factor's name under ``id``.

        Raises:
            FactorRefused: with the code why not.
            ValueError, TypeError, KeyError: no such message.
        """
        given = {name: asked[name] for name in ("id", "code", "permit") if name in asked}
        if not all(isinstance(value, str) for value in given.values()):
            raise TypeError("texts are wanted")
        with self._lock:
            match asked["factor"]:
                case "begin":
                    return self._begin()
                case "shown":
                    return {"secret": one_time.unseal(self._begun(given["id"]).secret).hex()}
                case "confirm":
                    return {"codes": self._confirm(given["id"], given["code"], _texts(asked["keys"]))}
                case "present":
                    return self._present(given["id"], given["code"], _texts(asked["files"]))
                case "renew":
                    return {"codes": self._renew(given["id"], given["permit"])}
                case "drop":
                    return self._drop(given["id"], given["permit"])
                case "retire":
                    return self._retire(given["id"])
        raise ValueError("no such word")

    def guard(self, key_id: str, factor_id: str) -> None:
        """Have a key that nothing guards sign under the permits of a factor alone; a guarded one stays as it is."""
        self._read(factor_id)
        path = self._guard_path(key_id)
        if not path.exists():
            write_secret(path, factor_id.encode("ascii"))

    def require(self, key_id: str, permit: str, data: bytes) -> str:
        """See that a key may sign these bytes; the factor that guards it, empty for one that nothing guards.

        Raises:
            FactorRefused: ``second-factor-needed``, ``factor-gone``, ``code-spent`` (or its permit is over),
                ``not-shown`` (the bytes cover other files than the code was given for).
        """
        path = self._guard_path(key_id)
        if not path.exists():
            return ""
        factor_id = path.read_text(encoding="ascii")
        with self._lock:
            self._in_force(factor_id)
            if not permit:
                raise FactorRefused("second-factor-needed")
            given = self._given(permit, factor_id)
        try:
            is_shown = files_in(data) <= given.files
        except NotOverFiles:
            is_shown = False
        if not is_shown:
            raise FactorRefused("not-shown")
        return factor_id

    def spend(self, permit: str, factor_id: str) -> None:
        """Spend the code behind a permit, for good, before a signature is given out; once for all of its signatures.

        Raises:
            FactorRefused: ``code-spent``.
        """
        with self._lock:
            given, factor = self._given(permit, factor_id), self._in_force(factor_id)
            if given.is_spent:
                return
            if given.recovery:
                if given.recovery not in factor.codes:
                    raise FactorRefused("code-spent")
                factor.codes.remove(given.recovery)
                factor.spent.append(given.recovery)
            elif given.step <= factor.last_step:
                raise FactorRefused("code-spent")
            else:
                factor.last_step = given.step
            factor.wrong, factor.rests_until = 0, 0.0
            self._write(factor_id, factor)
            given.is_spent = True

    def _begin(self) -> dict[str, Any]:
        secret, factor_id = one_time.new_secret(), FACTOR_PREFIX + secrets.token_hex(8)
        write_secret(self._path(factor_id), _as_json(_Factor(one_time.seal(secret))))
        return {"id": factor_id}

    def _begun(self, factor_id: str) -> _Factor:
        """A factor that is not confirmed yet; of others the secret is told to nobody."""
        factor = self._read(factor_id)
        if factor.is_confirmed or factor.is_retired:
            raise FactorRefused("factor-there")
        return factor

    def _confirm(self, factor_id: str, code: str, keys: Iterable[str]) -> list[str]:
        factor = self._read(factor_id)
        if factor.is_retired:
            raise FactorRefused("factor-gone")
        step = one_time.matching_step(one_time.unseal(factor.secret), code, clock.now())
        if step is None:
            raise FactorRefused("wrong-code")
        if step <= factor.last_step:
            raise FactorRefused("code-spent")
        codes = one_time.new_recovery_codes()
        factor.is_confirmed, factor.last_step = True, step
        factor.codes = [one_time.digest_of(one) for one in codes]
        self._write(factor_id, factor)
        for key_id in keys:
            self.guard(key_id, factor_id)
        return codes

    def _present(self, factor_id: str, code: str, files: Iterable[str]) -> dict[str, Any]:
        factor, now = self._in_force(factor_id), clock.now()
        if factor.rests_until > now.timestamp():
            raise FactorRefused("factor-rests", factor.rests_until)
        permit = _Permit(factor_id, now, frozenset(files))
        why = _refusal(factor, code, permit)
        if why:
            factor.wrong += 1
            if factor.wrong >= FREE_ATTEMPTS:
                rest = min(LONGEST_REST, SHORTEST_REST * 2 ** min(factor.wrong - FREE_ATTEMPTS, 10))
                factor.rests_until = now.timestamp() + rest
            self._write(factor_id, factor)
            raise FactorRefused(why)
        self._permits = {name: one for name, one in self._permits.items() if now - one.at <= COUNTS_FOR}
        name = secrets.token_hex(16)
        self._permits[name] = permit
        return {"permit": name, "recovery": permit.recovery}

    def _renew(self, factor_id: str, permit: str) -> list[str]:
        self.spend(permit, factor_id)
        factor, codes = self._read(factor_id), one_time.new_recovery_codes()
        factor.codes = [one_time.digest_of(one) for one in codes]
        self._write(factor_id, factor)
        return codes

    def _drop(self, factor_id: str, permit: str) -> dict[str, Any]:
        """Given up by who has a code of it: its keys are free again."""
        self.spend(permit, factor_id)
        for path in self._folder.glob("*.guard"):
            if path.read_text(encoding="ascii") == factor_id:
                path.unlink()
        self._path(factor_id).unlink()
        return {}

    def _retire(self, factor_id: str) -> dict[str, Any]:
        """Taken away without a code: no code of it is right any more, and its keys sign no more."""
        if self._path(factor_id).exists():
            self._write(factor_id, _Factor("", is_confirmed=True, is_retired=True))
        return {}

    def _given(self, permit: str, factor_id: str) -> _Permit:
        given = self._permits.get(permit)
        if given is None or given.factor_id != factor_id or clock.now() - given.at > COUNTS_FOR:
            raise FactorRefused("code-spent")
        return given

    def _in_force(self, factor_id: str) -> _Factor:
        factor = self._read(factor_id)
        if factor.is_retired or not factor.is_confirmed:
            raise FactorRefused("factor-gone")
        return factor

    def _read(self, factor_id: str) -> _Factor:
        try:
            return _Factor(**json.loads(self._path(factor_id).read_text(encoding="utf-8")))
        except FileNotFoundError as error:
            raise FactorRefused("factor-gone") from error

    def _write(self, factor_id: str, factor: _Factor) -> None:
        """Replace the file whole: what was there before the machine ended, or what was to be."""
        path = self._path(factor_id)
        beside = path.with_suffix(f".{secrets.token_hex(4)}")
        write_secret(beside, _as_json(factor))
        os.replace(beside, path)

    def _path(self, factor_id: str) -> Path:
        if not factor_id.startswith(FACTOR_PREFIX):
            raise FactorRefused("factor-gone")
        return key_path(self._folder, factor_id).with_suffix(".json")

    def _guard_path(self, key_id: str) -> Path:
        return key_path(self._folder, key_id).with_suffix(".guard")


def _refusal(factor: _Factor, code: str, permit: _Permit) -> str:
    """Why a code is not right, empty when it is; the permit then says which it was."""
    if len(code) == one_time.DIGITS:
        step = one_time.matching_step(one_time.unseal(factor.secret), code, permit.at)
        if step is None:
            return "wrong-code"
        permit.step = step
        return "code-spent" if step <= factor.last_step else ""
    permit.recovery = one_time.digest_of(code)
    if permit.recovery in factor.codes:
        return ""
    return "code-spent" if permit.recovery in factor.spent else "wrong-code"


def _as_json(factor: _Factor) -> bytes:
    return json.dumps(asdict(factor)).encode("utf-8")


def _texts(found: object) -> list[str]:
    if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
        raise TypeError("a list of texts is wanted")
    return found
