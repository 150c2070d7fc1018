"""Long lists as bits: which records a filter keeps, how many, and which of them are on a page.

A set of records is an integer whose bit n stands for the record at place n of the list. So a
filter is an `&`, a count is a `bit_count`, and no page is further away than another.
"""

from collections.abc import Collection, Hashable, Iterable, Iterator, Sequence
from functools import cached_property

# So many bytes of a set are looked through at once for the records of a page.
BLOCK = 256
NO, YES = b"0", ord("1")
OTHERS = 255

# A facet's values with the sets of records that have them.
Sets = dict[Hashable, int]


class Order:
    """The primary keys of records in the order of their list."""

    def __init__(self, keys: Sequence[int]):
        self.keys = list(keys)
        self.whole = (1 << len(self.keys)) - 1

    @cached_property
    def _places(self) -> dict[int, int]:
        return {key: place for place, key in enumerate(self.keys)}

    def of(self, keys: Iterable[int]) -> int:
        """Give the set of these records; those that are not in the list are left out."""
        places = map(self._places.get, keys)
        return self.at(place for place in places if place is not None)

    def at(self, places: Iterable[int]) -> int:
        """Give the set of the records at these places."""
        marks = bytearray(NO) * len(self.keys)
        for place in places:
            marks[place] = YES
        return bits(marks)

    def split(self, values: Iterable[Hashable]) -> Sets:
        """Give the set of the records that have each value; the values come in the list's order."""
        values = list(values)
        names = list(dict.fromkeys(values))
        found = {}
        for first in range(0, len(names), OTHERS):  # a byte tells so many apart
            some = names[first : first + OTHERS]
            numbers = {name: number for number, name in enumerate(some)}
            sets = told_apart(bytes(numbers.get(value, OTHERS) for value in values))
            found |= {name: sets[number] for number, name in enumerate(some)}
        return found

    def page(self, kept: int, start: int, stop: int) -> list[int]:
        """List the records from one place among those kept to before another."""
        if kept == self.whole:
            return self.keys[start:stop]
        found: list[int] = []
        for place, word in _blocks(kept):
            number = word.bit_count()
            if start >= number:
                start, stop = start - number, stop - number
                continue
            inside = [place + at for at, mark in enumerate(f"{word:b}"[::-1]) if mark == "1"]
            found += [self.keys[at] for at in inside[start:stop]]
            start, stop = 0, stop - number
            if stop <= 0:
                break
        return found


class Kept(Collection):
    """The records of a list that a filter keeps; read as a whole or sliced, as a paginator does."""

    def __init__(self, order: Order, kept: int):
        self.order = order
        self.kept = kept

    def __len__(self):
        return self.kept.bit_count()

    def __iter__(self) -> Iterator[int]:
        return iter(self[0 : len(self)])

    def __contains__(self, key):
        return bool(self.order.of([key]) & self.kept)

    def __getitem__(self, places: slice) -> list[int]:
        return self.order.page(self.kept, places.start or 0, places.stop)


def told_apart(numbers: bytes) -> dict[int, int]:
    """Give the set of the places at which each number stands."""
    found = {}
    for number in set(numbers):
        table = bytearray(NO) * 256
        table[number] = YES
        found[number] = bits(numbers.translate(table))
    return found


def bits(marks: bytes | bytearray) -> int:
    """Read noughts and ones, the first of which is bit 0."""
    return int(bytes(marks[::-1]) or NO, 2)


def _blocks(kept: int) -> Iterator[tuple[int, int]]:
    data = kept.to_bytes((kept.bit_length() + 7) // 8, "little")
    for at in range(0, len(data), BLOCK):
        yield at * 8, int.from_bytes(data[at : at + BLOCK], "little")
