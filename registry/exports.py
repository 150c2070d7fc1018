"""The same rows as the page, as JSON and CSV."""

import csv
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.http import HttpResponse, JsonResponse, StreamingHttpResponse

from registry.dates import Answer, Count, UncertainDate

LICENCE = "https://creativecommons.org/publicdomain/zero/1.0/"

# A spreadsheet reads a cell that begins with one of these as a formula.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def plain(value: Any) -> Any:
    """Turn a value of ours into one that JSON has: dates are EDTF text, counts are pairs."""
    match value:
        case UncertainDate():
            return value.text
        case Count():
            return value.as_json()
        case Answer():
            return value.value
        case Mapping():
            return {key: plain(item) for key, item in value.items()}
        case list() | tuple() | set() | frozenset():
            return [plain(item) for item in value]
        case None | bool() | int() | float() | str():
            return value
    return str(value)


def json_response(content: Mapping, *, status: int = 200) -> HttpResponse:
    return JsonResponse(plain(content), status=status, json_dumps_params={"ensure_ascii": False})


def csv_response(rows: Iterable[Mapping], *, columns: list[str], name: str) -> HttpResponse:
    """Stream rows as CSV; nested values are flattened (`consent.kind`), lists joined by `; `."""
    response = StreamingHttpResponse(
        _csv_lines(rows, columns), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def _csv_lines(rows: Iterable[Mapping], columns: list[str]) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield writer.writerow(columns)
    for row in rows:
        yield writer.writerow([cell(_at(row, column)) for column in columns])


def cell(value: Any) -> str:
    """Write a value for a spreadsheet, so that no text is taken for a formula."""
    value = plain(value)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, list):
        value = "; ".join(str(item) for item in value)
    if isinstance(value, dict):
        value = str(Count(**value)) if set(value) == {"at_least", "at_most"} else str(value)
    return f"'{value}" if value.lstrip(" ").startswith(FORMULA_STARTS) else value


def _at(row: Mapping, path: str) -> Any:
    for key in path.split("."):
        row = row.get(key) if isinstance(row, Mapping) else None
    return row


class _Echo:
    """A file whose `write` gives the line back, so that `csv` can feed a stream."""

    def write(self, line: str) -> str:
        return line
