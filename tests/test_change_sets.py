"""Each change with who, when and why; a draft changes nothing before another person publishes."""

import json

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from registry.admin.door import recorded
from registry.choices import ActionKind, ChangeKind, ChangeState, Door
from registry.models import Change, ChangeSet, Participation, Source, Treaty, TreatyAction
from registry.models.participation import rebuild
from tests.admin_pages import (
    decide,
    deleted,
    latest,
    opened,
    page_of,
    person,
    rows_of,
    saved,
    treaty_of,
    url,
)
from tests.factories import make_action, make_actor, make_clause, make_treaty
from tests.small_registry import act, clear, digest, load, store

pytestmark = pytest.mark.django_db

RATIFICATION = ActionKind.RATIFICATION


@pytest.fixture
def treaty():
    """A treaty that two ratifications bring into force; one is in."""
    treaty = make_treaty()
    make_clause(treaty, {"number": 2})
    make_action(treaty, make_actor("Firstland"), RATIFICATION, "2000-01-01", place="Here")
    rebuild([treaty.pk])
    return treaty


# What is recorded


@pytest.mark.parametrize("collisions", [1, 2, 3])
def test_who_collides_with_another_is_checked_again_and_three_times_at_most(
    collisions, treaty, rf, admin_user
):
    request = rf.post("/", {})
    request.user = admin_user
    tries = []

    def run():
        tries.append("again")
        request.capture.watch(Treaty, [treaty.pk])
        Treaty.objects.filter(pk=treaty.pk).update(note=f"try {len(tries)}")
        if len(tries) <= collisions:
            raise IntegrityError
        return "saved"

    if collisions < 3:
        assert recorded(request, run) == "saved"
        treaty.refresh_from_db()
        assert treaty.note == f"try {collisions + 1}"
        assert latest().changed == 1
    else:
        with pytest.raises(IntegrityError):
            recorded(request, run)
        treaty.refresh_from_db()
        assert treaty.note == ""


def test_a_record_saved_with_its_rows_is_one_set_with_each_difference(treaty, admin_client):
    path = url(Treaty, "change", treaty.pk)
    row = rows_of(opened(admin_client, path))[0]
    changes = {"title": "New title", f"{row.prefix}-place": "There", "_reason": "A correction."}
    saved(admin_client, path, **changes)
    done = latest()
    assert (done.state, done.door, done.reason) == ("published", "admin", "A correction.")
    assert (done.author.username, done.reviewer) == ("admin", None)
    assert (done.added, done.changed, done.deleted) == (0, 2, 0)
    told = {change.model: (change.before, change.after) for change in done.changes.all()}
    assert told == {
        "treaty": ({"title": treaty.title}, {"title": "New title"}),
        "treatyaction": ({"place": "Here"}, {"place": "There"}),
    }


def test_an_added_record_is_recorded_with_all_that_a_fixture_would_write(treaty, admin_client):
    second = make_actor("Secondland")
    given = {"treaty": treaty.pk, "actor": second.pk, "kind": RATIFICATION, "deposited_on": "2001"}
    saved(admin_client, url(TreatyAction, "add"), **given)
    change = latest().changes.get()
    assert change.kind == ChangeKind.ADD
    assert change.key == f"{treaty.slug}|secondland|ratification|1"
    assert change.label == f"{treaty}, Secondland: Ratification, 2001"
    assert change.after["actor"] == ["secondland"]
    assert change.after["deposited_on"] == "2001"
    assert (change.under_model, change.under_pk) == ("treaty", treaty.pk)
    assert change.actor_pk == second.pk


def test_a_deletion_records_all_that_goes_with_it(treaty, admin_client):
    delete(admin_client, treaty)
    done = latest()
    assert (done.added, done.changed, done.deleted) == (0, 0, 4)
    gone = [change.model for change in done.changes.all()]
    assert gone[-1] == "treaty"
    assert {*gone} >= {"treatyaction", "entryintoforceclause", "entryintoforcecondition"}
    assert done.changes.get(model="treaty").before["title"] == treaty.title


def delete(client, record):
    deleted(client, url(type(record), "delete", record.pk))


def test_what_is_saved_unchanged_leaves_no_trace(treaty, admin_client):
    before = ChangeSet.objects.count()
    saved(admin_client, url(Treaty, "change", treaty.pk))
    assert ChangeSet.objects.count() == before


@pytest.mark.long
def test_the_history_of_a_record_costs_as_much_for_many_sets_as_for_one(treaty, admin_client):
    path = url(Treaty, "change", treaty.pk)
    costs = []
    for title in ("One", "Two", "Three", "Four"):
        saved(admin_client, path, title=title)
        with CaptureQueriesContext(connection) as queries:
            page = opened(admin_client, url(Treaty, "history", treaty.pk)).content.decode()
        costs.append(len(queries))
        assert f"<ins>{title}</ins>" in page
    assert costs[0] == costs[-1] <= 10


def test_a_change_of_a_part_stands_in_the_history_of_the_whole(treaty, admin_client):
    action = treaty.actions.get()
    saved(admin_client, url(TreatyAction, "change", action.pk), place="There")
    for record in (treaty, action):
        page = opened(admin_client, url(type(record), "history", record.pk)).content.decode()
        assert "<del>Here</del>" in page


# Loads


def test_a_load_tells_what_it_adds_as_runs_and_a_second_one_tells_nothing(tmp_path):
    clear()
    acts = [act("strelsau", "signature", "1955", 1 + number) for number in range(300)]
    store(tmp_path)
    few = latest()
    assert (few.door, few.added, few.author) == (Door.FIXTURES, 22, None)
    assert few.changes.count() == 22
    path = tmp_path / "many.json"
    path.write_text(json.dumps(acts))
    load(path)
    many = latest()
    assert (many.added, many.changes.count()) == (300, 1)
    run = many.changes.get()
    assert (run.rows, run.after) == (300, None)
    middle = TreatyAction.objects.get(kind="signature", number=150)
    assert [change.change_set for change in Change.objects.of(middle)] == [many]
    before = digest()
    load(path)
    assert digest() == before


def test_a_load_tells_what_it_changes_field_by_field(tmp_path):
    clear()
    store(tmp_path)
    path = tmp_path / "changed.json"
    registry = json.loads((tmp_path / "treaties.json").read_text())
    registry[2]["fields"] |= {"topics": [["trade"]], "title": "Other"}
    path.write_text(json.dumps(registry))
    load(path)
    change = latest().changes.get()
    assert change.before == {"title": "Friendship", "topics": [["post"], ["trade"]]}
    assert change.after == {"title": "Other", "topics": [["trade"]]}


# Drafts


def test_what_an_editor_saves_changes_nothing_before_another_publishes_it(
    treaty, editor, reviewer, client
):
    second = make_actor("Secondland")
    before = digest_of_nouns()
    given = {"treaty": treaty.pk, "actor": second.pk, "kind": RATIFICATION}
    add = {"deposited_on": "1 March 2001", "_reason": "Notification 12"}
    answer = saved(editor, url(TreatyAction, "add"), **given | add)
    draft = latest()
    assert answer.url == page_of(draft)
    assert (draft.state, draft.author.username) == (ChangeState.DRAFT, "editor")
    assert digest_of_nouns() == before
    page = opened(editor, page_of(draft)).content.decode()
    assert "<ins>1 March 2001</ins>" in page
    assert "Secondland: party, since 1 March 2001." in page
    assert decide(editor, draft, "_publish").status_code == 403
    assert decide(reviewer, draft, "_send").status_code == 403
    assert decide(editor, draft, "_send", reason="Notification 12").status_code == 302
    assert decide(editor, draft, "_publish", _alone="on").status_code == 403
    assert digest_of_nouns() == before
    assert decide(reviewer, draft, "_publish", note="Seen.").status_code == 302
    draft.refresh_from_db()
    assert (draft.state, draft.reviewer.username) == (ChangeState.PUBLISHED, "reviewer")
    made = treaty.actions.get(actor=second)
    assert draft.changes.get().object_pk == made.pk
    assert Participation.objects.filter(actor=second, standing="party").exists()


def digest_of_nouns():
    """Tell apart states of every table but those of changes, accounts and sessions."""
    return [
        [*model._base_manager.order_by("pk").values_list()]
        for model in (Treaty, TreatyAction, Source, Participation)
    ]


def test_no_one_publishes_their_own_set_but_a_superuser_who_says_so(treaty, reviewer, admin_client):
    change = {"title": "New title"}
    saved(reviewer, url(Treaty, "change", treaty.pk), **change)
    own = latest()
    assert own.state == ChangeState.DRAFT
    for data in ({}, {"_alone": "on"}, {"author": "1", "state": "published"}):
        assert decide(reviewer, own, "_publish", **data).status_code == 403
    saved(admin_client, url(Treaty, "change", treaty.pk), _draft="yes", **change)
    own = latest()
    assert own.state == ChangeState.DRAFT
    assert decide(admin_client, own, "_publish").status_code == 403
    assert decide(admin_client, own, "_publish", _alone="on").status_code == 302
    own.refresh_from_db()
    assert (own.state, own.reviewer) == (ChangeState.PUBLISHED, None)


def test_where_review_is_off_who_may_publish_does_so_by_saving(treaty, editor, reviewer, settings):
    settings.REVIEW_BY_ANOTHER = False
    saved(reviewer, url(Treaty, "change", treaty.pk), title="New title")
    assert latest().state == ChangeState.PUBLISHED
    saved(editor, url(Treaty, "change", treaty.pk), title="Newer title")
    assert latest().state == ChangeState.DRAFT
    treaty.refresh_from_db()
    assert treaty.title == "New title"


def test_a_set_is_sent_back_with_a_note_and_withdrawn(treaty, editor, reviewer):
    saved(editor, url(Treaty, "change", treaty.pk), title="New title")
    draft = latest()
    decide(editor, draft, "_send")
    decide(reviewer, draft, "_send_back")
    draft.refresh_from_db()
    assert draft.state == ChangeState.IN_REVIEW
    decide(reviewer, draft, "_send_back", note="Which source?")
    draft.refresh_from_db()
    assert (draft.state, draft.note) == (ChangeState.DRAFT, "Which source?")
    assert "Which source?" in opened(editor, page_of(draft)).content.decode()
    assert "Sent back: Which source?" in opened(editor, "/admin/").content.decode()
    decide(editor, draft, "_withdraw")
    decide(reviewer, draft, "_publish")
    draft.refresh_from_db()
    assert draft.state == ChangeState.WITHDRAWN
    assert not Treaty.objects.filter(title="New title").exists()


def test_what_others_changed_since_is_shown_side_by_side_and_chosen_from(
    treaty, editor, reviewer, admin_client
):
    path = url(Treaty, "change", treaty.pk)
    saved(editor, path, title="Mine", short_title="Short")
    draft = latest()
    saved(admin_client, path, title="Theirs")
    decide(editor, draft, "_send")
    answer = decide(reviewer, draft, "_publish")
    assert answer.status_code == 200
    conflict = answer.context["conflicts"][0]
    assert (conflict.base, conflict.theirs, conflict.mine) == (treaty.title, "Theirs", "Mine")
    treaty.refresh_from_db()
    assert (treaty.title, treaty.short_title) == ("Theirs", "")
    decide(reviewer, draft, "_publish", **{conflict.conflict.name: "theirs"})
    treaty.refresh_from_db()
    assert (treaty.title, treaty.short_title) == ("Theirs", "Short")
    assert draft.changes.get().after == {"short_title": "Short"}


def test_a_set_that_breaks_a_rule_by_now_is_refused_whole(treaty, editor, reviewer):
    second = make_actor("Secondland")
    given = {"treaty": treaty.pk, "actor": second.pk, "kind": RATIFICATION, "deposited_on": "2001"}
    saved(editor, url(TreatyAction, "add"), **given)
    draft = latest()
    decide(editor, draft, "_send")
    make_action(treaty, second, RATIFICATION, "2002")
    answer = decide(reviewer, draft, "_publish")
    assert "This actor already has such an act" in answer.context["troubles"][0].reason
    draft.refresh_from_db()
    assert draft.state == ChangeState.IN_REVIEW


# Reverting


def test_a_set_is_taken_back_by_a_set_of_its_own(treaty, admin_client):
    action = treaty.actions.get()
    path = url(Treaty, "change", treaty.pk)
    row = rows_of(opened(admin_client, path))[0]
    saved(admin_client, path, title="New title", **{f"{row.prefix}-DELETE": "on"})
    done = latest()
    assert not treaty.participations.exists()
    decide(admin_client, done, "_revert", reason="By mistake.")
    undo = latest()
    assert (undo.reverts, undo.door, undo.reason) == (done, Door.REVERT, "By mistake.")
    treaty.refresh_from_db()
    assert treaty.title != "New title"
    assert treaty.actions.get() == action
    assert treaty.participations.exists()
    decide(admin_client, undo, "_revert")
    assert not treaty.actions.exists()


def test_a_revert_is_refused_where_later_changes_stand_on_it(treaty, admin_client):
    path = url(Treaty, "change", treaty.pk)
    saved(admin_client, path, title="Second")
    first_change = latest()
    saved(admin_client, path, title="Third")
    answer = decide(admin_client, first_change, "_revert")
    assert "Later changes stand on this set" in answer.content.decode()
    treaty.refresh_from_db()
    assert treaty.title == "Third"


def test_an_editors_revert_is_a_draft(treaty, admin_client, editor, reviewer):
    delete(admin_client, treaty.actions.get())
    done = latest()
    assert decide(person("viewer", "view_"), done, "_revert").status_code == 403
    decide(editor, done, "_revert")
    draft = latest()
    assert (draft.state, draft.added) == (ChangeState.DRAFT, 1)
    assert not treaty.actions.exists()
    decide(editor, draft, "_send")
    decide(reviewer, draft, "_publish")
    assert treaty.actions.get().place == "Here"


@pytest.mark.long
def test_the_page_of_a_set_costs_no_more_queries_for_400_rows_than_for_10(admin_client):
    costs = []
    for rows in (10, 400):
        treaty = treaty_of(actions=rows)
        delete(admin_client, treaty)
        with CaptureQueriesContext(connection) as queries:
            page = opened(admin_client, page_of(latest()))
        assert latest().deleted > rows
        assert len(page.content) < 300_000
        costs.append(len(queries))
    assert costs[0] == costs[1] <= 12


@pytest.mark.long
def test_a_load_of_many_rows_is_taken_back(tmp_path, admin_client):
    clear()
    store(tmp_path)
    path = tmp_path / "many.json"
    acts = [act("strelsau", "signature", "1955", 1 + number) for number in range(250)]
    path.write_text(json.dumps(acts))
    load(path)
    decide(admin_client, latest(), "_revert")
    assert not TreatyAction.objects.filter(kind="signature").exists()
    assert latest().deleted == 250
