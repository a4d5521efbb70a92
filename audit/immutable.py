"""A migration operation that makes the database itself refuse changes to rows that are history."""

from typing import Any

from django.db.migrations.operations.base import Operation

SQLITE = """
CREATE TRIGGER {table}_immutable BEFORE UPDATE ON {table}
BEGIN SELECT RAISE(ABORT, '{table} rows never change'); END;
"""
POSTGRESQL = """
CREATE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '{table} rows never change' USING ERRCODE = 'integrity_constraint_violation'; END $$;
CREATE TRIGGER {table}_immutable BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_refuse();
"""
CREATE = {"sqlite": SQLITE, "postgresql": POSTGRESQL}
DROP = {
    "sqlite": "DROP TRIGGER IF EXISTS {table}_immutable;",
    "postgresql": "DROP TRIGGER IF EXISTS {table}_immutable ON {table}; DROP FUNCTION IF EXISTS {table}_refuse();",
}


KEEP = {
    "sqlite": """
CREATE TRIGGER {table}_undeletable BEFORE DELETE ON {table}
BEGIN SELECT RAISE(ABORT, '{table} rows are never deleted'); END;
""",
    "postgresql": """
CREATE TRIGGER {table}_undeletable BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_refuse();
CREATE TRIGGER {table}_untruncatable BEFORE TRUNCATE ON {table} EXECUTE FUNCTION {table}_refuse();
""",
}
LET_GO = {
    "sqlite": "DROP TRIGGER IF EXISTS {table}_undeletable;",
    "postgresql": "DROP TRIGGER IF EXISTS {table}_undeletable ON {table};"
    "DROP TRIGGER IF EXISTS {table}_untruncatable ON {table};",
}


class MakeImmutable(Operation):
    """Refuse every UPDATE on the model's table from now on (deleting with its parent stays possible)."""

    reversible = True
    reduces_to_sql = True

    def __init__(self, model_name: str) -> None:
        self.model_name = model_name

    def state_forwards(self, app_label: str, state: Any) -> None:
        pass

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        self._run(CREATE, app_label, schema_editor, to_state)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        self._run(DROP, app_label, schema_editor, from_state)

    def _run(self, statements: dict[str, str], app_label: str, schema_editor: Any, state: Any) -> None:
        table = state.apps.get_model(app_label, self.model_name)._meta.db_table
        schema_editor.execute(statements[schema_editor.connection.vendor].format(table=table), params=None)

    def describe(self) -> str:
        return f"Refuse updates of {self.model_name}"


class LiftImmutable(MakeImmutable):
    """Let rows be changed again: before fields are added to the table, until `MakeImmutable` runs anew."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        self._run(DROP, app_label, schema_editor, from_state)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        self._run(CREATE, app_label, schema_editor, to_state)

    def describe(self) -> str:
        return f"Allow updates of {self.model_name}"


class MakeAppendOnly(MakeImmutable):
    """Refuse every UPDATE, DELETE and TRUNCATE on the model's table from now on, whoever asks."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        super().database_forwards(app_label, schema_editor, from_state, to_state)
        self._run(KEEP, app_label, schema_editor, to_state)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        self._run(LET_GO, app_label, schema_editor, from_state)
        super().database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        return f"Only let rows be added to {self.model_name}"
