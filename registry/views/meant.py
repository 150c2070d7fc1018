"""Which actors are meant by a spelling, a code or initials that none bears as its name."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from registry.dates import Answer
from registry.importers.names import Names, Unmatched
from registry.models import Actor, ActorName, Succession
from registry.models.search import words_of
from registry.queries.kept import small
from registry.queries.periods import begun
from registry.queries.reference import Reference, reference
from registry.queries.search import initials

NAMED = ("name", "official_name", "iso2", "iso3")


def meant(words: str, day: date, revision: str | None) -> dict[Actor, str]:
    """Tell the actors that may be meant on a day, each with the name for which the words stand.

    "UK" and "West Germany" are names that no record bears, "USSR" the initials of one. Nobody is
    meant where some actor bears just this name.
    """
    known = reference(revision)
    if not words or known.find(words):
        return {}
    spelt = small(revision, "spellings", lambda: spellings(known))
    if spelt.is_borne(words):
        try:
            found = [spelt.find(words, day)]
        except Unmatched as several:
            found = several.suggestions
        named = {actor.slug: words for actor in found}
    else:
        question = "initials", known.language
        named = small(revision, question, lambda: by_initials(known)).get(
            "".join(words_of(words)), {}
        )
    actors = {known.by_slug[slug]: name for slug, name in named.items() if slug in known.by_slug}
    return {
        actor: name
        for actor, name in actors.items()
        if not actor.since or begun(actor.since, day) is not Answer.NO
    }


def spellings(known: Reference) -> Names:
    """Gather the names, codes and known variants of all actors, without asking for any again."""
    actors = [
        Actor(
            pk=pk,
            **{name: getattr(actor, name) for name in ("slug", "kind", *NAMED, "since", "until")},
        )
        for pk, actor in known.actors.items()
    ]
    names = [
        ActorName(
            actor_id=name.of,
            name=name.name,
            official_name=name.official_name,
            since=name.since,
            until=name.until,
        )
        for name in known.called
    ]
    followed = [
        Succession(predecessor_id=one.predecessor, successor_id=one.successor)
        for one in known.continuations
    ]
    return Names(actors, names, followed)


def by_initials(known: Reference) -> dict[str, dict[str, str]]:
    """Tell by the initials of names of several words who bears or bore one, by slug, and which."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for name, actor in names(known):
        if letters := initials(words_of(name)):
            found[letters].setdefault(actor.slug, name)
    return dict(found)


def names(known: Reference) -> Iterator[tuple[str, Actor]]:
    for actor in known.actors.values():
        yield actor.name, actor
        yield actor.official_name, actor
    for name in known.called:
        if name.of in known.actors:
            yield name.name, known.actors[name.of]
            yield name.official_name, known.actors[name.of]
