"""The same rows through the database's own import, as the measure of a load."""

import csv
import sqlite3
from pathlib import Path

from django.apps import apps
from django.db import connection, transaction
from django.db.models import Model


def models() -> list[type[Model]]:
    return list(apps.get_app_config("registry").get_models(include_auto_created=True))


def tables() -> list[str]:
    return [model._meta.db_table for model in models()]


def export(folder: Path) -> int:
    """Write every table of the registry as CSV; returns how many rows there are."""
    rows = 0
    columns = {
        model._meta.db_table: [column.column for column in model._meta.concrete_fields]
        for model in models()
    }
    with connection.cursor() as cursor:
        for table in tables():
            names = columns[table]
            cursor.execute(f"SELECT {quoted(names)} FROM {table}")  # noqa: S608
            with (folder / f"{table}.csv").open("w", newline="") as file:
                writer = csv.writer(file)
                writer.writerow(names)
                for row in cursor:
                    writer.writerow([cell(value) for value in row])
                    rows += 1
    return rows


def cell(value: object) -> object:
    if value is None:
        return "\\N"
    return int(value) if isinstance(value, bool) else value


def load_sqlite(folder: Path, empty: Path) -> None:
    """Import the tables into an empty registry with its indexes, in one transaction."""
    with sqlite3.connect(empty) as database:
        for table in tables():
            with (folder / f"{table}.csv").open(newline="") as file:
                reader = csv.reader(file)
                names = next(reader)
                marks = ", ".join("?" * len(names))
                database.execute(f"DELETE FROM {table}")  # noqa: S608
                database.executemany(
                    f"INSERT INTO {table} ({quoted(names)}) VALUES ({marks})",  # noqa: S608
                    ([None if text == "\\N" else text for text in row] for row in reader),
                )


def load_postgresql(folder: Path) -> None:
    """Import the tables over themselves: COPY into tables that were emptied, in one transaction."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {', '.join(tables())} CASCADE")
        for table in tables():
            with (folder / f"{table}.csv").open(newline="") as file:
                names = next(csv.reader([file.readline()]))
                statement = f"COPY {table} ({quoted(names)}) FROM STDIN"
                with cursor.copy(f"{statement} WITH (FORMAT csv, NULL '\\N')") as copy:
                    while data := file.read(1 << 20):
                        copy.write(data)


def quoted(names: list[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)
