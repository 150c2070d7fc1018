"""`loaddata` takes all of the files or none, and says what is wrong with each record."""

import gzip
import io
import json
import re

import pytest
from django.contrib.auth import get_user_model
from django.core import serializers
from django.db import connection
from django.test.utils import CaptureQueriesContext

from registry.dates import UncertainDate
from registry.models import (
    Actor,
    EntryIntoForce,
    Participation,
    Source,
    Treaty,
    TreatyAction,
)
from registry.models.participation import stale
from tests.small_registry import (
    act,
    act_key,
    clear,
    digest,
    load,
    record,
    small,
    store,
    treaty,
    write,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def empty():
    clear()


@pytest.fixture
def stored(tmp_path):
    store(tmp_path)
    return tmp_path


def test_files_load_in_any_order_and_the_derived_tables_are_right_afterwards(stored):
    assert Actor.objects.get(slug="strelsau").parent.slug == "ruritania"
    assert TreatyAction.objects.get(kind="withdrawal").refers_to.kind == "ratification"
    force = EntryIntoForce.objects.get(treaty__slug="friendship")
    assert force.computed_on == UncertainDate("1950-04-01")
    spell = Participation.objects.get(actor__slug="ruritania", standing="former")
    assert spell.since == UncertainDate("1960-01-01/..")
    assert not stale()


def test_a_second_load_changes_nothing(stored):
    before = digest()
    assert load(*stored.iterdir())[:2] == (0, "0 added, 0 changed, 22 unchanged.")
    assert digest() == before


def test_a_load_changes_what_differs_with_the_bounds_and_what_follows(stored):
    registry = small()
    registry["treaties"][3]["fields"]["concluded_on"] = "1952"
    registry["treaties"][2]["fields"]["topics"] = [["trade"]]
    registry["actions"][2]["fields"]["deposited_on"] = "1950-05-01"
    registry["actors"][2]["fields"]["name"] = "Great Freedonia"
    unchanged = Actor.objects.get(slug="ruritania").pk
    assert load(*write(stored, registry))[1] == "0 added, 4 changed, 18 unchanged."
    changed = Treaty.objects.get(slug="accession")
    assert changed.concluded_latest.isoformat() == "1952-12-31"
    assert [topic.slug for topic in Treaty.objects.get(slug="friendship").topics.all()] == ["trade"]
    assert Actor.objects.get(slug="ruritania").pk == unchanged
    force = EntryIntoForce.objects.get(treaty__slug="friendship")
    assert force.computed_on == UncertainDate("1950-05-01")
    assert not stale()


def test_a_part_of_the_files_finds_the_rest_in_the_database(stored):
    path = stored / "more.json"
    path.write_text(json.dumps([act("strelsau", "accession", "1955-01-01")]))
    assert load(path)[1] == "1 added, 0 changed, 0 unchanged."
    assert Participation.objects.filter(actor__slug="strelsau").exists()


def test_a_protocol_finds_its_clause_in_the_database(stored):
    assert load(stored / "protocols.json")[1] == "0 added, 0 changed, 1 unchanged."


def test_the_queries_of_a_load_hardly_grow_with_its_rows(stored):
    def queries(acts):
        path = stored / "many.json"
        path.write_text(
            json.dumps([act("strelsau", "signature", "1955", 1 + i) for i in range(acts)])
        )
        with CaptureQueriesContext(connection) as captured:
            assert load(path)[0] == 0
        return len(captured)

    few, many = queries(10), queries(2010)
    assert many - few <= 2000 / 100


def test_files_of_other_tables_go_djangos_own_way(stored):
    user = {"model": "auth.user", "pk": 7, "fields": {"username": "clerk", "password": "!"}}
    path = stored / "users.json"
    path.write_text(json.dumps([user]))
    status, told, _ = load(path, stored / "actors.json")
    assert status == 0
    assert told.splitlines() == [
        "Installed 1 object(s) from 1 fixture(s)",
        "0 added, 0 changed, 4 unchanged.",
    ]
    assert get_user_model().objects.get(pk=7).username == "clerk"


def test_no_format_lets_a_record_pass_unchecked(stored):
    source = Source(slug="x", title="", url="javascript:alert(1)", rank="none")
    path = stored / "sources.xml"
    path.write_text(serializers.serialize("xml", [source]))
    before = digest()
    status, told, _ = load(path)
    assert status == 2
    assert "source is loaded from a JSON file" in told
    assert digest() == before


def test_compressed_files_and_standard_input_are_read(stored, monkeypatch):
    path = stored / "packed.json.gz"
    path.write_bytes(gzip.compress((stored / "actors.json").read_bytes()))
    assert load(path)[1] == "0 added, 0 changed, 4 unchanged."
    monkeypatch.setattr("sys.stdin", io.StringIO((stored / "actors.json").read_text()))
    assert load("-", format="json")[1] == "0 added, 0 changed, 4 unchanged."
    user = [{"model": "auth.user", "fields": {"username": "piped", "password": "!"}}]
    monkeypatch.setattr("sys.stdin", io.StringIO(json.dumps(user)))
    assert load("-", format="json")[:2] == (0, "Installed 1 object(s) from 1 fixture(s)")


def test_what_is_excluded_or_unknown_can_be_left_out_as_in_django(stored):
    path = stored / "more.json"
    new = [record("actor", slug="ixania", kind="state", name="Ixania", anthem="Ix")]
    new += [record("anthem", name="Ix"), record("topic", slug="", name="Empty")]
    path.write_text(json.dumps(new))
    assert load(path)[0] == 2
    status, told, problems = load(path, ignore=True, exclude=["registry.topic"])
    assert (status, told) == (0, "1 added, 0 changed, 0 unchanged."), problems


def changed(stem, number, **fields):
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
DEEP = b"[" * 100_000

REFUSED = {
    "wrong model": (
        added("treaties", record("treatyy", slug="x")),
        'treaties.json: record 6: treatyy: model "registry.treatyy": It must name a kind of record',
    ),
    "derived table": (
        added("actions", record("participation", reason="x")),
        'actions.json: record 4: participation: model "registry.participation": It must be a record; '
        "this table follows from the acts",
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
        "treaties.json: record 6: treaty friendship: A record must stand in the files once; so does "
        "record 3 of",
    ),
    "same record in two files": (
        replaced("more", [treaty("friendship")]),
        "treaties.json: record 3: treaty friendship: A record must stand in the files once; so does ",
    ),
    "page of another source": (
        added(
            "sources", record("source", slug="b", title="B", url="https://a.example/", rank="press")
        ),
        'sources.json: record 2: source b: url "https://a.example/": A source with this web address',
    ),
    "number of another treaty": (
        added("treaties", record("citation", treaty=["accession"], scheme="wikidata", value="Q1")),
        'citation accession|wikidata|Q1: scheme "wikidata", value "Q1": Another treaty bears',
    ),
    "own parent": (
        changed("treaties", 1, parent=["trade"]),
        'treaties.json: record 1: topic trade: parent ["trade"]: The chain must come to an end: trade',
    ),
    "cycle": (
        changed("treaties", 1, parent=["post"]),
        'treaties.json: record 2: topic post: parent ["trade"]: The chain must come to an end: post →',
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
        'sources.json: record 1: source series: url "javascript:alert(1)": A web address starts with',
    ),
    "in force before adopted": (
        changed("treaties", 3, stated_in_force_on="1949"),
        f'{FRIENDSHIP}stated_in_force_on "1949", adopted_on "1950-01-02": A treaty cannot enter into '
        "force before it is adopted.",
    ),
    "links to nobody": (
        changed("programs", 2, leads=[]),
        "partnership one: leads []: It must be a list of at least one of natural keys.",
    ),
    "link twice": (
        changed("programs", 2, partners=[["freedonia"], ["freedonia"]]),
        'partners ["freedonia"]: It must be named once.',
    ),
    "protocol without a clause": (
        replaced("clauses", []),
        'ratificationprotocol accession: treaty ["accession"]: A ratification protocol has an entry',
    ),
    "half-written": (
        replaced("more", b'[{"model": "regis'),
        "more.json: The file must be complete",
    ),
    "empty": (
        replaced("more", b""),
        "more.json: The file must hold a list of records; it is empty.",
    ),
    "BOM": (
        replaced("more", b"\xef\xbb\xbf[]"),
        "more.json: The file must be UTF-8 without a byte",
    ),
    "UTF-16": (
        replaced("more", "[]".encode("utf-16")),
        "more.json: The file must be UTF-8; byte 1 is",
    ),
    "object": (replaced("more", {"a": 1}), "more.json: The file must hold a list of records."),
    "list of texts": (
        replaced("more", ["a"]),
        'more.json: record 1: record "a": A record must be an',
    ),
    "200 deep": (changed("treaties", 3, title=nested(200)), f"{FRIENDSHIP}title [[[["),
    "too deep": (replaced("more", DEEP), "more.json: The file must not nest lists and objects so"),
    "repeated member": (
        replaced("more", b'[{"model": "registry.topic", "fields": {"slug": "a", "slug": "b"}}]'),
        'more.json: record 1: topic b: slug "b": It must be named once.',
    ),
    "1e400": (
        replaced(
            "more",
            b'[{"model": "registry.listedactor", "fields": {"condition": ["accession", 1, 1],'
            b' "actor": ["ruritania"], "weight": 1e400}}]',
        ),
        'listedactor accession|1|1|ruritania: weight "1E+400": ',
    ),
    "NaN": (
        replaced("more", b'[{"model": "registry.topic", "fields": {"slug": NaN}}]'),
        'slug "NaN"',
    ),
    "long number": (
        replaced("more", b'[{"model": "registry.topic", "fields": {"slug": %s}}]' % (b"9" * 5000)),
        "more.json: record 1: topic",
    ),
}


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
