"""Our pages beside others' of the same rows.

`python -m tests.benchmarks.peers DATABASE_URL [DATASETTE]`: the others are Django's generic views
(`stock.py`), by the same server with the same settings, and datasette, where the path of its
executable is given and the database is SQLite. What counts is the processor time of each server,
as many times that of our empty page asked in turn with all of them, and how many times ours each of
the others takes. No page is kept. What a process remembers of a filter, such as the counts beside
it, is asked for again and again in most lines; where it says "anew", each filter comes so seldom
that it has been forgotten or was never asked.

Datasette is given the best it knows: a file that nobody writes to, the counts of all tables taken
beforehand, no suggested facets, no time limit that it could reach, queries without threads of their
own (which takes the least processor time), its own order (by key), which makes a deep page as cheap
as the first, and no more columns than our page shows. It is not given the database itself: of a
file opened as immutable it would not read what still stands in the log beside it (WAL). It reads a
copy in a temporary folder, made by `VACUUM INTO`, which needs as much room again; there the titles
of treaties are indexed as `sqlite-utils enable-fts` does it. Its record of a treaty is the table of
the acts under it, with the names of actors and sources. Its facets are kind and form; ours and the
generic view count topics, too, ours also each status.

Our search looks through all nouns, the others' through titles of treaties; each shows 25 of these.
"""

import argparse
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager, nullcontext
from itertools import cycle
from math import ceil
from os import environ
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple
from urllib.parse import quote

from tests.benchmarks.measuring import say
from tests.benchmarks.serving import (
    KEEPS_NOTHING,
    ROOT,
    SETTINGS,
    TWO_FIELDS,
    Pages,
    in_turn,
    listed,
    running,
    served,
)

SECONDS = 3  # of each kind of page, of each server
PAGE_SIZE, HITS = 50, 25  # treaties of a page of a list, of a search
RARE, COMMON = "whaling", "agreement"

STOCK = f"""
ROOT_URLCONF = "tests.benchmarks.stock"
TEMPLATES.append({{
    "NAME": "stock",
    "BACKEND": TEMPLATES[0]["BACKEND"],
    "DIRS": [{str(ROOT / "tests" / "benchmarks" / "templates")!r}],
    "OPTIONS": {{"context_processors": TEMPLATES[0]["OPTIONS"]["context_processors"]}},
}})
"""

BEST = {
    "num_sql_threads": 0,
    "suggest_facets": "off",
    "facet_time_limit_ms": 60_000,
    "sql_time_limit_ms": 60_000,
}
INDEX = """
CREATE VIRTUAL TABLE registry_treaty_fts USING fts5(title, content="registry_treaty");
INSERT INTO registry_treaty_fts (rowid, title) SELECT id, title FROM registry_treaty;
INSERT INTO registry_treaty_fts (registry_treaty_fts) VALUES ('optimize');
"""


class Kind(NamedTuple):
    """One kind of page: its addresses with us, as a generic view and in datasette, in turn."""

    name: str
    ours: list[str]
    stock: list[str]
    datasette: list[str]


def showing(*columns: str) -> str:
    return "".join(f"&_col={column}" for column in columns)


SHOWN = showing("title", "short_title", "kind", "form", "concluded_on", "concluded_at")
ROWS = f"/registry/registry_treaty?_size={PAGE_SIZE}{SHOWN}"
FOUND = f"/registry/registry_treaty?_size={HITS}{SHOWN}"
DATA = f"/registry/registry_treaty.json?_shape=objects&_size={PAGE_SIZE}{SHOWN}"
ACTS = "/registry/registry_treatyaction?_size=max" + showing(
    "actor_id", "kind", "deposited_on", "effective_on", "source_id", "remark"
)
KINDS = [
    Kind("list of treaties", ["/treaties/"], ["/stock/treaties/"], [ROWS]),
    Kind(
        "filtered by two fields",
        [*TWO_FIELDS],
        [f"/stock{address}" for address in TWO_FIELDS],
        [f"{ROWS}&{address.partition('?')[2]}" for address in TWO_FIELDS],
    ),
    *(
        Kind(
            f"search, a {what} word",
            [f"/search/?q={word}"],
            [f"/stock/search/?q={word}"],
            [f"{FOUND}&_search={word}"],
        )
        for what, word in (("rare", RARE), ("common", COMMON))
    ),
    Kind(
        "list with facets and counts",
        ["/treaties/"],
        ["/stock/facets/"],
        [f"{ROWS}&_facet=kind&_facet=form"],
    ),
    Kind("list as JSON", ["/treaties.json"], ["/stock/treaties.json"], [DATA]),
]


class Copy:
    """The rows of an SQLite database as datasette serves them."""

    def __init__(self, database: Path, folder: Path):
        self.file, self.counts = folder / "registry.sqlite3", folder / "counts.json"
        with closing(sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True)) as whole:
            whole.execute("VACUUM INTO ?", [str(self.file)])
        with closing(sqlite3.connect(self.file)) as copy:
            copy.executescript(INDEX)

    def key(self, noun: str, slug: str) -> int:
        """Give the key of a treaty or topic."""
        return self._number(f"SELECT id FROM registry_{noun} WHERE slug = ?", slug)  # noqa: S608

    def last_before(self, page: int) -> int:
        """Give the key of the last treaty that comes before a page, in the order of keys."""
        return self._number(
            "SELECT id FROM registry_treaty ORDER BY id LIMIT 1 OFFSET ?",
            (page - 1) * PAGE_SIZE - 1,
        )

    def _number(self, sql: str, value: str | int) -> int:
        with closing(sqlite3.connect(f"{self.file.as_uri()}?immutable=1", uri=True)) as copy:
            return copy.execute(sql, [value]).fetchone()[0]

    @contextmanager
    def served(self, datasette: str) -> Iterator[tuple[int, int]]:
        """Serve it; give the port and the process."""
        inspected = ["--inspect-file", self.counts]
        subprocess.run([datasette, "inspect", self.file, *inspected], check=True)
        settings = [
            part for name, value in BEST.items() for part in ("--setting", name, str(value))
        ]
        command = [datasette, "serve", "--immutable", self.file, *inspected, *settings]
        with running(command, {"PATH": environ["PATH"]}, "/-/versions.json") as server:
            yield server


@contextmanager
def copied(database: str, datasette: str | None) -> Iterator[Copy | None]:
    """Make a copy for datasette, if it is to be measured."""
    if not datasette or not database.startswith("sqlite:///"):
        yield None
        return
    with TemporaryDirectory() as folder:
        yield Copy(ROOT / database.removeprefix("sqlite:///"), Path(folder))


def kinds(port: int, copy: Copy | None) -> Iterator[Kind]:
    """Give the kinds of pages, those for which it takes a look at the rows last."""
    yield from KINDS
    whole = listed(port, "")
    yield narrowed(whole["facets"], copy)
    last = ceil(whole["count"] / PAGE_SIZE)
    deep = range(last * 3 // 4 + 1, last + 1)
    yield Kind(
        f"pages of the list from {deep[0]:,} on",
        [f"/treaties/?page={page}" for page in deep],
        [f"/stock/treaties/?page={page}" for page in deep],
        [f"{ROWS}&_next={copy.last_before(page)}" for page in deep if copy],
    )
    for name, query in (
        ("records", f"?page={deep[0]}"),
        ("records with the most parties", "?sort=-parties"),
    ):
        slugs = [row["slug"] for row in listed(port, query)["results"]]
        yield Kind(
            name,
            [f"/treaties/{slug}/" for slug in slugs],
            [f"/stock/treaties/{slug}/" for slug in slugs],
            [f"{ACTS}&treaty_id={copy.key('treaty', slug)}" for slug in slugs if copy],
        )


def narrowed(facets: dict[str, list[dict]], copy: Copy | None) -> Kind:
    """Narrow the list by each kind and topic that there are, more than a process remembers."""
    kinds, topics = ([one["value"] for one in facets[name]] for name in ("kind", "topic"))
    keys = [copy.key("topic", topic) for topic in topics if copy]
    on_topic = "id IN (SELECT treaty_id FROM registry_treaty_topics WHERE topic_id = {})"
    return Kind(
        "by kind and topic, anew",
        *(
            [f"{path}?kind={kind}&topic={topic}" for topic in topics for kind in kinds]
            for path in ("/treaties/", "/stock/treaties/")
        ),
        [
            f"{ROWS}&kind={kind}&_where={quote(on_topic.format(key))}"
            for key in keys
            for kind in kinds
        ],
    )


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.peers", description=__doc__)
    parser.add_argument("database", metavar="DATABASE_URL")
    parser.add_argument("datasette", metavar="DATASETTE", nargs="?")
    options = parser.parse_args()
    with (
        copied(options.database, options.datasette) as copy,
        served(options.database, SETTINGS + KEEPS_NOTHING + STOCK) as (port, pid),
        copy.served(options.datasette) if copy else nullcontext() as other,
    ):
        heads = ("stock", "x ours", *(("datasette", "x ours") if other else ()))
        say("CPU time, x an empty page", "empty, CPU ms", "ours", *heads)
        for kind in kinds(port, copy):
            asked = [
                Pages(port, pid, kind.name, cycle(kind.ours)),
                Pages(port, pid, kind.name, cycle(kind.stock)),
            ]
            if other:
                asked.append(Pages(*other, kind.name, cycle(kind.datasette)))
            empty, ours, *others = (
                cost.each for cost in in_turn(port, pid, *asked, seconds=SECONDS)
            )
            cells = [(f"{peer / empty:.1f}", f"{peer / ours:.1f}") for peer in others]
            told = [cell for pair in cells for cell in pair]
            say(kind.name, f"{1000 * empty:.2f}", f"{ours / empty:.1f}", *told)


if __name__ == "__main__":
    main()
