"""How the totals that others published compare with those counted here."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

from django.utils.translation import gettext, gettext_noop

from registry.choices import FigureMeasure
from registry.dates import Count
from registry.models import Partnership, PublishedFigure

YEAR = timedelta(days=365)


class Figure(NamedTuple):
    """A published total beside the one counted here on the same day, where that can be counted.

    A figure known to a month or a year is compared with what was counted over all of it, from the
    lowest to the highest. `is_near` tells whether it speaks of a day within a year of the one
    asked about.
    """

    published: PublishedFigure
    counted: Count | None
    is_near: bool

    @property
    def comparison(self) -> str:
        """Say it in English, as data: `comparison_label` says it in the reader's language."""
        message, number = self._compared()
        return message % {"number": number}

    @property
    def comparison_label(self) -> str:
        message, number = self._compared()
        return gettext(message) % {"number": number}

    def _compared(self) -> tuple[str, int]:
        """Give the message that compares the two, and by how much they differ."""
        if self.counted is None:
            return gettext_noop("not counted here"), 0
        least, most = self.counted
        value = self.published.value
        if value > most:
            return gettext_noop("%(number)d above"), value - most
        if value < least:
            return gettext_noop("%(number)d below"), least - value
        return gettext_noop("equal") if least == most else gettext_noop("inside the bounds"), 0


def partnership_count(partnerships: Iterable[Partnership], day: date) -> Count:
    return Count.of(partnership.held(day) for partnership in partnerships)


def figures(
    published: Iterable[PublishedFigure], partnerships: Iterable[Partnership], day: date
) -> list[Figure]:
    """Hold published totals against these partnerships, in the order given.

    Nations are not counted: one partnership can stand for several of them.
    """
    partnerships = list(partnerships)
    return [_figure(figure, partnerships, day) for figure in published]


def _figure(published, partnerships, day):
    counted_on = published.counted_on
    days = [bound for bound in (counted_on.earliest, counted_on.latest) if bound]
    is_countable = published.measure == FigureMeasure.PARTNERSHIPS and len(days) == 2
    return Figure(
        published,
        counted=_over(partnerships, days) if is_countable else None,
        is_near=bool(
            counted_on.earliest
            and counted_on.latest
            and counted_on.earliest - day <= YEAR
            and day - counted_on.latest <= YEAR
        ),
    )


def _over(partnerships: list[Partnership], days: list[date]) -> Count:
    """Count over a time, by its first and last day."""
    counts = [partnership_count(partnerships, day) for day in days]
    return Count(min(count.at_least for count in counts), max(count.at_most for count in counts))
