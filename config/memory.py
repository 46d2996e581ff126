"""How a process of the program treats its memory."""

import gc

# So many objects more than died, before the youngest are looked through; and how often the older ones with them.
# A page makes tens of thousands that die with it: looking through them at every 700th, as Python does, takes a fifth
# of its time and finds next to nothing.
THRESHOLDS = (50_000, 20, 20)


def settle() -> None:
    """When the program is read in: the collector of cycles need never look at it again, and is asked seldom."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)
