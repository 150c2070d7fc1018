import re

import pytest

from registry.choices import ActionKind
from registry.models import Alliance
from registry.models.participation import rebuild
from tests.factories import make_action, make_actor, make_treaty

pytestmark = pytest.mark.django_db


def told(client, **query) -> dict:
    return client.get("/matrix.json", query).json()


def test_the_members_of_an_alliance_stand_beside_its_treaty_as_at_a_day(client):
    before = told(client, alliance="nato", q="north atlantic treaty", as_at="2019-03-22")
    after = told(client, alliance="nato", q="north atlantic treaty", as_at="2026-01-01")
    assert (len(before["actors"]), len(after["actors"])) == (29, 32)
    (row,) = [row for row in after["results"] if row["slug"] == "north-atlantic-treaty"]
    assert set(row["standings"].values()) == {"party"}
    assert "finland" not in {actor["actor"] for actor in before["actors"]}


def test_no_treaty_is_told_of_before_it_was_made(client):
    for day, is_made in (("1949-04-03", False), ("1949-04-04", True)):
        rows = told(client, q="north atlantic treaty", as_at=day)["results"]
        assert ("north-atlantic-treaty" in {row["slug"] for row in rows}) == is_made


def test_without_a_choice_the_columns_are_those_bound_by_most(client):
    found = told(client, topic="ozone-layer")
    assert len(found["actors"]) == 20
    assert {row["slug"] for row in found["results"]} >= {"montreal-protocol"}


def test_each_standing_is_told_by_its_code_and_in_words_and_doubt_is_not_hidden(client):
    treaty = make_treaty(slug="accord", title="Novenda", stated_in_force_on="1990-06-01")
    for name in ("Signer", "Joiner", "Doubtful", "Stranger"):
        make_actor(name)
        if name != "Stranger":
            actor = treaty.actions.model.actor.field.related_model.objects.get(name=name)
            make_action(treaty, actor, on="1990-01-01")
            if name != "Signer":
                on = "1991-01-01" if name == "Joiner" else "2019/2020"
                make_action(treaty, actor, ActionKind.RATIFICATION, on)
    rebuild([treaty.pk])
    query = {"q": "novenda", "actors": "signer, Joiner, doubtful, stranger", "as_at": "2019-03-22"}
    (row,) = told(client, **query)["results"]
    assert row["standings"] == {
        "signer": "signatory",
        "joiner": "party",
        "doubtful": "not_known",
        "stranger": None,
    }
    assert row["possible"] == {"doubtful": ["signatory", "party"]}
    assert row["labels"] == {
        "signer": "signatory",
        "joiner": "party",
        "doubtful": "signatory or party",
        "stranger": None,
    }
    page = client.get("/matrix/", query).content.decode()
    assert re.findall(r'aria-hidden="true">([A-Z]\??)</span>', page) == ["S?", "P", "S"]
    columns = client.get("/matrix.csv", query).getvalue().decode().splitlines()[0]
    slugs = ["doubtful", "joiner", "signer", "stranger"]
    assert columns.split(",") == [
        *("slug", "title", "concluded_on"),
        *(f"standings.{slug}" for slug in slugs),
        *(f"labels.{slug}" for slug in slugs),
    ]
    french = client.get("/fr/matrix.json", query).json()["results"][0]
    assert (french["standings"], french["possible"]) == (row["standings"], row["possible"])
    assert french["labels"]["joiner"] == "partie"


def test_a_contracting_state_keeps_its_capital_letter(client):
    treaty, joiner = make_treaty(slug="accord", title="Novenda"), make_actor("Joiner")
    make_action(treaty, joiner, ActionKind.RATIFICATION, "1991-01-01")
    rebuild([treaty.pk])
    for prefix, words in (("", "contracting State"), ("/fr", "État contractant")):
        query = {"q": "novenda", "actors": "joiner"}
        (row,) = client.get(f"{prefix}/matrix.json", query).json()["results"]
        assert row["labels"] == {"joiner": words}


def test_an_actor_that_nobody_knows_chooses_nothing_and_is_told(client):
    answer = client.get("/matrix/", {"actors": "france, atlantis"})
    assert "atlantis" in answer.context["complaints"][0]
    assert len(answer.context["actors"]) == 20
    many = ",".join(f"x{number}" for number in range(61))
    assert client.get("/matrix/", {"actors": many}).context["complaints"]


def alliances_offered(client, **query) -> list[str]:
    page = client.get("/matrix/", query).content.decode()
    (box,) = re.findall(r'<select name="alliance".*?</select>', page, re.DOTALL)
    return re.findall(r'<option value="([^"]+)"', box)


def test_alliances_are_offered_that_had_been_founded_by_the_day_whatever_was_asked_before(client):
    now = alliances_offered(client)
    then = alliances_offered(client, as_at="1955-05-06")
    assert {"nato", "csto", "norad"} <= set(now)
    assert "nato" in then
    assert not {"csto", "norad"} & set(then)
    assert alliances_offered(client) == now


def test_an_alliance_chosen_before_its_time_stays_chosen_and_has_no_members(client):
    query = {"alliance": "csto", "as_at": "1955-05-06"}
    answer = client.get("/matrix/", query)
    assert (answer.context["complaints"], answer.context["actors"]) == ([], [])
    assert "csto" in alliances_offered(client, **query)
    assert "csto" not in alliances_offered(client, as_at="1955-05-06")


def test_an_alliance_is_offered_by_the_name_of_the_day(client):
    alliance = Alliance.objects.get(slug="cento")
    Alliance.objects.filter(pk=alliance.pk).update(abbreviation="")
    boxes = [
        client.get("/matrix/", {"as_at": day})
        .content.decode()
        .partition('<option value="cento">')[2]
        for day in ("1956-01-01", "1970-01-01")
    ]
    assert [box.partition("<")[0] for box in boxes] == [
        "Baghdad Pact",
        "Central Treaty Organization",
    ]
