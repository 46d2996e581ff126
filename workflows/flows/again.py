"""A process that had ended begins again at an event of its own, so that its picture shows the road."""

from typing import Any

from django.utils.timezone import now
from viewflow.workflow import nodes
from viewflow.workflow.nodes.start import StartHandleActivation
from viewflow.workflow.status import PROCESS

from workflows.flows.turns import PROCESS_LOCK


class AgainActivation(StartHandleActivation):  # type: ignore[misc]  # the engine has no types
    """Begins a process anew that is there already."""

    @classmethod
    def of(cls, flow_task: Any, process: Any) -> "AgainActivation":
        """The beginning of a process that stands nowhere."""
        task = flow_task.flow_class.task_class(flow_task=flow_task, process=process, started=now())
        task.data = {}
        return cls(task)


class Again(nodes.StartHandle):  # type: ignore[misc]  # the engine has no types
    """An event by which an ended process of a flow begins again: one process a subject, whatever happens to it."""

    activation_class = AgainActivation

    def run(self, process: Any, **values: Any) -> None:
        """Let a process that has ended, or was cancelled, begin again with these values.

        Raises:
            ValueError: it still runs somewhere.
        """
        with PROCESS_LOCK(self.flow_class, process.pk):
            if process.task_set.filter(finished__isnull=True).exists():
                raise ValueError("the process still runs")
            process.status, process.finished = PROCESS.NEW, None
            for name, value in values.items():
                setattr(process, name, value)
            process.save()
            self.activation_class.of(self, process).execute()
