"""Sources: one per page, however many facts were read in it."""

import re
from collections import defaultdict
from urllib.parse import unquote, urlsplit

from tests.build_fixtures.facts import FactError, Row, hand_table
from tests.build_fixtures.text import day_at_the_end, slugify

# A page known by its publisher and number or title alone, and mirrors that are not to be linked.
NOT_TO_BE_LINKED = ("unlinked:", "https://fanyv88.com")
# The status tables were read in a copy of that day.
READ_IN_A_COPY = "2015-03-14"
UNSOURCED = ("M", "none")
_ASIDES = (
    r", read in the [\w/-]+ data set( \([^)]*\))?(; known date .*)?$",
    r" \((?:scrape|dates printed|stored copy|read in a low-quality)[^)]*\)",
    r"(?<=UK FCDO Treaties Online record \d{5}) \([^)]*\)",
)


class Shelf:
    """Cites pages by address. What the same address is called in several rows is one source."""

    def __init__(self, book, tables):
        self.book = book
        self._publishers = {row["host"]: row for row in hand_table("publishers.csv")}
        self._named = {row["url"]: row for row in hand_table("sources.csv")}
        self._titles = defaultdict(set)
        self._unlinked = set()
        self._slugs = {}
        for rows in tables.values():
            for row in rows:
                if row.get("source_url"):
                    self._titles[row["source_url"]].add(_tidy(row["source_title"]))
                    if "do not link" in row["source_title"]:
                        self._unlinked.add(row["source_url"])
        for url in sorted(self._titles.keys() | self._named.keys()):
            self._record(url)

    def cite(self, row: Row, *, confidence: str | None = None) -> str | None:
        """Give the source of a row: none for own knowledge, an error where it has no address."""
        trust = row["confidence"] if confidence is None else confidence
        if trust in UNSOURCED:
            return None
        if trust not in ("A", "B"):
            raise row.refuse(f"confidence {trust!r} is not one of A, B, M and none")
        if not row["source_url"]:
            raise row.refuse(f"confidence {trust} has no address")
        return self._slugs[row["source_url"]]

    def page(self, url: str, where: str = "by hand") -> str | None:
        """Give the source at an address that the tables or `sources.csv` name; none for none."""
        if not url:
            return None
        if url in self._slugs:
            return self._slugs[url]
        if self.book.has("Source", url):
            return url
        raise FactError(f"{where}: no source is recorded for {url}")

    def beginning_with(self, address: str) -> set[str]:
        """Give the sources at addresses that begin so; the empty address means all."""
        return {slug for url, slug in self._slugs.items() if url.startswith(address)}

    def _record(self, url):
        host = self._publisher(url)
        if url in self._named:
            named = self._named[url]
            title, published = named["title"], named["published_on"]
        elif number := re.search(r"mtdsg_no=([IVX]+-\d+(?:-[a-z])?)", url):
            title, published = f"Status of treaties: {number[1]}", ""
        else:
            title, published = day_at_the_end(max(sorted(self._titles[url]), key=len))
        retrieved = READ_IN_A_COPY if "mtdsg_no=" in url else ""
        if url in self._named:
            retrieved = self._named[url]["retrieved_on"] or retrieved
        linked = url not in self._unlinked and not url.startswith(NOT_TO_BE_LINKED)
        slug = self._free_slug(title, host["publisher"])
        self._slugs[url] = slug
        self.book.add(
            "Source",
            where=url,
            slug=slug,
            title=title,
            publisher=host["publisher"],
            url=url if linked else "",
            published_on=published,
            retrieved_on=retrieved,
            rank=host["rank"],
        )

    def _publisher(self, url):
        if url in self._named and self._named[url]["publisher"]:
            return self._named[url]
        host = (urlsplit(url).hostname or "").removeprefix("www.")
        for name in (f"www.{host}", host):
            if name in self._publishers:
                return self._publishers[name]
        raise FactError(f"publishers.csv: no publisher for {unquote(host)}")

    def _free_slug(self, title, publisher):
        slug = slugify(title, 80)
        if len(slug) < 20:
            slug = slugify(f"{publisher} {title}", 80)
        number, free = 1, slug
        while self.book.has("Source", free):
            number += 1
            free = f"{slug}-{number}"
        return free


def _tidy(title):
    for aside in _ASIDES:
        title = re.sub(aside, "", title)
    return title
