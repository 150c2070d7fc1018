"""Every page of the admin opens, and no list costs more queries for more rows."""

import itertools
from datetime import date
from urllib.parse import urlencode

import pytest
from django.contrib.admin.utils import label_for_field
from django.db import connection, models
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise

from registry.admin.base import DERIVED, PartAdmin, site
from registry.admin.filters import BoxFilter, DayFilter
from registry.choices import StatementKind
from registry.dates import UncertainDateField
from registry.dates.fields import DateBound
from registry.models import FIXTURES, ChangeSet, Problem, Statement
from tests.admin_pages import opened, url

pytestmark = pytest.mark.django_db

RECORDS = [model for noun in FIXTURES.values() for model in noun]
REGISTERED = [*RECORDS, *DERIVED]
each_model = pytest.mark.parametrize("model", REGISTERED, ids=lambda model: model.__name__)

numbers = itertools.count(1)


def make(model, depth=0, **values):
    """Make a record with every column filled and other records of its own, some levels deep."""
    if model is Statement:
        values["kind"] = StatementKind.OBJECTION
    for field in model._meta.concrete_fields:
        if field.name not in values and not field.auto_created and not isinstance(field, DateBound):
            values |= filled(field, depth)
    record = model.objects.create(**values)
    for field in model._meta.many_to_many:
        if depth < 2 and field.remote_field.through._meta.auto_created:
            getattr(record, field.name).set(make(field.related_model, depth + 2) for _ in range(2))
    return record


def filled(field, depth):
    if field.is_relation:
        wanted = depth < 2 or not field.null
        return {field.name: make(field.related_model, depth + 1)} if wanted else {}
    if field.choices:
        return {field.name: field.choices[0][0]}
    return {} if field.has_default() else {field.name: value_of(field, next(numbers))}


def value_of(field, number):
    if isinstance(field, UncertainDateField):
        return "2000-01-01"
    if isinstance(field, models.IntegerField | models.DecimalField):
        return number % 100 + 1
    if isinstance(field, models.DateField):
        return date(2000, 1, 1)
    if "url" in field.name:
        return f"https://example.org/{field.name}/{number}"
    text = f"{number:x}" if field.max_length and field.max_length < 10 else f"{field.name}-{number}"
    return text[: field.max_length]


def test_every_record_and_every_derived_row_has_its_pages():
    assert len(RECORDS) >= 31
    assert set(REGISTERED) <= set(site._registry)


@pytest.mark.parametrize("model", RECORDS, ids=lambda model: model.__name__)
def test_every_field_of_a_record_stands_on_its_page(model, rf, admin_user):
    request = rf.get("/")
    request.user = admin_user
    form = site.get_model_admin(model).get_form(request)
    columns = [*model._meta.fields, *model._meta.many_to_many]
    own = [f for f in columns if f.editable and not f.auto_created]
    expected = {
        f.name for f in own if not f.many_to_many or f.remote_field.through._meta.auto_created
    }
    assert set(form.base_fields) == expected


def test_the_index_lists_the_nouns_in_their_order_and_hides_their_parts(admin_client):
    apps = opened(admin_client, reverse("admin:index")).context["app_list"]
    shown = [entry["model"] for entry in apps[0]["models"]]
    nouns = [
        model for model in REGISTERED if not isinstance(site.get_model_admin(model), PartAdmin)
    ]
    assert shown == [ChangeSet, *nouns]
    assert [app["app_label"] for app in apps] == ["registry", "auth"]
    assert len(shown) == 21


@pytest.mark.parametrize("model", site._registry, ids=lambda model: model.__name__)
def test_every_heading_of_a_form_can_be_translated(model):
    headings = [heading for heading, _ in site.get_model_admin(model).fieldsets or () if heading]
    assert not [heading for heading in headings if not isinstance(heading, Promise)]


# What French calls by the same word.
ALIKE = {
    *("alliance", "article", "articles", "clause", "code", "condition", "conditions", "date"),
    *("description", "form", "instrument", "iso alpha-3", "kind", "message", "mission"),
    *("missions", "note", "position", "source", "version"),
}


@pytest.mark.parametrize("model", site._registry, ids=lambda model: model.__name__)
def test_every_column_of_a_list_has_a_french_heading(model):
    model_admin = site.get_model_admin(model)

    def headings(language):
        with translation.override(language):
            return [
                str(label_for_field(one, model, model_admin)) for one in model_admin.list_display
            ]

    pairs = zip(headings("en"), headings("fr"), strict=True)
    assert not [
        english for english, french in pairs if english == french and english.lower() not in ALIKE
    ]


@pytest.mark.sampled(20)
@each_model
def test_every_list_opens_with_each_filter_and_a_search(model, admin_client):
    record = make(model)
    path = url(model, "changelist")
    found = opened(admin_client, path, **{f"{model._meta.pk.name}__in": record.pk})
    assert list(found.context["cl"].result_list) == [record]
    answer = opened(admin_client, path)
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


@pytest.mark.sampled(5)
@each_model
def test_every_add_page_opens_unless_the_rows_are_derived(model, admin_client):
    if model in DERIVED:
        assert admin_client.get(url(model, "add")).status_code == 403
    else:
        opened(admin_client, url(model, "add"))


@pytest.mark.sampled(5)
@each_model
def test_every_page_of_a_record_with_every_column_filled_opens(model, admin_client):
    record = make(model)
    opened(admin_client, url(model, "change", record.pk))
    opened(admin_client, url(model, "history", record.pk))
    if model not in DERIVED:
        opened(admin_client, url(model, "delete", record.pk))


def shape(row):
    values = [(field, getattr(row, field.attname)) for field in row._meta.concrete_fields]
    return tuple(value if field.choices else not value for field, value in values)


@pytest.mark.sweep
@each_model
def test_the_page_of_every_record_in_the_fixtures_opens(model, admin_client):
    """One of those alike in the words chosen and the columns filled."""
    if model is Problem and not Problem.objects.exists():
        make(model)
    rows = list(model.objects.all())
    assert rows
    for row in {shape(row): row for row in rows}.values():
        assert opened(admin_client, url(model, "change", row.pk)).context["original"] == row


@pytest.mark.sampled(5)
@each_model
def test_a_list_costs_as_many_queries_for_six_rows_as_for_one(model, admin_client):
    made = [make(model) for _ in range(6)]
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
