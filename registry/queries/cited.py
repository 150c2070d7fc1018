"""The sources that a page's facts name, as far as its footnotes tell them."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from registry.dates import UncertainDate, dated
from registry.models import Source
from registry.models.tables import Table


class SourceRow(NamedTuple):
    pk: int
    slug: str
    title: str
    url: str
    archived_url: str
    publisher: str
    rank: str
    published_on: UncertainDate | None
    retrieved_on: UncertainDate | None

    @classmethod
    def columns(cls, path: str) -> list[str]:
        """Name the columns of a source beside a row that leads to it by this path."""
        return [f"{path}__{name}" for name in cls._fields]

    @classmethod
    def read(cls, row: Sequence) -> "SourceRow | None":
        """Read these columns; where the path leads to none, they are empty."""
        return None if row[0] is None else cls(*row[:-2], *map(dated, row[-2:]))


Sources = dict[int, SourceRow]


def sources_among(keys: Iterable[int | None]) -> Sources:
    """Fetch these sources by their keys, in one query; none asks nothing."""
    keys = {key for key in keys if key}
    if not keys:
        return {}
    names = ["id", *SourceRow._fields[1:]]
    rows = Table(Source, Source.objects.db).rows(names, among=keys)
    return {row[0]: SourceRow.read(row) for row in rows}
