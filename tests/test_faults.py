"""What the database cannot do is told with words, at once, and never with a trace."""

import logging
import time

import pytest
from django.db import DatabaseError, OperationalError, connection
from django.db.migrations.executor import MigrationExecutor

from config.limits import PostgreSQLLimit, SQLiteLimit
from config.logs import FaultsOnceAMinute
from registry.models import Treaty
from registry.underway import import_underway
from registry.views import pages

pytestmark = pytest.mark.django_db

FOREVER = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n"


@pytest.fixture
def answers(client):
    client.raise_request_exception = False
    return client


def ask(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)


def test_a_query_without_end_is_refused_with_words(answers, remembering, monkeypatch, settings):
    settings.QUERY_SECONDS = 1
    monkeypatch.setattr(pages, "holdings", lambda day: ask(FOREVER))
    started = time.monotonic()
    answer = answers.get("/")
    assert 1 <= time.monotonic() - started < 20
    assert answer.status_code == 503
    assert "This question takes too long" in answer.text
    assert answer.headers["Retry-After"] == "10"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]


def test_the_limit_binds_one_page_and_not_the_next(answers, settings):
    settings.QUERY_SECONDS = 1
    kind = {"sqlite": SQLiteLimit, "postgresql": PostgreSQLLimit}[connection.vendor]
    limit = kind(1)
    with connection.execute_wrapper(limit):
        assert Treaty.objects.count() > 0
    limit.lift()
    with connection.execute_wrapper(kind(0)):
        ask(FOREVER.replace("FROM n)", "FROM n WHERE x < 3000000)"))


@pytest.mark.parametrize(
    ("said", "title"),
    [
        ("interrupted", "This question takes too long"),
        ("canceling statement due to statement timeout", "This question takes too long"),
        ("database or disk is full", "The storage is full"),
        ("could not extend file: No space left on device", "The storage is full"),
        ("database is locked", "Somebody else is writing"),
        ("deadlock detected", "Somebody else is writing"),
        ("attempt to write a readonly database", "The registry can only be read for now"),
        ("unable to open database file", "The database does not answer"),
        ("connection refused", "The database does not answer"),
        ("database disk image is malformed", "The database is damaged"),
    ],
)
@pytest.mark.parametrize("path", ["/treaties/", "/treaties.json"])
def test_a_fault_of_the_database_is_told_with_words(said, title, path, answers, monkeypatch):
    def fail(*_arguments, **_options):
        raise (DatabaseError if "malformed" in said else OperationalError)(said)

    monkeypatch.setattr("registry.views.treaties.TreatyList.found", fail)
    answer = answers.get(path)
    assert answer.status_code == 503
    assert title in answer.text
    assert said not in answer.text
    assert int(answer.headers["Retry-After"]) > 0
    assert answer.headers["Content-Type"].startswith(
        "application/json" if path.endswith("json") else "text/html"
    )


@pytest.fixture
def _notices(monkeypatch, tmp_path):
    """Give a database in memory a place for the notice that stands beside a file."""
    monkeypatch.setattr("registry.underway.beside", lambda _: tmp_path / "registry.sqlite3-import")


@pytest.mark.usefixtures("_notices")
@pytest.mark.parametrize("said", ["database is locked", "canceling statement due to lock timeout"])
def test_who_waits_for_an_import_in_vain_is_told_of_it(said, answers, monkeypatch):
    def fail(*_arguments, **_options):
        raise OperationalError(said)

    monkeypatch.setattr("registry.views.treaties.TreatyList.found", fail)
    assert "Somebody else is writing" in answers.get("/treaties/").text
    with import_underway():
        answer = answers.get("/treaties/")
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")
        assert "An import is running" in answer.text
    if connection.vendor == "sqlite":  # elsewhere it is known until the test's transaction ends
        assert "Somebody else is writing" in answers.get("/treaties/").text


def test_the_same_fault_is_logged_once_a_minute(answers, monkeypatch, caplog):
    filtering = FaultsOnceAMinute()
    monkeypatch.setattr(logging.getLogger("django.request"), "filters", [filtering])
    said = "database or disk is full"

    def fail(*_arguments, **_options):
        raise OperationalError(said)

    monkeypatch.setattr("registry.views.treaties.TreatyList.found", fail)

    def lines():
        caplog.clear()
        assert [answers.get("/treaties/").status_code for _ in range(3)] == [503] * 3
        return [one.getMessage() for one in caplog.records if one.name == "django.request"]

    (line,) = lines()
    assert line == f"The storage is full: {said}: Service Unavailable: /treaties/"
    assert lines() == []
    filtering.told["The storage is full"] -= 60
    assert len(lines()) == 1
    said = "database is locked"  # is told at once, whatever was told before
    assert len(lines()) == 1


@pytest.mark.usefixtures("_notices")
def test_nobody_waits_longer_than_three_seconds_for_an_import(admin_client):
    asked = {"sqlite": "PRAGMA busy_timeout", "postgresql": "SHOW lock_timeout"}[connection.vendor]

    def waits():
        assert admin_client.post("/admin/registry/source/add/", {}).status_code == 200
        with connection.cursor() as cursor:
            cursor.execute(asked)
            return str(cursor.fetchone()[0])

    if connection.vendor == "postgresql":  # an earlier test's transaction took back what it set
        connection.connection.registry_limit = None
    assert waits() in ("5000", "5s")
    with import_underway():
        assert waits() in ("3000", "3s")


@pytest.mark.parametrize(
    "error", [OperationalError("no such table: registry_x"), DatabaseError("x"), ValueError("x")]
)
def test_a_fault_of_the_program_is_no_fault_of_the_database(error, answers, monkeypatch):
    def fail(*_arguments, **_options):
        raise error

    monkeypatch.setattr("registry.views.treaties.TreatyList.found", fail)
    answer = answers.get("/treaties/")
    assert answer.status_code == 500
    assert "Something went wrong here" in answer.text
    assert "registry_x" not in answer.text
    assert answers.get("/treaties.json").json() == {"error": "Something went wrong here."}


def test_a_site_whose_migrations_wait_is_alive_and_not_ready(client, monkeypatch):
    assert client.get("/readyz").text == "ready"
    plan = MigrationExecutor(connection).loader.graph.nodes[("registry", "0001_create_the_nouns")]
    monkeypatch.setattr(MigrationExecutor, "migration_plan", lambda *_: [(plan, False)])
    assert client.get("/healthz").status_code == 200
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.text == "migrations wait: registry.0001_create_the_nouns"
