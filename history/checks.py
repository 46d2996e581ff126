"""The program refuses to start with a table that leaves no history and was not excused from it."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.apps import apps
from django.core.checks import CheckMessage, Error, register
from django.db import models

from history.models import TrackedModel

# Tables of other people's programs and derived ones, and why their rows need no history. A table that is not here must
# be tracked.
EXCUSED = {
    "sessions.session": "who is signed in; signing in and out are acts",
    "contenttypes.contenttype": "a list that migrations make from the code",
    "auth.permission": "a list that migrations make from the code; rights come from agencies.rules",
    "auth.group": "not used: rights come from agencies.rules",
    "auth.group_permissions": "not used: rights come from agencies.rules",
    "documents.indexedcard": "derived: which cards are in the search index; made anew from the cards at any time",
    "documents.filetext": "derived: the text of a stored file for search; read anew from the file at any time",
    "documents.batchpage": "derived: what the worker read of a page of a batch; read anew from the file at any time",
    "workflows.notice": "derived: whom acts, work and reminders were told to; those stay, and say whose they are",
    "workflows.rulefiring": "the worker's list of rules to apply, each once; what a rule did to a case is an act",
    "workflows.timerfiring": "on which occasions the timers of the flows fired, each once; what a timer did is an act",
    "axes.accessattempt": "a counter that locks an address out; refused sign-ins are acts",
    "axes.accesslog": "not written; signing in and out are acts",
    "axes.accessattemptexpiration": "a counter that locks an address out; refused sign-ins are acts",
    "axes.accessfailurelog": "not written; refused sign-ins are acts",
    "viewflow.process": "the engine's own state; each step is a work item with its versions and acts",
    "viewflow.task": "the engine's own state; each step is a work item with its versions and acts",
    "viewflow.task_previous": "the engine's own state; each step is a work item with its versions and acts",
    "workflows.approvalprocess": "the engine's own state; each step is a work item with its versions and acts",
    "workflows.assignmentprocess": "the engine's own state; each step is a work item with its versions and acts",
    "workflows.caseprocess": "the engine's own state; each step is a work item with its versions and acts",
    "workflows.incomingprocess": "the engine's own state; each step is a work item with its versions and acts",
    "workflows.orderprocess": "the engine's own state; each step is a work item with its versions and acts",
    "workflows.letterprocess": "the engine's own state; each step is a work item with its versions and acts",
}


@register()
def every_table_has_a_history(app_configs: Any = None, **_kwargs: Any) -> list[CheckMessage]:
    """Each model is tracked, is a part of the log, or is excused with a reason."""
    models_known = apps.get_models(include_auto_created=True)
    return [*untracked(models_known), *lossy(one for one in models_known if issubclass(one, TrackedModel))]


def untracked(known: Iterable[type[models.Model]]) -> Iterator[CheckMessage]:
    """Models that leave no history and were not excused."""
    known = list(known)
    versions = {model.version_model for model in known if issubclass(model, TrackedModel)}
    for model in known:
        is_known = issubclass(model, TrackedModel) or model in versions or model._meta.app_label == "history"
        if model._meta.managed and not is_known and model._meta.label_lower not in EXCUSED:
            yield Error(
                f"{model._meta.label} leaves no history",
                hint="derive it from history.models.TrackedModel, or excuse it with a reason in history/checks.py",
                obj=model,
                id="history.E001",
            )


def lossy(tracked: Iterable[Any]) -> Iterator[CheckMessage]:
    """Tracked models of which a part would be lost, or that name columns they do not have."""
    for model in tracked:
        for field in model._meta.get_fields():
            through: Any = getattr(field.remote_field, "through", None) if field.many_to_many else None
            if isinstance(field, models.ManyToManyField) and through._meta.auto_created:
                yield Error(
                    f"{model._meta.label}.{field.name} keeps its pairs in a table without a history",
                    hint="name a tracked model as `through`",
                    obj=model,
                    id="history.E002",
                )
        unknown = (model.PERSONAL | model.SECRET | set(model.VOLATILE)) - _names(model)
        if unknown:
            yield Error(
                f"{model._meta.label} names columns that it does not have: {', '.join(sorted(unknown))}",
                obj=model,
                id="history.E003",
            )


def _names(model: Any) -> set[str]:
    return {field.attname for field in model._meta.concrete_fields}
