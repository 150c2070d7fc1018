"""Maps on the Equal Earth projection, drawn beforehand from Natural Earth's shapes.

The shapes are those of today at 1:110 million; they judge no boundary. `tests/draw_maps.py` draws
the tables afresh.
"""

import json
from collections.abc import Collection, Iterable
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

HERE = Path(__file__).parent
# The least share of a map that a route shows, and what of it surrounds the stops.
SMALLEST, MARGIN = 0.3, 0.2
# How far a dot reaches from its middle, and how wide a figure of a label is drawn on a phone.
DOT, SIGN = 9, 24


class Mark(NamedTuple):
    """What a map shows of a country: its ISO alpha-3 code, a key of the legend, words for it."""

    code: str
    key: str
    words: str


class Shape(NamedTuple):
    path: str
    key: str
    words: str


class Dot(NamedTuple):
    x: int
    y: int
    key: str
    words: str


class Map(NamedTuple):
    """A map in units of its width and height; paths are in half units.

    `land` is the path of all that is not marked; `unplaced` are the words for what no map can show,
    such as organizations and States that are no more.
    """

    width: int
    height: int
    land: str
    shapes: list[Shape]
    dots: list[Dot]
    unplaced: list[str]


class Stop(NamedTuple):
    """A place on a route: the numbers of the stops there, and where they are drawn.

    They stand at its right, or at its left where another place is in their way.
    """

    x: int
    y: int
    label: str
    words: str
    at_left: bool


class Route(NamedTuple):
    """A map of what surrounds the stops; `placed` says how to draw the land there, in SVG."""

    width: int
    height: int
    land: str
    placed: str
    stops: list[Stop]
    unplaced: list[str]


@cache
def table(name: str) -> dict[str, Any]:
    """Read a drawn map, `world` or `pacific`."""
    return json.loads((HERE / f"{name}.json").read_text(encoding="utf-8"))


def world(marks: Collection[Mark]) -> Map:
    """Draw the world with these countries marked; one without a shape of its size gets a dot."""
    drawn = table("world")
    by_code = {mark.code: mark for mark in marks if mark.code in drawn["dots"]}
    shapes = [
        Shape(path, by_code[code].key, by_code[code].words)
        for code, path in drawn["shapes"].items()
        if code in by_code
    ]
    small = set(drawn["small"])
    dots = [
        Dot(*drawn["dots"][code], mark.key, mark.words)
        for code, mark in by_code.items()
        if code not in drawn["shapes"] or code in small
    ]
    return Map(
        drawn["width"],
        drawn["height"],
        "".join(path for code, path in drawn["shapes"].items() if code not in by_code),
        shapes,
        dots,
        [mark.words for mark in marks if mark.code not in drawn["dots"]],
    )


def route(stops: Iterable[tuple[int, str, str]]) -> Route:
    """Draw the stops of a voyage, each given by its number and the code and name of its host.

    A stop stands at the middle of its host. The map is that of the Pacific where it shows every
    host, and the world otherwise.
    """
    hosts: dict[str, list[int]] = {}
    names, unplaced = {}, []
    for number, code, name in stops:
        if code in table("world")["dots"]:
            hosts.setdefault(code, []).append(number)
            names[code] = name
        else:
            unplaced.append(name)
    drawn = table("pacific")
    if not hosts.keys() <= drawn["dots"].keys():
        drawn = table("world")
    size = drawn["width"], drawn["height"]
    left, top, zoom = _around([drawn["dots"][code] for code in hosts], *size)
    at = {
        code: (round((x - left) * zoom), round((y - top) * zoom))
        for code, (x, y) in drawn["dots"].items()
        if code in hosts
    }
    return Route(
        *size,
        "".join(drawn["shapes"].values()),
        f"scale({zoom / 2:.3f}) translate({-2 * left} {-2 * top})",
        [_stop(at.values(), *at[code], hosts[code], names[code]) for code in hosts],
        unplaced,
    )


def _around(places: list[tuple[int, int]], width: int, height: int) -> tuple[int, int, float]:
    """Give the left and top of the part of a map around these places, and how much to enlarge it.

    The part keeps the map's proportions.
    """
    across, down = zip(*places, strict=True) if places else ((0, width), (0, height))
    shares = [
        (max(across) - min(across)) / width + MARGIN,
        (max(down) - min(down)) / height + MARGIN,
    ]
    share = min(1, max(SMALLEST, *shares))
    left, top = (
        round(min(max((min(ends) + max(ends) - whole * share) / 2, 0), whole * (1 - share)))
        for ends, whole in ((across, width), (down, height))
    )
    return left, top, 1 / share


def _stop(places, x: int, y: int, numbers: list[int], words: str) -> Stop:
    label = ", ".join(map(str, numbers))
    reach = DOT + SIGN * (len(label) + 1)
    hidden = [
        right for right, below in places if 0 < right - x < reach and abs(below - y) < 2 * DOT
    ]
    return Stop(x, y, label, words, at_left=bool(hidden))
