"""What an action on a work item is: a form, and the service that it is given to."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from agencies.models import Employee
from workflows.forms.base import ActionForm
from workflows.models import WorkItem

Do = Callable[[Employee, WorkItem, Any], object]


@dataclass(frozen=True)
class Action:
    """One thing that can be done with a work item: a form, and the service it is given to."""

    name: str
    label: Any
    done: Any
    form: type[ActionForm]
    do: Do
    rule: Any = ""
    stays: bool = False
