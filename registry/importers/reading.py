"""Files from outside, as bytes, text and rows: opened, unpacked, decoded, each with its place."""

import codecs
import csv
import gzip
import hashlib
import io
import os
import sys
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

MOST_BYTES = 256 * 1024 * 1024
LONGEST_CELL = 1_000_000
MOST_COLUMNS = 2_000
SHOWN = 80
HEADING_WITHIN = 20
GZIP = b"\x1f\x8b"
OTHER_FORMATS = {
    b"PK\x03\x04": "a zip archive or a workbook; save its sheet as CSV",
    b"\xd0\xcf\x11\xe0": "a workbook of an old format; save its sheet as CSV",
    b"%PDF": "a PDF file",
    b"\xff\xfe": "text in UTF-16; save it as UTF-8",
    b"\xfe\xff": "text in UTF-16; save it as UTF-8",
    b"SQLite format 3": "a database",
}


class Malformed(ValueError):
    """The file is not what its format says: where, and what must hold."""

    def __init__(self, reason: str, line: int | None = None, file: str = ""):
        super().__init__(reason)
        self.reason = reason
        self.line = line
        self.file = file


@dataclass(frozen=True)
class Given:
    """A file as it was given: its name, where it lies, its content (unpacked) and its digest."""

    name: str
    path: Path | None
    data: bytes
    digest: str

    def text(self, *encodings: str) -> str:
        """Decode as the first of these encodings that fits (UTF-8, unless others are named).

        A byte-order mark is dropped. Raises Malformed with the line of the byte that does not fit.
        """
        for signature, what in OTHER_FORMATS.items():
            if self.data.startswith(signature):
                raise Malformed(f"The file must be text; this is {what}.", file=self.name)
        encodings = encodings or ("utf-8",)
        for encoding in encodings:
            try:
                text = self.data.removeprefix(codecs.BOM_UTF8).decode(encoding)
                break
            except UnicodeDecodeError as error:
                refused = error
        else:
            line = self.data.count(b"\n", 0, refused.start) + 1
            names = " or ".join(encodings).upper()
            reason = f"The file must be {names}; byte {refused.start + 1} is not."
            raise Malformed(reason, line, self.name)
        if not text.strip():
            raise Malformed("The file must not be empty.", file=self.name)
        if "\0" in text:
            line = text.count("\n", 0, text.index("\0")) + 1
            raise Malformed("The file must be text; it has a null character.", line, self.name)
        return text


def given(path: str | Path) -> Given:
    """Read a file, and unpack it if it is gzipped; raises Malformed if it cannot be read."""
    path = Path(path)
    name = shortened(path)
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        reason = f"The file must be readable: {error.strerror or error}."
        raise Malformed(reason, file=name) from None
    return of_bytes(name, data, path)


def of_bytes(name: str, data: bytes, path: Path | None = None) -> Given:
    """Take content that lies in no file, or was read from one; unpack it if it is gzipped."""
    digest = hashlib.sha256(data).hexdigest()
    if data.startswith(GZIP):
        data = _unpacked(name, data)
    if len(data) > MOST_BYTES:
        raise Malformed(f"The file must have at most {MOST_BYTES:,} bytes.", file=name)
    return Given(name, path, data, digest)


def _unpacked(name, data):
    unpacker = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    try:
        text = unpacker.decompress(data, MOST_BYTES + 1)
        if not unpacker.eof and len(text) <= MOST_BYTES:
            raise Malformed("The packed file must be whole; it breaks off.", file=name)
        return text if not unpacker.unused_data else gzip.decompress(data)
    except (zlib.error, gzip.BadGzipFile, EOFError) as error:
        raise Malformed(f"The packed file must be whole: {error}.", file=name) from None


def shortened(path: Path) -> str:
    """Name a file from here where it lies below, as it was probably typed."""
    relative = os.path.relpath(path)
    return str(path) if relative.startswith("..") else relative


def cut(text: str) -> str:
    """Show a cell on one line, cut at 80 characters, unprintable ones escaped."""
    line = "".join(one if one.isprintable() else ascii(one)[1:-1] for one in text[: SHOWN + 1])
    return line if len(line) <= SHOWN else f"{line[: SHOWN - 1]}…"


# Tables


@dataclass(frozen=True, slots=True)
class Cells:
    """One row of a table, by column heading, with the line on which it begins."""

    line: int
    values: dict[str, str]

    def __getitem__(self, heading: str) -> str:
        return self.values[heading]

    def get(self, heading: str) -> str:
        return self.values.get(heading, "")


@dataclass(frozen=True)
class Table:
    """A table with a heading row: which columns it has, and its rows in order."""

    name: str
    line: int
    headings: list[str]
    rows: list[Cells]


def lines_of(text: str, name: str, delimiter: str = ",") -> Iterator[tuple[int, list[str]]]:
    """Yield each row of delimited text with its line; raises Malformed where it breaks."""
    csv.field_size_limit(sys.maxsize)
    # A line ends as CSV says: str.splitlines would end one at form feeds and rarer marks as well.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            reason = f"The row must be complete ({error})."
            raise Malformed(reason, line, name) from None
        for cell in cells:
            if len(cell) > LONGEST_CELL:
                reason = f"A cell must have at most {LONGEST_CELL:,} characters, not {len(cell):,}."
                raise Malformed(reason, line, name)
        if len(cells) > MOST_COLUMNS:
            raise Malformed(f"A row must have at most {MOST_COLUMNS:,} cells.", line, name)
        yield line, cells
        line = reader.line_num + 1


def table(
    file: Given,
    needed: Iterable[str],
    *,
    encodings: Iterable[str] = (),
    delimiter: str = ",",
) -> Table:
    """Read a table whose heading row has the needed columns, in any order, among any others.

    Lines before the heading row are passed over, and empty rows are dropped. A row with more or
    fewer filled cells than headings is refused; columns without a heading are not read.
    """
    rows = lines_of(file.text(*encodings), file.name, delimiter)
    found = _headed(rows, list(needed), file.name)
    width = len(found.headings)
    for line, cells in rows:
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) < width or any(cell.strip() for cell in cells[width:]):
            reason = (
                f"A row must have {width} cells, as the headings do; this one has {len(cells)}."
            )
            raise Malformed(reason, line, file.name)
        values = dict(zip(found.headings, (cell.strip() for cell in cells), strict=False))
        values.pop("", None)
        found.rows.append(Cells(line, values))
    if not found.rows:
        raise Malformed("There must be at least one row below the headings.", found.line, file.name)
    return found


def _headed(rows, needed, name):
    """Go on to the heading row."""
    for line, cells in rows:
        headings = [" ".join(cell.split()) for cell in cells]
        if set(needed) <= set(headings):
            named = [heading for heading in headings if heading]
            for heading in named:
                if named.count(heading) > 1:
                    raise Malformed(f"The column “{heading}” must be there once.", line, name)
            return Table(name, line, headings, [])
        if line > HEADING_WITHIN:
            break
    raise Malformed(f"A heading row must name the columns {', '.join(needed)}.", 1, name)
