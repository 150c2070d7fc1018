"""The rows of an import with their drafts, kept outside the memory: a file may have a million."""

import pickle
import sqlite3
import weakref
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain, groupby
from operator import itemgetter

from registry.importers.onrecord import first_of
from registry.importers.rows import Difference, Draft, Outcome, Row
from registry.models import Record

BLOCK = 2000
OUTCOMES = [None, *Outcome]
CODES = {outcome: code for code, outcome in enumerate(OUTCOMES)}
PRAGMAS = ("PRAGMA journal_mode = OFF", "PRAGMA cache_size = -8000")
TABLES = (
    "CREATE TABLE line (number INTEGER PRIMARY KEY, file INT, line INT, subject TEXT, "
    "reasons BLOB)",
    "CREATE TABLE draft (place INTEGER PRIMARY KEY, row INT, file INT, line INT, model INT, "
    "first TEXT, fields BLOB, is_loose INT)",
    "CREATE TABLE difference (row INT, model TEXT, key TEXT, was TEXT, fields BLOB)",
)
# A draft with the row that states it.
Said = tuple[Row, Draft]


def nameless(owner: object, *tables: str) -> sqlite3.Connection:
    """Open a database without a name, mostly outside the memory, that ends with its owner."""
    # Also from the thread in which the memory is tidied.
    database = sqlite3.connect("", isolation_level=None, check_same_thread=False)
    weakref.finalize(owner, database.close)
    for statement in (*PRAGMAS, *tables, "BEGIN"):
        database.execute(statement)
    return database


class Ledger:
    """Rows as they are taken, in a database without a name that ends with this object.

    Rows wait in memory until a block of them is full; of those that are put away two bytes each
    stay, and what one of them states is changed by `restate` alone. They are given back in the
    order of files and lines. `referred` are the places of the drafts that others refer to.
    """

    def __init__(self, files: Iterable[str] = ()):
        self.files = list(dict.fromkeys(files))
        self._file_numbers = {name: number for number, name in enumerate(self.files)}
        self._models: dict[type[Record], int] = {}
        self._outcomes = bytearray()
        self._became = bytearray()
        self._waiting: list[Row] = []
        self._places = 0
        self.referred: set[int] = set()
        self._database = nameless(self, *TABLES)

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
            self._models.setdefault(draft.model, len(self._models))
        self._waiting.append(row)
        if len(self._waiting) >= BLOCK:
            self._put_away()

    def restate(self, place: int, **fields: object) -> None:
        """Let a draft, known by its place alone, state these fields too."""
        self._put_away()
        query = "SELECT fields FROM draft WHERE place = ?"
        (packed,) = self._database.execute(query, (place,)).fetchone()
        packed = pickle.dumps(_loaded(packed) | fields)
        self._database.execute("UPDATE draft SET fields = ? WHERE place = ?", (packed, place))

    def stop(self, row: Row, outcome: Outcome, reason: str) -> None:
        """Note that a row is not taken after all."""
        self._put_away()
        row.stop(outcome, reason)
        self._outcomes[row.number] = CODES[outcome]
        self._add_reasons(row)

    def _add_reasons(self, row: Row) -> None:
        known = self.row(row.number).reasons
        row.reasons += [one for one in known if one not in row.reasons]
        self._database.execute(
            "UPDATE line SET reasons = ? WHERE number = ?",
            (_dumped(row.reasons), row.number),
        )

    def _put_away(self) -> None:
        rows, self._waiting = self._waiting, []
        files = [self._file_number(row.file) for row in rows]
        lines = [
            (row.number, file, row.line, row.subject, _dumped(row.reasons))
            for row, file in zip(rows, files, strict=True)
        ]
        self._database.executemany("INSERT INTO line VALUES (?, ?, ?, ?, ?)", lines)
        drafts = chain.from_iterable(row.drafts for row in rows)
        stated = chain.from_iterable(draft.fields.values() for draft in drafts)
        self.referred.update(value.place for value in stated if type(value) is Draft)
        self._database.executemany(
            "INSERT INTO draft VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (
                    draft.place,
                    row.number,
                    file,
                    row.line,
                    self._models[draft.model],
                    first_of(draft.model, draft.fields),
                    pickle.dumps(draft.fields),
                    draft.is_loose,
                )
                for row, file in zip(rows, files, strict=True)
                for draft in row.drafts
            ],
        )

    def _file_number(self, name):
        """Number a file: one that was not given, such as an index beside them, before those."""
        return self._file_numbers.setdefault(name, len(self.files) - 1 - len(self._file_numbers))

    def _file_names(self) -> dict[int, str]:
        return {number: name for name, number in self._file_numbers.items()}

    # Settling

    def blocks(self, model: type[Record]) -> Iterator[list[Said]]:
        """Yield the drafts of a model; those whose keys begin alike, as all of a treaty do, come
        in one block.

        Their rows come without subject and reasons. What is found of them is kept by `settled`.
        """
        self._put_away()
        if model not in self._models:
            return
        found = self._database.execute(
            "SELECT first, place, fields, is_loose, row, file, line FROM draft WHERE model = ? "
            "ORDER BY first, file, line, place",
            (self._models[model],),
        )
        block: list[Said] = []
        rows: dict[int, Row] = {}
        names = self._file_names()
        for _, told in groupby(found, key=itemgetter(0)):
            if len(block) >= BLOCK:
                yield block
                block, rows = [], {}
            for _, place, fields, is_loose, number, file, line in told:
                row = rows.get(number)
                if row is None:
                    row = rows[number] = self._row(number, names[file], line)
                block.append((row, Draft(model, _loaded(fields), bool(is_loose), place)))
        if block:
            yield block

    def settled(self, rows: Iterable[Row]) -> None:
        """Keep what has been found of the rows of a block: what stopped them, what they change."""
        differing = []
        for row in rows:
            code = CODES[row.outcome]
            if code != self._outcomes[row.number]:
                self.stop(row, row.outcome, row.reasons[0])
            elif row.reasons:
                self._add_reasons(row)
            for one in row.differences:
                fields = _dumped(one.fields)
                differing.append((row.number, one.model, one.key, one.was.value, fields))
                if one.model != "source" and self._became[row.number] != CODES[Outcome.ADDED]:
                    self._became[row.number] = CODES[one.was]
            row.differences = []
        self._database.executemany("INSERT INTO difference VALUES (?, ?, ?, ?, ?)", differing)

    def close(self) -> None:
        """Give each row that was taken its outcome: that of its records, without the source's.

        A row that added one record is added, whatever became of its others.
        """
        for number, code in enumerate(self._outcomes):
            if not code:
                self._outcomes[number] = self._became[number] or CODES[Outcome.UNCHANGED]

    def refuse_all(self) -> None:
        """Make each row that was refused a wrong one, which keeps all from being written."""
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
        self._database.execute("CREATE INDEX IF NOT EXISTS by_line ON difference (row)")
        names = self._file_names()
        found = self._database.execute("SELECT * FROM line ORDER BY file, line, number")
        for number, file, *line in found:
            if not wanted or self._outcomes[number] in wanted:
                row = self._row(number, names[file], *line)
                row.differences = list(self._differences(number))
                yield row

    def _differences(self, number):
        query = "SELECT model, key, was, fields FROM difference WHERE row = ? ORDER BY rowid"
        for model, key, was, fields in self._database.execute(query, (number,)):
            yield Difference(model, key, Outcome(was), _loaded(fields) or {})

    def row(self, number: int) -> Row:
        """Give one row by its number."""
        self._put_away()
        query = "SELECT file, line, subject, reasons FROM line WHERE number = ?"
        file, *line = self._database.execute(query, (number,)).fetchone()
        return self._row(number, self._file_names()[file], *line)

    def _row(
        self, number: int, file: str, line: int, subject: str = "", reasons: bytes | None = None
    ) -> Row:
        return Row(
            file,
            line,
            subject,
            outcome=OUTCOMES[self._outcomes[number]],
            reasons=_loaded(reasons) or [],
            number=number,
        )


def _dumped(told: list | dict) -> bytes | None:
    """Pack what is told of a row; most often it is nothing."""
    return pickle.dumps(told) if told else None


def _loaded(packed: bytes | None) -> list | dict | None:
    """Unpack what this process wrote, into a file that no other can open."""
    return pickle.loads(packed) if packed else None  # noqa: S301
