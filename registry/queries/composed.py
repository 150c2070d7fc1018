"""Questions that are composed once for a process: to compose one takes longer than to answer it."""

from collections.abc import Callable, Collection
from datetime import date
from functools import cached_property
from inspect import signature
from typing import Any

from django.db import connections
from django.db.models import Model, QuerySet, Value, prefetch_related_objects
from django.db.models.sql.compiler import SQLCompiler

from registry.dates import DateBound


class _Place:
    """Stands in a query for a value that is named when the question is asked."""

    def __init__(self, number: int):
        self.number = number


def _bare(parameter: object) -> object:
    """Give the place itself where Django hands on the expression that holds it."""
    return parameter.value if isinstance(parameter, Value) else parameter


class Question:
    """A query as a function of what it is asked about, which are numbers, texts or days.

    `Question(lambda slug: Actor.objects.filter(slug=slug))` is given expressions that stand for
    the values which each call names. One that stands alone in a list, as in `pk__in=[keys]`
    or `treaty__pk__in=[keys]`, stands for any number of them, but not for none.
    """

    def __init__(self, compose: Callable[..., QuerySet]):
        self.compose = compose

    @cached_property
    def _composed(self) -> tuple[QuerySet, SQLCompiler, list[str], list]:
        places = range(len(signature(self.compose).parameters))
        found = self.compose(*(Value(_Place(number)) for number in places))
        compiler = found.query.get_compiler(found.db)
        sql, parameters = compiler.as_sql()
        return found, compiler, sql.split("%s"), [*map(_bare, parameters)]

    @cached_property
    def _shape(self) -> "_Shape":
        _, compiler, *_ = self._composed
        return _Shape(compiler)

    def rows(self, *values: int | str | date | Collection[int]) -> list[tuple]:
        """Answer with tuples as the database holds them: uncertain dates and sentences are text."""
        found, _, (sql, *rest), parameters = self._composed
        connection = connections[found.db]
        adapt, given = connection.ops.adapt_datefield_value, []
        for one, text in zip(parameters, rest, strict=True):
            value = values[one.number] if isinstance(one, _Place) else one
            several = value if isinstance(value, Collection) and not isinstance(value, str) else ()
            given += several or [adapt(value) if isinstance(value, date) else value]
            sql += ", ".join(["%s"] * (len(several) or 1)) + text
        with connection.cursor() as cursor:
            cursor.execute(sql, given)
            return cursor.fetchall()

    def records(self, *values: int | str | date | Collection[int]) -> list[Model]:
        """Answer as the query itself does, but that what several rows name is one record."""
        rows = self.rows(*values)
        if not rows:
            return []
        found, _, *_ = self._composed
        known: dict[tuple, Model] = {}
        records = [self._shape.record(row, found.db, known) for row in rows]
        prefetch_related_objects(records, *found._prefetch_related_lookups)
        return records


class _Shape:
    """Where in the rows of a query the columns of a model stand, and those of its relations.

    Django makes a record of each row, and one for each relation of each; many name the same.
    """

    def __init__(self, compiler: SQLCompiler, info: dict[str, Any] | None = None):
        told = info or compiler.klass_info
        self.model = told["model"]
        first, *_, last = told["select_fields"]
        self.columns = slice(first, last + 1)
        self.names = [column.target.attname for column, *_ in compiler.select[self.columns]]
        self.key = first + self.names.index(self.model._meta.pk.attname)
        self.annotations = {} if info else compiler.annotation_col_map or {}
        self.converted = [
            (place, converters, expression)
            for place, (converters, expression) in _converters(compiler).items()
            if first <= place <= last or place in self.annotations.values()
        ]
        self.connection = compiler.connection
        self.relations = [
            (_Shape(compiler, one), one["local_setter"], one["remote_setter"])
            for one in told.get("related_klass_infos", ())
        ]

    def record(self, row: tuple, using: str, known: dict[tuple, Model]) -> Model:
        row = list(row)
        for place, converters, expression in self.converted:
            for convert in converters:
                row[place] = convert(row[place], expression, self.connection)
        record = self.model.from_db(using, self.names, row[self.columns])
        for name, place in self.annotations.items():
            setattr(record, name, row[place])
        for shape, set_here, set_there in self.relations:
            other = shape.related(row, using, known)
            set_here(record, other)
            if other is not None:
                set_there(other, record)
        return record

    def related(self, row: list, using: str, known: dict[tuple, Model]) -> Model | None:
        key = self, row[self.key]
        if key not in known:
            known[key] = None if key[1] is None else self.record(row, using, known)
        return known[key]


def _converters(compiler: SQLCompiler) -> dict[int, tuple[list[Callable], Any]]:
    """Give by place what makes a value of what is stored; a bound is made of its date instead."""
    columns = [column for column, *_ in compiler.select]
    found = compiler.get_converters(columns)
    return {
        place: how
        for place, how in found.items()
        if not isinstance(getattr(columns[place], "target", None), DateBound)
    }
