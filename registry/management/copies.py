"""Whole copies of the database: taken while others write, checked, and put back as one change."""

import os
import shutil
import sqlite3
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.db.backends.base.base import BaseDatabaseWrapper

# Seconds that a copy waits for those who write.
PATIENCE = 60


class CopyError(Exception):
    """A copy that could not be taken or put back; the message says what must hold."""


def copies_of(database: BaseDatabaseWrapper) -> "SQLiteCopies | PostgreSQLCopies":
    """Give what copies this database; CopyError for an engine that nothing here copies."""
    kinds = {"sqlite": SQLiteCopies, "postgresql": PostgreSQLCopies}
    if database.vendor not in kinds:
        raise CopyError(f"The database must be SQLite or PostgreSQL, not {database.display_name}.")
    return kinds[database.vendor](database)


@contextmanager
def written_whole(file: Path) -> Iterator[Path]:
    """Give a draft beside the file; it takes the file's place, and reaches the disk, or goes."""
    descriptor, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
    os.close(descriptor)
    draft = Path(name)
    try:
        yield draft
        with draft.open("rb") as content:
            os.fsync(content.fileno())
        draft.replace(file)
    finally:
        draft.unlink(missing_ok=True)


def patience() -> Callable[[int, int, int], None]:
    """Make what SQLite asks between two tries at a copy: CopyError once it has waited too long."""
    until = time.monotonic() + PATIENCE

    def ask(_status: int, remaining: int, _total: int) -> None:
        if remaining and time.monotonic() > until:
            raise CopyError(f"The database must be free within {PATIENCE} seconds; it was not.")

    return ask


class SQLiteCopies:
    """Copies by SQLite's own backup: one read transaction, which holds no writer back."""

    def __init__(self, database: BaseDatabaseWrapper):
        self.file = Path(database.settings_dict["NAME"])
        self.timeout = database.settings_dict["OPTIONS"].get("timeout", 5)

    def take(self, file: Path) -> None:
        with written_whole(file) as draft, self._opened(self.file, "ro") as database:
            with closing(sqlite3.connect(draft)) as copy:
                try:
                    database.backup(copy, progress=patience())
                except sqlite3.DatabaseError as error:
                    raise CopyError(f"{self.file} must be a sound database: {error}.") from error
                # A copy is one file: it must not wait for a log beside it.
                copy.execute("PRAGMA journal_mode=DELETE")
            self._sound(draft)

    def migrations(self, file: Path) -> set[tuple[str, str]]:
        """List the migrations that made the copy, which is checked on the way."""
        self._sound(file)
        with self._opened(file, "ro") as copy:
            try:
                return set(copy.execute("SELECT app, name FROM django_migrations"))
            except sqlite3.OperationalError:
                raise CopyError(f"{file} must be a copy of a registry.") from None

    def put_back(self, file: Path) -> None:
        """Replace the content of the database in one transaction, as others may have it open."""
        with self._opened(file, "ro") as copy, self._opened(self.file, "rwc") as database:
            try:
                database.execute("PRAGMA journal_mode=WAL")
                database.execute("PRAGMA synchronous=FULL")
                copy.backup(database, progress=patience())
            except sqlite3.OperationalError as error:
                raise CopyError(f"{self.file} must be writable: {error}.") from error
            except sqlite3.DatabaseError as error:
                raise CopyError(
                    f"{self.file} must be a database ({error}): move it away, with its -wal and "
                    "-shm files, and restore again."
                ) from error

    def _sound(self, file: Path) -> None:
        with self._opened(file, "ro") as copy:
            try:
                (verdict,) = copy.execute("PRAGMA integrity_check(1)").fetchone()
                dangling = copy.execute("PRAGMA foreign_key_check").fetchone()
            except sqlite3.DatabaseError as error:
                raise CopyError(f"{file} must be a SQLite database: {error}.") from error
        if verdict != "ok" or dangling:
            what = verdict if verdict != "ok" else f"a row of {dangling[0]} refers to no row"
            raise CopyError(f"{file} must be a sound database: {what}.")

    @contextmanager
    def _opened(self, file: Path, mode: str) -> Iterator[sqlite3.Connection]:
        try:
            database = sqlite3.connect(
                f"{file.absolute().as_uri()}?mode={mode}", uri=True, timeout=self.timeout
            )
        except sqlite3.OperationalError as error:
            raise CopyError(f"{file} must be there and readable: {error}.") from error
        with closing(database):
            yield database


class PostgreSQLCopies:
    """Copies by PostgreSQL's own programs, which must be of the server's version or later."""

    def __init__(self, database: BaseDatabaseWrapper):
        settings = database.settings_dict
        # In the environment, not on the command line, where other users of the machine read it.
        given = {
            "PGHOST": settings["HOST"] or settings["OPTIONS"].get("host"),
            "PGPORT": settings["PORT"],
            "PGUSER": settings["USER"],
            "PGPASSWORD": settings["PASSWORD"],
            "PGDATABASE": settings["NAME"],
            "PGSSLMODE": settings["OPTIONS"].get("sslmode"),
        }
        self.environment = os.environ | {name: str(value) for name, value in given.items() if value}

    def take(self, file: Path) -> None:
        with written_whole(file) as draft:
            self._run("pg_dump", "--format=custom", "--no-owner", "--no-acl", f"--file={draft}")
            self._run("pg_restore", "--list", str(draft))

    def migrations(self, file: Path) -> set[tuple[str, str]]:
        """List the migrations that made the copy, which is read on the way."""
        only = ("--data-only", "--table=django_migrations", "--file=-")
        lines = self._run("pg_restore", *only, str(file)).splitlines()
        rows = [line.split("\t") for line in lines if line.count("\t") == 3]
        if not rows:
            raise CopyError(f"{file} must be a copy of a registry.")
        return {(app, name) for _, app, name, _ in rows}

    def put_back(self, file: Path) -> None:
        """Replace every table in one transaction: those that came after the copy go as well."""
        with tempfile.TemporaryDirectory() as folder:
            script = Path(folder, "restore.sql")
            restored = script.with_name("content.sql")
            self._run("pg_restore", "--no-owner", "--no-acl", f"--file={restored}", str(file))
            script.write_text(
                f"DROP SCHEMA public CASCADE;\nCREATE SCHEMA public;\n\\i {restored}\n"
            )
            self._run(
                *("psql", "--quiet", "--no-psqlrc", "--single-transaction"),
                *("--set=ON_ERROR_STOP=1", "--output=/dev/null", f"--file={script}"),
            )

    def _run(self, program: str, *arguments: str) -> str:
        if not shutil.which(program):
            raise CopyError(f"{program} must be installed: PostgreSQL's client programs bring it.")
        done = subprocess.run(  # noqa: S603 - constant programs, paths as single arguments
            [program, *arguments],
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise CopyError(f"{program} failed: {done.stderr.strip() or done.returncode}")
        return done.stdout
