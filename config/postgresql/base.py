"""PostgreSQL as Django knows it, but for the strength of a lock that is taken on rows.

``SELECT … FOR UPDATE`` holds up whoever inserts a row that points to the locked one, too: the check of a foreign key
takes ``FOR KEY SHARE``, and Django's foreign keys are checked at the end of the transaction, when all that a
transaction locks is locked already. So the worker that adds a file to a card and the clerk who registers it could wait
for each other without end. Nobody ever changes the key of a row, and who deletes one takes the stronger lock by
itself: ``FOR NO KEY UPDATE``, which an ``UPDATE`` takes as well, is enough for every lock that is asked for, our own
and those of libraries (Viewflow's). https://www.postgresql.org/docs/current/explicit-locking.html#LOCKING-ROWS
"""

from collections.abc import Iterable

from django.db.backends.postgresql import base
from django.db.backends.postgresql.operations import DatabaseOperations


class Operations(DatabaseOperations):
    """Locks rows against change and deletion, and lets others point to them."""

    def for_update_sql(
        self, nowait: bool = False, skip_locked: bool = False, of: Iterable[str] = (), no_key: bool = True
    ) -> str:
        """The words of a lock, always ``NO KEY``."""
        return super().for_update_sql(nowait=nowait, skip_locked=skip_locked, of=of, no_key=True)


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection to PostgreSQL."""

    ops_class = Operations


__all__ = ["DatabaseWrapper"]
