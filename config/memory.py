"""How a process of the program treats its memory."""

import gc

# So many objects more than died, before the youngest are looked through; and how often the older ones with them.
# A page makes tens of thousands that die with it: looking through them at every 700th, as Python does, takes a fifth
# of its time and finds next to nothing.
THRESHOLDS = (50_000, 20, 20)


def spare() -> None:
    """From the first line of the program on the collector of cycles is asked seldom: what is read in stays."""
    gc.set_threshold(*THRESHOLDS)


def settle() -> None:
    """When the program is read in: the collector need never look at it again."""
    gc.collect()
    gc.freeze()
