"""The bell of the embedded installation: kombu's transport by files, made safe for processes that share its folder.

kombu writes messages and tables of queues in place, so a reader may find half of one, and what a killed process left
half-written would stop every later worker. Here a message appears whole or not at all, nothing unreadable stops a
reader, and tables are kept in each process: there is one queue, and whoever rings declares it.
"""

import os
from pathlib import Path
from typing import Any
from uuid import uuid4

from kombu.transport import filesystem, virtual
from kombu.utils.json import dumps


class Channel(filesystem.Channel):
    """Messages as files that are renamed into place."""

    supports_fanout = False
    get_table = virtual.Channel.get_table  # type: ignore[assignment]  # the same tuples, by name in one of them
    _delete = virtual.Channel._delete

    def _put(self, queue: str, payload: dict[str, Any], **_options: Any) -> None:  # type: ignore[override]  # as kombu itself does
        """Write the message beside the queue and move it there."""
        folder, name = Path(self.data_folder_out), f"{uuid4()}.{queue}"
        draft = folder / f"{name}.draft"
        draft.write_text(dumps(payload), encoding="utf-8")
        os.replace(draft, folder / f"{name}.msg")

    def _get(self, queue: str, timeout: float | None = None) -> Any:
        """The next message that can be read; one that cannot is gone, and the sweep finds what it rang for.

        Raises:
            queue.Empty: there is none.
        """
        while True:
            try:
                return super()._get(queue)
            except ValueError:
                continue


class Transport(filesystem.Transport):
    """``embedded://`` in the settings."""

    Channel = Channel
