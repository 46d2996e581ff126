"""Containers that the tests of this room start from."""

from pathlib import Path

import pytest

from tests.signing.people import write_document, write_message_with_document


@pytest.fixture
def document(tmp_path: Path) -> Path:
    """A document container that one official signed."""
    return write_document(tmp_path)


@pytest.fixture
def message(tmp_path: Path) -> Path:
    """A sealed message with the document in it."""
    return write_message_with_document(tmp_path)
