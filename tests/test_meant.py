"""What is typed and borne by nobody: other spellings, codes, initials and slips of the hand."""

from datetime import date

import pytest

from registry.models.search import words_of
from registry.queries.misspelt import corrected
from registry.views.meant import meant
from tests.factories import make_actor

pytestmark = pytest.mark.django_db

TODAY = date(2026, 1, 1)


def slugs(words, day=TODAY):
    return [actor.slug for actor in meant(words, day, None)]


@pytest.mark.parametrize(
    ("words", "actor"),
    [
        ("UK", "united-kingdom"),
        ("U.K.", "united-kingdom"),
        ("USA", "united-states"),
        ("U.S.", "united-states"),
        ("FRA", "france"),
        ("DE", "germany"),
        ("West Germany", "germany"),
        ("GDR", "german-democratic-republic"),
        ("FYROM", "north-macedonia"),
        ("URSS", "russia"),
        ("Warsaw Pact", "warsaw-treaty-organization"),
    ],
)
def test_a_spelling_a_code_or_initials_mean_an_actor(words, actor):
    assert slugs(words) == [actor]


def test_initials_are_told_with_the_name_whose_they_are(client):
    assert slugs("USSR") == ["russia", "ukraine"]
    told = client.get("/search.json", {"q": "ussr"}).json()["results"]
    assert [(hit["slug"], hit["detail"]) for hit in told] == [
        ("russia", "State; also named Union of Soviet Socialist Republics"),
        ("ukraine", "State; also named Ukrainian Soviet Socialist Republic"),
    ]
    several = client.get("/treaties.json", {"party": "USSR"}).json()["not_understood"]
    assert several == ["Party: “USSR” names several actors: Russia, Ukraine."]


def test_who_bears_a_name_is_not_sought_behind_it():
    assert slugs("Soviet Union") == slugs("france") == slugs("Türkiye") == []
    assert slugs("") == slugs("nobody at all") == slugs("fra") == []


def test_initials_that_several_share_mean_each_that_had_begun():
    make_actor("Grand League of Zembla")
    make_actor("Great Lakes Zone", since="1999-01-01")
    assert slugs("GLZ", date(1950, 1, 1)) == ["grand-league-of-zembla"]
    assert slugs("GLZ") == ["grand-league-of-zembla", "great-lakes-zone"]


def test_what_is_meant_is_found_first_among_the_actors(client):
    told = client.get("/search.json", {"q": "UK"}).json()
    assert [hit["slug"] for hit in told["results"]] == ["united-kingdom", "ukraine"]
    assert "also named UK" in told["results"][0]["detail"]
    assert "United Kingdom" in client.get("/search/", {"q": "UK"}).content.decode()
    once = client.get("/search.json", {"q": "United Kingdom"}).json()["results"]
    assert [hit["slug"] for hit in once].count("united-kingdom") == 1


def test_a_list_and_a_pair_take_the_spelling_for_the_actor(client):
    by_name = client.get("/alliances.json", {"party": "United Kingdom"}).json()
    told = client.get("/alliances.json", {"party": "UK"}).json()
    assert told["not_understood"] == []
    assert told["results"] == by_name["results"] != []
    refused = client.get("/alliances.json", {"party": "UKX"}).json()
    assert refused["not_understood"] == ["Member: “UKX” names no actor of the registry."]
    answer = client.get("/actors/france/and/", {"with": "UK"})
    assert answer.status_code == 302
    assert answer.url == "/actors/france/and/united-kingdom/"
    several = client.get("/actors/france/and/", {"with": "USSR"}).context["candidates"]
    assert [one["actor"] for one in several] == ["russia", "ukraine"]


@pytest.mark.parametrize(
    ("typed", "nearest"),
    [
        ("Germny", "germany"),
        ("Noth Macedona", "north macedonia"),
        ("nothr atlantic", "north atlantic"),
        ("Genocide Convetion", "genocide convention"),
    ],
)
def test_a_slip_of_the_hand_is_answered_with_what_is_found(client, typed, nearest):
    told = client.get("/search.json", {"q": typed}).json()
    assert (told["count"], told["did_you_mean"]) == (0, nearest)
    page = client.get("/search/", {"q": typed, "as_at": "2020-05-01"}).content.decode()
    address = f"/search/?q={nearest.replace(' ', '+')}&amp;as_at=2020-05-01"
    assert f'Did you mean <a href="{address}">{nearest}</a>?' in page


def test_nothing_is_suggested_where_that_finds_nothing(client):
    for typed in ("zzzzqx", "Germny Antarctic", "xy", "germany", "a" * 200):
        assert client.get("/search.json", {"q": typed}).json()["did_you_mean"] is None
    assert corrected(words_of("north atlantic"), None) is None
    made_later = {"q": "Comprehensve", "as_at": "1950-01-01"}
    assert client.get("/search.json", made_later).json()["did_you_mean"] is None
