"""What happened: acts, versions of rows, readings, and the log that holds them. Nothing here changes once written."""

from history.models.acts import Act, ActMention
from history.models.entries import Content, Entry, Schema
from history.models.readings import Reading, ReadingMention
from history.models.tree import Checkpoint, Cosignature, Epoch, ForeignCheckpoint, Leaf
from history.models.versions import TrackedModel, Version, Versions

__all__ = [
    "Act",
    "ActMention",
    "Checkpoint",
    "Content",
    "Cosignature",
    "Entry",
    "Epoch",
    "ForeignCheckpoint",
    "Leaf",
    "Reading",
    "ReadingMention",
    "Schema",
    "TrackedModel",
    "Version",
    "Versions",
]
