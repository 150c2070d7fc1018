"""What a title tells of an instrument."""

import re

from registry.choices import TreatyKind

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
_ANY = re.compile("|".join(rf"\b(?P<k{n}>{words})\b" for n, (words, _) in enumerate(KINDS)), re.I)


def kind_of(title: str, otherwise: TreatyKind = TreatyKind.TREATY) -> TreatyKind:
    """Tell the kind of instrument by the first word for one in its title."""
    match = _ANY.search(title)
    return KINDS[int(match.lastgroup[1:])][1] if match else otherwise
