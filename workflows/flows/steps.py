"""What all flows share: the lock, and a human step that puts itself on the desk."""

from collections.abc import Callable
from typing import Any

from viewflow.workflow.base import Flow
from viewflow.workflow.lock import SelectForUpdateLock
from viewflow.workflow.nodes.view import View

# The engine's default takes no lock, and its locking variant gives up after a few seconds; ours waits its turn.
PROCESS_LOCK = SelectForUpdateLock(nowait=False, attempts=1)


class LockedFlow(Flow):  # type: ignore[misc]  # the engine has no types
    """A flow whose steps take turns on the row of their process."""

    lock_impl = PROCESS_LOCK


class Step(View):  # type: ignore[misc]  # the engine has no types
    """A step that a person does in our own pages; ``lay`` puts its work item on a desk when the step begins."""

    def __init__(self, lay: Callable[[Any], None]) -> None:
        super().__init__(view=None)
        self.onCreate(lay)
