"""A wrong fixture file changes nothing, and each problem is told with its place and reason."""

import gzip
import json
import os
import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.small_registry import (
    act,
    act_key,
    clear,
    digest,
    load,
    record,
    small,
    treaty,
    write,
)

ROOT = Path(__file__).resolve().parent.parent

pytestmark = pytest.mark.django_db


@pytest.fixture
def empty():
    clear()


def changed(stem, number, /, **fields):
    """Change fields of one record of the small registry; `...` leaves a field out."""

    def change(registry):
        given = registry[stem][number - 1]["fields"]
        given |= fields
        for name in [name for name, value in fields.items() if value is ...]:
            del given[name]

    return change


def added(stem, *records):
    return lambda registry: registry[stem].extend(records)


def replaced(stem, content):
    return lambda registry: registry.update({stem: content})


def nested(depth):
    return json.loads("[" * depth + "]" * depth)


FRIENDSHIP = "treaties.json: record 3: treaty friendship: "
SIGNED = "actions.json: record 3: treatyaction friendship|freedonia|ratification|1: "

REFUSED = {
    "wrong model": (
        added("treaties", record("treatyy", slug="x")),
        'treaties.json: record 6: treatyy: model "registry.treatyy": It must name a kind of record',
    ),
    "derived table": (
        added("actions", record("participation", reason="x")),
        'actions.json: record 4: participation: model "registry.participation": '
        "It must be a record; this table follows from the acts",
    ),
    "other table among records": (
        added("actors", {"model": "auth.user", "fields": {}}),
        'actors.json: record 5: user: model "auth.user": It must be a record of the registry',
    ),
    "unknown field": (
        changed("treaties", 3, titel="x"),
        f'{FRIENDSHIP}titel "x": A treaty must have only fields that exist. Is title meant?',
    ),
    "a bound": (
        changed("treaties", 3, adopted_earliest="1950-01-02"),
        f'{FRIENDSHIP}adopted_earliest "1950-01-02": A treaty must have only fields that exist.',
    ),
    "missing required": (
        changed("treaties", 3, title=...),
        f"{FRIENDSHIP}title: It must be there.",
    ),
    "empty required": (
        changed("treaties", 3, title=""),
        f'{FRIENDSHIP}title "": It must not be empty.',
    ),
    "null": (changed("treaties", 3, title=None), f"{FRIENDSHIP}title null: It must not be null."),
    "null relation": (
        changed("actions", 3, actor=None),
        "actions.json: record 3: treatyaction friendship||ratification|1: actor null: "
        "It must not be null.",
    ),
    "key with nothing in it": (
        changed("treaties", 1, slug=None),
        "treaties.json: record 1: topic: slug null: It must not be null.",
    ),
    "key that leads nowhere": (
        added("actions", act("nowhere", "signature", "1955")),
        'treatyaction friendship|nowhere|signature|1: actor ["nowhere"]: The actor must exist',
    ),
    "part of a key of a wrong length": (
        changed("actions", 3, treaty=["friendship", "x"]),
        'treaty ["friendship", "x"]: It must be the natural key of a treaty: [slug].',
    ),
    "missing key target": (
        changed("actions", 3, source=["nowhere"]),
        f'{SIGNED}source ["nowhere"]: The source must exist, in the database or in these files.',
    ),
    "number for a natural key": (
        changed("actions", 3, source=1),
        f"{SIGNED}source 1: It must be the natural key of a source: [slug].",
    ),
    "pk": (
        added("actors", {"pk": 1, **record("actor", slug="x", kind="state", name="X")}),
        "actors.json: record 5: actor x: pk 1: A record must be known by its natural key",
    ),
    "same record in one file": (
        added("treaties", treaty("friendship")),
        "treaties.json: record 6: treaty friendship: A record must stand in the files once; "
        "so does record 3 of",
    ),
    "same record in two files": (
        replaced("more", [treaty("friendship")]),
        "treaties.json: record 3: treaty friendship: A record must stand in the files once; "
        "so does record 1 of",
    ),
    "page of another source": (
        added(
            "sources", record("source", slug="b", title="B", url="https://a.example/", rank="press")
        ),
        'sources.json: record 2: source b: url "https://a.example/": A source with',
    ),
    "number of another treaty": (
        added("treaties", record("citation", treaty=["accession"], scheme="wikidata", value="Q1")),
        'citation accession|wikidata|Q1: scheme "wikidata", value "Q1": Another treaty bears',
    ),
    "own parent": (
        changed("treaties", 1, parent=["trade"]),
        'treaties.json: record 1: topic trade: parent ["trade"]: The chain must come to an '
        "end: trade → trade.",
    ),
    "cycle": (
        changed("treaties", 1, parent=["post"]),
        'treaties.json: record 2: topic post: parent ["trade"]: The chain must come to an '
        "end: post → trade → post.",
    ),
    "treaty related to itself": (
        added(
            "treaties",
            record("treatyrelation", treaty=["accession"], kind="supersedes", other=["accession"]),
        ),
        'treatyrelation accession|supersedes|accession: treaty ["accession"], other ["accession"]: '
        "A treaty has no relation to itself.",
    ),
    "act of another treaty": (
        changed("actions", 3, treaty=["accession"], refers_to=act_key("ruritania")),
        "An act refers to another act under the same treaty.",
    ),
    "13th month": (
        changed("treaties", 3, adopted_on="1950-13-02"),
        f'{FRIENDSHIP}adopted_on "1950-1',
    ),
    "30 February": (changed("treaties", 3, adopted_on="1950-02-30"), "'1950-02-30' is not a date"),
    "date as a number": (
        changed("treaties", 3, adopted_on=1950),
        f"{FRIENDSHIP}adopted_on 1950: It must be text.",
    ),
    "date in words": (changed("treaties", 3, adopted_on="circa 1950"), 'adopted_on "circa 1950": '),
    "plain date": (
        changed("clauses", 2, not_before="19500102"),
        'clauses.json: record 2: entryintoforcecondition friendship|1|1: not_before "19500102": '
        "It must be a day such as 1949-04-04.",
    ),
    "bad choice": (
        changed("treaties", 3, form="trilateral"),
        f'{FRIENDSHIP}form "trilateral": It must be one of bilateral, plurilateral, multilateral.',
    ),
    "over-long": (
        changed("treaties", 3, title="x" * 501),
        f'{FRIENDSHIP}title "{"x" * 78}…: It must have at most 500 characters, not 501.',
    ),
    "10 MB": (
        changed("treaties", 3, summary="x" * 10_000_000),
        "It must have at most 1000000 characters, not 10000000.",
    ),
    "NUL": (
        changed("actors", 1, name="Ruri\x00tania"),
        'actors.json: record 1: actor ruritania: name "Ruri\\u0000tania": It must have no control '
        "characters; character 5 is U+0000.",
    ),
    "NUL in a long text": (changed("treaties", 3, summary="a\n\x00"), "character 3 is U+0000."),
    "half a character": (changed("actors", 1, name="\ud800"), '"\\ud800": It must have no control'),
    "text for true": (
        changed("treaties", 3, is_binding="yes"),
        f'{FRIENDSHIP}is_binding "yes": It must be true or false.',
    ),
    "list for text": (
        changed("treaties", 3, title=["x"]),
        f'{FRIENDSHIP}title ["x"]: It must be text',
    ),
    "text for a number": (
        changed("actions", 3, number="1"),
        'number "1": It must be a whole number.',
    ),
    "number out of range": (
        changed("actors", 1, cow_code=40_000),
        "cow_code 40000: It must be between 0 and 32767.",
    ),
    "javascript: URL": (
        changed("sources", 1, url="javascript:alert(1)"),
        'sources.json: record 1: source series: url "javascript:alert(1)": '
        "A web address starts with",
    ),
    "in force before adopted": (
        changed("treaties", 3, stated_in_force_on="1949"),
        f'{FRIENDSHIP}stated_in_force_on "1949", adopted_on "1950-01-02": '
        "A treaty cannot enter into force before it is adopted.",
    ),
    "withdrawal before joining": (
        changed("actions", 1, deposited_on="1949", refers_to=None),
        "actions.json: record 1: treatyaction friendship|ruritania|withdrawal|1: "
        'deposited_on "1949": '
        "A withdrawal comes after the act by which its actor joined: record that act too",
    ),
    "links to nobody": (
        changed("programs", 2, partners=[]),
        "partnership one: partners []: It must be a list of at least one of natural keys.",
    ),
    "link twice": (
        changed("programs", 2, partners=[["freedonia"], ["freedonia"]]),
        'partners ["freedonia"]: It must be named once.',
    ),
    "protocol without a clause": (
        replaced("clauses", []),
        'ratificationprotocol accession: treaty ["accession"]: A ratification protocol '
        "has an entry-into-force clause: add it first.",
    ),
    "another member": (
        added("actors", {"remark": "x", **record("actor", slug="x", kind="state", name="X")}),
        'actor x: remark "x": A record must have nothing but "model" and "fields".',
    ),
    "key of a wrong length": (
        changed("actions", 1, refers_to=["friendship", "ruritania"]),
        'refers_to ["friendship", "ruritania"]: It must be the natural key of a treaty action: '
        "[treaty slug, actor slug, kind, number].",
    ),
    "200 deep": (changed("treaties", 3, title=nested(200)), f"{FRIENDSHIP}title [[[["),
}


@pytest.mark.sampled(3)
@pytest.mark.parametrize("case", REFUSED)
def test_a_wrong_file_is_refused_with_its_place_and_reason(case, empty, tmp_path):
    change, message = REFUSED[case]
    registry = small()
    change(registry)
    before = digest()
    status, told, problems = load(*write(tmp_path, registry))
    assert status == 2
    assert re.fullmatch(r"\d+ problems?: nothing was loaded\.", told)
    assert any(message in problem for problem in problems), problems
    assert max(map(len, problems)) < 1000
    assert digest() == before


def test_all_problems_are_listed_in_the_order_of_the_files(empty, tmp_path):
    registry = small()
    for change in ("bad choice", "NUL", "missing key target", "number for a natural key", "cycle"):
        REFUSED[change][0](registry)
    registry["treaties"][3]["fields"] |= {"kind": "marriage", "form": None, "title": ""}
    status, told, problems = load(*write(tmp_path, registry))
    assert status == 2
    places = [problem.removeprefix(f"{tmp_path}/").split(": ")[:4] for problem in problems]
    assert told == f"{len(places)} problems: nothing was loaded."
    assert [(file, number, field.split()[0]) for file, number, _, field in places] == [
        ("actions.json", "record 3", "source"),
        ("treaties.json", "record 1", "parent"),
        ("treaties.json", "record 2", "parent"),
        ("treaties.json", "record 3", "form"),
        ("treaties.json", "record 4", "title"),
        ("treaties.json", "record 4", "kind"),
        ("treaties.json", "record 4", "form"),
        ("actors.json", "record 1", "name"),
    ]


def test_a_wrong_record_does_not_make_those_that_refer_to_it_wrong(empty, tmp_path):
    registry = small()
    REFUSED["bad choice"][0](registry)
    assert len(load(*write(tmp_path, registry))[2]) == 1


def test_files_that_cannot_be_found_or_read_are_named(empty, tmp_path):
    good, *_ = write(tmp_path, small())
    (tmp_path / "folder.json").mkdir()
    (tmp_path / "loop.json").symlink_to(tmp_path / "loop.json")
    (tmp_path / "packed.json.gz").write_bytes(b"not packed")
    (tmp_path / "cut.json.gz").write_bytes(gzip.compress(good.read_bytes())[:-20])
    names = ["folder.json", "loop.json", "packed.json.gz", "cut.json.gz", "nowhere.json"]
    names.append("data.csv")
    status, _, problems = load(good, *(tmp_path / name for name in names))
    assert status == 2
    for name, reason in zip(
        names,
        [
            "The file must be readable: Is a directory.",
            "The file must be readable: Too many levels of symbolic links.",
            "The file must be readable: Not a gzipped file",
            "The file must be readable: Compressed file ended",
            "No fixture named",
            "csv is not a known serialization format.",
        ],
        strict=True,
    ):
        stem = name.partition(".")[0]
        assert any(stem in problem and reason in problem for problem in problems), problems


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
def test_a_file_without_the_right_to_read_it_is_named(empty, tmp_path):
    path, *_ = write(tmp_path, small())
    path.chmod(0)
    assert "The file must be readable: Permission denied." in load(path)[2][0]


def test_what_the_database_alone_can_refuse_is_told_and_undone(empty, tmp_path):
    """Two sources that swap their pages: right in the end, but not while one has both."""
    registry = small()
    pages = ["https://a.example/", "https://b.example/"]
    other = record("source", slug="b", title="B", url=pages[1], rank="press")
    registry["sources"].append(other)
    assert load(*write(tmp_path, registry))[0] == 0
    for source, page in zip(registry["sources"], reversed(pages), strict=True):
        source["fields"]["url"] = page
    before = digest()
    status, told, _ = load(*write(tmp_path, registry))
    assert status == 2
    assert re.search("refuses|web address is already recorded", told), told
    assert told.endswith("Nothing was loaded.")
    assert digest() == before


def test_what_is_wrong_in_the_files_is_told_before_what_the_database_refuses(empty, tmp_path):
    registry = small()
    states = [entry["fields"] for entry in registry["actors"][:2]]
    states[0]["iso3"], states[1]["iso3"] = "RUR", "FRE"
    assert load(*write(tmp_path, registry))[0] == 0
    states[0]["iso3"], states[1]["iso3"] = "FRE", "RUR"
    registry["sources"][0]["fields"]["rank"] = "hearsay"
    before = digest()
    status, told, problems = load(*write(tmp_path, registry))
    assert (status, told) == (2, "1 problem: nothing was loaded."), problems
    assert "rank" in problems[0]
    assert digest() == before


@pytest.mark.long
def test_the_process_ends_with_status_2_and_the_file_of_the_database_is_as_it_was(tmp_path):
    def manage(*arguments):
        return subprocess.run(
            [sys.executable, "manage.py", *map(str, arguments)],
            cwd=ROOT,
            env={
                "PATH": os.environ["PATH"],
                "DJANGO_SETTINGS_MODULE": "tests.settings",
                "DATABASE_URL": f"sqlite:///{tmp_path}/registry.sqlite3",
            },
            capture_output=True,
            text=True,
            check=False,
        )

    def content():
        with closing(sqlite3.connect(tmp_path / "registry.sqlite3")) as database:
            return list(database.iterdump())

    registry = small()
    paths = write(tmp_path, registry)
    manage("migrate", "-v0")
    done = manage("loaddata", *paths)
    assert (done.returncode, done.stdout) == (0, "22 added, 0 changed, 0 unchanged.\n"), done
    before = content()
    REFUSED["bad choice"][0](registry)
    registry["actors"][0]["fields"]["name"] = "Changed"
    done = manage("loaddata", *write(tmp_path, registry))
    assert done.returncode == 2
    assert REFUSED["bad choice"][1] in done.stderr
    assert "CommandError: 1 problem: nothing was loaded." in done.stderr
    assert "Traceback" not in done.stderr
    assert content() == before
