"""The pictures of a record, from what the record tells: never more than its tables say."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Any

from registry.choices import Standing
from registry.pictures import maps
from registry.pictures.spans import Axis, Span

# The legend's order: who is bound first.
LEGEND = {
    Standing.PARTY: "Party",
    Standing.PROVISIONAL: "Provisionally applying",
    Standing.CONTRACTING: "Contracting State, not yet a party",
    Standing.SIGNATORY: "Signatory",
    Standing.FORMER: "Former party",
    "not_known": "Standing not known",
}


def map_of_standings(participants: Iterable[tuple[str, str, str, str]]) -> dict[str, Any] | None:
    """Colour the world by standing; a participant is a code, a standing, its label, its name."""
    marks = [
        maps.Mark(code, standing, f"{name}: {label.lower()}")
        for code, standing, label, name in participants
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
    return {"axis": axis, "highest": highest, "levels": levels} if highest else None
