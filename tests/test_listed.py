"""What a process remembers of long lists lasts until something changes that they show."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from registry.dates import UncertainDateField
from registry.filters.listed import TreatyListFilter
from registry.models import Revision, Topic, Treaty
from registry.models.revision import lists_of
from registry.queries.listed import DERIVED, TopicTree, _treaties
from tests.admin_pages import deleted, saved, treaty_of, url
from tests.conftest import forget

pytestmark = pytest.mark.django_db


def columns_of(name: str) -> set[str]:
    field = Treaty._meta.get_field(name)
    if field.many_to_many:
        return set()
    return set(field.columns) if isinstance(field, UncertainDateField) else {field.column}


def test_no_order_reads_more_of_a_treaty_than_what_moves_the_lists():
    moving = {"id"}.union(*map(columns_of, Treaty.LISTED))
    topics = TopicTree.fetch()
    for sort, (_label, by) in {"": ("", []), **TreatyListFilter.sorts}.items():
        with CaptureQueriesContext(
            connection,
        ) as asked:
            _treaties(date(2026, 1, 1), sort, by, topics, {})
        sql = "\n".join(query["sql"] for query in asked)
        if sort.lstrip("-") in DERIVED:
            assert "registry_entryintoforce" in sql or "registry_phase" in sql
        else:
            assert set(re.findall(r'"registry_treaty"\."(\w+)"', sql)) <= moving, sort
            assert set(re.findall(r'(?:FROM|JOIN) "(\w+)"', sql)) <= {
                "registry_treaty",
                "registry_treaty_topics",
            }


def state() -> str:
    return lists_of(Revision.objects.current().name)


PAGES = ("/treaties.json", "/treaties.json?sort=-title", "/treaties.json?kind=pact")


def told(client) -> list[dict]:
    return [client.get(page).json() for page in PAGES]


CHANGES = {
    "a summary": (False, lambda treaty: {"summary": "Of salt."}),
    "a note": (False, lambda treaty: {"note": "Found in an attic."}),
    "an end": (False, lambda treaty: {"ended_on": "1980", "end_ground": "terminated"}),
    "a title": (True, lambda treaty: {"title": "Aaa Treaty"}),
    "a kind": (True, lambda treaty: {"kind": "pact"}),
    "a form": (True, lambda treaty: {"form": "bilateral"}),
    "a conclusion": (True, lambda treaty: {"concluded_on": "1800"}),
    "topics": (True, lambda treaty: {"topics": [Topic.objects.first().pk]}),
}


@pytest.mark.parametrize("name", CHANGES)
@pytest.mark.usefixtures("remembering")
def test_a_list_is_read_anew_when_something_moves_it_and_tells_the_truth_either_way(
    name, admin_client, client
):
    treaty = treaty_of(actions=2)
    moves, change = CHANGES[name]
    saved(admin_client, url(Treaty, "change", treaty.pk), remark="")
    before, known = state(), told(client)
    saved(admin_client, url(Treaty, "change", treaty.pk), **change(treaty))
    assert (state() != before) == moves
    remembered = told(client)
    assert remembered != known or name in ("a summary", "a note")
    forget()
    assert told(client) == remembered


@pytest.mark.usefixtures("remembering")
def test_a_treaty_that_is_deleted_and_a_topic_that_changes_move_the_lists(admin_client, client):
    treaty = treaty_of(actions=2)
    before = state()
    deleted(admin_client, url(Treaty, "delete", treaty.pk))
    after = state()
    assert after != before
    topic = Topic.objects.first()
    saved(admin_client, url(Topic, "change", topic.pk), name="Another name")
    assert state() != after
