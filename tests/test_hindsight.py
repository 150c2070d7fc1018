"""As at a day nobody knows what came after it (rule 14), and everybody what had been told by it."""

import pytest

from registry.choices import ActionKind, StatementKind
from registry.models import ActorName, AllianceName, Claim, Statement
from registry.models.participation import rebuild
from registry.models.sources import claim_key
from tests.factories import make_action, make_actor, make_clause, make_source, make_treaty
from tests.samples import make_alliance, make_mission, make_program, make_stop

pytestmark = pytest.mark.django_db


def dispute(record, field: str, value: str) -> None:
    model, key = claim_key(record)
    Claim.objects.create(model=model, key=key, field=field, value=value, source=make_source())


def told(client, url: str, day: str, **query) -> dict:
    return client.get(f"{url}.json", {"as_at": day} | query).json()


@pytest.fixture
def pact():
    """Three instruments, then ninety days; so for who joins later (cf. Ozone Convention art. 17).

    The third comes on 1 January 1955.
    """
    pact = make_treaty(slug="pact")
    joiner = {"joiner_anchor": "threshold", "joiner_delay_kind": "days", "joiner_delay": 90}
    make_clause(pact, {"number": 3}, delay_kind="days", delay=90, **joiner)
    first, applying, third, late, leaving = map(
        make_actor, ("First", "Applying", "Third", "Late", "Leaving")
    )
    make_action(pact, leaving, ActionKind.RATIFICATION, "1950-02-01")
    make_action(pact, leaving, ActionKind.WITHDRAWAL, "1950-03-01", effective_on="1950-12-31")
    make_action(pact, first, ActionKind.RATIFICATION, "1951-01-01")
    make_action(pact, applying, ActionKind.PROVISIONAL_START, "1953-01-01")
    make_action(pact, applying, ActionKind.RATIFICATION, "1954-01-01")
    make_action(pact, third, ActionKind.RATIFICATION, "1955-01-01")
    make_action(pact, late, ActionKind.ACCESSION, "1960-01-01")
    rebuild([pact.pk])
    return pact


@pytest.mark.parametrize(
    ("actor", "day", "standing", "until"),
    [
        # A consent does not say when the treaty will be in force (VCLT art. 24).
        ("first", "1954-12-31", "contracting", None),
        ("first", "1955-01-01", "contracting", "1955-04-01"),
        ("first", "1955-04-01", "party", None),
        ("applying", "1953-06-01", "provisional", None),
        ("applying", "1954-12-31", "provisional", None),
        ("applying", "1955-01-01", "provisional", "1955-04-01"),
        # Under a treaty in force it does (VCLT art. 24(3)).
        ("late", "1960-01-01", "contracting", "1960-03-31"),
        # Who leaves says when.
        ("leaving", "1950-02-28", "contracting", None),
        ("leaving", "1950-03-01", "contracting", "1950-12-31"),
    ],
)
def test_a_contracting_state_becomes_a_party_on_a_day_that_is_told_once_it_was_known(
    client, pact, actor, day, standing, until
):
    lines = told(client, "/treaties/pact", day)["participants"]
    assert [(line["standing"], line["until"]) for line in lines if line["actor"] == actor] == [
        (standing, until)
    ]
    rows = told(client, f"/actors/{actor}", day)["treaties"]
    assert (standing, until) in [(row["standing"], row["until"]) for row in rows]
    assert {row["until"] for row in rows} <= {until}


@pytest.mark.parametrize(
    ("treaty", "actor", "day", "in_force_on"),
    [
        ("north-macedonia-accession-protocol", "canada", "2019-03-22", "2020-03-19"),
        # On the day before the twentieth instrument, and before the thirty-fifth.
        ("vienna-convention-ozone-layer", "canada", "1988-06-23", "1988-09-22"),
        ("iccpr", "denmark", "1975-12-22", "1976-03-23"),
    ],
)
def test_nobody_knew_when_a_treaty_of_the_fixtures_would_be_in_force(
    client, treaty, actor, day, in_force_on
):
    lines = told(client, f"/treaties/{treaty}", day)["participants"]
    assert in_force_on not in {line["until"] for line in lines}
    rows = told(client, f"/actors/{actor}", day)["treaties"]
    standings = [(row["standing"], row["until"]) for row in rows if row["treaty"] == treaty]
    assert ("contracting", None) in standings


def test_what_the_clause_gives_is_told_once_it_was_known_although_another_day_is_stated(
    client, pact
):
    pact.stated_in_force_on = "1954-06-01"
    pact.save()
    rebuild([pact.pk])
    days = "1954-12-31", "1955-01-01"
    computed = [told(client, "/treaties/pact", day)["computed_in_force_on"] for day in days]
    assert computed == [None, "1955-04-01"]
    pages = [client.get("/treaties/pact/", {"as_at": day}).content for day in days]
    assert [b"Conditions met" in page for page in pages] == [False, True]


@pytest.fixture
def reserved():
    """A reservation and an objection to it, each made with its act; neither has another day."""
    treaty = make_treaty(slug="reserved", stated_in_force_on="1950-01-01")
    a, b = make_actor("Aland"), make_actor("Bland")
    accession = make_action(treaty, a, ActionKind.ACCESSION, "1955-05-12")
    late = make_action(treaty, b, ActionKind.ACCESSION, "1960-01-01")
    given = {"treaty": treaty, "articles": "Article 9"}
    reservation = Statement.objects.create(
        actor=a, kind=StatementKind.RESERVATION, action=accession, **given
    )
    objection = Statement.objects.create(
        actor=b, kind=StatementKind.OBJECTION, action=late, objects_to=reservation, **given
    )
    rebuild([treaty.pk])
    return reservation, objection


@pytest.mark.parametrize(
    ("day", "made"),
    [
        ("1955-05-11", []),
        ("1955-05-12", [("aland", "1955-05-12", [])]),
        ("1959-12-31", [("aland", "1955-05-12", [])]),
        (
            "1960-01-01",
            [("aland", "1955-05-12", [("bland", "1960-01-01")]), ("bland", "1960-01-01", [])],
        ),
    ],
)
def test_what_is_stated_with_an_act_is_told_from_that_act_on(client, reserved, day, made):
    """A reservation is made when ratifying or acceding (VCLT art. 19)."""
    rows = told(client, "/treaties/reserved", day)["statements"]
    assert [
        (
            row["actor"],
            row["made_on"],
            [(objection["actor"], objection["made_on"]) for objection in row["objections"]],
        )
        for row in rows
    ] == made
    for actor in ("aland", "bland"):
        own = [row["made_on"] for row in told(client, f"/actors/{actor}", day)["statements"]]
        assert own == [on for name, on, _ in made if name == actor]


def test_an_objection_made_with_an_act_is_told_with_its_day_on_the_page_of_the_two(
    client, reserved
):
    (row,) = told(client, "/actors/aland/and/bland", "1965-01-01")["treaties"]
    (reservation,) = row["reservations"]
    assert reservation["made_on"] == "1955-05-12"
    assert reservation["objection"]["made_on"] == "1960-01-01"


def test_where_sources_differ_on_a_statement_is_not_told_before_it_is_made(client, reserved):
    dispute(reserved[0], "articles", "8")
    claims = {
        day: client.get("/treaties/reserved/", {"as_at": day}).context["claims"]
        for day in ("1955-05-11", "1955-05-12")
    }
    assert [len(told) for told in claims.values()] == [0, 1]


def test_no_reservation_of_the_fixtures_is_told_before_the_accession_that_it_came_with(client):
    rows = told(client, "/treaties/genocide-convention", "1960-01-01")["statements"]
    days = [row["made_on"] for row in rows if row["kind"] == "reservation"]
    assert days == sorted(days)
    assert days[0] == "1955-05-12"
    assert days[-1] < "1960-01-01"
    own = {
        day: [row["treaty"] for row in told(client, "/actors/india", day)["statements"]]
        for day in ("1952-01-01", "1960-01-01")
    }
    assert ["genocide-convention" in treaties for treaties in own.values()] == [False, True]


@pytest.mark.parametrize(
    ("day", "named"),
    [
        ("1960-01-01", {"aland"}),
        ("1969-12-31", {"aland"}),
        ("1970-01-01", {"bland"}),
        ("1975-06-01", {"bland", "cland"}),
    ],
)
def test_a_depositary_is_named_for_its_time(client, day, named):
    """Such as the Secretary-General, who took over from that of the League of Nations."""
    treaty = make_treaty(slug="kept")
    periods = {"Aland": {"until": "1970-01-01"}, "Bland": {"since": "1970-01-01"}}
    periods["Cland"] = {"since": "1975"}
    actors = {make_actor(name): period for name, period in periods.items()}
    for actor, period in actors.items():
        treaty.depositary_roles.create(actor=actor, **period)
    rebuild([treaty.pk])
    assert {row["actor"] for row in told(client, "/treaties/kept", day)["depositaries"]} == named
    listed = {
        actor.slug
        for actor in actors
        if told(client, "/treaties", day, depositary=actor.slug)["count"]
    }
    assert listed == named


@pytest.mark.parametrize(
    ("day", "has_arrived"),
    [("2006-05-31", False), ("2006-06-01", False), ("2006-07-31", False), ("2006-08-01", True)],
)
def test_nobody_hosts_a_mission_before_the_ship_arrives(client, day, has_arrived):
    voyage = make_mission("voyage", make_program("fleet"), since="2006-06-01")
    make_stop(voyage, 1, make_actor("Aland"), place="Deepwater", arrived_on="2006-08-01")
    make_stop(voyage, 2, make_actor("Bland"), lead=make_actor("Cland"), arrived_on="2006-08-01")
    found = [told(client, "/missions", day, **q) for q in ({"party": "aland"}, {"q": "deepwater"})]
    assert [rows["count"] for rows in found] == [int(has_arrived)] * 2
    roles = {
        actor: [row["roles"] for row in told(client, f"/actors/{actor}", day)["missions"]]
        for actor in ("aland", "cland")
    }
    played = {"aland": [["host"]], "cland": [["lead"]]}
    assert roles == (played if has_arrived else {"aland": [], "cland": []})


def test_where_sources_differ_is_told_of_what_the_page_shows(client):
    """A name to come, a place to be reached and a result to be had are no dispute yet."""
    aland = make_actor("Aland")
    dispute(ActorName.objects.create(actor=aland, name="New Aland", since="1990"), "since", "1991")
    league = make_alliance("league", make_treaty())
    name = AllianceName.objects.create(alliance=league, name="New League", since="1990")
    dispute(name, "since", "1991")
    voyage = make_mission("voyage", make_program("fleet"), since="1980-01-01", until="1990-12-31")
    dispute(make_stop(voyage, 1, aland, arrived_on="1990-06-01"), "arrived_on", "1990-06-02")
    outcome = voyage.outcomes.create(measure="patients", value="100", source=make_source())
    dispute(outcome, "value", "99")
    pages = ("/actors/aland/", "/alliances/league/", "/missions/voyage/")
    claims = {
        day: [len(client.get(page, {"as_at": day}).context["claims"]) for page in pages]
        for day in ("1985-01-01", "1991-01-01")
    }
    assert list(claims.values()) == [[0, 0, 0], [1, 1, 2]]


@pytest.mark.parametrize(
    ("page", "day", "number"),
    [
        ("/actors/north-macedonia/", "2010-01-01", 0),
        ("/actors/north-macedonia/", "2019-03-22", 2),
        ("/treaties/united-states-korea-mutual-defense-treaty/", "1954-01-01", 0),
        ("/treaties/united-states-korea-mutual-defense-treaty/", "1954-11-17", 1),
    ],
)
def test_sources_do_not_differ_yet_on_a_day_to_come(client, page, day, number):
    """When a name went out of use, when a treaty entered into force: not before it was so."""
    assert len(client.get(page, {"as_at": day}).context["claims"]) == number
