"""Copies of the database: taken while others write, put back whole, brought forward."""

import sqlite3
import threading
from contextlib import closing

import pytest
from django.db import connection

from registry.management.copies import CopyError, SQLiteCopies
from tests.installations import Installation, a_database
from tests.small_registry import small, write

ADD = "from registry.models import Actor; Actor.objects.create(slug='new', kind='state', name='N')"

OTHER = "from registry.models import Participation; Participation.objects.update(standing='former')"


@pytest.fixture
def installation(tmp_path, migrated, transactional_db):
    with a_database(tmp_path, like=migrated) as url:
        made = Installation(url)
        made.manage("loaddata", "-v0", *write(tmp_path, small()))
        yield made


@pytest.mark.long
def test_a_drill_backup_loss_restore(installation, tmp_path):
    copy = tmp_path / "copy"
    assert ", checked." in installation.manage("backup", copy)
    assert installation.actors() == 3
    installation.manage("shell", "-v0", "-c", ADD)
    assert installation.actors() == 4
    told = installation.manage("restore", copy, "--no-input")
    assert installation.actors() == 3
    (kept,) = tmp_path.glob("copy.replaced-*")
    assert str(kept) in told
    installation.manage("restore", kept, "--no-input", "--discard")
    assert installation.actors() == 4
    installation.manage("check_registry", "-v0")


@pytest.mark.long
def test_a_copy_of_earlier_tables_is_brought_forward(installation, tmp_path):
    copy = tmp_path / "copy"
    installation.manage("migrate", "-v0", "sessions", "zero")
    installation.manage("backup", "-v0", copy)
    installation.manage("migrate", "-v0")
    installation.manage("restore", copy, "--no-input", "--discard")
    assert "[X] 0001_initial" in installation.manage("showmigrations", "sessions")
    assert installation.actors() == 3


@pytest.mark.long
def test_what_another_law_made_of_the_acts_of_a_copy_is_derived_afresh(installation, tmp_path):
    """Its tables are those of today: a change of the law alone leaves no trace in them."""
    copy = tmp_path / "copy"
    installation.manage("shell", "-v0", "-c", OTHER)
    installation.manage("backup", "-v0", copy)
    installation.manage("check_registry", "-v0", status=1)
    installation.manage("restore", copy, "--no-input", "--discard")
    installation.manage("check_registry", "-v0")


@pytest.mark.long
def test_a_copy_of_a_later_version_changes_nothing(installation, tmp_path):
    copy = tmp_path / "copy"
    later = "from django.db import connection as c; c.cursor().execute('''{}''')"
    insert = "INSERT INTO django_migrations (app, name, applied) "
    insert += "VALUES ('registry', '9999_later', '2099-01-01')"
    installation.manage("shell", "-v0", "-c", later.format(insert))
    installation.manage("backup", "-v0", copy)
    told = installation.manage("restore", copy, "--no-input", status=1)
    assert "registry.9999_later. Nothing was changed." in told


@pytest.mark.long
def test_what_is_no_copy_changes_nothing(installation, tmp_path):
    wrong = tmp_path / "wrong"
    for content in (b"", b"x" * 5000, b"SQLite format 3\0" + b"\0" * 5000):
        wrong.write_bytes(content)
        told = installation.manage("restore", wrong, "--no-input", status=1)
        assert told.rstrip().endswith("Nothing was changed."), told
    assert "must be a file" in installation.manage("restore", tmp_path, "--no-input", status=1)
    assert installation.actors() == 3


@pytest.mark.long
def test_a_file_that_exists_is_kept_unless_told(installation, tmp_path):
    copy = tmp_path / "copy"
    copy.write_text("precious")
    assert "say --overwrite" in installation.manage("backup", copy, status=1)
    assert copy.read_text() == "precious"
    installation.manage("backup", "-v0", copy, "--overwrite")
    assert copy.read_bytes() != b"precious"
    assert [path for path in tmp_path.iterdir() if path.name.startswith(".")] == []


@pytest.mark.long
def test_every_copy_taken_while_others_write_is_whole(installation, tmp_path):
    """Pairs of rows are written together: a copy that holds one of a pair is torn."""
    if connection.vendor != "sqlite":
        pytest.skip("a dump of PostgreSQL is one snapshot by its own promise")
    file = tmp_path / "registry.sqlite3"
    stop = threading.Event()

    def keep_writing():
        with closing(sqlite3.connect(file, timeout=30, isolation_level=None)) as database:
            database.execute("CREATE TABLE pairs (n INTEGER)")
            number = 0
            while not stop.is_set():
                number += 1
                database.execute("BEGIN IMMEDIATE")
                database.executemany("INSERT INTO pairs VALUES (?)", [(number,), (number,)])
                database.execute("COMMIT")

    writer = threading.Thread(target=keep_writing)
    writer.start()
    try:
        for number in range(6):
            installation.manage("backup", "-v0", tmp_path / f"copy{number}")
    finally:
        stop.set()
        writer.join()
    counts = []
    for number in range(6):
        with closing(sqlite3.connect(tmp_path / f"copy{number}")) as copy:
            rows, numbers = copy.execute("SELECT count(*), count(DISTINCT n) FROM pairs").fetchone()
        assert rows == 2 * numbers
        counts.append(numbers)
    assert counts == sorted(counts)
    assert counts[-1] > counts[0]


def test_a_copy_of_what_is_not_sound_is_told_and_gets_no_name(tmp_path):
    """A backup that nobody can put back is found out now, and not when it is needed."""

    class Database:
        settings_dict = {"NAME": tmp_path / "registry.sqlite3", "OPTIONS": {}}

    with closing(sqlite3.connect(Database.settings_dict["NAME"])) as database:
        database.executescript(
            "CREATE TABLE treaty (id INTEGER PRIMARY KEY);"
            "CREATE TABLE act (treaty INTEGER REFERENCES treaty);"
            "INSERT INTO act VALUES (1);"
        )
    with pytest.raises(CopyError, match="a row of act refers to no row"):
        SQLiteCopies(Database).take(tmp_path / "copy")
    assert [file.name for file in tmp_path.iterdir()] == ["registry.sqlite3"]
