"""The page of a treaty with many acts: what it costs, and that nothing typed is lost."""

import re
from datetime import date

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from registry.choices import ActionKind
from registry.models import Topic, Treaty, TreatyAction
from tests.admin_pages import opened, posted, rows_of, saved, treaty_of, url
from tests.factories import make_action, make_actor, make_source, make_treaty

pytestmark = pytest.mark.django_db


def add_parts(treaty, number):
    """Give the treaty so many of each of its other parts."""
    others = [make_actor() for _ in range(number)]
    topics = [Topic.objects.create(slug=f"new-{i}", name=f"New {i}") for i in range(3)]
    treaty.topics.set(topics)
    source = make_source()
    Treaty.objects.filter(pk=treaty.pk).update(source=source, in_force_source=source)
    for i, actor in enumerate(others):
        treaty.titles.create(language="fr", title=f"Titre {i}")
        treaty.texts.create(language="fr", version=f"version {i}", is_authentic=True)
        treaty.citations.create(scheme="unts", value=f"new {i}")
        treaty.depositary_roles.create(actor=actor)
        treaty.provisions.create(article=f"art. {i}", kind="other", source=source)
        treaty.relations.create(kind="amends", other=make_treaty(), source=source)


@pytest.mark.sampled(3)
@pytest.mark.parametrize("page", [1, 4, 8])
def test_a_treaty_of_400_acts_opens_in_12_queries_and_300_kilobytes(page, admin_client):
    treaty = treaty_of(actions=400)
    add_parts(treaty, 3)
    path = f"{url(Treaty, 'change', treaty.pk)}?actions-page={page}"
    opened(admin_client, path)
    with CaptureQueriesContext(connection) as queries:
        answer = opened(admin_client, path)
    assert len(rows_of(answer)) == 50
    assert len(queries) <= 12, "\n".join(query["sql"][:200] for query in queries)
    assert len(answer.content) <= 300_000


@pytest.mark.long
def test_a_treaty_with_full_pages_of_all_its_parts_stays_under_the_limit_of_fields(admin_client):
    treaty = treaty_of(actions=400)
    add_parts(treaty, 30)
    path = url(Treaty, "change", treaty.pk)
    data = posted(opened(admin_client, path))
    rows = [name for name in data if name.endswith("-treaty") and data[name] == treaty.pk]
    assert len(rows) == 53 + 6 * 11
    assert len(data) < settings.DATA_UPLOAD_MAX_NUMBER_FIELDS == 1000
    assert admin_client.post(path, data).status_code == 302


@pytest.mark.sampled(2)
@pytest.mark.parametrize("actions", [195, 400])
def test_a_page_of_rows_is_saved_and_the_others_stay_as_they_were(actions, admin_client):
    treaty = treaty_of(actions)
    before = dict(treaty.actions.values_list("pk", "place"))
    path = f"{url(Treaty, 'change', treaty.pk)}?actions-page=2"
    answer = opened(admin_client, path)
    rows = rows_of(answer)
    edited = rows[7].instance
    assert edited.actor.name.endswith("057")
    answer = saved(admin_client, path, **{f"{rows[7].prefix}-place": "Elsewhere"})
    assert answer.url == path
    assert dict(treaty.actions.values_list("pk", "place")) == before | {edited.pk: "Elsewhere"}


def test_one_can_save_and_go_on_to_the_next_page_of_rows(admin_client):
    path = url(Treaty, "change", treaty_of(actions=120).pk)
    answer = saved(admin_client, path, _continue="actions-page=2")
    assert answer.url == f"{path}?actions-page=2#actions-group"
    page = opened(admin_client, answer.url).content.decode()
    assert "Acts 51 to 100 of 120" in page
    assert "actions-page=3" in page


@pytest.mark.sampled(6)
@pytest.mark.parametrize("asked", ["0", "-1", "99", "x", "", "9" * 30])
def test_a_page_of_rows_that_does_not_exist_gives_one_that_does(asked, admin_client):
    path = url(Treaty, "change", treaty_of(actions=60).pk)
    answer = opened(admin_client, path, **{"actions-page": asked})
    rows = rows_of(answer)
    assert len(rows) == (10 if asked == "99" else 50)


def test_a_row_that_a_colleague_adds_meanwhile_shifts_nothing(admin_client):
    treaty = treaty_of(actions=120)
    path = f"{url(Treaty, 'change', treaty.pk)}?actions-page=2"
    answer = opened(admin_client, path)
    edited = rows_of(answer)[0]
    make_action(treaty, make_actor("AAA"))
    data = posted(answer, **{f"{edited.prefix}-place": "Elsewhere"})
    assert admin_client.post(path, data).status_code == 302
    assert [row.pk for row in treaty.actions.filter(place="Elsewhere")] == [edited.instance.pk]
    assert treaty.actions.count() == 121


def test_a_row_that_a_colleague_deletes_meanwhile_is_told_and_nothing_typed_is_lost(admin_client):
    treaty = treaty_of(actions=3)
    path = url(Treaty, "change", treaty.pk)
    answer = opened(admin_client, path)
    gone, kept, _ = rows_of(answer)
    data = posted(
        answer, **{f"{gone.prefix}-place": "Nowhere", f"{kept.prefix}-place": "Elsewhere"}
    )
    gone.instance.delete()
    answer = admin_client.post(path, data)
    assert answer.status_code == 200
    page = answer.content.decode()
    assert "Someone else has deleted or moved this row" in page
    assert 'value="Nowhere"' in page
    assert 'value="Elsewhere"' in page
    assert admin_client.post(path, data | {f"{gone.prefix}-DELETE": "on"}).status_code == 302
    assert set(treaty.actions.values_list("place", flat=True)) == {"Elsewhere", "Somewhere"}


def test_a_row_that_breaks_a_rule_is_told_and_nothing_typed_is_lost(admin_client):
    treaty = treaty_of(actions=60)
    path = url(Treaty, "change", treaty.pk)
    answer = opened(admin_client, path)
    formset = answer.context["inline_admin_formsets"][-1].formset
    first, second, third = formset.initial_forms[:3]
    TreatyAction.objects.filter(pk=second.instance.pk).update(
        instrument_on="1951-05-01", instrument_earliest=date(1951, 5, 1)
    )
    new = formset.extra_forms[0]
    answer = admin_client.post(
        path,
        posted(
            answer,
            **{
                f"{first.prefix}-deposited_on": "the day after tomorrow",
                f"{second.prefix}-deposited_on": "April 1951",
                f"{third.prefix}-effective_on": "June 1952",
                f"{new.prefix}-actor": third.instance.actor_id,
                f"{new.prefix}-kind": ActionKind.SIGNATURE,
                f"{new.prefix}-place": "Typed in vain",
            },
        ),
    )
    page = answer.content.decode()
    assert "This actor already has such an act under this treaty." in page
    assert "An instrument cannot be deposited before it is made." in page
    assert "the day after tomorrow" in page
    assert 'value="June 1952"' in page
    assert 'value="Typed in vain"' in page
    assert f'<option value="{third.instance.actor_id}" selected' in page
    assert treaty.actions.filter(place="Somewhere").count() == 60


@pytest.mark.long
def test_a_page_that_is_refused_reads_what_its_rows_name_together(admin_client):
    treaty = treaty_of(actions=50)
    path = url(Treaty, "change", treaty.pk)
    answer = opened(admin_client, path)
    rows = rows_of(answer)
    typed = {f"{row.prefix}-source": make_source().pk for row in rows}
    data = posted(answer, **typed, **{f"{rows[0].prefix}-deposited_on": "some day"})
    with CaptureQueriesContext(connection) as queries:
        answer = admin_client.post(path, data)
    assert answer.status_code == 200
    assert answer.content.decode().count(" selected>Source ") == 50
    read = [query for query in queries if 'SELECT "registry_source"."id"' in query["sql"]]
    assert len(read) == 1


def test_a_rule_over_dates_is_told_on_the_page_of_a_record(admin_client):
    treaty = treaty_of(adopted_on="1950")
    path = url(Treaty, "change", treaty.pk)
    data = posted(admin_client.get(path), stated_in_force_on="4 April 1949")
    answer = admin_client.post(path, data)
    assert "A treaty cannot enter into force before it is adopted." in answer.content.decode()
    assert "4 April 1949" in answer.content.decode()


def test_every_box_of_a_row_is_named_by_its_column_and_row(admin_client):
    treaty = treaty_of(actions=2)
    page = opened(admin_client, url(Treaty, "change", treaty.pk)).content.decode()
    boxes = re.findall(r"<(?:input|select|textarea)[^>]* name=\"actions-\d+-[^>]*>", page)
    seen = [box for box in boxes if 'type="hidden"' not in box]
    assert len(seen) == 5 * 7 + 2
    assert not [box for box in seen if "aria-label" not in box]
    actor = treaty.actions.first().actor
    assert f'aria-label="Signed or deposited, {actor}"' in page


@pytest.mark.parametrize("box", ["source", "topics", "actions-0-actor", "actions-1-actor"])
def test_what_is_no_number_of_a_record_cannot_be_chosen(box, admin_client):
    """A browser offers none; a forged one made the page fail while it was drawn again."""
    treaty = treaty_of(actions=1)
    path = url(Treaty, "change", treaty.pk)
    page = admin_client.get(path)
    for key in ("9" * 19, "9" * 30, "abc"):
        answer = admin_client.post(path, posted(page, **{box: [key] if box == "topics" else key}))
        assert answer.status_code == 200, key
        assert "valid" in " ".join(map(str, answer.context["errors"])), key
