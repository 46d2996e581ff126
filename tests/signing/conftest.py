"""Containers that the tests of this room start from."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.signing.openssl_authority import Authority, playing
from tests.signing.people import write_document, write_message_with_document


@pytest.fixture
def document(tmp_path: Path) -> Path:
    """A document container that one official signed."""
    return write_document(tmp_path)


@pytest.fixture
def message(tmp_path: Path) -> Path:
    """A sealed message with the document in it."""
    return write_message_with_document(tmp_path)


@pytest.fixture
def authority(tmp_path: Path) -> Iterator[Authority]:
    """An outside time-stamp authority."""
    with playing(tmp_path) as played:
        yield played
