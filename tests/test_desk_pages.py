"""The desk, the quality list, search, saved filters and lists as files."""

import csv
import io
import json
import re
from datetime import date

import pytest
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from registry.choices import ActionKind, StatementKind
from registry.models import (
    FIXTURES,
    ChangeSet,
    SavedFilter,
    Source,
    Statement,
    Treaty,
    TreatyAction,
)
from registry.models.participation import DERIVED, rebuild
from registry.models.search import index
from registry.queries.due import due
from tests.admin_pages import opened, url
from tests.factories import (
    make_action,
    make_actor,
    make_clause,
    make_protocol,
    make_source,
    make_treaty,
)

pytestmark = pytest.mark.django_db

RATIFICATION = ActionKind.RATIFICATION


def editor(*codenames):
    user = User.objects.create_user(f"staff{User.objects.count()}", password="a", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    return user


def pending_protocol(name="Waitland"):
    """A protocol that two parties must accept, one of which has."""
    founding = make_treaty(stated_in_force_on="1990")
    done, waiting = make_actor(f"{name} done"), make_actor(name)
    for actor in (done, waiting):
        make_action(founding, actor, RATIFICATION, "1990-01-01", source=make_source())
    treaty = make_treaty(title=f"Protocol of {name}", concluded_on="2020-01-01")
    make_clause(treaty, {"kind": "all", "actor_set": "parties", "other_treaty": founding})
    make_protocol(treaty, founding)
    make_action(treaty, done, ActionKind.ACCEPTANCE, "2020-02-01", source=make_source())
    rebuild([founding.pk, treaty.pk])
    return treaty


# The desk


def test_the_desk_names_the_waiting_protocols_and_for_whom_they_wait(admin_client):
    treaty = pending_protocol()
    page = opened(admin_client, reverse("admin:index")).content.decode()
    assert treaty.title in page
    line = page[page.index(treaty.title) :][:900]
    assert "Waitland</a>" in line
    assert "Waitland done" not in line
    assert f"treaty={treaty.pk}&amp;actor=" in line


def test_the_desk_costs_as_many_queries_for_many_as_for_one(admin_client):
    costs = []
    for names in (["Firstland"], ["Secondland", "Thirdland", "Fourthland"]):
        for name in names:
            pending_protocol(name)
            make_action(make_treaty(), make_actor(), on="2000-01-01")
        with CaptureQueriesContext(connection) as queries:
            opened(admin_client, reverse("admin:index"))
        costs.append(len(queries))
    assert costs[0] == costs[1] <= 40


def test_what_falls_due_is_listed_with_its_day():
    day = date(2026, 1, 1)
    soon, actor = make_treaty(stated_in_force_on="2026-02-01"), make_actor()
    past, far = (make_treaty(stated_in_force_on=on) for on in ("2025-12-01", "2027-02-01"))
    left = make_treaty(stated_in_force_on="1990", notice_kind="months", notice=6)
    make_action(left, actor, RATIFICATION, "1990-01-01")
    make_action(left, actor, ActionKind.WITHDRAWAL, "2025-10-01")
    joiner = make_actor()
    make_action(left, joiner, ActionKind.ACCESSION, "2025-12-01", effective_on="2026-02-15")
    make_action(soon, joiner, ActionKind.ACCESSION, "2025-12-01")  # told with its entry into force
    treaties = [
        soon.pk,
        left.pk,
        *Treaty.objects.filter(title__startswith="Treaty").values_list("pk", flat=True),
    ]
    rebuild(treaties)
    Statement.objects.create(
        treaty=left, actor=actor, kind=StatementKind.RESERVATION, made_on="2025-03-01"
    )
    Statement.objects.create(
        treaty=left, actor=actor, kind=StatementKind.RESERVATION, number=2, made_on="2024-03-01"
    )
    told = {one.treaty for one in due(day)}
    assert not told & {past, far}
    own = {treaty: [one for one in due(day) if one.treaty == treaty] for treaty in (soon, left)}
    assert [(str(one.on), one.what) for one in own[soon]] == [("2026-02-01", "enters into force")]
    assert [(str(one.on), one.actor) for one in own[left]] == [
        ("2026-02-15", joiner),
        ("2026-03-01", actor),
        ("2026-04-01", actor),
    ]


def test_who_may_see_nothing_gets_an_empty_desk(client):
    pending_protocol()
    client.force_login(editor())
    page = opened(client, reverse("admin:index")).content.decode()
    assert "Waitland" not in page
    assert "Open the grid" not in page


def test_the_desk_leads_to_the_grid_of_the_treaty_that_is_named(admin_client):
    treaty = make_treaty(title="Treaty of the Quagga and the Okapi")
    answer = admin_client.get(reverse("admin:grid"), {"treaty": "quagga okapi"})
    assert answer.url == reverse("admin:registry_treaty_grid", args=[treaty.pk])
    make_treaty(title="Another Treaty of the Quagga")
    answer = admin_client.get(reverse("admin:grid"), {"treaty": "quagga"})
    assert answer.url == f"{url(Treaty, 'changelist')}?q=quagga"


def test_the_desk_opens_the_grid_at_those_whose_instruments_are_awaited(admin_client):
    grid = reverse("admin:registry_treaty_grid", args=[pending_protocol().pk])
    page = opened(admin_client, reverse("admin:index")).content.decode()
    assert f'<a href="{grid}?who=awaited">' in page
    assert (
        '<option value="awaited" selected>'
        in opened(admin_client, f"{grid}?who=awaited").content.decode()
    )


def test_one_search_finds_records_of_every_noun(admin_client, client):
    treaty = make_treaty(title="Treaty of the Quagga")
    act = make_action(treaty, make_actor("Quaggaland"), RATIFICATION, "2001-01-01")
    index([treaty.pk])
    page = opened(admin_client, reverse("admin:search"), q="quagga").content.decode()
    for record in (treaty, act.actor, act):
        assert url(type(record), "change", record.pk) in page
    opened(admin_client, reverse("admin:search"))
    client.force_login(editor("view_actor"))
    page = opened(client, reverse("admin:search"), q="quagga").content.decode()
    assert "Quaggaland" in page
    assert url(Treaty, "change", treaty.pk) not in page


# The quality list


def test_each_fault_leads_to_the_field_that_mends_it(admin_client):
    act = make_action(make_treaty(title="Quagga pact"), make_actor("Unsourcia"), on="2000-01-01")
    answer = opened(admin_client, reverse("admin:quality"), kind="act_without_source")
    (_item, link), *_rest = answer.context["items"]
    assert link.startswith(f"{url(TreatyAction, 'change', act.pk)}?")
    assert link.endswith("#id_source")
    for given in ({"treaty": "quagga"}, {"actor": "Unsourcia"}):
        answer = opened(admin_client, reverse("admin:quality"), kind="act_without_source", **given)
        assert [item.record for item, _url in answer.context["items"]] == [act]
    answer = opened(admin_client, reverse("admin:quality"), actor="Unsourcia")
    assert [check.code for check, _number, _url in answer.context["kinds"]] == [
        "act_without_source"
    ]


@pytest.mark.parametrize("kind", ["nonsense", "a" * 3000, "'", "second_consent"])
def test_a_kind_that_nothing_has_is_told(kind, admin_client):
    page = opened(admin_client, reverse("admin:quality"), kind=kind).content.decode()
    assert "Nothing of this kind is known to be wrong." in page


def test_faults_are_shown_to_those_who_may_see_the_records(client):
    make_action(make_treaty(), make_actor(), on="2000-01-01")
    client.force_login(editor("view_actorname"))
    answer = opened(client, reverse("admin:quality"), kind="act_without_source")
    assert answer.context["check"] is None
    assert "act_without_source" not in {check.code for check, *_ in answer.context["kinds"]}


def test_the_quality_list_costs_as_many_queries_for_forty_faults_as_for_four(admin_client):
    costs = []
    for number in (4, 36):
        for _ in range(number):
            make_action(make_treaty(title="Okapi"), make_actor(), on="2000-01-01")
        query = {"kind": "act_without_source", "treaty": "okapi"}
        with CaptureQueriesContext(connection) as queries:
            answer = opened(admin_client, reverse("admin:quality"), **query)
        costs.append(len(queries))
    assert answer.context["page"].paginator.count == 40
    assert costs[0] == costs[1] <= 10


# Saved filters


def test_a_filter_is_saved_shared_and_forgotten(admin_client, client, admin_user):
    query = {"path": url(TreatyAction, "changelist"), "query": "sourced=no", "name": "To mend"}
    answer = admin_client.post(reverse("admin:save_filter"), query)
    assert answer.url == f"{url(TreatyAction, 'changelist')}?sourced=no"
    colleague = editor("view_treatyaction")
    client.force_login(colleague)
    assert "To mend" not in opened(client, reverse("admin:index")).content.decode()
    admin_client.post(reverse("admin:save_filter"), query | {"is_shared": "on"})
    assert "To mend" in opened(client, reverse("admin:index")).content.decode()
    saved = SavedFilter.objects.get(owner=admin_user)
    forget = reverse("admin:forget_filter", args=[saved.pk])
    assert client.post(forget).status_code == 404
    assert client.get(forget).status_code == 405
    assert admin_client.post(forget).status_code == 302
    assert not SavedFilter.objects.exists()


def test_a_filter_without_a_name_is_asked_for_one(admin_client):
    given = {"path": url(Treaty, "changelist"), "query": "q=peace", "name": " "}
    answer = admin_client.post(reverse("admin:save_filter"), given, follow=True)
    assert "Give the filter a name." in answer.content.decode()
    assert not SavedFilter.objects.exists()


@pytest.mark.parametrize(
    "path", ["https://evil.example/", "//evil.example/", "/", "/admin/logout/", "x", "/treaties/"]
)
def test_a_saved_filter_leads_to_a_list_of_the_admin_and_nowhere_else(path, admin_client):
    admin_client.post(reverse("admin:save_filter"), {"path": path, "name": "Away"})
    assert not SavedFilter.objects.exists()


# Lists as files


@pytest.fixture
def acts():
    """Three acts of a treaty, one of whose places a spreadsheet would compute."""
    treaty, source = make_treaty(title="Okapi pact"), make_source()
    return [
        make_action(treaty, make_actor(name), RATIFICATION, on, place=place, source=source)
        for name, on, place in (
            ("Aland", "2001-01-01", "=1+1"),
            ("Beland", "2002-06", "Geneva"),
            ("Celand", "../2003", ""),
        )
    ]


def exported(client, form, **query):
    answer = client.get(f"{url(TreatyAction, 'changelist')}export.{form}/", query)
    assert answer.status_code == 200
    return b"".join(answer.streaming_content).decode()


def test_a_filtered_list_is_exported_as_it_stands(acts, admin_client):
    query = {"treaty-named": "okapi", "o": "1", "p": "3"}
    rows = list(csv.DictReader(io.StringIO(exported(admin_client, "csv", **query))))
    assert [row["actor"] for row in rows] == ["aland", "beland", "celand"]
    assert [row["deposited_on"] for row in rows] == ["2001-01-01", "2002-06", "../2003"]
    assert rows[0]["place"] == "'=1+1"
    told = json.loads(exported(admin_client, "json", **query))
    assert told["count"] == 3
    assert [row["actor"] for row in told["results"]] == ["aland", "beland", "celand"]
    assert told["results"][0]["place"] == "=1+1"
    assert told["results"][0]["number"] == 1
    one = exported(admin_client, "csv", **{"actor-named": "Beland", "treaty-named": "okapi"})
    assert len(one.splitlines()) == 2


@pytest.mark.long
@pytest.mark.parametrize("form", ["csv", "json"])
def test_every_list_of_records_is_exported(form, admin_client):
    models = [*(model for noun in FIXTURES.values() for model in noun), *DERIVED]
    for model in models:
        answer = admin_client.get(url(model, "export", form))
        assert answer.status_code == 200, model
        content = b"".join(answer.streaming_content).decode()
        if form == "json":
            assert json.loads(content)["count"] == model.objects.count()


def test_an_export_needs_the_right_to_see_the_records_and_a_filter_that_can_be_read(
    client, admin_client
):
    client.force_login(editor("view_actor"))
    path = f"{url(TreatyAction, 'changelist')}export.csv/"
    assert client.get(path).status_code == 403
    assert admin_client.get(path, {"nonsense": "x"}).status_code == 400
    assert admin_client.get(path.replace("csv", "xls")).status_code in (302, 404)


def test_an_export_costs_as_many_queries_for_many_rows_as_for_few(admin_client):
    costs = []
    for number in (3, 60):
        treaty = make_treaty(title="Gnu pact")
        for _ in range(number):
            make_action(treaty, make_actor(), on="2000-01-01", source=make_source())
        with CaptureQueriesContext(connection) as queries:
            exported(admin_client, "csv", **{"treaty-named": "gnu"})
        costs.append(len(queries))
    assert costs[0] == costs[1] <= 10


def test_a_list_offers_its_files_and_to_save_its_filter(admin_client):
    page = opened(admin_client, url(TreatyAction, "changelist"), sourced="no").content.decode()
    assert "export.csv/?sourced=no" in page
    assert 'name="query" value="sourced=no"' in page


@pytest.mark.parametrize(("model", "number"), [(TreatyAction, 2), (Source, 2), (ChangeSet, 0)])
def test_a_list_offers_those_files_alone_that_there_are(model, number, admin_client):
    path = url(model, "changelist")
    files = re.findall(r'href="(export\.[^"]*)"', opened(admin_client, path).content.decode())
    assert len(files) == number
    for file in files:
        assert admin_client.get(path + file).status_code == 200


@pytest.mark.parametrize(
    ("query", "is_narrowed"),
    [
        ({}, False),
        ({"o": "1"}, False),
        ({"q": "signature"}, True),
        ({"kind__exact": "signature"}, True),
    ],
)
def test_a_list_offers_all_its_rows_where_it_shows_fewer(query, is_narrowed, admin_client):
    answer = opened(admin_client, url(TreatyAction, "changelist"), **query)
    page, number = answer.content.decode(), answer.context["cl"].result_count
    assert f"{number} results" in page
    assert ('(<a href="?">clear search and filters</a>)' in page) is is_narrowed
    assert "Show all" not in page
