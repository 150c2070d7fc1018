"""The status of every treaty on any day: what a list as at a day sorts its treaties by first."""

from bisect import bisect_right
from collections.abc import Collection, Hashable, Iterable
from datetime import date, timedelta
from typing import Self

from django.db.models import CharField
from django.db.models.functions import Cast

from registry.choices import TreatyStatus
from registry.models import Phase
from registry.queries.composed import Question
from registry.queries.kept import large, small
from registry.queries.orders import Order, Sets, told_apart

# What the numbers of a timeline stand for; the first is a treaty that is not made yet.
STATUSES = (None, *TreatyStatus.values)
NUMBERS = {status: number for number, status in enumerate(STATUSES)}
# The status of all treaties is kept after each so many changes.
STEP = 4096
# To read all changes takes as long as to ask for the status of all treaties on so many days.
ONE_BY_ONE = 8
# On the last day of the calendar nothing begins.
LAST = date.max - timedelta(1)

_CHANGES = Question(
    lambda: Phase.objects.order_by("since").values_list(
        Cast("since", CharField()), "treaty_id", "status"
    )
)


def statuses_on(revision: str | None, day: date) -> dict[int, str]:
    """Give the status of every treaty that may have been made by a day."""
    rows = Phase.objects.on(day).order_by().values_list("treaty_id", "status")
    return large(revision, ("statuses", day), lambda: dict(rows))


class Timeline:
    """All changes of status from day to day, for as long as nothing else changes.

    A change is a day as ISO text, a treaty and the status that begins; they come in the order of
    days. The phases of a treaty leave no gap, so that each ends where another begins.
    """

    def __init__(self, changes: Collection[tuple[str, int, str]]):
        self._days, treaties, statuses = zip(*changes, strict=True) if changes else ((), (), ())
        self._own = {key: place for place, key in enumerate(dict.fromkeys(treaties))}
        self._places = list(map(self._own.get, treaties))
        self._numbers = bytes(map(NUMBERS.get, statuses))
        # Behind the last stands one for all treaties that have no status.
        self._kept = [bytes(len(self._own) + 1)]
        for start in range(0, len(changes), STEP):
            self._kept.append(self._after(self._kept[-1], start, start + STEP))

    @classmethod
    def fetch(cls) -> Self:
        return cls(_CHANGES.rows())

    def places(self, treaties: Iterable[int]) -> list[int]:
        """Tell where these treaties stand in what `on` gives."""
        last = len(self._own)
        return [self._own.get(treaty, last) for treaty in treaties]

    def on(self, day: date) -> bytes:
        """Give the number of each treaty's status on a day."""
        until = bisect_right(self._days, min(day, LAST).isoformat())
        step = until // STEP
        return self._after(self._kept[step], step * STEP, until)

    def _after(self, numbers: bytes, start: int, until: int) -> bytes:
        found = bytearray(numbers)
        changed = self._places[start:until], self._numbers[start:until]
        for place, number in zip(*changed, strict=True):
            found[place] = number
        return bytes(found)


def by_status(revision: str | None, day: date, order: Order, name: Hashable) -> Sets:
    """Give the treaties that have each status on a day, in an order that goes by this name.

    A process asks for the first days one by one: most who read ask for today, and whatever is
    published moves the revision. Who asks for more days than a few waits for the timeline once.
    """
    asked = small(revision, "days", set)
    asked.add(day)
    if len(asked) <= ONE_BY_ONE:
        sets = order.split(map(statuses_on(revision, day).get, order.keys))
    else:
        timeline = large(revision, "timeline", Timeline.fetch)
        places = large(revision, ("places", name), lambda: timeline.places(order.keys))
        numbers = told_apart(bytes(map(timeline.on(day).__getitem__, places)))
        sets = {STATUSES[number]: own for number, own in numbers.items()}
    sets.pop(None, None)
    return sets
