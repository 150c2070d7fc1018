"""Staff find treaties, actors and what belongs to them by the index of words, drafts included."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from registry.admin.searching import indexed
from registry.choices import ActionKind
from registry.models import Treaty, TreatyAction, TreatyTitle
from registry.models.search import index
from tests.admin_pages import decide, latest, opened, person, saved, url
from tests.factories import make_action, make_actor, make_treaty

pytestmark = pytest.mark.django_db


def offered(client, term, field="treaty"):
    """List what is offered in the box of an act's form."""
    asked = {"app_label": "registry", "model_name": "treatyaction", "field_name": field}
    answer = client.get(reverse("admin:autocomplete"), asked | {"term": term})
    return [choice["text"] for choice in answer.json()["results"]]


def listed(client, model, q):
    return {*opened(client, url(model, "changelist"), q=q).context["cl"].result_list}


def test_the_closest_treaty_is_offered_first(admin_client):
    far = make_treaty(title="Protocol to the Treaty of the Quagga")
    near = make_treaty(title="Quagga Treaty", concluded_on="2001-01-01")
    index([far.pk, near.pk])
    assert offered(admin_client, "quagg trea") == [near.title, far.title]
    assert offered(admin_client, "quagga zebra") == []
    assert offered(admin_client, "--") == []


def test_no_row_is_looked_through_for_the_words_of_treaties_and_actors(admin_client):
    treaty = make_treaty(title="Quagga Treaty")
    kept = make_action(treaty, make_actor("Zebraland"), ActionKind.SIGNATURE, "2000-01-01")
    other = make_action(treaty, make_actor("Okapia"), ActionKind.RATIFICATION, "2001-01-01")
    index([treaty.pk])
    with CaptureQueriesContext(connection) as queries:
        assert listed(admin_client, TreatyAction, "zebra quagga") == {kept}
        offered(admin_client, "quagga")
        offered(admin_client, "okapia", "actor")
    assert not [query["sql"] for query in queries if " LIKE " in query["sql"].upper()]
    assert listed(admin_client, TreatyAction, "quagga") == {kept, other}
    assert listed(admin_client, TreatyAction, "quagga ratific") == {other}
    assert listed(admin_client, TreatyAction, "okapia zebraland") == set()


def test_a_treaty_is_listed_by_its_words_or_its_whole_slug(admin_client):
    treaty = make_treaty(title="Quagga Treaty", slug="of-the-zebra")
    index([treaty.pk])
    for q in ("treaty QUAGG", "of-the-zebra"):
        assert listed(admin_client, Treaty, q) == {treaty}
    assert listed(admin_client, Treaty, "zebra") == set()


def test_a_title_of_a_draft_is_found_in_the_draft_alone():
    editor = person("editor", "view_", "add_", "change_")
    treaty = make_treaty(title="Quagga Treaty")
    index([treaty.pk])
    saved(editor, url(Treaty, "change", treaty.pk), title="Treaty of the Zebra")
    draft = latest()
    assert offered(editor, "zebra") == []
    decide(editor, draft, "_open")
    assert offered(editor, "zebra") == ["Treaty of the Zebra"]
    assert offered(editor, "quagga") == []
    assert listed(editor, Treaty, "zebra") == {treaty}
    decide(editor, draft, "_leave")
    assert (offered(editor, "zebra"), offered(editor, "quagga")) == ([], ["Quagga Treaty"])


def test_a_field_is_known_by_the_noun_whose_words_hold_it():
    assert indexed(Treaty, "titles__title") == ("pk", "treaty")
    assert indexed(TreatyAction, "actor__name") == ("actor", "actor")
    assert indexed(TreatyAction, "treaty__title") == ("treaty", "treaty")
    assert indexed(TreatyAction, "kind") is None
    assert indexed(TreatyTitle, "title") is None


def test_a_search_that_finds_very_much_is_counted_and_listed_only_so_far(admin_client, monkeypatch):
    treaty = make_treaty(title="Quagga Treaty")
    acts = [
        make_action(treaty, make_actor(), ActionKind.SIGNATURE, on)
        for on in ("2001-01-01", "", "2003-01-01", "2002-01-01", "2002")
    ]
    other = make_action(make_treaty(), make_actor(), ActionKind.SIGNATURE, "2009-01-01")
    index([treaty.pk])
    path = url(TreatyAction, "changelist")
    whole = opened(admin_client, path, q="quagga").context["cl"]
    assert (whole.result_count, str(whole.result_count)) == (5, "5")
    assert {*whole.queryset} == {*acts}
    monkeypatch.setattr("registry.admin.searching.MOST_COUNTED", 3)
    answer = opened(admin_client, path, q="quagga")
    shown = answer.context["cl"]
    assert (shown.result_count, str(shown.result_count)) == (3, "at least 3")
    assert "at least 3 results" in answer.content.decode()
    assert "at least 3 treaty actions" in answer.content.decode()
    assert [*shown.result_list] == [*whole.result_list]
    assert [*shown.queryset] == [*whole.queryset]
    assert other not in shown.queryset
    sorted_by_actor = opened(admin_client, path, q="quagga", o="1").context["cl"]
    assert {*sorted_by_actor.queryset} == {*acts}


def test_a_word_of_very_many_treaties_finds_the_same_without_all_of_them(admin_client, monkeypatch):
    treaties = [make_treaty(title=f"Quagga {name}") for name in ("", "Pact", "Treaty", "Act", "q")]
    other = make_treaty(title="Treaty of the Zebra, a quag")
    for treaty in (*treaties, other):
        for day in ("2001-01-01", "", "2003-01-01"):
            make_action(treaty, make_actor(), ActionKind.SIGNATURE, day)
    index([one.pk for one in (*treaties, other)])
    paths = {url(TreatyAction, "changelist"): 15, url(Treaty, "changelist"): 5}
    whole = {path: opened(admin_client, path, q="quagga").context["cl"] for path in paths}
    assert {path: one.result_count for path, one in whole.items()} == paths
    monkeypatch.setattr("registry.admin.searching.MOST_COUNTED", 3)
    for path, one in whole.items():
        shown = opened(admin_client, path, q="quagga").context["cl"]
        assert str(shown.result_count) == "at least 3"
        assert [*shown.queryset] == [*one.queryset]
        assert [*opened(admin_client, path, q="quagga", p="1").context["cl"].queryset] == [
            *one.queryset
        ]
    if connection.vendor == "sqlite":
        assert "EXISTS" in str(shown.queryset.query)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL plans by what there is")
def test_a_search_that_finds_very_much_goes_through_the_rows_in_their_order(
    admin_client, monkeypatch
):
    treaty = make_treaty(title="Quagga Treaty")
    make_action(treaty, make_actor(), ActionKind.SIGNATURE, "2001-01-01")
    index([treaty.pk])

    def way(**query):
        found = opened(admin_client, url(TreatyAction, "changelist"), q="quagga", **query)
        return found.context["cl"].queryset.explain()

    assert "TEMP B-TREE FOR ORDER BY" in way()
    monkeypatch.setattr("registry.admin.searching.MOST_COUNTED", 0)
    assert "SCAN registry_treatyaction USING INDEX treatyaction_by_day" in way()
    assert "TEMP B-TREE FOR ORDER BY" not in way()
    assert "treatyaction_by_day" not in way(o="1")
