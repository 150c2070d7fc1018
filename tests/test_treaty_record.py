"""A treaty's record: its chart in any order, its line, its pictures, the claims about its acts."""

import pytest
from django.utils import timezone

from registry.choices import ActionKind, ConditionKind
from registry.models import Claim, DomesticStep, TreatyRelation
from registry.models.participation import rebuild
from registry.models.sources import claim_key
from registry.queries.lineage import lineage
from registry.queries.particulars import particulars
from registry.templatetags.languages import language_words
from tests.factories import (
    make_action,
    make_actor,
    make_clause,
    make_protocol,
    make_source,
    make_treaty,
)

pytestmark = pytest.mark.django_db


def make_pact():
    """A pact in force since 1950: one left, one came late, one only signed."""
    pact = make_treaty(slug="pact", coverage="complete", concluded_on="1950-01-01")
    make_clause(pact, {"kind": ConditionKind.COUNT, "number": 1})
    first, late, signer = (make_actor(name) for name in ("Beta", "Alpha", "Gamma"))
    make_action(pact, first, ActionKind.RATIFICATION, "1950-02-01", source=make_source())
    make_action(pact, first, ActionKind.WITHDRAWAL, "1960-02-01", effective_on="1961-02-01")
    make_action(pact, late, ActionKind.ACCESSION, "1970-05-05", source=make_source())
    make_action(pact, signer, on="1950-01-01", source=make_source())
    rebuild([pact.pk])
    return pact


def order(client, pact, sort: str) -> list[str]:
    answer = client.get(f"/treaties/{pact.slug}.json", {"sort": sort})
    return [line["name"] for line in answer.json()["participants"]]


def test_the_chart_is_sorted_by_what_the_address_asks(client):
    pact = make_pact()
    assert order(client, pact, "") == ["Alpha", "Beta", "Gamma"]
    assert order(client, pact, "since") == ["Beta", "Alpha", "Gamma"]
    assert order(client, pact, "-since") == ["Alpha", "Beta", "Gamma"]
    assert order(client, pact, "-name") == ["Gamma", "Beta", "Alpha"]
    assert order(client, pact, "from-nowhere") == ["Alpha", "Beta", "Gamma"]
    page = client.get("/treaties/pact/", {"sort": "since"}).content.decode()
    assert 'aria-sort="ascending"><a href="/treaties/pact/?sort=-since#chart"' in page
    assert page.index('<tr id="beta"') < page.index('<tr id="alpha"')


def test_a_former_party_is_told_with_the_time_for_which_it_was_one(client):
    make_pact()
    told = client.get("/treaties/pact.json").json()["participants"][1]
    assert (told["standing"], told["in_force_since"]) == ("former", "1950-02-01")
    assert told["in_force_until"] == "1961-02-01"
    early = client.get("/treaties/pact.json", {"as_at": "1955-01-01"}).json()["participants"][0]
    assert (early["standing"], early["in_force_until"]) == ("party", None)


def test_the_pictures_show_who_stands_where_and_name_whom_they_cannot(client):
    make_pact()
    assert client.get("/treaties/pact/").context["standings"] is None  # nobody has a place
    treaty = "/treaties/north-atlantic-treaty/"
    context = client.get(treaty, {"as_at": "2019-03-22"}).context
    assert context["standings"]["legend"] == [{"key": "party", "label": "Party", "number": 29}]
    drawn = context["standings"]["map"]
    assert len({shape.words for shape in drawn.shapes} | {dot.words for dot in drawn.dots}) == 29
    assert context["growth"]["highest"] == 29
    assert "Turkey: party" in {shape.words for shape in drawn.shapes}


def test_a_claim_about_an_act_marks_its_row_and_is_told(client):
    pact = make_pact()
    act = pact.actions.get(kind=ActionKind.ACCESSION)
    model, key = claim_key(act)
    Claim.objects.create(
        model=model, key=key, field="deposited_on", value="1970-05-06", source=make_source()
    )
    page = client.get("/treaties/pact/").content.decode()
    assert page.count('<a class="disputed" href="#disputed">') == 1
    assert "6 May 1970" in page


def test_the_line_of_a_treaty_is_walked_both_ways_and_ends(client):
    first, second, third, other = (
        make_treaty(concluded_on=str(year)) for year in range(1901, 1905)
    )
    for newer, older in ((second, first), (third, second), (first, third)):  # even in a circle
        TreatyRelation.objects.create(treaty=newer, kind="renews", other=older)
    TreatyRelation.objects.create(treaty=other, kind="complements", other=first)
    for one in (first, second, third):
        assert lineage(one) == [first, second, third]
    assert lineage(other) == [other]
    life = client.get("/treaties/norad-agreement-1981/").context["life"]
    assert len(life["lanes"]) == 11
    then = client.get("/treaties/norad-agreement-1981/", {"as_at": "1985-01-01"}).context["life"]
    assert len(then["lanes"]) == 6


def test_the_small_lists_take_one_query(django_assert_num_queries):
    treaty = make_treaty()
    treaty.titles.create(language="fr", title="Traité")
    treaty.texts.create(language="fr", is_authentic=True)
    treaty.texts.create(language="en", url="https://example.org/")
    treaty.citations.create(scheme="unts", value="1 UNTS 1")
    with django_assert_num_queries(1):
        found = particulars(treaty)
    assert found.titles == [{"language": "fr", "title": "Traité"}]
    assert [text["authentic"] for text in found.texts] == ["", "yes"]
    assert found.citations[0]["value"] == "1 UNTS 1"
    assert found.topics == found.alliances == found.protocols == []


def test_an_accession_protocol_is_told_among_the_protocols_and_not_once_more(client):
    pact, accession = make_pact(), make_treaty(slug="accession")
    other = make_treaty(slug="renewal")
    for treaty, kind in ((accession, "accession_protocol_to"), (other, "renews")):
        TreatyRelation.objects.create(treaty=treaty, other=pact, kind=kind)
    make_protocol(accession, amends=pact)
    page = client.get("/treaties/pact/").content.decode()
    assert page.count('href="/protocols/accession/"') == 1
    assert 'href="/treaties/accession/"' not in page
    assert page.count('href="/treaties/renewal/"') >= 1
    told = client.get("/treaties/pact.json").json()["relations"]
    assert {one["treaty"] for one in told} == {"accession", "renewal"}


def test_a_slider_moves_over_the_life_of_a_treaty(client):
    make_pact()
    page = client.get("/treaties/pact/?sort=name&as_at=1980-01-01").content.decode()
    today = timezone.localdate()
    assert f'min="1950" max="{today.year}" value="1980"' in page
    moved = client.get("/treaties/pact/?sort=name&as_at=1980-01-01&end_of=1955")
    assert (moved.status_code, moved["Location"]) == (
        302,
        "/treaties/pact/?sort=name&as_at=1955-12-31",
    )
    now = client.get(f"/treaties/pact/?as_at=1980-01-01&end_of={today.year}")
    assert now["Location"] == "/treaties/pact/"


@pytest.mark.parametrize(
    "year", ["", "0000", "55", "10000", "9" * 3000, "-1955", "١٩٥٥", "1955-01"]
)
def test_what_is_no_year_is_told(client, year):
    answer = client.get("/treaties/", {"end_of": year})
    assert answer.status_code == 400
    assert "end_of=1955" in answer.content.decode()


def test_languages_are_named_in_that_of_the_page(client):
    path = "/treaties/north-atlantic-treaty/"
    page = client.get(path).content.decode()
    assert ">English, as concluded</a>" in page
    assert "French, as concluded" in page
    in_french = client.get(f"/fr{path}").content.decode()
    assert ">Anglais, tel que conclu</a>" in in_french


def test_a_language_that_nobody_has_named_stays_its_code():
    assert language_words("xq") == "xq"


def test_a_day_that_a_clause_waits_for_is_said_in_the_language_of_the_page(client):
    """CTBT art. XIV(1)."""
    for path, words in (
        ("", "not before 24 September 1998"),
        ("/fr", "cette date\u00a0: 24 septembre 1998"),
    ):
        assert words in client.get(f"{path}/treaties/ctbt/").content.decode()


@pytest.mark.parametrize(
    ("votes", "words"),
    [
        ((116, 2, 5), "116 for, 2 against, 5 abstentions"),
        ((140, None, None), "140 for"),
        ((None, 0, 1), "0 against, 1 abstention"),
        ((None, None, None), ""),
    ],
)
def test_votes_at_home_are_told_by_what_they_count(client, votes, words):
    """A number that stands alone says nothing of which it is."""
    treaty, actor = make_treaty(), make_actor()
    protocol = make_protocol(treaty, make_treaty(), make_actor())
    make_action(treaty, actor, "signature")
    DomesticStep.objects.create(
        treaty=treaty,
        actor=actor,
        stage="parliament",
        outcome="approved",
        **dict(zip(("votes_for", "votes_against", "abstentions"), votes, strict=True)),
    )
    path = protocol.get_absolute_url()
    (step,) = client.get(f"{path.rstrip('/')}.json").json()["steps"][0]["domestic"]
    assert step["votes"] == dict(zip(("for", "against", "abstentions"), votes, strict=True))
    assert step["votes_label"] == words
    page = client.get(path).content.decode()
    assert (f'<span class="aside">{words}</span>' in page) == bool(words)
