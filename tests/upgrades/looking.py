"""What a test asks the program about a database that was migrated; each is called in a process of the node."""

from io import StringIO
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import IntegrityError, connection, models, transaction

from agencies.models import Employee
from history.actors import Automatic
from history.guards import guarded_models
from history.models import Act, Entry, Leaf
from history.services.exporting import Selection, export_log
from history.services.sequencing import Sequencer
from history.services.verifying import verify_history
from tests.history.logs import TestKey
from workflows import policies
from workflows.models import WorkItem, WorkState
from workflows.services import desk


def findings() -> list[str]:
    """What is not as the log tells it. Foreign keys are looked at before.

    Raises:
        IntegrityError: a foreign key leads nowhere.
    """
    connection.check_constraints()
    return [f"{finding.code}: {finding.place}" for finding in verify_history()]


def unguarded() -> list[str]:
    """Tables with rows whose text can be changed past the program, of those that the guards should watch."""
    watched = [model for tracked in guarded_models() for model in (tracked, tracked.version_model)]
    found = []
    for model in [*watched, Entry, Act]:
        row = model._base_manager.values_list("pk").order_by("pk").first()
        volatile = getattr(model, "VOLATILE", {})
        fields = [one for one in model._meta.local_concrete_fields if one.name not in volatile]
        texts = [str(one.column) for one in fields if _is_free_text(one)]
        if row and texts and _is_changed(model._meta.db_table, str(model._meta.pk.column), row[0], texts[0]):
            found.append(model._meta.db_table)
    return found


def untold_models() -> str:
    """What `makemigrations` would make; nothing, and it ends the process if there is anything."""
    output = StringIO()
    call_command("makemigrations", check_changes=True, dry_run=True, stdout=output)
    return output.getvalue().strip()


def act_on_an_old_row() -> dict[str, Any]:
    """An official takes work that was open when the row was kept, and the sequencer goes on; what the record says then.

    Heads are signed with another key, for the one of the kept log is nowhere.
    """
    item = WorkItem.objects.filter(state=WorkState.OPEN).order_by("id")[0]
    before = item.history.count()
    actor = next(one for one in Employee.objects.order_by("id") if policies.may_work(one, item))
    desk.take(actor=actor, item=item)
    sequencer = Sequencer(TestKey())
    sequencer.step()
    sequencer.keep()
    sequencer.step()
    return {
        "acts": Act.objects.filter(verb="workflows.taken", subject_key=item.pk).count(),
        "new_versions": item.history.count() - before,
        "unnumbered": Entry.objects.filter(leaf__isnull=True).count(),
        "epochs": Leaf.objects.values("epoch").distinct().count(),
        "findings": findings(),
    }


def export(target: str) -> int:
    """Export the log up to its published head; returns how many entries these are."""
    return export_log(actor=Automatic("console"), target=Path(target), selection=Selection())


def _is_free_text(column: Any) -> bool:
    return isinstance(column, models.CharField | models.TextField) and not (
        column.primary_key or column.unique or column.choices or column.remote_field
    )


def _is_changed(table: str, key: str, row: Any, column: str) -> bool:
    quote = connection.ops.quote_name
    statement = f"UPDATE {quote(table)} SET {quote(column)} = 'x' WHERE {quote(key)} = %s"  # noqa: S608  # our own names
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, [row])
    except IntegrityError:
        return False
    return True
