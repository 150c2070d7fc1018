"""What actors and alliances were called on the day that a page speaks of, in its language."""

import unicodedata
from collections.abc import Collection, Iterable
from datetime import date
from functools import lru_cache
from typing import Any

from registry.dates import Answer
from registry.models import Actor, ActorName, Alliance, AllianceName, Treaty
from registry.models.actors import language_now
from registry.models.base import ENGLISH, addresses, held, soonest
from registry.queries.composed import Question
from registry.queries.kept import small
from registry.queries.reference import reference
from registry.sentences import say_all

MOST_LETTERS = 20


class DayNames:
    """Tells actors by the name of the day; one query for a page, however many actors it prints."""

    def __init__(self, day: date, revision: str | None = None):
        self.day, self.revision = day, revision
        self.reference = reference(revision)
        self._book = self.reference.book
        self._address = addresses("registry:actor_detail")

    def name(self, actor: Actor) -> str:
        return self._book.name(actor, self.day)

    def current_name(self, actor: Actor) -> str:
        return self._book.current_name(actor)

    def official_name(self, actor: Actor) -> str:
        return self._book.official_name(actor, self.day)

    def has_official_name(self, actor: Actor) -> bool:
        """Tell whether an official name is recorded for the day, beside the present one."""
        return bool(self._book.official_name_of(actor, self.day))

    def borne(self, actor: Actor) -> list[ActorName]:
        """List the actor's recorded names, the oldest first, each with its source.

        A name of the page's language stands for the English one of the same time.
        """
        found = _BORNE.records(actor.pk, {ENGLISH, language_now()})
        for name in found:
            name.actor = actor
        return each_once(found)

    def tell(self, actor: Actor | None) -> dict[str, Any] | None:
        """Tell the actor as every format does: slug, page, name of the day and current name.

        One that did not exist yet has no page on the day.
        """
        if actor is None:
            return None
        had_begun = not actor.since or actor.since.by(self.day) is not Answer.NO
        return {
            "actor": actor.slug,
            "url": self._address(actor.slug) if had_begun else "",
            "name": self.name(actor),
            "current_name": self.current_name(actor),
        }

    def tell_all(self, actors: Iterable[Actor]) -> list[dict[str, Any]]:
        return sorted(map(self.tell, actors), key=by_name)

    def alliances(self, alliances: Collection[Alliance]) -> dict[int, str]:
        """Name each alliance, by primary key, as on the day; by its current name otherwise."""
        names = self.current_alliances(alliances)
        borne = (
            one
            for one in self.reference.alliances
            if one.of in names and held(one.since, one.until, self.day) is Answer.YES
        )
        return names | {one.of: one.name for one in borne}

    def current_alliances(self, alliances: Collection[Alliance]) -> dict[int, str]:
        """Name each alliance, by primary key, as it is named today, or was last."""
        names = {alliance.pk: alliance.name for alliance in alliances}
        ends = {alliance.pk: alliance.until for alliance in alliances}
        spoken = (
            one
            for one in self.reference.alliances
            if one.of in names and one.language != ENGLISH
            if not one.until or one.until == ends[one.of]
        )
        return names | {one.of: one.name for one in spoken}

    def abbreviations(self, alliances: Collection[Alliance]) -> dict[int, str]:
        """Give the abbreviation of each alliance, by primary key, where it bore that name then.

        It is that of the present name: whoever calls the Baghdad Pact CENTO speaks of later years.
        """
        called, current = self.alliances(alliances), self.current_alliances(alliances)
        return {
            one.pk: self.abbreviation(one) if called[one.pk] == current[one.pk] else ""
            for one in alliances
        }

    def abbreviation(self, alliance: Alliance) -> str:
        """Say NATO as OTAN in French: where its organization goes by it, as that is called."""
        organization = self.reference.actors.get(alliance.organization_id)
        if organization and organization.name == alliance.abbreviation:
            return self.current_name(organization)
        return alliance.abbreviation

    def title(self, treaty: Treaty) -> str:
        return self.title_of(treaty.pk, treaty.title)

    def title_of(self, treaty: int, title: str) -> str:
        """Give a treaty's title in the language of the page, where one is recorded in it."""
        return self.reference.titles.get(treaty) or title

    def short_title(self, treaty: Treaty) -> str:
        """Give the title in the language of the page, or else the treaty's short one."""
        return self.reference.titles.get(treaty.pk) or str(treaty)

    def join(self, actors: Iterable[Actor]) -> str:
        """Write several actors as one text."""
        return say_all(told["name"] for told in self.tell_all(actors))


_BORNE = Question(
    lambda actor, languages: (
        ActorName.objects.filter(actor=actor, language__in=[languages])
        .select_related("source")
        .order_by(soonest("since"), "name")
    )
)


def each_once(names: Iterable[ActorName | AllianceName]) -> list[ActorName | AllianceName]:
    """Keep one name for each time: that of the page's language in place of the English one."""
    names = list(names)
    spoken = {(one.since, one.until): one for one in names if one.language != ENGLISH}
    return [spoken.get((one.since, one.until), one) for one in names if one.language == ENGLISH]


def by_name(told: dict[str, Any]) -> tuple[str, str]:
    """Sort what is told of actors as a page prints it."""
    return unmarked(told["name"]), told["actor"]


@lru_cache(maxsize=5000)
def unmarked(text: str) -> str:
    """Take the marks off letters, so that États-Unis stands among the names with E."""
    if text.isascii():
        return text
    letters = unicodedata.normalize("NFD", text)
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def marked_letters(revision: str | None) -> dict[str, str]:
    """Give the letters with a mark in the present names of actors and alliances, without it.

    A database sorts by these names, and SQLite nests no more calls than some twenty.
    """

    def read() -> dict[str, str]:
        known = reference(revision)
        names = [known.book.current_name(actor) for actor in known.actors.values()]
        names += [name.name for name in known.alliances]
        letters = sorted(letter for letter in set("".join(names)) if unmarked(letter) != letter)
        return {letter: unmarked(letter) for letter in letters[:MOST_LETTERS]}

    return small(revision, ("marked letters", language_now()), read)


def spoken_titles(revision: str | None) -> dict[int, str]:
    """Give the titles in the language of the page by the treaty's primary key; none in English."""
    return {} if language_now() == ENGLISH else reference(revision).titles


def spoken_topics(revision: str | None) -> dict[str, str]:
    """Give the names of topics in the language of the page by their slugs; none in English."""
    return {} if language_now() == ENGLISH else reference(revision).topic_names
