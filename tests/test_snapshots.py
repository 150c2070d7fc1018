"""What is read within a snapshot is one state, and nobody who writes waits for it."""

import pytest
from django.db import connection
from django.db.backends.sqlite3.base import DatabaseWrapper

from registry.queries import snapshots
from registry.queries.snapshots import snapshot
from tests.test_checks import described


@pytest.fixture
def two(tmp_path, monkeypatch, django_db_blocker, django_db_setup):
    """Give two connections to one database that holds a number."""
    with django_db_blocker.unblock():
        if connection.vendor == "sqlite":
            file = described(tmp_path / "registry.sqlite3")
            pair = [DatabaseWrapper(file, "default") for _ in range(2)]
        else:
            pair = [connection.copy() for _ in range(2)]
        one, other = pair
        monkeypatch.setattr(snapshots, "connections", {"default": one})
        monkeypatch.setattr(snapshots.transaction, "get_connection", lambda using: one)
        run(other, "CREATE TABLE held (number integer)")
        run(other, "INSERT INTO held VALUES (1)")
        try:
            yield pair
        finally:
            run(other, "DROP TABLE held")
            one.close()
            other.close()


def run(database, sql):
    with database.cursor() as cursor:
        cursor.execute(sql)


def number(database):
    with database.cursor() as cursor:
        cursor.execute("SELECT number FROM held")
        return cursor.fetchone()[0]


def test_a_snapshot_stays_as_it_was_while_another_writes(two):
    one, other = two
    with snapshot("default"):
        assert number(one) == 1
        run(other, "UPDATE held SET number = 2")
        assert (number(one), number(other)) == (1, 2)
    assert number(one) == 2


def test_a_snapshot_that_is_broken_off_leaves_nothing_open(two):
    one, other = two

    def rows():
        with snapshot("default"):
            yield number(one)

    started = rows()
    assert next(started) == 1
    started.close()
    run(other, "UPDATE held SET number = 2")
    assert number(one) == 2
    run(one, "UPDATE held SET number = 3")
    assert number(other) == 3
