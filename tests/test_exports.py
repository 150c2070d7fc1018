"""What the cell of a table holds of a value."""

from decimal import Decimal

import pytest

from registry.choices import Standing
from registry.dates import UncertainDate, what_must_hold
from registry.exports import cell


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


def test_a_reason_that_has_no_translation_is_told_as_it_stands():
    assert what_must_hold(ValueError("no such day")) == "no such day"
