"""The database of the tests is migrated once: until a migration changes, later runs begin with a copy of it.

Only on SQLite in memory. The copy lies in `var/tests/`; deleted, it is made anew.
"""

import contextlib
import hashlib
import os
import shutil
import sqlite3
import sys
from pathlib import Path
from typing import Any

import django
from django.db import connection
from django.db.migrations.loader import MigrationLoader

FOLDER = Path(__file__).parents[1] / "var" / "tests"
MAKERS = ["audit.immutable"]
"""What migrations are made with, beside Django."""


class MigratedCopy:
    """Put under the test database before it is set up, and kept afterwards where there was none."""

    def __init__(self) -> None:
        self.path = FOLDER / f"{_digest()}.sqlite3"
        self.in_memory: list[sqlite3.Connection] = []  # what is in memory stays while someone is connected

    def put(self) -> None:
        if connection.vendor != "sqlite" or not self.path.exists():
            return
        creation: Any = connection.creation
        create = creation._create_test_db

        def create_from_copy(*args: Any, **kwargs: Any) -> str:
            name: str = create(*args, **kwargs)
            if creation.is_in_memory_db(name):
                self.in_memory.append(sqlite3.connect(name, uri=True))
                with contextlib.closing(sqlite3.connect(self.path)) as kept:
                    kept.backup(self.in_memory[0])
            return name

        creation._create_test_db = create_from_copy

    def lay(self, path: Path) -> None:
        """The same as a file, for a process of its own; where there is none yet, that one migrates."""
        if self.path.exists():
            shutil.copy(self.path, path)

    def keep(self) -> None:
        """The tables as they are now, unless they came from the copy. Nothing may have been written yet."""
        for opened in self.in_memory:
            opened.close()
        if connection.vendor != "sqlite" or self.in_memory:
            return
        FOLDER.mkdir(parents=True, exist_ok=True)
        half = self.path.with_suffix(f".{os.getpid()}")
        connection.ensure_connection()
        with contextlib.closing(sqlite3.connect(half)) as kept:
            connection.connection.backup(kept)
        for earlier in FOLDER.glob("*.sqlite3"):
            earlier.unlink(missing_ok=True)
        half.replace(self.path)


def _digest() -> str:
    """Of every migration, those of packages too."""
    migrations = MigrationLoader(None).disk_migrations.values()
    names = sorted({type(migration).__module__ for migration in migrations})
    told = hashlib.sha256(f"{django.__version__} {sqlite3.sqlite_version}".encode())
    for name in (*names, *MAKERS):
        told.update(Path(str(sys.modules[name].__file__)).read_bytes())
    return told.hexdigest()[:16]
