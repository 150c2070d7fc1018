"""Every page of the admin opens, costs no more for more rows, and keeps the derived rows right."""

import itertools
import re
from datetime import date
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.db import connection, models
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from registry.admin.base import DERIVED, PartAdmin, site
from registry.admin.filters import BoxFilter, DayFilter
from registry.choices import ActionKind, ConditionKind, TreatyForm, TreatyKind
from registry.dates import Count, UncertainDateField
from registry.dates.fields import DateBound
from registry.models import (
    FIXTURES,
    Actor,
    Citation,
    EntryIntoForceClause,
    EntryIntoForceCondition,
    Participation,
    Source,
    Statement,
    Topic,
    Treaty,
    TreatyAction,
)
from registry.models.participation import party_counts

pytestmark = pytest.mark.django_db

RECORDS = [model for noun in FIXTURES.values() for model in noun]
REGISTERED = [*RECORDS, *DERIVED]
TODAY = date(2024, 1, 1)
each_model = pytest.mark.parametrize("model", REGISTERED, ids=lambda model: model.__name__)


def url(model, page, *args):
    return reverse(f"admin:registry_{model._meta.model_name}_{page}", args=args)


def opened(client, path, **query):
    """Open a page; our policy would leave inline scripts and styles dead, so there are none."""
    answer = client.get(path, query)
    assert answer.status_code == 200, f"{path} {query}: {answer.status_code}"
    page = answer.content.decode()
    assert not re.search(r"<style|<script(?![^>]* src=)(?![^>]*json)| on[a-z]+=\"| style=", page)
    return answer


numbers = itertools.count(1)


def make(model, number=1, depth=0, **values):
    """Make a record with every column filled and other records of its own, some levels deep."""
    for field in model._meta.concrete_fields:
        if field.name in values or field.auto_created or isinstance(field, DateBound):
            continue
        if field.is_relation:
            if not field.null or depth < 2:
                values[field.name] = make(field.related_model, number, depth + 1)
        elif isinstance(field, UncertainDateField):
            values[field.name] = "2000-01-01"
        elif field.choices:
            values[field.name] = field.choices[0][0]
        elif not field.has_default():
            values[field.name] = value_of(field, next(numbers))
    if model is Statement:
        values["kind"] = "objection"
    record = model.objects.create(**values)
    for field in model._meta.many_to_many:
        if depth < 2 and field.remote_field.through._meta.auto_created:
            others = [make(field.related_model, number, depth + 2) for _ in range(2)]
            getattr(record, field.name).set(others)
    return record


def value_of(field, number):
    if isinstance(field, models.IntegerField | models.DecimalField):
        return number % 100 + 1
    if isinstance(field, models.DateField):
        return date(2000, 1, 1)
    if "url" in field.name:
        return f"https://example.org/{field.name}/{number}"
    text = f"{number:x}" if field.max_length and field.max_length < 10 else f"{field.name}-{number}"
    return text[: field.max_length]


def make_treaty(actions=0, **values):
    """Make a treaty that two instruments bring into force, and so many signatures under it."""
    number = Treaty.objects.count() + 1
    kind = {"kind": TreatyKind.TREATY, "form": TreatyForm.MULTILATERAL}
    treaty = Treaty.objects.create(slug=f"made-{number}", title=f"Made {number}", **kind, **values)
    clause = EntryIntoForceClause.objects.create(treaty=treaty)
    EntryIntoForceCondition.objects.create(clause=clause, kind=ConditionKind.COUNT, number=2)
    sources = [
        Source.objects.create(slug=f"made-{number}-{i}", title=f"Made source {i}", rank="press")
        for i in range(5 if actions else 0)
    ]
    made = Actor.objects.bulk_create(
        Actor(slug=f"made-{number}-{i}", name=f"Made {number} {i:03}", kind="state")
        for i in range(actions)
    )
    TreatyAction.objects.bulk_create(
        TreatyAction(
            treaty=treaty,
            actor=actor,
            kind=ActionKind.SIGNATURE,
            deposited_on="1951-05-04",
            place="Somewhere",
            source=sources[i % 5],
        )
        for i, actor in enumerate(made)
    )
    return treaty


def states(number):
    return [
        Actor.objects.create(slug=f"new-{i}", name=f"New {i}", kind="state") for i in range(number)
    ]


def posted(answer, **changes):
    """Give what a browser would post from this page, with these changes."""
    form = answer.context["adminform"].form
    forms = [form, *(f for s in answer.context["inline_admin_formsets"] for f in s.formset.forms)]
    data = {}
    for inline in answer.context["inline_admin_formsets"]:
        management = inline.formset.management_form
        data |= {management[name].html_name: management[name].value() for name in management.fields}
    for part in forms:
        for box in part:
            value = box.value()
            if value is not None and value is not False:
                data[box.html_name] = "on" if value is True else value
    return {name: value for name, value in (data | changes).items() if value is not None}


def saved(client, path, **changes):
    """Open a page, change some boxes, save it, and expect no complaint."""
    query = {"_continue": "Save"} | changes
    answer = client.post(path, posted(client.get(path), **query))
    assert answer.status_code == 302, complaints(answer)
    return answer


def complaints(answer):
    return [str(error) for error in answer.context["errors"]]


def row_of(answer, **values):
    """Find the prefix of the row that shows these values."""
    for inline in answer.context["inline_admin_formsets"]:
        for form in inline.formset.initial_forms:
            if all(getattr(form.instance, name, None) == value for name, value in values.items()):
                return form.prefix
    raise AssertionError(f"no row with {values}")


# The sweep


def test_every_record_and_every_derived_row_has_its_pages():
    assert len(RECORDS) >= 31
    assert set(REGISTERED) <= set(site._registry)


@pytest.mark.parametrize("model", RECORDS, ids=lambda model: model.__name__)
def test_every_field_of_a_record_stands_on_its_page(model, rf, admin_user):
    request = rf.get("/")
    request.user = admin_user
    form = site.get_model_admin(model).get_form(request)
    own = [f for f in model._meta.get_fields() if f.concrete and f.editable and not f.auto_created]
    expected = {f.name for f in own if not f.many_to_many or f.remote_field.through._meta.auto_created}
    assert set(form.base_fields) == expected


def test_the_index_lists_the_nouns_in_their_order_and_hides_their_parts(admin_client):
    apps = opened(admin_client, reverse("admin:index")).context["app_list"]
    shown = [entry["model"] for entry in apps[0]["models"]]
    assert shown == [
        model
        for model in REGISTERED
        if not isinstance(site.get_model_admin(model), PartAdmin)
    ]
    assert [app["app_label"] for app in apps] == ["registry", "auth"]
    assert len(shown) == 18


@each_model
def test_every_list_opens_with_each_filter_and_a_search(model, admin_client):
    record = make(model)
    path = url(model, "changelist")
    answer = opened(admin_client, path)
    assert record in answer.context["cl"].result_list
    assert site.get_model_admin(model).search_fields
    opened(admin_client, path, q="made of words")
    tried = 0
    for spec in answer.context["cl"].filter_specs:
        if isinstance(spec, BoxFilter):
            typed = "1948-05" if isinstance(spec, DayFilter) else "a"
            queries = [urlencode({name: typed}) for name in spec.expected_parameters()]
        else:
            queries = [choice["query_string"][1:] for choice in spec.choices(answer.context["cl"])]
        for query in queries:
            opened(admin_client, f"{path}?{query}")
        tried += len(queries)
    assert tried >= len(site.get_model_admin(model).list_filter)


@each_model
def test_every_add_page_opens_unless_the_rows_are_derived(model, admin_client):
    if model in DERIVED:
        assert admin_client.get(url(model, "add")).status_code == 403
    else:
        opened(admin_client, url(model, "add"))


@each_model
def test_every_page_of_a_record_with_every_column_filled_opens(model, admin_client):
    record = make(model)
    opened(admin_client, url(model, "change", record.pk))
    opened(admin_client, url(model, "history", record.pk))
    if model not in DERIVED:
        opened(admin_client, url(model, "delete", record.pk))


@each_model
def test_the_page_of_every_record_in_the_fixtures_opens(model, admin_client):
    keys = list(model.objects.values_list("pk", flat=True))
    if not keys:
        pytest.skip("the fixtures hold none")
    shown = [opened(admin_client, url(model, "change", key)).context["original"] for key in keys]
    assert [record.pk for record in shown] == keys


# What pages cost


@each_model
def test_a_list_costs_as_many_queries_for_six_rows_as_for_one(model, admin_client):
    made = [make(model, number) for number in range(6)]
    path, pk = url(model, "changelist"), model._meta.pk.name
    costs = []
    for rows in (made[:1], made):
        query = {f"{pk}__in": ",".join(str(row.pk) for row in rows)}
        opened(admin_client, path, **query)
        with CaptureQueriesContext(connection) as queries:
            answer = opened(admin_client, path, **query)
        assert len(answer.context["cl"].result_list) == len(rows)
        costs.append(len(queries))
    assert costs[0] == costs[1]


def add_parts(treaty, number):
    """Give the treaty so many of each of its other parts."""
    others = states(number)
    topics = [Topic.objects.create(slug=f"new-{i}", name=f"New {i}") for i in range(3)]
    treaty.topics.set(topics)
    source = Source.objects.create(slug="new", title="New", rank="press")
    Treaty.objects.filter(pk=treaty.pk).update(source=source, in_force_source=source)
    for i, actor in enumerate(others):
        treaty.titles.create(language="fr", title=f"Titre {i}")
        treaty.texts.create(language="fr", version=f"version {i}", is_authentic=True)
        treaty.citations.create(scheme="unts", value=f"new {i}")
        treaty.depositary_roles.create(actor=actor)
        treaty.provisions.create(article=f"art. {i}", kind="other", source=source)
        treaty.relations.create(kind="amends", other=make_treaty(), source=source)


@pytest.mark.parametrize("page", [1, 4, 8])
def test_a_treaty_of_400_acts_opens_in_12_queries_and_300_kilobytes(page, admin_client):
    treaty = make_treaty(actions=400)
    add_parts(treaty, 3)
    path = f"{url(Treaty, 'change', treaty.pk)}?actions-page={page}"
    opened(admin_client, path)
    with CaptureQueriesContext(connection) as queries:
        answer = opened(admin_client, path)
    assert len(answer.context["inline_admin_formsets"][-1].formset.initial_forms) == 50
    assert len(queries) <= 12, "\n".join(query["sql"][:200] for query in queries)
    assert len(answer.content) <= 300_000


def test_a_treaty_with_full_pages_of_all_its_parts_stays_under_the_limit_of_fields(admin_client):
    treaty = make_treaty(actions=400)
    add_parts(treaty, 30)
    path = url(Treaty, "change", treaty.pk)
    data = posted(opened(admin_client, path))
    rows = [name for name in data if name.endswith("-treaty") and data[name] == treaty.pk]
    assert len(rows) == 53 + 6 * 11
    assert len(data) < settings.DATA_UPLOAD_MAX_NUMBER_FIELDS == 1000
    assert admin_client.post(path, data).status_code == 302


@pytest.mark.parametrize("actions", [195, 400])
def test_a_page_of_rows_is_saved_and_the_others_stay_as_they_were(actions, admin_client):
    treaty = make_treaty(actions)
    before = dict(treaty.actions.values_list("pk", "place"))
    path = f"{url(Treaty, 'change', treaty.pk)}?actions-page=2"
    answer = opened(admin_client, path)
    rows = answer.context["inline_admin_formsets"][-1].formset.initial_forms
    edited = rows[7].instance
    assert edited.actor.name.endswith("057")
    answer = saved(admin_client, path, **{f"{rows[7].prefix}-place": "Elsewhere"})
    assert answer.url == path
    assert dict(treaty.actions.values_list("pk", "place")) == before | {edited.pk: "Elsewhere"}


def test_one_can_save_and_go_on_to_the_next_page_of_rows(admin_client):
    path = url(Treaty, "change", make_treaty(actions=120).pk)
    answer = saved(admin_client, path, _continue="actions-page=2")
    assert answer.url == f"{path}?actions-page=2"
    page = opened(admin_client, answer.url).content.decode()
    assert "Acts 51 to 100 of 120" in page
    assert "actions-page=3" in page


@pytest.mark.parametrize("asked", ["0", "-1", "99", "x", "", "9" * 30])
def test_a_page_of_rows_that_does_not_exist_gives_one_that_does(asked, admin_client):
    path = url(Treaty, "change", make_treaty(actions=60).pk)
    answer = opened(admin_client, path, **{"actions-page": asked})
    rows = answer.context["inline_admin_formsets"][-1].formset.initial_forms
    assert len(rows) == (10 if asked == "99" else 50)


# What is typed


def test_a_row_that_a_colleague_adds_meanwhile_shifts_nothing(admin_client):
    treaty = make_treaty(actions=120)
    path = f"{url(Treaty, 'change', treaty.pk)}?actions-page=2"
    answer = opened(admin_client, path)
    edited = answer.context["inline_admin_formsets"][-1].formset.initial_forms[0]
    first = Actor.objects.create(slug="aaa", name="AAA", kind="state")
    TreatyAction.objects.create(treaty=treaty, actor=first, kind=ActionKind.SIGNATURE)
    data = posted(answer, **{f"{edited.prefix}-place": "Elsewhere"})
    assert admin_client.post(path, data).status_code == 302
    assert [row.pk for row in treaty.actions.filter(place="Elsewhere")] == [edited.instance.pk]
    assert treaty.actions.count() == 121


def test_a_row_that_a_colleague_deletes_meanwhile_is_told_and_nothing_typed_is_lost(admin_client):
    treaty = make_treaty(actions=3)
    path = url(Treaty, "change", treaty.pk)
    answer = opened(admin_client, path)
    gone, kept, _ = answer.context["inline_admin_formsets"][-1].formset.initial_forms
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
    treaty = make_treaty(actions=60)
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


def test_a_rule_over_dates_is_told_on_the_page_of_a_record(admin_client):
    treaty = make_treaty(adopted_on="1950")
    path = url(Treaty, "change", treaty.pk)
    data = posted(admin_client.get(path), stated_in_force_on="4 April 1949")
    answer = admin_client.post(path, data)
    assert "A treaty cannot enter into force before it is adopted." in answer.content.decode()
    assert "4 April 1949" in answer.content.decode()


def test_every_box_of_a_row_is_named_by_its_column_and_row(admin_client):
    treaty = make_treaty(actions=2)
    page = opened(admin_client, url(Treaty, "change", treaty.pk)).content.decode()
    boxes = re.findall(r"<(?:input|select|textarea)[^>]* name=\"actions-\d+-[^>]*>", page)
    seen = [box for box in boxes if 'type="hidden"' not in box]
    assert len(seen) == 5 * 7 + 2
    assert not [box for box in seen if "aria-label" not in box]
    actor = treaty.actions.first().actor
    assert f'aria-label="Signed or deposited, {actor}"' in page
