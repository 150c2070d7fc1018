"""Which database a public page is read from: the primary, or a replica that is well and near it.

A page is read from one server, from its revision to its last row: see `reading`.
"""

import logging
import math
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from threading import Lock

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, Error, connections

# Seconds between two looks at all servers, and at most between two at one that is silent.
EVERY = 1
PATIENCE = 10

PLACE = """
SELECT CASE WHEN pg_is_in_recovery() THEN NULL ELSE (pg_current_wal_lsn() - '0/0')::bigint END
"""
REPLAYED = """
SELECT pg_is_in_recovery(), (pg_last_wal_replay_lsn() - '0/0')::bigint,
       EXTRACT(EPOCH FROM clock_timestamp() - pg_last_xact_replay_timestamp())::float
"""

logger = logging.getLogger("registry.replicas")

_source: ContextVar[str] = ContextVar("source", default=DEFAULT_DB_ALIAS)


@contextmanager
def reading(alias: str) -> Iterator[None]:
    """Read everything within from one database; what is written goes to the primary."""
    token = _source.set(alias)
    try:
        yield
    finally:
        _source.reset(token)


class Router:
    """Django's question where to read and write; without `reading`, it is the primary."""

    def db_for_read(self, model, **hints) -> str:
        return _source.get()

    def db_for_write(self, model, **hints) -> str:
        return DEFAULT_DB_ALIAS

    def allow_relation(self, one, other, **hints) -> bool:
        return True

    def allow_migrate(self, db: str, app_label: str, **hints) -> bool:
        return db == DEFAULT_DB_ALIAS


class Server:
    """A server that may fall silent: then it is left alone, longer each time it stays so."""

    def __init__(self, alias: str):
        self.alias = alias
        self.pause = 0
        self.asked_again_at = 0.0

    def ask(self, sql: str) -> tuple | None:
        """Give one row, or None while the server does not answer."""
        if time.monotonic() < self.asked_again_at:
            return None
        try:
            with connections[self.alias].cursor() as cursor:
                cursor.execute(sql)
                row = cursor.fetchone()
        except Error:
            self.fell_silent()
            return None
        self.pause = 0
        return row

    def fell_silent(self) -> None:
        connections[self.alias].close()
        self.pause = min(2 * self.pause or EVERY, PATIENCE)
        self.asked_again_at = time.monotonic() + self.pause


class Replica(Server):
    """A replica: whether it may be read, and in words why not.

    How far it is behind is told in seconds: since it was last seen at the primary's place in the
    log, or since the last change that it has repeated was made, whichever is less. The second
    alone would call a replica late when nobody has written for an hour; the first alone knows
    nothing of the time before this process began.
    """

    def __init__(self, alias: str):
        super().__init__(alias)
        self.is_fit = False
        self.words = "not asked yet"
        self.near_at: float | None = None

    def look(self, written: int | None, bar: float) -> None:
        """See how it does; `written` is the primary's place in the log, None where unknown."""
        row = self.ask(REPLAYED)
        if row is None:
            self.judge(False, "left out: it does not answer")
            return
        is_replica, place, age = row
        if not is_replica:
            self.judge(False, "left out: it is no replica")
            return
        behind = self.behind(time.monotonic(), place, written, age)
        state = "serves" if behind <= bar else "left out"
        self.judge(behind <= bar, f"{state}: {told(behind)} behind")

    def behind(
        self, now: float, place: int | None, written: int | None, age: float | None
    ) -> float:
        """Tell at most how many seconds it is behind; without end where nothing tells."""
        if written is None or (place is not None and place >= written):
            self.near_at = now
            return 0.0
        bounds = [] if self.near_at is None else [now - self.near_at]
        bounds += [] if age is None else [max(age, 0.0)]
        return min(bounds, default=math.inf)

    def judge(self, is_fit: bool, words: str) -> None:
        if is_fit != self.is_fit:
            logger.warning("%s %s", self.alias, words)
        self.is_fit, self.words = is_fit, words


def told(seconds: float) -> str:
    return f"{seconds:.0f} s" if math.isfinite(seconds) else "nobody knows how far"


class Replicas:
    """What this process knows of the replicas, which it looks at once a second at most."""

    def __init__(self, aliases: list[str], bar: float):
        self.primary = Server(DEFAULT_DB_ALIAS)
        self.replicas = [Replica(alias) for alias in aliases]
        self.bar = bar
        self.written: int | None = None
        self._due = 0.0
        self._looking = Lock()
        self._turn = 0

    def look(self) -> None:
        """Look at all servers if it is time; while one thread does, the others go by the last."""
        if time.monotonic() < self._due or not self._looking.acquire(blocking=False):
            return
        try:
            # While the primary is silent, its last known place is what replicas have to hold.
            if (row := self.primary.ask(PLACE)) is not None:
                self.written = row[0]
            for replica in self.replicas:
                replica.look(self.written, self.bar)
            self._due = time.monotonic() + EVERY
        finally:
            self._looking.release()

    def choose(self) -> str:
        """Give the database to read now: the replicas that are fit take turns."""
        self.look()
        fit = [replica for replica in self.replicas if replica.is_fit]
        self._turn += 1
        for number in range(len(fit)):
            replica = fit[(self._turn + number) % len(fit)]
            try:
                connection = connections[replica.alias]
                connection.close_if_health_check_failed()
                connection.ensure_connection()
            except Error:
                self.lose(replica.alias)
            else:
                return replica.alias
        return DEFAULT_DB_ALIAS

    def lose(self, alias: str) -> None:
        """Leave out a replica that has failed while it was read."""
        for replica in self.replicas:
            if replica.alias == alias:
                replica.fell_silent()
                replica.judge(False, "left out: it does not answer")


replicas = Replicas(settings.REPLICAS, settings.REPLICA_LAG_SECONDS)
