"""The whole registry in one file, made when it is first asked for and kept until a change."""

import csv
import io
import sqlite3
import zipfile
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock
from typing import BinaryIO

from django.db import router
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import condition, require_safe

from registry.exports import LICENCE, as_json, csv_response, guarded_columns, json_response
from registry.importers.fixtures import as_files
from registry.models import TreatyAction
from registry.queries.snapshots import snapshot
from registry.queries.tables import PublicTable, registry_state, tables
from registry.views import datapackage
from registry.views.freshness import release

# The fixtures are sorted as one text, which a registry of millions of acts cannot hold in memory.
MOST_ACTS_IN_FIXTURES = 500_000

# What SQLite calls the types of a column that is no text.
KINDS = {"boolean": "INTEGER", "integer": "INTEGER"}

_making = Lock()


@cache
def _folder() -> TemporaryDirectory:
    """Make the folder of the files with the first of them: a process that is killed leaves it."""
    return TemporaryDirectory(prefix="treaty-registry-", ignore_cleanup_errors=True)


def write_csv(place: Path) -> None:
    """Write a CSV file for each table, and what they hold; no cell can be read as a formula."""
    with zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED) as bundle:
        bundle.writestr(datapackage.FILE_NAME, as_json(datapackage.datapackage()))
        for table in tables():
            with (
                bundle.open(f"{table.name}.csv", "w", force_zip64=True) as raw,
                io.TextIOWrapper(raw, encoding="utf-8", newline="") as file,
            ):
                writer = csv.writer(file)
                writer.writerow(table.names)
                texts = [column.is_text for column in table.columns]
                for block in table.blocks():
                    writer.writerows(zip(*guarded_columns(block, texts), strict=True))


def write_sqlite(place: Path) -> None:
    """Write a database that SQLite opens, without constraints: to be read, not edited.

    The one row of `datapackage` says as JSON what the other tables hold.
    """
    database = sqlite3.connect(place)
    try:
        told = as_json(datapackage.datapackage()).decode()
        database.execute("CREATE TABLE datapackage (descriptor TEXT)")
        database.execute("INSERT INTO datapackage VALUES (?)", [told])
        for table in tables():
            names = ", ".join(
                f'"{column.name}" {KINDS.get(datapackage.type_of(column)["type"], "TEXT")}'
                for column in table.columns
            )
            marks = ", ".join("?" * len(table.names))
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


def name_of(form: str) -> str:
    return f"treaty-registry-{registry_state()}.{form}"


def made(form: str) -> BinaryIO:
    """Open the file of the registry as it is, made afresh after a change; earlier ones go.

    What is open can be read to its end, though a change takes its name away.
    """
    with _making:
        folder = Path(_folder().name)
        place = folder / name_of(form)
        if not place.exists():
            for old in folder.glob(f"*.{form}"):
                old.unlink()
            draft = place.with_suffix(".draft")
            draft.unlink(missing_ok=True)
            try:
                with snapshot(router.db_for_read(TreatyAction)):
                    WRITERS[form](draft)
                draft.replace(place)
            finally:
                draft.unlink(missing_ok=True)
        return place.open("rb")


def tag(name: str) -> str:
    """Name a file as it is now: the rows it holds, and the code that writes them."""
    return f'"{name}-{release()}"'


@csrf_exempt
@require_safe
@condition(etag_func=lambda request, form: tag(name_of(form)))
def download(request: HttpRequest, form: str) -> HttpResponseBase:
    """Send the registry whole: `csv.zip`, `fixtures.zip` or `sqlite3`."""
    try:
        file = made(form)
    except Http404 as error:
        return json_response({"error": str(error)}, status=404)
    response = FileResponse(
        file,
        as_attachment=True,
        filename=Path(file.name).name,
        content_type=TYPES[form.rpartition(".")[2]],
    )
    response["ETag"] = tag(Path(file.name).name)
    response["Link"] = f'<{LICENCE}>; rel="license"'
    return response


@csrf_exempt
@require_safe
@condition(etag_func=lambda request: tag(registry_state()))
def described(request: HttpRequest) -> HttpResponse:
    """Say what the tables hold, column by column."""
    return json_response(datapackage.datapackage())


@csrf_exempt
@require_safe
@condition(etag_func=lambda request, name: tag(f"{name}-{registry_state()}"))
def table(request: HttpRequest, name: str) -> HttpResponseBase:
    """Stream one table of the registry as CSV, however many rows it has."""
    found = next((one for one in tables() if one.name == name), None)
    if found is None:
        known = ", ".join(one.name for one in tables())
        message = f"There is no table “{name}”. There are: {known}."
        return json_response({"error": message}, status=404)
    return csv_response(
        _still(found),
        columns=found.names,
        texts=[column.is_text for column in found.columns],
        name=name,
    )


def _still(found: PublicTable) -> Iterator[list]:
    with snapshot(found.found.db):
        yield from found.blocks()
