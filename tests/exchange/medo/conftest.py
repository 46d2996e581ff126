"""Fixtures of watched folders: a courier between two introduced agencies."""

from pathlib import Path

import pytest
from pytest_django import Settings

from tests.exchange.medo.couriers import Courier, between
from tests.exchange.peers import Peers


@pytest.fixture
def courier(peers: Peers, tmp_path: Path, settings: Settings) -> Courier:
    """The ministry and the committee, with a folder of each and nobody but the courier between them."""
    settings.EXCHANGE_FOLDERS = tmp_path / "folders"
    return between(peers)
