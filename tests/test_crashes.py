"""What is left when processes write at once, die in the middle, or find the disk full."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.db import connection

from registry.models import Actor
from tests.small_registry import small, write
from tests.test_copies import Installation, a_database

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
def installation(tmp_path, transactional_db):
    with a_database(tmp_path) as url:
        made = Installation(url)
        made.manage("migrate", "-v0")
        yield made


def start(installation, *arguments):
    return subprocess.Popen(
        [sys.executable, "manage.py", *map(str, arguments)],
        cwd=ROOT,
        env=installation.environment,
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


@pytest.mark.long
def test_what_was_acknowledged_survives_the_death_of_its_writer(installation):
    for number in range(5):
        writer = start(
            installation, "shell", "-v0", "-c", STORM.format(rounds=10_000, name=f"w{number}")
        )
        told = [writer.stdout.readline().strip() for _ in range(20 + 7 * number)]
        writer.send_signal(signal.SIGKILL)
        told += writer.communicate()[0].split()
        code = f"{COUNT}.values_list('slug', flat=True).order_by('pk')[:100000])"
        stored = installation.manage("shell", "-v0", "-c", code.replace("print(", "print(*"))
        lost = set(told) - set(stored.split())
        assert told
        assert not lost
    installation.manage("rebuild", "-v0")  # what a shell adds, no door puts into the search
    installation.manage("check_registry", "-v0")


@pytest.mark.long
@pytest.mark.parametrize("command", ["loaddata", "migrate", "rebuild"])
def test_a_command_that_is_killed_leaves_all_or_nothing(command, installation, tmp_path):
    """Killed at six moments spread over its run, it does its whole work when run again."""
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
    for moment in range(6):
        running = start(installation, *arguments)
        time.sleep(least + 0.15 * moment)
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
    for moment in range(5, 15):
        running = start(installation, *arguments)
        time.sleep(dry * moment / 10)
        running.send_signal(signal.SIGKILL)
        running.communicate()
        told = installation.manage("shell", "-v0", "-c", TREATIES).split()
        if told == whole:
            break
        assert told == ["0", "0", "0"]
        unharmed += 1
    assert unharmed >= 3
    for _ in range(2):  # what is on record already is not written again
        installation.manage(*arguments)
        assert installation.manage("shell", "-v0", "-c", TREATIES).split() == whole
    installation.manage("check_registry", "-v0")


@pytest.mark.django_db
def test_a_full_disk_saves_nothing_says_so_and_mends_itself(client):
    if connection.vendor != "sqlite":
        pytest.skip("the size of SQLite's file can be bound for a test")
    client.force_login(
        get_user_model()._default_manager.create_superuser(username="root", password="x")
    )
    client.raise_request_exception = False
    typed = {"kind": "state", "name": "Full", "slug": "full", "summary": "x" * 200_000}
    for rows in ("names", "predecessors", "successors"):
        typed |= {f"{rows}-TOTAL_FORMS": "0", f"{rows}-INITIAL_FORMS": "0"}
    with connection.cursor() as cursor:
        pages = cursor.execute("PRAGMA page_count").fetchone()[0]
        cursor.execute(f"PRAGMA max_page_count = {pages}")
        try:
            answer = client.post("/admin/registry/actor/add/", typed)
            assert (answer.status_code, "The storage is full" in answer.text) == (503, True)
            assert client.get("/actors/").status_code == 200
        finally:
            cursor.execute(f"PRAGMA max_page_count = {2**30}")
    assert not Actor.objects.filter(slug="full").exists()
    assert client.post("/admin/registry/actor/add/", typed).status_code == 302
    assert Actor.objects.filter(slug="full").exists()
