"""Files from outside, as bytes, text and rows: opened, unpacked, decoded, each with its place."""

import codecs
import csv
import gzip
import hashlib
import os
import sys
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import IO

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

CHUNK = 1024 * 1024
MOST_BYTES = 256 * 1024 * 1024
LONGEST_CELL = 1_000_000
MOST_COLUMNS = 2_000
SHOWN = 80
HEADING_WITHIN = 20
GZIP = b"\x1f\x8b"
OTHER_FORMATS = {
    b"PK\x03\x04": gettext_lazy("a zip archive or a workbook; save its sheet as CSV"),
    b"\xd0\xcf\x11\xe0": gettext_lazy("a workbook of an old format; save its sheet as CSV"),
    b"%PDF": gettext_lazy("a PDF file"),
    b"\xff\xfe": gettext_lazy("text in UTF-16; save it as UTF-8"),
    b"\xfe\xff": gettext_lazy("text in UTF-16; save it as UTF-8"),
    b"SQLite format 3": gettext_lazy("a database"),
}


class Malformed(ValueError):
    """The file is not what its format says: what must hold, with its values, and where."""

    def __init__(self, reason: str, line: int | None = None, file: str = "", **values: object):
        self.reason = filled(reason, values)
        super().__init__(self.reason)
        self.line = line
        self.file = file


def filled(reason: str, values: Mapping[str, object]) -> str:
    """Put values into the places of a reason; one without values may hold any sign."""
    return reason % values if values else reason


@dataclass(frozen=True)
class Given:
    """A file as it was given: its name, where it lies or what it holds, and its digest.

    `digest` is the SHA-256 of the file as it was given, packed or not; what is read is unpacked.
    """

    name: str
    path: Path | None
    digest: str
    content: bytes | None = None
    is_packed: bool = False

    def open(self) -> IO[bytes]:
        """Open the unpacked content from its beginning."""
        source = BytesIO(self.content) if self.path is None else self.path
        try:
            if self.is_packed:
                return gzip.open(source)
            return source if self.path is None else source.open("rb")
        except OSError as error:
            raise unreadable(error, self.name) from None

    def start(self, size: int) -> bytes:
        with self.open() as file:
            return file.read(size)

    def text(self, *encodings: str) -> str:
        """Decode as the first of these encodings that fits (UTF-8, unless others are named).

        A byte-order mark is dropped. Raises Malformed with the line of the byte that does not fit.
        """
        with self.lines(*encodings) as lines:
            return lines.read()

    def lines(self, *encodings: str) -> IO[str]:
        """Open as text, decoded as `text` does, with its line ends as they are."""
        encoding = self.encoding(encodings)  # may raise: before anything is open
        return TextIOWrapper(self.open(), encoding=encoding, newline="")

    def encoding(self, encodings: Iterable[str] = ()) -> str:
        """Choose the encoding that fits, once the whole file has been looked through."""
        start = self.start(16)
        for signature, what in OTHER_FORMATS.items():
            if start.startswith(signature):
                reason = _("The file must be text; this is %(what)s.")
                raise Malformed(reason, file=self.name, what=what)
        encodings = encodings or ("utf-8",)
        refused = None
        for encoding in encodings:
            encoding = "utf-8-sig" if start.startswith(codecs.BOM_UTF8) else encoding
            unfit = self._look_through(encoding)
            if unfit is None:
                return encoding
            refused = refused or unfit
        names = " or ".join(encodings).upper()
        reason = _("The file must be %(names)s; byte %(byte)s is not.")
        byte, line = refused
        raise Malformed(reason, line, self.name, names=names, byte=byte)

    def _look_through(self, encoding: str) -> tuple[int, int] | None:
        """Find the first byte that an encoding does not have: which, and on which line, from 1."""
        decoder = codecs.getincrementaldecoder(encoding)()
        read, line, is_empty = 0, 1, True
        with self.open() as file:
            while True:
                data = file.read(CHUNK)
                held = len(decoder.getstate()[0])
                try:
                    text = decoder.decode(data, final=not data)
                except UnicodeDecodeError as error:
                    line += error.object.count(b"\n", 0, error.start)
                    return read - held + error.start + 1, line
                if "\0" in text:
                    line += text.count("\n", 0, text.index("\0"))
                    reason = _("The file must be text; it has a null character.")
                    raise Malformed(reason, line, self.name)
                is_empty = is_empty and not text.strip()
                line += text.count("\n")
                read += len(data)
                if not data:
                    break
        if is_empty:
            raise Malformed(_("The file must not be empty."), file=self.name)
        return None


def given(path: str | Path) -> Given:
    """Take a file, gzipped or not; raises Malformed if it cannot be read whole."""
    path = Path(path)
    name = shortened(path)
    try:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            file.seek(0)
            is_packed = file.read(2) == GZIP
    except OSError as error:
        raise unreadable(error, name) from None
    return _whole(Given(name, path, digest, is_packed=is_packed))


def of_bytes(name: str, data: bytes) -> Given:
    """Take content that lies in no file; it may be gzipped."""
    digest = hashlib.sha256(data).hexdigest()
    return _whole(Given(name, None, digest, data, data.startswith(GZIP)))


def _whole(file: Given) -> Given:
    """Look whether the file can be unpacked to its end, and is not too large."""
    size = 0
    try:
        with file.open() as content:
            while size <= MOST_BYTES and (data := content.read(CHUNK)):
                size += len(data)
    except EOFError:
        reason = _("The packed file must be whole; it breaks off.")
        raise Malformed(reason, file=file.name) from None
    except (zlib.error, gzip.BadGzipFile) as error:
        raise Malformed(
            _("The packed file must be whole: %(error)s."), file=file.name, error=error
        ) from None
    except OSError as error:
        raise unreadable(error, file.name) from None
    if size > MOST_BYTES:
        reason = _("The file must have at most %(most)s bytes.")
        raise Malformed(reason, file=file.name, most=grouped(MOST_BYTES))
    return file


def unreadable(error: OSError, name: str) -> Malformed:
    return Malformed(
        _("The file must be readable: %(error)s."), file=name, error=error.strerror or error
    )


def grouped(number: int) -> str:
    """Write a number with its figures in groups, as the language of the page does."""
    return number_format(number, force_grouping=True)


def shortened(path: str | Path) -> str:
    """Name a file from here where it lies below, as it was probably typed."""
    relative = os.path.relpath(path)
    return str(path) if relative.startswith("..") else relative


def cut(text: str) -> str:
    """Show a cell on one line, cut at 80 characters, unprintable ones escaped."""
    if len(text) <= SHOWN and text.isprintable():
        return text
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


class Table:
    """A table whose heading row has the needed columns, in any order, among any others.

    Its rows are read anew each time. Lines before the heading row and empty rows are passed over;
    a row with more or fewer filled cells than headings is refused; columns without a heading are
    not read.
    """

    def __init__(
        self,
        file: Given,
        needed: Iterable[str],
        *,
        encodings: Iterable[str] = (),
        delimiter: str = ",",
    ):
        self.file, self.name, self.needed = file, file.name, list(needed)
        self.encoding, self.delimiter = file.encoding(encodings), delimiter
        with closing(self._lines()) as lines:
            self.line, self.headings = _headed(lines, self.needed, self.name)

    @property
    def first(self) -> Cells:
        with closing(iter(self)) as rows:
            return next(rows)

    def _lines(self) -> Iterator[tuple[int, list[str]]]:
        with TextIOWrapper(self.file.open(), encoding=self.encoding, newline="") as text:
            yield from lines_of(text, self.file.name, self.delimiter)

    def __iter__(self) -> Iterator[Cells]:
        """Yield each row that is not empty; raises Malformed at one that does not fit."""
        names, width = self.headings, len(self.headings)
        has_unnamed = "" in names
        is_empty = True
        with closing(self._lines()) as lines:
            _headed(lines, self.needed, self.name)
            for line, cells in lines:
                if len(cells) != width:
                    if not any(cell.strip() for cell in cells):
                        continue
                    if len(cells) < width or any(cell.strip() for cell in cells[width:]):
                        reason = _(
                            "A row must have %(width)d cells, as the headings do; this one has "
                            "%(number)d."
                        )
                        raise Malformed(reason, line, self.name, width=width, number=len(cells))
                values = dict(zip(names, map(str.strip, cells), strict=False))
                if not any(values.values()):
                    continue
                if has_unnamed:
                    values.pop("", None)
                is_empty = False
                yield Cells(line, values)
        if is_empty:
            reason = _("There must be at least one row below the headings.")
            raise Malformed(reason, self.line, self.name)


def lines_of(
    lines: Iterable[str], name: str, delimiter: str = ","
) -> Iterator[tuple[int, list[str]]]:
    """Yield each row of delimited text with its line; raises Malformed where it breaks."""
    csv.field_size_limit(sys.maxsize)
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    line = 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            reason = _("The row must be complete (%(error)s).")
            raise Malformed(reason, line, name, error=error) from None
        if cells and (longest := max(map(len, cells))) > LONGEST_CELL:
            reason = _("A cell must have at most %(most)s characters, not %(number)s.")
            values = {"most": grouped(LONGEST_CELL), "number": grouped(longest)}
            raise Malformed(reason, line, name, **values)
        if len(cells) > MOST_COLUMNS:
            reason = _("A row must have at most %(most)s cells.")
            raise Malformed(reason, line, name, most=grouped(MOST_COLUMNS))
        yield line, cells
        line = reader.line_num + 1


def _headed(rows, needed, name):
    """Go on to the heading row; one that has some of the needed columns is told what it lacks."""
    wanted = set(needed)
    lacking, nearest = wanted, 1
    for line, cells in rows:
        headings = [" ".join(cell.split()) for cell in cells]
        if wanted <= set(headings):
            named = [heading for heading in headings if heading]
            for heading in named:
                if named.count(heading) > 1:
                    reason = _("The column “%(heading)s” must be there once.")
                    raise Malformed(reason, line, name, heading=heading)
            return line, headings
        if len(wanted - set(headings)) < len(lacking):
            lacking, nearest = wanted - set(headings), line
        if line > HEADING_WITHIN:
            break
    values = {"needed": ", ".join(needed)}
    if lacking == wanted:
        reason = _("A heading row must name the columns %(needed)s.")
    else:
        values["lacking"] = ", ".join(one for one in needed if one in lacking)
        reason = _("A heading row must name the columns %(needed)s; this one lacks %(lacking)s.")
    raise Malformed(reason, nearest, name, **values)
