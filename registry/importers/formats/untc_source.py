"""The data set of March 2015: how it is cited, and how its files are named by treaty."""

from collections.abc import Mapping
from urllib.parse import parse_qs, urlsplit

from registry.choices import SourceRank
from registry.importers.reading import Given

SOURCE = {
    "slug": "untc-mtdsg-2015",
    "title": "Multilateral Treaties Deposited with the Secretary-General: participation tables "
    "and declarations as at March 2015",
    "publisher": "United Nations; data set by Z. Jones",
    "url": "https://github.com/zmjones/untreaties",
    "published_on": "2015-03",
    "rank": SourceRank.DATASET,
}
ROMAN = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))


def file_name(file: Given) -> str:
    return file.name.replace("\\", "/").rpartition("/")[2]


def number_of(stem: str, told: Mapping[str, str] | None) -> str:
    """Give the depositary's number of a table ("IV-9-b"): by its address, or its file name."""
    if told:
        query = parse_qs(urlsplit(told["url"]).query)
        if query.get("mtdsg_no"):
            return query["mtdsg_no"][0]
    chapter, _, rest = stem.partition("-")
    return f"{roman(int(chapter))}-{rest}"


def arabic(numeral: str) -> int:
    """Read the Roman numeral of a chapter; 0 where it is none."""
    return next((number for number in range(1, 100) if roman(number) == numeral), 0)


def roman(number: int) -> str:
    written = ""
    for value, letters in ROMAN:
        while number >= value:
            written, number = written + letters, number - value
    return written
