"""Long lists of the admin are counted once, and their deep pages hold the same rows."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from registry.admin.pages import KnownPaginator
from registry.models import Participation, TreatyAction
from registry.models.revision import publish
from registry.queries.quality import counts
from tests.factories import make_action, make_actor, make_treaty

pytestmark = pytest.mark.django_db


def counted(rows):
    with CaptureQueriesContext(connection) as queries:
        count = KnownPaginator(rows, 50).count
    return count, any("COUNT(" in query["sql"] for query in queries)


def test_a_list_is_counted_once_until_the_registry_changes(kept):
    acts = TreatyAction.objects.all()
    number = acts.count()
    assert counted(acts) == (number, True)
    assert counted(acts) == (number, False)
    assert counted(acts.filter(kind="withdrawal"))[1]
    assert counted(acts.none()) == (0, False)
    acts.filter(pk=acts.filter(referring_actions=None, statements=None).last().pk).delete()
    publish([])
    assert counted(acts) == (number - 1, True)


def test_a_deep_page_holds_the_rows_that_follow(admin_client):
    acts = TreatyAction.objects.order_by("deposited_earliest", "pk")
    deep = KnownPaginator(acts, 50).page(14).object_list
    assert list(deep) == list(acts[650:700])


def test_the_list_of_acts_opens_at_its_last_page(admin_client):
    pages = -(-TreatyAction.objects.count() // 50)
    answer = admin_client.get("/admin/registry/treatyaction/", {"p": pages})
    assert answer.status_code == 200
    assert len(answer.context["cl"].result_list) == TreatyAction.objects.count() - 50 * (pages - 1)


def test_faults_are_counted_once_until_the_registry_changes(kept):
    def told():
        with CaptureQueriesContext(connection) as queries:
            found = {check.code: number for check, number in counts(date(2026, 1, 1))}
        return found, any("UNION ALL" in query["sql"] for query in queries)

    first, is_asked = told()
    assert is_asked
    assert told() == (first, False)
    act = make_action(make_treaty(), make_actor(), "signature", "2001-01-01")
    assert act.source is None
    publish([act.treaty_id])
    number = first.get("act_without_source", 0) + 1
    assert told() == (first | {"act_without_source": number}, True)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL plans by what there is")
def test_spells_of_one_standing_are_listed_without_being_sorted():
    way = Participation.objects.parties()[:50].explain()
    assert "participation_as_listed (standing=?)" in way
    assert "TEMP B-TREE" not in way
