"""Two people at one record: the second sees what the first has changed, and nothing is lost."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from registry.choices import ActionKind
from registry.models import ChangeSet, Topic, Treaty, TreatyAction
from registry.models.participation import rebuild
from tests.admin_pages import deleted, opened, posted, rows_of, saved, treaty_of, url
from tests.factories import make_action, make_actor, make_treaty

pytestmark = pytest.mark.django_db


@pytest.fixture
def other():
    client = Client()
    client.force_login(User.objects.create_superuser("other", password="a"))
    return client


@pytest.fixture
def treaty():
    treaty = treaty_of(actions=3)
    rebuild([treaty.pk])
    return treaty


def errors_of(answer):
    assert answer.status_code == 200
    return " ".join(map(str, answer.context["errors"]))


def test_a_field_that_both_change_keeps_what_was_typed_and_tells_theirs(
    treaty, admin_client, other
):
    path = url(Treaty, "change", treaty.pk)
    page = opened(admin_client, path)
    saved(other, path, title="Theirs", concluded_on="1951")
    answer = admin_client.post(path, posted(page, title="Mine", short_title="Short"))
    told = errors_of(answer)
    assert f"from “{treaty.title}” to “Theirs”" in told
    assert "from “1950-01-01” to “1951”" in told
    form = answer.context["adminform"].form
    boxes = [form[name].value() for name in ("title", "concluded_on", "short_title")]
    assert boxes == ["Mine", "1951", "Short"]
    treaty.refresh_from_db()
    assert treaty.title == "Theirs"
    assert admin_client.post(path, posted(answer)).status_code == 302
    treaty.refresh_from_db()
    stored = (treaty.title, str(treaty.concluded_on), treaty.short_title)
    assert stored == ("Mine", "1951", "Short")


def test_two_rows_of_one_table_are_both_kept(treaty, admin_client, other):
    path = url(Treaty, "change", treaty.pk)
    page = opened(admin_client, path)
    first, second, _ = rows_of(page)
    saved(other, path, **{f"{first.prefix}-place": "Theirs"})
    answer = admin_client.post(path, posted(page, **{f"{second.prefix}-place": "Mine"}))
    assert "from “Somewhere” to “Theirs”" in errors_of(answer)
    assert admin_client.post(path, posted(answer)).status_code == 302
    places = set(treaty.actions.values_list("place", flat=True))
    assert places == {"Theirs", "Mine", "Somewhere"}


def test_a_row_on_its_own_page_and_under_its_parent(treaty, admin_client, other):
    path = url(Treaty, "change", treaty.pk)
    page = opened(admin_client, path)
    row = rows_of(page)[0]
    own = url(TreatyAction, "change", row.instance.pk)
    mine = opened(other, own)
    saved(admin_client, path, **{f"{row.prefix}-place": "Theirs"})
    answer = other.post(own, posted(mine, place="Mine"))
    assert "from “Somewhere” to “Theirs”" in errors_of(answer)
    saved(other, own, place="Newer")
    answer = admin_client.post(path, posted(page, title="New title"))
    assert "to “Newer”" in errors_of(answer)
    assert not Treaty.objects.filter(title="New title").exists()


def test_a_chosen_record_and_several_are_told_by_name(treaty, admin_client, other):
    topics = [Topic.objects.create(slug=f"made-{n}", name=f"Made {n}") for n in range(2)]
    path = url(Treaty, "change", treaty.pk)
    page = opened(admin_client, path)
    saved(other, path, topics=[topics[0].pk])
    answer = admin_client.post(path, posted(page, topics=[topics[1].pk]))
    assert "from “nothing” to “Made 0”" in errors_of(answer)
    assert admin_client.post(path, posted(answer)).status_code == 302
    assert [*treaty.topics.all()] == [topics[1]]


def test_what_someone_else_has_changed_is_not_deleted_unseen(treaty, admin_client, other):
    action = treaty.actions.first()
    path = url(TreatyAction, "delete", action.pk)
    shown = admin_client.get(path)
    saved(other, url(TreatyAction, "change", action.pk), place="Theirs")
    answer = admin_client.post(path, {"post": "yes", "_opened": shown.context["opened"]})
    assert answer.url == path
    assert TreatyAction.objects.filter(pk=action.pk).exists()
    deleted(admin_client, path)
    assert not TreatyAction.objects.filter(pk=action.pk).exists()


def test_rows_added_since_are_not_deleted_with_their_parent_unseen(treaty, admin_client):
    path = url(Treaty, "delete", treaty.pk)
    shown = admin_client.get(path)
    make_action(treaty, make_actor(), ActionKind.RATIFICATION, "2001")
    admin_client.post(path, {"post": "yes", "_opened": shown.context["opened"]})
    assert Treaty.objects.filter(pk=treaty.pk).exists()


def test_an_action_over_many_records_does_not_delete_what_changed_since(
    treaty, admin_client, other
):
    path = url(TreatyAction, "changelist")
    keys = [action.pk for action in treaty.actions.all()]
    chosen = {"action": "delete_selected", "_selected_action": keys}
    shown = admin_client.post(path, chosen)
    saved(other, url(TreatyAction, "change", keys[0]), place="Theirs")
    admin_client.post(path, chosen | {"post": "yes", "_opened": shown.context["opened"]})
    assert treaty.actions.count() == 3


def test_a_row_changed_by_another_is_not_deleted_unseen_from_its_table(treaty, admin_client, other):
    path = url(Treaty, "change", treaty.pk)
    page = opened(admin_client, path)
    row = rows_of(page)[0]
    saved(other, path, **{f"{row.prefix}-place": "Theirs"})
    answer = admin_client.post(path, posted(page, **{f"{row.prefix}-DELETE": "on"}))
    assert "someone else has changed this row" in errors_of(answer)
    again = posted(answer, **{f"{row.prefix}-DELETE": "on"})
    assert admin_client.post(path, again).status_code == 302
    assert treaty.actions.count() == 2


def test_what_was_typed_into_a_record_deleted_meanwhile_stays_in_sight(admin_client, other):
    treaty = make_treaty()
    path = url(Treaty, "change", treaty.pk)
    page = opened(admin_client, path)
    deleted(other, url(Treaty, "delete", treaty.pk))
    answer = admin_client.post(path, posted(page, summary="What I typed"))
    assert answer.status_code == 410
    assert "What I typed" in answer.content.decode()


@pytest.mark.parametrize("stored", ["first\nsecond", "first\r\nsecond", "ended\n", "\n led"])
def test_a_text_that_nobody_touched_stays_as_it_is_stored(stored, treaty, admin_client):
    Treaty.objects.filter(pk=treaty.pk).update(note=stored)
    saved(admin_client, url(Treaty, "change", treaty.pk), summary="Typed")
    treaty.refresh_from_db()
    assert (treaty.note, treaty.summary) == (stored, "Typed")
    assert ChangeSet.objects.latest("pk").changes.get().after == {"summary": "Typed"}


def test_a_typed_text_is_stored_with_one_kind_of_line_ends(treaty, admin_client):
    saved(admin_client, url(Treaty, "change", treaty.pk), note="a\r\nb\rc\nd")
    treaty.refresh_from_db()
    assert treaty.note == "a\nb\nc\nd"


def test_a_line_that_someone_else_adds_to_a_text_of_several_is_taken_over(
    treaty, admin_client, other
):
    path = url(Treaty, "change", treaty.pk)
    saved(other, path, note="first\r\nsecond")
    page = opened(admin_client, path)
    saved(other, path, note="first\r\nsecond\r\nthird")
    answer = admin_client.post(path, posted(page, summary="Mine"))
    assert "it is taken over here" in errors_of(answer)
    assert admin_client.post(path, posted(answer)).status_code == 302
    treaty.refresh_from_db()
    assert (treaty.note, treaty.summary) == ("first\nsecond\nthird", "Mine")


def test_a_page_without_its_memory_changes_nothing(treaty, admin_client):
    path = url(Treaty, "change", treaty.pk)
    page = opened(admin_client, path)
    for memory in ("", "made up"):
        answer = admin_client.post(path, posted(page, title="Blind", _opened=memory))
        assert "not complete" in errors_of(answer)
    assert not Treaty.objects.filter(title="Blind").exists()
