"""What a title tells of an instrument."""

import re

from registry.choices import TreatyKind
from registry.dates import UncertainDate, read_date

# The first of these words in a title names the instrument: "Protocol to the Convention".
KINDS: list[tuple[str, TreatyKind]] = [
    ("exchanges? of (?:notes|letters)|notes exchanged", TreatyKind.EXCHANGE_OF_NOTES),
    ("memorand(?:um|a) of understanding|memorandum", TreatyKind.MEMORANDUM),
    ("amendments?|amending", TreatyKind.AMENDMENT),
    ("protocols?", TreatyKind.PROTOCOL),
    ("conventions?", TreatyKind.CONVENTION),
    ("covenant", TreatyKind.COVENANT),
    ("charter", TreatyKind.CHARTER),
    ("statutes?|constitution", TreatyKind.STATUTE),
    ("pact", TreatyKind.PACT),
    ("arrangements?", TreatyKind.ARRANGEMENT),
    ("declarations?", TreatyKind.DECLARATION),
    ("treaty|treaties", TreatyKind.TREATY),
    ("agreements?|accord", TreatyKind.AGREEMENT),
]
_ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th)\b")
_ANY = re.compile("|".join(rf"\b(?P<k{n}>{words})\b" for n, (words, _) in enumerate(KINDS)), re.I)


def kind_of(title: str, otherwise: TreatyKind = TreatyKind.TREATY) -> TreatyKind:
    """Tell the kind of instrument by the first word for one in its title."""
    match = _ANY.search(title)
    return KINDS[int(match.lastgroup[1:])][1] if match else otherwise


def concluded_on(text: str) -> UncertainDate | None:
    """Read the day that stands behind a title; None where it is none that can be read.

    Of several days, as in "14 November 1975 and 9 November 1977", it gives the period from the
    first to the last, as for "1 and 2 May 1981".
    """
    bare = _ORDINAL.sub("", text)
    try:
        return read_date(bare)
    except ValueError:
        pass
    try:
        days = [read_date(part) for part in bare.split(" and ")]
    except ValueError:
        return None
    if not all(day.is_exact for day in days) or days != sorted(days):
        return None
    return UncertainDate.between(days[0].earliest, days[-1].latest)
