"""Public pages read from replicas: which, when, and what is seen. The proof is in test_failover."""

import math
from io import StringIO

import pytest
from django.core.exceptions import MiddlewareNotUsed
from django.db import DEFAULT_DB_ALIAS
from django.http import HttpResponse, StreamingHttpResponse

from registry.models import Treaty
from registry.queries import replicas as module
from registry.queries.replicas import Replica, Replicas, Router, reading
from registry.views import reading as middleware
from registry.views.reading import Reading

ROUTER = Router()


@pytest.fixture
def answers(monkeypatch):
    """Let servers answer what a test says; a server that it leaves out is silent."""
    said = {}

    def ask(server, sql):
        return said.get(server.alias)

    monkeypatch.setattr(module.Server, "ask", ask)
    return said


def looked_at(said, *, bar=5.0, **replies):
    said.clear()
    said.update({name.replace("_", "-"): reply for name, reply in replies.items()})
    watched = Replicas(["replica-1"], bar)
    watched.look()
    return watched.replicas[0]


@pytest.mark.parametrize(
    ("primary", "replica", "is_fit", "words"),
    [
        ((100,), (True, 100, 3600.0), True, "serves: 0 s behind"),  # nobody writes for an hour
        ((100,), (True, 90, 4.0), True, "serves: 4 s behind"),
        ((100,), (True, 90, 6.0), False, "left out: 6 s behind"),
        ((100,), (True, None, None), False, "left out: nobody knows how far behind"),
        ((100,), (False, 100, 0.0), False, "left out: it is no replica"),
        ((100,), None, False, "left out: it does not answer"),
        (None, (True, 90, 6.0), True, "serves: 0 s behind"),  # the primary is gone
    ],
)
def test_a_replica_is_read_while_it_answers_and_is_near(answers, primary, replica, is_fit, words):
    found = looked_at(answers, default=primary, replica_1=replica)
    assert (found.is_fit, found.words) == (is_fit, words)


def test_a_replica_seen_beside_the_primary_a_moment_ago_is_not_late_for_an_old_change():
    replica = Replica("replica-1")
    assert replica.behind(1000.0, 90, 100, 3600.0) == 3600.0
    assert replica.behind(1001.0, 100, 100, 3600.0) == 0.0
    assert replica.behind(1002.0, 100, 110, 3600.0) == 1.0
    assert replica.behind(1009.0, 100, 120, 3607.0) == 8.0
    assert Replica("replica-1").behind(1.0, None, 5, None) == math.inf


def test_what_the_primary_held_last_still_counts_when_it_is_gone(answers):
    watched = Replicas(["replica-1"], 5.0)
    answers.update({"default": (100,), "replica-1": (True, 90, 60.0)})
    watched.look()
    assert not watched.replicas[0].is_fit
    del answers["default"]
    watched._due = 0
    watched.look()
    assert not watched.replicas[0].is_fit


def test_servers_are_looked_at_once_a_second_at_most(monkeypatch):
    asked = []
    monkeypatch.setattr(module.Server, "ask", lambda server, sql: asked.append(server.alias))
    watched = Replicas(["replica-1"], 5.0)
    for _ in range(5):
        watched.look()
    assert asked == ["default", "replica-1"]


def test_a_silent_server_is_left_alone_longer_each_time_but_not_for_long(monkeypatch):
    monkeypatch.setattr(module, "connections", {"replica-1": StringIO()})
    server = module.Server("replica-1")
    pauses = []
    for _ in range(6):
        server.fell_silent()
        pauses.append(server.pause)
    assert pauses == [1, 2, 4, 8, 10, 10]


def test_reading_from_a_replica_writes_to_the_primary():
    assert ROUTER.db_for_read(Treaty) == DEFAULT_DB_ALIAS
    with reading("replica-1"):
        assert ROUTER.db_for_read(Treaty) == "replica-1"
        assert ROUTER.db_for_write(Treaty) == DEFAULT_DB_ALIAS
    assert ROUTER.db_for_read(Treaty) == DEFAULT_DB_ALIAS
    assert not ROUTER.allow_migrate("replica-1", "registry")


@pytest.fixture
def read_from(settings, monkeypatch, rf):
    """Give what tells from which database a request is answered."""
    settings.REPLICAS = ["replica-1"]
    monkeypatch.setattr(middleware.replicas, "choose", lambda: "replica-1")
    seen = []

    def view(request):
        seen.append(ROUTER.db_for_read(Treaty))
        return HttpResponse(status=503 if request.GET.get("fails") and len(seen) == 1 else 200)

    def ask(path, method="get", cookies=()):
        seen.clear()
        request = getattr(rf, method)(path)
        request.COOKIES.update(cookies)
        ask.answer = Reading(view)(request)
        return [*seen]

    return ask


def test_pages_are_read_from_a_replica_and_the_desk_from_the_primary(read_from):
    assert read_from("/treaties/") == ["replica-1"]
    assert read_from("/treaties/", "head") == ["replica-1"]
    assert read_from("/admin/registry/treaty/") == ["default"]
    assert read_from("/fr/admin/registry/treaty/") == ["default"]
    assert read_from("/admin/login/", "post") == ["default"]
    assert read_from("/treaties/", "post") == ["default"]


def test_who_has_just_written_reads_the_primary_for_a_while(read_from, monkeypatch):
    read_from("/admin/registry/treaty/1/change/", "post")
    (morsel,) = read_from.answer.cookies.values()
    assert morsel["httponly"]
    given = {morsel.key: morsel.value}
    assert read_from("/treaties/", cookies=given) == ["default"]
    assert read_from("/treaties/", cookies={morsel.key: "1:made:up"}) == ["replica-1"]
    monkeypatch.setattr(middleware, "REMEMBERED", -1)
    assert read_from("/treaties/", cookies=given) == ["replica-1"]


@pytest.mark.django_db  # an answer that is closed closes old connections
def test_a_page_that_a_lost_replica_began_is_made_by_the_primary(read_from, monkeypatch):
    monkeypatch.setattr(Reading, "failed", lambda *_: True)
    assert read_from("/treaties/?fails=1") == ["replica-1", "default"]
    assert read_from.answer.status_code == 200


def test_a_page_that_takes_too_long_is_not_made_twice(read_from, monkeypatch):
    monkeypatch.setattr(Reading, "failed", lambda *_: False)
    assert read_from("/treaties/?fails=1") == ["replica-1"]
    assert read_from.answer.status_code == 503


def test_what_is_streamed_is_read_from_one_database_to_its_end(settings, monkeypatch, rf):
    settings.REPLICAS = ["replica-1"]
    monkeypatch.setattr(middleware.replicas, "choose", lambda: "replica-1")

    def view(request):
        return StreamingHttpResponse(ROUTER.db_for_read(Treaty) for _ in range(3))

    answer = Reading(view)(rf.get("/treaties.csv"))
    parts = []
    for part in answer.streaming_content:
        parts.append(part)
        assert ROUTER.db_for_read(Treaty) == DEFAULT_DB_ALIAS
    assert parts == [b"replica-1"] * 3


def test_without_replicas_nothing_stands_in_the_way_of_a_request():
    with pytest.raises(MiddlewareNotUsed):
        Reading(HttpResponse)
