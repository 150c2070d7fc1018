"""That an import is under way, as others must know who wait for it in vain.

It is known by a lock that goes with its holder, however that dies: on PostgreSQL an advisory lock
of the transaction, for SQLite one on a file beside the database.
"""

import fcntl
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from django.db import DEFAULT_DB_ALIAS, Error, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

LOCK = (7265, 1)
ASKED = """
    SELECT EXISTS (
        SELECT 1 FROM pg_locks
        WHERE locktype = 'advisory' AND granted AND classid = %s AND objid = %s
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
    )
"""


@contextmanager
def import_underway(using: str = DEFAULT_DB_ALIAS) -> Iterator[None]:
    """Run what imports in one transaction, and let it be known meanwhile."""
    connection = connections[using]
    with ExitStack() as held, transaction.atomic(using=using):
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                # Shared: imports do not keep each other waiting.
                cursor.execute("SELECT pg_advisory_xact_lock_shared(%s, %s)", LOCK)
        elif file := beside(connection):
            # Inside the transaction there is but one writer. An import goes on without a notice.
            with suppress(OSError):
                notice = held.enter_context(file.open("a"))
                fcntl.flock(notice, fcntl.LOCK_EX)
        yield


def is_import_underway(using: str = DEFAULT_DB_ALIAS) -> bool:
    """Tell whether an import is under way; where nobody can know, that there is none."""
    connection = connections[using]
    with suppress(Error, OSError):
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(ASKED, LOCK)
                return cursor.fetchone()[0]
        elif file := beside(connection):
            with file.open() as notice:
                try:
                    fcntl.flock(notice, fcntl.LOCK_SH | fcntl.LOCK_NB)
                except BlockingIOError:
                    return True
    return False


def beside(connection: BaseDatabaseWrapper) -> Path | None:
    """Name the file of the notice; a database in memory has none."""
    if connection.is_in_memory_db():
        return None
    return Path(f"{connection.settings_dict['NAME']}-import")
