"""The date that is known only so far: EDTF text and its bounds."""

import re
from calendar import monthrange
from datetime import date, timedelta
from functools import lru_cache, total_ordering
from typing import NamedTuple, Self

from registry.dates.answers import Answer

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
ONE_DAY = timedelta(days=1)


def gettext_noop(text: str) -> str:
    """Mark a text that is translated where it is shown; nothing here knows Django."""
    return text


class NotADate(ValueError):
    """A text is no date: `message` and its `values` say what must hold, in whichever language."""

    def __init__(self, message: str, text: str):
        super().__init__(message % {"text": text})
        self.message, self.values = message, {"text": text}


class BackwardInterval(NotADate):
    """The text is an interval whose end comes before its start."""


NO_EDTF = gettext_noop(
    "'%(text)s' is not a date: write 1949-04-04, 1844-06, 1786, 1951-10-17/1951-10-22 or "
    "../2020-03-19."
)
BACKWARD = gettext_noop("'%(text)s' is not a date: an interval ends on or after its first day.")


@total_ordering
class UncertainDate:
    """A day on which something happened, as far as it is known: EDTF text (ISO 8601-2) with bounds.

    `1949-04-04`, `1844-06` and `1786` name a day, a month, a year. An interval says that the day
    lies between two dates, both included; `..` leaves a side open, and `../..` says that it
    happened on a wholly unknown day. A trailing `~` (approximate), `?` (uncertain) or `%` (both)
    widens the bounds by one unit of the stated precision on either side, because what is in doubt
    must not be counted as certain. Any other text raises ValueError, with a sentence that says what
    must hold.

    `earliest` and `latest` are None where there is no bound. Equal texts are equal dates; the order
    is by earliest, then latest.
    """

    __slots__ = ("earliest", "latest", "text")
    text: str
    earliest: date | None
    latest: date | None

    def __init__(self, text: str):
        earliest, latest = _bounds(text)
        object.__setattr__(self, "text", text)
        object.__setattr__(self, "earliest", earliest)
        object.__setattr__(self, "latest", latest)

    @classmethod
    def of(cls, day: date) -> Self:
        return cls(_iso(day))

    @classmethod
    def between(cls, earliest: date | None, latest: date | None) -> Self:
        """Write the shortest text for two bounds, both included; None leaves a side open."""
        if earliest is None or latest is None:
            return cls(f"{_iso(earliest)}/{_iso(latest)}")
        if earliest == latest:
            return cls(_iso(earliest))
        if earliest.day == 1 and latest.day == monthrange(latest.year, latest.month)[1]:
            if (earliest.year, earliest.month) == (latest.year, latest.month):
                return cls(_iso(earliest)[:7])
            if (earliest.year, earliest.month, latest.month) == (latest.year, 1, 12):
                return cls(_iso(earliest)[:4])
        return cls(f"{_iso(earliest)}/{_iso(latest)}")

    @property
    def is_exact(self) -> bool:
        """Tell whether this is one day, without doubt."""
        return self.earliest is not None and self.earliest == self.latest

    def by(self, day: date) -> Answer:
        """Tell whether it has happened on or before that day."""
        if self.latest is not None and self.latest <= day:
            return Answer.YES
        if self.earliest is not None and self.earliest > day:
            return Answer.NO
        return Answer.NOT_KNOWN

    def is_before(self, other: "UncertainDate") -> bool:
        """Tell whether its last possible day comes before the other's first."""
        return bool(self.latest and other.earliest and self.latest < other.earliest)

    def overlaps(self, other: "UncertainDate") -> bool:
        """Tell whether both may be one day."""
        return not (self.is_before(other) or other.is_before(self))

    def up_to(self, last: "UncertainDate") -> "UncertainDate":
        """Bound it by a date that it cannot come after, unless it certainly did."""
        if last.latest is None or not self.overlaps(last):
            return self
        return earlier_of(self, UncertainDate.between(self.earliest, last.latest))

    @property
    def ends(self) -> tuple["DatePart | None", "DatePart | None"]:
        """Give both ends as written: equal where only one was, None where a side is open."""
        first, slash, last = self.text.partition("/")
        start = None if first == ".." else DatePart.of(first)
        if not slash:
            return start, start
        return start, None if last == ".." else DatePart.of(last)

    def in_words(self) -> str:
        """Say the date in English, as `read_date` reads it: "between 17 and 22 October 1951"."""
        first, last = self.ends
        if first == last:
            return first.in_words() if first else "on an unknown day"
        if first is None:
            return _open_side(last, "before")
        if last is None:
            return _open_side(first, "after")
        return _between(first, last)

    def _key(self):
        return (self.earliest or date.min, self.latest or date.max, self.text)

    def __setattr__(self, name, value):
        raise AttributeError("An UncertainDate does not change: make another.")

    def __reduce__(self):
        return (type(self), (self.text,))

    def __eq__(self, other):
        return self.text == other.text if isinstance(other, UncertainDate) else NotImplemented

    def __lt__(self, other):
        return self._key() < other._key() if isinstance(other, UncertainDate) else NotImplemented

    def __hash__(self):
        return hash(self.text)

    def __str__(self):
        return self.text

    def __repr__(self):
        return f"UncertainDate({self.text!r})"


@lru_cache(maxsize=20_000)
def dated(text: str) -> UncertainDate | None:
    """Read a date as it is stored; the same few thousand come again and again."""
    return UncertainDate(text) if text else None


def later_of(a: UncertainDate, b: UncertainDate) -> UncertainDate:
    """Tell when the later of two events happened, bound by bound."""
    earliest = max((a.earliest or date.min, b.earliest or date.min))
    latest = max((a.latest or date.max, b.latest or date.max))
    return _either(a, b, earliest, latest)


def earlier_of(a: UncertainDate, b: UncertainDate) -> UncertainDate:
    """Tell when the earlier of two events happened, bound by bound."""
    earliest = min((a.earliest or date.min, b.earliest or date.min))
    latest = min((a.latest or date.max, b.latest or date.max))
    return _either(a, b, earliest, latest)


def _either(a, b, earliest, latest):
    """Keep a date whose bounds are the wanted ones, with its text, before writing a new one."""
    for kept in (a, b):
        if (kept.earliest or date.min, kept.latest or date.max) == (earliest, latest):
            return kept
    return UncertainDate.between(
        None if earliest == date.min else earliest, None if latest == date.max else latest
    )


def _iso(day: date | None) -> str:
    return ".." if day is None else day.isoformat()


_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?([~?%]?)", re.ASCII)
_DOUBT = {"": "", "~": "about ", "?": "perhaps ", "%": "perhaps about "}


class DatePart(NamedTuple):
    """A day, month or year with its doubt mark: an EDTF date, or one end of an interval."""

    year: int
    month: int | None
    day: int | None
    mark: str

    @classmethod
    def of(cls, text: str) -> Self:
        match = _DATE.fullmatch(text)
        if not match:
            raise ValueError(text)
        year, month, day, mark = match.groups()
        part = cls(int(year), month and int(month), day and int(day), mark)
        date(part.year, part.month or 1, part.day or 1)
        return part

    @property
    def first(self) -> date:
        return date(self.year, self.month or 1, self.day or 1)

    @property
    def last(self) -> date:
        month = self.month or 12
        return date(self.year, month, self.day or monthrange(self.year, month)[1])

    def widened(self) -> tuple[date, date]:
        """Move both ends by a day, month or year if there is doubt, within the calendar."""
        first, last = self.first, self.last
        if self.mark:
            if first > date.min:
                before = first - ONE_DAY
                first = before if self.day else before.replace(day=1)
                first = first if self.month else first.replace(month=1)
            if last < date.max:
                after = last + ONE_DAY
                year, month = after.year, after.month if self.month else 12
                last = after if self.day else date(year, month, monthrange(year, month)[1])
        return first, last

    def in_words(self) -> str:
        words = [self.day, self.month and MONTHS[self.month - 1], self.year]
        return _DOUBT[self.mark] + " ".join(str(word) for word in words if word)


@lru_cache(maxsize=2**16)
def _bounds(text: str) -> tuple[date | None, date | None]:
    """Parse EDTF text; cached, since it runs for every date of every row loaded."""
    try:
        if len(text) == 10 and text[4] == text[7] == "-":
            day = date.fromisoformat(text)
            return day, day
        first, slash, last = text.partition("/")
        if not slash:
            return DatePart.of(text).widened()
        start = None if first == ".." else DatePart.of(first)
        end = None if last == ".." else DatePart.of(last)
    except (ValueError, TypeError):
        raise NotADate(NO_EDTF, text) from None
    if start and end and start.first > end.last:
        raise BackwardInterval(BACKWARD, text)
    return start and start.widened()[0], end and end.widened()[1]


def _open_side(part: DatePart, side: str) -> str:
    return f"{'on' if part.day else 'in'} or {side} {part.in_words()}"


def _between(first: DatePart, last: DatePart) -> str:
    """Say an interval, without repeating a month or a year that both ends share."""
    start = first.in_words()
    if not first.mark and not last.mark and first.month and first.year == last.year:
        if first.day and last.day and first.month == last.month:
            start = str(first.day)
        elif last.month:
            start = start.removesuffix(f" {first.year}")
    return f"between {start} and {last.in_words()}"
