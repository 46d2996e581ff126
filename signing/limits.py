"""How much a container may hold."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings


@dataclass(frozen=True)
class Limits:
    """The limits that writer and reader keep; an installation sets others by ``settings.CONTAINER_LIMITS``.

    Sizes are in bytes; ``signatures`` counts signature files, of which a passport names as many signers at most.
    """

    files: int = 1000
    file_size: int = 2 * 1024**3
    ratio: int = 100
    signatures: int = 100
    xml_size: int = 8 * 1024**2
    xml_depth: int = 64
    xml_attributes: int = 32

    @property
    def entries(self) -> int:
        """How many files lie in a container: those of the document, and its passport."""
        return self.files + 1

    @property
    def xml_elements(self) -> int:
        """How many elements an XML may have: a signature has five for each file, a card has less."""
        return 10_000 + 10 * self.files

    @classmethod
    def configured(cls) -> "Limits":
        """Those of this installation."""
        chosen: Mapping[str, Any] = getattr(settings, "CONTAINER_LIMITS", {})
        return cls(**chosen)
