"""Fixtures of the exchange: two introduced agencies and the wire between them."""

import pytest

from tests.exchange.peers import Peers, Wire, introduce
from tests.layers import layer
from tests.people import Office, office

__all__ = ["office"]


@layer(under="office")
def peers(office: Office) -> Peers:
    """The ministry and the committee, with keys, in each other's registers."""
    assert office.other is not None
    return introduce(office, office.other)


@pytest.fixture
def wire() -> Wire:
    """A whole wire."""
    return Wire()
