"""`loaddata` takes all of the files or none, and says what is wrong with each record."""

import gzip
import io
import json

import pytest
from django.contrib.auth import get_user_model
from django.core import serializers
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from registry.dates import UncertainDate
from registry.importers.fixtures import columns, reading, spool
from registry.models import (
    Actor,
    EntryIntoForce,
    Participation,
    Source,
    Treaty,
    TreatyAction,
)
from registry.models.participation import stale
from registry.models.tables import Table
from tests.small_registry import (
    act,
    clear,
    digest,
    load,
    record,
    small,
    store,
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
    assert Treaty.objects.filter(slug="accession", concluded_latest="1952-12-31").exists()
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
    content = (stored / "actors.json").read_bytes()
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(content)))
    assert load("-", format="json")[1] == "0 added, 0 changed, 4 unchanged."
    user = [{"model": "auth.user", "fields": {"username": "piped", "password": "!"}}]
    monkeypatch.setattr("sys.stdin", io.StringIO(json.dumps(user)))
    assert load("-", format="json")[:2] == (0, "Installed 1 object(s) from 1 fixture(s)")


@pytest.mark.parametrize("ending", ["jsonl", "jsonl.gz"])
def test_a_file_of_lines_is_read_line_by_line(ending, stored):
    lines = "\n\n".join(json.dumps(one) for one in small()["actors"]).encode()
    path = stored / f"more.{ending}"
    path.write_bytes(gzip.compress(lines) if ending.endswith("gz") else lines)
    assert load(path)[1] == "0 added, 0 changed, 4 unchanged."
    path.write_bytes(gzip.compress(lines[:-9]) if ending.endswith("gz") else lines[:-9])
    status, _, problems = load(path)
    assert status == 2
    assert "Each line must be complete JSON; at line 7, column " in problems[0]


def test_a_list_is_read_in_parts_and_an_error_is_told_with_its_line(stored, monkeypatch):
    monkeypatch.setattr(reading, "CHUNK", 7)
    path = stored / "actors.json"
    text = json.dumps(small()["actors"], indent=2, ensure_ascii=False).replace("Free ", "Fréé ")
    path.write_text(text)
    assert load(path)[:2] == (0, "1 added, 0 changed, 3 unchanged.")
    place = text.index('"Freedonia"')
    path.write_text(text[:place] + "?" + text[place:])
    line, column = text.count("\n", 0, place) + 1, place - text.rfind("\n", 0, place)
    told = f"at line {line}, column {column}: Expecting value."
    assert told in load(path)[2][0]
    path.write_bytes(text.encode()[:-3] + b"\xff")
    assert f"byte {len(text.encode()) - 2} is not." in load(path)[2][0]


def test_more_entries_than_a_block_holds_are_kept_in_order(stored, monkeypatch):
    monkeypatch.setattr(spool, "BLOCK", 2)
    clear()
    assert load(*write(stored, small()))[:2] == (0, "22 added, 0 changed, 0 unchanged.")
    assert load(*stored.iterdir())[:2] == (0, "0 added, 0 changed, 22 unchanged.")
    assert not stale()


def test_what_is_excluded_or_unknown_can_be_left_out_as_in_django(stored):
    path = stored / "more.json"
    new = [record("actor", slug="ixania", kind="state", name="Ixania", anthem="Ix")]
    new += [record("anthem", name="Ix"), record("topic", slug="", name="Empty")]
    path.write_text(json.dumps(new))
    assert load(path)[0] == 2
    status, told, problems = load(path, ignore=True, exclude=["registry.topic"])
    assert (status, told) == (0, "1 added, 0 changed, 0 unchanged."), problems


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_who_looks_sees_how_far_it_is(stored):
    told = Terminal()
    call_command("loaddata", stored / "actors.json", stdout=io.StringIO(), stderr=told)
    bars = told.getvalue().split("\r")
    assert f"[{'#' * 20}{' ' * 20}] 2 of 4 records stored" in bars
    assert bars[-1] == f"[{'#' * 40}] 4 of 4 records stored\n"


def test_what_is_remembered_of_values_is_bounded(monkeypatch):
    monkeypatch.setattr(columns, "REMEMBERED", 2)
    reader = columns.Reader(Table(Actor), Actor._meta.get_field("slug"))
    for slug in ("a", "b", "c", "d", "e"):
        assert reader.judge(slug) == (slug, [])
        assert slug in reader.known
        assert len(reader.known) <= 2


def test_nobody_is_a_partner_of_itself(empty, tmp_path):
    registry = small()
    registry["programs"][1]["fields"]["partners"] = [["strelsau"], ["ruritania"]]
    status, _, (problem,) = load(*write(tmp_path, registry))
    assert status == 2
    assert problem.endswith(
        'partnership one: leads [["ruritania"]], partners [["strelsau"], ["ruritania"]]: '
        "Nobody is a partner of itself: each actor stands on one side of a partnership."
    )


def test_partners_may_be_equal_but_nobody_is_one_alone(empty, tmp_path):
    registry = small()
    pairing = registry["programs"][1]["fields"]
    pairing |= {"leads": [], "partners": [["freedonia"]]}
    status, _, (problem,) = load(*write(tmp_path, registry))
    assert status == 2
    assert problem.endswith(
        'partnership one: leads [], partners [["freedonia"]]: A partnership joins at least two: '
        "who leads and a partner, or two equal partners."
    )
    pairing["partners"].append(["strelsau"])
    assert load(*write(tmp_path, registry))[0] == 0


def test_a_claim_about_a_day_says_a_day(empty, tmp_path):
    registry = small()
    said = {"adopted_on": "not a date", "concluded_on": "1950-01", "title": "not a date"}
    registry["claims"] = [
        {
            "model": "registry.claim",
            "fields": {
                "model": "treaty",
                "key": "friendship",
                "field": field,
                "value": value,
                "source": ["series"],
            },
        }
        for field, value in said.items()
    ]
    status, _, (problem,) = load(*write(tmp_path, registry))
    assert status == 2
    assert 'claim treaty|friendship|adopted_on|series|not a date: value "not a date": ' in problem
    del registry["claims"][0]
    assert load(*write(tmp_path, registry))[0] == 0
