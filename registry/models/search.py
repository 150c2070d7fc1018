"""What records are found by: every name and title, folded to plain words, in a full-text index.

The words are folded here and not by the databases, so that both find the same. The index itself
stands beside the table, kept by the database: FTS5 on SQLite, a column of lexemes on PostgreSQL
(the migration that makes them says how).
"""

import json
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date
from typing import NamedTuple
from unicodedata import ucd_3_2_0

from django.db import connection, models
from django.db.models import Q, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Concat, StrIndex
from django.db.models.lookups import GreaterThan
from django.utils.translation import gettext_lazy as _

from registry.dates import UncertainDate
from registry.models.actors import Actor, ActorName
from registry.models.alliances import Alliance, AllianceName
from registry.models.programs import Mission, PartnershipProgram
from registry.models.tables import Table, batches
from registry.models.treaties import Citation, Treaty, TreatyTitle

# More words than this are not looked for.
WORDS = 8
# What a word is cut to on both sides: PostgreSQL keeps none of more than 2,046 bytes.
LETTERS = 200
BATCH_SIZE = 1000

# Letters that are no letter with a mark, and are typed without it all the same.
PLAIN = str.maketrans(
    {"ø": "o", "đ": "d", "ł": "l", "\u0131": "i", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d"}
)


def words_of(text: str) -> list[str]:
    """Fold text to words of at most `LETTERS`: no marks, no capitals, only letters and digits."""
    decomposed = unicodedata.normalize("NFKD", text.casefold().translate(PLAIN))
    kept = "".join(
        letter if letter.isalnum() else " "
        for letter in decomposed
        if not unicodedata.combining(letter)
    )
    return [word[:LETTERS] for word in kept.split()]


class Entry(NamedTuple):
    """What one record is found by; `since` is the first day on which it may have existed."""

    since: date | None
    title: str
    more: str
    size: int


# An entry's number tells its noun, the words of its title and its record, in this order; a record
# of an open draft has a number below zero.
NOUNS = ["treaty", "actor", "alliance", "program", "mission"]
MOST_WORDS = 1000
SIZE = 1 << 41
NOUN = SIZE << 11


def number_of(noun: str, size: int, pk: int) -> int:
    return (NOUNS.index(noun) + 1) * NOUN + size * SIZE + SIZE // 2 + pk


def numbers_of(noun: str) -> tuple[int, int]:
    """Give the first and the last number that an entry of a noun may have."""
    first = (NOUNS.index(noun) + 1) * NOUN
    return first, first + NOUN - 1


TABLE = "registry_searchentry"
FTS = "registry_searchentry_words"


def index_query(words: list[str]) -> str:
    """Write words for the index; they are letters and digits alone, whatever somebody has typed."""
    if connection.vendor == "sqlite":
        return " AND ".join(f'"{word}" *' for word in words)
    return " & ".join(f"'{word}':*" for word in words)


# A word that begins more others than this is asked for as a beginning: to gather its entries costs
# less than to go through so many lists side by side.
MOST_BEGUN = 64
TERMS = "registry_searchentry_terms"
# The index keeps beginnings of two letters and of three, each with its entries in their order.
KEPT_BEGINNINGS = (2, 3)
# What SQLite, which knows the letters of an early Unicode, neither takes apart nor folds.
LETTERS_OR_DIGITS = {"Ll", "Lo", "Nd"}

# Writes words for the index so that it need not gather the entries of a beginning before it gives
# the first: by the words that begin so, whose entries it has in their order, or the beginnings of
# two letters that begin with one. It goes from each to the next. No letter or digit comes before 0,
# so that nothing stands between a word and the same with a 0.
CLOSEST_QUERY = f"""(
    WITH RECURSIVE asked(place, word, letters) AS (
        SELECT key, json_extract(value, '$[0]'), json_extract(value, '$[1]') FROM json_each(%s)
    ),
    begun(place, word, letters, number, term) AS (
        SELECT place, word, letters, 1,
            (SELECT term FROM {TERMS} WHERE term >= word ORDER BY term LIMIT 1)
        FROM asked WHERE letters
        UNION ALL
        SELECT place, word, letters, number + 1,
            (SELECT term FROM {TERMS} WHERE term >= CASE WHEN length(begun.term) < letters
                THEN begun.term || '0' ELSE substr(begun.term, 1, letters) || char(1114111) END
                ORDER BY term LIMIT 1)
        FROM begun WHERE number <= {MOST_BEGUN} AND substr(term, 1, length(word)) = word
    ),
    named(place, number, names) AS (
        SELECT place, count(*), group_concat('"' || substr(term, 1, letters) ||
            CASE WHEN length(term) < letters OR letters > 2 THEN '"' ELSE '" *' END, ' OR ')
        FROM begun WHERE substr(term, 1, length(word)) = word GROUP BY place
    )
    SELECT group_concat(CASE WHEN number <= {MOST_BEGUN} THEN '(' || names || ')'
        ELSE '"' || word || '" *' END, ' AND ')
    FROM asked LEFT JOIN named USING (place)
)"""  # noqa: S608


def closest_query(words: list[str]) -> tuple[str, str]:
    """Write words for whoever reads the first entries alone: as SQL with a place, and its value.

    Each word comes with the letters to which what begins so is cut, or 0 where it is kept so.
    """
    cuts = [cut_of(word) for word in words] if connection.vendor == "sqlite" else []
    if not any(cuts):
        return "%s", index_query(words)
    return CLOSEST_QUERY, json.dumps([*zip(words, cuts, strict=True)], ensure_ascii=False)


def cut_of(word: str) -> int:
    if len(word) in KEPT_BEGINNINGS or not is_plain(word):
        return 0
    return 2 if len(word) == 1 else 2 * LETTERS


def is_plain(word: str) -> bool:
    return all(ucd_3_2_0.category(letter) in LETTERS_OR_DIGITS for letter in word)


class SearchEntryQuerySet(models.QuerySet):
    def found(self, noun: str, q: str, *, by: date = date.max):
        """Keep the records of a noun that bear each word, or one that begins so, by that day.

        The closest come first: those with the fewest words in their title. That is the order of
        their numbers, in which an index gives what it finds, so that the first cost little.
        """
        words = words_of(q)[:WORDS]
        return self.matching(noun, index_query(words), by=by) if words else self.none()

    def closest(self, noun: str, q: str, *, by: date = date.max):
        """Keep the same, for who reads the first of them alone."""
        words = words_of(q)[:WORDS]
        asked, text = closest_query(words)
        return self.matching(noun, text, by=by, asked=asked) if words else self.none()

    def matching(self, noun: str, words: str, *, by: date = date.max, asked: str = "%s"):
        """Keep the same, asked for in the language of the index, in which SQL may write it."""
        lowest, highest = numbers_of(noun)
        entries = self if by == date.max else self.filter(Q(since=None) | Q(since__lte=by))
        if connection.vendor == "sqlite":
            return entries.order_by().extra(  # noqa: S610
                tables=[FTS],
                where=[
                    f"{FTS}.rowid = {TABLE}.id AND {FTS} MATCH {asked} "
                    f"AND {FTS}.rowid BETWEEN %s AND %s"
                ],
                params=[words, lowest, highest],
                order_by=[f"{FTS}.rowid"],
            )
        found = entries.filter(pk__range=(lowest, highest)).order_by("pk")
        return found.extra(  # noqa: S610
            where=[f"{TABLE}.lexemes @@ %s::tsquery"], params=[words]
        )


KEYS = {
    "sqlite": f"SELECT (rowid & {SIZE - 1}) - {SIZE // 2} FROM {FTS} "  # noqa: S608
    f"WHERE {FTS} MATCH {{asked}} AND rowid BETWEEN %s AND %s",
    "postgresql": f"SELECT object_pk FROM {TABLE} "  # noqa: S608
    "WHERE lexemes @@ %s::tsquery AND id BETWEEN %s AND %s",
}


def keys_of(noun: str, q: str, most: int | None = None) -> RawSQL | list[int]:
    """Give the keys of all records of a noun that bear each word, for a condition with `__in`.

    `most` gives no more than so many, the closest.
    """
    words = words_of(q)[:WORDS]
    if not words:
        return []
    # Of the fewer nouns only their own entries are looked at, however many treaties bear a word.
    is_whole = noun == "treaty" and most is None
    asked, text = ("%s", index_query(words)) if is_whole else closest_query(words)
    sql = KEYS[connection.vendor].format(asked=asked)
    if most is not None:
        sql += f" ORDER BY {'rowid' if connection.vendor == 'sqlite' else 'id'} LIMIT {most}"
    return RawSQL(sql, [text, *numbers_of(noun)])  # noqa: S611


def bearing(noun: str, q: str, key: str) -> models.Exists:
    """Ask of the record to which a path leads whether it bears each word.

    To ask so of a few takes less than to gather the keys of all that bear a common word.
    """
    text = Concat(Value(" "), "title", Value(" "), "more")
    entries = SearchEntry.objects.filter(noun=noun, object_pk=models.OuterRef(key))
    for word in words_of(q)[:WORDS]:
        entries = entries.filter(GreaterThan(StrIndex(text, Value(f" {word}")), 0))
    return models.Exists(entries)


class SearchEntry(models.Model):
    """The folded words of one record; the index is made of `title` and `more`.

    Its number is that of `number_of`.
    """

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


def entry(dates: Iterable[UncertainDate | None], title: str, *others: str) -> Entry:
    """Fold what a record is found by: its title, and whatever else it bears, each word once."""
    words = words_of(title)
    more = dict.fromkeys(word for other in others for word in words_of(other))
    known = [day for day in dates if day]
    bounds = [day.earliest for day in known]
    since = min(bounds) if bounds and None not in bounds else None
    return Entry(since, " ".join(words), " ".join(more), min(len(words), MOST_WORDS))


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
        pk: entry(dates, title, short, *others[pk], *cited[pk]) for pk, *dates, title, short in rows
    }


def actors() -> dict[int, Entry]:
    borne = grouped(
        ActorName.objects.order_by("pk").values_list("actor_id", "name", "official_name")
    )
    rows = Actor.objects.order_by().values_list(
        "pk", "since", "name", "official_name", "iso2", "iso3"
    )
    return {pk: entry([since], name, *others, *borne[pk]) for pk, since, name, *others in rows}


def alliances() -> dict[int, Entry]:
    borne = grouped(AllianceName.objects.order_by("pk").values_list("alliance_id", "name"))
    rows = Alliance.objects.order_by().values_list(
        "pk", "treaty__adopted_on", "treaty__concluded_on", "name", "abbreviation"
    )
    return {pk: entry(dates, name, short, *borne[pk]) for pk, *dates, name, short in rows}


def programs() -> dict[int, Entry]:
    rows = PartnershipProgram.objects.order_by().values_list("pk", "since", "name")
    return {pk: entry([since], name) for pk, since, name in rows}


def missions() -> dict[int, Entry]:
    ships = Mission.vessels.through.objects.order_by("pk")
    sailed = grouped(ships.values_list("mission_id", "vessel__name", "vessel__hull_number"))
    rows = Mission.objects.order_by().values_list("pk", "since", "name")
    return {pk: entry([since], name, *sailed[pk]) for pk, since, name in rows}


# The nouns of which there are few: they are looked over as a whole.
FEW = {"actor": actors, "alliance": alliances, "program": programs, "mission": missions}


def index(treaty_ids: Collection[int] | None = None, *, treaties_only: bool = False) -> int:
    """Bring up to date what these treaties are found by, and all of the fewer nouns.

    None means all treaties; `treaties_only` leaves the others as they are. Returns how many
    entries changed. Call it inside the transaction of the change, as `rebuild` is called.
    """
    changed = 0
    for noun, wanted, stored in _compared(treaty_ids, {} if treaties_only else FEW):
        differing = [pk for pk, found in wanted.items() if stored.get(pk) != found]
        gone = [number for pk, (number, _) in stored.items() if pk not in wanted]
        old = [stored[pk][0] for pk in differing if pk in stored]
        table = Table(SearchEntry)
        if old or gone:
            table.delete([*old, *gone])
        rows = [(wanted[pk][0], noun, pk, *wanted[pk][1]) for pk in differing]
        table.insert(["id", "noun", "object_pk", *COLUMNS], rows)
        changed += len(differing) + len(gone)
    if changed > BATCH_SIZE and connection.vendor == "sqlite":
        # After so many changes the records of a word lie in many places.
        with connection.cursor() as cursor:
            cursor.execute(f"INSERT INTO {FTS}({FTS}) VALUES ('optimize')")  # noqa: S608
    return changed


def stale_entries() -> Iterator[tuple[str, int]]:
    """Yield the records whose entry is not what their names and titles give."""
    for noun, wanted, stored in _compared(None, FEW):
        for pk in wanted.keys() | stored.keys():
            if wanted.get(pk) != stored.get(pk):
                yield noun, pk


def _compared(treaty_ids: Collection[int] | None, few: Mapping[str, Callable]):
    """Yield, noun by noun in batches, the entries that should be and those that are, numbered."""
    for numbers in _batches(treaty_ids):
        yield "treaty", _numbered("treaty", treaties(numbers)), _stored("treaty", numbers)
    for noun, entries in few.items():
        yield noun, _numbered(noun, entries()), _stored(noun)


def _numbered(noun: str, entries: dict[int, Entry]) -> dict[int, tuple[int, Entry]]:
    return {pk: (number_of(noun, found.size, pk), found) for pk, found in entries.items()}


def _batches(treaty_ids: Collection[int] | None) -> Iterator[list[int]]:
    if treaty_ids is None:
        treaty_ids = {
            *Treaty.objects.values_list("pk", flat=True),
            *SearchEntry.objects.filter(noun="treaty").values_list("object_pk", flat=True),
        }
    return batches(sorted(treaty_ids), BATCH_SIZE)


def _stored(noun: str, numbers: Collection[int] | None = None) -> dict[int, tuple[int, Entry]]:
    rows = SearchEntry.objects.filter(noun=noun).order_by()
    if numbers is not None:
        rows = rows.filter(object_pk__in=numbers)
    return {
        pk: (number, Entry(*found))
        for number, pk, *found in rows.values_list("pk", "object_pk", *COLUMNS)
    }
