"""Many rows of a kind that were added or deleted together, as one table: a row is a line of it."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import NamedTuple

from registry.choices import ChangeKind
from registry.queries.changes import NOUNS, Difference, Told

FEWEST = 3
MOST_COLUMNS = 6
LONGEST = 100  # characters of a value that still fits a column


class Alike(NamedTuple):
    """Such rows: what all of them hold, then the columns in which they differ, row by row."""

    kind: str
    noun: str
    shared: list[tuple[str, str]]
    columns: list[str]
    rows: list[list[str]]


def together(changes: Iterable[Told]) -> Iterator[Told | Alike]:
    """Put changes that follow each other into one table where they fit; the others stay."""
    for (kind, model), run in groupby(changes, _kind):
        found = list(run)
        table = _table(model, found) if kind != ChangeKind.CHANGE else None
        yield from [table] if table else found


def _kind(told: Told) -> tuple[str, str]:
    return told.change.kind, told.change.model


def _table(model: str, run: list[Told]) -> Alike | None:
    if len(run) < FEWEST or any(told.change.rows > 1 for told in run):
        return None
    rows = [{one.name: _value(one) for one in told.differences} for told in run]
    labels = {one.name: one.label for told in run for one in told.differences}
    key = [path.partition("__")[0] for path in NOUNS[model].KEY]
    names = sorted(labels, key=lambda name: key.index(name) if name in key else len(key))
    values = {name: [row.get(name, "") for row in rows] for name in names}
    columns = [name for name in names if len(set(values[name])) > 1]
    is_long = any(len(text) > LONGEST for name in columns for text in values[name])
    if is_long or not 0 < len(columns) <= MOST_COLUMNS:
        return None
    return Alike(
        kind=run[0].change.get_kind_display(),
        noun=str(NOUNS[model]._meta.verbose_name_plural),
        shared=[(labels[name], values[name][0]) for name in names if name not in columns],
        columns=[labels[name] for name in columns],
        rows=[list(row) for row in zip(*(values[name] for name in columns), strict=True)],
    )


def _value(difference: Difference) -> str:
    return difference.after or difference.before
