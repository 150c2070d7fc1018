import time
from collections.abc import Callable
from contextlib import ExitStack

from django.conf import settings
from django.db import connections
from django.http import HttpRequest, HttpResponse

from registry.languages import without_language

# SQLite asks after so many steps of its machine: some ten thousand times a second.
STEPS = 10_000


class QueryTimeLimit:
    """Bound the time that each query of a public page may take: QUERY_SECONDS.

    A query past it fails with Django's OperationalError, which is answered with words. Staff are
    not bound: an import or a bulk action may take its time. What is streamed comes later, and is
    not bound either.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        seconds = 0 if is_of_staff(request) else settings.QUERY_SECONDS
        with ExitStack() as bounds:
            for connection in connections.all():  # replicas as well
                kind = {"sqlite": SQLiteLimit, "postgresql": PostgreSQLLimit}[connection.vendor]
                limit = kind(seconds)
                bounds.callback(limit.lift)
                bounds.enter_context(connection.execute_wrapper(limit))
            return self.get_response(request)


def is_of_staff(request: HttpRequest) -> bool:
    return without_language(request.path).startswith("/admin/")


class SQLiteLimit:
    """Stops a statement from inside, also while its rows are fetched."""

    def __init__(self, seconds: float):
        self.seconds = seconds
        self.until = 0.0
        self.bound = None

    def __call__(self, execute, sql, params, many, context):
        database = context["connection"].connection
        self.until = time.monotonic() + self.seconds
        if self.seconds and database is not self.bound:
            database.set_progress_handler(self.is_over, STEPS)
            self.bound = database
        return execute(sql, params, many, context)

    def is_over(self) -> bool:
        return time.monotonic() > self.until

    def lift(self) -> None:
        if self.bound:
            self.bound.set_progress_handler(None, 0)


class PostgreSQLLimit:
    """Tells the server; a connection keeps what it was told last."""

    told = "registry_limit"

    def __init__(self, seconds: float):
        self.seconds = seconds

    def __call__(self, execute, sql, params, many, context):
        database = context["connection"].connection
        if getattr(database, self.told, 0) != self.seconds:
            with database.cursor() as cursor:
                cursor.execute(f"SET statement_timeout = {int(self.seconds * 1000)}")
            setattr(database, self.told, self.seconds)
        return execute(sql, params, many, context)

    def lift(self) -> None:
        """Leave it to the next page on this connection, which is likely to have the same."""
