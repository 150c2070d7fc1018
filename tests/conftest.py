"""The fixtures are loaded once; each test sees them and leaves them as they were."""

import gc
import os
import socket
from collections import Counter
from itertools import count
from pathlib import Path

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.utils.translation import deactivate
from hypothesis import HealthCheck, settings

from registry.filters.base import forms_given
from registry.models import FIXTURES
from registry.queries.kept import large, small
from registry.views import base
from tests.admin_pages import EDITOR, person
from tests.installations import Installation, a_database
from tests.restoring import restore, save

ROOT = Path(__file__).resolve().parent.parent
# Django makes many short-lived objects beside the many that stay: to look for cycles after each 700
# takes a sixth of the time of all tests.
gc.set_threshold(100_000, 20, 100)
# A machine that is busy with something else has found no fault.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")
# What a process remembers of the registry.
MEMORIES = (small, large, forms_given)
remembered, pages = base.remembered, count()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Leave all cases of a sampled test but every so many to the long tests."""
    seen = Counter()
    for item in items:
        if marker := item.get_closest_marker("sampled"):
            test = item.nodeid.partition("[")[0]
            if seen[test] % marker.args[0]:
                item.add_marker(pytest.mark.long)
            seen[test] += 1


@pytest.fixture(
    params=[
        pytest.param(1, id="whole", marks=pytest.mark.sweep),
        pytest.param(100, id="sample"),
    ]
)
def every(request) -> int:
    """Every how many records a sweep opens: all of them with `-m sweep`, else a sample."""
    return request.param


@pytest.fixture(scope="session", autouse=True)
def _alone():
    """Refuse every connection to another machine: the registry opens none, whatever it is given."""
    connect, look_up = socket.socket.connect, socket.getaddrinfo

    def refuse_elsewhere(host) -> None:
        if host and host not in ("localhost", "127.0.0.1", "::1"):
            raise ConnectionRefusedError(f"no connection to {host}: tests open none")

    def guarded_connect(self, address):
        if isinstance(address, tuple):
            refuse_elsewhere(address[0])
        return connect(self, address)

    def guarded_look_up(host, *arguments, **options):
        refuse_elsewhere(host)
        return look_up(host, *arguments, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded_connect)
        patch.setattr(socket, "getaddrinfo", guarded_look_up)
        yield


@pytest.fixture(autouse=True)
def _plain_language():
    """Forget the language of the last page that a test has opened."""
    yield
    deactivate()


PREPARED = os.environ.get("PREPARED", "")


def brought() -> bool:
    """Bring the tables and the fixtures from the file that PREPARED names, if there is one."""
    if is_there := Path(PREPARED).is_file():
        restore(PREPARED)
    return is_there


def keep() -> None:
    """Keep them there, so that who runs a few tests many times makes them once."""
    if PREPARED:
        save(PREPARED)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    files = [ROOT / "fixtures" / f"{noun}.json" for noun in FIXTURES]
    connection.execute_wrappers.append(writes)
    with django_db_blocker.unblock():
        if not brought():
            if found := [str(file) for file in files if file.exists()]:
                call_command("loaddata", *found, verbosity=0)
            keep()


@pytest.fixture(scope="session")
def migrated(tmp_path_factory, django_db_setup, django_db_blocker):
    """Give the address of an empty registry, from whose copies the installations of tests begin."""
    database = a_database(tmp_path_factory.mktemp("migrated"), "migrated")
    with django_db_blocker.unblock():
        url = database.__enter__()
        Installation(url).manage("migrate", "-v0")
    yield url
    with django_db_blocker.unblock():
        database.__exit__(None, None, None)


READS = ("SELECT", "EXPLAIN", "PRAGMA", "SAVEPOINT", "RELEASE SAVEPOINT")


class Writes:
    """Counts what this process does to the rows that the fixtures have left."""

    def __init__(self):
        self.count, self.is_flushed = 0, False

    def __call__(self, execute, sql, parameters, many, context):
        self.count += not str(sql).startswith(READS)
        return execute(sql, parameters, many, context)


writes = Writes()


@pytest.fixture(autouse=True)
def _remembered(request, monkeypatch):
    """Let pages share what they read until the test writes a row, by whatever door.

    Production shares it until a door moves the revision, which most tests go around; those of a
    browser do not. What is read of the fixtures alone is shared by all tests. Where others may
    write, nothing is shared.
    """
    marker = request.node.get_closest_marker("django_db")
    writes.is_flushed |= "transactional_db" in request.fixturenames
    writes.is_flushed |= bool(marker and marker.kwargs.get("transaction"))
    if "live_server" in request.fixturenames:
        forget()
        return
    if writes.is_flushed:
        monkeypatch.setattr(base, "remembered", lambda _: f"page {next(pages)}")
        return
    before = writes.count

    def name(_request) -> str:
        return "fixtures" if writes.count == before else f"write {writes.count}"

    monkeypatch.setattr(base, "remembered", name)


def forget() -> None:
    for memory in MEMORIES:
        memory.forget()


@pytest.fixture
def remembering(_remembered, monkeypatch):
    """Let this process remember what it reads until the revision moves, as in production."""
    monkeypatch.setattr(base, "remembered", remembered)
    forget()
    yield
    forget()


@pytest.fixture
def kept(settings):
    """Keep pages and counts, which the other tests do not."""
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def editor():
    return person("editor", *EDITOR)


@pytest.fixture
def reviewer():
    return person("reviewer", *EDITOR, "publish_")
