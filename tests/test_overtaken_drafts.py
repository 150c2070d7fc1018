"""A draft stays usable: names may change in it and beneath it, and one row may be left out."""

import pytest

from registry.choices import ActionKind, ChangeState
from registry.importers.replaying import named
from registry.models import Actor, Statement, Topic, Treaty, TreatyAction
from tests.admin_pages import (
    decide,
    deleted,
    latest,
    opened,
    page_of,
    person,
    saved,
    treaty_of,
    url,
)
from tests.factories import make_action, make_actor, make_treaty

pytestmark = pytest.mark.django_db

SIGNED = {"kind": ActionKind.SIGNATURE, "deposited_on": "2001"}


def published(draft, reviewer):
    answer = decide(reviewer, draft, "_publish")
    assert answer.status_code == 302, answer.context["troubles"]
    draft.refresh_from_db()
    assert draft.state == ChangeState.PUBLISHED


def drafted(client, model, record=None, **values):
    """Save a page as a draft and work on in it."""
    page = url(model, "change", record.pk) if record else url(model, "add")
    saved(client, page, **values)
    decide(client, latest(), "_open")
    return latest()


def add_act(client, treaty_pk, actor_pk, **values):
    saved(client, url(TreatyAction, "add"), treaty=treaty_pk, actor=actor_pk, **(SIGNED | values))


NEW = {"slug": "new-treaty", "title": "New treaty", "kind": "treaty", "form": "bilateral"}


def test_the_slug_of_a_new_record_is_corrected_with_what_names_it(editor, reviewer):
    other = make_actor("Firstland")
    draft = drafted(editor, Treaty, **NEW)
    saved(editor, url(Actor, "add"), slug="newland", name="Newland", kind="state")
    treaty, actor = (draft.changes.get(model=name).object_pk for name in ("treaty", "actor"))
    add_act(editor, treaty, actor)
    add_act(editor, treaty, other.pk)
    act = draft.changes.filter(model="treatyaction").order_by("pk")[0].object_pk
    declared = {"treaty": treaty, "actor": actor, "action": act, "kind": "declaration"}
    saved(editor, url(Statement, "add"), **declared)
    saved(editor, url(Treaty, "change", treaty), slug="better-treaty")
    saved(editor, url(Actor, "change", actor), slug="betterland")
    opened(editor, url(Treaty, "change", treaty))
    assert draft.changes.get(model="statement").key == "better-treaty|betterland|declaration|1"
    published(draft, reviewer)
    statement = Statement.objects.get(treaty__slug="better-treaty")
    assert statement.action.actor.slug == statement.actor.slug == "betterland"
    assert TreatyAction.objects.filter(treaty=statement.treaty).count() == 2


def test_a_record_is_renamed_in_a_draft_that_adds_and_deletes_its_parts(editor, reviewer):
    treaty = treaty_of(actions=2)
    first, second = treaty.actions.order_by("pk")
    draft = drafted(editor, TreatyAction, first, place="There")
    saved(editor, url(Treaty, "change", treaty.pk), slug="renamed")
    deleted(editor, url(TreatyAction, "delete", second.pk))
    add_act(editor, treaty.pk, make_actor("Firstland").pk)
    opened(editor, url(Treaty, "change", treaty.pk))
    published(draft, reviewer)
    acts = Treaty.objects.get(slug="renamed").actions
    assert {*acts.values_list("place", flat=True)} == {"There", ""}


def test_a_number_given_free_in_a_draft_is_used_in_it(editor, reviewer):
    actor, treaty = make_actor("Firstland"), make_treaty()
    act = make_action(treaty, actor, ActionKind.SIGNATURE, "2001")
    draft = drafted(editor, TreatyAction, act, number=2)
    add_act(editor, treaty.pk, actor.pk, number=1, deposited_on="1999")
    opened(editor, url(Treaty, "change", treaty.pk))
    published(draft, reviewer)
    acts = treaty.actions.order_by("number")
    assert [on.deposited_on.text for on in acts] == ["1999", "2001"]
    assert acts[1] == act


def test_one_row_that_a_colleague_published_first_is_left_out_and_the_rest_goes_on(
    editor, reviewer, admin_client
):
    treaty, actors = make_treaty(), [make_actor(f"Land {number}") for number in range(3)]
    draft = drafted(editor, Treaty, treaty, note="Signed")
    for actor in actors:
        add_act(editor, treaty.pk, actor.pk)
    add_act(admin_client, treaty.pk, actors[1].pk)
    closed = editor.get(url(Treaty, "change", treaty.pk), follow=True)
    page = closed.content.decode()
    assert "This draft cannot be worked on as it is" in page
    trouble = closed.context["troubles"][0]
    assert "This actor already has such an act" in trouble.reason
    assert f'name="_leave_out" value="{trouble.change.pk}"' in page
    answer = decide(reviewer, draft, "_publish")
    assert [str(trouble.change) for trouble in answer.context["troubles"]] == [str(trouble.change)]
    viewer = person("viewer", "view_")
    assert decide(viewer, draft, "_leave_out").status_code == 403
    decide(editor, draft, "_leave_out", _leave_out=trouble.change.pk)
    draft.refresh_from_db()
    assert (draft.state, draft.added, draft.changed) == (ChangeState.DRAFT, 2, 1)
    decide(editor, draft, "_open")
    opened(editor, url(Treaty, "change", treaty.pk))
    published(draft, reviewer)
    assert treaty.actions.count() == 3


def test_all_rows_that_colleagues_published_first_are_left_out_at_once(
    editor, reviewer, admin_client
):
    treaty, actors = make_treaty(), [make_actor(f"Land {number}") for number in range(4)]
    draft = drafted(editor, Treaty, treaty, note="Signed")
    for actor in actors:
        add_act(editor, treaty.pk, actor.pk)
    for actor in actors[:3]:
        add_act(admin_client, treaty.pk, actor.pk)
    decide(editor, draft, "_leave")
    decide(editor, draft, "_send")
    page = opened(reviewer, page_of(draft))
    troubled = [trouble.change.pk for trouble in page.context["troubles"]]
    assert len(troubled) == 3
    value = " ".join(map(str, troubled))
    button = f'name="_leave_out" value="{value}">Leave these 3 rows out</button>'
    assert button in page.content.decode()
    decide(reviewer, draft, "_leave_out", _leave_out=value)
    draft.refresh_from_db()
    assert (draft.state, draft.added, draft.changed) == (ChangeState.IN_REVIEW, 1, 1)
    page = opened(reviewer, page_of(draft))
    assert not page.context["troubles"]
    assert b"rows out</button>" not in page.content
    published(draft, reviewer)
    assert treaty.actions.count() == 4


def test_all_rows_that_colleagues_changed_otherwise_are_left_out_at_once(editor, admin_client):
    treaty = treaty_of(actions=3)
    first, second, third = treaty.actions.order_by("pk")
    draft = drafted(editor, TreatyAction, first, place="Mine", deposited_on="1952")
    for act in (second, third):
        saved(editor, url(TreatyAction, "change", act.pk), place="Mine")
    decide(editor, draft, "_leave")
    for act in (first, second):
        saved(
            admin_client, url(TreatyAction, "change", act.pk), place="Theirs", deposited_on="1953"
        )
    page = opened(editor, page_of(draft))
    fields = [words.conflict.field for words in page.context["conflicts"]]
    assert sorted(fields) == ["deposited_on", "place", "place"]
    rows = draft.changes.filter(object_pk__in=[first.pk, second.pk]).order_by("pk")
    value = " ".join(str(row.pk) for row in rows)
    assert f'value="{value}">Leave these 2 rows out</button>' in page.content.decode()
    decide(editor, draft, "_leave_out", _leave_out=value)
    assert [change.object_pk for change in draft.changes.all()] == [third.pk]


def test_with_a_new_record_its_parts_are_left_out_and_with_the_last_row_the_set(editor, reviewer):
    draft = drafted(editor, Treaty, **NEW)
    made = draft.changes.get(model="treaty")
    add_act(editor, made.object_pk, make_actor().pk)
    decide(editor, draft, "_send")
    row = draft.changes.get(model="treaty").pk
    answer = reviewer.post(page_of(draft), {"_leave_out": row}, follow=True)
    assert "Nothing is left of this draft" in answer.content.decode()
    draft.refresh_from_db()
    assert (draft.state, draft.changes.count()) == (ChangeState.WITHDRAWN, 2)


def test_what_others_have_renamed_is_found_by_its_history(editor, reviewer, admin_client):
    actor, treaty = make_actor("Firstland"), treaty_of(actions=1)
    gone = treaty.actions.get()
    draft = drafted(editor, Treaty, treaty, note="Signed")
    add_act(editor, treaty.pk, actor.pk, toward=gone.actor.pk)
    deleted(editor, url(TreatyAction, "delete", gone.pk))
    act = draft.changes.get(kind="add")
    assert act.after["treaty"] == [treaty.slug]
    saved(admin_client, url(Treaty, "change", treaty.pk), slug="renamed")
    saved(admin_client, url(Actor, "change", actor.pk), slug="renamed-land")
    opened(editor, url(Treaty, "change", treaty.pk))
    published(draft, reviewer)
    act = treaty.actions.get()
    assert (act.actor, act.toward) == (actor, gone.actor)


def test_a_slug_that_was_deleted_after_another_gave_it_up_names_nobody(admin_client):
    first = make_actor("Firstland")
    act = make_action(make_treaty(), first)
    saved(admin_client, url(Actor, "change", first.pk), slug="renamed")
    assert named(Actor, ["firstland"]) == first
    assert named(TreatyAction, [act.treaty.slug, "firstland", act.kind, 1]) == act
    deleted(admin_client, url(Actor, "delete", make_actor("Firstland").pk))
    assert named(Actor, ["firstland"]) is None
    assert named(Actor, ["never-there"]) is None


def test_what_two_sets_would_make_wrong_together_is_not_published(editor, reviewer, admin_client):
    one, other = (Topic.objects.create(slug=slug, name=slug.title()) for slug in ("one", "other"))
    saved(editor, url(Topic, "change", one.pk), parent=other.pk)
    draft = latest()
    saved(admin_client, url(Topic, "change", other.pk), parent=one.pk)
    answer = decide(reviewer, draft, "_publish")
    assert "The chain must come to an end: " in answer.content.decode()
    one.refresh_from_db()
    assert one.parent is None
    saved(admin_client, url(Topic, "change", other.pk), parent="")
    published(draft, reviewer)
