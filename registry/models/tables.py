"""Rows read and written many at a time, as the database itself holds them."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import islice
from typing import TypeVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import DateField, DecimalField, Field, Model

Item = TypeVar("Item")


def batches(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    """Yield so many items at a time, the rest last: `itertools.batched` of Python 3.12."""
    waiting = iter(items)
    while batch := list(islice(waiting, size)):
        yield batch


class Table:
    """The table of a model, spoken to in its own language: an object for each row is too slow."""

    def __init__(self, model: type[Model], using: str = DEFAULT_DB_ALIAS):
        self.model = model
        self.using = using
        self.connection = connections[using]
        self.name = model._meta.db_table
        self.fields = {column.attname: column for column in model._meta.concrete_fields}
        self.key = model._meta.pk.attname

    def _quoted(self, attnames: Iterable[str]) -> str:
        quote = self.connection.ops.quote_name
        return ", ".join(quote(self.fields[attname].column) for attname in attnames)

    @property
    def _is_sqlite(self) -> bool:
        return self.connection.vendor == "sqlite"

    def rows(
        self, attnames: Sequence[str], *, among: Collection[int] | None = None, by: str = ""
    ) -> Iterator[tuple]:
        """Read columns of all rows, or of those whose key (or column `by`) is among some numbers.

        Values are as the database gives them, but for decimals.
        """
        table = self.connection.ops.quote_name(self.name)
        query = f"SELECT {self._quoted(attnames)} FROM {table}"  # noqa: S608
        parameters = []
        if among is not None:
            condition, parameters = self._among(by or self.key, among)
            query += f" WHERE {condition}"
        decimals = [
            (place, self.fields[name])
            for place, name in enumerate(attnames)
            if isinstance(self.fields[name], DecimalField)
        ]
        # An ordinary cursor of PostgreSQL would take in all rows at once.
        cursor = self.connection.chunked_cursor if among is None else self.connection.cursor
        with cursor() as cursor:
            cursor.execute(query, parameters)
            while found := cursor.fetchmany(2000):
                yield from (exact(found, decimals) if decimals else found)

    def insert(self, attnames: Sequence[str], rows: Collection[Sequence]) -> None:
        if not rows:
            return
        table, columns = self.connection.ops.quote_name(self.name), self._quoted(attnames)
        with self.connection.cursor() as cursor:
            if self._is_sqlite:
                marks = ", ".join(["%s"] * len(attnames))
                cursor.executemany(
                    f"INSERT INTO {table} ({columns}) VALUES ({marks})",  # noqa: S608
                    rows,
                )
                return
            with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)

    def update(self, attnames: Sequence[str], rows: Collection[Sequence]) -> None:
        """Write these columns of rows; the key comes first in each."""
        if not rows:
            return
        quote = self.connection.ops.quote_name
        key, *names = attnames
        sets = ", ".join(f"{quote(self.fields[name].column)} = %s" for name in names)
        with self.connection.cursor() as cursor:
            cursor.executemany(
                f"UPDATE {quote(self.name)} SET {sets} "  # noqa: S608
                f"WHERE {self._quoted([key])} = %s",
                [(*row[1:], row[0]) for row in rows],
            )

    def delete(self, numbers: Collection[int], *, by: str = "") -> None:
        """Delete rows by their key (or column `by`), without looking for what refers to them."""
        with self.connection.cursor() as cursor:
            table = self.connection.ops.quote_name(self.name)
            condition, parameters = self._among(by or self.key, numbers)
            cursor.execute(f"DELETE FROM {table} WHERE {condition}", parameters)  # noqa: S608

    def _among(self, attname: str, numbers: Collection[int]) -> tuple[str, list]:
        """Write a condition that takes one parameter, however many numbers there are."""
        if self._is_sqlite:
            found = "IN (SELECT value FROM json_each(%s))"
            return f"{self._quoted([attname])} {found}", [str(list(numbers))]
        return f"{self._quoted([attname])} = ANY(%s)", [list(numbers)]

    def as_stored(self, column: Field, value: object) -> object:
        """Give a value as `rows` reads it."""
        if isinstance(column, DateField | DecimalField):
            return value
        return column.get_db_prep_save(value, self.connection)


def exact(rows: Iterable[tuple], decimals: list[tuple[int, DecimalField]]) -> Iterator[tuple]:
    """Give decimals as such: SQLite keeps them as binary fractions."""
    for row in rows:
        values = list(row)
        for place, column in decimals:
            if isinstance(values[place], int | float):
                unit = Decimal(1).scaleb(-column.decimal_places)
                values[place] = Decimal(str(values[place])).quantize(unit)
        yield tuple(values)
