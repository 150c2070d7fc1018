"""Times and counts: many of one thing, the middle of them, beside something that is known."""

import io
import re
import resource
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import NamedTuple

from django.core.handlers.wsgi import WSGIHandler
from django.db import connection


def say(*cells: object) -> None:
    first, *others = cells
    sys.stdout.write(f"{first:<40}" + "".join(f"{cell!s:>14}" for cell in others) + "\n")
    sys.stdout.flush()


class Answer(NamedTuple):
    status: int
    headers: dict[str, str]
    size: int


class Page(NamedTuple):
    """What one page costs: milliseconds in the middle, queries, bytes."""

    milliseconds: float
    queries: int
    size: int
    status: int


class Site:
    """The site as a server calls it, with all of its middleware and no server."""

    def __init__(self):
        self.handler = WSGIHandler()

    def get(self, path: str, **headers: str) -> Answer:
        told = {}
        size = sum(map(len, self.parts(path, told, **headers)))
        return Answer(told["status"], told["headers"], size)

    def parts(self, path: str, told: dict | None = None, **headers: str) -> Iterator[bytes]:
        """Give the parts of an answer as a server would send them; its head goes to `told`."""
        address, _, query = path.partition("?")
        environ = {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": address,
            "QUERY_STRING": query,
            "SERVER_NAME": "testserver",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(),
            "wsgi.errors": io.StringIO(),
            **headers,
        }
        told = {} if told is None else told

        def start(status, sent, exc_info=None):
            told.update(status=int(status[:3]), headers=dict(sent))

        body = self.handler(environ, start)
        try:
            yield from body
        finally:
            body.close()

    def measure(self, paths: list[str], times: int, **headers: str) -> Page:
        """Ask for these paths in turn; more than one, so that nothing answers from memory."""
        asked = []

        def count(execute, sql, *rest):
            asked.append(sql)
            return execute(sql, *rest)

        self.get(paths[0], **headers)
        with connection.execute_wrapper(count):
            answer = self.get(paths[0], **headers)
        spent = []
        for number in range(times):
            path = paths[number % len(paths)]
            started = time.perf_counter()
            self.get(path, **headers)
            spent.append(time.perf_counter() - started)
        return Page(median(spent) * 1000, len(asked), answer.size, answer.status)


def resident(line: str) -> int:
    """Read a line about memory of this process from Linux's own table, in MB."""
    told = Path("/proc/self/status").read_text()
    return int(re.search(rf"{line}:\s+(\d+)", told)[1]) // 1024


class Spent(NamedTuple):
    """What a piece of work cost: seconds of this process and by the clock, most memory so far."""

    cpu: float
    seconds: float
    megabytes: int


@contextmanager
def work() -> Iterator[Callable[[], Spent]]:
    """Measure a piece of work; call what this gives when it is done."""
    cpu, clock = time.process_time(), time.perf_counter()

    def spent() -> Spent:
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        return Spent(time.process_time() - cpu, time.perf_counter() - clock, peak)

    yield spent
