"""Who signed and is not known to be bound since: all spells of a day, in any order of the list."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from django.db.models import CharField, F, Value
from django.db.models.functions import Cast

from registry.choices import Standing, TreatyStatus
from registry.models import Participation, Treaty
from registry.models.actors import language_now
from registry.queries.kept import large
from registry.queries.listed import Listed, TopicTree, topics_of
from registry.queries.names import unmarked
from registry.queries.orders import Order
from registry.queries.reference import reference
from registry.queries.timeline import statuses_on

AFTER_ALL_DAYS = "~"
# The orders that follow the language of the page.
SPOKEN = ("actor", "treaty")


class Signed(NamedTuple):
    """The spells in one order, and beside each its treaty and its actor, by primary key."""

    listed: Listed
    treaties: list[int]
    actors: list[int]


def signed_on(revision: str | None, day: date, sort: str, topics: TopicTree) -> Signed:
    asked = ("signed", day, sort, language_now() if sort.endswith(SPOKEN) else None)
    return large(revision, asked, lambda: _signed(revision, day, sort, topics))


def _signed(revision: str | None, day: date, sort: str, topics: TopicTree) -> Signed:
    spells = _spells(day)
    known = reference(revision)
    treaties, titled, on_topics = _treaties(known.titles, by_title=sort.endswith("treaty"))
    actors = known.actors
    spells.sort(key=lambda one: (treaties[one[1]], actors[one[2]].slug, one[0]))
    turned = sort.startswith("-")
    if sort.endswith("actor"):
        spells.sort(key=lambda one: actors[one[2]].slug)
        called = {
            key: (unmarked(known.book.current_name(actor)), actor.slug)
            for key, actor in actors.items()
        }
        spells.sort(key=lambda one: called[one[2]], reverse=turned)
    elif sort.endswith("treaty"):
        spells.sort(key=lambda one: titled[one[1]], reverse=turned)
    else:
        spells.sort(key=lambda one: one[3] or ("" if turned else AFTER_ALL_DAYS), reverse=turned)
    keys = [one[0] for one in spells]
    order = Order(keys)
    of_treaties, of_actors = [one[1] for one in spells], [one[2] for one in spells]
    status = statuses_on(revision, day)
    unknown = TreatyStatus.NOT_KNOWN.value
    sets = {
        "status": order.split(status.get(treaty, unknown) for treaty in of_treaties),
        "topic": topics_of(topics, order, of_treaties, on_topics),
        "region": order.split(actors[key].region for key in of_actors),
    }
    return Signed(Listed(order, order.whole, sets), of_treaties, of_actors)


def _spells(day: date) -> list[tuple[int, int, int, str | None]]:
    """Fetch each spell that held or may have: its key, treaty, actor and first possible day.

    What `possibly_on` asks, without the texts of the dates: an index holds all of it.
    """
    signed = Participation.objects.filter(standing=Standing.SIGNATORY).begun(by=day)
    columns = ("pk", "treaty_id", "actor_id", Cast("begins_earliest", CharField()))
    open_ended, ending = (part.order_by().values_list(*columns) for part in signed.unended(day))
    return list(open_ended.union(ending, all=True).order_by())


class Treaties(NamedTuple):
    """All treaties by their keys: how they rank by their slugs and, where asked for, by their
    titles, and what topics they are on.
    """

    ranks: dict[int, int]
    titled: dict[int, int]
    topics: dict[int, list[int]]


def _treaties(titles: Mapping[int, str], *, by_title: bool) -> Treaties:
    """Read all treaties; `titles` are those in the language of the page."""
    title = F("title") if by_title else Value("")
    rows = Treaty.objects.order_by("slug").annotate(own=title)
    found, shown = Treaties({}, {}, defaultdict(list)), {}
    # A treaty has a row for each of its topics; in any order these stand together.
    for rank, (key, own, topic) in enumerate(rows.values_list("pk", "own", "topics")):
        found.ranks[key], shown[key] = rank, own
        if topic is not None:
            found.topics[key].append(topic)
    if by_title:
        ordered = sorted(shown, key=lambda key: unmarked(titles.get(key) or shown[key]))
        found.titled.update((key, place) for place, key in enumerate(ordered))
    return found


def naming(signed: Signed, treaties: Iterable[int], actors: Iterable[int]) -> list[int]:
    """List the spells of any of these treaties or any of these actors."""
    treaties, actors = set(treaties), set(actors)
    rows = zip(signed.listed.order.keys, signed.treaties, signed.actors, strict=True)
    return [key for key, treaty, actor in rows if treaty in treaties or actor in actors]
