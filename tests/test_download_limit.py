"""One address may take so many files a minute; pages and staff are not counted."""

import time

import pytest
from django.core.cache import caches
from django.core.signals import request_finished
from django.db import close_old_connections
from django.http import HttpResponse

from config import downloads

pytestmark = pytest.mark.django_db

FILE = "/sources.csv"


@pytest.fixture(autouse=True)
def clock(settings, monkeypatch):
    """Allow two a minute, and let a test say what time it is."""
    settings.DOWNLOADS_PER_MINUTE = 2
    settings.CACHES = {
        name: {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "limited"}
        for name in ("default", "limits")
    }
    now = [6_000_000_015.0]

    class Clock:
        def __getattr__(self, name):
            return getattr(time, name)

        def time(self):
            return now[0]

    monkeypatch.setattr(downloads, "time", Clock())
    caches["limits"].clear()
    yield now
    caches["limits"].clear()


def statuses(client, *paths, **given):
    found = []
    for path in paths:
        answer = client.get(path, **given)
        answer.getvalue()
        found.append(answer.status_code)
    return found


def test_the_third_download_of_a_minute_is_refused_and_the_next_minute_is_another(client, clock):
    assert statuses(client, FILE, "/data/topic.csv", FILE) == [200, 200, 429]
    answer = client.get(FILE)
    assert answer.headers["Retry-After"] == "45"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "2 downloads a minute" in answer.json()["error"]
    clock[0] += 45
    assert statuses(client, FILE) == [200]


def test_a_browser_is_told_on_a_page(client):
    statuses(client, FILE, FILE)
    answer = client.get(FILE, headers={"Accept": "text/html,application/xhtml+xml"})
    assert answer.status_code == 429
    assert "Too many downloads at once" in answer.content.decode()
    assert "Go on in 45 seconds" in answer.content.decode()


@pytest.mark.parametrize(
    "path",
    [FILE, "/matrix.xlsx", "/fr/treaties.csv", "/data/registry.sqlite3", "/data/registry.csv.zip"],
)
def test_every_whole_list_and_file_counts(client, settings, path):
    statuses(client, FILE, FILE)
    assert client.get(path).status_code == 429


def test_pages_and_lists_by_pages_do_not_count(client):
    for path in ("/sources/", "/treaties.json", "/matrix/", "/healthz"):
        assert statuses(client, path, path, path) == [200, 200, 200]
    assert statuses(client, FILE) == [200]


def test_another_address_is_another_matter_and_a_64_of_ipv6_is_one(client):
    assert statuses(client, FILE, FILE, FILE, REMOTE_ADDR="192.0.2.1")[-1] == 429
    assert statuses(client, FILE, REMOTE_ADDR="192.0.2.2") == [200]
    assert statuses(client, FILE, FILE, REMOTE_ADDR="2001:db8::1") == [200, 200]
    assert statuses(client, FILE, REMOTE_ADDR="2001:db8::2:3") == [429]
    assert statuses(client, FILE, REMOTE_ADDR="2001:db8:0:1::1") == [200]


def test_so_many_are_sent_at_a_time_and_the_next_when_one_is_read(client, settings):
    settings.DOWNLOADS_PER_MINUTE = 0
    settings.DOWNLOADS_AT_ONCE = 2
    under_way = [client.get(FILE) for _ in range(2)]
    answer = client.get(FILE, headers={"Accept": "text/html"})
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "10"
    assert "are under way" in answer.content.decode()
    assert client.get("/sources/").status_code == 200
    under_way[0].getvalue()
    request_finished.disconnect(close_old_connections)  # as the client does while it closes
    under_way[0].close()
    request_finished.connect(close_old_connections)
    third = client.get(FILE)
    assert third.status_code == 200
    assert client.get(FILE).status_code == 503
    for answer in (under_way[1], third):
        answer.getvalue()
    assert statuses(client, FILE, FILE, FILE) == [200] * 3


def test_what_is_refused_or_fails_leaves_its_place(client, settings):
    settings.DOWNLOADS_PER_MINUTE = 0
    settings.DOWNLOADS_AT_ONCE = 1
    for path in ("/data/nowhere.csv", "/sources.csv?as_at=yesterday", "/treaties/nowhere.csv"):
        client.get(path)
    assert statuses(client, FILE) == [200]


def test_what_is_cut_short_leaves_its_place(rf, settings):
    """Every error of a page becomes an answer; a worker that is told to stop raises past it."""
    settings.DOWNLOADS_AT_ONCE = 1

    def stop(request):
        raise SystemExit

    limit = downloads.DownloadLimit(stop)
    with pytest.raises(SystemExit):
        limit(rf.get(FILE))
    limit.get_response = lambda request: HttpResponse("read")
    assert limit(rf.get(FILE)).status_code == 200


def test_staff_take_what_they_need(admin_client):
    path = "/admin/registry/source/export.csv"
    assert 429 not in statuses(admin_client, path, path, path)


def test_nought_is_no_limit(client, settings):
    settings.DOWNLOADS_PER_MINUTE = 0
    assert statuses(client, FILE, FILE, FILE) == [200] * 3


def test_without_anything_to_count_with_nobody_is_refused(client, settings):
    settings.CACHES = {
        name: {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}
        for name in ("default", "limits")
    }
    assert statuses(client, FILE, FILE, FILE) == [200] * 3
