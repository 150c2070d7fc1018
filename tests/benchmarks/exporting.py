"""A table of the registry as CSV: what its download costs beside the database's own export."""

import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from django.db import connection

from registry.models import TreatyAction
from tests.benchmarks.measuring import Site, resident

TABLE = TreatyAction._meta.db_table
PATH = f"/data/{TreatyAction._meta.model_name}.csv"


class Export(NamedTuple):
    """How long all of it took, and its first byte, in seconds; memory that it added, in MB."""

    seconds: float
    first: float
    megabytes: int
    size: int


def download(place: Path) -> Export:
    """Take the table as a reader does, to a file."""
    Path("/proc/self/clear_refs").write_text("5")  # The peak begins anew.
    before = resident("VmRSS")
    started = time.perf_counter()
    first = 0.0
    with place.open("wb") as file:
        for part in Site().parts(PATH):
            first = first or time.perf_counter() - started
            file.write(part)
    seconds = time.perf_counter() - started
    return Export(seconds, first, resident("VmHWM") - before, place.stat().st_size)


def own(place: Path) -> float:
    """Let the database write the same rows to a file; give the seconds."""
    export: Callable[[Path], None] = from_sqlite
    if connection.vendor == "postgresql":
        export = from_postgresql
    started = time.perf_counter()
    export(place)
    return time.perf_counter() - started


def from_sqlite(place: Path) -> None:
    if not (shell := shutil.which("sqlite3")):
        raise FileNotFoundError("the export is measured beside sqlite3, which is not installed")
    with place.open("wb") as file:
        subprocess.run(
            [shell, "-csv", str(connection.settings_dict["NAME"]), f"SELECT * FROM {TABLE}"],  # noqa: S608
            stdout=file,
            check=True,
        )


def from_postgresql(place: Path) -> None:
    with (
        connection.cursor() as cursor,
        place.open("wb") as file,
        cursor.copy(f"COPY {TABLE} TO STDOUT WITH (FORMAT csv)") as rows,
    ):
        for part in rows:
            file.write(part)
