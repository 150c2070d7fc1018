"""The rows of an import and what they say, put away block by block: a file may have a million."""

import pickle
import sqlite3
import weakref
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter

from registry.importers.onrecord import first_of
from registry.importers.rows import Difference, Draft, Outcome, Row
from registry.models import Record

BLOCK = 2000
OUTCOMES = [None, *Outcome]
CODES = {outcome: code for code, outcome in enumerate(OUTCOMES)}
TABLES = (
    "CREATE TABLE line (number INTEGER PRIMARY KEY, file INT, line INT, subject TEXT, "
    "reasons BLOB)",
    "CREATE TABLE draft (place INTEGER PRIMARY KEY, line INT, model INT, first TEXT, fields BLOB, "
    "is_loose INT)",
    "CREATE TABLE difference (line INT, told BLOB)",
)
# One of the rows of an import, with what it says of one model.
Said = tuple[Row, Draft]


class Ledger:
    """Rows as they are taken, in a database without a name that ends with this object.

    A row is kept until its block is full, and may be changed so long; a draft that is changed later
    must be put again with `amend`. In memory stay two bytes for each row and no more. Rows are
    given back in the order of files and lines. `referred` are the drafts that others refer to.
    """

    def __init__(self, files: Iterable[str] = ()):
        self.files = list(dict.fromkeys(files))
        self._file_numbers = {name: number for number, name in enumerate(self.files)}
        self._models: list[type[Record]] = []
        self._outcomes = bytearray()
        self._became = bytearray()
        self._waiting: list[Row] = []
        self._places = self._kept = 0
        self.referred: set[int] = set()
        # Also from the thread in which the memory is tidied.
        self._database = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        weakref.finalize(self, self._database.close)
        for statement in ("PRAGMA journal_mode = OFF", *TABLES, "BEGIN"):
            self._database.execute(statement)

    def __len__(self) -> int:
        return len(self._outcomes)

    # Taking

    def put(self, row: Row) -> None:
        """Take a row with what it says."""
        row.number = len(self._outcomes)
        self._outcomes.append(CODES[row.outcome])
        self._became.append(0)
        for draft in row.drafts:
            draft.place = self._places
            self._places += 1
        self._waiting.append(row)
        if len(self._waiting) >= BLOCK:
            self._put_away()

    def amend(self, draft: Draft) -> None:
        """Put again what a draft states, if its row has been put away."""
        if draft.place < self._kept:
            self._database.execute(
                "UPDATE draft SET fields = ? WHERE place = ?",
                (self._dumped(draft.fields), draft.place),
            )

    def stop(self, row: Row, outcome: Outcome, reason: str) -> None:
        """Note that a row is not taken after all."""
        row.stop(outcome, reason)
        self._outcomes[row.number] = CODES[outcome]
        self._put_away()
        self._database.execute(
            "UPDATE line SET reasons = ? WHERE number = ?",
            (pickle.dumps(row.reasons), row.number),
        )

    def _put_away(self) -> None:
        rows, self._waiting = self._waiting, []
        self._kept = self._places
        lines = [
            (row.number, self._file_number(row.file), row.line, row.subject, _dumped(row.reasons))
            for row in rows
        ]
        self._database.executemany("INSERT INTO line VALUES (?, ?, ?, ?, ?)", lines)
        self._database.executemany(
            "INSERT INTO draft VALUES (?, ?, ?, ?, ?, ?)",
            [
                (
                    draft.place,
                    row.number,
                    self._model_number(draft.model),
                    first_of(draft.model, draft.fields),
                    self._dumped(draft.fields),
                    draft.is_loose,
                )
                for row in rows
                for draft in row.drafts
            ],
        )

    def _dumped(self, fields):
        if Draft in map(type, fields.values()):
            self.referred |= {one.place for one in fields.values() if type(one) is Draft}
        return pickle.dumps(fields)

    def _file_number(self, name):
        """Number a file: one that was not given, such as an index beside them, before those."""
        return self._file_numbers.setdefault(name, len(self.files) - 1 - len(self._file_numbers))

    def _model_number(self, model):
        if model not in self._models:
            self._models.append(model)
        return self._models.index(model)

    # Settling

    def speaks_of(self, model: type[Record]) -> bool:
        self._put_away()
        return model in self._models

    def blocks(self, model: type[Record]) -> Iterator[list[Said]]:
        """Yield what rows say of a model; what begins with the same part of a key stays together.

        What is told of a row in a block is kept once it is `settled`.
        """
        if not self.speaks_of(model):
            return
        found = self._database.execute(
            "SELECT draft.first, draft.place, draft.fields, draft.is_loose, line.number, "
            "line.file, line.line, line.subject, line.reasons FROM draft JOIN line "
            "ON line.number = draft.line WHERE model = ? "
            "ORDER BY draft.first, line.file, line.line, draft.place",
            (self._models.index(model),),
        )
        block: list[Said] = []
        rows: dict[int, Row] = {}
        names = {number: name for name, number in self._file_numbers.items()}
        for _, told in groupby(found, key=itemgetter(0)):
            if len(block) >= BLOCK:
                yield block
                block, rows = [], {}
            for _, place, fields, is_loose, number, *line in told:
                row = rows.get(number) or rows.setdefault(number, self._row(number, names, *line))
                # Written by this process into a file that no other can open.
                draft = Draft(model, pickle.loads(fields), bool(is_loose), place)  # noqa: S301
                block.append((row, draft))
        if block:
            yield block

    def settled(self, rows: Iterable[Row]) -> None:
        """Keep what has been found of these rows: what stopped them, and what they change."""
        differing = []
        for row in rows:
            code = CODES[row.outcome]
            if code != self._outcomes[row.number]:
                self.stop(row, row.outcome, row.reasons[0])
            for one in row.differences:
                told = (one.model, one.key, one.was.value, one.fields)
                differing.append((row.number, pickle.dumps(told)))
                if one.model != "source" and self._became[row.number] != CODES[Outcome.ADDED]:
                    self._became[row.number] = CODES[one.was]
            row.differences = []
        self._database.executemany("INSERT INTO difference VALUES (?, ?)", differing)

    def close(self) -> None:
        """Let each row that was taken have come to what its records but the source came to."""
        for number, code in enumerate(self._outcomes):
            if not code:
                self._outcomes[number] = self._became[number] or CODES[Outcome.UNCHANGED]

    def refuse_all(self) -> None:
        """Let no row be refused alone."""
        codes = bytes([CODES[Outcome.REFUSED]]), bytes([CODES[Outcome.WRONG]])
        self._outcomes = self._outcomes.replace(*codes)

    # Telling

    def count(self) -> Counter:
        """Tell how many rows came to what."""
        return Counter({one: self._outcomes.count(code) for one, code in CODES.items()})

    def rows(self, *outcomes: Outcome) -> Iterator[Row]:
        """Yield the rows in the order of files and lines, or those alone that came to these."""
        self._put_away()
        wanted = {CODES[outcome] for outcome in outcomes}
        self._database.execute("CREATE INDEX IF NOT EXISTS by_line ON difference (line)")
        names = {number: name for name, number in self._file_numbers.items()}
        found = self._database.execute("SELECT * FROM line ORDER BY file, line, number")
        for number, *line in found:
            if not wanted or self._outcomes[number] in wanted:
                row = self._row(number, names, *line)
                row.differences = list(self._differences(number))
                yield row

    def _differences(self, number):
        query = "SELECT told FROM difference WHERE line = ? ORDER BY rowid"
        for (told,) in self._database.execute(query, (number,)):
            model, key, was, fields = pickle.loads(told)  # noqa: S301
            yield Difference(model, key, Outcome(was), fields)

    def row(self, number: int) -> Row:
        """Give one row by its number."""
        self._put_away()
        names = {number: name for name, number in self._file_numbers.items()}
        query = "SELECT file, line, subject, reasons FROM line WHERE number = ?"
        return self._row(number, names, *self._database.execute(query, (number,)).fetchone())

    def _row(self, number, names, file, line, subject, reasons):
        told = pickle.loads(reasons) if reasons else []  # noqa: S301
        outcome = OUTCOMES[self._outcomes[number]]
        return Row(names[file], line, subject, [], outcome, told, [], number)


def _dumped(reasons: list[str]) -> bytes | None:
    return pickle.dumps(reasons) if reasons else None
