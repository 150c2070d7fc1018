"""Pictures say what the tables say: no country is lost, nothing uncertain is drawn as certain."""

import json
import re
from datetime import date
from xml.etree import ElementTree

import pytest

from registry.choices import ActorKind, Standing
from registry.dates import UncertainDate
from registry.models import Actor
from registry.pictures import maps
from registry.pictures.spans import Axis, Level, Span, area, rungs
from registry.views.drawing import LEGEND
from tests import draw_maps


def on(text: str) -> UncertainDate:
    return UncertainDate(text)


@pytest.mark.django_db
def test_every_state_that_still_exists_has_a_place_on_the_map():
    states = Actor.objects.filter(kind=ActorKind.STATE, until="").values_list("iso3", flat=True)
    drawn = maps.world([maps.Mark(code, "party", code) for code in states])
    assert drawn.unplaced == []
    assert len(drawn.shapes) > 150
    small = {dot.words for dot in drawn.dots}
    assert {"TUV", "NRU", "MCO", "SGP", "LUX"} <= small
    assert {shape.words for shape in drawn.shapes} | small >= set(states)


def test_what_no_map_can_show_is_told_beside_it():
    drawn = maps.world([maps.Mark("", "party", "European Union: party")])
    assert drawn.unplaced == ["European Union: party"]
    assert drawn.shapes == drawn.dots == []
    assert len(drawn.land) > 10_000


@pytest.mark.parametrize("name", ["world", "pacific"])
def test_every_dot_lies_on_its_map_and_the_licence_stands_beside_it(name):
    table = maps.table(name)
    assert all(0 <= x <= table["width"] for x, _ in table["dots"].values())
    assert all(0 <= y <= table["height"] for _, y in table["dots"].values())
    assert "Copyright" in table["licence"][0]
    assert "Natural Earth" in table["source"]
    assert len(json.dumps(table)) < 100_000


def test_a_country_lies_where_it_should():
    dots = maps.table("world")["dots"]
    assert dots["USA"][0] < dots["FRA"][0] < dots["IND"][0] < dots["JPN"][0]
    assert dots["NOR"][1] < dots["EGY"][1] < dots["ZAF"][1]


def test_the_projection_is_equal_earth():
    """The corners of the world, as its authors give them for a sphere of radius one."""
    assert draw_maps.equal_earth(180, 0) == pytest.approx((2.70663, 0), abs=1e-4)
    assert draw_maps.equal_earth(0, 90) == pytest.approx((0, 1.31735), abs=1e-4)


def test_the_stops_of_a_voyage_are_numbered_and_the_pacific_is_not_torn_apart():
    drawn = maps.route(
        [(1, "FJI", "Fiji"), (2, "WSM", "Samoa"), (3, "FJI", "Fiji"), (4, "", "Nowhere")]
    )
    assert [(stop.label, stop.words) for stop in drawn.stops] == [("1, 3", "Fiji"), ("2", "Samoa")]
    assert abs(drawn.stops[0].x - drawn.stops[1].x) < drawn.width / 4
    assert drawn.unplaced == ["Nowhere"]


def test_a_voyage_is_shown_as_large_as_its_stops_allow_with_numbers_that_hide_none():
    wide = maps.route([(1, "THA", "Thailand"), (2, "VNM", "Vietnam"), (3, "PER", "Peru")])
    assert [stop.at_left for stop in wide.stops] == [True, False, False]
    near = maps.route([(1, "THA", "Thailand"), (2, "VNM", "Vietnam")])
    assert not any(stop.at_left for stop in near.stops)
    for drawn in (wide, near):
        assert all(0 < stop.x < drawn.width and 0 < stop.y < drawn.height for stop in drawn.stops)
    assert maps.route([]).placed == "scale(0.500) translate(0 0)"


def test_a_voyage_beyond_the_pacific_is_drawn_on_the_world():
    assert maps.route([(1, "FRA", "France")]).height == maps.table("world")["height"]


def test_every_standing_has_its_own_pattern():
    path = "registry/templates/registry/_map_patterns.html"
    with open(path) as template:
        patterns = ElementTree.fromstring(template.read())  # noqa: S314 - a file of ours
    drawn = {
        pattern.get("id").removeprefix("map-"): [
            (child.tag, child.get("width"), child.get("height"), child.get("d"))
            for child in pattern
        ]
        + [pattern.get("patternTransform")]
        for pattern in patterns
    }
    assert set(drawn) == {*Standing.values, "not_known"} == {str(key) for key in LEGEND}
    assert len({str(shape) for shape in drawn.values()}) == len(drawn)


AXIS = Axis(date(2000, 1, 1), date(2010, 1, 1))


def told(*spans: Span) -> list[tuple[str, float, float]]:
    return [(part.key, round(part.x), round(part.x + part.width)) for part in AXIS.bar(spans)]


@pytest.mark.parametrize(
    ("since", "until", "expected"),
    [
        ("2005-01-01", None, [("held", 50, 100)]),
        ("2005-01-01", "2007-01-01", [("held", 50, 70)]),
        ("2003-01-01/2005-01-01", None, [("uncertain", 30, 50), ("held", 50, 100)]),
        ("2005-01-01", "2006-01-01/..", [("held", 50, 60), ("uncertain", 60, 100)]),
        ("2001-01-01/2006-01-01", "2004-01-01/2008-01-01", [("uncertain", 10, 10)]),
        ("../2005-01-01", None, [("uncertain", 0, 50), ("held", 50, 100)]),
        ("1990-01-01", "2020-01-01", [("held", 0, 100)]),
    ],
)
def test_a_bar_is_whole_where_the_spell_is_certain(since, until, expected):
    parts = told(Span(on(since), until and on(until)))
    if since == "2001-01-01/2006-01-01":  # it may never have held: nothing is drawn as certain
        assert {key for key, _, _ in parts} == {"uncertain"}
        assert (parts[0][1], parts[-1][2]) == (10, 80)
    else:
        assert parts == expected


@pytest.mark.parametrize(
    ("highest", "numbers"),
    [(1, [1]), (3, [1, 2, 3]), (32, [10, 20, 30]), (104, [50, 100]), (194, [50, 100, 150])],
)
def test_a_picture_of_counts_has_a_few_round_ones_beside_it(highest, numbers):
    chosen = rungs(highest)
    assert [rung.number for rung in chosen] == numbers
    for rung in chosen:
        assert rung.y == pytest.approx(100 - 100 * rung.number / highest, abs=0.01)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "numbers"),
    [
        ("/treaties/north-atlantic-treaty/", ["10", "20", "30"]),
        ("/alliances/nato/", ["10", "20", "30"]),
        ("/programs/state-partnership-program/", ["50", "100"]),
    ],
)
def test_the_counts_stand_in_the_picture(client, path, numbers):
    page = client.get(path).content.decode()
    scale = page.partition('<svg class="scale"')[2].partition("</svg>")[0]
    assert re.findall(r">(\d+)<", scale) == numbers


def test_levels_count_what_is_certain_and_what_may_be():
    spans = [Span(on("2001-01-01"), None), Span(on("2003-01-01/2005-01-01"), on("2008-01-01"))]
    highest, levels = AXIS.levels(spans)
    assert highest == 2
    steps = [(round(one.x), one.certain, one.possible) for one in levels]
    assert steps == [(0, 0, 0), (10, 50, 50), (30, 50, 100), (50, 100, 100), (80, 50, 50)]
    assert sum(level.width for level in levels) == pytest.approx(100, abs=0.1)
    assert area([Level(0, 10, 0, 0), Level(10, 20, 50, 75), Level(30, 5.5, 100, 100)]) == (
        "M10 100v-50h20v50zM30 100v-100h5.5v100z",
        "M10 50v-25h20v25z",
    )


def test_an_axis_has_a_few_round_years():
    for first, last in [(1786, 2026), (2019, 2020), (1949, 2026), (1, 2026), (2026, 2026)]:
        axis = Axis(date(first, 3, 4), date(last, 12, 31))
        years = [tick.year for tick in axis.ticks]
        assert len(years) <= 8
        assert years == sorted(set(years))
        assert all(0 <= tick.x <= 100 for tick in axis.ticks)
    assert Axis.over([None, on("../..")], date(2020, 1, 1)) is None
