"""What must hold of an installation, checked when it starts and by `manage.py check`."""

import os
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.checks import CheckMessage, Error, Info
from django.db import DatabaseError, connections

# What each connection to SQLite must hold, and why.
PRAGMAS = {
    "journal_mode": ("wal", "readers and one writer do not wait for each other"),
    "synchronous": (2, "a save that was confirmed survives a power cut (FULL)"),
    "foreign_keys": (1, "no row refers to one that is gone"),
}
LEAST_TIMEOUT = 5000  # milliseconds that a writer waits for another

# File systems of other machines, on which SQLite's locks and shared memory do not hold.
NETWORK = frozenset(
    {
        *("nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "9p", "ceph", "lustre", "beegfs", "gpfs"),
        *("fuse.sshfs", "fuse.ceph", "fuse.glusterfs", "fuse.s3fs", "fuse.rclone", "fuse.gcsfuse"),
    }
)


def sqlite_is_safe(app_configs, databases=None, **kwargs) -> list[CheckMessage]:
    """Check what the settings ask of SQLite on the connection itself, where it may be refused."""
    found = []
    for alias in databases or ():
        connection = connections[alias]
        if connection.vendor == "sqlite" and not connection.is_in_memory_db():
            file = Path(connection.settings_dict["NAME"])
            # A file that is not there yet is made by migrate, and by nothing else.
            found += _of_file(file) or (_of_connection(connection) if file.exists() else [])
    return found


def file_is_there() -> list[CheckMessage]:
    """Check that there is a database to serve: SQLite would make an empty one without a word."""
    connection = connections["default"]
    if connection.vendor != "sqlite" or connection.is_in_memory_db():
        return []
    file = Path(connection.settings_dict["NAME"])
    if file.exists():
        return []
    return [
        Error(
            f"The database {file} must exist before it is served.",
            hint="Run manage.py migrate, or manage.py restore with a copy.",
            id="registry.E010",
        )
    ]


def _of_file(file: Path) -> list[CheckMessage]:
    folder = file.parent
    if not folder.is_dir():
        return [Error(f"The folder of the database, {folder}, must exist.", id="registry.E001")]
    if not os.access(folder, os.W_OK):
        return [
            Error(
                f"The folder of the database, {folder}, must be writable: SQLite keeps its log "
                "beside the file.",
                id="registry.E002",
            )
        ]
    if file.exists() and not os.access(file, os.W_OK):
        return [Error(f"The database {file} must be writable.", id="registry.E003")]
    if (kind := file_system(folder)) in NETWORK:
        return [
            Error(
                f"The database must lie on a disk of this machine; {folder} is on {kind}, where "
                "SQLite's locks do not hold.",
                hint="Move the file, or use PostgreSQL.",
                id="registry.E004",
            )
        ]
    return []


def _of_connection(connection) -> list[CheckMessage]:
    found = []
    try:
        with connection.cursor() as cursor:
            for pragma, (expected, why) in PRAGMAS.items():
                value = cursor.execute(f"PRAGMA {pragma}").fetchone()[0]
                if value != expected:
                    found.append(
                        Error(
                            f"SQLite's {pragma} must be {expected}, not {value}: {why}.",
                            id="registry.E005",
                        )
                    )
            timeout = cursor.execute("PRAGMA busy_timeout").fetchone()[0]
    except DatabaseError as error:
        name = connection.settings_dict["NAME"]
        return [Error(f"The database {name} must be readable: {error}.", id="registry.E006")]
    if timeout < LEAST_TIMEOUT:
        found.append(
            Error(
                f"SQLite's busy_timeout must be at least {LEAST_TIMEOUT} ms, not {timeout}.",
                id="registry.E007",
            )
        )
    if connection.transaction_mode != "IMMEDIATE":
        found.append(
            Error(
                "Transactions must be IMMEDIATE: one that reads first and then writes is refused "
                "if another has written in between.",
                id="registry.E008",
            )
        )
    return found


def static_files_are_collected(app_configs, **kwargs) -> list[CheckMessage]:
    """Check that pages find their style: without the list of hashed names each of them fails."""
    root = settings.STATIC_ROOT
    if root is None or (Path(root) / "staticfiles.json").exists():
        return []
    return [
        Info(
            f"Static files must be collected into {root} before the site is served.",
            hint="Run manage.py collectstatic.",
            id="registry.I001",
        )
    ]


def groups_are_known(app_configs, databases=None, **kwargs) -> list[CheckMessage]:
    """Check that a second factor is asked of groups that there are: a slip would ask nobody."""
    named = {*settings.SECOND_FACTOR_FOR} - {"everyone"}
    if not named or not databases:
        return []
    try:
        found = {*apps.get_model("auth", "Group").objects.values_list("name", flat=True)}
    except DatabaseError:
        return []  # before the first migration
    return [
        Error(
            f"SECOND_FACTOR_FOR must hold “everyone” or names of groups; there is no “{name}”.",
            id="registry.E009",
        )
        for name in sorted(named - found)
    ]


def file_system(folder: Path, mounts: Path = Path("/proc/mounts")) -> str:
    """Tell the kind of file system that a folder is on; nothing where the system does not say."""
    try:
        lines = mounts.read_text().splitlines()
    except OSError:
        return ""
    place = folder.resolve()
    held = [
        (len(point), kind)
        for _, point, kind, *_ in (line.split() for line in lines)
        if place.is_relative_to(point.replace("\\040", " "))
    ]
    return max(held)[1] if held else ""
