"""Guards inside the database: no tracked row changes without its version, and nothing written to the log changes.

They are made from the models after every migration, so a new model is guarded without a line of its own. What they
cannot do is written in docs/history-limits.md.
"""

from history.guards.installing import install, remove
from history.guards.tables import guarded_models

__all__ = ["guarded_models", "install", "remove"]
