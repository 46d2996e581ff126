"""PostgreSQL finds phrases by pairs of words, where it checked every card with all of the words."""

from django.db import migrations

KINDS = ("document", "case", "person", "remark")
TOGETHER = """
    CREATE FUNCTION documents_found_together(vector tsvector) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        WITH placed AS (SELECT place, lexeme FROM unnest(vector) word, unnest(word.positions) place)
        SELECT array_to_tsvector(ARRAY(
            SELECT lexeme FROM unnest(vector)
            UNION
            SELECT '¶' || left(md5(one.lexeme || ' ' || two.lexeme), 6)
            FROM placed one JOIN placed two ON two.place = one.place + 1
        ))
    $$
"""
# By the index alone: the planner does not count what it costs to unpack the vectors of a whole table.
KEYS = """
    CREATE FUNCTION {table}_keys(candidates tsquery, asked tsquery, most integer)
    RETURNS SETOF bigint LANGUAGE sql STABLE
    SET enable_seqscan = off SET enable_indexscan = off SET enable_indexonlyscan = off
    AS 'SELECT rowid FROM {table} WHERE documents_found_together(vector) @@ candidates
        AND (asked IS NULL OR ts_match_vq(vector, asked)) LIMIT most'
"""
KEYS_OF_WORDS = """
    CREATE FUNCTION {table}_keys(asked tsquery, most integer) RETURNS SETOF bigint LANGUAGE sql STABLE
    SET enable_seqscan = off SET enable_indexscan = off SET enable_indexonlyscan = off
    AS 'SELECT rowid FROM {table} WHERE vector @@ asked LIMIT most'
"""


def index_pairs(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    schema_editor.execute(TOGETHER)
    for table in (f"documents_found_{kind}" for kind in KINDS):
        schema_editor.execute(f"DROP INDEX {table}_words")
        schema_editor.execute(f"CREATE INDEX {table}_words ON {table} USING gin (documents_found_together(vector))")
        schema_editor.execute(f"DROP FUNCTION {table}_keys(tsquery, integer)")
        schema_editor.execute(KEYS.format(table=table))


def index_words(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    for table in (f"documents_found_{kind}" for kind in KINDS):
        schema_editor.execute(f"DROP FUNCTION {table}_keys(tsquery, tsquery, integer)")
        schema_editor.execute(KEYS_OF_WORDS.format(table=table))
        schema_editor.execute(f"DROP INDEX {table}_words")
        schema_editor.execute(f"CREATE INDEX {table}_words ON {table} USING gin (vector)")
    schema_editor.execute("DROP FUNCTION documents_found_together(tsvector)")


class Migration(migrations.Migration):
    dependencies = [("documents", "0014_marks_of_a_journal")]

    operations = [migrations.RunPython(index_pairs, index_words)]
