"""A list held as bits keeps, counts and pages the same records as a list held as a list."""

from hypothesis import given
from hypothesis import strategies as st

from registry.queries.orders import Kept, Order

ROWS = st.lists(st.integers(0, 300), max_size=3000)


@given(ROWS, st.integers(0, 300), st.integers(0, 3000))
def test_a_filter_and_a_page_are_those_of_plain_lists(values, few, start):
    order = Order(range(7, 7 + 3 * len(values), 3))
    sets = order.split(values)
    wanted = [key for key, value in zip(order.keys, values, strict=True) if value < few]
    kept = 0
    for value, own in sets.items():
        assert own.bit_count() == values.count(value)
        kept |= own if value < few else 0
    assert kept == order.of(wanted)
    assert kept.bit_count() == len(Kept(order, kept)) == len(wanted)
    assert list(Kept(order, kept)) == wanted
    assert Kept(order, kept)[start : start + 50] == wanted[start : start + 50]
    assert Kept(order, order.whole)[start : start + 50] == order.keys[start : start + 50]


def test_records_that_are_not_in_the_list_are_left_out():
    order = Order([5, 3, 9])
    assert order.of([9, 4, 5]) == 0b101
    assert order.of([]) == 0 == Order([]).whole
    assert list(Kept(Order([]), 0)) == []
    assert 3 in Kept(order, 0b10)
    assert 9 not in Kept(order, 0b10)


def test_more_values_than_a_byte_tells_apart_are_told_apart():
    order = Order(range(1000))
    sets = order.split(number % 600 for number in range(1000))
    assert list(Kept(order, sets[599])) == [599]
    assert list(Kept(order, sets[255])) == [255, 855]
