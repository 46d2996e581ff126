"""The published head of the tree: a file beside the database, so that a restored database is noticed."""

import os
import secrets
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from history import kill_points
from history.log.notes import SignedCheckpoint
from history.models import Epoch


def signer() -> Any:
    """Who signs heads here, as the setting ``LOG_SIGNER`` names it: ``public_key``, ``sign``, ``seals``."""
    return import_string(settings.LOG_SIGNER)()


def folder_of(epoch: Epoch) -> Path:
    """Where the tiles and the head of an epoch lie."""
    return Path(settings.LOG_DIR) / str(epoch.number)


def new_name() -> str:
    """A name for the log of this installation: chosen, or made once at random."""
    return settings.LOG_NAME or f"mezhved/{secrets.token_hex(6)}"


def name_of(epoch: Epoch) -> str:
    """The name of the log, without the number of its epoch."""
    return epoch.origin.rpartition("/")[0]


def published(epoch: Epoch) -> SignedCheckpoint | None:
    """The newest head that was signed and published, if any was."""
    try:
        return SignedCheckpoint.parse((folder_of(epoch) / "checkpoint").read_bytes())
    except FileNotFoundError:
        return None


def publish(epoch: Epoch, signed: SignedCheckpoint) -> None:
    """Put a newer head in the place of the one before; a reader finds one or the other, whole."""
    folder = folder_of(epoch)
    folder.mkdir(parents=True, exist_ok=True)
    draft = folder / "checkpoint.draft"
    with draft.open("wb") as file:
        file.write(signed.note)
        file.flush()
        os.fsync(file.fileno())
    kill_points.reached("head-drafted")
    os.replace(draft, folder / "checkpoint")
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
