"""What follows from a change in the admin: derived rows, filters, labels, permissions."""

from datetime import date

import pytest
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from registry.admin import door
from registry.choices import ActionKind, Standing
from registry.dates import Count
from registry.models import (
    Actor,
    EntryIntoForce,
    EntryIntoForceClause,
    EntryIntoForceCondition,
    Participation,
    Treaty,
    TreatyAction,
)
from registry.models.participation import party_counts, rebuild
from registry.models.search import index
from tests.admin_pages import deleted, opened, rows_of, saved, url
from tests.factories import make_action, make_actor, make_clause, make_source, make_treaty

pytestmark = pytest.mark.django_db

RATIFICATION = ActionKind.RATIFICATION
DAY = date(2024, 1, 1)


@pytest.fixture
def treaty():
    """A treaty that two ratifications bring into force; one is in."""
    treaty = make_treaty()
    make_clause(treaty, {"number": 2})
    make_action(treaty, make_actor("Firstland"), RATIFICATION, "2000-01-01")
    rebuild([treaty.pk])
    return treaty


def parties(treaty):
    return party_counts([treaty], DAY)[treaty.pk]


def add_act(client, treaty, **values):
    """Type an act into the first empty row on the page of the treaty."""
    path = url(Treaty, "change", treaty.pk)
    new = client.get(path).context["inline_admin_formsets"][-1].formset.extra_forms[0].prefix
    return saved(client, path, **{f"{new}-{name}": value for name, value in values.items()})


# One door


def test_a_ratification_added_to_a_treaty_makes_parties_and_its_deletion_unmakes_them(
    treaty, admin_client
):
    assert parties(treaty) == Count(0, 0)
    second = make_actor("Secondland")
    add_act(admin_client, treaty, actor=second.pk, kind=RATIFICATION, deposited_on="1 March 2001")
    assert parties(treaty) == Count(2, 2)
    page = opened(admin_client, url(Treaty, "change", treaty.pk))
    row = next(row for row in rows_of(page) if row.instance.actor == second)
    saved(admin_client, url(Treaty, "change", treaty.pk), **{f"{row.prefix}-DELETE": "on"})
    assert parties(treaty) == Count(0, 0)


def test_an_act_added_changed_moved_and_deleted_on_its_own_page_is_derived_from(
    treaty, admin_client
):
    second = make_actor("Secondland")
    act = {"treaty": treaty.pk, "actor": second.pk, "kind": RATIFICATION, "deposited_on": "2001"}
    saved(admin_client, url(TreatyAction, "add"), **act)
    assert parties(treaty) == Count(2, 2)
    key = treaty.actions.get(actor=second).pk
    saved(admin_client, url(TreatyAction, "change", key), kind=ActionKind.SIGNATURE)
    assert parties(treaty) == Count(0, 0)
    other = make_treaty(stated_in_force_on="1990")
    saved(admin_client, url(TreatyAction, "change", key), kind=RATIFICATION)
    assert parties(treaty) == Count(2, 2)
    saved(admin_client, url(TreatyAction, "change", key), treaty=other.pk)
    assert (parties(treaty), parties(other)) == (Count(0, 0), Count(1, 1))
    deleted(admin_client, url(TreatyAction, "delete", key))
    assert parties(other) == Count(0, 0)


def test_acts_deleted_from_their_list_are_derived_from(treaty, admin_client):
    make_action(treaty, make_actor("Secondland"), RATIFICATION, "2001")
    rebuild([treaty.pk])
    keys = list(treaty.actions.values_list("pk", flat=True))
    delete(admin_client, TreatyAction, keys)
    assert not treaty.participations.exists()
    assert not treaty.actions.exists()


def delete(client, model, keys):
    action = {"action": "delete_selected", "_selected_action": keys}
    deleted(client, url(model, "changelist"), **action)


def test_an_action_over_many_records_happens_whole_or_not_at_all(treaty, admin_client, monkeypatch):
    def fail(treaties):
        raise RuntimeError

    monkeypatch.setattr(door, "rebuild", fail)
    with pytest.raises(RuntimeError):
        delete(admin_client, TreatyAction, [treaty.actions.get().pk])
    assert treaty.actions.count() == 1
    history = admin_client.get(url(TreatyAction, "history", treaty.actions.get().pk))
    assert not history.context["entries"]


def test_a_clause_its_conditions_and_whom_they_list_are_derived_from(treaty, admin_client):
    condition = EntryIntoForceCondition.objects.get(clause__treaty=treaty)
    saved(admin_client, url(EntryIntoForceCondition, "change", condition.pk), number=1)
    assert parties(treaty) == Count(1, 1)
    path = url(EntryIntoForceClause, "change", treaty.clause.pk)
    saved(admin_client, path, delay=200, delay_kind="months")
    assert EntryIntoForce.objects.get(treaty=treaty).in_force_on.text == "2016-09-01"
    page = opened(admin_client, url(EntryIntoForceCondition, "change", condition.pk))
    row = page.context["inline_admin_formsets"][0].formset.extra_forms[0].prefix
    changes = {"kind": "named", f"{row}-actor": make_actor("Thirdland").pk}
    saved(admin_client, url(EntryIntoForceCondition, "change", condition.pk), **changes)
    assert EntryIntoForce.objects.get(treaty=treaty).in_force_on is None


def test_what_kind_of_actor_it_is_is_derived_from(treaty, admin_client):
    union = make_actor("Union")
    make_action(treaty, union, RATIFICATION, "2001")
    rebuild([treaty.pk])
    assert parties(treaty) == Count(2, 2)
    saved(admin_client, url(Actor, "change", union.pk), kind="integration_organization")
    assert parties(treaty) == Count(0, 0)


def test_a_date_stated_for_a_treaty_is_derived_from(treaty, admin_client):
    saved(admin_client, url(Treaty, "change", treaty.pk), stated_in_force_on="4 May 1999")
    assert EntryIntoForce.objects.get(treaty=treaty).in_force_on.text == "1999-05-04"


def test_a_treaty_is_deleted_with_what_was_derived_from_it(treaty, admin_client):
    page = opened(admin_client, url(Treaty, "delete", treaty.pk)).content.decode()
    assert "Are you sure" in page
    deleted(admin_client, url(Treaty, "delete", treaty.pk))
    assert not Treaty.objects.filter(pk=treaty.pk).exists()
    assert not Participation.objects.filter(treaty=treaty.pk).exists()


# What is shown beside what is typed


def test_the_page_of_a_treaty_says_where_the_stated_date_and_the_clause_differ(
    treaty, admin_client
):
    make_action(treaty, make_actor("Secondland"), RATIFICATION, "2001-03-01")
    Treaty.objects.filter(pk=treaty.pk).update(**stated("1999-05-04"))
    rebuild([treaty.pk])
    page = opened(admin_client, url(Treaty, "change", treaty.pk)).content.decode()
    assert "They differ. Stated: 4 May 1999; by the clause and the acts: 1 March 2001." in page
    with override("fr"):
        french = opened(admin_client, url(Treaty, "change", treaty.pk)).content.decode()
    for words in ("saisir les actes de nombreux acteurs", "2 actes", "Elles diffèrent.", "\xa0: 1"):
        assert words in french
    assert 'la <a href="/fr/admin/registry/entryintoforceclause/' in french
    for words in ("the acts", "steps", "They", ">statements", "standing", "relations to other"):
        assert words not in french
    Treaty.objects.filter(pk=treaty.pk).update(**stated("2001-03-01"))
    page = opened(admin_client, url(Treaty, "change", treaty.pk)).content.decode()
    assert "They differ." not in page
    assert "and the acts: 1 March 2001." in page


def stated(text):
    day = date.fromisoformat(text)
    stem = "stated_in_force"
    return {f"{stem}_on": text, f"{stem}_earliest": day, f"{stem}_latest": day}


def test_derived_rows_give_their_reason_and_cannot_be_typed(treaty, admin_client):
    spell = treaty.participations.get()
    assert spell.standing == Standing.CONTRACTING
    query = {"treaty__id__exact": treaty.pk}
    assert (
        str(spell.reason)
        in opened(admin_client, url(Participation, "changelist"), **query).content.decode()
    )
    page = opened(admin_client, url(Participation, "change", spell.pk)).content.decode()
    assert str(spell.reason) in page
    assert 'name="_save"' not in page
    for action in ("change", "delete"):
        answer = admin_client.post(url(Participation, action, spell.pk), {"post": "yes"})
        assert answer.status_code == 403


def test_who_may_only_look_sees_the_rows_and_no_box(treaty, client):
    viewer = User.objects.create_user("viewer", password="a", is_staff=True)
    viewer.user_permissions.set(Permission.objects.filter(codename__startswith="view_"))
    client.force_login(viewer)
    page = opened(client, url(Treaty, "change", treaty.pk)).content.decode()
    assert "Firstland" in page
    assert "actions-0-actor" not in page
    assert client.post(url(Treaty, "change", treaty.pk), {}).status_code == 403


# Lists


def listed(client, model, **query):
    return {*opened(client, url(model, "changelist"), **query).context["cl"].result_list}


def test_acts_are_filtered_by_any_name_of_the_actor_a_code_and_words_of_the_treaty(admin_client):
    actor = make_actor("Newname", iso3="QQQ")
    actor.names.create(name="Formername")
    act = make_action(make_treaty(title="Treaty of the Quagga"), actor)
    for words in ("newname", "formername", "qqq", "Newname"):
        assert listed(admin_client, TreatyAction, **{"actor-named": words}) == {act}
    assert listed(admin_client, TreatyAction, **{"treaty-named": "quagga of"}) == {act}
    both = {"actor-named": "qqq", "treaty-named": "zebra"}
    assert listed(admin_client, TreatyAction, **both) == set()


OPEN = "../1950-01-01"


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        ("1948", "1948", {"1948-05-09", "1948", OPEN}),
        ("1948-05", "May 1948", {"1948-05-09", "1948", OPEN}),
        ("1948-06", "", {"1948", "1950", OPEN}),
        ("", "April 1948", {"1948", OPEN}),
        ("", "1947", {OPEN}),
        ("no date", "1947", {OPEN}),
        ("1951", "", set()),
    ],
)
def test_acts_are_filtered_by_the_days_on_which_they_may_have_happened(
    first, last, expected, admin_client
):
    treaty = make_treaty()
    for on in ("1948-05-09", "1948", "1950", OPEN, ""):
        make_action(treaty, make_actor(), on=on)
    query = {"treaty__id__exact": treaty.pk, "deposited_on-from": first, "deposited_on-until": last}
    found = listed(admin_client, TreatyAction, **query)
    assert {act.deposited_on.text for act in found} == expected


def test_a_filter_that_cannot_be_read_narrows_nothing_and_says_so(admin_client):
    act = make_action(make_treaty(), make_actor())
    query = {"treaty__id__exact": act.treaty_id, "deposited_on-from": "the other day"}
    page = opened(admin_client, url(TreatyAction, "changelist"), **query)
    assert list(page.context["cl"].result_list) == [act]
    assert "the other day&#x27; is not a date" in page.content.decode()
    sourced = {"treaty__id__exact": act.treaty_id, "sourced": "perhaps"}
    assert listed(admin_client, TreatyAction, **sourced) == {act}


def test_facts_without_a_source_are_found(admin_client):
    treaty = make_treaty()
    without = make_action(treaty, make_actor())
    sourced = make_action(treaty, make_actor(), source=make_source())
    query = {"treaty__id__exact": treaty.pk}
    assert listed(admin_client, TreatyAction, sourced="no", **query) == {without}
    assert listed(admin_client, TreatyAction, sourced="yes", **query) == {sourced}


def test_a_count_of_children_leads_to_their_list(treaty, admin_client):
    index([treaty.pk])
    page = opened(admin_client, url(Treaty, "changelist"), q=treaty.title).content.decode()
    link = f"{url(TreatyAction, 'changelist')}?treaty__id__exact={treaty.pk}"
    assert f'<a href="{link}">1</a>' in page
    assert {*opened(admin_client, link).context["cl"].result_list} == {*treaty.actions.all()}


def test_an_act_is_chosen_by_its_actor_kind_day_and_treaty_at_a_constant_cost(admin_client):
    treaty = make_treaty(title="Treaty of the Quagga")
    index([treaty.pk])
    costs = []
    query = {"app_label": "registry", "model_name": "treatyaction", "field_name": "refers_to"}
    for number in (1, 6):
        for _ in range(number):
            make_action(treaty, make_actor(), RATIFICATION, "2000-01-01")
        with CaptureQueriesContext(connection) as queries:
            answer = admin_client.get(reverse("admin:autocomplete"), query | {"term": "quagga"})
        costs.append(len(queries))
    labels = [choice["text"] for choice in answer.json()["results"]]
    assert len(labels) == 7
    first = treaty.actions.order_by("pk").first()
    expected = f"{first.actor}: Ratification, 1 January 2000 (Treaty of the Quagga)"
    assert expected in labels
    assert costs[0] == costs[1]
    second = treaty.actions.order_by("pk").last()
    TreatyAction.objects.filter(pk=second.pk).update(refers_to=first)
    page = opened(admin_client, url(TreatyAction, "change", second.pk)).content.decode()
    assert f"selected>{expected}</option>" in page


def test_an_address_with_a_null_character_is_refused_before_a_database_sees_it(admin_client):
    for query in ("q=a%00b", "%00=1", "kind__exact=%00"):
        assert admin_client.get(f"/admin/registry/treaty/?{query}").status_code == 400
