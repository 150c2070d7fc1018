"""What nearly every page asks, read in one question at a revision: who there is, what it is called.

A process that has just started, or hears of a new revision, asks it once in each language.
"""

from collections import defaultdict
from datetime import date
from functools import cached_property
from operator import itemgetter
from typing import NamedTuple, Self

from django.db.models import CharField, QuerySet, TextField, Value
from django.db.models.functions import Cast

from registry.choices import ActorKind, SuccessionKind
from registry.dates import UncertainDate, dated
from registry.languages import Spoken
from registry.law.acts import UNKNOWN_DAY, Continuation
from registry.models import (
    Actor,
    ActorName,
    AllianceName,
    NameBook,
    RatificationProtocol,
    Succession,
    Topic,
    TopicName,
    Treaty,
    TreatyTitle,
)
from registry.models.actors import language_now
from registry.models.base import ENGLISH
from registry.queries.kept import small

# For each part its columns; those of an actor are in the order of its fields.
COLUMNS = {
    "actors": (
        *("slug", "kind", "name", "official_name", "iso2", "iso3"),
        *("parent_id", "region", "since", "until"),
    ),
    "called": ("actor", "language", "name", "since", "until", "official_name"),
    "alliances": ("alliance", "language", "name", "since", "until"),
    "topics": ("slug", "name", "parent_id"),
    "topic_names": ("topic__slug", "name"),
    "titles": ("treaty", "title"),
    "amended": ("slug", "title", "short_title", "concluded_earliest"),
    "continuations": ("predecessor", "successor", "happened_on"),
    "candidacies": (
        *("actor", "ratificationprotocol__treaty", "ratificationprotocol__treaty__slug"),
        *("ratificationprotocol__treaty__title", "ratificationprotocol__treaty__concluded_on"),
        *("ratificationprotocol__treaty__adopted_on", "ratificationprotocol__amends__slug"),
        "ratificationprotocol__treaty__force__in_force_on",
        "ratificationprotocol__treaty__force__met_on",
    ),
}
WIDTH = max(map(len, COLUMNS.values()))


class Name(NamedTuple):
    """What an actor or an alliance, by its primary key, was called for a time in a language."""

    of: int
    language: str
    name: str
    since: UncertainDate | None
    until: UncertainDate | None
    official_name: str = ""


class Candidacy(NamedTuple):
    """A ratification protocol that would let an actor join, told by its treaty (a primary key)."""

    treaty: int
    slug: str
    title: str
    concluded_on: UncertainDate | None
    adopted_on: UncertainDate | None
    amends: str
    in_force_on: UncertainDate | None
    met_on: UncertainDate | None


class Reference:
    """What was read of actors, names, topics and who continues whom.

    Of an actor no more is known than lists tell of it; the rest would be asked for.
    """

    def __init__(self, language: str, rows: dict[str, dict[int, list[str]]], using: str):
        self.language, self._rows, self._using = language, rows, using

    @cached_property
    def actors(self) -> dict[int, Actor]:
        found = {pk: _actor(self._using, pk, row) for pk, row in self._rows["actors"].items()}
        for actor in found.values():
            if actor.parent_id:
                actor.parent = found[actor.parent_id]
        return found

    @cached_property
    def by_slug(self) -> dict[str, Actor]:
        return {actor.slug: actor for actor in self.actors.values()}

    def find(self, words: str) -> list[Actor]:
        """Find the actor with this slug, or those that bear or bore exactly this name.

        Letter case aside, and in any language. Where it is the last name of one alone, it is that
        one: Serbia was once Yugoslavia, but has another name since.
        """
        if words in self.by_slug:
            return [self.by_slug[words]]
        every, last = self._by_name
        name = words.casefold()
        found = last[name] if len(last.get(name, ())) == 1 else every.get(name, ())
        return [self.actors[pk] for pk in sorted(found)]

    @cached_property
    def _by_name(self) -> tuple[dict[str, set[int]], dict[str, set[int]]]:
        """Give those that bear or bore each name, and those whose present or last name it is."""
        every, last = defaultdict(set), defaultdict(set)
        for pk, actor in self.actors.items():
            for name in filter(None, (actor.name, actor.official_name)):
                every[name.casefold()].add(pk)
                last[name.casefold()].add(pk)
        for name in self.called:
            every[name.name.casefold()].add(name.of)
            if not name.until:
                last[name.name.casefold()].add(name.of)
        return every, last

    def children(self, parent: Actor) -> list[Actor]:
        """List the actors that belong to another, by name."""
        found = [actor for actor in self.actors.values() if actor.parent_id == parent.pk]
        return sorted(found, key=lambda actor: (actor.name, actor.slug))

    @cached_property
    def called(self) -> list[Name]:
        """List the names of actors in every language, the oldest first."""
        return sorted(map(_name, self._rows["called"].values()), key=_from_the_oldest)

    @cached_property
    def book(self) -> NameBook:
        names, spoken = defaultdict(list), defaultdict(list)
        for name in self.called:
            if name.language == ENGLISH:
                names[name.of].append(name)
            elif name.language == self.language:
                spoken[name.of].append(name)
        return NameBook(names, spoken)

    @cached_property
    def alliances(self) -> list[Name]:
        """List the names of alliances, those in the language of the page last: they prevail."""
        names = map(_name, self._rows["alliances"].values())
        return sorted(names, key=lambda name: name.language == self.language)

    @cached_property
    def topics(self) -> list[Topic]:
        topics = [
            Topic(pk=pk, slug=slug, name=name, parent_id=int(parent) if parent else None)
            for pk, (slug, name, parent) in self._rows["topics"].items()
        ]
        return sorted(topics, key=lambda topic: (topic.name, topic.slug))

    @cached_property
    def topic_names(self) -> dict[str, str]:
        """Give the names of topics in the language of the page by their slugs; none in English."""
        return dict(self._rows["topic_names"].values())

    @cached_property
    def titles(self) -> dict[int, str]:
        """Give the titles in the language of the page by the treaty's primary key; none in English.

        Of several in one language, the first by the alphabet stands for the treaty.
        """
        titles = sorted(self._rows["titles"].values(), key=itemgetter(1), reverse=True)
        return {int(treaty): Spoken(title) for treaty, title in titles}

    @cached_property
    def amended(self) -> list[tuple[str, str]]:
        """List the treaties that protocols open or change, the oldest first: slug and title."""
        rows = sorted(self._rows["amended"].items(), key=lambda row: (row[1][3] or "~", row[1][0]))
        return [
            (slug, self.titles.get(pk) or short_title or title)
            for pk, (slug, title, short_title, _on) in rows
        ]

    @cached_property
    def regions(self) -> list[str]:
        """List the regions in which actors lie."""
        return sorted({actor.region for actor in self.actors.values()} - {""})

    @cached_property
    def names_of(self) -> dict[int, list[str]]:
        """Give every name of each actor beside its present one, the oldest first."""
        found = defaultdict(list)
        for name in self.called:
            found[name.of].append(name.name)
        return found

    @cached_property
    def continuations(self) -> list[Continuation]:
        """List which States continue which, and since when."""
        return [
            Continuation(int(predecessor), int(successor), dated(on) or UNKNOWN_DAY)
            for predecessor, successor, on in self._rows["continuations"].values()
        ]

    @cached_property
    def candidacies(self) -> dict[int, list[Candidacy]]:
        """List the protocols of which each actor is a candidate, the oldest first."""
        found = defaultdict(list)
        for actor, treaty, slug, title, concluded, adopted, amends, *force in self._rows[
            "candidacies"
        ].values():
            days = map(dated, (concluded, adopted)), map(dated, force)
            found[int(actor)].append(
                Candidacy(int(treaty), slug, title, *days[0], amends, *days[1])
            )
        for own in found.values():
            own.sort(key=lambda one: (_first_day(one.concluded_on), one.slug))
        return found

    @cached_property
    def integration_organizations(self) -> frozenset[int]:
        kind = ActorKind.INTEGRATION_ORGANIZATION
        return frozenset(pk for pk, actor in self.actors.items() if actor.kind == kind)

    @classmethod
    def read(cls) -> Self:
        language = language_now()
        amended = RatificationProtocol.objects.order_by().values("amends")
        parts = {
            "actors": Actor.objects.all(),
            "called": ActorName.objects.all(),
            "alliances": AllianceName.objects.filter(language__in={ENGLISH, language}),
            "topics": Topic.objects.all(),
            "amended": Treaty.objects.filter(pk__in=amended),
            "continuations": Succession.objects.filter(kind=SuccessionKind.CONTINUES),
            "candidacies": RatificationProtocol.candidates.through.objects.all(),
        }
        if language != ENGLISH:
            parts["topic_names"] = TopicName.objects.filter(language=language)
            parts["titles"] = TreatyTitle.objects.filter(language=language)
        first, *others = (_as_text(part, found) for part, found in parts.items())
        found = first.union(*others, all=True).order_by()
        rows = {part: {} for part in COLUMNS}
        for part, pk, *values in found:
            rows[part][pk] = values[: len(COLUMNS[part])]
        return cls(
            language, {part: dict(sorted(of.items())) for part, of in rows.items()}, found.db
        )


def reference(revision: str | None) -> Reference:
    """Give it as it stands at a revision, in the language of the page."""
    return small(revision, ("reference", language_now()), Reference.read)


def _as_text(part: str, found: QuerySet) -> QuerySet:
    """Select the columns of a part as text, as many as the longest has."""
    cells = [Cast(column, TextField()) for column in COLUMNS[part]]
    cells += [Value("", output_field=TextField())] * (WIDTH - len(cells))
    return found.order_by().values_list(Value(part, output_field=CharField()), "pk", *cells)


def _actor(using: str, pk: int, row: list[str]) -> Actor:
    *values, parent, region, since, until = row
    values += [int(parent) if parent else None, region, dated(since), dated(until)]
    return Actor.from_db(using, ("id", *COLUMNS["actors"]), (pk, *values))


def _name(row: list[str]) -> Name:
    of, language, name, since, until, *official = row
    return Name(int(of), language, name, dated(since), dated(until), *official)


def _from_the_oldest(name: Name) -> tuple[date, str]:
    return _first_day(name.since), name.name


def _first_day(on: UncertainDate | None) -> date:
    """Give the first possible day, by which the undated come last."""
    return (on and on.earliest) or date.max
