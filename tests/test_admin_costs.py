"""What a page of the admin costs: no more queries for 400 rows than for 10, whichever page."""

import itertools
from functools import partial

import pytest
from django.contrib.auth.models import User
from django.db import connection, models
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from registry.admin.base import DERIVED, site
from registry.choices import ChangeKind, ChangeState, StatementKind
from registry.dates.fields import DateBound
from registry.importers.changes import values_of
from registry.models import (
    FIXTURES,
    Change,
    ChangeSet,
    RatificationProtocol,
    SavedFilter,
    Statement,
    TreatyAction,
)
from tests.admin_pages import opened, url
from tests.test_admin import make, value_of

pytestmark = [pytest.mark.django_db, pytest.mark.long]

FEW, MANY = 10, 400
TOLD_APART_BY = ("number", "position", "version")
RECORDS = [model for noun in FIXTURES.values() for model in noun]
PARENTS = [model for model in RECORDS if site.get_model_admin(model).inlines]
numbers = itertools.count(1000)


def made(model, number, depth=0, **fixed):
    """Make so many rows at once, every column filled, each naming records of its own."""
    columns = {}
    if model is Statement:
        fixed["kind"] = StatementKind.OBJECTION
    for field in model._meta.concrete_fields:
        if field.name in fixed or field.auto_created or isinstance(field, DateBound):
            continue
        if field.is_relation and (not field.null or not depth):
            columns[field.name] = iter(made(field.related_model, number, depth + 1)).__next__
        elif field.is_relation:
            continue
        elif field.choices:
            fixed[field.name] = field.choices[0][0]
        elif not field.has_default() or field.name in TOLD_APART_BY:
            columns[field.name] = partial(filled, field)
    rows = [
        model(**fixed, **{name: value() for name, value in columns.items()}) for _ in range(number)
    ]
    return model.objects.bulk_create(rows)


def filled(field):
    number = next(numbers)
    if isinstance(field, models.IntegerField):
        return number % 30_000
    if type(field) is models.CharField and field.max_length < 20:
        return f"{number:x}"[-field.max_length :]
    return value_of(field, number)


def cost(client, path, **query):
    opened(client, path, **query)  # what is looked up once and kept
    with CaptureQueriesContext(connection) as queries:
        answer = opened(client, path, **query)
    return len(queries), answer


@pytest.mark.parametrize("model", [*RECORDS, *DERIVED], ids=lambda model: model.__name__)
def test_a_list_costs_no_more_for_400_rows_than_for_10(model, admin_client):
    rows = made(model, MANY)
    costs = {}
    for number, shown in ((FEW, FEW), (MANY, 50)):
        keys = ",".join(str(row.pk) for row in rows[:number])
        costs[number], answer = cost(
            admin_client, url(model, "changelist"), **{f"{model._meta.pk.name}__in": keys}
        )
        assert len(answer.context["cl"].result_list) == shown
        assert answer.context["cl"].result_count == number
    assert costs[MANY] == costs[FEW]


@pytest.mark.parametrize("model", RECORDS, ids=lambda model: model.__name__)
def test_a_history_costs_no_more_for_400_changes_than_for_10(model, admin_client):
    costs = {}
    for number in (FEW, MANY):
        record = make(model)
        states = [values_of(row) for row in made(model, 3)]
        now = timezone.now()
        sets = ChangeSet.objects.bulk_create(
            ChangeSet(state=ChangeState.PUBLISHED, published_at=now) for _ in range(number)
        )
        Change.objects.bulk_create(
            Change(
                change_set=change_set,
                kind=ChangeKind.CHANGE,
                model=model._meta.model_name,
                object_pk=record.pk,
                last_pk=record.pk,
                before=states[place % 3],
                after=states[(place + 1) % 3],
            )
            for place, change_set in enumerate(sets)
        )
        costs[number], answer = cost(admin_client, url(model, "history", record.pk))
        assert answer.context["page"].paginator.count == number
        assert len(answer.context["entries"]) == min(number, 25)
    assert costs[MANY] == costs[FEW]


@pytest.mark.parametrize("model", PARENTS, ids=lambda model: model.__name__)
def test_a_form_costs_no_more_for_400_rows_of_each_part_than_for_10(model, admin_client):
    costs = {}
    for number in (FEW, MANY):
        record = make(model)
        inlines = site.get_model_admin(model).inlines
        for inline in inlines:
            parents = [f for f in inline.model._meta.fields if f.related_model is model]
            name = inline.fk_name or parents[0].name
            made(inline.model, number, **{name: record})
        answer = opened(admin_client, url(model, "change", record.pk))
        for part in answer.context["inline_admin_formsets"]:
            assert part.formset.page.paginator.count >= number
        costs[number] = [
            cost(admin_client, url(model, page, record.pk))[0] for page in ("change", "delete")
        ]
    assert costs[MANY] == costs[FEW]


def test_the_desk_the_queue_accounts_and_searches_cost_no_more_for_400_than_for_10(
    admin_client, admin_user
):
    field = "app_label=registry&model_name=claim&field_name=source"
    pages = {
        "desk": reverse("admin:index"),
        "queue": url(ChangeSet, "changelist"),
        "accounts": reverse("admin:auth_user_changelist"),
        "quality": f"{reverse('admin:quality')}?kind=act_without_source",
        "search": f"{reverse('admin:search')}?q=title-",
        "chooser": f"{reverse('admin:autocomplete')}?{field}&term=title-",
    }
    costs = []
    for number in (FEW, MANY - FEW):
        made(RatificationProtocol, number)
        made(TreatyAction, number, source=None)
        people = User.objects.bulk_create(
            User(username=f"{number} {place}", is_staff=True) for place in range(number)
        )
        for state in (ChangeState.DRAFT, ChangeState.IN_REVIEW, ChangeState.WITHDRAWN):
            ChangeSet.objects.bulk_create(
                ChangeSet(state=state, author=author)
                for author in (*people, *[admin_user] * number)
            )
        SavedFilter.objects.bulk_create(
            SavedFilter(name=f"{number} {place}", path="/admin/", owner=owner, is_shared=True)
            for place, owner in enumerate(people)
        )
        costs.append({name: cost(admin_client, path)[0] for name, path in pages.items()})
    assert costs[0] == costs[1]
