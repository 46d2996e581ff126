"""Roles of PostgreSQL: who owns the tables, who works in them, who numbers the log, who only reads.

The application's role cannot take the guards away, change what was written to the log, or number its entries; the
sequencer's can do that and nothing else; the auditor's reads.
"""

from collections.abc import Iterator

from django.apps import apps
from django.db import connection
from psycopg import sql

from history.guards.tables import Pair, growing_tables, pairs

ROLES = ("owner", "app", "sequencer", "auditor")
# What the sequencer writes, beside the entries that tell of heads and epochs.
TREE = ("history_leaf", "history_checkpoint", "history_epoch")
TELLING = ("history_entry", "history_act", "history_actmention")
# What depersonalising blanks, which triggers allow only after the salt is gone.
ERASED = {
    "history_entry": ("salt", "erased_by_id"),
    "history_content": ("text",),
    "history_act": ("subject_label", "data"),
    "history_reading": ("query",),
}


def statements(prefix: str) -> Iterator[sql.Composed]:
    """Everything that makes the roles and their rights what they should be, whatever they were."""
    names = {role: sql.Identifier(f"{prefix}_{role}") for role in ROLES}
    schema = sql.Identifier("public")
    tables = connection.introspection.table_names()
    for table in tables:
        yield sql.SQL("ALTER TABLE {} OWNER TO {}").format(sql.Identifier(table), names["owner"])
    yield sql.SQL("GRANT USAGE, CREATE ON SCHEMA {} TO {}").format(schema, names["owner"])
    for role in ROLES[1:]:
        yield sql.SQL("REVOKE ALL ON ALL TABLES IN SCHEMA {} FROM {}").format(schema, names[role])
        yield sql.SQL("GRANT USAGE ON SCHEMA {} TO {}").format(schema, names[role])
        yield sql.SQL("GRANT SELECT ON ALL TABLES IN SCHEMA {} TO {}").format(schema, names[role])
    for role in ("app", "sequencer"):
        yield sql.SQL("GRANT USAGE ON ALL SEQUENCES IN SCHEMA {} TO {}").format(schema, names[role])
    yield from _of_the_application(names["app"], tables)
    for table in (*TREE, *TELLING):
        yield sql.SQL("GRANT INSERT ON {} TO {}").format(sql.Identifier(table), names["sequencer"])


def _of_the_application(role: sql.Identifier, tables: list[str]) -> Iterator[sql.Composed]:
    versions = {pair.versions: pair for pair in pairs()}
    growing = {*growing_tables(), *versions}
    for table in tables:
        name = sql.Identifier(table)
        if table not in growing:
            yield sql.SQL("GRANT INSERT, UPDATE, DELETE ON {} TO {}").format(name, role)
            continue
        if table not in TREE:
            yield sql.SQL("GRANT INSERT ON {} TO {}").format(name, role)
        columns = _blanked(versions[table]) if table in versions else ERASED.get(table, ())
        if columns:
            listed = sql.SQL(", ").join(map(sql.Identifier, columns))
            yield sql.SQL("GRANT UPDATE ({}) ON {} TO {}").format(listed, name, role)


def _blanked(pair: Pair) -> tuple[str, ...]:
    return tuple(column.name for column in pair.columns if column.is_personal)


def missing_roles(prefix: str) -> list[str]:
    """Roles that the server does not have yet."""
    wanted = [f"{prefix}_{role}" for role in ROLES]
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolname FROM pg_roles WHERE rolname = ANY(%s)", [wanted])
        known = {row[0] for row in cursor.fetchall()}
    return [name for name in wanted if name not in known]


def is_ready() -> bool:
    """Whether the tables of the log are there."""
    return apps.get_model("history", "Entry")._meta.db_table in connection.introspection.table_names()
