"""Records by what they are or were called: one question over all nouns."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from registry.choices import treaty_words
from registry.models import (
    Actor,
    ActorName,
    Alliance,
    Mission,
    PartnershipProgram,
    Treaty,
)
from registry.models.search import SearchEntry, words_of
from registry.queries.names import alliance_names

HITS = 25

Hit = dict[str, Any]


def search(q: str, day: date) -> Iterator[dict[str, Any]]:
    """Find, noun by noun, the records that bear each word of `q`, or one that begins with it.

    As at a day, what certainly came later is not found. Whatever is typed is words: nothing in it
    is taken for an operator.
    """
    words = words_of(q)
    treaties = found(Treaty.objects.prefetch_related("citations"), "treaty", q, day)
    yield group("treaty", _("Treaties"), (treaty_hit(one, words) for one in treaties))

    actors = found(Actor.objects.prefetch_related("names"), "actor", q, day)
    names = ActorName.objects.book() if actors else None
    yield group("actor", _("Actors"), (actor_hit(one, words, day, names) for one in actors))

    alliances = found(Alliance.objects.all(), "alliance", q, day)
    named = alliance_names(alliances, day) if alliances else {}
    yield group(
        "alliance",
        _("Alliances"),
        (hit("alliance", one, named[one.pk], one.get_kind_display()) for one in alliances),
    )

    programs = found(PartnershipProgram.objects.all(), "program", q, day)
    yield group(
        "program",
        _("Programs"),
        (hit("program", one, one.name, one.get_kind_display()) for one in programs),
    )

    missions = found(Mission.objects.select_related("program"), "mission", q, day)
    yield group(
        "mission",
        _("Missions"),
        (hit("mission", one, one.name, one.program.name) for one in missions),
    )


def found(records: models.QuerySet, noun: str, q: str, day: date) -> list:
    """Fetch one more than is shown, so that a group knows whether there are more."""
    entries = SearchEntry.objects.found(noun, q, by=day)
    numbers = list(entries.values_list("object_pk", flat=True)[: HITS + 1])
    known = records.in_bulk(numbers) if numbers else {}
    return [known[number] for number in numbers if number in known]


def group(noun: str, label: str, hits: Iterable[Hit]) -> dict[str, Any]:
    hits = list(hits)
    return {"noun": noun, "label": label, "hits": hits[:HITS], "has_more": len(hits) > HITS}


def hit(noun: str, record: models.Model, title: str, detail: str) -> Hit:
    return {
        "noun": noun,
        "slug": record.slug,
        "url": record.get_absolute_url(),
        "title": title,
        "detail": detail,
    }


def bears(text: str, word: str) -> bool:
    return any(own.startswith(word) for own in words_of(text))


def treaty_hit(treaty: Treaty, words: list[str]) -> Hit:
    cited = [
        str(citation)
        for citation in treaty.citations.all()
        if any(bears(citation.value, word) for word in words)
    ]
    kind = treaty_words(treaty.get_form_display(), treaty.get_kind_display())
    if treaty.concluded_on:
        kind += f", concluded {treaty.concluded_on.in_words()}"
    return hit("treaty", treaty, treaty.title, "; ".join([kind, *cited]))


def actor_hit(actor: Actor, words: list[str], day: date, names) -> Hit:
    """Tell an actor by the name of the day, and which other name was asked for."""
    title = names.name(actor, day)
    borne = [actor.name, *(name.name for name in actor.names.all())]
    others = [name for name in borne if name != title and all(bears(name, word) for word in words)]
    also = (
        [_("also named %(names)s") % {"names": ", ".join(dict.fromkeys(others))}] if others else []
    )
    return hit("actor", actor, title, "; ".join([actor.get_kind_display(), *also]))
