"""Who was allied with whom on a day: pairs of members, what they owe, what is not certain."""

from datetime import date

import pytest

from registry.choices import ActionKind, MembershipKind, ObligationKind
from registry.dates import Answer
from registry.models import Actor, Obligation
from registry.models.participation import rebuild
from registry.queries.allies import allied
from registry.queries.names import DayNames
from tests.factories import make_action, make_actor, make_treaty
from tests.samples import make_alliance

pytestmark = pytest.mark.django_db

DAY = date(1960, 1, 1)


def told(client, **query):
    return client.get("/allies.json", query).json()


@pytest.fixture
def league():
    treaty = make_treaty(stated_in_force_on="1950-06-01")
    for name, on in (("Alba", "1950-05-01"), ("Borea", "1950-05-01"), ("Corva", "1955/1965")):
        actor = make_actor(name)
        make_action(treaty, actor, ActionKind.ACCESSION, on)
    rebuild([treaty.pk])
    return make_alliance("league", treaty, since="1950-06-01")


def of_league(day, league, party=None):
    return [one for one in allied(DayNames(day), party).allies if one.alliance == league]


def test_each_two_members_are_allies_once(league):
    found = of_league(DAY, league)
    assert [(one.one.actor.name, one.other.actor.name, one.answer) for one in found] == [
        ("Alba", "Borea", Answer.YES),
        ("Alba", "Corva", Answer.NOT_KNOWN),
        ("Borea", "Corva", Answer.NOT_KNOWN),
    ]
    assert [str(one.since) for one in found] == ["1950-06-01", "1955/1965", "1955/1965"]
    borea = Actor.objects.get(slug="borea")
    assert [one.other.actor.name for one in of_league(DAY, league, borea)] == ["Alba", "Corva"]
    assert of_league(date(1950, 1, 1), league) == []


@pytest.mark.parametrize(
    ("first", "second", "both"),
    [
        ("1950-01-01", "1955-01-01", "1955-01-01"),
        ("1950/1960", "1955-03-01", "1955-03-01/1960-12-31"),
        ("1950", "1950", "1950"),
        ("../1960-12-31", "1955-03-01", "1955-03-01/1960-12-31"),
        ("1950-01-01/..", "1955-03-01", "1955-03-01/.."),
        ("", "1955-03-01", "None"),
    ],
)
def test_both_are_members_since_the_later_of_two_days_as_far_as_they_are_known(first, second, both):
    league = make_alliance("league", make_treaty(), since="1940-01-01")
    for name, since in (("Alba", first), ("Borea", second)):
        league.memberships.create(actor=make_actor(name), kind=MembershipKind.MEMBER, since=since)
    (found,) = of_league(date(1999, 1, 1), league)
    assert str(found.since) == both


def test_what_the_two_owe_and_what_stands_beside_is_told_of_them_alone(league, client):
    alba, corva = (Actor.objects.get(slug=slug) for slug in ("alba", "corva"))
    Obligation.objects.create(alliance=league, kind=ObligationKind.CONSULTATION)
    Obligation.objects.create(alliance=league, kind=ObligationKind.DEFENCE, by=alba, to=corva)
    league.memberships.create(
        actor=alba, toward=corva, kind=MembershipKind.SUSPENDED, since="1958-01-01"
    )
    rows = told(client, as_at=DAY, party="alba")["results"]
    assert [(row["b"], row["obligations"], row["beside"]) for row in rows] == [
        ("borea", ["consultation"], []),
        ("corva", ["consultation", "defence"], ["Obligations suspended"]),
    ]
    assert rows[0]["url"] == "/actors/alba/and/borea/"


def test_the_allies_of_a_day_in_1955_are_listed_and_exported(client):
    query = {"as_at": "1955-06-01", "party": "France"}
    whole = told(client, **query)
    assert whole["count"] == 14 + 7 + 6
    page = client.get("/allies/", query).content.decode()
    assert '<strong>27</strong> found as at <time datetime="1955-06-01">1 June 1955' in page
    assert "France and Federal Republic of Germany" in page
    table = b"".join(client.get("/allies.csv", query)).decode().splitlines()
    assert len(table) == 1 + 27
    assert table[0].startswith("slug,alliance,alliance_name,kind,is_binding,a,a_name,b,b_name")
    assert any(row.startswith("nato|france|germany,") and ",1955-05-06," in row for row in table)
    defence = told(client, **query, kind="collective_defence")
    assert {row["alliance"] for row in defence["results"]} == {"nato", "seato"}
    assert defence["count"] == 14 + 7
    (facet,) = whole["facets"].values()
    assert {one["value"]: one["count"] for one in facet} == {
        "collective_defence": 21,
        "mutual_defence": 6,
    }


def test_allies_are_sorted_by_the_names_of_the_language(client):
    query = {"as_at": "1955-06-01", "party": "france", "kind": "mutual_defence"}
    rows = client.get("/fr/allies.json", query).json()["results"]
    assert [row["b_name"] for row in rows] == [
        *("Belgique", "Italie", "Luxembourg", "Pays-Bas"),
        *("République fédérale d\u2019Allemagne", "Royaume-Uni"),
    ]


def test_the_order_is_by_the_day_since_which_two_are_allies(client):
    query = {"as_at": "1955-06-01", "party": "france"}
    for sort in ("since", "-since"):
        rows = told(client, **query, sort=sort)["results"]
        days = [row["since"] for row in rows]
        assert days == sorted(days, reverse=sort.startswith("-"))


def test_an_alliance_with_members_that_may_be_missing_is_named(league, client):
    league.treaty.covered_until = "1958-01-01"
    league.treaty.save()
    assert told(client, as_at="1957-01-01", party="alba")["incomplete"] == []
    assert told(client, as_at=DAY, party="alba")["incomplete"] == ["league"]
    page = client.get("/allies/", {"as_at": DAY, "party": "alba"}).content.decode()
    assert f"there may be more: {league.name}." in page


def test_actors_and_alliances_lead_to_the_allies_of_the_day(client):
    page = client.get("/actors/france/", {"as_at": "1955-06-01"}).content.decode()
    assert 'href="/allies/?party=france&amp;as_at=1955-06-01"' in page
    page = client.get("/alliances/", {"as_at": "1955-06-01"}).content.decode()
    assert 'href="/allies/?as_at=1955-06-01"' in page
