"""What the tables of the database of this process are made of, in words that do not depend on the order of making."""

import re

from django.db import connection

# Other packages' tables may bear other names of constraints and widths of keys when they were altered on the way.
OTHERS = ("auth_", "axes_", "django_", "viewflow_")
ASKING_POSTGRES = (
    "SELECT table_name, format('%s %s %s %s %s', column_name, data_type, character_maximum_length, is_nullable,"
    " coalesce(column_default, identity_generation)) FROM information_schema.columns WHERE table_schema = 'public'",
    "SELECT tablename, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "SELECT conrelid::regclass::text, format('%s %s', conname, pg_get_constraintdef(oid)) FROM pg_constraint"
    " WHERE connamespace = 'public'::regnamespace AND conrelid <> 0",
    "SELECT tgrelid::regclass::text, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
    "SELECT proname, pg_get_functiondef(oid) FROM pg_proc"
    " WHERE pronamespace = 'public'::regnamespace AND prokind = 'f'",
)
ASKING_SQLITE = ("SELECT tbl_name, coalesce(sql, name) FROM sqlite_master",)


def described() -> list[str]:
    """A line for each column, constraint, index, trigger and function of our own tables."""
    questions = ASKING_POSTGRES if connection.vendor == "postgresql" else ASKING_SQLITE
    found = []
    with connection.cursor() as cursor:
        for question in questions:
            cursor.execute(question)
            found += [row for row in cursor.fetchall() if not row[0].startswith(OTHERS)]
    return sorted(f"{table}: {line}" for table, text in found for line in _parts(" ".join(text.split())))


def _parts(text: str) -> list[str]:
    """The statement, or the columns and constraints of a table of SQLite, which come in the order of making."""
    begun, _, columns = text.partition(" (")
    if not begun.startswith("CREATE TABLE"):
        return [text]
    return re.split(r', (?=")|, (?=CONSTRAINT )', columns.removesuffix(")"))
