"""The pictures of a record, from what the record tells: never more than its tables say."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.translation import gettext, gettext_lazy, pgettext_lazy

from registry.choices import Standing, uncapped
from registry.pictures import maps
from registry.pictures.spans import Axis, Span, area, rungs
from registry.queries.memberships import MemberSpells
from registry.queries.names import DayNames

# What stands before the days of a lane.
FROM, UNTIL = pgettext_lazy("before a day", "from"), pgettext_lazy("before a day", "until")
# The legend's order: who is bound first.
LEGEND = {
    Standing.PARTY: gettext_lazy("Party"),
    Standing.PROVISIONAL: gettext_lazy("Provisionally applying"),
    Standing.CONTRACTING: gettext_lazy("Contracting State, not yet a party"),
    Standing.SIGNATORY: gettext_lazy("Signatory"),
    Standing.FORMER: gettext_lazy("Former party"),
    "not_known": gettext_lazy("Standing not known"),
}


def map_of_standings(participants: Iterable[tuple[str, str, str, str]]) -> dict[str, Any] | None:
    """Colour the world by standing; a participant is a code, a standing, its label, its name.

    Who has no standing any more is left uncoloured.
    """
    colon = gettext(":")
    marks = [
        maps.Mark(code, standing, f"{name}{colon} {uncapped(label)}")
        for code, standing, label, name in participants
        if standing in LEGEND
    ]
    drawn = maps.world(marks)
    if not (drawn.shapes or drawn.dots):
        return None
    numbers = Counter(mark.key for mark in marks)
    return {
        "map": drawn,
        "legend": [
            {"key": str(key), "label": label, "number": numbers[key]}
            for key, label in LEGEND.items()
            if numbers[key]
        ],
    }


def growth(spans: list[Span], day: date) -> dict[str, Any] | None:
    """Draw how many there were over the years; nothing where there is no year to begin with."""
    axis = Axis.over((span.since for span in spans), day)
    if axis is None:
        return None
    highest, levels = axis.levels(spans)
    if not highest:
        return None
    return {"axis": axis, "highest": highest, "rungs": rungs(highest), "area": area(levels)}


def membership(members: list[MemberSpells], names: DayNames) -> dict[str, Any] | None:
    """Draw the members over the years: how many at a time, and who when."""
    spans = [Span(*spell) for one in members for spell in one.member]
    drawn = growth(spans, names.day)
    if drawn is None:
        return None
    axis = drawn["axis"]
    return drawn | {
        "lanes": [
            lane(
                axis,
                names.name(one.actor),
                one.actor.get_absolute_url(),
                [Span(*spell) for spell in one.member],
                [Span(*spell, "aside") for spell in one.beside],
            )
            for one in members
        ]
    }


def timeline(rows: Iterable[tuple[str, str, list[Span]]], day: date) -> dict[str, Any] | None:
    """Draw rows of spells, each with a name and an address, on one axis."""
    rows = list(rows)
    axis = Axis.over((on for _, _, spans in rows for span in spans for on in span[:2]), day)
    if axis is None:
        return None
    return {"axis": axis, "lanes": [lane(axis, *row) for row in rows]}


def lane(
    axis: Axis, name: str, url: str, spans: list[Span], beside: Iterable[Span] = ()
) -> dict[str, Any]:
    """Draw spells in one lane, and say their days; those `beside` them are drawn alone."""
    return {
        "name": name,
        "url": url,
        "dates": [
            (label, on)
            for span in spans
            for label, on in ((FROM, span.since), (UNTIL, span.until))
            if on
        ],
        "parts": axis.bar([*spans, *beside]),
    }
