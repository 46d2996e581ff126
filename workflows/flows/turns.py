"""Whose turn it is at a process: its lock, and a step taken up under it."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any, ClassVar

from viewflow.workflow.base import Flow
from viewflow.workflow.lock import SelectForUpdateLock, lock_scope
from viewflow.workflow.models import Task

from history.prepared import Given, Prepared

# The engine's default takes no lock, and its locking variant gives up after a few seconds; ours waits its turn.
PROCESS_LOCK = SelectForUpdateLock(nowait=False, attempts=1)


class LockedFlow(Flow):  # type: ignore[misc]  # the engine has no types
    """A flow whose steps take turns on the row of their process; ``READS`` names what each of them looks at."""

    lock_impl = PROCESS_LOCK
    READS: ClassVar[tuple[str, ...]] = ()


@contextmanager
def taken_up(task: Task) -> Iterator[Any]:
    """The activation of a task as it is stored, its process locked: the engine's own, with each row read once.

    The rows that the process is about (``READS``) are as they were when the lock was had.
    """
    flow = task.flow_task.flow_class
    with lock_scope(PROCESS_LOCK, flow, task.process_id):
        fresh = _TASK.get(key=task.pk)
        fresh.process = _process_of(flow).get(key=task.process_id)
        yield fresh.flow_task.activation_class(fresh)


_TASK = Prepared(lambda: Task.objects.filter(pk=Given("key")))


@cache
def _process_of(flow: type[LockedFlow]) -> Prepared[Any]:
    return Prepared(lambda: flow.process_class.objects.select_related(*flow.READS).filter(pk=Given("key")))
