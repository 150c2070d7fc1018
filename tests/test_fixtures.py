"""Fixtures are code: loaded, cleaned, loaded twice, dumped byte for byte."""

import json
import random
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core import serializers
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import CheckConstraint
from django.test.utils import CaptureQueriesContext

from registry.dates import UncertainDate
from registry.importers.fixtures import MODELS, as_files, findings, plain_key, records_of
from registry.importers.fixtures.rules import can_be_told, getter_of, names_in, rule_of
from registry.importers.fixtures.stored import links_of
from registry.models import FIXTURES, Problem
from registry.models.participation import stale
from tests.small_registry import clear, digest, load, store

ROOT = Path(__file__).resolve().parent.parent
FILES = [ROOT / "fixtures" / f"{stem}.json" for stem in FIXTURES]

pytestmark = pytest.mark.django_db


@pytest.fixture
def empty():
    clear()


@pytest.fixture
def stored(tmp_path):
    store(tmp_path)
    return tmp_path


# What the acts of the real world contradict, each with its remark; nothing else may.
EXPLAINED = {
    ("cedaw", "cambodia", "accession_after_signature"),
    ("iccpr", "cambodia", "accession_after_signature"),
}


def test_the_fixtures_contradict_themselves_only_where_a_remark_explains_it():
    problems = list(Problem.objects.select_related("treaty", "actor", "act"))
    assert {(row.treaty.slug, row.actor.slug, row.code) for row in problems} == EXPLAINED
    for row in problems:
        accession = row.treaty.actions.get(actor=row.actor, kind="accession")
        assert accession.remark, row


def test_the_fixtures_are_all_there_and_each_holds_records():
    for path in FILES:
        assert len(json.loads(path.read_text())) > 0, path


def test_the_fixtures_load_into_an_empty_database_in_few_queries_and_only_once(empty):
    rows = sum(len(json.loads(path.read_text())) for path in FILES)
    with CaptureQueriesContext(connection) as queries:
        assert load(*FILES) == (0, f"{rows} added, 0 changed, 0 unchanged.", [])
    to_read_to_number_and_to_write = 3 * len(MODELS)
    assert len(queries) <= rows / 100 + 70 + to_read_to_number_and_to_write
    assert not stale()
    before = digest()
    assert load(*FILES) == (0, f"0 added, 0 changed, {rows} unchanged.", [])
    assert digest() == before


def test_what_is_dumped_after_a_load_is_byte_for_byte_what_was_loaded(empty):
    load(*FILES)
    for name, content in as_files().items():
        assert content == (ROOT / "fixtures" / name).read_bytes(), name


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.model_name)
def test_the_fixture_rows_are_clean(model, every):
    """Of many rows a fifth: the check of the registry looks at all of them."""
    rows = model._base_manager.all()
    for row in rows[:: every if rows.count() < 500 else max(every, 5)]:
        row.full_clean()


@pytest.mark.sampled(5)
@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.model_name)
def test_no_rule_told_from_memory_refuses_a_fixture_row(model):
    assert list(findings(model, records_of(model))) == []


def test_a_dump_is_what_djangos_serializer_writes(stored):
    for name, content in as_files().items():
        rows = [
            row
            for model in FIXTURES[name.removesuffix(".json")]
            for row in sorted(model._base_manager.all(), key=plain_key)
        ]
        expected = serializers.serialize(
            "json",
            rows,
            indent=2,
            ensure_ascii=False,
            use_natural_foreign_keys=True,
            use_natural_primary_keys=True,
        )
        links = json.loads(expected)
        assert json.loads(content) == sort_links(links)
        if all(sort_links(row) == row for row in links):
            assert content.decode() == expected


def sort_links(value):
    """Sort every list of lists: what links a record to others, in no order of their own."""
    if isinstance(value, dict):
        return {name: sort_links(part) for name, part in value.items()}
    if isinstance(value, list) and value and all(isinstance(part, list) for part in value):
        return sorted(value)
    return [sort_links(part) for part in value] if isinstance(value, list) else value


@pytest.mark.long
def test_a_dump_asks_for_keys_and_then_for_rows_in_blocks(stored):
    load(*FILES)
    relations = sum(len(links_of(model)) for model in MODELS)
    rows = sum(model._base_manager.count() for model in MODELS)
    with CaptureQueriesContext(connection) as captured:
        as_files()
    assert len(captured) <= 2 * len(MODELS) + relations + rows / 1000


CHECKS = [
    (model, constraint)
    for model in MODELS
    for constraint in model._meta.constraints
    if isinstance(constraint, CheckConstraint)
]

VALUES = {
    "UncertainDateField": [None, *map(UncertainDate, ["1940", "1950", "1949-05/1950-02", "../.."])],
    "BooleanField": [True, False],
    "CharField": ["", "x"],
    "number": [None, 0, 1, 2, 101],
    "DateField": [None, "1950-01-01"],
}


@pytest.mark.sampled(5)
@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check[1].name)
def test_a_check_told_from_memory_agrees_with_the_database(check):
    model, constraint = check
    assert can_be_told(constraint.condition)
    holds = rule_of(constraint.condition, getter_of(model))
    rng = random.Random(constraint.name)  # noqa: S311
    answers = set()
    for _ in range(100):
        row = model()
        for name in dict.fromkeys(names_in(constraint.condition, model)):
            column = model._meta.get_field(name)
            kind = type(column).__name__
            choices = VALUES.get(kind, VALUES["number"])
            if column.choices:
                choices = ["", *(word for word, _ in column.flatchoices)]
            setattr(row, column.attname, rng.choice(choices))
        row.pk = 1
        try:
            constraint.validate(model, row)
            answer = True
        except ValidationError:
            answer = False
        assert (holds(row) is not False) == answer, vars(row)
        answers.add(answer)
    assert answers == {True, False}


@pytest.mark.parametrize("model", [model for model in MODELS if model.CLEAN_ASKS])
def test_clean_finds_nothing_without_the_relations_that_it_is_said_to_ask(model):
    """A load asks `clean` only of rows that have one of them: nothing else may break its rules."""
    names = [path.partition("__")[0] for path in model.CLEAN_ASKS]
    empty = dict.fromkeys(names) | {f"{name}_id": None for name in names}
    model.clean(SimpleNamespace(**empty))
