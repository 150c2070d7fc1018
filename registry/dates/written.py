"""Dates as people write them."""

import re
from contextlib import suppress
from datetime import date, timedelta

from registry.dates.uncertain import (
    MONTHS,
    ONE_DAY,
    BackwardInterval,
    NotADate,
    UncertainDate,
    gettext_noop,
)

NOT_WRITTEN = gettext_noop(
    "'%(text)s' is not a date: write 4 April 1949, June 1844, 1786, about 1786, between 17 and "
    "22 October 1951, by 19 March 2020, since 6 February 2019."
)
AMBIGUOUS = gettext_noop(
    "'%(text)s' does not tell the day from the month: write 3 April 1949 or 1949-04-03."
)
# As they are written without accents.
FRENCH_MONTHS = (
    *("janvier", "fevrier", "mars", "avril", "mai", "juin"),
    *("juillet", "aout", "septembre", "octobre", "novembre", "decembre"),
)

PLAIN = str.maketrans("éèûÉÈÛ", "eeuEEU")

_NUMERALS = re.compile(r"(\d{1,2})([./ -])(\d{1,2})([./ -])(\d{2,4})", re.ASCII)
_DAY_FIRST = re.compile(
    r"(?:(?:(?P<day>\d{1,2})(?:st|nd|rd|th|er)? )?(?P<month>[a-z]{3,9})\.?,? )?(?P<year>\d{3,4})",
    re.ASCII,
)
_MONTH_FIRST = re.compile(
    r"(?P<month>[a-z]{3,9})\.? (?P<day>\d{1,2})(?:st|nd|rd|th)?,? (?P<year>\d{3,4})", re.ASCII
)
_MONTH_AND_DAYS = re.compile(
    r"([a-z]{3,9})\.? (\d{1,2}) ?(?:-|and|&) ?(\d{1,2}),? (\d{3,4})", re.ASCII
)
_ISO = re.compile(r"(\d{4}-\d\d(?:-\d\d)?|\d{4})[~?%]?", re.ASCII)
MARKS = ("~", "?", "%")
_DOUBTS = (
    ("%", re.compile(r"(?:perhaps|possibly|probably) (?:about|around|circa|ca?\.?) ?(?=\w)")),
    ("~", re.compile(r"(?:about|around|approximately|circa |ca?\.|ca? ) ?(?=\w)")),
    ("?", re.compile(r"(?:perhaps|possibly|probably) ")),
)
_BETWEEN = re.compile(
    r"between (.+?) and (.+)|from (.+?) to (.+)|(.+?) to (.+)|([^-]+?) ?- ?([^-]+)"
    r"|(\d{1,2}) (?:and|&) (\d{1,2} .+)"
)


class Ambiguous(NotADate):
    """The text may be two days: it does not tell the day from the month."""


def read_date(text: str) -> UncertainDate:
    """Read a date as people write it: EDTF, English words, or either with bounds; French months.

    "By" includes the day and "before" does not; so do "since" and "after". Raises ValueError with a
    sentence that says what must hold; numerals such as 03/04/1949, which some read as 3 April and
    others as 4 March, are refused (`Ambiguous`), and 13/04/1949, which is one day alone, is read.
    """
    given = " ".join(re.sub("[\u2013\u2014]", "-", text).translate(PLAIN).split())
    if match := _NUMERALS.fullmatch(given):
        return UncertainDate.of(_only_day(match, text))
    for edtf in (str, _edtf):
        try:
            return UncertainDate(edtf(given))
        except BackwardInterval:
            raise
        except ValueError:
            continue
    raise NotADate(NOT_WRITTEN, text)


def _only_day(match: re.Match, text: str) -> date:
    """Give the day that numerals make with the day first or the month first, where it is one."""
    first, part, second, last_part, year = match.groups()
    found = set()
    for month, day in ((second, first), (first, second)):
        with suppress(ValueError):
            found.add(date(int(year), int(month), int(day)))
    if len(found) > 1:
        raise Ambiguous(AMBIGUOUS, text)
    if not found or len(year) < 4 or part != last_part:
        raise NotADate(NOT_WRITTEN, text)
    return found.pop()


def _edtf(text: str) -> str:
    """Turn written words into EDTF text; ValueError if they are no date."""
    text = _MONTH_AND_DAYS.sub(r"\2-\3 \1 \4", text.lower())
    if text in ("on an unknown day", "unknown day"):
        return "../.."
    if text.startswith(("between ", "from ")) and (match := _BETWEEN.fullmatch(text)):
        return _interval(match)
    for pattern, write in _SIDES:
        if match := pattern.match(text):
            return write(_single(text[match.end() :]))
    try:
        return _single(text)
    except ValueError:
        if match := _BETWEEN.fullmatch(text):
            return _interval(match)
        raise


def _interval(match: re.Match) -> str:
    """Write "between 17 and 22 October 1951": what the first end leaves out, the last one says."""
    first, last = (end for end in match.groups() if end)
    end = _single(last)
    left_out = ["", f" {end[:4]}"]
    # Only a day leaves out the month that it shares with another.
    if end[8:]:
        left_out.append(f" {MONTHS[int(end[5:7]) - 1].lower()} {end[:4]}")
    for missing in left_out:
        try:
            return f"{_single(first + missing)}/{end}"
        except ValueError:
            continue
    raise ValueError(match.string)


def _single(text: str) -> str:
    """Write one day, month or year, perhaps doubtful, as EDTF; ValueError if it is none."""
    text = text.strip().removeprefix("the ").removeprefix("on ")
    if _ISO.fullmatch(text):
        return str(UncertainDate(text))
    for mark, pattern in _DOUBTS:
        if match := pattern.match(text):
            return _single(text[match.end() :]) + mark
    match = _DAY_FIRST.fullmatch(text) or _MONTH_FIRST.fullmatch(text)
    if not match:
        raise ValueError(text)
    day, month, year = match["day"], match["month"], match["year"]
    parts = [year.zfill(4), month and f"{_month(month):02}", day and day.zfill(2)]
    return "-".join(part for part in parts if part)


def _month(name: str) -> int:
    name = "sep" if name == "sept" else name
    for number, (month, french) in enumerate(zip(MONTHS, FRENCH_MONTHS, strict=True), start=1):
        if name in (month.lower(), month[:3].lower(), french):
            return number
    raise ValueError(name)


def _day_before(text: str) -> str:
    """Write the day before as the last one possible; a date in doubt bounds as it stands.

    What came before about 1950 may have come in 1950, and `../1950~` says so.
    """
    if text.endswith(MARKS):
        return f"../{text}"
    return f"../{_neighbour(UncertainDate(text).earliest, -ONE_DAY)}"


def _day_after(text: str) -> str:
    if text.endswith(MARKS):
        return f"{text}/.."
    return f"{_neighbour(UncertainDate(text).latest, ONE_DAY)}/.."


def _neighbour(day: date, step: timedelta) -> date:
    try:
        return day + step
    except OverflowError:
        raise ValueError("The calendar runs from the year 1 to the year 9999.") from None


_SIDES = (
    (re.compile(r"before "), _day_before),
    (re.compile(r"after "), _day_after),
    (re.compile(r"(?:by|until|not later than|(?:on|in) or before) "), "../{}".format),
    (re.compile(r"(?:since|from|not earlier than|(?:on|in) or after) "), "{}/..".format),
)
