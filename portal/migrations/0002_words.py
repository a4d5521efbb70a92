"""An index for the words of the findings: each database’s own.

On SQLite it is a table of its own, which triggers keep; who alters `PublishedFinding` there makes them anew. On
PostgreSQL it is a column that the database fills. Both take what stands between two blanks as one word. Beginnings of
up to 16 letters are indexed as well: then what is found comes in order, and the first thousand take no longer where
there are a million.
"""

from django.db import migrations

ADD = "INSERT INTO portal_words(rowid, search) VALUES (new.id, new.search);"
REMOVE = "INSERT INTO portal_words(portal_words, rowid, search) VALUES ('delete', old.id, old.search);"
TRIGGERS = {"INSERT": ADD, "DELETE": REMOVE, "UPDATE": REMOVE + ADD}

FORWARDS = {
    "sqlite": [
        "CREATE VIRTUAL TABLE portal_words USING fts5("
        "search, content='portal_publishedfinding', content_rowid='id', detail='none', "
        "tokenize=\"ascii tokenchars '_-.'\", prefix='1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16')",
        *(
            f"CREATE TRIGGER portal_words_{event} AFTER {event} ON portal_publishedfinding BEGIN {does} END"
            for event, does in TRIGGERS.items()
        ),
    ],
    "postgresql": [
        "ALTER TABLE portal_publishedfinding ADD COLUMN words tsvector "
        "GENERATED ALWAYS AS (array_to_tsvector(array_remove(string_to_array(search, ' '), ''))) STORED",
        "CREATE INDEX portal_words ON portal_publishedfinding USING gin (words)",
    ],
}
BACKWARDS = {
    "sqlite": [*(f"DROP TRIGGER portal_words_{event}" for event in TRIGGERS), "DROP TABLE portal_words"],
    "postgresql": ["DROP INDEX portal_words", "ALTER TABLE portal_publishedfinding DROP COLUMN words"],
}


def forwards(apps, schema_editor):
    run(schema_editor, FORWARDS)


def backwards(apps, schema_editor):
    run(schema_editor, BACKWARDS)


def run(schema_editor, statements):
    for statement in statements[schema_editor.connection.vendor]:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("portal", "0001_initial")]

    operations = [migrations.RunPython(forwards, backwards)]
