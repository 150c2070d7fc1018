"""The registry in one file: whole, public, and fresh after a change; and its description."""

import csv
import io
import json
import re
import runpy
import sqlite3
import tempfile
import zipfile
from contextlib import contextmanager

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openapi_spec_validator import OpenAPIV31SpecValidator

from registry.models import (
    FIXTURES,
    Actor,
    Participation,
    Treaty,
    TreatyAction,
)
from registry.models.revision import publish
from registry.queries.tables import field_at, tables
from registry.views import base, downloads
from registry.views.api import public_patterns
from tests.factories import make_actor
from tests.test_pages import list_url

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path, monkeypatch):
    class Folder:
        name = str(tmp_path)

    monkeypatch.setattr(downloads, "_folder", Folder)
    return tmp_path


def test_a_process_of_which_no_file_is_asked_makes_no_folder(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    module = runpy.run_path(downloads.__file__)
    assert module["WRITERS"]
    assert list(tmp_path.iterdir()) == []


def fetched(client, form: str) -> bytes:
    answer = client.get(f"/data/registry.{form}")
    assert answer.status_code == 200
    assert "attachment" in answer["Content-Disposition"]
    return b"".join(answer.streaming_content)


def test_the_sqlite_file_holds_every_public_row_and_nothing_else(client, folder):
    get_user_model().objects.create_superuser("secretive-clerk", password="x")
    content = fetched(client, "sqlite3")
    assert b"secretive-clerk" not in content
    place = folder / "taken.db"
    place.write_bytes(content)
    database = sqlite3.connect(place)
    counts = {
        name: database.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]  # noqa: S608
        for (name,) in database.execute("SELECT name FROM sqlite_master")
    }
    models = [model for found in FIXTURES.values() for model in found]
    for model in [*models, Participation]:
        assert counts[model._meta.model_name] == model.objects.count(), model
    assert counts["partnership_leads"] > 50
    assert not [name for name in counts if "user" in name or "change" in name or "session" in name]
    joined = database.execute(
        "SELECT actor.name FROM participation p JOIN actor ON actor.natural_key = p.actor "
        "WHERE p.treaty = 'north-atlantic-treaty' AND p.since = '2020-03-27'"
    )
    assert joined.fetchall() == [("North Macedonia",)]
    database.close()


def test_the_csv_bundle_has_a_file_for_each_table_and_no_formula(client, folder):
    Actor.objects.filter(slug="albania").update(name="=1+1")
    bundle = zipfile.ZipFile(io.BytesIO(fetched(client, "csv.zip")))
    names = {f"{table.name}.csv" for table in tables()}
    assert set(bundle.namelist()) == {*names, "datapackage.json"}
    actors = list(csv.DictReader(io.StringIO(bundle.read("actor.csv").decode())))
    assert len(actors) == Actor.objects.count()
    assert {row["natural_key"]: row["name"] for row in actors}["albania"] == "'=1+1"
    acts = list(csv.DictReader(io.StringIO(bundle.read("treatyaction.csv").decode())))
    assert {row["treaty"] for row in acts} <= {row.slug for row in Treaty.objects.all()}
    assert len(acts) == TreatyAction.objects.count()


def test_the_first_part_of_a_natural_key_is_never_left_out():
    models = [model for found in FIXTURES.values() for model in found]
    assert len(models) > 20
    assert not [model for model in models if field_at(model, model.KEY[0]).null]


def test_a_table_is_streamed_as_csv_by_the_keys_of_its_records(client):
    Actor.objects.filter(slug="albania").update(name=" =1+1")
    answer = client.get("/data/actor.csv")
    assert answer["Content-Disposition"] == 'attachment; filename="actor.csv"'
    rows = list(csv.DictReader(io.StringIO(answer.getvalue().decode())))
    assert len(rows) == Actor.objects.count()
    assert {row["natural_key"]: row["name"] for row in rows}["albania"] == "' =1+1"
    acts = client.get("/data/treatyaction.csv").getvalue().decode()
    rows = {row["natural_key"]: row for row in csv.DictReader(io.StringIO(acts))}
    act = TreatyAction.objects.exclude(refers_to=None).exclude(deposited_on="").first()
    told = rows[key_of(act)]
    assert told["refers_to"] == key_of(act.refers_to)
    assert told["deposited_on"] == act.deposited_on.text
    assert told["deposited_earliest"] == str(act.deposited_earliest or "")
    assert told["number"] == str(act.number)


def key_of(act):
    return "|".join([act.treaty.slug, act.actor.slug, act.kind, str(act.number)])


def test_a_table_that_is_not_public_is_not_there(client):
    for name in ("user", "changeset", "session", "nowhere"):
        answer = client.get(f"/data/{name}.csv")
        assert answer.status_code == 404
        assert answer.json()["error"].startswith(f"There is no table “{name}”. There are: source, ")


def test_nothing_is_asked_of_the_database_before_the_heads_are_sent(client):
    for path in ("/data/treatyaction.csv", "/treaties.csv"):
        answer = client.get(path)
        content = iter(answer.streaming_content)
        with CaptureQueriesContext(connection) as queries:
            assert next(content).count(b"\n") == 1
        assert not queries.captured_queries
        assert list(content)


@pytest.mark.parametrize(
    ("path", "module"), [("/data/topic.csv", downloads), ("/sources.csv", base)]
)
def test_an_export_shows_one_state_from_its_first_row_to_its_last(
    client, monkeypatch, path, module
):
    held = []

    @contextmanager
    def snapshot(using):
        held.append(using)
        yield
        held.append("let go")

    monkeypatch.setattr(module, "snapshot", snapshot)
    content = iter(client.get(path).streaming_content)
    parts = [next(content), next(content)]
    assert held == ["default"]
    parts += content
    assert held == ["default", "let go"]
    assert b"".join(parts).count(b"\n") > 10


def test_the_fixtures_are_those_that_another_installation_loads(client, folder):
    bundle = zipfile.ZipFile(io.BytesIO(fetched(client, "fixtures.zip")))
    assert set(bundle.namelist()) == {f"{noun}.json" for noun in FIXTURES}
    rows = [row for name in bundle.namelist() for row in json.loads(bundle.read(name))]
    assert len(rows) > 5000
    assert "pk" not in rows[0]


def test_a_file_is_made_once_and_afresh_after_a_change(client, folder, monkeypatch):
    made = []
    monkeypatch.setitem(downloads.WRITERS, "sqlite3", lambda place: made.append(place.touch()))
    for _ in range(3):
        fetched(client, "sqlite3")
    assert len(made) == 1
    make_actor("Ruritania")
    publish()
    fetched(client, "sqlite3")
    assert len(made) == 2
    assert len(list(folder.glob("*.sqlite3"))) == 1


def test_a_file_that_a_change_replaces_is_still_sent(client, folder, monkeypatch):
    monkeypatch.setitem(downloads.WRITERS, "sqlite3", lambda place: place.write_text("whole"))
    make = downloads.made

    def replaced_at_once(form):
        first = make(form)
        next(folder.glob("*.sqlite3")).unlink()
        return first

    monkeypatch.setattr(downloads, "made", replaced_at_once)
    assert fetched(client, "sqlite3") == b"whole"


def test_a_file_that_fails_leaves_nothing_behind(client, folder, monkeypatch):
    def fail(place):
        place.write_text("half")
        raise RuntimeError

    monkeypatch.setitem(downloads.WRITERS, "sqlite3", fail)
    with pytest.raises(RuntimeError):
        client.get("/data/registry.sqlite3")
    assert list(folder.iterdir()) == []


def test_a_registry_too_large_for_fixtures_says_so(client, folder, monkeypatch):
    monkeypatch.setattr(downloads, "MOST_ACTS_IN_FIXTURES", 10)
    answer = client.get("/data/registry.fixtures.zip")
    assert answer.status_code == 404
    assert "take the SQLite file" in answer.json()["error"]


def test_the_description_is_valid_and_knows_every_address(client):
    told = client.get("/api/openapi.json").json()
    OpenAPIV31SpecValidator(told).validate()
    named = {re.sub("_(bib|ris)$", "", one["get"]["operationId"]) for one in told["paths"].values()}
    assert named == {pattern.name for pattern in public_patterns()}
    assert told["servers"] == [{"url": "http://testserver"}]
    (of_table,) = told["paths"]["/data/{name}.csv"]["get"]["parameters"]
    assert of_table["schema"]["enum"] == [table.name for table in tables()]


@pytest.mark.parametrize("noun", ["treaty", "actor", "partnership"])
def test_the_description_names_every_parameter_and_column_of_a_list(client, noun):
    told = client.get("/api/openapi.json").json()
    path = list_url(noun, "json").replace(".json", ".{format}")
    own = told["paths"][path]["get"]
    view = client.get(list_url(noun)).resolver_match.func.view_class
    form = client.get(list_url(noun)).context["form"]
    named = {parameter["name"] for parameter in own["parameters"]}
    assert named == {"format", "as_at", "end_of", "page", *form.fields}
    content = own["responses"]["200"]["content"]
    assert {"application/json", "text/csv"} <= set(content)
    row = content["application/json"]["schema"]["properties"]["results"]["items"]
    assert set(row["properties"]) == {column.partition(".")[0] for column in view.columns}
    answer = client.get(list_url(noun, "json")).json()
    assert set(content["application/json"]["schema"]["properties"]) <= set(answer)


@pytest.mark.parametrize(
    "path",
    [
        *("registry.csv.zip", "registry.fixtures.zip", "registry.sqlite3"),
        *("actor.csv", "datapackage.json"),
    ],
)
def test_a_file_that_has_not_changed_is_not_sent_again(client, path):
    sent = client.get(f"/data/{path}")
    sent.getvalue()
    again = client.get(f"/data/{path}", headers={"If-None-Match": sent.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["ETag"] == sent.headers["ETag"]
    other = client.get(f"/data/{path}", headers={"If-None-Match": '"another"'})
    assert other.status_code == 200
    other.getvalue()


def test_no_two_described_addresses_are_the_same_and_each_parameter_of_a_page_is_told(client):
    """Paths that differ in the name of a parameter alone are identical (OpenAPI 3.1)."""
    paths = client.get("/api/openapi.json").json()["paths"]
    plain = [re.sub(r"{\w+}", "{}", path) for path in paths]
    assert len(set(plain)) == len(plain)
    assert {"/treaties/{slug}.bib", "/treaties/{slug}.ris", "/treaties/{slug}.{format}"} <= set(
        paths
    )
    names = [told["get"]["operationId"] for told in paths.values()]
    assert len(set(names)) == len(names)
    for path in ("/treaties/{slug}.{format}", "/alliances/{slug}.{format}"):
        told = {one["name"] for one in paths[path]["get"]["parameters"]}
        assert {"as_at", "end_of", "compare"} <= told
    moved = client.get("/treaties/ctbt.json?end_of=2019")
    assert str(moved.status_code) in paths["/treaties/{slug}.{format}"]["get"]["responses"]
