"""Working on in a draft: its author sees the records as it would make them, nobody else does."""

import re

import pytest

from registry.admin import drafts
from registry.choices import ActionKind, ChangeState
from registry.models import Actor, ChangeSet, EntryIntoForceClause, Source, Treaty, TreatyAction
from tests.admin_pages import (
    decide,
    deleted,
    latest,
    opened,
    page_of,
    posted,
    rows_of,
    saved,
    treaty_of,
    url,
)
from tests.factories import make_actor, make_source, make_treaty
from tests.test_change_sets import digest_of_nouns

pytestmark = pytest.mark.django_db

NEW_TREATY = {"slug": "new-treaty", "title": "New treaty", "kind": "treaty", "form": "bilateral"}


def published(draft, editor, reviewer):
    decide(editor, draft, "_send")
    answer = decide(reviewer, draft, "_publish")
    assert answer.status_code == 302, answer.context["troubles"]
    draft.refresh_from_db()
    assert draft.state == ChangeState.PUBLISHED


@pytest.mark.long
def test_a_draft_grows_page_by_page_and_is_published_as_one(editor, reviewer):
    actor = make_actor("Firstland")
    saved(editor, url(Actor, "add"), slug="newland", name="Newland", kind="state")
    draft = latest()
    before = digest_of_nouns()
    answer = decide(editor, draft, "_open")
    assert answer.url == url(Actor, "change", -1)
    page = opened(editor, answer.url).content.decode()
    assert 'value="Newland"' in page
    assert "You are working in a draft" in page
    assert "View on site" not in page
    saved(editor, url(Actor, "change", -1), official_name="Republic of Newland")
    saved(editor, url(Treaty, "add"), **NEW_TREATY)
    made = draft.changes.get(model="treaty").object_pk
    assert made < -1
    for who in (actor.pk, -1):
        given = {"treaty": made, "actor": who, "kind": "ratification", "deposited_on": "2001"}
        saved(editor, url(TreatyAction, "add"), **given)
    source = {"slug": "new-source", "title": "New source", "rank": "press"}
    saved(editor, url(Source, "add"), **source)
    chosen = draft.changes.get(model="source").object_pk
    answer = opened(editor, url(Treaty, "change", made))
    assert [row.instance.actor.name for row in rows_of(answer)] == ["Firstland", "Newland"]
    row = rows_of(answer)[1].prefix
    saved(editor, url(Treaty, "change", made), **{f"{row}-source": chosen})
    found = editor.get(
        "/admin/autocomplete/",
        {"app_label": "registry", "model_name": "treatyaction", "field_name": "actor"}
        | {"term": "newland"},
    )
    assert [choice["id"] for choice in found.json()["results"]] == ["-1"]
    assert digest_of_nouns() == before
    assert reviewer.get(url(Treaty, "change", made)).status_code == 302
    draft.refresh_from_db()
    assert (draft.added, draft.changed, draft.deleted) == (5, 0, 0)
    published(draft, editor, reviewer)
    act = TreatyAction.objects.get(treaty__slug="new-treaty", actor__slug="newland")
    assert act.source.slug == "new-source"
    assert act.actor.official_name == "Republic of Newland"
    assert not ChangeSet.objects.filter(changes__object_pk__lt=0).exists()


@pytest.mark.long
def test_what_is_done_and_undone_in_a_draft_leaves_nothing_of_it(editor):
    treaty = treaty_of(actions=2)
    saved(editor, url(Treaty, "change", treaty.pk), title="New title")
    draft = latest()
    decide(editor, draft, "_open")
    saved(editor, url(Source, "add"), slug="new-source", title="New source", rank="press")
    number = draft.changes.get(model="source").object_pk
    deleted(editor, url(Source, "delete", number))
    first, second = treaty.actions.all()
    saved(editor, url(TreatyAction, "change", first.pk), place="There")
    deleted(editor, url(TreatyAction, "delete", first.pk))
    saved(editor, url(TreatyAction, "change", second.pk), place="There")
    saved(editor, url(TreatyAction, "change", second.pk), place="Somewhere")
    told = {(change.model, change.kind) for change in draft.changes.all()}
    assert told == {("treaty", "change"), ("treatyaction", "delete")}
    assert draft.changes.get(kind="delete").before["place"] == "Somewhere"
    assert treaty.actions.filter(place="Somewhere").count() == 2


def test_what_is_added_to_a_draft_adds_its_reason(editor, reviewer):
    treaty = treaty_of(actions=1)
    saved(editor, url(Treaty, "change", treaty.pk), title="New title", _reason="As printed")
    draft = latest()
    decide(editor, draft, "_open")
    act = url(TreatyAction, "change", treaty.actions.get().pk)
    for place, reason in [("There", "As notified"), ("Where", "As notified"), ("Here", "")]:
        saved(editor, act, place=place, _reason=reason)
    draft.refresh_from_db()
    assert draft.reason == "As printed; As notified"
    assert 'value="As printed; As notified"' in opened(editor, page_of(draft)).content.decode()


def test_a_draft_is_named_by_the_record_that_it_would_add(editor):
    saved(editor, url(Treaty, "add"), **NEW_TREATY)
    draft = latest()
    assert str(draft) == "New treaty"
    decide(editor, draft, "_open")
    saved(editor, url(EntryIntoForceClause, "add"), treaty=draft.changes.get().object_pk)
    draft.refresh_from_db()
    assert str(draft) == "New treaty: treaties, entry-into-force clauses"


def test_acts_added_one_after_another_are_one_draft(editor):
    treaty, actors = make_treaty(), [make_actor() for _ in range(3)]
    page = f"{url(TreatyAction, 'add')}?treaty={treaty.pk}"
    for actor in actors:
        given = {"actor": actor.pk, "kind": "ratification", "deposited_on": "2001"}
        answer = saved(editor, page, _continue=None, _addanother="yes", **given)
        assert answer.url == page
    [draft] = editor.user.change_sets.all()
    assert (draft.added, treaty.actions.count()) == (3, 0)
    form = opened(editor, page)
    assert form.context["draft"] == draft
    assert form.context["adminform"].form["treaty"].value() == str(treaty.pk)


def test_who_saves_and_continues_in_a_draft_stays_on_the_page(editor):
    actor = make_actor()
    path = url(Actor, "change", actor.pk)
    assert saved(editor, path, name="Newland").url == page_of(latest())  # it would not show it
    decide(editor, latest(), "_open")
    assert saved(editor, path, name="Newerland").url == path
    assert 'value="Newerland"' in opened(editor, path).content.decode()
    done = saved(editor, path, name="Newestland", _continue=None, _save="Save")
    assert done.url == page_of(latest())
    values = {"slug": "other", "name": "Otherland", "kind": "state"}
    assert saved(editor, url(Actor, "add"), **values).url == page_of(latest())


def test_what_is_sent_twice_is_one_draft(editor):
    page, treaty = url(TreatyAction, "add"), make_treaty()
    given = {"treaty": treaty.pk, "actor": make_actor().pk, "kind": "ratification"}
    given |= {"deposited_on": "2001", "number": 1, "source": make_source().pk}
    given |= {"_reason": "So notified"}
    first, second = (editor.post(page, given) for _ in range(2))
    assert first.url == second.url == page_of(latest())
    decide(editor, latest(), "_send")
    assert editor.post(page, given).url == first.url
    assert editor.user.change_sets.count() == 1
    editor.post(page, given | {"_reason": "As the depositary corrected it"})
    editor.post(page, given | {"deposited_on": "2002"})
    assert editor.user.change_sets.count() == 3
    for change_set in editor.user.change_sets.all():
        decide(editor, change_set, "_withdraw")
    assert editor.post(page, given).url != first.url


def test_a_revert_that_is_asked_for_twice_is_one_draft(editor, admin_client):
    saved(admin_client, url(Actor, "change", make_actor().pk), name="Newland")
    done = latest()
    answers = [decide(editor, done, "_revert") for _ in range(2)]
    assert [answer.url for answer in answers] == [page_of(latest())] * 2
    assert latest().reverts == done
    assert editor.user.change_sets.count() == 1


def test_the_enter_key_in_the_box_of_the_reason_sends_the_draft(editor):
    """A browser presses the first button of a form, and another would lose the reason."""
    saved(editor, url(Actor, "change", make_actor().pk), name="Newland")
    page = opened(editor, page_of(latest())).content.decode()
    form = page[page.index('class="change-set"') :]
    buttons = re.findall('type="submit"[^>]* name="([a-z_]+)"', form)
    assert buttons == ["_send", "_open", "_withdraw"]
    decide(editor, latest(), "_open", reason="So notified")
    assert latest().reason == "So notified"


def test_a_draft_is_left_and_saving_then_begins_another(editor):
    treaty = make_treaty()
    saved(editor, url(Treaty, "change", treaty.pk), title="New title")
    draft = latest()
    decide(editor, draft, "_open")
    decide(editor, draft, "_leave")
    page = opened(editor, url(Treaty, "change", treaty.pk))
    assert "You are working in a draft" not in page.content.decode()
    assert posted(page)["title"] == treaty.title
    saved(editor, url(Treaty, "change", treaty.pk), title="Other")
    assert latest() != draft


def test_nobody_opens_the_draft_of_another_and_a_sent_one_is_closed(editor, reviewer):
    treaty = make_treaty()
    saved(editor, url(Treaty, "change", treaty.pk), title="New title")
    draft = latest()
    assert decide(reviewer, draft, "_open").status_code == 403
    decide(editor, draft, "_open")
    decide(editor, draft, "_send")
    page = opened(editor, url(Treaty, "change", treaty.pk)).content.decode()
    assert "You are working in a draft" not in page


def test_a_draft_that_others_have_overtaken_is_closed_and_says_so(editor, admin_client):
    treaty = make_treaty()
    saved(editor, url(Treaty, "change", treaty.pk), title="Mine")
    draft = latest()
    decide(editor, draft, "_open")
    saved(admin_client, url(Treaty, "change", treaty.pk), title="Theirs")
    answer = editor.get(url(Treaty, "change", treaty.pk))
    assert answer.url == f"{page_of(draft)}?check=yes"
    assert "Theirs" in opened(editor, answer.url).content.decode()


def test_a_superuser_in_a_draft_publishes_nothing_by_saving(admin_client):
    treaty = treaty_of(actions=1)
    saved(admin_client, url(Treaty, "change", treaty.pk), title="New title", _draft="yes")
    decide(admin_client, latest(), "_open")
    deleted(admin_client, url(TreatyAction, "delete", treaty.actions.get().pk))
    assert treaty.actions.filter(kind=ActionKind.SIGNATURE).exists()
    assert latest().deleted == 1


def test_a_draft_of_which_nothing_is_left_is_withdrawn_and_says_so(editor):
    treaty = make_treaty()
    saved(editor, url(Treaty, "change", treaty.pk), title="New title")
    draft = latest()
    decide(editor, draft, "_open")
    saved(editor, url(Treaty, "change", treaty.pk), title=treaty.title)
    page = opened(editor, page_of(draft)).content.decode()
    assert "Nothing is left of this draft; it is withdrawn." in page
    assert "You are working in a draft" not in page
    draft.refresh_from_db()
    assert draft.state == ChangeState.WITHDRAWN
    saved(editor, url(Source, "add"), slug="new-source", title="New source", rank="press")
    draft = latest()
    decide(editor, draft, "_open")
    deleted(editor, url(Source, "delete", draft.changes.get().object_pk))
    draft.refresh_from_db()
    assert draft.state == ChangeState.WITHDRAWN


def test_what_is_added_to_a_draft_that_was_published_meanwhile_changes_nothing(
    editor, reviewer, monkeypatch
):
    treaty = make_treaty()
    saved(editor, url(Treaty, "change", treaty.pk), title="New title")
    draft = latest()
    decide(editor, draft, "_open")
    page = posted(opened(editor, url(Treaty, "change", treaty.pk)), note="Late")
    published(latest(), editor, reviewer)
    monkeypatch.setattr(drafts, "open_draft", lambda request: draft)
    answer = editor.post(url(Treaty, "change", treaty.pk), page)
    assert answer.url == page_of(draft)
    draft.refresh_from_db()
    assert draft.state == ChangeState.PUBLISHED
    assert draft.changes.get().after == {"title": "New title"}
