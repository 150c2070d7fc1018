"""How long after the conditions are met a treaty takes effect."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from registry.choices import DelayKind
from registry.dates import UncertainDate
from registry.sentences import Sentence, ngettext_lazy
from registry.sentences import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Delay:
    """A number of days or months, counted as the treaty counts them."""

    kind: DelayKind = DelayKind.DAYS
    n: int = 0

    def after(self, day: date) -> date:
        """Count from a day, which is not itself counted; the calendar ends with the year 9999.

        The "ninetieth day following" is day + 90. "The first day of the sixth month after the
        month" (Ottawa Convention art. 17(1)) is not "six months after": from 16 September to
        1 March. "The first day of the month after the 60th day" is Rome Statute art. 126(1).
        The first and the last day of the calendar stand for an open side, which stays open.
        """
        if not self or day in (date.min, date.max):
            return day
        try:
            if self.kind == DelayKind.DAYS:
                return day + timedelta(days=self.n)
            if self.kind == DelayKind.MONTHS:
                return _months_after(day, self.n)
            if self.kind == DelayKind.FIRST_OF_MONTH:
                return _months_after(day.replace(day=1), self.n)
            return _months_after((day + timedelta(days=self.n)).replace(day=1), 1)
        except (OverflowError, ValueError):
            return date.max

    def after_uncertain(self, day: UncertainDate) -> UncertainDate:
        """Count from both bounds; an open side stays open."""
        if not self:
            return day
        return UncertainDate.between(
            day.earliest and self.after(day.earliest), day.latest and self.after(day.latest)
        )

    def __bool__(self):
        return self.n > 0 or self.kind == DelayKind.DAYS_THEN_FIRST_OF_MONTH

    def in_words(self) -> Sentence:
        """Say the delay: "ninetieth day after", or "the same day"."""
        if not self:
            return _("the same day")
        if self.kind == DelayKind.DAYS:
            return _("{n:ordinal} day after", self.n)
        if self.kind == DelayKind.MONTHS:
            return ngettext_lazy("one month after", "{n} months after", self.n)
        if self.kind == DelayKind.FIRST_OF_MONTH:
            return _("first day of the {n:ordinal} month after the month", self.n)
        return _("first day of the month after the {n:ordinal} day", self.n)


def _months_after(day: date, n: int) -> date:
    """Move by months; the last day of a shorter month stands for a day it has not got."""
    year, month = divmod(day.year * 12 + day.month - 1 + n, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
