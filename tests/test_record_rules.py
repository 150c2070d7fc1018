"""What must hold for records is told from memory as the database and the models would tell it."""

import pytest
from django.db.models import Q
from django.db.models.functions import Lower

from registry.importers.fixtures import MODELS, findings, records_of, shown
from registry.importers.fixtures.keys import Keys
from registry.importers.fixtures.rules import can_be_told, getter_of, rule_of
from registry.importers.fixtures.stored import plain_key
from registry.models import Actor, Source, Topic, Treaty, TreatyAction, TreatyRelation
from tests.small_registry import store

pytestmark = pytest.mark.django_db


def broken(model, records):
    return [(found.values, found.reason) for found in findings(model, records)]


@pytest.fixture
def stored(tmp_path):
    store(tmp_path)


def test_the_small_registry_breaks_no_rule(stored):
    for model in MODELS:
        assert broken(model, records_of(model)) == []


def test_the_key_of_a_record_asks_nothing_more(stored, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr("registry.importers.fixtures.stored.BLOCK", 2)
    for model in MODELS:
        records = list(records_of(model))
        assert [one.pk for one in records] == sorted(model.objects.values_list("pk", flat=True))
        with django_assert_num_queries(0):
            keys = [plain_key(one) for one in records]
        assert keys == [plain_key(model.objects.get(pk=one.pk)) for one in records]


def test_some_records_are_read_by_their_numbers(stored):
    acts = list(records_of(TreatyAction))
    assert list(records_of(TreatyAction, [acts[1].pk, 10**6])) == [acts[1]]


def test_a_relation_that_must_be_there(stored):
    act = next(records_of(TreatyAction))
    act.actor = None
    assert ({"actor": None}, "It must not be null.") in broken(TreatyAction, [act])
    act.actor_id = 10**6
    told = ({"actor": 10**6}, "It must refer to a record that exists.")
    assert told in broken(TreatyAction, [act])


def test_a_reference_to_what_has_no_key_is_told_by_its_number(stored):
    act = next(records_of(TreatyAction))
    act.refers_to = TreatyAction(pk=10**6, treaty_id=10**6)
    told = ({"refers_to": [10**6]}, "An act refers to another act under the same treaty.")
    assert broken(TreatyAction, [act]) == [told]


def test_a_check_of_the_database(stored):
    treaty = next(records_of(Treaty))
    relation = TreatyRelation(treaty=treaty, kind="supersedes", other=treaty)
    assert broken(TreatyRelation, [relation]) == [
        (
            {"treaty": [treaty.slug], "other": [treaty.slug]},
            "A treaty has no relation to itself.",
        )
    ]


def test_what_only_one_may_have(stored):
    first, second = (Actor(slug=slug, kind="state", name=slug) for slug in ("a", "b"))
    assert broken(Actor, [first, second]) == []  # neither has a code
    first.iso3 = second.iso3 = "RUR"
    ((values, reason),) = broken(Actor, [first, second])
    assert values == {"iso3": "RUR"}
    assert reason
    first.iso3, second.slug = "", "a"
    assert broken(Actor, [first, second]) == [({"slug": "a"}, "Another actor has this slug.")]


def test_a_chain_that_comes_back(stored):
    first, second, third = (Topic.objects.create(slug=slug, name=slug) for slug in "abc")
    first.parent, second.parent, third.parent = second, first, first
    Topic.objects.bulk_update([first, second, third], ["parent"])
    assert broken(Topic, [first, second, third]) == [
        ({"parent": ["b"]}, "The chain must come to an end: a → b → a."),
        ({"parent": ["a"]}, "The chain must come to an end: b → a → b."),
    ]
    second.slug = ""
    assert [reason for _, reason in broken(Topic, [first, second])] == [
        "It must not be empty.",
        "The chain must come to an end: a → b → a.",
    ]


def test_a_check_that_speaks_of_the_number_of_a_row_shows_no_number():
    actor = Actor.objects.create(slug="own", kind="state", name="Own")
    actor.parent = actor
    assert broken(Actor, [actor]) == [
        ({"parent": ["own"], "id": None}, "An actor cannot be its own parent."),
    ]


def test_a_value_is_shown_however_deep_it_is():
    value = []
    for _ in range(100_000):
        value = [value]
    assert shown(value) == "[" * 79 + "…"
    while value:  # to be freed from the outside would go as deep
        value = value.pop()


def test_a_row_without_a_key_is_shown_by_its_number():
    assert Keys().written(Topic, 10**6) == [10**6]


def test_a_key_with_nothing_in_it_is_written_empty():
    assert plain_key(Source(slug=None)) == ("",)


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        (Q(name="A"), True),
        (~Q(name="A"), False),
        (Q(cow_code__gt=5), None),
        (Q(cow_code__isnull=True), True),
        (Q(cow_code=None), True),
        (Q(name="A") | Q(cow_code__gt=5), True),
        (Q(name="B") | Q(cow_code__gt=5), None),
        (Q(name="B") & Q(cow_code__gt=5), False),
        (Q(name="A") & Q(cow_code__gt=5), None),
        (Q(name__in=["A", "B"]), True),
    ],
)
def test_a_condition_is_told_as_by_the_database(condition, holds):
    """What is not known of a value that is not there is not known, and breaks no check."""
    told = rule_of(condition, getter_of(Actor))
    assert told(Actor(slug="a", kind="state", name="A")) is holds
    actor = Actor.objects.create(slug="as-asked", kind="state", name="A")
    found = Actor.objects.filter(pk=actor.pk).filter(condition).exists()
    assert found is (holds is True)


@pytest.mark.parametrize(
    "condition", [Q(name=Lower("name")), Q(name__regex="a"), Q(name="a") ^ Q(name="b"), Q(Lower(1))]
)
def test_what_only_a_database_can_tell_is_left_to_it(condition):
    assert not can_be_told(condition)
