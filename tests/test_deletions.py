"""What a deletion takes from other records is told, shown before, and comes back with a revert."""

import pytest

from registry.choices import ActionKind, ChangeKind, ChangeState
from registry.models import (
    Activity,
    Actor,
    Mission,
    MissionStop,
    Partnership,
    PartnershipProgram,
    Statement,
    Topic,
    Treaty,
    TreatyAction,
    Vessel,
)
from tests.admin_pages import decide, deleted, latest, opened, person, saved, url
from tests.factories import make_action, make_actor, make_protocol, make_treaty

pytestmark = pytest.mark.django_db


@pytest.fixture
def topic():
    """A topic of two treaties, one of which has another too."""
    topic, other = (Topic.objects.create(slug=slug, name=slug) for slug in ("pacts", "posts"))
    make_treaty().topics.set([topic])
    make_treaty().topics.set([topic, other])
    return topic


def treaties_of(slug):
    return [*Treaty.objects.filter(topics__slug=slug).order_by("pk")]


def test_treaties_that_lose_their_topic_tell_so_and_have_it_again_by_a_revert(topic, admin_client):
    treaties = treaties_of("pacts")
    deleted(admin_client, url(Topic, "delete", topic.pk))
    done = latest()
    assert (done.deleted, done.changed) == (1, 2)
    told = [change.after for change in done.changes.filter(kind=ChangeKind.CHANGE)]
    assert told == [{"topics": []}, {"topics": [["posts"]]}]
    page = opened(admin_client, url(Treaty, "history", treaties[0].pk)).content.decode()
    assert "<del>pacts</del>" in page
    decide(admin_client, done, "_revert")
    assert treaties_of("pacts") == treaties
    assert latest().changed == 2


def test_a_vessel_and_an_activity_are_taken_from_stops_and_given_back(admin_client):
    program = PartnershipProgram.objects.create(slug="new", name="New", kind="mission_series")
    mission = Mission.objects.create(slug="new-2020", program=program, name="New 2020")
    stop = MissionStop.objects.create(mission=mission, number=1, host=make_actor())
    vessel = Vessel.objects.create(slug="ship", name="Ship")
    activity = Activity.objects.create(slug="cure", name="Cure")
    mission.vessels.add(vessel)
    stop.vessels.add(vessel)
    mission.activities.add(activity)
    for record in (vessel, activity):
        deleted(admin_client, url(type(record), "delete", record.pk))
        told = {(change.kind, change.model) for change in latest().changes.all()}
        assert ("change", "mission") in told
        decide(admin_client, latest(), "_revert")
    assert [*mission.vessels.all(), *stop.vessels.all()] == [vessel, vessel]
    assert [*mission.activities.all()] == [activity]


def test_the_page_that_asks_names_the_records_and_not_the_rows_between(topic, admin_client):
    first, second = treaties_of("pacts")
    for page in (
        admin_client.get(url(Topic, "delete", topic.pk)),
        admin_client.post(
            url(Topic, "changelist"),
            {"action": "delete_selected", "_selected_action": [topic.pk]},
        ),
    ):
        text = page.content.decode()
        for treaty in (first, second):
            assert f'<a href="{url(Treaty, "change", treaty.pk)}">{treaty}</a>' in text
        assert "relationship" not in text
        assert "object (" not in text


def test_a_treaty_that_has_come_to_the_topic_since_does_not_lose_it_unseen(topic, admin_client):
    path = url(Topic, "delete", topic.pk)
    shown = admin_client.get(path)
    make_treaty().topics.set([topic])
    answer = admin_client.post(path, {"post": "yes", "_opened": shown.context["opened"]})
    assert answer.url == path
    assert len(treaties_of("pacts")) == 3


def naming(actor, relation):
    """Name an actor in a link of many."""
    program = PartnershipProgram.objects.create(slug="new", name="New", kind="bilateral_pairings")
    other = make_actor("Otherland")
    partnership = Partnership.objects.create(slug="new", program=program)
    partnership.leads.set([other])
    if relation == "candidates":
        return make_protocol(make_treaty(), make_treaty(), actor)
    if relation == "sponsors":
        program.sponsors.set([actor])
        return program
    getattr(partnership, relation).set([actor])
    return partnership


@pytest.mark.parametrize("relation", ["leads", "partners", "candidates", "sponsors"])
def test_an_actor_that_a_link_names_is_protected_like_one_that_a_column_names(
    relation, admin_client
):
    actor = make_actor("Namedland")
    record = naming(actor, relation)
    page = admin_client.get(url(Actor, "delete", actor.pk))
    link = url(type(record), "change", record.pk)
    assert link in "".join(page.context["protected"])
    admin_client.post(
        url(Actor, "delete", actor.pk), {"post": "yes", "_opened": page.context.get("opened", "")}
    )
    action = {"action": "delete_selected", "_selected_action": [actor.pk], "post": "yes"}
    admin_client.post(url(Actor, "changelist"), action)
    assert [*getattr(record, relation).all()] == [actor]


def test_a_draft_deletes_a_topic_with_what_the_treaties_lose(topic, admin_client):
    editor = person("editor", "view_", "add_", "change_", "delete_")
    treaties = treaties_of("pacts")
    deleted(editor, url(Topic, "delete", topic.pk))
    draft = latest()
    assert treaties_of("pacts") == treaties
    late = make_treaty()
    late.topics.set([topic])
    answer = decide(admin_client, draft, "_publish")
    assert "have come to name it since" in answer.context["troubles"][0].reason
    late.topics.clear()
    decide(admin_client, draft, "_publish")
    draft.refresh_from_db()
    assert (draft.state, draft.changed) == (ChangeState.PUBLISHED, 2)
    decide(admin_client, draft, "_revert")
    assert treaties_of("pacts") == treaties


def test_an_actor_named_since_its_deletion_was_drafted_is_not_deleted(admin_client):
    editor = person("editor", "view_", "add_", "change_", "delete_")
    actor = make_actor("Namedland")
    deleted(editor, url(Actor, "delete", actor.pk))
    draft = latest()
    naming(actor, "partners")
    answer = decide(admin_client, draft, "_publish")
    assert "other records refer to it" in answer.context["troubles"][0].reason
    assert Actor.objects.filter(pk=actor.pk).exists()


def test_a_topic_that_treaties_have_since_is_not_taken_back(admin_client):
    saved(admin_client, url(Topic, "add"), name="New", slug="new")
    added = latest()
    make_treaty().topics.set([Topic.objects.get(slug="new")])
    answer = decide(admin_client, added, "_revert")
    assert "have come to name it since" in answer.context["troubles"][0].reason
    assert treaties_of("new")


@pytest.fixture
def answered():
    """A treaty with an act that is revoked, and a reservation with it that is objected to."""
    treaty, first, second = make_treaty(), make_actor("Firstland"), make_actor("Secondland")
    # The revocation has the lower number: it may have been entered first.
    revocation = make_action(treaty, first, ActionKind.REVOCATION, "2002")
    revocation.refers_to = make_action(treaty, first, ActionKind.RATIFICATION, "2001")
    revocation.save()
    statement = {"treaty": treaty, "number": 1}
    reservation = Statement.objects.create(
        actor=first, kind="reservation", action=revocation.refers_to, **statement
    )
    Statement.objects.create(actor=second, kind="objection", objects_to=reservation, **statement)
    return treaty


def test_a_treaty_is_deleted_with_parts_that_refer_to_each_other_and_comes_back(
    answered, admin_client
):
    keys = [*answered.actions.order_by("pk").values_list("pk", "refers_to")]
    page = admin_client.get(url(Treaty, "delete", answered.pk))
    assert not page.context["protected"]
    deleted(admin_client, url(Treaty, "delete", answered.pk))
    assert not Treaty.objects.filter(pk=answered.pk).exists()
    decide(admin_client, latest(), "_revert")
    answered.refresh_from_db()
    assert [*answered.actions.order_by("pk").values_list("pk", "refers_to")] == keys
    objection = answered.statements.get(kind="objection")
    assert objection.objects_to.action.treaty == answered


def test_the_deletion_of_such_a_treaty_is_drafted_and_published(answered, admin_client):
    editor = person("editor", "view_", "add_", "change_", "delete_")
    deleted(editor, url(Treaty, "delete", answered.pk))
    decide(admin_client, latest(), "_publish")
    assert not Treaty.objects.filter(pk=answered.pk).exists()


def test_acts_that_refer_to_each_other_go_together_and_not_alone(answered, admin_client):
    answered.statements.all().delete()
    act = answered.actions.get(kind=ActionKind.RATIFICATION)
    page = admin_client.get(url(TreatyAction, "delete", act.pk))
    assert "Revocation" in "".join(page.context["protected"])
    keys = [one.pk for one in answered.actions.all()]
    action = {"action": "delete_selected", "_selected_action": keys}
    deleted(admin_client, url(TreatyAction, "changelist"), **action)
    assert not answered.actions.exists()


def test_acts_that_are_about_to_go_are_named_with_their_treaty_and_actor(admin_client):
    treaty = make_treaty(title="Treaty of the Grid")
    acts = [make_action(treaty, make_actor(name), on="2001-05-03") for name in ("Here", "There")]
    asked = {"action": "delete_selected", "_selected_action": [act.pk for act in acts]}
    pages = [
        admin_client.post(url(TreatyAction, "changelist"), asked),
        admin_client.get(url(Treaty, "delete", treaty.pk)),
        admin_client.get(url(Actor, "delete", acts[1].actor_id)),  # which they protect
    ]
    for page in pages:
        assert "Treaty of the Grid, There: Signature, 3 May 2001</a>" in page.content.decode()
