"""Published corrections are told to everyone with their reason; drafts and staff to nobody."""

import csv
import io
import re
import xml.etree.ElementTree as ET

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from registry.exports import LICENCE
from registry.models import Change, ChangeSet, Treaty, TreatyAction
from registry.queries.changes import Told
from registry.views.changes import change_row, sentence
from tests.admin_pages import decide, latest, person, saved, treaty_of, url
from tests.test_lists import assert_alike_in_every_format
from tests.test_pages import assert_is_a_page

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def treaty():
    return treaty_of(actions=2, title="Treaty of the Quagga")


def superuser(name):
    client = person(name)
    client.user.is_superuser = True
    client.user.save()
    return client


def correct(client, treaty, title, reason=""):
    saved(client, url(Treaty, "change", treaty.pk), title=title, _reason=reason)


def test_a_correction_is_told_with_each_difference_and_its_reason(treaty, client):
    correct(superuser("quill"), treaty, "Treaty of the Zebra", "The depositary's notification 7.")
    query = {"treaty": treaty.slug}
    answer = client.get("/changes/", query)
    page = answer.content.decode()
    assert_is_a_page(answer, "changes")
    assert "<del>Treaty of the Quagga</del>" in page
    assert "<ins>Treaty of the Zebra</ins>" in page
    assert "notification 7." in page
    told = client.get("/changes.json", query).json()
    assert told["count"] == 1
    change = told["results"][0]["changes"][0]
    assert (change["kind"], change["key"]) == ("change", treaty.slug)
    assert change["fields"][0]["after"] == "Treaty of the Zebra"
    table = list(csv.reader(io.StringIO(client.get("/changes.csv", query).getvalue().decode())))
    row = dict(zip(*table, strict=True))
    assert row["subject"] == told["results"][0]["subject"]
    assert "Treaty of the Quagga → Treaty of the Zebra" in row["changes"]
    feed = feed_of(client, query)
    assert "Treaty of the Zebra" in feed.find(f"{ATOM}entry/{ATOM}summary").text
    assert client.get(told["results"][0]["url"]).context["rows"][0]["number"] == latest().pk
    everything = [client.get(f"/changes{form}").content for form in ("/", ".json", ".atom")]
    assert not [content for content in everything if b"quill" in content]


def test_a_feed_says_what_it_follows_and_is_told_from_every_other(treaty, client):
    other = treaty_of(actions=1, title="Treaty of the Okapi")
    whole, one, two = (
        feed_of(client, query) for query in ({}, {"treaty": treaty.slug}, {"treaty": other.slug})
    )
    titles = [feed.find(f"{ATOM}title").text for feed in (whole, one, two)]
    assert titles[0] == "Changes of the treaty registry"
    assert titles[1] == "Changes of the treaty registry: Treaty of the Quagga"
    assert titles[2] == "Changes of the treaty registry: Treaty of the Okapi"
    ids = [feed.find(f"{ATOM}id").text for feed in (whole, one, two)]
    assert len(set(ids)) == 3
    for feed, page in zip((whole, one, two), ids, strict=True):
        assert feed.find(f"{ATOM}link[@rel='alternate']").get("href") == page
        assert client.get(page).status_code == 200
        assert feed.find(f"{ATOM}rights").text == LICENCE


def test_a_feed_that_speaks_html_takes_no_text_of_a_record_for_it(treaty, client):
    correct(superuser("quill"), treaty, "Zebra <b>& Gnu</b>", "A slip.\nAnother.")
    summary = feed_of(client, {"treaty": treaty.slug}).find(f"{ATOM}entry/{ATOM}summary")
    assert summary.get("type") == "html"
    assert "Zebra &lt;b&gt;&amp; Gnu&lt;/b&gt;" in summary.text
    assert summary.text.startswith("A slip.<br>Another.<br>")


def test_no_sign_that_xml_cannot_hold_makes_a_feed_fail(client):
    title = feed_of(client, {"q": "a\x19b\ufffe"}).find(f"{ATOM}title").text
    assert title == "Changes of the treaty registry: ab"


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/treaties/ctbt/", "treaty=ctbt"),
        ("/fr/actors/france/", "actor=france"),
        ("/protocols/sweden-accession-protocol/", "treaty=sweden-accession-protocol"),
    ],
)
def test_a_record_leads_a_program_to_its_data_and_to_the_feed_of_its_changes(path, query, client):
    page = client.get(path, {"as_at": "2024-05-01"}).text
    found = dict(re.findall('<link rel="alternate" type="([^"]+)"[^>]* href="([^"]+)"', page))
    prefix = "/fr" if path.startswith("/fr") else ""
    assert found["application/atom+xml"] == f"{prefix}/changes.atom?{query}"
    assert client.get(found["application/json"]).json()["as_at"] == "2024-05-01"


def feed_of(client, query):
    return ET.fromstring(client.get("/changes.atom", query).content)  # noqa: S314 our own


@pytest.mark.long
def test_a_filtered_list_holds_the_same_rows_in_every_format(treaty, client):
    other, admin = treaty_of(actions=1, title="Treaty of the Okapi"), superuser("quill")
    for title in ("Treaty of the Zebra", "Treaty of the Gnu"):
        saved(admin, url(Treaty, "change", treaty.pk), title=title, summary="Of beasts.")
        correct(admin, other, f"{title}, too", "A slip.")
    first = ChangeSet.objects.published().of(treaty).first()
    for query, expected in (
        ({}, ChangeSet.objects.published().count()),
        ({"q": "slip"}, 2),
        ({"treaty": treaty.slug}, 2),
        ({"treaty": "treaty of the gnu"}, 2),
        ({"treaty": treaty.slug, "set": first.pk}, 1),
        ({"treaty": treaty.slug, "as_at": "1990-01-01"}, 0),
    ):
        assert assert_alike_in_every_format(client, "changes", query, "number") == expected


def test_the_record_itself_says_that_it_was_corrected(treaty, admin_client, client):
    path = treaty.get_absolute_url()
    assert "Last corrected" not in client.get(path).content.decode()
    correct(admin_client, treaty, "Treaty of the Zebra", "A slip.")
    page = client.get(path).content.decode()
    assert "A slip." in page
    assert f"/changes/?treaty={treaty.slug}" in page


def test_what_an_actor_did_is_told_under_its_name(treaty, admin_client, client):
    first, second = treaty.actions.select_related("actor")
    saved(admin_client, url(TreatyAction, "change", first.pk), place="There")
    for action, number in ((first, 1), (second, 0)):
        told = client.get("/changes.json", {"actor": action.actor.slug}).json()
        assert told["count"] == number
        assert client.get(action.actor.get_absolute_url()).status_code == 200
    answer = client.get("/changes.json", {"actor": "nobody-at-all"}).json()
    assert answer["not_understood"]


def test_a_load_of_many_records_is_one_line(client):
    told = client.get("/changes.json").json()["results"][-1]
    assert told["way"] == "fixtures"
    assert told["added"] > 1000
    assert all(change["rows"] >= 1 and not change["fields"] for change in told["changes"])
    assert_is_a_page(client.get("/changes/"), "changes")


MARK = "Xylographic"


def test_a_draft_is_nowhere_to_be_seen_by_the_public(treaty, client):
    editor = person("editor", "view_", "add_", "change_", "delete_")
    actor = treaty.actions.first().actor
    paths = [
        *("/", "/treaties/", "/treaties.json", "/treaties.csv", "/search.json?q=graphic+title"),
        *("/changes/", "/changes.json", "/changes.csv", "/changes.atom", "/sources/"),
        *(treaty.get_absolute_url(), actor.get_absolute_url()),
    ]
    before = {path: public(client, path) for path in paths}
    correct(editor, treaty, f"{MARK} title", f"{MARK} reason")
    draft = latest()
    decide(editor, draft, "_send")
    after = {path: public(client, path) for path in paths}
    assert MARK not in str(after)
    assert after == before
    reviewer = person("reviewer", "view_", "publish_")
    decide(reviewer, draft, "_publish", note=f"{MARK} note")
    assert MARK in public(client, treaty.get_absolute_url())[0]
    assert f"{MARK} note" not in str({path: public(client, path) for path in paths})


def public(client, path):
    answer = client.get(path)
    return answer.getvalue().decode(), answer.get("ETag")


@pytest.mark.long
def test_the_list_costs_as_many_queries_for_many_changes_as_for_one(treaty, admin_client, client):
    costs = []
    for number in range(4):
        correct(admin_client, treaty, f"Title {number}")
        for path in ("/changes/", "/changes.atom"):
            with CaptureQueriesContext(connection) as queries:
                client.get(path, {"treaty": treaty.slug}).getvalue()
            costs.append(len(queries))
    assert costs[:2] == costs[-2:]
    assert max(costs) <= 10
    assert ChangeSet.objects.published().of(treaty).count() == 4


def test_a_change_without_a_name_is_told_by_its_number_in_a_line_of_text():
    for rows, words in ((1, "Added: 1 topic."), (3, "Added: 3 topic.")):
        change = Change(kind="add", model="topic", object_pk=7, last_pk=6 + rows)
        assert sentence(change_row(Told(change, "topic", []))) == words
    named = Change(kind="add", model="topic", object_pk=7, last_pk=7, label="Trade")
    assert sentence(change_row(Told(named, "topic", []))) == "Added: Trade."
