"""The passwords and key passphrases of a demo node: made once by chance, kept in one file that only its owner reads."""

import json
import os
import secrets
from dataclasses import dataclass, field

from django.conf import settings
from environs import Env

# Spoken and typed by people at a demo: no letters that look alike.
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


@dataclass
class Logins:
    """The one password of all accounts of the node, and the passphrase of each signer's key by login."""

    password: str
    passphrases: dict[str, str] = field(default_factory=dict)

    def passphrase(self, login: str) -> str:
        """The passphrase of a signer's key, made at the first question."""
        return self.passphrases.setdefault(login, _words())

    def save(self) -> None:
        """Write the file so that nobody but its owner can read it, or an interrupted write spoil it."""
        path = settings.DATA_DIR / "demo_logins.json"
        fresh = path.with_suffix(".new")
        fresh.unlink(missing_ok=True)
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            json.dump({"password": self.password, "passphrases": self.passphrases}, file, ensure_ascii=False, indent=1)
        fresh.replace(path)


def load() -> Logins:
    """What the node's file says; where there is none, a new password, or the one that MEZHVED_DEMO_PASSWORD gives."""
    path = settings.DATA_DIR / "demo_logins.json"
    if path.exists():
        kept = json.loads(path.read_text(encoding="utf-8"))
        return Logins(kept["password"], kept["passphrases"])
    return Logins(Env(prefix="MEZHVED_").str("DEMO_PASSWORD", "") or _words())


def _words() -> str:
    """Three groups of five letters: 74 bits of chance."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(5)) for _ in range(3))
