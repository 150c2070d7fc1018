"""How the totals that others published compare with those counted here."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

from django.utils.translation import gettext as _

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
        if self.counted is None:
            return "not counted here"
        least, most = self.counted
        value = self.published.value
        if least <= value <= most:
            return "equal" if least == most else "inside the bounds"
        return f"{value - most} above" if value > most else f"{least - value} below"

    @property
    def comparison_label(self) -> str:
        """Say the comparison in the reader's language; `comparison` itself is data."""
        if self.counted is None:
            return _("not counted here")
        least, most = self.counted
        value = self.published.value
        if least <= value <= most:
            return _("equal") if least == most else _("inside the bounds")
        if value > most:
            return _("%(number)d above") % {"number": value - most}
        return _("%(number)d below") % {"number": least - value}


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
