"""The commands of the registry: what they change, what they say, how they end."""

import http.client
import io
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from contextlib import closing
from datetime import date
from functools import partial
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command, get_commands, load_command_class
from django.db import connection, transaction

from registry.importers.fixtures import as_files
from registry.management.commands import demo, rebuild
from registry.models import (
    Actor,
    Claim,
    EntryIntoForce,
    EntryIntoForceClause,
    Participation,
    Source,
    Treaty,
)
from registry.models.participation import stale
from tests.installations import free_port
from tests.small_registry import clear, digest, store

ROOT = Path(__file__).resolve().parent.parent

pytestmark = pytest.mark.django_db


@pytest.fixture
def stored(tmp_path):
    store(tmp_path)
    return tmp_path


def run(name, *arguments, **options):
    """Run a command; give its exit status, what it wrote, and how it ended."""
    out = io.StringIO()
    try:
        call_command(name, *map(str, arguments), stdout=out, stderr=io.StringIO(), **options)
    except CommandError as error:
        return error.returncode, out.getvalue(), str(error)
    return 0, out.getvalue(), ""


def test_every_command_says_what_it_does_and_what_each_option_means():
    names = [name for name, app in get_commands().items() if app == "registry"]
    assert {"check_registry", "demo", "dump_fixtures", "loaddata", "rebuild"} <= set(names)
    for name in names:
        command = load_command_class("registry", name)
        assert command.help, name
        for action in command.create_parser("manage.py", name)._actions:
            assert action.help, (name, action.dest)


# dump_fixtures


def test_a_dump_writes_what_differs_and_a_second_one_nothing(stored, tmp_path):
    folder = tmp_path / "new" / "folder"
    status, told, _ = run("dump_fixtures", folder)
    assert status == 0
    assert f"{folder}/actors.json: 4 records, written" in told.splitlines()
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == as_files()
    (folder / "actors.json").write_text("[]")
    status, told, _ = run("dump_fixtures", folder)
    assert re.findall(r"(\w+).json: \d+ records, written", told) == ["actors"]
    assert run("dump_fixtures", folder, verbosity=0) == (0, "", "")


def test_a_check_tells_which_files_differ_and_writes_none(stored, tmp_path):
    folder = tmp_path / "dump"
    run("dump_fixtures", folder)
    assert run("dump_fixtures", folder, check=True)[0] == 0
    (folder / "treaties.json").unlink()
    (folder / "actors.json").write_text("[]")
    content = (folder / "sources.json").read_text()
    (folder / "sources.json").write_text(content[:-20] + "x" + content[-19:])  # of the same length
    status, _, told = run("dump_fixtures", folder, check=True)
    assert status == 1
    names = "sources.json, actors.json, treaties.json"
    assert told == f"Files that differ from the database: {names}."
    assert (folder / "actors.json").read_text() == "[]"
    assert not (folder / "treaties.json").exists()


def test_a_dump_that_fails_leaves_the_old_files(stored, tmp_path, monkeypatch):
    folder = tmp_path / "dump"
    run("dump_fixtures", folder)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    Actor.objects.update(region="Elsewhere")
    Source.objects.update(publisher="Somebody")
    synced = []

    def fail_at_the_second(descriptor):
        synced.append(descriptor)
        if len(synced) == 2:
            raise OSError(28, "No space left on device", "actors.json")

    monkeypatch.setattr("os.fsync", fail_at_the_second)
    status, _, told = run("dump_fixtures", folder)
    assert (status, told) == (1, "actors.json: No space left on device.")
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


# rebuild


def test_a_rebuild_repairs_what_is_stale_and_says_how_much(stored):
    Participation.objects.filter(treaty__slug="friendship").delete()
    assert stale()
    assert run("rebuild")[:2] == (0, "Treaties rebuilt: 2. Changed: 1.\n")
    assert not stale()
    assert run("rebuild", verbosity=0)[:2] == (0, "")


def test_a_rebuild_keeps_to_the_treaties_named(stored):
    Participation.objects.all().delete()
    EntryIntoForce.objects.all().delete()
    assert run("rebuild", treaty=["accession"])[1] == "Treaties rebuilt: 1. Changed: 1.\n"
    assert {slug for slug, _ in told_stale()} == {"friendship"}
    status, _, told = run("rebuild", treaty=["accession", "nowhere"])
    assert (status, told) == (2, "There must be a treaty nowhere.")


def told_stale():
    slugs = dict(Treaty.objects.values_list("pk", "slug"))
    return [(slugs[pk], what) for pk, what in stale()]


def test_a_rebuild_that_is_stopped_keeps_what_is_done_and_goes_on_from_there(stored, monkeypatch):
    EntryIntoForce.objects.all().delete()
    true_rebuild = rebuild.rebuild
    calls = []

    def stop_at_the_second(treaties):
        calls.append(treaties)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return true_rebuild(treaties)

    monkeypatch.setattr(rebuild, "BATCH_SIZE", 1)
    monkeypatch.setattr(rebuild, "rebuild", stop_at_the_second)
    status, _, told = run("rebuild")
    assert status == 130
    assert told.startswith("Stopped: 1 of 2 treaties are done and stay so.")
    assert told.endswith("rebuild --after accession")
    assert {slug for slug, _ in told_stale()} == {"friendship"}
    assert run("rebuild", after="accession")[1] == "Treaties rebuilt: 1. Changed: 1.\n"
    assert not stale()


# check_registry


def planted(table, column, value, **where):
    """Write straight into a column, past every rule."""
    ((name, key),) = where.items()
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET {column} = %s WHERE {name} = %s", [value, key])  # noqa: S608
        assert cursor.rowcount == 1


def claim(**values):
    known = {"model": "actor", "key": "ruritania", "field": "name", "value": "Ruritanien"}
    return Claim.objects.create(source=Source.objects.get(), **known | values)


CORRUPT = {
    "records": (
        lambda: planted("registry_actor", "kind", "duchy", slug="ruritania"),
        'actor ruritania: kind "duchy": It must be one of state,',
    ),
    "bounds": (
        lambda: planted("registry_treaty", "adopted_latest", date(1951, 1, 1), slug="friendship"),
        'treaty friendship: adopted_on "1950-01-02": Its bounds must be 1950-01-02 to 1950-01-02, '
        "not 1950-01-02 to 1951-01-01.",
    ),
    "derived tables": (
        lambda: Participation.objects.filter(standing="former").delete(),
        "treaty friendship: participation: It must be rebuilt.",
    ),
}

CLAIMS = {
    "kind": ({"model": "duchy"}, 'model "duchy": It must be a kind of record.'),
    "record": ({"key": "ixania"}, 'key "ixania": The record must exist.'),
    "field": ({"field": "anthem"}, 'field "anthem": It must be a field of the record.'),
}


def report():
    status, told, _ = run("check_registry", format="json")
    content = json.loads(told)
    found = {section["name"]: section["findings"] for section in content["sections"]}
    return status, content, found


def test_a_sound_registry_is_reported_as_sound_with_what_was_checked(stored):
    before = digest()
    status, content, found = report()
    assert (status, content["errors"], content["warnings"]) == (0, 0, 0), found
    checked = {section["name"]: section["checked"] for section in content["sections"]}
    assert checked["records"] == 22
    assert checked["derived tables"] == 2
    assert checked["bounds"] > 50
    assert run("check_registry")[1].splitlines()[-1] == "No errors. Warnings: 0."
    assert run("check_registry", verbosity=0)[:2] == (0, "")
    assert digest() == before


def test_the_fixtures_are_sound():
    status, content, found = report()
    assert (status, content["errors"]) == (0, 0), found


@pytest.mark.parametrize("section", CORRUPT)
def test_a_planted_corruption_is_found_in_its_section(section, stored):
    plant, message = CORRUPT[section]
    plant()
    before = digest()
    status, content, found = report()
    assert status == 1
    assert any(message in finding for finding in found[section]), found
    assert run("check_registry")[2] == f"Errors: {content['errors']}. Warnings: 0."
    assert message in run("check_registry", verbosity=0)[1]
    assert digest() == before


@pytest.mark.parametrize("case", CLAIMS)
def test_a_claim_about_nothing_is_found(case, stored):
    values, message = CLAIMS[case]
    claim()
    assert report()[2]["claims"] == []
    claim(**values)
    status, _, found = report()
    assert status == 1
    assert [finding.partition(": ")[2] for finding in found["claims"]] == [message]


def test_a_reference_to_nothing_is_found(stored):
    with transaction.atomic():
        EntryIntoForceClause.objects.filter(treaty__slug="accession")._raw_delete("default")
        status, _, found = report()
        transaction.set_rollback(True)
    assert status == 1
    assert [re.sub(r"\d+", "N", finding) for finding in found["records"]] == [
        "entryintoforcecondition in row N: clause N: It must refer to a record that exists.",
        'ratificationprotocol accession: treaty ["accession"]: A ratification protocol has an '
        "entry-into-force clause: add it first.",
    ]


def test_an_entry_into_force_other_than_stated_is_a_warning(stored):
    Treaty.objects.filter(slug="friendship").update(
        stated_in_force_on="1950-04-02",
        stated_in_force_earliest=date(1950, 4, 2),
        stated_in_force_latest=date(1950, 4, 2),
    )
    call_command("rebuild", verbosity=0)
    status, content, found = report()
    assert (status, content["errors"], content["warnings"]) == (0, 0, 1), found
    assert found["problems"] == [
        "treaty friendship: Stated: 2 April 1950; by the clause and the acts: 1 April 1950."
    ]
    Treaty.objects.filter(slug="friendship").update(
        stated_in_force_on="1950-04", stated_in_force_earliest=date(1950, 4, 1)
    )
    call_command("rebuild", verbosity=0)
    assert report()[2]["problems"] == []


# demo


@pytest.fixture
def served(monkeypatch, settings):
    """Let the demo run up to the moment at which it would serve."""
    settings.DEMO = True
    ports = []
    monkeypatch.setattr(demo, "serve", ports.append)
    return ports


def password_in(told):
    return re.search(r"/admin/ user demo password (\S+)", told)[1]


def test_a_demo_loads_an_empty_database_and_prints_an_account_that_opens_the_admin(served, client):
    clear()
    port = free_port()
    status, told, problem = run("demo", port=port)
    assert (status, problem, served) == (0, "", [port])
    assert Treaty.objects.exists()
    assert not stale()
    assert f"http://127.0.0.1:{port}/admin/ user demo password " in told
    account = get_user_model()._default_manager.get(username="demo")
    assert account.is_superuser
    assert account.check_password(password_in(told))
    assert password_in(told) not in account.password
    client.force_login(account)
    assert client.get("/admin/").status_code == 200


def test_a_second_demo_keeps_what_was_entered_and_gives_a_new_password(served, stored):
    first = run("demo", port=free_port())[1]
    before = as_files()
    Participation.objects.all().delete()  # as an older version may have left what follows
    status, second, _ = run("demo", port=free_port(), no_input=True)
    assert (status, [*stale()]) == (0, [])
    assert "nothing is loaded" in second
    assert as_files() == before
    assert password_in(first) != password_in(second)
    account = get_user_model()._default_manager.get(username="demo")
    assert not account.check_password(password_in(first))
    assert account.check_password(password_in(second))
    assert get_user_model().objects.count() == 1


def test_a_port_in_use_is_told_before_anything_is_changed(served):
    clear()
    with closing(socket.create_server((demo.HOST, 0))) as other:
        port = other.getsockname()[1]
        status, _, told = run("demo", port=port)
    assert status == 1
    assert told.startswith(f"Port {port} must be free: ")
    assert not served
    assert not Treaty.objects.exists()
    assert run("demo", port=0)[2] == "A port must be between 1 and 65535."


def test_a_demo_stays_out_of_a_database_with_other_accounts(served):
    get_user_model().objects.create_user("clerk")
    status, _, told = run("demo", port=free_port())
    assert (status, served) == (1, [])
    assert told == "The database must be the demo's own; this one has other accounts."
    assert not get_user_model().objects.filter(username="demo").exists()


def test_a_demo_runs_only_where_the_settings_are_the_demos(served, settings):
    settings.DEMO = False
    assert run("demo", port=free_port())[2].startswith("Run it as `manage.py demo`")
    assert not served


@pytest.mark.long
def test_a_demo_answers_from_nothing_but_a_checkout_and_stops_when_told(tmp_path):
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "manage.py", "demo", "--port", str(port), "--no-input"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "DATABASE_URL": f"sqlite:///{tmp_path}/demo.sqlite3"},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        # A process in the background of a shell is born deaf to Ctrl-C.
        preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),
    )
    try:
        told = "".join(iter(process.stdout.readline, "Ctrl-C stops it.\n"))
        assert "password" in told
        assert answer(port, "/") == 200
        assert answer(port, "/admin/login/") == 200
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=10) == 0
    finally:
        process.kill()
        process.communicate()


def answer(port, path, patience=10):
    """Ask for a page until the server is there; give the status of its answer."""
    deadline = time.monotonic() + patience
    while True:
        with closing(http.client.HTTPConnection(demo.HOST, port, timeout=patience)) as server:
            try:
                server.request("GET", path)
                return server.getresponse().status
            except ConnectionRefusedError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.05)
