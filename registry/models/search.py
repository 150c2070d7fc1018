"""What records are found by: every name and title, folded to plain words, in a full-text index.

The words are folded here and not by the databases, so that both find the same. The index itself
stands beside the table, kept by the database: FTS5 on SQLite, a column of lexemes on PostgreSQL
(the migration that makes them says how).
"""

import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from datetime import date
from typing import NamedTuple

from django.db import connection, models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from registry.dates import UncertainDate
from registry.models.actors import Actor, ActorName
from registry.models.alliances import Alliance, AllianceName
from registry.models.programs import Mission, PartnershipProgram
from registry.models.tables import Table
from registry.models.treaties import Citation, Treaty, TreatyTitle

# More words than this are not looked for.
WORDS = 8
BATCH_SIZE = 1000

# Letters that are no letter with a mark, and are typed without it all the same.
PLAIN = str.maketrans(
    {"ø": "o", "đ": "d", "ł": "l", "\u0131": "i", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d"}
)


def words_of(text: str) -> list[str]:
    """Fold text to words: no marks, no capitals, nothing but letters and digits."""
    decomposed = unicodedata.normalize("NFKD", text.casefold().translate(PLAIN))
    kept = "".join(
        letter if letter.isalnum() else " "
        for letter in decomposed
        if not unicodedata.combining(letter)
    )
    return kept.split()


class Entry(NamedTuple):
    """What one record is found by; `since` is the first day on which it may have existed."""

    since: date | None
    title: str
    more: str
    size: int


class SearchEntryQuerySet(models.QuerySet):
    def found(self, noun: str, q: str, *, by: date):
        """Keep the records of a noun that bear each word, or one that begins so, by that day.

        The closest come first: those with the fewest words in their title.
        """
        words = [marked(noun), *words_of(q)[:WORDS]]
        if len(words) == 1:
            return self.none()
        return (
            # The noun is among the words: asked as a column, it would be looked for first.
            self.filter(Q(since=None) | Q(since__lte=by))
            .extra(where=[MATCHES[connection.vendor]], params=[MATCH[connection.vendor](*words)])  # noqa: S610
            .order_by("size", "object_pk")
        )


def marked(noun: str) -> str:
    """Give the word that every record of a noun bears in the index, and no text."""
    return f"noun0{noun}"


# What is put into these is letters and digits alone, whatever somebody has typed.
MATCHES = {
    "sqlite": "registry_searchentry.id IN "
    "(SELECT rowid FROM registry_searchentry_words WHERE registry_searchentry_words MATCH %s)",
    "postgresql": "registry_searchentry.lexemes @@ %s::tsquery",
}
MATCH = {
    "sqlite": lambda noun, *words: " AND ".join([noun, *(f'"{word}" *' for word in words)]),
    "postgresql": lambda noun, *words: " & ".join([noun, *(f"'{word}':*" for word in words)]),
}


class SearchEntry(models.Model):
    """The folded words of one record; the index is made of `title` and `more`."""

    noun = models.CharField(max_length=20)
    object_pk = models.BigIntegerField()
    since = models.DateField(null=True)
    size = models.PositiveSmallIntegerField()
    title = models.TextField()
    more = models.TextField()

    objects = SearchEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("search entry")
        verbose_name_plural = _("search entries")
        ordering = ["noun", "object_pk"]
        constraints = [
            models.UniqueConstraint(fields=["noun", "object_pk"], name="searchentry_is_one"),
        ]

    def __str__(self):
        return f"{self.noun} {self.object_pk}"


COLUMNS = ["since", "title", "more", "size"]


def entry(noun: str, dates: Iterable[UncertainDate | None], title: str, *others: str) -> Entry:
    words = words_of(title)
    more = dict.fromkeys(word for other in others for word in words_of(other))
    known = [day for day in dates if day]
    bounds = [day.earliest for day in known]
    since = min(bounds) if bounds and None not in bounds else None
    return Entry(since, " ".join(words), " ".join([marked(noun), *more]), min(len(words), 1000))


def grouped(rows: Iterable[tuple]) -> dict[int, list[str]]:
    """Group the texts of rows by the number in front of them."""
    found = defaultdict(list)
    for number, *texts in rows:
        found[number] += texts
    return found


def treaties(numbers: Collection[int] | None) -> dict[int, Entry]:
    def of(rows, column):
        return rows.order_by() if numbers is None else rows.filter(**{column: numbers}).order_by()

    others = grouped(of(TreatyTitle.objects, "treaty__in").values_list("treaty_id", "title"))
    cited = grouped(of(Citation.objects, "treaty__in").values_list("treaty_id", "value"))
    rows = of(Treaty.objects, "pk__in").values_list(
        "pk", "adopted_on", "concluded_on", "title", "short_title"
    )
    return {
        pk: entry("treaty", dates, title, short, *others[pk], *cited[pk])
        for pk, *dates, title, short in rows
    }


def actors() -> dict[int, Entry]:
    borne = grouped(
        ActorName.objects.order_by("pk").values_list("actor_id", "name", "official_name")
    )
    rows = Actor.objects.order_by().values_list("pk", "name", "official_name", "iso2", "iso3")
    return {pk: entry("actor", [], name, *others, *borne[pk]) for pk, name, *others in rows}


def alliances() -> dict[int, Entry]:
    borne = grouped(AllianceName.objects.order_by("pk").values_list("alliance_id", "name"))
    rows = Alliance.objects.order_by().values_list(
        "pk", "treaty__adopted_on", "treaty__concluded_on", "name", "abbreviation"
    )
    return {
        pk: entry("alliance", dates, name, short, *borne[pk]) for pk, *dates, name, short in rows
    }


def programs() -> dict[int, Entry]:
    rows = PartnershipProgram.objects.order_by().values_list("pk", "since", "name")
    return {pk: entry("program", [since], name) for pk, since, name in rows}


def missions() -> dict[int, Entry]:
    ships = Mission.vessels.through.objects.order_by("pk")
    sailed = grouped(ships.values_list("mission_id", "vessel__name", "vessel__hull_number"))
    rows = Mission.objects.order_by().values_list("pk", "since", "name")
    return {pk: entry("mission", [since], name, *sailed[pk]) for pk, since, name in rows}


# The nouns of which there are few: they are looked over as a whole.
FEW = {"actor": actors, "alliance": alliances, "program": programs, "mission": missions}


def index(treaty_ids: Collection[int] | None = None) -> int:
    """Bring up to date what these treaties are found by, and all of the fewer nouns.

    None means all treaties. Returns how many entries changed. Call it inside the transaction of
    the change, as `rebuild` is called.
    """
    changed = 0
    for noun, wanted, stored in _compared(treaty_ids):
        differing = [pk for pk, found in wanted.items() if stored.get(pk, (0, None))[1] != found]
        gone = [number for pk, (number, _) in stored.items() if pk not in wanted]
        old = [stored[pk][0] for pk in differing if pk in stored]
        table = Table(SearchEntry)
        if old or gone:
            table.delete([*old, *gone])
        rows = [(noun, pk, *wanted[pk]) for pk in differing]
        table.insert(["noun", "object_pk", *COLUMNS], rows)
        changed += len(differing) + len(gone)
    return changed


def stale_entries() -> Iterator[tuple[str, int]]:
    """Yield the records whose entry is not what their names and titles give."""
    for noun, wanted, stored in _compared(None):
        for pk in wanted.keys() | stored.keys():
            if wanted.get(pk) != stored.get(pk, (0, None))[1]:
                yield noun, pk


def _compared(treaty_ids: Collection[int] | None):
    """Yield, noun by noun in batches, the entries that should be and, numbered, those that are."""
    for numbers in _batches(treaty_ids):
        yield "treaty", treaties(numbers), _stored("treaty", numbers)
    for noun, entries in FEW.items():
        yield noun, entries(), _stored(noun)


def _batches(treaty_ids: Collection[int] | None) -> Iterator[list[int]]:
    if treaty_ids is None:
        treaty_ids = {
            *Treaty.objects.values_list("pk", flat=True),
            *SearchEntry.objects.filter(noun="treaty").values_list("object_pk", flat=True),
        }
    ordered = sorted(treaty_ids)
    for start in range(0, len(ordered), BATCH_SIZE):
        yield ordered[start : start + BATCH_SIZE]


def _stored(noun: str, numbers: Collection[int] | None = None) -> dict[int, tuple[int, Entry]]:
    rows = SearchEntry.objects.filter(noun=noun).order_by()
    if numbers is not None:
        rows = rows.filter(object_pk__in=numbers)
    return {
        pk: (number, Entry(*found))
        for number, pk, *found in rows.values_list("pk", "object_pk", *COLUMNS)
    }
