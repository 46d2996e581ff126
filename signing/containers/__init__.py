"""ASiC-E containers (ETSI EN 319 162-1) as zip files: written deterministically, read with suspicion.

Nothing here knows what the files mean or whether signatures are right.
"""

from signing.containers.reading import Container, StoredEntry, looks_like_container
from signing.containers.writing import Part, write_container

__all__ = ["Container", "Part", "StoredEntry", "looks_like_container", "write_container"]
