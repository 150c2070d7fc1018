"""A list so long that its records are held in memory as sets, and fetched for the page alone."""

from collections.abc import Collection, Iterator
from datetime import date
from typing import Any

from registry.filters.listed import ListedFilter
from registry.models import Treaty
from registry.queries.snapshots import snapshot
from registry.views.base import CHUNK, RecordList, require_room


class ListedList(RecordList):
    """`filter_form` finds the keys; `rows` tells the records that have these keys, in order."""

    filter_form: type[ListedFilter]

    def rows(self, keys: Collection[int], day: date) -> list[dict[str, Any]]:
        raise NotImplementedError

    def found(self, day):
        return self.form.find()

    def every_row(self, day: date) -> Iterator[dict[str, Any]]:
        kept, _tally = self.form.find()
        if self.format == "xlsx":
            require_room(len(kept))
        return self._of(list(kept), day)

    def _of(self, keys: list[int], day: date) -> Iterator[dict[str, Any]]:
        with snapshot(Treaty.objects.db):
            for start in range(0, len(keys), CHUNK):
                yield from self.rows(keys[start : start + CHUNK], day)
