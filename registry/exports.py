"""The same rows as the page, as JSON, CSV and XLSX; dates as a calendar file."""

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from io import StringIO
from itertools import chain
from operator import attrgetter
from tempfile import TemporaryFile
from types import NoneType
from typing import IO, Any, NamedTuple
from urllib.parse import urljoin

import orjson
from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from orjson import Fragment
from xlsxwriter import Workbook

from registry.dates import Answer, Count, UncertainDate
from registry.models.tables import batches
from registry.sentences import say

LICENCE = "https://creativecommons.org/publicdomain/zero/1.0/"

# A spreadsheet reads a cell that begins with one of these as a formula.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")

SUSPECT = frozenset((*FORMULA_STARTS, " "))

JSON = "application/json"
# Moments are written as everywhere else in the registry, not as orjson would.
OPTIONS = orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_PASSTHROUGH_DATACLASS

# So many lines of CSV are sent at once.
LINES_AT_ONCE = 200

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# What a worksheet holds beside its row of heads, and a cell (Excel's limits).
MOST_ROWS = 1_048_575
LONGEST_CELL = 32_767


def plain(value: Any) -> Any:
    """Turn a value of ours into one that JSON has: dates are EDTF text, counts are pairs."""
    return _conversion_of(type(value))(value)


@cache
def _conversion_of(kind: type) -> Callable[[Any], Any]:
    """Choose once for all values of a type: a page has thousands of a dozen types."""
    conversions = {
        UncertainDate: attrgetter("text"),
        Count: Count.as_json,
        Answer: attrgetter("value"),
    }
    if kind in conversions:
        return conversions[kind]
    if issubclass(kind, Mapping):
        return dict
    if issubclass(kind, tuple | set | frozenset):
        return list
    return (lambda value: value) if issubclass(kind, str | int | float | list | NoneType) else str


def as_json(content: Any) -> bytes:
    return orjson.dumps(content, plain, OPTIONS)


def fragment(content: Any) -> Fragment:
    """Write once what stands in many answers."""
    return Fragment(as_json(content))


def json_response(content: Mapping, *, status: int = 200) -> HttpResponse:
    return HttpResponse(as_json(content), content_type=JSON, status=status)


def counted(name: str) -> list[str]:
    """Name the columns of a count: as people read it, and its two ends as numbers."""
    return [name, f"{name}.at_least", f"{name}.at_most"]


class Stamp(NamedTuple):
    """What a file says of itself: the day it tells of, where it came from, its licence.

    `version` is that of the registry; it moves with every change that the public can see.
    """

    as_at: str
    url: str
    version: str = ""
    licence: str = LICENCE


def table_response(
    form: str, rows: Iterable[Mapping], *, columns: list[str], name: str, stamp: Stamp
) -> HttpResponseBase:
    """Answer with rows as `csv` or `xlsx`; nested values are flattened (`consent.kind`,
    `parties.at_most`), lists joined by `; `. The file's name bears the day, its licence stands in
    the header."""
    lines = ([_told(row, column, stamp.url) for column in columns] for row in rows)
    if form == "xlsx":
        response = FileResponse(_workbook(lines, columns, stamp), content_type=XLSX)
    else:
        response = StreamingHttpResponse(
            _csv_lines(lines, columns), content_type="text/csv; charset=utf-8"
        )
    file_name = f"{name}-as-at-{stamp.as_at}.{form}"
    response["Content-Disposition"] = f'attachment; filename="{file_name}"'
    response["Link"] = f'<{stamp.licence}>; rel="license"'
    return response


def json_stream(rows: Iterable[Mapping], *, name: str) -> HttpResponse:
    """Stream rows as one JSON object, however many there are."""
    response = StreamingHttpResponse(_json_lines(rows), content_type=JSON)
    response["Content-Disposition"] = f'attachment; filename="{name}.json"'
    return response


def _json_lines(rows: Iterable[Mapping]) -> Iterator[bytes]:
    yield b'{"licence": %b, "results": [' % as_json(LICENCE)
    number = 0
    for number, row in enumerate(rows, 1):
        yield (b"\n%b" if number == 1 else b",\n%b") % as_json(row)
    yield b'\n], "count": %d}\n' % number


def _csv_lines(lines: Iterable[list], columns: list[str]) -> Iterator[str]:
    """Give the heads before anything is asked of a database, and then many lines at a time."""
    yield csv_text([columns])
    for block in batches(lines, LINES_AT_ONCE):
        yield csv_text([guarded(cell(value)) for value in line] for line in block)


def csv_response(
    blocks: Iterable[list[Sequence]], *, columns: list[str], texts: Sequence[bool], name: str
) -> HttpResponseBase:
    """Answer with plain values, given column by column; `texts` tells which columns hold texts."""
    content = chain(
        [csv_text([columns])],
        (csv_text(zip(*guarded_columns(block, texts), strict=True)) for block in blocks),
    )
    response = StreamingHttpResponse(content, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    response["Link"] = f'<{LICENCE}>; rel="license"'
    return response


def guarded_columns(columns: Iterable[Sequence], texts: Iterable[bool]) -> Iterator[Sequence]:
    """Guard what may be a formula; a column in which nothing looks like one passes as it is."""
    for values, is_text in zip(columns, texts, strict=True):
        if is_text and not SUSPECT.isdisjoint([value[:1] for value in values if value]):
            yield [value and guarded(value) for value in values]
        else:
            yield values


def csv_text(lines: Iterable[Iterable]) -> str:
    text = StringIO(newline="")
    csv.writer(text).writerows(lines)
    return text.getvalue()


def _workbook(lines: Iterable[list], columns: list[str], stamp: Stamp) -> IO[bytes]:
    """Write a workbook row by row to a file; the rows are never all in memory."""
    file = TemporaryFile()  # noqa: SIM115 - whoever answers with it closes it
    with Workbook(file, {"constant_memory": True}) as book:
        sheet, head = book.add_worksheet("Rows"), book.add_format({"bold": True})
        sheet.freeze_panes(1, 0)
        for place, column in enumerate(columns):
            sheet.write_string(0, place, column, head)
            sheet.set_column(place, place, 24)
        for number, line in enumerate(lines, start=1):
            for place, value in enumerate(line):
                _write(sheet, number, place, cell(value))
        about = book.add_worksheet("About")
        about.set_column(0, 1, 24)
        for number, (name, value) in enumerate(stamp._asdict().items()):
            about.write_string(number, 0, name, head)
            about.write_string(number, 1, value)
    file.seek(0)
    return file


def _write(sheet, row: int, column: int, value: str | int | float) -> None:
    """Write a number as a number and a text as a text: never as a formula or a link."""
    if isinstance(value, int | float):
        sheet.write_number(row, column, value)
    elif len(value) > LONGEST_CELL:
        sheet.write_string(row, column, f"{value[: LONGEST_CELL - 1]}…")
    elif value:
        sheet.write_string(row, column, value)


def cell(value: Any) -> str | int | float:
    """Give a value as a spreadsheet holds it: a number, or a text."""
    if isinstance(value, Count):
        return value.at_least if value.at_least == value.at_most else say(value)
    value = plain(value)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return value
    if isinstance(value, list):
        return "; ".join(str(plain(item)) for item in value)
    return str(value)


def guarded(value: str | int | float) -> str | int | float:
    """Put a quote before a text that a spreadsheet would take for a formula."""
    if isinstance(value, str) and value.lstrip(" ").startswith(FORMULA_STARTS):
        return f"'{value}"
    return value


def _told(row: Mapping, column: str, site: str) -> Any:
    """Give what a column holds; an address leads back to the site, wherever the file goes."""
    value = _at(row, column)
    return urljoin(site, value) if column == "url" and value else value


def _at(row: Mapping, path: str) -> Any:
    for key in path.split("."):
        if isinstance(row, Count):
            row = row._asdict()
        row = row.get(key) if isinstance(row, Mapping) else None
    return row


class CalendarEntry(NamedTuple):
    """One all-day entry of a calendar file; `key` stays the same when the day changes."""

    key: str
    day: date
    summary: str
    url: str


def ics_response(entries: Iterable[CalendarEntry], *, name: str, stamp: Stamp) -> HttpResponse:
    """Answer with a calendar that other programs subscribe to (RFC 5545, with RFC 7986)."""
    stamped = stamp.as_at.replace("-", "")
    as_at = _("As at %(day)s") % {"day": stamp.as_at}
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Treaty Registry//Calendar//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{_ics_text(name)}",
        f"DESCRIPTION:{_ics_text(f'{as_at}. {stamp.licence}')}",
        f"SOURCE;VALUE=URI:{stamp.url}",
    ]
    for entry in entries:
        lines += [
            "BEGIN:VEVENT",
            f"UID:{entry.key}@treaty-registry",
            f"DTSTAMP:{stamped}T000000Z",
            f"DTSTART;VALUE=DATE:{entry.day:%Y%m%d}",
            f"SUMMARY:{_ics_text(entry.summary)}",
            f"URL:{entry.url}",
            "TRANSP:TRANSPARENT",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    content = "".join(f"{_folded(line)}\r\n" for line in lines)
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="calendar.ics"'
    return response


def _ics_text(text: str) -> str:
    """Escape what RFC 5545, section 3.3.11 reserves; a line break is one of its own."""
    for plain_sign, escaped in (("\\", "\\\\"), (";", "\\;"), (",", "\\,")):
        text = text.replace(plain_sign, escaped)
    return "\\n".join(text.splitlines())


def _folded(line: str) -> str:
    """Fold a line after 75 octets at most, never inside a character (RFC 5545, section 3.1)."""
    parts, size = [""], 0
    for sign in line:
        octets = len(sign.encode())
        if size + octets > 75:
            parts.append(" ")
            size = 1
        parts[-1] += sign
        size += octets
    return "\r\n".join(parts)
