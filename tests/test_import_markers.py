"""What each source writes for an unknown day, or for none yet: partial, unknown or open, no day."""

import json

import pytest

from registry.importers.formats.parts import day, numerals, whole
from registry.models import Actor, Alliance, Treaty, TreatyAction
from tests.imports import brought, write


@pytest.mark.parametrize(
    ("parts", "edtf"),
    [
        (("0", "0", "0"), ""),  # ATOP: still in force
        (("-9", "-9", "-9"), ""),
        (("", "", ""), ""),
        (("9999", "12", "31"), ""),
        (("1111", "11", "11"), ""),
        (("1960", "5", ""), "1960-05"),  # ATOP: the day is not known
        (("1960", "5", "0"), "1960-05"),
        (("1960", "-9", "-9"), "1960"),
        (("1960", "**", "**"), "1960"),
        (("1960", "0", "7"), "1960"),
        (("2003", "NA", "NA"), "2003"),
    ],
)
def test_a_day_in_parts_is_as_exact_as_they_are(parts, edtf):
    assert day(*parts) == edtf


@pytest.mark.parametrize(
    ("read", "text", "edtf"),
    [
        (whole, "1111-11-11", ""),  # IEADB
        (whole, "2014-**-**", "2014"),
        (whole, "2014-05-**", "2014-05"),
        (whole, "****-**-**", ""),
        (whole, "9999-12-31", ""),
        (whole, "", ""),
        (numerals, "9999-12-31", ""),  # States and treaties: no end yet
        (numerals, "31.12.9999", ""),
        (numerals, "1111-11-11", ""),
        (numerals, "11-2019", "2019-11"),  # UNCTAD
        (numerals, "2015", "2015"),
        (numerals, "-9", ""),
        (numerals, "**", ""),
        (numerals, "0", ""),
        (numerals, "NA", ""),
        (numerals, "", ""),
        (numerals, "05/10/1990", "1990-10-05"),
    ],
)
def test_a_day_in_one_cell_is_as_exact_as_it_is(read, text, edtf):
    assert read(text) == edtf


def until(text):
    return str(text or "")


@pytest.mark.long
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("end", "gone"),
    [
        ("9999-12-31", ""),
        ("31.12.9999", ""),
        ("", ""),
        ("0", ""),
        ("-9", ""),
        ("2017-12-31", ""),  # the last day of the list
        ("1950-06-30", "1950-07-01"),
        ("1950", "1950"),
    ],
)
def test_the_end_of_a_state_in_gleditsch_and_ward(tmp_path, end, gone):
    last = "2017-12-31" if gone else end
    rows = (
        f"gwcode,statename,startdate,enddate\n998,Ruritania,1900-05-01,{end}\n"
        f"997,Graustark,1816-01-01,{last}\n"
    )
    report = brought(tmp_path, "gw-states", write(tmp_path / "s.csv", rows))
    state = Actor.objects.get(slug="ruritania")
    assert (str(state.since), until(state.until)) == ("1900-05-01", gone)
    assert "9999" not in json.dumps(report["rows"])
    assert state.source.slug in ("gw-states-1900", "gw-states-2017")
    assert str(Actor.objects.get(slug="graustark").since) == "../1816-01-01"


@pytest.mark.long
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("end", "gone"),
    [
        ("2016,12,31", ""),
        ("9999,12,31", ""),
        ("0,0,0", ""),
        ("-9,-9,-9", ""),
        (",,", ""),
        ("1950,6,30", "1950-07-01"),
        ("1950,6,-9", "1950-06"),
    ],
)
def test_the_end_of_a_state_of_the_correlates_of_war(tmp_path, end, gone):
    head = "ccode,statenme,styear,stmonth,stday,endyear,endmonth,endday\n"
    last = "2016,12,31" if end.startswith("1950") else end
    rows = f"{head}998,Ruritania,1900,5,-9,{end}\n997,Graustark,1816,1,1,{last}\n"
    brought(tmp_path, "cow-states", write(tmp_path / "s.csv", rows))
    state = Actor.objects.get(slug="ruritania")
    assert (str(state.since), until(state.until)) == ("1900-05", gone)


@pytest.mark.long
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("end", "gone"), [("0,0,0", ""), ("-9,-9,-9", ""), (",,", ""), ("1970,2,", "1970-02")]
)
def test_the_end_of_an_alliance(tmp_path, end, gone):
    alliances = (
        "atopid,begyr,begmo,begday,endyr,endmo,endday,defense,offense,neutral,nonagg,consul\n"
        f"9001,1960,5,,{end},1,0,0,0,0\n"
    )
    brought(tmp_path, "atop", write(tmp_path / "a.csv", alliances))
    alliance = Alliance.objects.get(slug="atop-9001")
    assert (str(alliance.since), until(alliance.until)) == ("1960-05", gone)


@pytest.mark.long
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("event", "ended"),
    [("", ""), ("31/12/9999", ""), ("01/01/1960", "1960-01-01")],
)
def test_the_end_of_a_british_treaty(tmp_path, event, ended):
    told = {
        "lb_document_id": "9001",
        "title": "Agreement about a Harbour",
        "field3": "BI",
        "country_name": "SPAIN ; UNITED KINGDOM",
        "signed_event_date": "12/11/1950",
        "terminated_event_effective_date": event,
    }
    brought(tmp_path, "uk-treaties", write(tmp_path / "t.jsonl", json.dumps(told)))
    assert until(Treaty.objects.get(slug="agreement-about-a-harbour").ended_on) == ended


@pytest.mark.long
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("date", "effect", "told"),
    [
        ("1990", "9999-12-31", ("1990", "")),
        ("1111-11-11", "", ("../..", "")),
        ("-9", "", ("../..", "")),
        ("**", "", ("../..", "")),
        ("0", "", ("../..", "")),
        ("NA", "", ("../..", "")),
        ("2014-**-**", "2015-03-**", ("2014", "2015-03")),
        ("9999-12-31", "", None),
        ("01-Jan-9999", "", None),
    ],
)
def test_the_days_of_an_act_in_a_table(tmp_path, date, effect, told):
    head = "country,treaty,kind,date,effect\n"
    file = write(tmp_path / "t.csv", f"{head}France,Harbour Convention,Accession,{date},{effect}\n")
    report = brought(tmp_path, "table", file)
    acts = TreatyAction.objects.filter(treaty__slug="harbour-convention")
    found = [(until(act.deposited_on), until(act.effective_on)) for act in acts]
    assert found == ([told] if told else [])
    outcome = report["rows"][-1]["outcome"]
    assert outcome == ("added" if told else "left"), report["rows"]
