"""A public page is made once for each revision of the registry, and told apart by its tag."""

import json
from datetime import date, timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.shortcuts import render
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.http import http_date, parse_http_date

from registry.models import ChangeSet, Revision, Source, Treaty
from registry.models.revision import publish
from registry.views import base, freshness
from tests.forms import typed_over
from tests.small_registry import load, store

pytestmark = pytest.mark.django_db

PAGE = "/treaties/north-atlantic-treaty/"


def tag(client, path=PAGE, **headers):
    return client.get(path, headers=headers).headers["ETag"]


@pytest.mark.parametrize("path", ["/", PAGE, "/treaties/", "/treaties.json", "/search/?q=nato"])
def test_a_public_page_says_how_to_tell_whether_it_is_still_the_same(path, client):
    answer = client.get(path)
    assert answer.headers["ETag"].startswith('W/"')
    assert answer.headers["Last-Modified"]
    assert answer.headers["Cache-Control"] == "public, max-age=0, s-maxage=60"
    with CaptureQueriesContext(connection) as queries:
        again = client.get(path, headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["ETag"] == answer.headers["ETag"]
    assert len(queries) <= 1
    since = {"If-Modified-Since": answer.headers["Last-Modified"]}
    assert client.get(path, headers=since).status_code == 304


def test_pages_that_say_other_things_bear_other_tags(client, monkeypatch):
    paths = [
        PAGE,
        f"{PAGE}?as_at=2019-03-22",
        f"{PAGE[:-1]}.json",
        "/treaties/",
        "/treaties/?page=2",
    ]
    tags = {tag(client, path) for path in paths}
    assert len(tags) == len(paths)
    before = tag(client)
    monkeypatch.setattr(timezone, "localdate", lambda: date(2040, 1, 1))
    assert tag(client) != before
    monkeypatch.setattr(freshness, "release", lambda: "another")
    assert tag(client) not in (before, *tags)


@pytest.mark.parametrize(
    ("path", "status"), [("/treaties/nowhere/", 404), (f"{PAGE}?as_at=yesterday", 400)]
)
def test_what_is_refused_is_not_kept_and_bears_no_tag(path, status, client):
    for headers in ({}, {"If-None-Match": "*"}, {"If-Modified-Since": timezone.now().isoformat()}):
        answer = client.get(path, headers=headers)
        assert answer.status_code == status
        assert "ETag" not in answer.headers


def test_the_desk_and_the_health_of_the_site_are_never_kept(admin_client):
    for path in ("/admin/", "/healthz"):
        answer = admin_client.get(path)
        assert "public" not in answer.headers.get("Cache-Control", "")
        assert "ETag" not in answer.headers


def test_a_page_is_made_once_and_again_after_a_publication(kept, client):
    first = client.get(PAGE)
    with CaptureQueriesContext(connection) as queries:
        again = client.get(PAGE)
    assert again.content == first.content
    assert again.headers["Content-Type"] == first.headers["Content-Type"]
    assert len(queries) <= 1
    Treaty.objects.filter(slug="north-atlantic-treaty").update(title="A treaty renamed")
    publish()
    assert b"A treaty renamed" in client.get(PAGE).content


def test_a_page_of_another_revision_takes_the_place_of_the_earlier_one(kept, client):
    """What nobody can be given any more takes no memory."""
    for _ in range(3):
        publish()
        for path in (PAGE, f"/fr{PAGE}"):
            assert client.get(path).content == client.get(path).content
    assert len(cache._cache) == 2


def test_a_page_made_while_the_registry_changes_is_given_once_and_kept_nowhere(
    kept, client, monkeypatch
):
    def change_meanwhile(*given, **named):
        publish()
        return render(*given, **named)

    monkeypatch.setattr(base, "render", change_meanwhile)
    answer = client.get(PAGE)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    assert "ETag" not in answer.headers
    monkeypatch.undo()
    with CaptureQueriesContext(connection) as queries:
        assert "ETag" in client.get(PAGE).headers
    assert len(queries) > 2


def test_a_page_after_midnight_is_made_again(kept, client, monkeypatch):
    data = f"{PAGE[:-1]}.json"
    before = client.get(data).headers
    monkeypatch.setattr(timezone, "localdate", lambda: date(2040, 1, 1))
    asked = ("If-None-Match", "ETag"), ("If-Modified-Since", "Last-Modified")
    for headers in ({}, *({name: before[known]} for name, known in asked)):
        assert "2040-01-01" in client.get(data, headers=headers).text, headers


def test_a_clock_that_is_set_back_neither_hides_a_change_nor_puts_it_before_another(
    client, admin_client, monkeypatch
):
    source = Source.objects.create(slug="clock", title="As it was", rank="press")
    path = reverse("admin:registry_source_change", args=[source.pk])
    noon, titles, seen = timezone.now() + timedelta(hours=1), [], None
    for title, minutes in (("Noon", 0), ("Set back", -60), ("Later", -30)):
        moment = noon + timedelta(minutes=minutes)
        monkeypatch.setattr(timezone, "now", lambda moment=moment: moment)
        form = typed_over(admin_client.get(path).text) | {"title": title}
        assert admin_client.post(path, form).status_code == 302
        headers = {"If-Modified-Since": http_date(seen)} if seen else {}
        answer = client.get("/changes/", headers=headers)
        assert answer.status_code == 200, title
        seen, titles = parse_http_date(answer.headers["Last-Modified"]), [title, *titles]
        headers = {"If-Modified-Since": http_date(seen)}
        assert client.get("/changes/", headers=headers).status_code == 304
    sets = ChangeSet.objects.published().of(source)
    assert [change.after["title"] for one in sets for change in one.changes.all()] == titles


@pytest.mark.parametrize("path", ["/", "/treaties/", "/calendar/", "/signatories/"])
def test_a_day_that_most_years_lack_is_a_day_like_any_other(path, client, monkeypatch):
    monkeypatch.setattr(timezone, "localdate", lambda: date(2028, 2, 29))
    assert client.get(path).status_code == 200


def test_a_load_moves_the_revision_and_one_that_changes_nothing_does_not(tmp_path):
    before = Revision.objects.get().number
    store(tmp_path)
    after = Revision.objects.get().number
    assert after > before
    assert load(*tmp_path.iterdir())[0] == 0
    assert Revision.objects.get().number == after
    path = tmp_path / "actors.json"
    content = json.loads(path.read_text())
    content[0]["fields"]["name"] = "Ixania"
    path.write_text(json.dumps(content))
    load(path)
    assert Revision.objects.get().number > after
