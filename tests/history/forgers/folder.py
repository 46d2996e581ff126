"""An export on disk under a forger's hands."""

import json
import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from history.log.canonical import canonical
from tests.history.building import Office

Codes = set[str]
Forge = Callable[["Folder"], Codes]
HASH = {"entry-hash"}


@dataclass
class Folder:
    """An export under a forger's hands; ``chance`` says where."""

    path: Path
    chance: random.Random
    office: Office

    def file(self, pattern: str) -> Path:
        """One of the files that the pattern finds."""
        return self.chance.choice(sorted(self.path.glob(pattern)))

    def entries(self) -> tuple[Path, list[str]]:
        """A file of entries and its lines."""
        path = self.file("epochs/*/entries/*.txt")
        return path, path.read_text(encoding="utf-8").split("\n")[:-1]

    def write(self, path: Path, lines: list[str]) -> None:
        """Write lines."""
        path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8", newline="\n")

    def change(self, having: str, change: Callable[[Any], object]) -> Codes:
        """Change an entry that has some of this, canonically."""
        path, lines = self.entries()
        found = [at for at, line in enumerate(lines) if having in line]
        at = self.chance.choice(found)
        number, _tab, text = lines[at].partition("\t")
        entry = json.loads(text)
        change(entry)
        lines[at] = f"{number}\t{canonical(entry).decode()}"
        self.write(path, lines)
        return HASH

    def flip(self, path: Path) -> None:
        """Flip one bit."""
        content = bytearray(path.read_bytes())
        content[self.chance.randrange(len(content))] ^= 1 << self.chance.randrange(8)
        path.write_bytes(content)
