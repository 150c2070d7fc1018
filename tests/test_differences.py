from datetime import date

import pytest

from registry.choices import ActionKind, MembershipKind, TreatyStatus
from registry.models import Alliance, Treaty
from registry.models.participation import rebuild
from registry.queries.differences import alliance_differences, treaty_differences
from registry.queries.members import History
from tests.factories import make_action, make_actor, make_source, make_treaty
from tests.samples import make_alliance

pytestmark = pytest.mark.django_db

MARCH_2019, TODAY = date(2019, 3, 22), date(2026, 1, 1)


def kinds(found) -> dict[str, str]:
    return {change.actor.slug: change.kind for change in found.changes}


def fetch(slug: str) -> Treaty:
    return Treaty.objects.select_related("force").get(slug=slug)


def test_who_joined_the_north_atlantic_treaty_since_a_day_is_told_with_reason_and_source():
    found = treaty_differences(fetch("north-atlantic-treaty"), MARCH_2019, TODAY)
    assert kinds(found) == {"north-macedonia": "joined", "finland": "joined", "sweden": "joined"}
    macedonia = next(one for one in found.changes if one.actor.slug == "north-macedonia")
    assert (macedonia.before, macedonia.after, str(macedonia.on)) == ("", "party", "2020-03-27")
    assert "accession" in macedonia.reason
    assert macedonia.source
    assert found.status_before.kind == found.status_after.kind == TreatyStatus.IN_FORCE


def test_the_order_of_the_two_days_does_not_matter():
    treaty = fetch("north-atlantic-treaty")
    assert treaty_differences(treaty, MARCH_2019, TODAY) == treaty_differences(
        treaty, TODAY, MARCH_2019
    )


def test_an_alliance_tells_its_new_members():
    nato = Alliance.objects.select_related("treaty__force").get(slug="nato")
    found = alliance_differences(History(nato), date(1999, 1, 1), MARCH_2019)
    assert set(kinds(found).values()) == {"joined"}
    assert len(found.changes) == 29 - 16


def test_leaving_signing_and_entering_into_force_are_told():
    treaty = make_treaty(stated_in_force_on="1995-01-01", concluded_on="1990-01-01")
    told_by = make_source()
    for name, kind, on in (
        ("Leaver", ActionKind.RATIFICATION, "1991-01-01"),
        ("Signer", ActionKind.SIGNATURE, "1996-01-01"),
        ("Same", ActionKind.RATIFICATION, "1991-01-01"),
        ("Doubtful", ActionKind.RATIFICATION, "1999/2003"),
    ):
        make_action(treaty, make_actor(name), kind, on)
    leaver = treaty.actions.get(actor__slug="leaver").actor
    make_action(
        treaty,
        leaver,
        ActionKind.WITHDRAWAL,
        "1998-01-01",
        effective_on="1999-01-01",
        source=told_by,
    )
    rebuild([treaty.pk])
    treaty = fetch(treaty.slug)
    found = treaty_differences(treaty, date(1996, 6, 1), date(2000, 1, 1))
    assert kinds(found) == {"leaver": "left", "doubtful": "changed"}
    (left,) = [one for one in found.changes if one.kind == "left"]
    assert (left.before, left.after) == ("party", "former party")
    early = treaty_differences(treaty, date(1992, 1, 1), date(1996, 6, 1))
    assert kinds(early) == {"leaver": "joined", "same": "joined", "signer": "changed"}
    assert early.status_before.kind != early.status_after.kind == TreatyStatus.IN_FORCE


@pytest.mark.parametrize("path", ["/treaties/north-atlantic-treaty", "/alliances/nato"])
def test_a_record_compares_two_days_on_its_page_and_as_data(client, path):
    query = {"as_at": "2026-01-01", "compare": "2019-03-22"}
    told = client.get(f"{path}.json", query).json()["differences"]
    assert (told["earlier"], told["later"]) == ("2019-03-22", "2026-01-01")
    assert (told["joined"], told["left"], told["changed"]) == (3, 0, 0)
    assert [one["actor"] for one in told["changes"]] == ["finland", "north-macedonia", "sweden"]
    assert all(one["source"] for one in told["changes"])
    page = client.get(f"{path}/", query).content.decode()
    assert "What changed between 22 March 2019 and 1 January 2026" in page
    assert "3 joined, 0 left, 0 changed in another way" in page
    assert client.get(f"{path}.json").json()["differences"] is None
    same = client.get(f"{path}/", query | {"compare": "2026-01-01"}).content.decode()
    assert "Nobody joined, left or moved between these days." in same


@pytest.mark.parametrize("path", ["/treaties/north-atlantic-treaty/", "/alliances/nato.json"])
def test_a_day_of_comparison_that_is_none_is_refused(client, path):
    answer = client.get(path, {"compare": "yesterday"})
    assert answer.status_code == 400
    assert "compare=2019-03-22" in answer.getvalue().decode()


def test_who_left_an_alliance_is_told_with_the_day_the_act_and_its_own_source():
    treaty = make_treaty(stated_in_force_on="1950-06-01")
    leaver, bailed, joined_by, left_by = (
        make_actor("Leaver"),
        make_actor("Bailed"),
        *(make_source(slug=slug) for slug in ("joining", "leaving")),
    )
    for actor in (leaver, bailed):
        make_action(treaty, actor, ActionKind.RATIFICATION, "1950-05-01", source=joined_by)
    make_action(
        treaty,
        leaver,
        ActionKind.WITHDRAWAL,
        "1958-01-01",
        effective_on="1959-01-01",
        source=left_by,
        pinpoint="p. 4",
    )
    rebuild([treaty.pk])
    league = make_alliance("league", treaty, since="1950-06-01", until="1970-01-01")

    def changes(later):
        alliance = Alliance.objects.select_related("treaty__force").get(pk=league.pk)
        found = alliance_differences(History(alliance), date(1955, 1, 1), later)
        return {one.actor.slug: one for one in found.changes}

    (left,) = changes(date(1960, 1, 1)).values()
    assert (left.kind, str(left.on), left.reason) == ("left", "1959-01-01", "Withdrawal")
    assert (left.source, left.pinpoint) == (left_by, "p. 4")

    later = changes(date(1980, 1, 1))
    assert later["leaver"] == left
    assert str(later["bailed"].on) == "1970-01-01"
    assert (later["bailed"].kind, later["bailed"].reason) == ("ended", "")
    assert later["bailed"].source is None


def test_whoever_remained_until_an_alliance_ended_is_not_said_to_have_left(client):
    query = {"as_at": "1980-01-01", "compare": "1960-01-01"}
    told = client.get("/alliances/seato.json", query).json()["differences"]
    assert (told["joined"], told["left"], told["ended"], told["changed"]) == (0, 1, 7, 0)
    assert {one["on"] for one in told["changes"]} == {"1973-11-08", "1977-06-30"}
    page = client.get("/alliances/seato/", query).content.decode()
    assert "0 joined, 1 left, 7 remained until the alliance ended" in page


def test_a_spell_of_the_alliance_itself_tells_when_a_member_left():
    treaty, told_by = make_treaty(stated_in_force_on="1950-06-01"), make_source()
    league = make_alliance("league", treaty, since="1950-06-01", until="1977-06-30")
    league.memberships.create(
        actor=make_actor("Leaver"),
        kind=MembershipKind.MEMBER,
        since="1950-06-01",
        until="1973-11-08",
        source=told_by,
    )
    league = Alliance.objects.select_related("treaty__force").get(pk=league.pk)
    (left,) = alliance_differences(History(league), date(1960, 1, 1), date(1980, 1, 1)).changes
    assert (str(left.on), left.reason, left.source) == ("1973-11-08", "", told_by)
