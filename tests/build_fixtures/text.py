"""Slugs and days read out of the words of the tables."""

import re
import unicodedata

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ß": "ss", "æ": "ae", "\u2019": "", "\u2013": "-", "'": ""}
)


def slugify(words: str, longest: int = 100) -> str:
    """Make a lower-case ASCII slug, cut at a word where it is too long."""
    plain = unicodedata.normalize("NFKD", words.lower().translate(_LETTERS))
    slug = re.sub(r"[^a-z0-9]+", "-", plain.encode("ascii", "ignore").decode()).strip("-")
    if len(slug) <= longest:
        return slug
    return slug[: longest + 1].rpartition("-")[0]


def day_at_the_end(title: str) -> tuple[str, str]:
    """Split "Guard celebrates (2022-04-07)" or "The News, 12 July 2019" into title and EDTF day.

    A day that tells one page of a newspaper from another stays in the title.
    """
    if found := re.search(r" \((?:[^()]+, )?(\d{4}-\d\d(?:-\d\d)?)(?:, [A-Z]\w+)?\)$", title):
        return title[: found.start()], found[1]
    if found := re.search(r", (\d{4}-\d\d-\d\d)$", title):
        return title, found[1]
    found = re.search(r", (\d{1,2}) ([A-Z][a-z]{2})[a-z]* (199\d|20\d\d)$", title)
    if found and found[2].lower() in MONTHS:
        month = MONTHS.index(found[2].lower()) + 1
        return title, f"{found[3]}-{month:02}-{int(found[1]):02}"
    return title, ""


def sentences(*parts: str) -> str:
    """Join remarks into one text, each closed by a full stop."""
    kept = [part.strip() for part in parts if part and part.strip()]
    return " ".join(part if part[-1] in ".!?" else f"{part}." for part in kept)
