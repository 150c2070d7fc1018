"""What the cell of a table holds of a value, and what JSON does."""

import json
from datetime import date
from decimal import Decimal
from types import MappingProxyType

import pytest
from django.utils.translation import gettext_lazy

from registry.choices import Standing
from registry.dates import Answer, Count, UncertainDate, what_must_hold
from registry.exports import as_json, cell
from registry.filters.base import Choice


@pytest.mark.parametrize(
    ("value", "held"),
    [
        (None, ""),
        (True, "yes"),
        (False, "no"),
        (29, 29),
        (Decimal("2.50"), "2.50"),
        (UncertainDate("1951-10"), "1951-10"),
        (Standing.PARTY, "party"),
        ("=1+1", "=1+1"),
    ],
)
def test_a_cell_holds_a_number_or_a_text(value, held):
    assert cell(value) == held
    assert type(cell(value)) is type(held)


def test_json_holds_our_values_as_text_pairs_and_lists():
    content = {
        "day": UncertainDate("1949-04"),
        "count": Count(1, None),
        "answer": Answer.NOT_KNOWN,
        "mapping": MappingProxyType({"on": date(1949, 4, 4)}),
        "rows": (Choice("a", "A", 2, is_chosen=False), frozenset({Standing.PARTY})),
        "words": gettext_lazy("Party"),
    }
    assert json.loads(as_json(content)) == {
        "day": "1949-04",
        "count": {"at_least": 1, "at_most": None},
        "answer": "not known",
        "mapping": {"on": "1949-04-04"},
        "rows": [["a", "A", 2, False], ["party"]],
        "words": "Party",
    }


def test_a_reason_that_has_no_translation_is_told_as_it_stands():
    assert what_must_hold(ValueError("no such day")) == "no such day"
