"""Dates in parts or in numerals, as data sets write them, with their words for unknown and open."""

import re
from datetime import date, timedelta

from django.utils.translation import gettext as _

from registry.dates import UncertainDate
from registry.importers.reading import Malformed, cut

UNKNOWN = {"", "0", "00", "-9", "-99", "NA", ".", "**"}
# What is told to have come, and not when, in EDTF.
UNKNOWN_DAY = "../.."
# A whole day that stands for an unknown one, and the year of what has not come yet.
UNKNOWN_WHOLE, OPEN_YEAR = "1111-11-11", "9999"
NUMERALS = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
MONTH = re.compile(r"(\d{1,2})[/.-](\d{4})")
_ISO = re.compile(r"\d{4}(?:-\d\d){0,2}[~?%]?")


def day(year: str, month: str, on: str, *, shown: str = "") -> str:
    """Write a date of year, month and day as EDTF: as exact as it is known; "" for none.

    The year 9999 stands for an open end, and 11 November 1111 for no known day. Raises Malformed
    where the parts are no date: `shown` is how they stand in the file, if not in parts.
    """
    parts = [part.strip() for part in (year, month, on)]
    if parts[0] in UNKNOWN:
        return ""
    known = [parts[0].zfill(4)]
    for part in parts[1:]:
        if part in UNKNOWN:
            break
        known.append(part.zfill(2))
    return without_markers(_checked("-".join(known), shown or "/".join(parts)))


def whole(text: str) -> str:
    """Write 2014-05-01 as EDTF; stars stand for what is not known of it, as in 2014-**-**."""
    parts = [*text.strip().split("-"), "", ""][:3]
    return day(*("" if "*" in part else part for part in parts), shown=text)


def without_markers(on: str) -> str:
    """Give a date as it was read; "" where it stands for none."""
    return "" if on == UNKNOWN_WHOLE or on.startswith(OPEN_YEAR) else on


def numerals(text: str, *, day_first: bool = True) -> str:
    """Write 05/10/1990, 11-2019, 2015 or 2015-10-05 as EDTF; raises Malformed for anything else."""
    text = text.strip()
    if text in UNKNOWN:
        return ""
    if match := NUMERALS.fullmatch(text):
        on, month = match.group(1, 2) if day_first else match.group(2, 1)
        return day(match[3], month, on, shown=text)
    if match := MONTH.fullmatch(text):
        return day(match[2], match[1], "", shown=text)
    if _ISO.fullmatch(text):
        return without_markers(_checked(text, text))
    raise Malformed(_("“%(text)s” must be a date such as 05/10/1990."), text=cut(text))


def the_day_after(on: str) -> str:
    """Give the day after the last one of a period: registry periods end as that day begins."""
    known = UncertainDate(on)
    if not known.is_exact:
        return on
    return (known.latest + timedelta(days=1)).isoformat() if known.latest < date.max else on


def _checked(text, shown):
    try:
        return UncertainDate(text).text
    except ValueError:
        raise Malformed(_("“%(text)s” must be a day of the calendar."), text=cut(shown)) from None
