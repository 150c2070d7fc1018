"""The whole registry in one file, made when it is first asked for and kept until a change."""

import csv
import io
import sqlite3
import zipfile
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock

from django.db import router
from django.http import FileResponse, Http404, HttpRequest
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from registry.exports import cell, guarded
from registry.importers.fixtures import as_files
from registry.models import TreatyAction
from registry.queries.tables import state, tables

# The fixtures are sorted as one text, which a registry of millions of acts cannot hold in memory.
MOST_ACTS_IN_FIXTURES = 500_000

_making = Lock()
_folder = TemporaryDirectory(prefix="treaty-registry-", ignore_cleanup_errors=True)


def write_csv(place: Path) -> None:
    """Write a CSV file for each table; no cell can be read as a formula."""
    with zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED) as bundle:
        for table in tables():
            with (
                bundle.open(f"{table.name}.csv", "w", force_zip64=True) as raw,
                io.TextIOWrapper(raw, encoding="utf-8", newline="") as file,
            ):
                writer = csv.writer(file)
                writer.writerow(table.columns)
                writer.writerows([guarded(cell(value)) for value in row] for row in table.rows())


def write_sqlite(place: Path) -> None:
    """Write a database that SQLite opens, without constraints: to be read, not edited."""
    database = sqlite3.connect(place)
    try:
        for table in tables():
            names = ", ".join(f'"{column}"' for column in table.columns)
            marks = ", ".join("?" * len(table.columns))
            database.execute(f'CREATE TABLE "{table.name}" ({names})')
            database.executemany(
                f'INSERT INTO "{table.name}" VALUES ({marks})',  # noqa: S608 - a table of ours
                table.rows(),
            )
        database.commit()
    finally:
        database.close()


def write_fixtures(place: Path) -> None:
    if TreatyAction.objects.count() > MOST_ACTS_IN_FIXTURES:
        raise Http404(
            _("The registry is too large for one file of fixtures: take the SQLite file.")
        )
    with zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name, content in as_files(router.db_for_read(TreatyAction)).items():
            bundle.writestr(name, content)


WRITERS: dict[str, Callable[[Path], None]] = {
    "csv.zip": write_csv,
    "fixtures.zip": write_fixtures,
    "sqlite3": write_sqlite,
}
TYPES = {"zip": "application/zip", "sqlite3": "application/vnd.sqlite3"}


def made(form: str) -> Path:
    """Give the file of the registry as it is, made afresh after a change; earlier ones go."""
    name = f"treaty-registry-{state()}.{form}"
    place = Path(_folder.name) / name
    with _making:
        if not place.exists():
            for old in Path(_folder.name).glob(f"*.{form}"):
                old.unlink()
            draft = place.with_suffix(".draft")
            draft.unlink(missing_ok=True)
            try:
                WRITERS[form](draft)
                draft.replace(place)
            finally:
                draft.unlink(missing_ok=True)
    return place


@require_safe
def download(request: HttpRequest, form: str) -> FileResponse:
    """Send the registry whole: `csv.zip`, `fixtures.zip` or `sqlite3`."""
    place = made(form)
    response = FileResponse(
        place.open("rb"),
        as_attachment=True,
        filename=place.name,
        content_type=TYPES[form.rpartition(".")[2]],
    )
    response["ETag"] = f'"{place.name}"'
    return response
