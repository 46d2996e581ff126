"""Two real nodes for a module of tests."""

import logging
from collections.abc import Iterator

import pytest

from tests.nodes import Node, introduce

logger = logging.getLogger(__name__)


@pytest.fixture(scope="module")
def nodes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Node, Node]]:
    """Agencies A and B, running, with empty desks; each knows the other."""
    folder = tmp_path_factory.mktemp("nodes")
    first, second = Node("a", folder / "a"), Node("b", folder / "b")
    try:
        for node in (first, second):
            node.manage("prepare_node", "--node", node.name, "--without-cases")
        introduce(first, second)
        for node in (first, second):
            node.start("signer", "sequencer", "web", "worker")
        yield first, second
    finally:
        for node in (first, second):
            logger.info("%s", node.last_words())
            node.stop()
