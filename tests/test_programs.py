"""Programs, partnerships and missions in public: totals as at a day, and how they compare."""

import re
from datetime import date

import pytest

from registry.choices import FigureMeasure, PartnershipEnd, ProgramKind
from registry.dates import Count
from registry.models import (
    Claim,
    Mission,
    MissionOutcome,
    Partnership,
    PartnershipProgram,
    PublishedFigure,
    Vessel,
)
from registry.queries.figures import figures
from tests.factories import make_actor, make_source
from tests.samples import make_mission, make_partnership, make_program, make_stop

pytestmark = pytest.mark.django_db

DAY = date(2019, 7, 1)


@pytest.fixture
def pairing():
    """A program with two partnerships certain in mid-2019 and one begun some time in 2019."""
    program = make_program("pairing")
    guard = make_actor("Alba Guard")
    make_partnership(program, guard, make_actor("Borea"), since="1995")
    make_partnership(program, guard, make_actor("Cisalpia"), since="2001-05-01", until="2020")
    make_partnership(program, guard, make_actor("Dorado"), since="2019", region="South")
    return program


@pytest.fixture
def voyage():
    series = make_program("series", kind=ProgramKind.MISSION_SERIES, since="2006")
    voyage = make_mission("voyage", series, organizations="Aid\nHope\n")
    make_stop(voyage, 1, make_actor("Estuary"), place="Port B", arrived_on="2006-06-01")
    make_stop(voyage, 2, make_actor("Firth"), arrived_on="2006-08-01")
    make_stop(voyage, 3, make_actor("Gulf"))
    MissionOutcome.objects.create(mission=voyage, measure="patients", value="60,000")
    return voyage


def told(client, path, day=DAY, **query):
    answer = client.get(f"{path}.json", {"as_at": day, **query})
    assert answer.status_code == 200
    return answer.json()


def publish(program, value, on="2019", measure=FigureMeasure.PARTNERSHIPS):
    return PublishedFigure.objects.create(
        program=program, value=value, counted_on=on, measure=measure
    )


def compared(program, day=DAY):
    return figures(program.figures.all(), program.partnerships.all(), day)


def test_partnerships_are_counted_as_at_the_day(pairing, client):
    counts = {
        day: told(client, "/programs/pairing", day)["counts"]["partnerships"]
        for day in ("1994-12-31", "1995-06-01", "2018-01-01", "2019-07-01", "2021-01-01")
    }
    assert [(count["at_least"], count["at_most"]) for count in counts.values()] == [
        (0, 0),
        (0, 1),
        (2, 2),
        (2, 3),
        (2, 2),
    ]


def test_a_partnership_that_never_began_is_counted_on_no_day(pairing, client):
    Partnership.objects.update(end_ground=PartnershipEnd.NEVER_STARTED)
    answer = told(client, "/programs/pairing")
    assert answer["counts"]["partnerships"] == {"at_least": 0, "at_most": 0}
    assert {row["held"] for row in answer["partnerships"]} == {"no"}


def test_a_partnership_that_never_began_is_drawn_nowhere(pairing, client):
    """Utah and Nepal agreed in 2019: the picture then counted one more than the page."""
    query = {"as_at": "2021-01-01"}
    make_partnership(pairing, make_actor("Elba Guard"), make_actor("Fonta"))
    guard, program = "/actors/alba-guard/", "/programs/pairing/"
    assert "Most at once: 4." in client.get(program, query).content.decode()
    assert "Pairing: Dorado" in client.get(guard, query).content.decode()
    Partnership.objects.filter(since="2019").update(end_ground=PartnershipEnd.NEVER_STARTED)
    assert "Most at once: 3." in client.get(program, query).content.decode()
    assert "Pairing: Dorado" not in client.get(guard, query).content.decode()


def test_an_end_is_not_told_before_it_came(pairing, client):
    rows = {row["slug"]: row for row in told(client, "/programs/pairing")["partnerships"]}
    assert rows["alba-guard-cisalpia"]["until"] is None
    rows = told(client, "/programs/pairing", date(2020, 7, 1))["partnerships"]
    row = next(row for row in rows if row["slug"] == "alba-guard-cisalpia")
    assert (row["until"], row["held"]) == ("2020", "not known")


@pytest.mark.parametrize(
    ("value", "on", "counted", "comparison"),
    [
        (2, "2018-06-01", Count(2, 2), "equal"),
        (3, "2018-06-01", Count(2, 2), "1 above"),
        (0, "2018-06-01", Count(2, 2), "2 below"),
        (3, "2019-02-01", Count(2, 3), "inside the bounds"),
        (5, "2019-02-01", Count(2, 3), "2 above"),
        (1, "2019-02-01", Count(2, 3), "1 below"),
        (3, "2019", Count(2, 3), "inside the bounds"),
        (3, "2018-12/2019-06", Count(2, 3), "inside the bounds"),
        (3, "2019/..", None, "not counted here"),
    ],
)
def test_a_published_figure_is_compared_with_the_count_of_its_day(
    pairing, value, on, counted, comparison
):
    publish(pairing, value, on)
    (figure,) = compared(pairing)
    assert (figure.counted, figure.comparison) == (counted, comparison)


def test_published_nations_are_not_compared(pairing):
    publish(pairing, 3, measure=FigureMeasure.NATIONS)
    (figure,) = compared(pairing)
    assert (figure.counted, figure.comparison) == (None, "not counted here")


@pytest.mark.parametrize(
    ("on", "near"),
    [
        ("2019", True),
        ("2018-07-01", True),
        ("2018-06-30", False),
        ("2020-06-30", True),
        ("2020-07-01", False),
        ("../2019", False),
    ],
)
def test_a_figure_within_a_year_of_the_day_is_near(pairing, on, near):
    publish(pairing, 3, on)
    assert compared(pairing)[0].is_near is near


def test_the_page_says_how_the_published_figure_compares(pairing, client):
    publish(pairing, 5, "2019")
    page = client.get("/programs/pairing/", {"as_at": DAY}).content.decode()
    assert "<b>5</b> partnerships published" in page
    assert "The published figure is 2 above" in page


def test_the_list_holds_what_runs_unless_asked_otherwise(pairing, client):
    path, after = "/partnerships", date(2022, 1, 1)
    query = {"program": "pairing"}
    assert told(client, path, after, **query)["count"] == 2
    assert told(client, path, after, status="ended", **query)["count"] == 1
    assert told(client, path, after, status="any", **query)["count"] == 3
    assert told(client, path, date(2018, 1, 1), status="any", **query)["count"] == 2


def test_four_equals_are_partners_in_one_partnership(client):
    def told(path):
        return client.get(path).json()

    assert told("/programs/quad.json")["counts"]["partnerships"] == {"at_least": 1, "at_most": 1}
    (row,) = told("/partnerships.json?program=quad")["results"]
    four = ["australia", "india", "japan", "united-states"]
    assert (row["leads"], [one["actor"] for one in row["partners"]]) == ([], four)
    for path in ("/programs/quad/", "/partnerships/?program=quad"):
        assert "nobody: equal partners" in client.get(path).content.decode()
    (own,) = [one for one in told("/actors/india.json")["partnerships"] if one["program"] == "quad"]
    others = [one["actor"] for one in own["others"]]
    assert (own["role"], others) == ("partner", ["australia", "japan", "united-states"])
    assert "Quad: Australia, Japan, United States" in client.get("/actors/india/").content.decode()
    pair = told("/actors/india/and/japan.json")["partnerships"]
    assert [one["slug"] for one in pair if one["program"] == "quad"] == ["quad"]


def test_a_partnership_is_found_by_either_side_and_by_an_old_name(pairing, client):
    make_actor("Elysia").names.create(name="Arcady")
    guard, elysia = make_actor("Old Guard"), make_actor("Fairyland")
    elysia.names.create(name="Avalon", until="1990")
    make_partnership(pairing, guard, elysia)
    for query in ({"q": "avalon"}, {"q": "old guard"}, {"party": "fairyland"}):
        rows = told(client, "/partnerships", **query)["results"]
        assert [row["slug"] for row in rows] == ["old-guard-fairyland"], query
    assert told(client, "/partnerships", region="South")["count"] == 1


def test_a_partnership_shows_what_another_source_says(pairing, client):
    Claim.objects.create(
        model="partnership",
        key="alba-guard-borea",
        field="since",
        value="1996",
        source=make_source(slug="rival"),
    )
    rows = told(client, "/programs/pairing")["partnerships"]
    row = next(row for row in rows if row["slug"] == "alba-guard-borea")
    assert [(claim["value"], claim["source"]) for claim in row["claims"]] == [("1996", "rival")]
    page = client.get("/programs/pairing/", {"as_at": DAY}).content.decode()
    assert "Since: 1996, says another source" in page


def test_missions_are_counted_once_they_have_begun(voyage, client):
    for day, count in (("2006-04-30", (0, 0)), ("2006-05-01", (1, 1)), ("2019-01-01", (1, 1))):
        missions = told(client, "/programs/series", day)["counts"]["missions"]
        assert (missions["at_least"], missions["at_most"]) == count


def test_a_missions_stops_are_told_as_they_are_reached(voyage, client):
    assert client.get("/missions/voyage.json", {"as_at": "2006-04-30"}).status_code == 404
    answer = told(client, "/missions/voyage", date(2006, 7, 1))
    assert [(stop["number"], stop["reached"]) for stop in answer["stops"]] == [
        (1, "yes"),
        (3, "not known"),
    ]
    assert answer["outcomes"] == []
    assert answer["until"] is None
    answer = told(client, "/missions/voyage")
    assert [stop["reached"] for stop in answer["stops"]] == ["yes"] * 3
    assert answer["outcomes"][0]["value"] == "60,000"
    assert answer["organizations"] == ["Aid", "Hope"]


def test_a_stop_that_certainly_came_later_is_not_reached_in_the_year_that_the_mission_ends(
    voyage, client
):
    Mission.objects.filter(pk=voyage.pk).update(
        until="2006", until_earliest="2006-01-01", until_latest="2006-12-31"
    )
    answer = told(client, "/missions/voyage", date(2006, 7, 1))
    assert [(stop["number"], stop["reached"]) for stop in answer["stops"]] == [
        (1, "yes"),
        (3, "not known"),
    ]
    (row,) = [
        row
        for row in told(client, "/missions", date(2006, 7, 1))["results"]
        if row["slug"] == "voyage"
    ]
    assert row["hosts"] == ["Estuary", "Gulf"]


def test_a_missions_csv_is_its_stops(voyage, client):
    lines = client.get("/missions/voyage.csv").getvalue().decode().splitlines()
    assert lines[0].startswith("number,host_name,place,arrived_on")
    assert lines[1].startswith("1,Estuary,Port B,2006-06-01")


def test_a_series_prints_its_missions_and_a_pairing_its_partnerships(pairing, voyage, client):
    csv = client.get("/programs/series.csv").getvalue().decode().splitlines()
    assert [line.split(",")[0] for line in csv] == ["slug", "voyage"]
    csv = client.get("/programs/pairing.csv").getvalue().decode().splitlines()
    assert csv[1].startswith("alba-guard-borea,pairing,Alba Guard,Borea,")


def test_missions_are_found_by_place_ship_host_and_organization(voyage, client):
    voyage.vessels.add(Vessel.objects.create(slug="ship", name="Gnu Mercy"))
    for query in (
        {"q": "port b"},
        {"q": "gnu"},
        {"q": "gulf"},
        {"q": "hope"},
        {"party": "estuary"},
    ):
        rows = told(client, "/missions", **query)["results"]
        assert "voyage" in [row["slug"] for row in rows], query


def test_a_program_opens_on_its_first_day_and_not_before(pairing, client):
    answer = client.get("/programs/pairing.json", {"as_at": "1992-12-31"})
    assert answer.status_code == 404
    assert answer.json()["error"] == "This program did not exist yet on 1992-12-31."
    assert client.get("/programs/pairing/", {"as_at": "1993-01-01"}).status_code == 200


def test_the_state_partnership_program_is_counted_from_its_pairings(client):
    answer = told(client, "/programs/state-partnership-program")
    program = PartnershipProgram.objects.get(slug="state-partnership-program")
    held = [partnership.held(DAY) for partnership in program.partnerships.all()]
    assert answer["counts"]["partnerships"] == Count.of(held).as_json()
    assert answer["counts"]["partnerships"]["at_least"] > 70
    near = [row for row in answer["figures"] if row["is_near"] and row["measure"] == "partnerships"]
    assert 76 in [row["published"] for row in near]


def test_pacific_partnership_sails_since_2006(client):
    answer = told(client, "/programs/pacific-partnership", date(2019, 3, 22))
    assert answer["since"].startswith("2006")
    assert answer["counts"]["missions"]["at_least"] >= 13
    assert client.get("/programs/pacific-partnership/?as_at=2005-06-01").status_code == 404


def test_a_published_total_that_differs_from_the_fixtures_has_its_explanation():
    program = PartnershipProgram.objects.get(slug="state-partnership-program")
    differing = [
        figure
        for figure in compared(program)
        if figure.counted and figure.comparison not in ("equal", "inside the bounds")
    ]
    assert len(differing) > 5
    assert [str(one.published) for one in differing if not one.published.note] == []


@pytest.mark.parametrize(
    ("program", "head"),
    [("partnership-for-peace", "Ukraine"), ("state-partnership-program", "Alabama National Guard")],
)
def test_a_row_is_headed_by_the_side_that_tells_it_from_the_others(client, program, head):
    page = client.get(f"/programs/{program}/", {"as_at": "2019-03-22"}).content.decode()
    heads = re.findall(r'<th scope="row">(.*?)</th>', page, re.DOTALL)
    told = [re.sub(r"<[^>]*>", "", text).strip() for text in heads]
    assert head in told
    assert "NATO" not in told


def test_a_column_of_regions_stands_where_a_region_is_on_record(client):
    regions = {
        slug: client.get(f"/programs/{slug}/").content.decode().count(">Region</th>")
        for slug in ("state-partnership-program", "partnership-for-peace")
    }
    assert regions["state-partnership-program"] >= 1
    assert regions["partnership-for-peace"] == 0
