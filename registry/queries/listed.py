"""The treaties of a day as their list sorts and counts them, and as fifty of its rows show them.

What the whole list needs is read once for a revision and a day; what a page shows, by its keys.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from functools import reduce
from operator import itemgetter, or_
from typing import NamedTuple, Self

from django.db import connections
from django.db.models import BooleanField, ExpressionWrapper, Q

from registry.models import Phase, Topic, Treaty
from registry.models.actors import language_now
from registry.models.base import ENGLISH
from registry.models.phases import counts_on
from registry.models.revision import lists_of
from registry.queries.kept import large, small
from registry.queries.names import unmarked
from registry.queries.orders import Order, Sets
from registry.queries.reference import reference
from registry.queries.timeline import LAST, by_status

# The orders that follow from what is derived of treaties.
DERIVED = {"in_force", "parties"}


class TopicTree:
    """The topics by slug and in the order of their names, with every topic below each of them."""

    def __init__(self, topics: list[Topic], spoken: dict[str, str]):
        names = {topic.slug: spoken.get(topic.slug, topic.name) for topic in topics}
        self.names = dict(sorted(names.items(), key=lambda item: (unmarked(item[1]), item[0])))
        self._keys = {topic.slug: topic.pk for topic in topics}
        self._children = defaultdict(list)
        for topic in topics:
            self._children[topic.parent_id].append(topic.pk)

    @classmethod
    def fetch(cls, revision: str | None = None) -> Self:
        def read() -> Self:
            known = reference(revision)
            return cls(known.topics, known.topic_names)

        return small(revision, ("topics", language_now()), read)

    def within(self, slug: str) -> list[int]:
        """List the keys of a topic and of all below it."""
        found = [self._keys[slug]]
        for key in found:
            found += (child for child in self._children[key] if child not in found)
        return found

    def with_children(self) -> list[str]:
        return [slug for slug, key in self._keys.items() if self._children[key]]


class Listed(NamedTuple):
    """A list in one order: which records are in it at all, and the sets that facets count."""

    order: Order
    whole: int
    sets: dict[str, Sets]


def union(sets: Iterable[int]) -> int:
    return reduce(or_, sets, 0)


def treaties_on(
    revision: str | None, day: date, sort: str, by: Sequence, topics: TopicTree
) -> Listed:
    """Give all treaties of a day; `sort` names the order that `by` describes to the database."""
    is_spoken = sort.endswith("title") and language_now() != ENGLISH
    titles = reference(revision).titles if is_spoken else {}
    name = sort, day if sort.endswith("parties") else None, is_spoken and language_now()
    base = revision if is_spoken or sort.lstrip("-") in DERIVED else lists_of(revision)
    order, sets = large(base, ("treaties", *name), lambda: _treaties(day, sort, by, topics, titles))

    def ask() -> Listed:
        found = by_status(revision, day, order, name)
        return Listed(order, union(found.values()), {"status": found, **sets})

    return large(revision, ("treaties on", *name, day), ask)


def _treaties(
    day: date, sort: str, by: Sequence, topics: TopicTree, titles: Mapping[int, str]
) -> tuple[Order, dict[str, Sets]]:
    columns = ("pk", "kind", "form")
    if sort.endswith("parties"):
        rows = list(Treaty.objects.order_by("slug").values_list(*columns))
        counts = dict(Phase.objects.on(day).order_by().values_list("treaty_id", "counts"))
        known = {pk: counts_on(text, day)[0].at_least for pk, text in counts.items()}
        rows.sort(key=lambda row: known.get(row[0], 0), reverse=sort.startswith("-"))
    elif titles:
        found = Treaty.objects.order_by("slug").values_list(*columns, "title")
        shown = [(unmarked(titles.get(row[0]) or row[3]), row[:3]) for row in found]
        shown.sort(key=itemgetter(0), reverse=sort.startswith("-"))
        rows = [row for _title, row in shown]
    elif sort:
        rows = list(Treaty.objects.order_by(*by).values_list(*columns))
    else:
        # In the order of an index, which each database begins with another end of the undated.
        is_dated = ExpressionWrapper(Q(concluded_earliest__isnull=False), BooleanField())
        found = Treaty.objects.order_by("concluded_earliest", "slug")
        found = list(found.values_list(*columns, is_dated))
        rows = [row[:3] for row in sorted(found, key=itemgetter(3), reverse=True)]
    keys, kinds, forms = zip(*rows, strict=True) if rows else ((), (), ())
    order = Order(keys)
    sets = {"kind": order.split(kinds), "form": order.split(forms)}
    own = defaultdict(list)
    for topic, treaty in Treaty.topics.through.objects.order_by().values_list("topic", "treaty"):
        own[treaty].append(topic)
    return order, {**sets, "topic": topics_of(topics, order, keys, own)}


def topics_of(
    tree: TopicTree, order: Order, treaties: Iterable[int], topics: Mapping[int, list[int]]
) -> Sets:
    """Give the records on each topic or on one below it; each is on the topics of its treaty."""
    places = defaultdict(list)
    for place, treaty in enumerate(treaties):
        for topic in topics.get(treaty, ()):
            places[topic].append(place)
    own = {topic: order.at(found) for topic, found in places.items()}
    return {slug: union(own.get(key, 0) for key in tree.within(slug)) for slug in tree.names}


ROW = (
    *("t.id", "t.slug", "t.title", "t.short_title", "t.kind", "t.form"),
    *("t.concluded_on", "t.concluded_at", "p.status", "p.reason", "p.in_force_on", "p.counts"),
)


class TreatyRow(NamedTuple):
    """What lists tell of one treaty as at a day; dates and counts as the database holds them."""

    pk: int
    slug: str
    title: str
    short_title: str
    kind: str
    form: str
    concluded_on: str
    concluded_at: str
    status: str
    reason: str
    in_force_on: str
    counts: str


def treaty_rows(keys: Collection[int], day: date) -> list[TreatyRow]:
    """Fetch the rows of some treaties of a day, in the order of their keys."""
    if not keys:
        return []
    # Written out: the time to compose it anew would be half of that of the page.
    marks = ", ".join(["%s"] * len(keys))
    query = (
        f"SELECT {', '.join(ROW)} FROM registry_treaty t JOIN registry_phase p "  # noqa: S608
        f"ON p.treaty_id = t.id AND p.since <= %s AND p.until > %s WHERE t.id IN ({marks})"
    )
    with connections[Treaty.objects.db].cursor() as cursor:
        text = min(day, LAST).isoformat()
        cursor.execute(query, [text, text, *keys])
        found = {row[0]: TreatyRow(*row) for row in cursor.fetchall()}
    return [found[key] for key in keys if key in found]
