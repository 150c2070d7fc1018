"""How long a query of a page may take, and how long a page waits for others who write."""

import time
from collections.abc import Callable
from contextlib import ExitStack

from django.conf import settings
from django.db import connections
from django.http import HttpRequest, HttpResponse

from registry.languages import without_language
from registry.underway import is_import_underway

# Milliseconds that a request waits for others who write, and for an import, which takes longer
# than anybody waits; commands wait as the settings say.
WAIT, WAIT_FOR_IMPORT = 5000, 3000
# SQLite asks after so many steps of its machine: some ten thousand times a second.
STEPS = 10_000


class QueryTimeLimit:
    """Bound the time that each query of a public page may take: QUERY_SECONDS.

    A query past it fails with Django's OperationalError, which is answered with words. Staff are
    not bound: an import or a bulk action may take its time. What is streamed comes later, and is
    not bound either. All are bound in how long they wait for others who write.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        seconds = 0 if is_of_staff(request) else settings.QUERY_SECONDS
        saves = is_of_staff(request) and request.method not in ("GET", "HEAD")
        wait = WAIT_FOR_IMPORT if saves and is_import_underway() else WAIT
        with ExitStack() as bounds:
            for connection in connections.all():  # replicas as well
                kind = {"sqlite": SQLiteLimit, "postgresql": PostgreSQLLimit}[connection.vendor]
                limit = kind(seconds, wait)
                bounds.callback(limit.lift)
                bounds.enter_context(connection.execute_wrapper(limit))
            return self.get_response(request)


def is_of_staff(request: HttpRequest) -> bool:
    return without_language(request.path).startswith("/admin/")


class SQLiteLimit:
    """Stops a statement from inside, also while its rows are fetched."""

    def __init__(self, seconds: float, wait: int = WAIT):
        self.seconds = seconds
        self.wait = wait
        self.until = 0.0
        self.bound = None

    def __call__(self, execute, sql, params, many, context):
        database = context["connection"].connection
        self.until = time.monotonic() + self.seconds
        if database is not self.bound:
            database.execute(f"PRAGMA busy_timeout = {self.wait}")
            if self.seconds:
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

    def __init__(self, seconds: float, wait: int = WAIT):
        self.limits = (int(seconds * 1000), wait)

    def __call__(self, execute, sql, params, many, context):
        database = context["connection"].connection
        if getattr(database, self.told, None) != self.limits:
            with database.cursor() as cursor:
                cursor.execute(
                    "SET statement_timeout = {}; SET lock_timeout = {}".format(*self.limits)
                )
            setattr(database, self.told, self.limits)
        return execute(sql, params, many, context)

    def lift(self) -> None:
        """Leave it to the next page on this connection, which is likely to have the same."""
