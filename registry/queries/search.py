"""Records by what they are or were called: one question over all nouns."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache, lru_cache
from itertools import islice
from typing import Any

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from registry.choices import CitationScheme, TreatyForm, TreatyKind, treaty_words
from registry.dates import dated
from registry.models import (
    Actor,
    Alliance,
    Citation,
    Mission,
    PartnershipProgram,
    Treaty,
)
from registry.models.base import addresses
from registry.models.search import WORDS, SearchEntry, closest_query, numbers_of, words_of
from registry.models.tables import Table
from registry.queries.composed import Question
from registry.queries.kept import small
from registry.queries.names import DayNames, spoken_titles
from registry.queries.reference import Reference, reference
from registry.sentences import say, say_all

HITS = 25
# Small words that no initials tell of, in the languages in which names are recorded.
UNINITIALED = frozenset(
    ("a", "and", "d", "de", "des", "du", "et", "l", "la", "le", "les", "of", "the")
)

# Letters with a full stop after each, of which the last may want it.
STOPPED = re.compile(r"\b(?:[^\W\d_]\.){2,}(?:[^\W\d_]\b)?")

Hit = dict[str, Any]


def search(q: str, day: date, revision: str | None = None) -> Iterator[dict[str, Any]]:
    """Find, noun by noun, the records that bear each word of `q`, or one that begins with it.

    As at a day, what certainly came later is not found. Whatever is typed is words: nothing in it
    is taken for an operator.
    """
    words = words_of(q)
    found = keys(words[:WORDS], day, revision)
    yield group("treaty", _("Treaties"), treaty_hits(found["treaty"], words, revision))

    keys_of = found["actor"]
    known = reference(revision) if keys_of else None
    actors = [known.actors[key] for key in keys_of if key in known.actors]
    yield group("actor", _("Actors"), (actor_hit(one, words, day, known) for one in actors))

    alliances = records(Alliance.objects.all(), found["alliance"])
    named = DayNames(day, revision).alliances(alliances) if alliances else {}
    yield group(
        "alliance",
        _("Alliances"),
        (hit("alliance", one, named[one.pk], one.get_kind_display()) for one in alliances),
    )

    programs = records(PartnershipProgram.objects.all(), found["program"])
    yield group(
        "program",
        _("Programs"),
        (hit("program", one, one.name, one.get_kind_display()) for one in programs),
    )

    missions = records(Mission.objects.select_related("program"), found["mission"])
    yield group(
        "mission",
        _("Missions"),
        (hit("mission", one, one.name, one.program.name) for one in missions),
    )


def keys(words: list[str], day: date, revision: str | None) -> dict[str, list[int]]:
    """Give the keys of the closest records of each noun; one more than is shown tells of more."""
    found = defaultdict(list)
    if words:
        asked, text = closest_query(words)
        found["treaty"] = [key for (key,) in _treaties(asked).rows(text, day)]
        asked = [f" {word}" for word in words]
        for noun, key, since, text, letters in small(revision, "few", few):
            is_borne = all(word in text for word in asked) or words == [letters]
            if is_borne and (since is None or since <= day):
                found[noun].append(key)
    return found


@cache
def _treaties(asked: str) -> Question:
    return Question(
        lambda words, day: SearchEntry.objects.matching(
            "treaty", words, by=day, asked=asked
        ).values_list("object_pk")[: HITS + 1]
    )


def few() -> list[tuple[str, int, date | None, str, str]]:
    """Read what all records are found by that are no treaties, the closest first.

    They are some hundreds: to look through them takes a twentieth of what it takes an index to
    gather where a common word stands. Last come the initials of the title, which alliances and
    programs go by: SPP is the State Partnership Program.
    """
    lowest, highest = numbers_of("actor")[0], numbers_of("mission")[1]
    rows = SearchEntry.objects.filter(pk__range=(lowest, highest)).order_by("pk")
    columns = rows.values_list("noun", "object_pk", "since", "title", "more")
    return [
        (noun, key, since, f" {title} {more}", "" if noun == "actor" else initials(title.split()))
        for noun, key, since, title, more in columns
    ]


def initials(words: list[str]) -> str:
    """Give the initials of the folded words of a name; of fewer than three nobody makes one."""
    letters = [word[0] for word in words if word not in UNINITIALED]
    return "".join(letters) if len(letters) > 2 else ""


def unstopped(q: str) -> str:
    """Write initials as one word: N.A.T.O. is NATO."""
    return STOPPED.sub(lambda found: found[0].replace(".", ""), q)


def records(of: models.QuerySet, numbers: list[int]) -> list:
    numbers = numbers[: HITS + 1]
    known = of.in_bulk(numbers) if numbers else {}
    return [known[number] for number in numbers if number in known]


def group(noun: str, label: str, hits: Iterable[Hit]) -> dict[str, Any]:
    hits = list(islice(hits, HITS + 1))
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


def treaty_hits(numbers: list[int], words: list[str], revision: str | None) -> Iterator[Hit]:
    """Tell treaties, and by which citations they were found; from values alone: there are many."""
    if not numbers:
        return
    cited, own = defaultdict(list), Table(Citation, Citation.objects.db)
    citations = own.rows(("scheme", "value", "treaty_id"), among=numbers, by="treaty_id")
    for scheme, value, number in sorted(citations):
        if any(bears(value, word) for word in words):
            cited[number].append(f"{CitationScheme(scheme).label} {value}")
    columns = ("id", "slug", "title", "form", "kind", "concluded_on")
    rows = Table(Treaty, Treaty.objects.db).rows(columns, among=numbers)
    known = {row[0]: row[1:] for row in rows}
    spoken, address = spoken_titles(revision), addresses("registry:treaty_detail")
    language, dated_kind = get_language(), _("%(kind)s, concluded %(day)s")
    for number in numbers:
        if number not in known:
            continue
        slug, title, form, kind, concluded_on = known[number]
        what = kind_words(form, kind, language)
        if concluded_on:
            what = dated_kind % {"kind": what, "day": say(dated(concluded_on))}
        yield {
            "noun": "treaty",
            "slug": slug,
            "url": address(slug),
            "title": spoken.get(number, title),
            "detail": say_all([what, *cited[number]]),
        }


@lru_cache(maxsize=500)
def kind_words(form: str, kind: str, language: str) -> str:
    """Say what a treaty is, in the language that is spoken."""
    return treaty_words(TreatyForm(form).label, TreatyKind(kind).label)


def actor_hit(
    actor: Actor, words: list[str], day: date, known: Reference, *, also: str = ""
) -> Hit:
    """Tell an actor by the name of the day, and which other name was asked for.

    `also` is a spelling that stands for it and that it does not bear.
    """
    title = known.book.name(actor, day)
    borne = [also] if also else [actor.name, *known.names_of.get(actor.pk, ())]
    others = [name for name in borne if name != title and all(bears(name, word) for word in words)]
    also = (
        [_("also named %(names)s") % {"names": ", ".join(dict.fromkeys(others))}] if others else []
    )
    return hit("actor", actor, title, say_all([actor.get_kind_display(), *also]))
