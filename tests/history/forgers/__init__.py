"""What somebody does to an exported log who can write its files, and to a log in draft who has a key at hand."""

import re
from collections.abc import Callable

from tests.history.forgers.drafts import DRAFTS, INCONSISTENT, Drafting, hide_the_actor
from tests.history.forgers.entries import ENTRIES
from tests.history.forgers.folder import Folder, Forge
from tests.history.forgers.surroundings import SURROUNDINGS
from tests.history.forgers.tree import TREE

__all__ = ["DRAFTS", "FILES", "INCONSISTENT", "Drafting", "Folder", "Forge", "hide_the_actor", "name_of"]

FILES = [*ENTRIES, *TREE, *SURROUNDINGS]


def name_of(forge: Callable[..., object]) -> str:
    """As tests are called after it."""
    return re.sub("_", "-", forge.__name__)
