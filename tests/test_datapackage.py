"""The tables of the whole registry are as their description says: columns, types, codes, keys."""

import csv
import io
import json
import sqlite3
import zipfile
from datetime import date

import pytest

from registry.exports import LICENCE
from registry.models import Actor, Alliance
from registry.models.revision import publish
from registry.views.downloads import write_csv, write_sqlite
from tests.factories import make_actor

pytestmark = pytest.mark.django_db

READ = {
    "string": str,
    "integer": int,
    "number": float,
    "date": date.fromisoformat,
    "array": json.loads,
    "boolean": lambda text: {"1": True, "0": False}[text],
}
DAYS = ("1786-01-01", "1939-09-01", "1949-08-24", "1955-06-05", "1990-09-15", "2012-06-01")


@pytest.fixture
def bundle(tmp_path):
    write_csv(tmp_path / "csv.zip")
    with zipfile.ZipFile(tmp_path / "csv.zip") as opened:
        yield opened


def rows_of(bundle, path):
    return csv.DictReader(io.TextIOWrapper(bundle.open(path), "utf-8", newline=""))


def test_every_cell_is_of_the_type_that_the_description_says_and_every_key_is_found(bundle):
    told = json.loads(bundle.read("datapackage.json"))
    assert {one["path"] for one in told["resources"]} == set(bundle.namelist()) - {
        "datapackage.json"
    }
    keys = {
        one["name"]: {row.get("natural_key") for row in rows_of(bundle, one["path"])}
        for one in told["resources"]
    }
    seen = set()
    for one in told["resources"]:
        assert one["description"].endswith("."), one["name"]
        schema, rows = one["schema"], list(rows_of(bundle, one["path"]))
        heads = next(csv.reader(io.TextIOWrapper(bundle.open(one["path"]), "utf-8")))
        assert [field["name"] for field in schema["fields"]] == heads
        for field in schema["fields"]:
            cells = {row[field["name"]] for row in rows} - {""}
            for cell in cells:
                READ[field["type"]](cell)
            if "categories" in field:
                assert cells <= {category["value"] for category in field["categories"]}
            if cells:
                seen.add(field["type"])
        if "primaryKey" in schema:
            named = [tuple(row[name] for name in schema["primaryKey"]) for row in rows]
            assert len(set(named)) == len(named), one["name"]
        for key in schema.get("foreignKeys", []):
            target = key["reference"]
            cells = {row[key["fields"][0]] for row in rows} - {""}
            assert cells <= keys[target["resource"]], (one["name"], key)
            assert target["fields"] == ["natural_key"]
    assert seen == set(READ)


def test_the_description_bears_the_licence_and_another_version_after_a_change(client):
    def told():
        answer = client.get("/data/datapackage.json")
        assert answer["Content-Type"] == "application/json"
        return answer.json()

    first = told()
    assert [licence["path"] for licence in first["licenses"]] == [LICENCE]
    assert first["version"] == told()["version"]
    make_actor("Ruritania")
    publish()
    assert told()["version"] != first["version"]
    assert told()["created"] > first["created"]


def test_what_a_column_means_is_said_as_the_forms_of_the_staff_say_it(client):
    tables = {one["name"]: one for one in client.get("/data/datapackage.json").json()["resources"]}
    assert tables["alliance"]["description"] == "A formal promise of support sealed by a treaty."
    fields = {field["name"]: field for field in tables["alliance"]["schema"]["fields"]}
    assert fields["is_open"]["description"] == "Its treaty makes room to grow."
    assert fields["since"]["description"] == "EDTF; since_earliest and since_latest bound it."
    assert {"value": "joint_command", "label": "Joint command"} in fields["kind"]["categories"]
    leads = tables["partnership_leads"]["schema"]
    assert [key["reference"]["resource"] for key in leads["foreignKeys"]] == [
        "partnership",
        "actor",
    ]


def test_the_sqlite_file_describes_itself_and_declares_what_is_no_text(tmp_path):
    write_sqlite(tmp_path / "registry.sqlite3")
    database = sqlite3.connect(tmp_path / "registry.sqlite3")
    ((told,),) = database.execute("SELECT descriptor FROM datapackage")
    tables = {one["name"]: one for one in json.loads(told)["resources"]}
    kinds = {name: kind for _, name, kind, *_ in database.execute("PRAGMA table_info(actor)")}
    assert list(kinds) == [field["name"] for field in tables["actor"]["schema"]["fields"]]
    assert (kinds["slug"], kinds["cow_code"], kinds["since_earliest"]) == (
        "TEXT",
        "INTEGER",
        "TEXT",
    )
    codes = dict(database.execute("SELECT slug, cow_code FROM actor WHERE cow_code IS NOT NULL"))
    assert codes == dict(Actor.objects.exclude(cow_code=None).values_list("slug", "cow_code"))
    database.close()


def test_the_spells_of_members_tell_what_each_alliance_tells_on_any_day(bundle, client):
    spells = list(rows_of(bundle, "alliancemember.csv"))
    answers = set()
    for day in DAYS:
        for alliance in Alliance.objects.order_by("slug"):
            answer = client.get(f"/alliances/{alliance.slug}.json", {"as_at": day})
            if answer.status_code == 404:
                continue
            told = {row["actor"]: row["member"] for row in answer.json()["members"]}
            found = held_on(day, [row for row in spells if row["alliance"] == alliance.slug])
            assert found == told, (alliance.slug, day)
            answers |= set(told.values())
    assert answers == {"yes", "not known"}


def held_on(day, spells):
    """Read spells as anybody does who has nothing but the file."""
    found = {}
    for row in spells:
        may_have_begun = not row["since_earliest"] or row["since_earliest"] <= day
        may_have_ended = row["until"] and (
            not row["until_earliest"] or row["until_earliest"] <= day
        )
        has_begun = row["since_latest"] and row["since_latest"] <= day
        has_ended = row["until_latest"] and row["until_latest"] <= day
        if may_have_begun and not has_ended:
            is_certain = has_begun and not may_have_ended
            if found.get(row["actor"]) != "yes":
                found[row["actor"]] = "yes" if is_certain else "not known"
    return found
