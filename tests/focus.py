"""Where a matrix looks; the mutation run lets it look only where a change can show."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

Thing = TypeVar("Thing")


@dataclass
class Focus:
    """At which address a matrix is, and to which it keeps."""

    at: str = ""
    only: set[str] | None = None

    def over(self, named: Iterable[tuple[str, Thing]]) -> Iterator[tuple[str, Thing]]:
        """Those that it keeps to, one after the other."""
        for name, thing in named:
            if self.only is None or name in self.only:
                self.at = name
                yield name, thing
        self.at = ""


FOCUS = Focus()
