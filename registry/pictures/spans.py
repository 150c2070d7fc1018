"""Spells on an axis of years: what is certain drawn whole, what is not known drawn as that."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from itertools import accumulate, pairwise
from typing import NamedTuple

from registry.dates import UncertainDate

TICKS = 6
RUNGS = 4
STEPS = (1, 2, 5, 10, 20, 25, 50, 100, 200, 500)


class Span(NamedTuple):
    """A spell: it began `since` (None: never mind when) and ended `until` (None: it goes on)."""

    since: UncertainDate | None
    until: UncertainDate | None
    key: str = "held"


class Part(NamedTuple):
    """A piece of a bar in percent of the axis; its key is the spell's or `uncertain`."""

    x: float
    width: float
    key: str


class Tick(NamedTuple):
    x: float
    year: int


class Rung(NamedTuple):
    """A count at its height, in percent from above."""

    y: float
    number: int


class Level(NamedTuple):
    """How many at once, in percent of the axis and of the highest count."""

    x: float
    width: float
    certain: float
    possible: float


class Area(NamedTuple):
    """Levels as two paths in a square of 100: what is certain, and above it what may be more."""

    certain: str
    possible: str


def area(levels: Iterable[Level]) -> Area:
    certain, possible = [], []
    for x, width, sure, most in levels:
        if sure:
            certain.append(f"M{x:g} 100v{-sure:g}h{width:g}v{sure:g}z")
        if most > sure:
            possible.append(f"M{x:g} {100 - sure:g}v{sure - most:g}h{width:g}v{most - sure:g}z")
    return Area("".join(certain), "".join(possible))


def rungs(highest: int) -> list[Rung]:
    """Choose the counts to be written beside a picture of counts, from below."""
    step = next((step for step in STEPS if highest / step <= RUNGS), STEPS[-1])
    return [
        Rung(round(100 - 100 * number / highest, 2), number)
        for number in range(step, highest + 1, step)
    ]


class Axis:
    """The years from the first day to the last that a picture shows."""

    def __init__(self, first: date, last: date):
        self.first, self.last = first, max(last, date(min(first.year + 1, 9999), 1, 1))
        self._days = (self.last - self.first).days or 1

    @classmethod
    def over(cls, days: Iterable[UncertainDate | None], last: date) -> "Axis | None":
        """Begin at the earliest of these days; None where none of them has a beginning."""
        begins = [day.earliest or day.latest for day in days if day]
        begins = [day for day in begins if day and day <= last]
        return cls(min(begins), last) if begins else None

    def place(self, day: date | None, otherwise: date) -> float:
        """Tell where a day stands, in percent; what has no bound stands at `otherwise`."""
        day = min(max(day or otherwise, self.first), self.last)
        return round(100 * (day - self.first).days / self._days, 2)

    @property
    def ticks(self) -> list[Tick]:
        years = self.last.year - self.first.year
        step = next((step for step in STEPS if years / step <= TICKS), 1000)
        begin = self.first.year + -self.first.year % step
        return [
            Tick(self.place(date(year, 1, 1), self.first), year)
            for year in range(max(begin, 1), self.last.year + 1, step)
            if date(year, 1, 1) >= self.first
        ]

    def bar(self, spans: Iterable[Span]) -> list[Part]:
        """Draw spells on one line; the time in which one may have begun or ended is uncertain."""
        parts = []
        for span in spans:
            begins, begun = self._ends(span.since, self.first)
            ending, ended = self._ends(span.until, self.last)
            begun, ending = min(begun, ended), max(begins, ending)
            if begun > ending:
                begun, ending = begins, begins
            pieces = [
                Part(begins, round(begun - begins, 2), "uncertain"),
                Part(begun, round(ending - begun, 2), span.key),
                Part(ending, round(ended - ending, 2), "uncertain"),
            ]
            parts += [piece for piece in pieces if piece.width > 0]
        return parts

    def _ends(self, day: UncertainDate | None, otherwise: date) -> tuple[float, float]:
        if day is None:
            return self.place(None, otherwise), self.place(None, otherwise)
        return self.place(day.earliest, self.first), self.place(day.latest, self.last)

    def levels(self, spans: Iterable[Span]) -> tuple[int, list[Level]]:
        """Count the spells over time: the highest count, and each stretch with the same count."""
        counted = self._counted(spans)
        highest = max((possible for _, _, possible in counted), default=0)
        if not highest:
            return 0, []
        placed = [
            (self.place(day, self.first), certain, possible) for day, certain, possible in counted
        ]
        return highest, [
            Level(
                x,
                round(after - x, 2),
                round(100 * certain / highest, 2),
                round(100 * possible / highest, 2),
            )
            for (x, certain, possible), (after, _, _) in pairwise(placed)
        ]

    def _counted(self, spans: Iterable[Span]) -> list[tuple[date, int, int]]:
        """Count the spells that certainly held, and those that may have, from day to day."""
        certain, possible = Counter(), Counter()
        moments = {date.min, self.first, self.last}
        for since, until, _ in spans:
            first, begun = (since.earliest, since.latest) if since else (date.min, date.min)
            ending, last = (until.earliest, until.latest) if until else (None, None)
            moments.update(filter(None, (first, begun, ending, last)))
            _hold(possible, first or date.min, last)
            if begun and not (until and ending is None):
                _hold(certain, begun, ending)
        days = sorted(moments)
        totals = zip(
            days,
            accumulate(certain[day] for day in days),
            accumulate(possible[day] for day in days),
            strict=True,
        )
        return [total for total in totals if self.first <= total[0] <= self.last]


def _hold(changes: Counter, since: date, until: date | None) -> None:
    """Note that one more holds from one day until before another (None: without end)."""
    if until is None or since < until:
        changes[since] += 1
        if until:
            changes[until] -= 1
