"""What is left when processes write at once, die in the middle, or find the disk full."""

import json
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest
from django.db import connection

from registry.models import Actor
from tests.installations import Installation, a_database
from tests.small_registry import act, small, write

ROOT = Path(__file__).resolve().parent.parent

# Reads, then writes what it read: refused at once by a database whose transactions are deferred.
STORM = """
from django.db import transaction
from registry.models import Actor
for number in range({rounds}):
    with transaction.atomic():
        count = Actor.objects.count()
        slug = "storm-{name}-%d" % number
        Actor.objects.create(slug=slug, kind="state", name=str(count))
    print(slug, flush=True)
"""
COUNT = "from registry.models import Actor as A; print(A.objects.filter(slug__startswith='storm')"
MANY = [
    {"model": "registry.actor", "fields": {"slug": f"a{n}", "kind": "state", "name": f"A {n}"}}
    for n in range(4000)
]
ROWS = 1500
TABLE = "country,treaty,kind,date\n" + "".join(
    f"Ruritania,Treaty {n} of Strelsau,Accession,1990-01-02\n" for n in range(ROWS)
)
TREATIES = (
    "from registry.models import ChangeSet as C, SearchEntry as S, Treaty as T; "
    "print(T.objects.filter(title__iendswith='of strelsau').count(), "
    "C.objects.filter(door='import').count(), "
    "S.objects.filter(title__iendswith='of strelsau').count())"
)


@pytest.fixture
def installation(tmp_path, migrated, transactional_db):
    with a_database(tmp_path, like=migrated) as url:
        yield Installation(url)


def start(installation, *arguments, stdin=None):
    return subprocess.Popen(
        [sys.executable, "manage.py", *map(str, arguments)],
        cwd=ROOT,
        env=installation.environment,
        stdin=stdin,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.long
def test_eight_that_read_and_then_write_at_once_all_succeed(installation):
    writers = [
        start(installation, "shell", "-v0", "-c", STORM.format(rounds=60, name=name))
        for name in range(8)
    ]
    for writer in writers:
        told, faults = writer.communicate(timeout=300)
        assert (writer.returncode, faults) == (0, "")
        assert len(told.split()) == 60
    assert installation.manage("shell", "-v0", "-c", f"{COUNT}.count())") == "480\n"


# A child writes records, each with its change set in one transaction, and is killed in the middle.
KILLED = """
import os, signal
from django.db import connection, transaction
from registry.importers.changes import Capture, store
from registry.models import Actor, Change, ChangeSet
lost, torn, told_in_all = [], [], 0
for place in range({rounds}):
    connection.close()
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        for number in range(10_000):
            with transaction.atomic():
                capture = Capture()
                actor = Actor(slug="storm-%d-%d" % (place, number), kind="state", name="Storm")
                actor.save()
                capture.add(actor)
                store(capture.changes(), ChangeSet())
            os.write(writer, actor.slug.encode() + b"\\n")
    os.close(writer)
    told = b""
    while told.count(b"\\n") < 1 + place % 4:
        told += os.read(reader, 4096)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    while more := os.read(reader, 4096):
        told += more
    os.close(reader)
    told = set(told.decode().split())
    slug = "storm-%d-" % place
    stored = set(Actor.objects.filter(slug__startswith=slug).values_list("slug", flat=True))
    changes = set(Change.objects.filter(key__startswith=slug).values_list("key", flat=True))
    lost += told - stored
    torn += stored ^ changes
    told_in_all += len(told)
if connection.vendor == "sqlite":
    with connection.cursor() as cursor:
        verdict = cursor.execute("PRAGMA integrity_check").fetchall()
        torn += verdict if verdict != [("ok",)] else []
        torn += cursor.execute("PRAGMA foreign_key_check").fetchall()
print(lost, torn, told_in_all >= {rounds})
"""


@pytest.mark.long
def test_what_was_acknowledged_survives_the_death_of_its_writer(installation):
    """Two hundred deaths; each change has its history, and what was not saved has none."""
    code = KILLED.format(rounds=200)
    assert installation.manage("shell", "-v0", "-c", code) == "[] [] True\n"
    installation.manage("rebuild", "-v0")
    installation.manage("check_registry", "-v0")


@pytest.mark.long
@pytest.mark.parametrize("command", ["loaddata", "migrate", "rebuild"])
def test_a_command_that_is_killed_leaves_all_or_nothing(command, installation, tmp_path):
    """Killed at four moments spread over its run, it does its whole work when run again."""
    files = write(tmp_path, small() | {"programs": []})
    (tmp_path / "many.json").write_text(repr(MANY).replace("'", '"'))
    arguments = {
        "loaddata": ["loaddata", "-v0", tmp_path / "many.json"],
        "migrate": ["migrate", "-v0", "registry"],
        "rebuild": ["rebuild", "-v0"],
    }[command]
    if command == "rebuild":
        installation.manage("loaddata", "-v0", *files)
    if command == "migrate":
        installation.manage("migrate", "-v0", "registry", "zero")
    started = time.monotonic()
    installation.manage("check")
    least = time.monotonic() - started  # what any command takes to begin
    for moment in range(4):
        running = start(installation, *arguments)
        time.sleep(least + 0.2 * moment)
        running.send_signal(signal.SIGKILL)
        running.communicate()
        if command == "loaddata":
            assert installation.actors() in (0, len(MANY))
    installation.manage(*arguments)
    if command == "loaddata":
        assert installation.actors() == len(MANY)
    installation.manage("check_registry", "-v0")
    assert "No changes" in installation.manage("makemigrations", "--check", "--dry-run")


@pytest.mark.long
def test_an_import_that_is_killed_leaves_nothing_and_is_whole_when_run_again(
    installation, tmp_path
):
    """Killed at moments from its first rows to its last, until one comes too late."""
    installation.manage("loaddata", "-v0", *write(tmp_path, small() | {"programs": []}))
    (tmp_path / "many.csv").write_text(TABLE)
    arguments = ["import", "table", tmp_path / "many.csv", "-v0"]
    whole = [str(ROWS), "1", str(ROWS)]
    started = time.monotonic()
    installation.manage(*arguments, "--dry-run")
    dry = time.monotonic() - started  # all but the writing
    unharmed = 0
    # Early ones too: a machine may be twice as fast as it was a moment ago.
    for moment in (2, 4, 6, 8, 10, 12, 14):
        running = start(installation, *arguments)
        time.sleep(dry * moment / 10)
        running.send_signal(signal.SIGKILL)
        running.communicate()
        told = installation.manage("shell", "-v0", "-c", TREATIES).split()
        if told == whole:
            break
        assert told == ["0", "0", "0"]
        unharmed += 1
    assert unharmed >= 2
    for _ in range(2):  # what is on record already is not written again
        installation.manage(*arguments)
        assert installation.manage("shell", "-v0", "-c", TREATIES).split() == whole
    installation.manage("check_registry", "-v0")


READ = """
import time
from django.test import Client
reader = Client(headers=dict(host="testserver"))
told = open("{file}", "w")
while True:
    started = time.monotonic()
    answer = reader.get("/treaties.json")
    listed = answer.json()["count"] if answer.status_code == 200 else -1
    shown = reader.get("/treaties/").text.count("of Strelsau") > 0
    print(answer.status_code, listed, shown, time.monotonic() - started, file=told, flush=True)
    time.sleep(0.01)
"""


@pytest.mark.long
def test_who_reads_during_an_import_sees_all_of_it_or_nothing_and_waits_for_nothing(
    installation, tmp_path
):
    installation.manage("loaddata", "-v0", *write(tmp_path, small() | {"programs": []}))
    (tmp_path / "many.csv").write_text(TABLE)
    seen = tmp_path / "seen"
    reader = start(installation, "shell", "-v0", "-c", READ.format(file=seen))
    until = time.monotonic() + 60
    while not (seen.exists() and seen.read_text()):  # it reads before the import begins
        assert time.monotonic() < until
        time.sleep(0.1)
    installation.manage("import", "table", tmp_path / "many.csv", "-v0")
    time.sleep(1)
    reader.send_signal(signal.SIGKILL)
    reader.communicate()
    told = [line.split() for line in seen.read_text().splitlines()[:-1]]
    assert {status for status, *_ in told} == {"200"}
    before = int(told[0][1])
    assert [int(listed) for _, listed, *_ in told] == sorted(int(listed) for _, listed, *_ in told)
    assert {int(listed) for _, listed, *_ in told} == {before, before + ROWS}
    assert len(told) > 20
    waits = sorted(float(seconds) for *_, seconds in told)
    assert waits[-1 - len(waits) // 50] < 3  # of two pages, on a machine that others use as well


HELD = """
from django.core.management import call_command
from registry.importers.fixtures import Load
written = Load.write
def held(*arguments, **options):
    tally = written(*arguments, **options)
    print("stored", flush=True)
    input()
    return tally
Load.write = held
call_command({command}, verbosity=0)
print("done", flush=True)
"""
SAVE = """
from django.contrib.auth.models import User
from django.test import Client
from registry.models import Treaty
from tests.forms import typed_over
client = Client(raise_request_exception=False, headers=dict(host="testserver"))
client.force_login(User.objects.create_superuser("clerk"))
page = "/admin/registry/treaty/%d/change/" % Treaty.objects.get(slug="friendship").pk
for number in range(2):
    form = typed_over(client.get(page).text) | dict(summary="Saved, %d" % number)
    print("opened", flush=True)
    for _ in range(2):
        input()
        answer = client.post(page, form)
        print(answer.status_code, "An import is running" in answer.text, flush=True)
"""


@pytest.mark.long
def test_who_saves_during_an_import_is_told_of_it_and_saves_afterwards(installation, tmp_path):
    """Held at its last step, it has locked on PostgreSQL the treaty of the acts that it adds."""
    installation.manage("loaddata", "-v0", *write(tmp_path, small() | {"programs": []}))
    more, table = tmp_path / "more.json", tmp_path / "more.csv"
    more.write_text(json.dumps([act("freedonia", "withdrawal", "1970")]))
    table.write_text("country,treaty,kind,date\nFreedonia,Friendship,Accession,1980-01-02\n")
    saving = start(installation, "shell", "-v0", "-c", SAVE, stdin=subprocess.PIPE)
    for command in (f"'loaddata', '{more}'", f"'import', 'table', '{table}'"):
        assert saving.stdout.readline() == "opened\n"
        code = HELD.format(command=command)
        writing = start(installation, "shell", "-v0", "-c", code, stdin=subprocess.PIPE)
        assert writing.stdout.readline() == "stored\n", writing.communicate()
        saving.stdin.write("\n")
        saving.stdin.flush()
        assert saving.stdout.readline() == "503 True\n"
        assert writing.communicate("\n", timeout=60)[0] == "done\n"
        saving.stdin.write("\n")
        saving.stdin.flush()
        assert saving.stdout.readline() == "302 False\n"
    saving.kill()
    saving.communicate()


@pytest.fixture
def clerk(client, admin_user):
    client.force_login(admin_user)
    client.raise_request_exception = False
    return client


def typed(slug):
    """Fill the form of an actor with more than a page of a file holds."""
    given = {"kind": "state", "name": slug.title(), "slug": slug, "summary": "x" * 200_000}
    for rows in ("names", "predecessors", "successors"):
        given |= {f"{rows}-TOTAL_FORMS": "0", f"{rows}-INITIAL_FORMS": "0"}
    return given


ADD_ACTOR = "/admin/registry/actor/add/"


@pytest.mark.django_db
def test_a_full_disk_saves_nothing_says_so_and_mends_itself(clerk):
    if connection.vendor != "sqlite":
        pytest.skip("the size of SQLite's file can be bound for a test")
    with connection.cursor() as cursor:
        pages = cursor.execute("PRAGMA page_count").fetchone()[0]
        cursor.execute(f"PRAGMA max_page_count = {pages}")
        try:
            answer = clerk.post(ADD_ACTOR, typed("full"))
            assert (answer.status_code, "The storage is full" in answer.text) == (503, True)
            assert clerk.get("/actors/").status_code == 200
        finally:
            cursor.execute(f"PRAGMA max_page_count = {2**30}")
    assert not Actor.objects.filter(slug="full").exists()
    assert clerk.post(ADD_ACTOR, typed("full")).status_code == 302
    assert Actor.objects.filter(slug="full").exists()


@pytest.mark.django_db(transaction=True)
def test_a_database_that_can_only_be_read_is_read_and_says_so_of_every_save(clerk):
    close, open_again = {
        "sqlite": ("PRAGMA query_only = ON", "PRAGMA query_only = OFF"),
        "postgresql": (
            "SET default_transaction_read_only = on",
            "SET default_transaction_read_only = off",
        ),
    }[connection.vendor]
    assert clerk.get("/admin/").status_code == 200
    with connection.cursor() as cursor:
        cursor.execute(close)
    try:
        answer = clerk.post(ADD_ACTOR, typed("written"))
        assert answer.status_code == 503
        assert "The registry can only be read for now" in answer.text
        assert clerk.get("/actors/").status_code == 200
    finally:
        with connection.cursor() as cursor:
            cursor.execute(open_again)
    assert not Actor.objects.filter(slug="written").exists()
    assert clerk.post(ADD_ACTOR, typed("written")).status_code == 302


ASK = """
from django.test import Client
reader = Client(raise_request_exception=False, headers=dict(host="testserver"))
for path in ("/", "/treaties/", "/treaties.json", "/actors/", "/search/?q=friendship"):
    answer = reader.get(path)
    print(answer.status_code, "The database is damaged" in answer.text)
"""


@pytest.mark.long
def test_a_damaged_database_says_so_on_pages_and_in_commands(tmp_path):
    """Damaged are the rows, so that the database opens and its tables are found."""
    file = tmp_path / "registry.sqlite3"
    installation = Installation(f"sqlite:///{file}")
    installation.manage("migrate", "-v0")
    installation.manage("loaddata", "-v0", *write(tmp_path, small() | {"programs": []}))
    with closing(sqlite3.connect(file)) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (size,) = database.execute("PRAGMA page_size").fetchone()
        roots = database.execute(
            "SELECT rootpage FROM sqlite_schema WHERE tbl_name LIKE 'registry%' AND rootpage > 0"
        ).fetchall()
    with file.open("r+b") as content:
        for (page,) in roots:
            content.seek((page - 1) * size)
            content.write(b"\xff" * size)
    reader = start(installation, "shell", "-v0", "-c", ASK)
    assert reader.communicate(timeout=60)[0].splitlines() == ["503 True"] * 5
    for command in ("check_registry", "rebuild", "dump_fixtures"):
        told = installation.manage(command, status=1)
        assert told == "The database is damaged: database disk image is malformed.\n"
    told = installation.manage("backup", tmp_path / "copy", status=1)
    assert told.rstrip().endswith("Nothing was written.")
    assert len(told.splitlines()) == 1
