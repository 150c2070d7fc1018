"""What is read of a treaty and its parts when it is derived: no other change derives it again."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from registry.admin import door
from registry.models import Citation, Treaty, TreatyAction
from registry.models.participation import rebuild, stale
from registry.models.read import READ_OF_TREATIES
from tests.admin_pages import opened, posted, rows_of, saved, treaty_of, url
from tests.factories import make_source

pytestmark = pytest.mark.django_db


@pytest.fixture
def treaty():
    treaty = treaty_of(actions=3)
    rebuild([treaty.pk])
    return treaty


@pytest.fixture
def derived(monkeypatch):
    derived = []
    monkeypatch.setattr(door, "rebuild", lambda these: derived.extend(these) or rebuild(these))
    return derived


def test_the_derivation_reads_of_all_treaties_what_is_told_of_them_and_their_acts():
    """A field that it comes to read has to be named; one that is deferred is read here, too."""
    with CaptureQueriesContext(connection) as queries:
        rebuild()
    sent = [query["sql"].partition(" ORDER BY ")[0] for query in queries]
    for model, names in READ_OF_TREATIES.items():
        table = model._meta.db_table
        found = {name for sql in sent for name in re.findall(rf'"{table}"\."(\w+)"', sql)}
        named = {model._meta.get_field(name).attname for name in names}
        assert found - {"id"} == named, model


@pytest.mark.parametrize(
    ("name", "value"),
    [("title", "Otherwise"), ("summary", "New."), ("is_binding", None), ("note", "New.")],
)
def test_what_is_not_read_of_a_treaty_derives_nothing(name, value, treaty, admin_client, derived):
    saved(admin_client, url(Treaty, "change", treaty.pk), **{name: value})
    assert (derived, stale()) == ([], [])


@pytest.mark.parametrize(
    ("name", "value"),
    [("adopted_on", "1949"), ("coverage", "partial"), ("stated_in_force_on", "1951-06")],
)
def test_what_is_read_of_a_treaty_derives_it_again(name, value, treaty, admin_client, derived):
    saved(admin_client, url(Treaty, "change", treaty.pk), **{name: value})
    assert ({*derived}, stale()) == ({treaty.pk}, [])


@pytest.mark.parametrize(
    ("name", "value", "is_read"),
    [("place", "Elsewhere", False), ("deposited_on", "1951-05-05", True), ("number", "2", False)],
)
def test_an_act_derives_its_treaty_by_what_is_read_of_it(
    name, value, is_read, treaty, admin_client, derived
):
    path = url(Treaty, "change", treaty.pk)
    row = rows_of(opened(admin_client, path))[1]
    saved(admin_client, path, **{f"{row.prefix}-{name}": value})
    assert bool(derived) == is_read
    assert stale() == []
    own = url(TreatyAction, "change", row.instance.pk)
    derived.clear()
    saved(admin_client, own, source=make_source().pk, remark="New.")
    assert (derived, stale()) == ([], [])


def test_an_act_added_or_deleted_derives_its_treaty_and_a_citation_does_not(
    treaty, admin_client, derived
):
    path = url(Treaty, "change", treaty.pk)
    saved(admin_client, path, **{"citations-0-scheme": "unts", "citations-0-value": "1 UNTS 1"})
    assert Citation.objects.filter(treaty=treaty).exists()
    assert derived == []
    row = rows_of(opened(admin_client, path))[1]
    saved(admin_client, path, **{f"{row.prefix}-DELETE": "on"})
    assert ({*derived}, stale()) == ({treaty.pk}, [])


def test_what_changes_nothing_that_follows_is_previewed_without_deriving_it(
    treaty, admin_client, monkeypatch
):
    monkeypatch.setattr(door, "rebuild", None)
    path = url(Treaty, "change", treaty.pk)
    page = admin_client.get(path)
    answer = admin_client.post(path, posted(page, summary="New.", _preview="yes"))
    assert answer.context["follows"] == {"gone": [], "new": []}
