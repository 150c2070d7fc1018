"""Columns that a format does not know are named in the report; one that it needs stops the file."""

import json

import pytest

from tests.imports import bring, brought, write
from tests.small_registry import digest

pytestmark = pytest.mark.django_db

COW = ["ccode", "statenme", "styear", "stmonth", "stday", "endyear", "endmonth", "endday"]
ALLIANCE = ["atopid", "begyr", "begmo", "begday", "endyr", "endmo", "endday"]
ALLIANCE += ["defense", "offense", "neutral", "nonagg", "consul"]
MEMBER = ["atopid", "member", "yrent", "moent", "dayent", "yrexit", "moexit", "dayexit"]
TREATY = ["IEA#", "Agreement Name", "Date IEA was concluded", "Date IEA entered into force"]
ACTION = ["Mitch ID", "Country (official name)", "Action Type", "Year", "Month", "Day"]
HARBOUR = "9001;Harbour;1990-05-01;1111-11-11"

# Of each kind of file: its format, what parts its cells, the columns it needs, one of the others
# that its publisher's files have, and a row of the needed ones.
FILES = {
    "States of the Correlates of War": (
        "cow-states",
        ",",
        COW,
        "stateabb",
        "220,France,1816,1,1,2016,12,31",
    ),
    "States of Gleditsch and Ward": (
        "gw-states",
        ",",
        ["gwcode", "statename", "startdate", "enddate"],
        "stateabb",
        "220,France,1816-01-01,2017-12-31",
    ),
    "alliances": ("atop", ",", ALLIANCE, "mem12", "9001,1960,5,0,0,0,0,1,0,0,1,0"),
    "members": ("atop", ",", MEMBER, "olimob", "9001,220,1960,5,0,0,0,0"),
    "environmental agreements": ("ieadb", ";", TREATY, "Lineage", HARBOUR),
    "environmental actions": ("ieadb", ";", ACTION, "Notes", "9001;France;Signature;1990;1;1"),
}


def table(folder, delimiter, columns, row):
    cells = row.split(delimiter)
    cells += [""] * (len(columns) - len(cells))
    return write(folder / "f.csv", f"{delimiter.join(columns)}\n{delimiter.join(cells)}\n")


@pytest.mark.parametrize("what", FILES)
def test_a_column_of_no_release_so_far_is_named_and_known_ones_are_not(tmp_path, what):
    format_, delimiter, columns, known, row = FILES[what]
    file = table(tmp_path, delimiter, [*columns, known, "surprise"], row)
    report = brought(tmp_path, format_, file)
    assert report["tallies"] == {f"{file}: column “surprise” is not read.": 1}


@pytest.mark.sampled(3)
@pytest.mark.parametrize("what", FILES)
def test_a_column_that_is_needed_and_lacking_is_named_and_nothing_is_written(tmp_path, what):
    format_, delimiter, columns, known, row = FILES[what]
    lacking = columns[-1]
    rest = delimiter.join(row.split(delimiter)[:-1])
    before = digest()
    status, _, problems = bring(format_, table(tmp_path, delimiter, [*columns[:-1], known], rest))
    assert (status, len(problems)) == (2, 1)
    assert problems[0].endswith(
        f"f.csv: line 1: A heading row must name the columns "
        f"{', '.join(columns)}; this one lacks {lacking}."
    )
    assert digest() == before


def test_a_field_that_british_treaties_did_not_have_is_named_once(tmp_path):
    row = {"title": "Harbour", "field3": "MULTI", "subject": "HARBOURS", "signed_event_date": ""}
    lines = [json.dumps(row | {"lb_document_id": str(one), "mood": "good"}) for one in (1, 2)]
    file = write(tmp_path / "t.jsonl", "\n".join(lines))
    assert brought(tmp_path, "uk-treaties", file)["tallies"] == {
        f"{file}: field “mood” is not read.": 1
    }
