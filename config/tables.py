"""The tables of an empty database, made at once instead of by every change since the first release.

A release's migrations lead a filled database on, one by one. For an empty one the way is the same, and long: Django
draws all models anew for each of hundreds of steps. Here they are drawn once, as the last step leaves them. What both
ways lead to is compared by a test.
"""

from django.db import router
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import Migration, RunPython, RunSQL
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import ProjectState, StateApps

# The names of an app and of a migration.
Step = tuple[str, str]


def is_empty(connection: BaseDatabaseWrapper) -> bool:
    """Whether nothing was ever made there."""
    executor = MigrationExecutor(connection)
    tables = set(connection.introspection.table_names())
    return tables <= {executor.recorder.Migration._meta.db_table} and not executor.recorder.applied_migrations()


def lay(connection: BaseDatabaseWrapper, until: list[Step] | None = None) -> StateApps:
    """Make every table, run what migrations do beside tables, and note all migrations as applied: wholly or not at all.

    The database must be empty. ``until`` names the last migration of each app, that of today by default. Returns the
    models as they were then. Signals of a migration are not sent: ``migrate``, which comes after it, sends them.
    """
    executor = MigrationExecutor(connection)
    targets = until or executor.loader.graph.leaf_nodes()
    plan = [migration for migration, _ in executor.migration_plan(targets)]
    models = executor.loader.project_state(targets).apps
    executor.recorder.ensure_schema()
    with connection.schema_editor(atomic=True) as editor:
        _make_tables(editor, models)
        for migration in plan:
            _do_beside_tables(migration, editor, models)
            executor.recorder.record_applied(migration.app_label, migration.name)
    return models


def _make_tables(editor: BaseDatabaseSchemaEditor, models: StateApps) -> None:
    for model in models.get_models():
        is_ours = model._meta.can_migrate(editor.connection) and not model._meta.proxy
        if is_ours and router.allow_migrate_model(editor.connection.alias, model):
            editor.create_model(model)


def _do_beside_tables(migration: Migration, editor: BaseDatabaseSchemaEditor, models: StateApps) -> None:
    for operation in migration.operations:
        if isinstance(operation, RunPython):
            operation.code(models, editor)
        elif isinstance(operation, RunSQL):
            operation.database_forwards(migration.app_label, editor, ProjectState(), ProjectState())
