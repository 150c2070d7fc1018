"""What is checked of an installation, each fault told in one sentence."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from django.db.backends.sqlite3.base import DatabaseWrapper

from config.settings import sqlite
from registry import checks
from tests.test_project import PRODUCTION, ROOT, manage

SERVE = "import config.wsgi"


@pytest.fixture
def database(tmp_path, monkeypatch, django_db_blocker):
    """A connection as the settings make it, to a file that a test may spoil."""
    made = {"default": DatabaseWrapper(described(tmp_path / "registry.sqlite3"), "default")}
    with closing(sqlite3.connect(tmp_path / "registry.sqlite3")) as file:
        file.execute("CREATE TABLE t (x)")
    monkeypatch.setattr(checks, "connections", made)
    with django_db_blocker.unblock():
        yield made["default"]
    made["default"].close()


def described(file: Path) -> dict:
    fixed = {"TIME_ZONE": None, "CONN_MAX_AGE": 0, "CONN_HEALTH_CHECKS": False, "AUTOCOMMIT": True}
    return sqlite(file) | fixed | {"USER": "", "PASSWORD": "", "HOST": "", "PORT": "", "TEST": {}}


def told() -> dict[str, str]:
    return {fault.id: fault.msg for fault in checks.sqlite_is_safe(None, databases=["default"])}


def test_a_database_as_the_settings_make_it_is_safe(database):
    assert told() == {}


@pytest.mark.parametrize(
    ("options", "code", "words"),
    [
        ({"init_command": "PRAGMA journal_mode=DELETE"}, "E005", "journal_mode must be wal"),
        ({"init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF"}, "E005", "synchron"),
        (
            {
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
                "PRAGMA foreign_keys=OFF"
            },
            "E005",
            "foreign_keys must be 1",
        ),
        ({"timeout": 1}, "E007", "at least 5000 ms, not 1000"),
        ({"transaction_mode": "DEFERRED"}, "E008", "must be IMMEDIATE"),
    ],
)
def test_what_is_not_as_it_must_be_is_told(options, code, words, database):
    database.settings_dict["OPTIONS"].update(options)
    found = told()
    assert list(found) == [f"registry.{code}"]
    assert words in found[f"registry.{code}"]


def test_a_folder_that_is_not_there_is_told(database, tmp_path):
    database.settings_dict["NAME"] = tmp_path / "none" / "registry.sqlite3"
    assert "must exist" in told()["registry.E001"]


def test_what_cannot_be_written_is_told(database, monkeypatch, tmp_path):
    monkeypatch.setattr(checks.os, "access", lambda path, _mode: Path(path) != tmp_path)
    assert "keeps its log" in told()["registry.E002"]
    file = tmp_path / "registry.sqlite3"
    monkeypatch.setattr(checks.os, "access", lambda path, _mode: Path(path) != file)
    assert "must be writable" in told()["registry.E003"]


@pytest.mark.parametrize("kind", ["nfs", "nfs4", "cifs", "smb3", "fuse.sshfs", "fuse.glusterfs"])
def test_a_file_on_another_machine_is_refused(kind, database, monkeypatch):
    monkeypatch.setattr(checks, "file_system", lambda folder: kind)
    assert f"is on {kind}" in told()["registry.E004"]


@pytest.mark.parametrize("kind", ["ext4", "xfs", "btrfs", "zfs", "overlay", "tmpfs", ""])
def test_a_file_on_a_disk_of_this_machine_is_taken(kind, database, monkeypatch):
    monkeypatch.setattr(checks, "file_system", lambda folder: kind)
    assert "registry.E004" not in told()


def test_the_file_system_is_that_of_the_nearest_mount(tmp_path):
    mounts = tmp_path / "mounts"
    deep = tmp_path / "a b"
    deep.mkdir()
    lines = ["/dev/x / ext4 rw 0 0", f"host:/x {tmp_path}/a\\040b nfs rw 0 0", "x /elsewhere z rw"]
    mounts.write_text("\n".join(lines))
    assert checks.file_system(deep, mounts) == "nfs"
    assert checks.file_system(tmp_path, mounts) == "ext4"
    assert checks.file_system(tmp_path, tmp_path / "none") == ""


@pytest.mark.long
def test_a_server_does_not_start_on_what_is_no_database(tmp_path):
    file = tmp_path / "registry.sqlite3"
    file.write_bytes(b"x" * 5000)
    done = manage("shell", "-v0", "-c", SERVE, **PRODUCTION, DATABASE_URL=f"sqlite:///{file}")
    assert done.returncode != 0
    assert "must be readable" in done.stderr.splitlines()[-1]
    with closing(sqlite3.connect(file.with_name("sound.sqlite3"))) as sound:
        sound.execute("CREATE TABLE t (x)")
    sound = file.with_name("sound.sqlite3")
    done = manage("shell", "-v0", "-c", SERVE, **PRODUCTION, DATABASE_URL=f"sqlite:///{sound}")
    assert done.returncode == 0, done.stderr


def test_a_server_never_looks_again_for_what_has_gone_of_what_it_began_with(tmp_path):
    file = tmp_path / "registry.sqlite3"
    with closing(sqlite3.connect(file)) as sound:
        sound.execute("CREATE TABLE t (x)")
    code = f"{SERVE}; import gc; print(gc.get_freeze_count(), len(gc.get_objects()))"
    done = manage("shell", "-v0", "-c", code, **PRODUCTION, DATABASE_URL=f"sqlite:///{file}")
    kept, looked_through = map(int, done.stdout.split())
    assert kept > 50_000
    assert looked_through < 1_000


def test_a_server_does_not_start_without_a_database_and_makes_none(tmp_path):
    file = tmp_path / "registry.sqlite3"
    done = manage("shell", "-v0", "-c", SERVE, **PRODUCTION, DATABASE_URL=f"sqlite:///{file}")
    assert done.returncode != 0
    assert f"{file} must exist before it is served" in done.stderr
    assert not file.exists()


@pytest.mark.sampled(4)
@pytest.mark.parametrize("command", ["backup", "rebuild", "check_registry", "loaddata"])
def test_a_command_says_in_one_sentence_that_the_database_is_damaged(command, tmp_path):
    file = tmp_path / "registry.sqlite3"
    file.write_bytes(b"x" * 5000)
    given = {"backup": [tmp_path / "copy"], "loaddata": [ROOT / "fixtures" / "sources.json"]}
    arguments = map(str, [command, *given.get(command, [])])
    done = manage(*arguments, **PRODUCTION, DATABASE_URL=f"sqlite:///{file}")
    assert done.returncode != 0
    assert "file is not a database" in done.stderr
    assert len(done.stderr.splitlines()) == 1, done.stderr


@pytest.mark.django_db
def test_a_group_that_there_is_not_stops_the_start(settings):
    settings.SECOND_FACTOR_FOR = ["everyone", "reviewer", "revewer"]
    told = checks.groups_are_known(None, databases=["default"])
    assert [(fault.id, "“revewer”" in fault.msg) for fault in told] == [("registry.E009", True)]
