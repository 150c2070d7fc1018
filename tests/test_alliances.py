"""Alliances in public: who is a member on a day, why, and what stands beside."""

from datetime import date

import pytest

from registry.choices import ActionKind, Coverage, MembershipKind, ObligationKind
from registry.dates import Answer, Count
from registry.models import Actor, Alliance, AllianceName, Membership, Obligation, Treaty
from registry.models.participation import rebuild
from registry.queries.members import History, alliances_of, joined_by, roll
from registry.queries.memberships import member_spells
from tests.factories import make_action, make_actor, make_clause, make_source, make_treaty
from tests.samples import make_alliance

pytestmark = pytest.mark.django_db

DAY = date(1960, 1, 1)


@pytest.fixture
def league():
    """An alliance of Alba and Borea, whose treaty is in force since 1 June 1950."""
    treaty = make_treaty(
        slug="covenant", stated_in_force_on="1950-06-01", coverage=Coverage.COMPLETE
    )
    source = make_source(slug="gazette")
    for name in ("Alba", "Borea"):
        make_action(treaty, make_actor(name), ActionKind.RATIFICATION, "1950-05-01", source=source)
    rebuild([treaty.pk])
    return make_alliance("league", treaty, since="1950-06-01", abbreviation="LGE")


def join(alliance, name, on, **values):
    actor = make_actor(name)
    make_action(alliance.treaty, actor, ActionKind.ACCESSION, on, effective_on=on, **values)
    rebuild([alliance.treaty_id])
    return actor


def spell(alliance, name, kind=MembershipKind.MEMBER, **values):
    actor = Actor.objects.filter(name=name).first() or make_actor(name)
    return Membership.objects.create(alliance=alliance, actor=actor, kind=kind, **values)


def told(client, alliance, day=DAY):
    answer = client.get(f"/alliances/{alliance.slug}.json", {"as_at": day})
    assert answer.status_code == 200
    return answer.json()


def names(alliance, day=DAY):
    return {member.actor.name: member.answer for member in roll(alliance, day).members}


def test_the_parties_of_the_founding_treaty_are_the_members(league):
    assert names(league) == {"Alba": Answer.YES, "Borea": Answer.YES}


def test_the_abbreviation_of_a_later_name_is_not_told(league, client):
    """In 1955 there was a Baghdad Pact, and no CENTO."""
    AllianceName.objects.create(alliance=league, name="Old League", until="1955-01-01")
    for day, name, short in (
        ("1952-01-01", "Old League", ""),
        ("1960-01-01", league.name, "LGE"),
    ):
        rows = client.get("/alliances.json", {"as_at": day}).json()["results"]
        (row,) = [row for row in rows if row["slug"] == "league"]
        (own,) = client.get("/actors/alba.json", {"as_at": day}).json()["alliances"]
        (pair,) = client.get("/actors/alba/and/borea.json", {"as_at": day}).json()["alliances"]
        for record in (told(client, league, day), row, own, pair):
            assert (record["name"], record["abbreviation"]) == (name, short)
        treaty = client.get(f"/treaties/{league.treaty.slug}.json", {"as_at": day}).json()
        assert [one["name"] for one in treaty["alliances"]] == [short or name]
        choices = client.get("/matrix/", {"as_at": day}).content.decode()
        assert f'<option value="league">{short or name}</option>' in choices


def test_who_signed_what_may_be_in_force_may_be_a_member(client):
    """All acts are on record, but neither a clause nor a date tells of an entry into force."""
    treaty = make_treaty()
    make_action(treaty, make_actor("Alba"), on="1950-01-01")
    rebuild([treaty.pk])
    pact = make_alliance("pact", treaty)
    open_count = {"at_least": 0, "at_most": None}
    assert told(client, pact)["counts"]["members"] == open_count
    record = client.get(f"/treaties/{treaty.slug}.json", {"as_at": DAY}).json()
    assert record["counts"]["parties"] == open_count
    rows = client.get("/alliances.json", {"as_at": DAY}).json()["results"]
    assert [row["members"] for row in rows if row["slug"] == "pact"] == [open_count]

    spell(pact, "Alba", since="1950-01-01")  # its own word for it is enough
    assert told(client, pact)["counts"]["members"] == {"at_least": 1, "at_most": 1}


def test_a_signatory_is_no_member(league):
    make_action(league.treaty, make_actor("Cisalpia"), on="1950-01-01")
    rebuild([league.treaty_id])
    assert "Cisalpia" not in names(league)


def test_an_alliance_has_no_member_before_its_treaty_is_in_force(league):
    assert names(league, date(1950, 5, 31)) == {}
    assert roll(league, date(1950, 5, 31)).count == Count(0, 0)
    assert roll(league, date(1950, 6, 1)).count == Count(2, 2)


def test_a_later_joiner_is_a_member_from_its_day(league):
    join(league, "Cisalpia", "1955-03-27")
    assert "Cisalpia" not in names(league, date(1955, 3, 26))
    assert names(league, date(1955, 3, 27))["Cisalpia"] is Answer.YES


def test_a_member_known_only_by_bounds_is_counted_at_most(league):
    join(league, "Cisalpia", "1959/1961")
    assert names(league)["Cisalpia"] is Answer.NOT_KNOWN
    assert roll(league, DAY).count == Count(2, 3)


def test_a_spell_of_the_alliance_replaces_what_the_treaty_says_of_its_actor_alone(league):
    spell(league, "Borea", since="1952", until="1954")
    assert names(league) == {"Alba": Answer.YES}
    assert names(league, date(1953, 6, 1)) == {"Alba": Answer.YES, "Borea": Answer.YES}


def test_a_second_spell_brings_a_member_back(league):
    spell(league, "Borea", since="1950", until="1952", number=1)
    spell(league, "Borea", since="1958", number=2)
    assert set(names(league, date(1955, 1, 1))) == {"Alba"}
    assert names(league)["Borea"] is Answer.YES


def test_a_spell_of_another_kind_stands_beside_membership(league, client):
    spell(league, "Borea", MembershipKind.OUTSIDE_COMMAND, since="1955", until="1970")
    borea = told(client, league)["members"][1]
    assert (borea["actor"], borea["member"]) == ("borea", "yes")
    assert [aside["kind"] for aside in borea["asides"]] == ["outside_command"]
    assert borea["asides"][0]["until"] is None, "the end was not known yet"
    assert told(client, league, date(1971, 1, 1))["members"][1]["asides"] == []


def test_an_associate_is_told_beside_the_members_and_not_counted(league, client):
    spell(league, "Cisalpia", MembershipKind.ASSOCIATE)
    answer = told(client, league)
    assert [row["actor"] for row in answer["beside"]] == ["cisalpia"]
    assert answer["counts"]["members"] == {"at_least": 2, "at_most": 2}


@pytest.mark.parametrize(
    ("since", "day", "answer"),
    [
        ("1951-01-01", "1950-12-31", None),
        ("1951-01-01", "1951-01-01", Answer.YES),
        ("1951", "1951-06-01", Answer.NOT_KNOWN),
        # Without a day of its own, the alliance is as old as its treaty, of 1 January 1950.
        ("", "1949-12-31", None),
        ("", "1950-01-01", Answer.YES),
    ],
)
def test_an_undated_spell_does_not_reach_back_before_the_alliance(league, since, day, answer):
    league.since, day = since, date.fromisoformat(day)
    league.save()
    spell(league, "Cisalpia")
    spell(league, "Delphia", MembershipKind.ASSOCIATE)
    asides = {spell.actor.name: spell.held(day) for spell in roll(league, day).asides}
    assert (names(league, day).get("Cisalpia"), asides.get("Delphia")) == (answer, answer)


def test_the_picture_shows_no_undated_member_before_the_alliance(league):
    spell(league, "Cisalpia")
    drawn = [
        [one.actor.name for one in member_spells(History(league), day)]
        for day in (date(1950, 5, 31), date(1950, 6, 1))
    ]
    assert drawn == [[], ["Alba", "Borea", "Cisalpia"]]


def test_an_alliance_that_has_ended_has_no_members(league):
    league.until = "1959-06-30"
    league.save()
    assert names(league, date(1959, 6, 29)).keys() == {"Alba", "Borea"}
    assert roll(league, DAY).count == Count(0, 0)


def test_no_membership_is_drawn_beyond_the_end_of_the_alliance(league):
    """The Western Union ended in 1955, and the Brussels Treaty that founded it in 2011."""
    join(league, "Cisalpia", "1957-01-01")
    spell(league, "Dorado", since="1951", until="1990")
    league.treaty.ended_on, league.treaty.end_ground = "1970-01-01", "expired"
    league.treaty.save()
    rebuild([league.treaty_id])
    league.until = "1955-05-06"
    league.save()
    drawn = {
        one.actor.name: [str(until) for _, until in one.member]
        for one in member_spells(History(league), date(1980, 1, 1))
    }
    assert set(drawn) == {"Alba", "Borea", "Dorado"}
    assert list(drawn.values()) == [["1955-05-06"]] * 3


def test_members_are_only_at_least_so_many_where_not_every_act_is_on_record(league):
    league.treaty.coverage = Coverage.PARTIAL
    league.treaty.save()
    assert roll(league, DAY).count == Count(2, None)


def test_an_alliance_told_by_its_own_spells_alone_is_counted_as_they_stand(league):
    league.treaty.coverage = Coverage.PARTIAL
    league.treaty.save()
    for name in ("Alba", "Borea"):
        spell(league, name, since="1950")
    assert roll(league, DAY).count == Count(2, 2)


def test_a_member_says_why_and_from_which_source(league, client):
    alba = told(client, league)["members"][0]
    assert alba["since"] == "1950-06-01"
    assert alba["source"] == "gazette"
    assert alba["reason"]


def test_an_exit_is_told_once_it_was_notified_and_not_before(league, client):
    action = league.treaty.actions.get(actor__name="Borea")
    make_action(
        league.treaty,
        action.actor,
        ActionKind.WITHDRAWAL,
        "1959-01-01",
        effective_on="1962-01-01",
    )
    rebuild([league.treaty_id])
    assert told(client, league, date(1958, 12, 31))["members"][1]["until"] is None
    assert told(client, league)["members"][1]["until"] == "1962-01-01"
    assert [row["actor"] for row in told(client, league, "1962-01-01")["members"]] == ["alba"]


def test_the_alliances_of_an_actor_are_those_in_which_it_is_called(league):
    other = make_alliance("other", make_treaty())
    cisalpia = spell(other, "Cisalpia", since="1955").actor
    alba = league.treaty.actions.get(actor__name="Alba").actor
    assert [(one.slug, len(called.members)) for one, called in alliances_of(alba, DAY)] == [
        ("league", 1)
    ]
    assert [one.slug for one, _ in alliances_of(cisalpia, DAY)] == ["other"]
    assert alliances_of(cisalpia, date(1954, 1, 1)) == []


@pytest.mark.parametrize("day", [date(1949, 4, 4), DAY, date(1966, 7, 1), date(2019, 3, 22)])
def test_the_database_tells_the_alliances_of_an_actor_as_their_rolls_do(league, day, every):
    spell(league, "Borea", since="1950-06-01", until="1955")
    make_alliance("old", league.treaty, until="../1959")
    for since in ("", "1949-01-01", "1949/1960", "1966-07-01", "1970"):
        own = make_alliance(f"of-{since}".strip("-").replace("/", "-"), make_treaty(), since=since)
        spell(own, "Cisalpia")
    for actor in list(Actor.objects.order_by("pk"))[::-every]:
        called = {one.slug for one, called in alliances_of(actor, day) if called.members}
        found = Alliance.objects.filter(joined_by(actor, day))
        assert {alliance.slug for alliance in found} == called, actor


def test_the_name_is_the_name_of_the_day(league, client):
    AllianceName.objects.create(alliance=league, name="Old League", until="1955")
    assert told(client, league, date(1954, 1, 1))["name"] == "Old League"
    assert told(client, league)["name"] == "League"
    page = client.get("/alliances/league/", {"as_at": "1954-01-01"}).content.decode()
    assert "<h1>Old League</h1>" in page


def test_the_page_opens_with_the_treaty_and_not_before(league, client):
    assert told(client, league, date(1950, 1, 1))["counts"]["members"]["at_least"] == 0
    answer = client.get("/alliances/league/", {"as_at": "1949-12-31"})
    assert answer.status_code == 404
    assert "did not exist yet on 1949-12-31" in answer.content.decode()


def test_the_day_on_which_it_began_is_not_told_before(league, client):
    for day, since in (("1950-05-31", None), ("1950-06-01", "1950-06-01")):
        row = next(
            row
            for row in client.get("/alliances.json", {"as_at": day}).json()["results"]
            if row["slug"] == "league"
        )
        assert (told(client, league, day)["since"], row["since"]) == (since, since)


def test_what_is_not_meant_to_bind_is_not_said_to_be_in_force_or_owed(league, client):
    Obligation.objects.create(alliance=league, kind=ObligationKind.CONSULTATION)
    binding = client.get("/alliances/league/").content.decode()
    assert ("Owed by" in binding, "entry into force" in binding) == (True, True)
    Treaty.objects.filter(pk=league.treaty_id).update(is_binding=False)
    page = client.get("/alliances/league/", {"as_at": "1960-01-01"}).content.decode()
    for words in ("In force", "entry into force", "ounding treaty", "Owed", "Obligations"):
        assert words not in page
    for words in ("Not meant to bind; taking effect: <", "Undertaken by every member towards"):
        assert words in page
    record = client.get(f"/treaties/{league.treaty.slug}/").content.decode()
    assert "a party takes part without being bound" in record
    early = client.get("/alliances/league/", {"as_at": "1950-05-15"}).content.decode()
    assert "founding arrangement had been made, and had not taken effect" in early
    rows = client.get("/alliances/").content.decode().split("<tr>")
    said = {
        row.partition("/alliances/")[2].partition("/")[0]
        for row in rows
        if "not meant to bind<" in row
    }
    assert said == {"league", "fpda"}


def test_what_has_ended_takes_no_members(league, client):
    Alliance.objects.filter(pk=league.pk).update(is_open=True, opening="Whoever asks (Article 9)")
    league.refresh_from_db()
    league.until = "1970-01-01"
    league.save()
    for day, taking, opening in (
        ("1969-12-31", "yes", "Whoever asks (Article 9)"),
        ("1970-01-01", "no", ""),
    ):
        record = told(client, league, day)
        assert (record["is_open"], record["opening"]) == (taking == "yes", opening)
        for value in ("yes", "no"):
            answer = client.get("/alliances.json", {"as_at": day, "open": value}).json()
            rows = {row["slug"]: row["is_open"] for row in answer["results"]}
            assert ("league" in rows) == (value == taking), (day, value)
            assert set(rows.values()) <= {value == "yes"}


def test_the_list_is_narrowed_by_member_and_by_an_old_name(league, client):
    AllianceName.objects.create(alliance=league, name="Zollverein of Old", until="1955")
    for query in ({"party": "alba"}, {"q": "zollverein"}, {"q": "lge"}):
        rows = client.get("/alliances.json", {"as_at": DAY, **query}).json()["results"]
        assert "league" in [row["slug"] for row in rows], query
    rows = client.get("/alliances.json", {"as_at": "1950-05-31", "party": "alba"}).json()
    assert rows["count"] == 0


def test_the_united_states_were_no_associate_of_an_alliance_to_come(client):
    rows = {
        day: client.get("/actors/united-states.json", {"as_at": day}).json()["alliances"]
        for day in ("1930-01-01", "1956-01-01", "1980-01-01")
    }
    beside = {
        day: [row["beside"] for row in told if row["alliance"] == "cento"]
        for day, told in rows.items()
    }
    assert list(beside.values()) == [[], [["Associate"]], []]


def test_obligations_suspended_leave_a_member_a_member(league):
    spell(league, "Borea", MembershipKind.SUSPENDED, since="1952")
    assert names(league)["Borea"] is Answer.YES


def test_a_clause_that_is_not_met_makes_no_members():
    treaty = make_treaty(coverage=Coverage.COMPLETE)
    make_clause(treaty, {"kind": "count", "number": 3})
    make_action(treaty, make_actor(), ActionKind.RATIFICATION, "1950-05-01")
    rebuild([treaty.pk])
    assert roll(make_alliance("hope", treaty), DAY).count == Count(0, 0)


@pytest.mark.parametrize(
    ("day", "members"),
    [
        ("1949-08-23", 0),
        ("1949-08-24", 12),
        ("2019-03-22", 29),
        ("2020-03-26", 29),
        ("2020-03-27", 30),
        (None, 32),
    ],
)
def test_nato_has_as_many_members_as_it_had(client, day, members):
    answer = client.get("/alliances/nato.json", {"as_at": day} if day else {}).json()
    assert answer["counts"]["members"] == {"at_least": members, "at_most": members}
    assert len(answer["members"]) == members


def test_north_macedonia_joined_by_its_accession(client):
    answer = client.get("/alliances/nato.json", {"as_at": "2020-03-27"}).json()
    row = next(row for row in answer["members"] if row["actor"] == "north-macedonia")
    assert (row["since"], row["member"]) == ("2020-03-27", "yes")
    slugs = [protocol["slug"] for protocol in answer["protocols"]]
    assert "north-macedonia-accession-protocol" in slugs


def test_new_zealand_is_still_an_anzus_member(client):
    answer = client.get("/alliances/anzus.json").json()
    row = next(row for row in answer["members"] if row["actor"] == "new-zealand")
    assert row["member"] == "yes"
    assert row["asides"][0]["kind"] == "suspended"
