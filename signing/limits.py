"""How much a container may hold."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings


@dataclass(frozen=True)
class Limits:
    """The limits that writer and reader keep; an installation sets others by ``settings.CONTAINER_LIMITS``."""

    files: int = 1000
    file_size: int = 2 * 1024**3
    ratio: int = 100
    xml_size: int = 8 * 1024**2
    xml_depth: int = 64

    @classmethod
    def configured(cls) -> "Limits":
        """Those of this installation."""
        chosen: Mapping[str, Any] = getattr(settings, "CONTAINER_LIMITS", {})
        return cls(**chosen)
