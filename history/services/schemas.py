"""Telling the schemas of tables in the log before their rows are."""

from history.actors import Automatic, acting
from history.guards import guarded_models
from history.models import Schema
from history.models.recording import recording
from history.models.schemas import schema_of

MIGRATION = Automatic("migration")


def tell_new() -> int:
    """Tell every schema of the code that the log does not know yet, each in an entry; returns how many these were."""
    schemas = {schema.id: schema for schema in map(schema_of, guarded_models())}
    known = set(Schema.objects.filter(pk__in=schemas).values_list("pk", flat=True))
    for key, schema in schemas.items():
        if key not in known:
            with acting(MIGRATION), recording() as telling:
                Schema.objects.create(id=key, body=schema.body)
                telling.add_log({"schema": schema.told})
    return len(schemas.keys() - known)
