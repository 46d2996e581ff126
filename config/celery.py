"""The worker's application; what it does is named in the settings' schedule and in the rooms' tasks modules."""

import os
import threading
from typing import Any

from celery import Celery, Task
from celery.signals import worker_ready
from celery.worker import state

from config import memory

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")


class Job(Task):  # type: ignore[type-arg]  # generic to its stubs alone
    """A task whose failure becomes an incident, which its next success settles."""

    def on_failure(self, exc: Exception, *_told: Any, **_named: Any) -> None:
        """Note that the job failed. What cannot even be noted stays in the log of the worker."""
        from workflows.services import jobs  # noqa: PLC0415  # the rooms are loaded after this module

        jobs.failed(self.name, exc)

    def on_success(self, *_told: Any, **_named: Any) -> None:
        """The job works again, if it did not."""
        from workflows.services import jobs  # noqa: PLC0415  # the rooms are loaded after this module

        jobs.succeeded(self.name)


app = Celery("mezhved", task_cls=Job)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

TROUBLE = 1  # the exit status


@worker_ready.connect
def settle(**_signal: Any) -> None:
    """All that it will do is read in."""
    memory.settle()


@worker_ready.connect
def end_with_the_clock(sender: Any, **_signal: Any) -> None:
    """A worker whose clock has ended would never sweep again: it ends too, and its supervisor starts both anew."""
    clock = getattr(sender.controller, "beat", None)
    if clock is None:
        return

    def wait() -> None:
        clock.join()
        if state.should_stop is None:
            state.should_stop = TROUBLE  # type: ignore[assignment]  # the stubs know it as it is at first

    threading.Thread(target=wait, name="end-with-the-clock", daemon=True).start()
