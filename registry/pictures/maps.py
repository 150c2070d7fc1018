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

    `land` is the path of all that is not marked; `unplaced` are the marks that no map can show,
    such as organizations and States that are no more.
    """

    width: int
    height: int
    land: str
    shapes: list[Shape]
    dots: list[Dot]
    unplaced: list[Mark]


class Stop(NamedTuple):
    """A place on a route: the numbers of the stops there, and where they are drawn."""

    x: int
    y: int
    label: str
    words: str


class Route(NamedTuple):
    width: int
    height: int
    land: str
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
        [mark for mark in marks if mark.code not in drawn["dots"]],
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
    return Route(
        drawn["width"],
        drawn["height"],
        "".join(drawn["shapes"].values()),
        [
            Stop(*drawn["dots"][code], ", ".join(map(str, numbers)), names[code])
            for code, numbers in hosts.items()
        ],
        unplaced,
    )
