"""What the dated facts rest on: counted by rank, listed where no source or several speak."""

import re
from collections import Counter

import pytest
from django.apps import apps

from registry.choices import SourceRank
from registry.dates import UncertainDateField
from registry.models import Claim, Record, Treaty, claim_key
from registry.models.sources import Sourced
from registry.queries.disputed import disputed
from registry.queries.facts import KINDS, coverage
from tests.factories import make_action, make_actor, make_source, make_treaty

pytestmark = pytest.mark.django_db


def listed(client, page, **query):
    return client.get(f"/sources/{page}.json", query).json()["results"]


def test_every_model_whose_facts_are_dated_and_sourced_is_a_kind():
    dated = {
        model
        for model in apps.get_models()
        if issubclass(model, Sourced)
        and any(isinstance(field, UncertainDateField) for field in model._meta.local_fields)
    }
    assert {kind.model for kind in KINDS.values()} == dated
    named = {day for kind in KINDS.values() if kind.model is Treaty for day in kind.dates}
    assert named == {
        field.name for field in Treaty._meta.local_fields if isinstance(field, UncertainDateField)
    }


@pytest.fixture
def act():
    return make_action(make_treaty(title="Treaty of Zedland"), make_actor("Zedland"), on="1951")


def test_a_dated_fact_is_listed_as_unsourced_until_it_names_a_source(client, act):
    (row,) = listed(client, "unsourced", q="Zedland", kind="treatyaction")
    assert row["slug"] == "|".join(("treatyaction", *map(str, act.natural_key())))
    assert (row["subject"], row["detail"], row["day"]) == ("Treaty of Zedland", "Zedland", "1951")
    assert row["url"] == act.treaty.get_absolute_url()
    act.source = make_source()
    act.save()
    assert not listed(client, "unsourced", q="Zedland", kind="treatyaction")


def test_a_fact_without_a_date_is_not_missed(client, act):
    type(act).objects.filter(pk=act.pk).update(deposited_on="")
    assert not listed(client, "unsourced", q="Zedland", kind="treatyaction")


def test_an_entry_into_force_and_an_end_have_sources_of_their_own(client, act):
    treaty = act.treaty
    treaty.source = make_source()
    treaty.stated_in_force_on, treaty.ended_on, treaty.end_ground = "1952", "1960", "expired"
    treaty.in_force_source = treaty.source
    treaty.save()
    found = {(row["kind"], row["day"]) for row in listed(client, "unsourced", q="Zedland")}
    assert ("end", "1960") in found
    assert not [kind for kind, _ in found if kind in ("treaty", "entry_into_force")]


def test_dated_facts_are_counted_by_the_rank_of_their_source(act):
    def acts():
        return next(row for row in coverage() if row["kind"] == "treatyaction")

    before = acts()
    act.source = make_source(rank=SourceRank.GAZETTE)
    act.save()
    after, gazette = acts(), SourceRank.values.index("gazette")
    assert after["facts"] == before["facts"]
    assert after["unsourced"] == before["unsourced"] - 1
    assert after["ranks"][gazette] == before["ranks"][gazette] + 1
    assert all(row["facts"] == row["unsourced"] + sum(row["ranks"]) for row in coverage())


def test_the_data_page_says_how_many_facts_are_unsourced_and_disputed(client, act):
    page = client.get("/data/").content.decode()
    rows = coverage()
    for number in (sum(row["facts"] for row in rows), sum(row["unsourced"] for row in rows)):
        assert f"<b>{number:,}</b>" in page
    assert f"<b>{Claim.objects.count()}</b> claims" in page
    assert 'href="/sources/unsourced/"' in page
    assert 'href="/sources/disputed/"' in page


def test_a_claim_stands_beside_what_the_record_holds(client, act):
    model, key = claim_key(act)
    source = make_source(title="The Zedland Herald")
    claim = {"model": model, "key": key, "field": "deposited_on"}
    Claim.objects.create(**claim, value="1953-02-01", source=source, note="A misprint?")
    (row,) = listed(client, "disputed", q="Zedland Herald")
    assert (row["held"], row["value"], row["source"]) == ("1951", "1953-02-01", source.slug)
    assert row["url"] == act.treaty.get_absolute_url()
    assert (row["record"], row["part"]) == ("Treaty of Zedland", "Zedland, signature")
    page = client.get("/sources/disputed/", {"q": "Zedland Herald"}).content.decode()
    assert "1 February 1953" in page
    assert "A misprint?" in page


@pytest.mark.parametrize(
    ("model", "key"),
    [
        ("treatyaction", "nothing|nobody|signature|1"),
        ("treatyaction", "nothing|nobody|signature|first"),
        ("treatyaction", "nothing at all"),
        ("actorname", "nobody|Nobody|yesterday"),
        ("galaxy", "andromeda"),
    ],
)
def test_a_claim_about_a_record_that_is_not_there_is_still_listed(client, model, key):
    source = make_source(title="The Zedland Herald")
    Claim.objects.create(model=model, key=key, field="since", value="1950", source=source)
    (row,) = listed(client, "disputed", q="Zedland Herald")
    assert (row["held"], row["url"]) == (None, "")


@pytest.mark.parametrize("page", ["unsourced", "disputed"])
def test_the_queries_of_these_lists_do_not_grow_with_their_rows(
    client, page, django_assert_max_num_queries, remembering
):
    assert len(listed(client, page)) == 50
    with django_assert_max_num_queries(10):
        client.get(f"/sources/{page}/")


def nouns():
    models = apps.get_app_config("registry").get_models()
    return [model for model in models if issubclass(model, Record) and model is not Claim]


def test_records_of_every_kind_are_fetched_in_one_question_as_they_stand(
    django_assert_num_queries,
):
    rows = [row for noun in nouns() for row in noun.objects.order_by("pk")[:2]]
    assert len({type(row) for row in rows}) > 25
    claims = [Claim(model=model, key=key) for model, key in map(claim_key, rows)]
    with django_assert_num_queries(1):
        found = disputed(claims)
    for row in rows:
        same = found[claim_key(row)]
        assert (type(same), values_of(same)) == (type(row), values_of(row))


def values_of(row):
    return {column.attname: getattr(row, column.attname) for column in row._meta.concrete_fields}


@pytest.mark.parametrize(
    ("path", "is_timeless"),
    [
        ("/sources/", True),
        ("/sources/unsourced/", True),
        ("/sources/disputed/", True),
        ("/glossary/", True),
        ("/data/", True),
        ("/treaties/", False),
        ("/changes/", False),
    ],
)
def test_a_page_that_is_the_same_for_every_day_does_not_claim_to_tell_of_one(
    client, path, is_timeless
):
    page = client.get(path, {"as_at": "1955-05-09"}).content.decode()
    assert ("What this page lists is the same for every day." in page) == is_timeless
    assert ("This page tells what held on that day" in page) != is_timeless
    assert ("1 year earlier" in page) != is_timeless
    title = page.partition("<title>")[2].partition("</title>")[0]
    assert ("as at" in title) != is_timeless
    if "</strong> found" in page:
        assert ("</strong> found as at" in page) != is_timeless


@pytest.mark.parametrize(
    ("path", "day"),
    [
        ("/sources/unsourced/", "1786-07-01"),
        ("/sources/disputed/", "1786-07-01"),
        ("/sources/disputed/", "2019-03-22"),
        ("/partnerships/", "1949-04-04"),
        ("/alliances/nato/", "1949-04-04"),
    ],
)
def test_no_record_is_linked_on_a_day_before_it_was_there(client, path, day):
    page = client.get(path, {"as_at": day})
    content = page.content.decode()
    nouns = "actors|treaties|alliances"
    links = set(re.findall(rf'href="(/(?:{nouns})/[^"/]+/(?:\?as_at={day})?)"', content))
    assert links
    for link in links:
        assert client.get(link).status_code == 200, link


@pytest.mark.parametrize("path", ["/", "/glossary/", "/data/", "/treaties/", "/treaties/ctbt/"])
def test_no_two_parts_of_a_page_have_one_name(client, path):
    names = Counter(re.findall(r' id="([^"]*)"', client.get(path).content.decode()))
    assert [name for name, number in names.items() if number > 1] == []


@pytest.mark.parametrize(
    ("path", "day", "steps"),
    [
        ("/alliances/nato/", "1955-05-09", {"1954-05-09", "1956-05-09", "1965-05-09"}),
        ("/treaties/north-atlantic-treaty/", "1949-04-04", {"1950-04-04", "1959-04-04"}),
        ("/actors/france/and/nato/", "1950-01-01", {"1951-01-01", "1960-01-01"}),
        ("/treaties/", "1955-05-09", {"1945-05-09", "1954-05-09", "1956-05-09", "1965-05-09"}),
    ],
)
def test_no_step_of_years_leads_to_a_day_on_which_a_record_was_not_there(client, path, day, steps):
    page = client.get(path, {"as_at": day}).content.decode()
    nav = page.partition("steps-of-years")[2].partition("</nav>")[0]
    assert set(re.findall(r"as_at=([0-9-]+)", nav)) == steps


def test_a_disputed_fact_is_named_by_a_noun(client):
    page = client.get("/sources/disputed/", {"kind": "domesticstep"}).content.decode()
    assert "Date of the event" in page
    assert "Happened" not in page
