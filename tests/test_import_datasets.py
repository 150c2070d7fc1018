"""Data sets of scholars: States and alliances."""

from datetime import date

import pytest

from registry.dates import Answer, Count
from registry.importers.formats.atop_spells import Spell, joined, last_end
from registry.models import Actor, Alliance, Citation, Membership, Obligation, TreatyAction
from registry.queries.members import roll
from tests.imports import DATA, bring, brought, needs_data, write
from tests.small_registry import digest

pytestmark = [pytest.mark.django_db, pytest.mark.long]

COW_HEAD = "stateabb,ccode,statenme,styear,stmonth,stday,endyear,endmonth,endday,version\n"
COW_ROWS = (
    "BAV,245,Bavaria,1816,1,1,1871,1,18,2016\n"
    "FRN,220,France,1816,1,1,1942,11,11,2016\n"
    "FRN,220,France,1944,8,25,2016,12,31,2016\n"
    "RUR,998,Ruritania,1900,5,1,2016,12,31,2016\n"
)
ALLIANCES = (
    "atopid,begyr,begmo,begday,endyr,endmo,endday,defense,offense,neutral,nonagg,consul,bilat,"
    "defcon,version\n"
)
MEMBERS = "atopid,member,yrent,moent,dayent,yrexit,moexit,dayexit,phase,version\n"


def spell(since, until, line=1):
    return Spell(line, "file", "1", "2", since, until)


def test_states_that_are_missing_are_added_and_no_first_or_last_day_is_made_up(tmp_path):
    report = brought(tmp_path, "cow-states", write(tmp_path / "s.csv", COW_HEAD + COW_ROWS))
    assert [row["outcome"] for row in report["rows"]] == ["added", "unchanged", "left", "added"]
    bavaria, ruritania = Actor.objects.get(cow_code=245), Actor.objects.get(cow_code=998)
    assert (str(bavaria.since), str(bavaria.until)) == ("../1816-01-01", "1871-01-19")
    assert bavaria.existed(date(1871, 1, 18)) is Answer.YES
    assert (str(ruritania.since), ruritania.until) == ("1900-05-01", None)


def meant(report):
    """Tell of each code which State on record it was taken for."""
    rows = [row for row in report["rows"] if row["reasons"]]
    return {
        (row["subject"].split()[1], row["line"]): row["reasons"][0].split()[2]
        for row in rows
        if row["reasons"][0].endswith(" on record.")
    }


def test_the_two_lists_mean_by_one_code_what_the_day_says(tmp_path):
    cow = (
        "255,Germany,1816,1,1,1945,5,8\n260,German Federal Republic,1955,5,5,1990,10,2\n"
        "345,Yugoslavia,1878,7,13,1941,4,20\n678,Yemen Arab Republic,1926,9,2,1990,5,21\n"
        "679,Yemen,1990,5,22,2016,12,31\n"
    )
    head = "ccode,statenme,styear,stmonth,stday,endyear,endmonth,endday\n"
    report = brought(tmp_path, "cow-states", write(tmp_path / "c.csv", head + cow))
    assert meant(report) == {
        ("255", 2): "germany",
        ("260", 3): "germany",
        ("345", 4): "serbia",
        ("678", 5): "yemen-arab-republic",
        ("679", 6): "yemen",
    }
    gw = (
        "260,German Federal Republic,21.09.1949,31.12.2017\n"
        "340,Serbia,13.07.1878,01.10.1915\n345,Yugoslavia,01.12.1918,04.06.2006\n"
        "678,Yemen (Arab Republic of Yemen),30.10.1918,31.12.2017\n"
        '680,"Yemen, People\'s Republic of",30.11.1967,21.05.1990\n'
    )
    head = "gwcode,statename,startdate,enddate\n"
    report = brought(tmp_path, "gw-states", write(tmp_path / "g.csv", head + gw))
    assert meant(report) == {
        ("260", 2): "germany",
        ("340", 3): "serbia",
        ("345", 4): "yugoslavia",
        ("678", 5): "yemen",
        ("680", 6): "democratic-yemen",
    }


def alliance_files(tmp_path, members, ending="0,0,0"):
    alliances = f"9001,1960,5,0,{ending},1,0,0,1,0,1,1,4.0100002\n"
    return (
        write(tmp_path / "a.csv", ALLIANCES + alliances),
        write(tmp_path / "m.csv", MEMBERS + members),
    )


def test_an_alliance_has_its_treaty_its_obligations_and_its_members_as_far_as_dated(tmp_path):
    files = alliance_files(
        tmp_path, "9001,220,1960,5,,0,0,0,1,4.01\n9001,230,1960,5,,0,0,0,1,4.01\n"
    )
    brought(tmp_path, "atop", *files)
    alliance = Alliance.objects.get(slug="atop-9001")
    assert (alliance.kind, str(alliance.since), alliance.until) == (
        "mutual_defence",
        "1960-05",
        None,
    )
    assert Citation.objects.get(scheme="atop", value="9001").treaty == alliance.treaty
    assert sorted(alliance.obligations.values_list("kind", "is_conditional")) == [
        ("defence", True),
        ("nonaggression", False),
    ]
    assert {str(one.since) for one in alliance.memberships.all()} == {"1960-05"}
    assert roll(alliance, date(1961, 1, 1)).count == Count(2, 2)
    assert alliance.source.slug == "atop-4-01"


def test_a_new_phase_is_one_membership_that_goes_on(tmp_path):
    files = alliance_files(
        tmp_path,
        "9001,220,1960,5,1,1970,2,3,1,4.01\n9001,230,1960,5,1,0,0,0,1,4.01\n"
        "9001,220,1970,2,3,0,0,0,2,4.01\n",
    )
    report = brought(tmp_path, "atop", *files)
    assert Membership.objects.filter(alliance__slug="atop-9001").count() == 2
    assert not Membership.objects.filter(alliance__slug="atop-9001").exclude(until="")
    assert not TreatyAction.objects.filter(treaty__alliances__slug="atop-9001").exists()
    assert "A phase of the membership of line 2." in report["rows"][3]["reasons"]


def test_a_member_file_that_breaks_off_between_rows_is_told_by_the_alliances(tmp_path):
    head, row = (
        ALLIANCES.strip() + ",mem1,mem2\n",
        "9001,1960,5,0,0,0,0,1,0,0,1,0,1,1,4.01,220,230\n",
    )
    members = "9001,220,1960,5,,0,0,0,1,4.01\n", "9001,230,1960,5,,0,0,0,1,4.01\n"
    alliances = write(tmp_path / "a.csv", head + row)
    cut = write(tmp_path / "m.csv", MEMBERS + members[0])
    status, said, problems = bring("atop", alliances, cut)
    assert (status, said) == (2, "1 problem: nothing was imported.")
    assert "a.csv: The file prints 2 members of alliances" in problems[0]
    whole = write(tmp_path / "m.csv", MEMBERS + "".join(members))
    (total,) = brought(tmp_path, "atop", alliances, whole)["totals"]
    assert (total["printed"], total["counted"]) == (2, 2)
    assert brought(tmp_path, "atop", alliances)["totals"] == []


@pytest.mark.parametrize(
    ("spells", "chains", "end"),
    [
        ([("1950", "1960"), ("1960", "")], 1, ""),
        ([("1950-01-01", "1992-12-31"), ("1993-01-01", "1999-05")], 1, "1999-05"),
        ([("1950", "1955"), ("1960", "")], 2, ""),
        ([("1993-01-01", ""), ("1993-01-01", "1994-06-22")], 1, ""),
    ],
)
def test_spells_join_where_one_begins_as_the_other_ends(spells, chains, end):
    found = joined([spell(*one, line) for line, one in enumerate(spells)])
    assert len(found) == chains
    assert last_end(found[-1]) == end


def test_a_newer_release_adds_changes_and_tells_what_is_gone(tmp_path):
    rows = "9001,220,1960,5,1,0,0,0,1,4.01\n9001,230,1960,5,1,0,0,0,1,4.01\n"
    brought(tmp_path, "atop", *alliance_files(tmp_path, rows))
    newer = [
        write(
            tmp_path / "a5.csv",
            ALLIANCES
            + "9001,1960,5,2,0,0,0,1,0,0,1,0,1,1,5.1\n9002,1999,1,1,0,0,0,0,0,0,0,1,1,0,5.1\n",
        ),
        write(tmp_path / "m5.csv", MEMBERS + "9001,220,1960,5,2,0,0,0,1,5.1\n"),
    ]
    report = brought(tmp_path, "atop", *newer)
    assert Alliance.objects.get(slug="atop-9002").source.slug == "atop-5-1"
    assert str(Alliance.objects.get(slug="atop-9001").since) == "1960-05-02"
    assert report["gone"] == ["membership atop-9001|spain|member|1"]
    assert Membership.objects.filter(alliance__slug="atop-9001").count() == 2


def test_a_newer_release_changes_obligations_and_tells_which_alliance_is_gone(tmp_path):
    head = ALLIANCES.replace("version", "ineffect,pubsecr,newcolumn,version")
    old = (
        f"{head}6065,1990,1,1,0,0,0,1,0,0,0,0,0,0,1,0,,4.0100002\n"
        "9001,1960,5,1,0,0,0,0,0,0,1,0,1,0,1,0,,4.0100002\n"
    )
    members = "9001,220,1960,5,1,0,0,0,1,4.01\n9001,230,1960,5,1,0,0,0,1,4.01\n"
    files = [write(tmp_path / "a.csv", old), write(tmp_path / "m.csv", MEMBERS + members)]
    brought(tmp_path, "atop", *files)
    new = (
        f"{head}9001,1960,5,1,2018,12,30,1,0,0,1,0,1,1,0,2,7,5.1\n"
        "9003,2001,2,3,0,0,0,1,0,0,0,0,0,0,1,0,,5.1\n"
    )
    later = members.replace("4.01", "5.1").replace("230,1960,5,1,0,0,0", "230,1960,5,1,2018,12,30")
    files = [write(tmp_path / "a5.csv", new), write(tmp_path / "m5.csv", MEMBERS + later)]
    report = brought(tmp_path, "atop", *files)
    changed = {
        record["key"]: record["fields"]
        for row in report["rows"]
        for record in row["records"]
        if record["was"] == "changed"
    }
    assert changed["atop-9001"]["until"] == {"from": "", "to": "2018-12-30"}
    assert changed["atop-9001"]["note"] == {"from": "", "to": "Published in part."}
    assert changed["atop-9001|spain|member|1"]["until"]["to"] == "2018-12-30"
    kinds = set(
        Obligation.objects.filter(alliance__slug="atop-9001").values_list("kind", flat=True)
    )
    assert kinds == {"defence", "nonaggression"}
    assert Alliance.objects.filter(slug="atop-9003").exists()
    assert report["gone"] == ["alliance atop-6065"]
    assert Alliance.objects.filter(slug="atop-6065").exists()
    again = brought(tmp_path, "atop", *files)
    assert (again["counts"]["added"], again["counts"]["changed"]) == (0, 0)


@pytest.mark.parametrize(
    ("told", "outcome", "reason"),
    [
        ("1,0", "added", ""),
        ("0,0", "refused", "ineffect is 0, and no end is told"),
        ("8,0", None, "ineffect must be one of 0, 1, not “8”"),
        ("1,5", None, "pubsecr must be one of 0, 1, 2, not “5”"),
    ],
)
def test_a_code_that_the_codebook_lacks_is_told(tmp_path, told, outcome, reason):
    head = ALLIANCES.replace("version", "ineffect,pubsecr,version")
    file = write(tmp_path / "a.csv", f"{head}9001,1960,5,1,0,0,0,1,0,0,0,0,1,0,{told},5.1\n")
    if outcome:
        (row,) = brought(tmp_path, "atop", file)["rows"]
        assert row["outcome"] == outcome
        assert reason in "".join(row["reasons"])
    else:
        status, _, problems = bring("atop", file)
        assert (status, reason in problems[0], "a.csv: line 2" in problems[0]) == (2, True, True)


def test_the_rows_of_a_phase_file_are_accounted_for_and_change_nothing(tmp_path):
    phases = "atopid,atopidphase,phase,begyr,begmo,begday,version\n9001,90011,1,1960,5,0,5.1\n"
    files = [
        *alliance_files(tmp_path, "9001,220,1960,5,,0,0,0,1,5.1\n"),
        write(tmp_path / "phases.csv", phases),
    ]
    report = brought(tmp_path, "atop", *files)
    assert [row["outcome"] for row in report["rows"]] == ["added", "added", "left"]


def test_a_member_of_no_known_code_is_refused_and_the_others_are_taken(tmp_path):
    files = alliance_files(
        tmp_path, "9001,220,1960,5,1,0,0,0,1,4.01\n9001,9999,1960,5,1,0,0,0,1,4.01\n"
    )
    report = brought(tmp_path, "atop", *files)
    assert report["rows"][2]["reasons"] == ["No actor has the cow code 9999."]
    assert report["counts"]["refused"] == 1


def test_a_code_that_nobody_has_is_decided_as_a_name_is(tmp_path):
    files = alliance_files(tmp_path, "9001,9999,1960,5,1,0,0,0,1,4.01\n")
    status, said, _ = bring("atop", *files)
    assert (status, '"cow:9999" = ""' in said) == (0, True)
    write(files[0].parent / "names.toml", '[names]\n"cow:9999" = "monaco"\n')
    report = brought(tmp_path, "atop", *files)
    assert (report["counts"]["added"], report["undecided"]) == (1, {})


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("9001,220,1960,2,31,0,0,0,1,4.01", "must be a day of the calendar"),
        ("9001,220,1960,2,1,1950,0,0,1,4.01", "must not leave (1950) before it enters"),
        ("9001,FRN,1960,2,1,0,0,0,1,4.01", "must be the code of a State"),
    ],
)
def test_a_member_row_that_cannot_be_is_told_and_nothing_is_written(tmp_path, row, reason):
    before = digest()
    status, _, problems = bring("atop", *alliance_files(tmp_path, f"{row}\n"))
    assert status == 2
    assert "line 2" in problems[0]
    assert reason in problems[0]
    assert digest() == before


@needs_data
@pytest.mark.long
def test_all_of_atop_4_is_accounted_for(tmp_path):
    states = DATA / "cow-states" / "states2016.csv"
    assert brought(tmp_path, "cow-states", states)["counts"]["refused"] == 0
    assert len(Actor.objects.exclude(cow_code=None)) > 215
    files = sorted((DATA / "atop-4").glob("*.csv"))
    report = brought(tmp_path, "atop", *files)
    members = [row for row in report["rows"] if row["file"].endswith("member-level.csv")]
    assert (len(report["rows"]) - len(members), len(members)) == (745, 2398)
    assert all(row["outcome"] for row in report["rows"])
    assert Citation.objects.filter(scheme="atop").count() == 745
    refused = [row for row in report["rows"] if row["outcome"] == "refused"]
    assert [row["subject"] for row in refused] == ["ATOP 1320 member 8152"]
    nato = Alliance.objects.get(treaty__citations__scheme="atop", treaty__citations__value="3180")
    assert roll(nato, date(1949, 8, 24)).count == Count(12, 12)
    withdrawn = TreatyAction.objects.filter(kind="withdrawal", source__slug__startswith="atop")
    assert not withdrawn.exists()
    assert Obligation.objects.filter(source__slug="atop-4-01").count() > 900
    before = digest()
    again = brought(tmp_path, "atop", *files)
    assert (again["counts"]["added"], again["counts"]["changed"]) == (0, 0)
    assert digest() == before
