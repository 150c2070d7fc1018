"""Questions that are composed once for a process: to compose one takes longer than to answer it."""

from collections.abc import Callable, Collection
from copy import copy
from datetime import date
from functools import cached_property
from inspect import signature

from django.db import connections
from django.db.models import Model, QuerySet, Value
from django.db.models.sql.compiler import SQLCompiler


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
        """Answer as the query itself does."""
        rows = self.rows(*values)
        if not rows:
            return []
        # Django makes the records of these rows, as if it had just asked for them.
        found, compiler, *_ = self._composed
        compiler, query = copy(compiler), copy(found.query)
        compiler.execute_sql = lambda *_, **__: [rows]
        query.get_compiler = lambda *_, **__: compiler
        asked = QuerySet(found.model, query, found.db)
        asked._prefetch_related_lookups = found._prefetch_related_lookups
        return list(asked)
