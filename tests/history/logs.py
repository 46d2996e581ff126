"""The log of a test: a key of its own, in place of the installation's."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))


class TestKey:
    """Signs heads with a key that every test knows; no agency has a seal."""

    __test__ = False
    public_key = KEY.public_key().public_bytes_raw()

    def sign(self, text: bytes) -> bytes:
        """The signature of the text."""
        return KEY.sign(text)

    def seals(self) -> Sequence[Any]:
        """None."""
        return ()

    def seal_certificates(self) -> Sequence[bytes]:
        """None."""
        return ()


@pytest.fixture
def log(settings: Any, tmp_path: Path, transactional_db: None) -> Path:
    """An empty folder for the log, and its signer."""
    settings.LOG_DIR = tmp_path / "log"
    settings.LOG_SIGNER = "tests.history.logs.TestKey"
    settings.LOG_NAME = "tests/log"
    return tmp_path / "log"
