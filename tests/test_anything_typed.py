"""Whatever is typed into a search, or stands in the rows of a file, is answered with words.

Hypothesis makes up the text: a few examples in the quick suite, many with the long tests, always
the same ones.
"""

import csv
import io
import json
from collections import Counter
from datetime import date

import pytest
from django.db import transaction
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from registry.importers.reading import lines_of
from registry.models.search import words_of
from registry.queries.search import search
from tests.imports import bring, write
from tests.small_registry import digest, store

pytestmark = pytest.mark.django_db

TODAY = date(2026, 1, 1)
often = pytest.mark.parametrize(
    "examples", [pytest.param(30, id="many", marks=pytest.mark.long), pytest.param(6, id="few")]
)

# What means something to a database, to a search or to an import, beside any text at all.
OPERATORS = (
    *("'", '"', "*", "-", "(", ")", ":", "^", "NEAR", "AND", "OR", "NOT", "\\", "%", "_", "&", "|"),
    *("!", "<->", ":*", "noun0treaty", "\0", "\ud800", "\u202e", "İ", "ﬁ", "\u0301", "\n"),
)
words = st.one_of(st.sampled_from(["north", "atlantic", "é", "1949"]), st.sampled_from(OPERATORS))
typed = st.one_of(
    st.text(), st.lists(words, max_size=12).map(" ".join), st.lists(words).map("".join)
)

NAMES = (
    "Ruritania",
    "Freedonia",
    "Strelsau",
    "Free Donia",
    "RUR",
    "Ruritania and Freedonia",
    "220",
)
DAYS = (
    *("1950-01-02", "2 May 1951", "1951", "../1960", "1 Jan 1950 a", "1950-02-31", "0", "1", "13"),
    *("9999-12-31", "31.12.2017", "1/2/1990 a", "1950~", "-1", "1111-11-11", "2014-**-**"),
)
OTHER = (
    *("", " ", "NA", "Friendship", "friendship", "Harbour Convention", "Accession", "Ratification"),
    *(
        "BITs",
        "In force",
        "treaty",
        "base",
        "x",
        "=1+1",
        "-",
        "a" * 600,
        "\t",
        "\x85",
        "\u2028",
        '"',
    ),
    *("<b>", "{}", "[", "\\", "1e400", "9" * 30, "\u0660", "\u202e", "\ud7ff", "🌍"),
)
cells = st.one_of(*map(st.sampled_from, (NAMES, DAYS, OTHER)), st.text(max_size=8))
# The heads of each format, and rows that it takes: made up from these, some are right and some not.
FORMATS = {
    "table": (
        "country,treaty,kind,date,signature date,effect",
        ["Ruritania,Harbour Convention,Accession,1990-01-02,,1991", "Freedonia,T,,,1951,"],
    ),
    "untc": (
        'Participant,Signature,"Ratification, Accession(a)"',
        ["Ruritania,4 May 1951,5 Jun 1952", "Freedonia,,7 Aug 1953 a"],
    ),
    "cow-states": (
        "ccode,statenme,styear,stmonth,stday,endyear,endmonth,endday",
        ["245,Bavaria,1816,1,1,1871,1,18", "220,France,1944,8,25,2016,12,31"],
    ),
    "gw-states": (
        "gwcode,stateabb,statename,startdate,enddate",
        ["340,SER,Serbia,05.06.2006,31.12.2017"],
    ),
    "atop": (
        "atopid,member,yrent,moent,dayent,yrexit,moexit,dayexit",
        ["9001,220,1960,5,1,0,0,0", "9001,230,1960,5,1,1970,1,2"],
    ),
    "coe": (
        "Country,Ratification,treaty,Entry,Signature",
        ["Ruritania,18/3/1992 a,Harbour Convention,1/1/1993,", "Freedonia,,T,1/1/1993,2/2/1991 s"],
    ),
    "unctad-iia": (
        "treaty_id,type,short_title,status,date_of_signature,date_of_entry_into_force,parties",
        ["1,BITs,Ruritania - Freedonia BIT,In force,01/02/1990,03/04/1991,Ruritania; Freedonia"],
    ),
    "desta": (
        "number,base_treaty,name,entry_type,year,entryforceyear,c1,c2",
        ["1,1,Ruritania Freedonia,base_treaty,1990,1991,4,8"],
    ),
    "ieadb": (
        "Mitch ID;Country (official name);Action Type;Year;Month;Day",
        ["9001;Ruritania;Ratification;2014;1;1", "9001;Freedonia;Entry into force;2015;3;2"],
    ),
}
FIELDS = ("lb_document_id", "field3", "title", "country_name", "signed_event_date", "references")


def try_out(examples, tested, **strategies):
    """Run a test on so many made-up values, the same each time."""
    settings(
        max_examples=examples,
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )(given(**strategies)(tested))()


@often
def test_whatever_is_searched_for_is_found_or_not_found(examples, client):
    def ask(q):
        for group in search(q, TODAY):
            assert len(group["hits"]) <= 25
        assert client.get("/search.json", {"q": printable(q)}).status_code == 200
        assert client.get("/treaties/", {"q": printable(q)}).status_code == 200

    try_out(examples, ask, q=typed)


@often
def test_whatever_staff_search_for_is_found_or_refused_with_words(examples, admin_client):
    choices = {"app_label": "registry", "model_name": "treatyaction", "field_name": "actor"}
    pages = [
        (reverse("admin:registry_treaty_changelist"), "q", {}),
        (reverse("admin:search"), "q", {}),
        (reverse("admin:autocomplete"), "term", choices),
    ]

    def ask(q):
        for path, name, others in pages:
            answer = admin_client.get(path, {name: printable(q)} | others)
            assert answer.status_code in ((200, 400) if "\0" in q else (200,)), path

    try_out(examples, ask, q=typed)


def printable(q: str) -> str:
    """Leave out what no address can carry: half of a pair of surrogates."""
    return q.encode("utf-8", "ignore").decode()


@often
def test_words_are_letters_and_digits_whatever_they_are_made_of(examples):
    def fold(q):
        assert all(word.isalnum() for word in words_of(q))

    try_out(examples * 10, fold, q=typed)


@often
def test_a_row_of_a_file_is_read_as_it_was_written(examples):
    def read(rows):
        file = io.StringIO()
        csv.writer(file).writerows(rows)
        lines = io.StringIO(file.getvalue(), newline="")
        assert [cells for _, cells in lines_of(lines, "x.csv")] == rows

    kept = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))
    try_out(examples * 10, read, rows=st.lists(st.lists(kept | cells, min_size=2, max_size=4)))


@pytest.mark.parametrize(
    ("format_", "examples"),
    [
        pytest.param("table", 8, id="table-few"),
        *(pytest.param(name, 16, id=name, marks=pytest.mark.long) for name in FORMATS),
    ],
)
def test_whatever_stands_in_the_rows_of_a_file_is_taken_or_told(format_, examples, tmp_path):
    head, good = FORMATS[format_]
    delimiter = ";" if ";" in head else ","
    known = list(csv.reader(good, delimiter=delimiter))
    seen = Counter()

    def bring_in(rows):
        file = io.StringIO()
        csv.writer(file, delimiter=delimiter).writerows(rows)
        text = f"{head}\n{file.getvalue()}".encode("utf-8", "replace")
        seen[assert_taken_or_told(format_, write(tmp_path / "r" / "30-1.csv", text))] += 1

    write(tmp_path / "r" / "index.csv", INDEX)
    store(tmp_path)
    spoilt = st.sampled_from(known).flatmap(lambda row: st.tuples(*(mostly(cell) for cell in row)))
    some = st.one_of(spoilt, spoilt, spoilt, st.lists(cells, max_size=9))
    try_out(examples, bring_in, rows=st.lists(some, min_size=1, max_size=2))
    assert {*seen} == {0, 2}


def mostly(cell: str):
    """Make a cell that is as it should be, but for one time of ten."""
    return st.one_of(*[st.just(cell)] * 9, cells)


INDEX = (
    'chapter_no,treaty_no,treaty_name,url\n30,1,"Convention on Lighthouses. Geneva, 4 May 1951",\n'
)


@often
def test_whatever_stands_in_lines_of_json_is_taken_or_told(examples, tmp_path):
    def bring_in(rows):
        text = "".join(json.dumps(row) + "\n" for row in rows)
        assert_taken_or_told("uk-treaties", write(tmp_path / "r.jsonl", text))

    store(tmp_path)
    values = st.one_of(cells, st.integers(), st.floats(), st.none(), st.lists(cells, max_size=2))
    rows = st.lists(st.dictionaries(st.sampled_from(FIELDS), values), min_size=1, max_size=3)
    try_out(examples // 4 + 3, bring_in, rows=rows)


def assert_taken_or_told(format_, file):
    """Import a file and take it back: all of it was written, or nothing and the place is told."""
    report = file.with_suffix(".report.json")
    report.unlink(missing_ok=True)
    with transaction.atomic():
        before = digest()
        status, said, problems = bring(format_, file, report=report)
        if status == 0:
            rows = json.loads(report.read_text())["rows"]
            assert all(row["outcome"] for row in rows)
            after = digest()
            assert bring(format_, file)[0] == 0
            assert digest() == after
        else:
            assert status == 2
            assert file.name in (problems[0] if problems else said)
            assert "line " in (problems[0] if problems else said)
            assert digest() == before
        transaction.set_rollback(True)
    return status
