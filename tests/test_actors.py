"""Actors and sources in public: the name of the day, standings, and what rests on a source."""

import re
from datetime import date

import pytest

from registry.choices import (
    ActionKind,
    ActorKind,
    Coverage,
    MembershipKind,
    SourceRank,
    SuccessionKind,
)
from registry.models import Actor, ActorName, Claim, Membership, Succession, Treaty
from registry.models.participation import rebuild
from tests.factories import make_action, make_actor, make_source, make_treaty
from tests.samples import make_alliance, make_mission, make_partnership, make_program, make_stop

pytestmark = pytest.mark.django_db

DAY = date(1960, 1, 1)


@pytest.fixture
def alba():
    return make_actor("Alba", since="1900", region="North", iso3="ALX")


def told(client, slug, day=DAY):
    answer = client.get(f"/actors/{slug}.json", {"as_at": day})
    assert answer.status_code == 200
    return answer.json()


def listed(client, day=DAY, **query):
    rows = client.get("/actors.json", {"as_at": day, **query}).json()["results"]
    return {row["slug"]: row for row in rows}


def test_the_name_is_the_name_of_the_day_with_the_current_one_beside_it(alba, client):
    """As with the former Yugoslav Republic of Macedonia, so called until February 2019."""
    ActorName.objects.create(actor=alba, name="Old Alba", official_name="Realm", until="1970")
    told_then, told_now = told(client, "alba"), told(client, "alba", date(1980, 1, 1))
    assert (told_then["name"], told_then["current_name"]) == ("Old Alba", "Alba")
    assert told_then["official_name"] == "Realm"
    assert told_then["names"][0]["until"] is None, "the change had not come yet"
    assert (told_now["name"], told_now["names"][0]["until"]) == ("Alba", "1970")
    page = client.get("/actors/alba/", {"as_at": DAY}).content.decode()
    assert "<h1>Old Alba</h1>" in page
    assert "<dt>Current name</dt><dd>Alba</dd>" in page


def test_an_official_name_of_other_days_is_not_passed_off_as_that_of_the_day(alba, client):
    """Iraq was a kingdom in 1955, and no official name of that time is on record."""
    Actor.objects.filter(pk=alba.pk).update(official_name="Republic of Alba")
    ActorName.objects.create(actor=alba, name="Old Alba", official_name="Realm", until="1930")
    aside = "none is recorded for this day"
    for day, name, is_of_the_day in (
        ("1920-01-01", "Realm", True),
        ("1960-01-01", "Republic of Alba", False),
    ):
        record = told(client, "alba", day)
        assert record["official_name"] == name
        assert record["official_name_is_of_the_day"] is is_of_the_day
        page = client.get("/actors/alba/", {"as_at": day}).content.decode()
        assert (aside in page) is not is_of_the_day
    assert aside not in client.get("/actors/alba/").content.decode()


def test_what_a_predecessor_did_under_its_name_has_a_page_before_the_actor_is_there(client):
    """The United Nations list Yemen, formed in 1990, as a member since 1947."""
    listed = client.get("/treaties/un-charter/?as_at=1955-12-31").content.decode()
    assert 'href="/actors/yemen/?as_at=1955-12-31"' in listed
    page = client.get("/actors/yemen/?as_at=1955-12-31")
    assert "Did not exist yet on this day" in page.content.decode()
    assert 'as_at=1945-12-31"' not in page.content.decode()
    (row,) = told(client, "yemen", "1955-12-31")["treaties"]
    assert (row["treaty"], row["since"]) == ("un-charter", "1947-09-30")
    for day in ("1947-09-29", "1946-01-01"):
        assert client.get(f"/actors/yemen/?as_at={day}").status_code == 404
    for day in ("1990-05-22", "2020-01-01"):
        page = client.get(f"/actors/yemen/?as_at={day}").content.decode()
        assert "Did not exist yet" not in page


def test_the_page_leads_to_each_of_its_parts_and_to_nothing_else(client):
    for actor in ("united-states", "australia", "hawaii-national-guard", "nato", "north-macedonia"):
        page = client.get(f"/actors/{actor}/").content.decode()
        nav = page.partition('<nav class="contents"')[2].partition("</nav>")[0]
        heads = re.findall(r'<h2 id="([^"]+)"', page)
        assert re.findall(r'href="#([^"]+)"', nav) == heads
        assert "treaties" in heads


def test_a_note_on_a_name_of_no_known_time_begins_without_a_stop(alba, client):
    ActorName.objects.create(actor=alba, name="Old Alba", until="1970", note="As it says.")
    page = client.get("/actors/alba/", {"as_at": DAY}).content.decode()
    assert '<span class="aside"><span lang="en">As it says.</span></span>' in page
    page = client.get("/actors/alba/").content.decode()
    assert '</time>. <span lang="en">As it says.</span></span>' in page


def test_a_name_of_later_days_is_not_told(alba, client):
    ActorName.objects.create(actor=alba, name="New Alba", since="1970")
    assert told(client, "alba")["names"] == []


def test_an_actor_is_found_by_a_name_it_no_longer_bears(alba, client):
    ActorName.objects.create(actor=alba, name="Old Albion", until="1910")
    assert set(listed(client, q="albion")) == {"alba"}


@pytest.mark.parametrize(
    ("q", "slug"),
    [
        ("turkiye", "turkiye"),
        ("TÜRKIYE", "turkiye"),
        ("cote d'ivoire", "cote-divoire"),
        ("zerlan", "switzerland"),  # a part of a word, as it is written
    ],
)
def test_an_actor_is_found_in_the_list_by_what_anybody_can_type(client, q, slug):
    assert slug in listed(client, date(2019, 3, 22), q=q)


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/signatories/?actor=", "Soviet Union"),
        ("/signatories/?actor=", "Yugoslavia"),
        ("/matrix/?actors=", "Turkey"),
        ("/matrix/?actors=", "Soviet Union, Türkiye"),
        ("/fr/matrix/?actors=", "Allemagne"),
        ("/fr/matrix/?actors=", "États-Unis"),
    ],
)
def test_a_name_names_the_one_actor_whose_last_name_it_is_or_who_alone_bore_it(client, path, name):
    assert client.get(path + name).context["complaints"] == []


def test_a_name_leads_to_the_pair_with_the_one_actor_whose_last_name_it_is(client):
    answer = client.get("/actors/france/and/", {"with": "Yugoslavia"})
    assert (answer.status_code, answer["Location"]) == (302, "/actors/france/and/yugoslavia/")


def test_the_soviet_union_is_one_actor_with_all_that_bound_it(client):
    """Russia continues it, and is no second party: of 1960 one page tells what bound it."""
    answer = client.get("/actors/poland/and/", {"with": "Soviet Union", "as_at": "1960-06-10"})
    assert answer["Location"].startswith("/actors/poland/and/russia/")
    rows = client.get("/actors/poland/and/russia.json", {"as_at": "1960-06-10"}).json()["treaties"]
    assert {"un-charter", "warsaw-treaty"} <= {row["treaty"] for row in rows}
    pact = client.get("/treaties/warsaw-treaty.json", {"as_at": "2000-01-01"}).json()
    assert len(pact["participants"]) == pact["counts"]["signatures"]["at_most"] == 8


def test_a_name_that_several_bore_and_none_bears_is_told_to_name_several(client):
    for name in ("Ruritania", "Graustark"):
        ActorName.objects.create(actor=make_actor(name), name="Old Realm", until="1900")
    told = client.get("/signatories/?actor=Old Realm").context["complaints"]
    assert told == ["Actor: “Old Realm” names several actors: Graustark, Ruritania."]
    assert "Atlantis" in client.get("/signatories/?actor=Atlantis").context["complaints"][0]


def test_the_list_is_narrowed_by_kind_and_region(alba, client):
    make_actor("Alba Guard", kind=ActorKind.SUBSTATE_BODY, parent=alba, region="North")
    assert set(listed(client, region="North")) == {"alba", "alba-guard"}
    rows = listed(client, region="North", kind="substate_body")
    assert rows["alba-guard"]["parent"] == "alba"


def test_an_actor_is_not_listed_or_opened_before_it_existed(alba, client):
    assert "alba" not in listed(client, date(1899, 12, 31), q="alba")
    answer = client.get("/actors/alba/", {"as_at": "1899-12-31"})
    assert answer.status_code == 404
    assert "This actor did not exist yet on 1899-12-31." in answer.content.decode()


def test_an_actor_that_is_no_more_keeps_its_page(alba, client):
    alba.until = "1950"
    alba.save()
    assert told(client, "alba")["existed"] == "no"
    assert "No longer existed" in client.get("/actors/alba/").content.decode()
    assert listed(client, q="alba")["alba"]["until"] == "1950"


def test_standings_are_those_of_the_day_with_their_reason_and_source(alba, client):
    treaty = make_treaty(slug="pact", stated_in_force_on="1955-01-01")
    make_action(treaty, alba, on="1950-01-01")
    make_action(
        treaty, alba, ActionKind.RATIFICATION, "1952-01-01", source=make_source(slug="gazette")
    )
    rebuild([treaty.pk])
    standings = {
        day: [row["standing"] for row in told(client, "alba", day)["treaties"]]
        for day in ("1949-12-31", "1951-01-01", "1953-01-01", "1955-01-01")
    }
    assert list(standings.values()) == [[], ["signatory"], ["contracting"], ["party"]]
    (row,) = told(client, "alba")["treaties"]
    assert (row["treaty"], row["since"], row["held"]) == ("pact", "1955-01-01", "yes")
    assert row["source"] == "gazette"
    assert row["reason"]


@pytest.fixture
def whole():
    """Let every act of every treaty that is here be on record."""
    Treaty.objects.update(coverage=Coverage.COMPLETE, covered_until=None)


def test_a_treaty_that_may_bind_is_counted_at_most(alba, client, whole):
    treaty = make_treaty(stated_in_force_on="1955-01-01")
    make_action(treaty, alba, ActionKind.ACCESSION, "1959/1961", effective_on="1959/1961")
    rebuild([treaty.pk])
    assert told(client, "alba")["counts"]["treaties"] == {"at_least": 0, "at_most": 1}
    assert listed(client, q="alba")["alba"]["treaties"] == {"at_least": 0, "at_most": 1}


@pytest.mark.parametrize(
    ("values", "at_most"),
    [
        ({}, 1),
        ({"coverage": Coverage.PARTIAL}, None),
        ({"covered_until": date(2010, 1, 1)}, None),
        ({"covered_until": date(2019, 3, 22)}, 1),
        ({"coverage": Coverage.PARTIAL, "ended_on": "1999", "end_ground": "expired"}, 1),
        ({"coverage": Coverage.PARTIAL, "concluded_on": "2020"}, 1),
    ],
)
def test_a_count_is_open_while_acts_under_any_treaty_of_the_day_are_missing(
    alba, client, whole, values, at_most
):
    """Who is not known to be a party to that treaty may be one."""
    guard = make_actor("Alban Guard", kind=ActorKind.SUBSTATE_BODY)
    gone = make_actor("Gondwana", until="1990-10-03")
    treaty = make_treaty(stated_in_force_on="1955-01-01")
    for actor in (alba, gone):
        make_action(treaty, actor, ActionKind.RATIFICATION, "1952-01-01")
    make_treaty(**values)
    rebuild([treaty.pk])
    wanted = {
        "alba": {"at_least": 1, "at_most": at_most},
        guard.slug: {"at_least": 0, "at_most": 0},  # is never a party to a treaty
        gone.slug: {"at_least": 0, "at_most": 0},
    }
    day = date(2019, 3, 22)
    rows = listed(client, day, q="alba") | listed(client, day, q="gondwana")
    for slug, count in wanted.items():
        assert told(client, slug, day)["counts"]["treaties"] == count, slug
        assert rows[slug]["treaties"] == count, slug


def test_whoever_consented_to_what_may_be_in_force_may_be_bound_by_it(alba, client, whole):
    treaty, other = make_treaty(), make_actor("Alban Isles")
    make_action(treaty, alba, ActionKind.RATIFICATION, "1952-01-01")
    make_action(treaty, other, on="1952-01-01")
    rebuild([treaty.pk])
    rows = listed(client, q="alba")
    for actor, at_most in ((alba, 1), (other, 0)):
        count = {"at_least": 0, "at_most": at_most}
        assert told(client, actor.slug)["counts"]["treaties"] == count
        assert rows[actor.slug]["treaties"] == count


def test_the_count_of_the_list_is_the_count_of_the_record(client):
    rows = listed(client, date(2019, 3, 22), q="united")
    assert len(rows) > 2
    for slug, row in rows.items():
        assert row["treaties"] == told(client, slug, "2019-03-22")["counts"]["treaties"], slug


def test_alliances_are_told_with_what_stands_beside(alba, client):
    league = make_alliance("league", make_treaty())
    for kind, since in ((MembershipKind.MEMBER, "1955"), (MembershipKind.SUSPENDED, "1958")):
        Membership.objects.create(alliance=league, actor=alba, kind=kind, since=since)
    (row,) = told(client, "alba")["alliances"]
    assert (row["alliance"], row["member"], row["since"]) == ("league", "yes", "1955")
    assert row["beside"] == ["Obligations suspended"]
    assert told(client, "alba", date(1954, 1, 1))["alliances"] == []


def test_partnerships_and_missions_are_told_with_the_part_played(alba, client):
    borea, program = make_actor("Borea"), make_program("scheme", since="1950")
    make_partnership(program, alba, borea, since="1955")
    mission = make_mission("voyage", program, since="1956")
    make_stop(mission, 1, borea, lead=alba)
    assert told(client, "alba")["partnerships"][0]["role"] == "lead"
    assert told(client, "borea")["partnerships"][0]["role"] == "partner"
    assert told(client, "alba")["missions"][0]["roles"] == ["lead"]
    assert told(client, "borea")["missions"][0]["roles"] == ["host"]
    early = told(client, "borea", date(1954, 1, 1))
    assert early["partnerships"] == early["missions"] == []


def test_successions_and_parts_are_told_once_they_had_come(alba, client):
    heir = make_actor("Heir", since="1955")
    make_actor("Alba Guard", parent=alba, kind=ActorKind.SUBSTATE_BODY)
    Succession.objects.create(
        predecessor=alba,
        successor=heir,
        kind=SuccessionKind.SEPARATES_FROM,
        happened_on="1955-01-01",
    )
    assert told(client, "alba", date(1954, 1, 1))["successions"] == []
    answer = told(client, "alba")
    assert answer["successions"][0]["successor"]["actor"] == "heir"
    assert [child["actor"] for child in answer["children"]] == ["alba-guard"]
    page = " ".join(client.get("/actors/alba/").content.decode().split())
    assert ">Heir</a> separates from <a" in page


def test_north_macedonia_bore_its_old_name_in_2018(client):
    then, now = (told(client, "north-macedonia", day) for day in ("2018-06-01", "2020-06-01"))
    assert then["name"] != now["name"] == then["current_name"] == "North Macedonia"


def test_a_source_tells_its_rank_and_how_many_facts_rest_on_it(client):
    source = make_source(slug="gazette", rank=SourceRank.GAZETTE, publisher="The Printer")
    actor = make_actor("Alba", source=source)
    treaty = make_treaty(source=source, in_force_source=source)
    make_action(treaty, actor, source=source)
    Claim.objects.create(model="actor", key="alba", field="since", value="1900", source=source)
    for query in ({"q": "printer"}, {"q": "gazette"}, {"rank": "gazette", "q": "Printer"}):
        rows = client.get("/sources.json", query).json()["results"]
        facts = {row["slug"]: row["facts"] for row in rows}
        assert facts["gazette"] == 5, query


def test_a_page_has_an_anchor_for_each_source(client):
    make_source(slug="gazette", title="Gazette")
    page = client.get("/sources/", {"q": "gazette"}).content.decode()
    assert '<tr id="gazette">' in page


def test_sources_are_listed_by_the_facts_that_rest_on_them(client):
    rows = client.get("/sources.json", {"sort": "-facts"}).json()["results"]
    facts = [row["facts"] for row in rows]
    assert facts == sorted(facts, reverse=True)
    assert facts[0] > 1


def test_a_fact_without_a_source_is_marked_unsourced(alba, client):
    assert told(client, "alba")["source"] is None
    assert 'class="unsourced"' in client.get("/actors/alba/").content.decode()


def test_a_disputed_fact_says_who_disputes_it(alba, client):
    rival = make_source(title="The Rival")
    Claim.objects.create(model="actor", key="alba", field="since", value="1901", source=rival)
    page = client.get("/actors/alba/").content.decode()
    assert "1901, says" in page
    assert "The Rival" in page


def test_sources_are_numbered_as_the_page_comes_to_them(client):
    page = client.get("/actors/north-macedonia/").content.decode()
    numbers = [int(number) for number in re.findall(r'href="#source-(\d+)"', page)]
    first = list(dict.fromkeys(numbers))
    assert len(first) > 5
    assert first == sorted(first)


def test_an_organization_leads_to_the_alliance_that_it_serves(client):
    told = client.get("/actors/nato.json").json()["serves"]
    assert [(one["alliance"], one["url"]) for one in told] == [("nato", "/alliances/nato/")]
    page = client.get("/fr/actors/nato/", {"as_at": "2019-03-22"}).content.decode()
    assert ('<a href="/fr/alliances/nato/?as_at=2019-03-22">Organisation du Traité de') in page
    assert client.get("/actors/france.json").json()["serves"] == []
    bureau = make_actor("Bureau", kind=ActorKind.ORGANIZATION)
    make_alliance("league", make_treaty(concluded_on="1950-01-01"), organization=bureau)
    for day, number in (("1949-12-31", 0), ("1950-01-01", 1)):
        told = client.get("/actors/bureau.json", {"as_at": day}).json()["serves"]
        assert len(told) == number


def test_a_candidate_leads_to_the_protocol_that_would_let_it_join(client):
    for day, in_force_on in (("2019-03-22", None), ("2020-03-27", "2020-03-19")):
        told = client.get("/actors/north-macedonia.json", {"as_at": day}).json()["candidacies"]
        assert [(one["protocol"], one["amends"]) for one in told] == [
            ("north-macedonia-accession-protocol", "north-atlantic-treaty")
        ]
        assert told[0]["in_force_on"] == in_force_on
    page = client.get("/actors/north-macedonia/", {"as_at": "2019-03-22"}).content.decode()
    assert 'href="/protocols/north-macedonia-accession-protocol/?as_at=2019-03-22"' in page
    assert "not in force on this day" in page
    before = client.get("/actors/north-macedonia.json", {"as_at": "2019-02-05"}).json()
    assert before["candidacies"] == client.get("/actors/france.json").json()["candidacies"] == []
