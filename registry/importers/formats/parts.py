"""Dates in parts or in numerals, as data sets write them, with their words for unknown and open."""

import re
from datetime import date, timedelta

from registry.dates import UncertainDate
from registry.importers.reading import Malformed, cut

UNKNOWN = {"", "0", "00", "-9", "-99", "NA", ".", "**"}
_SLASHED = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_MONTH = re.compile(r"(\d{1,2})[/.-](\d{4})")
_ISO = re.compile(r"\d{4}(?:-\d\d){0,2}[~?%]?")


def day(year: str, month: str, on: str) -> str:
    """Write a date of year, month and day as EDTF: as exact as it is known; "" for none.

    Raises Malformed where the parts are no date.
    """
    parts = [part.strip() for part in (year, month, on)]
    if parts[0] in UNKNOWN:
        return ""
    known = [parts[0].zfill(4)]
    for part in parts[1:]:
        if part in UNKNOWN:
            break
        known.append(part.zfill(2))
    return _checked("-".join(known), "/".join(parts))


def numerals(text: str) -> str:
    """Write 05/10/1990, 11-2019, 2015 or 2015-10-05 as EDTF: the day first, as in the source."""
    text = text.strip()
    if text in UNKNOWN:
        return ""
    if match := _SLASHED.fullmatch(text):
        return day(match[3], match[2], match[1])
    if match := _MONTH.fullmatch(text):
        return day(match[2], match[1], "")
    if _ISO.fullmatch(text):
        return _checked(text, text)
    raise Malformed(f"“{cut(text)}” must be a date such as 05/10/1990.")


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
        raise Malformed(f"“{cut(shown)}” must be a day of the calendar.") from None
