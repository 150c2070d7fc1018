"""The figures of the front page, and the lists to which they lead."""

import pytest

from registry.dates import Count
from registry.models import Actor
from registry.models.revision import publish

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("day", "standing", "ended", "not_yet"),
    [
        ("1955-06-01", 10, ["western-union"], ["warsaw-treaty-organization"]),
        ("1955-06-05", 11, ["western-union"], []),  # from the 4th, the 5th or the 6th
        ("2026-01-01", 12, [], []),
    ],
)
def test_the_alliances_in_being_are_those_that_the_front_page_counts(
    client, day, standing, ended, not_yet
):
    (figure,) = [
        one
        for one in client.get("/", {"as_at": day}).context["figures"]
        if one["label"] == "alliances standing"
    ]
    assert figure["number"].at_most == standing
    found = {
        status: client.get("/alliances.json", {"as_at": day, "status": status}).json()
        for status in ("standing", "ended", "not_yet")
    }
    shown = client.get(f"{figure['url']}&as_at={day}").context["page"].paginator.count
    assert found["standing"]["count"] == shown == standing
    assert [row["slug"] for row in found["not_yet"]["results"]] == not_yet
    if ended:
        assert [row["slug"] for row in found["ended"]["results"]] == ended
    counted = {one["value"]: one["count"] for one in found["ended"]["facets"]["status"]}
    assert counted == {
        status: told["count"]
        for status, told in found.items()
        if told["count"] or status == "ended"
    }


def test_the_missions_of_the_front_page_lead_to_their_list(client):
    figures = client.get("/").context["figures"]
    (figure,) = [one for one in figures if one["label"] == "missions sailed"]
    found = client.get(figure["url"]).context["page"].paginator.count
    assert figure["number"] == Count(found, found)


@pytest.mark.parametrize(
    ("question", "answers"),
    [
        ("Who was allied with whom on 1 June 1955?", ["Iraq and Turkey", "Baghdad Pact"]),
        (
            "Who had not yet accepted the accession of Finland on 1 October 2022?",
            ["<b>28</b> of 30; none of these for: <b>Hungary, Türkiye</b>"],
        ),
        (
            "How did North Macedonia, a partner of NATO, become its ally?",
            ["Partnership for Peace: NATO", "Vermont National Guard"],
        ),
    ],
)
def test_an_example_leads_to_its_answer(client, question, answers):
    (url,) = [
        one["url"] for one in client.get("/").context["questions"] if one["words"] == question
    ]
    page = client.get(url).content.decode()
    assert [answer for answer in answers if answer not in page] == []


def test_nothing_is_asked_of_a_record_that_is_not_held(client):
    Actor.objects.filter(slug="north-macedonia").update(slug="elsewhere")
    publish()
    words = [str(one["words"]) for one in client.get("/").context["questions"]]
    assert words
    assert not [one for one in words if "partner of NATO" in one]
