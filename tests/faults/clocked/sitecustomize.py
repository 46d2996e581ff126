"""Read in by every Python of a node whose clock can jump: libfaketime leaves monotonic clocks alone, but answers an
absolute sleep by them, which is how Python sleeps, with "invalid argument". A wait for nothing takes as long.
"""

import os
import select
import time
from typing import SupportsIndex

if "libfaketime" in os.environ.get("LD_PRELOAD", ""):

    def sleep(seconds: float | SupportsIndex) -> None:
        """Rest for so long; signals do not cut it short."""
        rest = float(seconds)
        if rest < 0:
            raise ValueError("sleep length must be non-negative")
        select.select([], [], [], rest)

    time.sleep = sleep
