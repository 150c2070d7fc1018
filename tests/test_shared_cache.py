"""Pages kept in one place for all processes: by a real Redis, or by none, which breaks nothing."""

import logging
import shutil
import socket
import subprocess
import time

import pytest
from django.core.cache import cache, caches
from django.db import connection
from django.test.utils import CaptureQueriesContext

from config import caches as shared
from registry.models import Treaty
from registry.models.revision import publish
from tests.installations import free_port

PAGE = "/treaties/north-atlantic-treaty/"


def use(settings, server: str) -> None:
    settings.CACHES = {
        "default": {"BACKEND": "config.caches.SharedCache", "LOCATION": server, "KEY_PREFIX": "t"}
    }


@pytest.fixture
def nobody(settings):
    """Name a server that does not exist."""
    shared._silent_until.clear()
    use(settings, f"redis://127.0.0.1:{free_port()}/0")
    yield
    shared._silent_until.clear()


@pytest.fixture
def redis(settings, tmp_path):
    """Start a Redis of the test's own; give its process."""
    if not (program := shutil.which("redis-server")):
        pytest.skip("redis-server is not installed")
    port = free_port()
    server = subprocess.Popen(
        [program, "--bind", "127.0.0.1", "--port", str(port), "--save", "", "--dir", tmp_path],
        stdout=subprocess.DEVNULL,
    )
    shared._silent_until.clear()
    use(settings, f"redis://127.0.0.1:{port}/0")
    try:
        until = time.monotonic() + 10
        while True:
            with socket.socket() as probe:
                if not probe.connect_ex(("127.0.0.1", port)):
                    break
            assert time.monotonic() < until, "Redis does not start"
            time.sleep(0.02)
        yield server
    finally:
        server.kill()
        server.wait()
        shared._silent_until.clear()


@pytest.mark.django_db
def test_a_page_is_kept_for_every_process_until_the_registry_changes(redis, client):
    first = client.get(PAGE)
    del caches["default"]  # another process has a connection of its own
    with CaptureQueriesContext(connection) as queries:
        again = client.get(PAGE)
    assert again.content == first.content
    assert again.headers["Content-Type"] == first.headers["Content-Type"]
    assert len(queries) <= 1
    Treaty.objects.filter(slug="north-atlantic-treaty").update(title="A treaty renamed")
    publish()
    assert b"A treaty renamed" in client.get(PAGE).content


@pytest.mark.django_db
def test_a_cache_that_goes_away_takes_no_page_with_it(redis, client, caplog):
    first = client.get(PAGE)
    redis.kill()
    redis.wait()
    with caplog.at_level(logging.WARNING, "registry.cache"):
        assert client.get(PAGE).content == first.content
        assert client.get(PAGE).content == first.content
    told = [line for line in caplog.messages if "cache" in line]
    assert told == ["The cache does not answer: ConnectionError"]


@pytest.mark.django_db
def test_a_cache_that_was_never_there_breaks_no_page(nobody, client):
    assert client.get(PAGE).status_code == 200


def test_a_cache_that_is_silent_answers_as_an_empty_one(nobody):
    assert cache.get("a", "nothing") == "nothing"
    assert cache.add("a", 1) is False
    assert cache.get_or_set("a", lambda: 7) == 7
    assert cache.get_many(["a"]) == {}
    assert cache.incr("a") == 0
    cache.set("a", 1)
    cache.delete("a")
    cache.clear()


def test_a_silent_cache_is_asked_again_after_a_pause(redis, monkeypatch):
    cache.set("a", 1)
    (server,) = cache._servers
    shared._silent_until[server] = time.monotonic() + 60
    assert cache.get("a") is None
    shared._silent_until[server] = time.monotonic() - 1
    assert cache.get("a") == 1


def test_a_cache_that_takes_connections_and_says_nothing_is_not_waited_for(settings):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        shared._silent_until.clear()
        use(settings, f"redis://127.0.0.1:{silent.getsockname()[1]}/0")
        started = time.monotonic()
        for _ in range(20):
            assert cache.get("a") is None
        assert time.monotonic() - started < 3
    shared._silent_until.clear()
