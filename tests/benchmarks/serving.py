"""How many readers a node serves: `python -m tests.benchmarks.serving DATABASE_URL`.

Starts the server of DEPLOYMENT.md on that database and asks for pages over loopback, by four
clients that keep their connections. Beside the rate stands the server's own processor time for each
request, which holds also where the machine has other work: a core serves one over that a second;
and how many times that of an empty page it is.
"""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date, timedelta
from functools import partial
from itertools import cycle, repeat
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple
from urllib.request import Request, urlopen

from tests.benchmarks.measuring import say

ROOT = Path(__file__).resolve().parents[2]
HOST = "registry.example"
WORKERS = 2
CLIENTS = 4
SECONDS, TURNS = 6, 4
WARMING = 20  # pages for each worker, before any counts
TICKS = os.sysconf("SC_CLK_TCK")

# The settings of production, but for static files, which nobody has collected here.
SETTINGS = """
from config.settings import *

ROOT_URLCONF = "tests.benchmarks.urls"
STATIC_ROOT = None
STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
DOWNLOADS_PER_MINUTE = 0
QUERY_SECONDS = 60
"""
TWO_FIELDS = (
    "/treaties/?kind=convention&form=multilateral",
    "/treaties/?kind=protocol&form=bilateral",
)
KEEPS_NOTHING = 'CACHES["default"] = {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}\n'


def environment(database: str) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "SECRET_KEY": "a key that guards nothing but the rows of this measurement",
        "ALLOWED_HOSTS": HOST,
        "SECURE_SSL": "false",
        "LOG_LEVEL": "WARNING",
        "DATABASE_URL": database,
    }


@contextmanager
def served(
    database: str, settings: str, workers: int = WORKERS, threads: int = 1
) -> Iterator[tuple[int, int]]:
    """Serve from a database; give the port and the process."""
    with TemporaryDirectory() as folder:
        Path(folder, "measured.py").write_text(settings)
        command = [
            *(Path(sys.executable).with_name("granian"), "--interface", "wsgi"),
            *("--workers", str(workers), "--blocking-threads", str(threads)),
            "config.wsgi:application",
        ]
        measured = {"PYTHONPATH": folder, "DJANGO_SETTINGS_MODULE": "measured"}
        with running(command, environment(database) | measured, "/healthz") as server:
            yield server


@contextmanager
def running(
    command: list[str | Path], variables: dict[str, str], ready: str
) -> Iterator[tuple[int, int]]:
    """Run a server on a free port until it answers at the path `ready`; give port and process."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen(
        [*command, "--port", str(port)],
        cwd=ROOT,
        env=variables,
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        until = time.monotonic() + 60
        while not answers(port, ready):
            if time.monotonic() > until:
                raise TimeoutError("the server does not answer")
            time.sleep(0.1)
        yield port, server.pid
    finally:
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()


def answers(port: int, path: str) -> bool:
    try:
        return Client(port).get(path)[0] == 200
    except OSError:
        return False


class Client:
    """A connection that is kept, and no more done for each answer than reading it."""

    def __init__(self, port: int):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=120)
        self.left = b""

    def get(self, path: str, tag: str = "") -> tuple[int, dict[str, str], int]:
        head = f"GET {path} HTTP/1.1\r\nHost: {HOST}\r\n"
        head += f"If-None-Match: {tag}\r\n" if tag else ""
        self.socket.sendall(f"{head}\r\n".encode())
        first, *others = self._until(b"\r\n\r\n").decode().split("\r\n")
        headers = {
            name.lower(): value for name, _, value in (one.partition(": ") for one in others)
        }
        if headers.get("transfer-encoding") == "chunked":
            size = 0
            while part := int(self._until(b"\r\n"), 16):
                self._take(part + 2)
                size += part
            self._take(2)
        else:
            size = int(headers.get("content-length", 0))
            self._take(size)
        return int(first.split()[1]), headers, size

    def _until(self, mark: bytes) -> bytes:
        while mark not in self.left:
            self.left += self._received()
        found, _, self.left = self.left.partition(mark)
        return found

    def _take(self, size: int) -> None:
        while len(self.left) < size:
            self.left += self._received()
        self.left = self.left[size:]

    def _received(self) -> bytes:
        if not (part := self.socket.recv(1 << 16)):
            raise ConnectionError("the server closed the connection")
        return part


def family(pid: int) -> list[int]:
    """List a process and those that it has started, from Linux's own table."""
    found = [
        int(child)
        for task in Path(f"/proc/{pid}/task").iterdir()
        for child in (task / "children").read_text().split()
    ]
    return [pid, *(one for child in found for one in family(child))]


def spent(pid: int) -> float:
    """Give the processor seconds that the server has used."""
    fields = [
        Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split() for one in family(pid)
    ]
    return sum(int(one[11]) + int(one[12]) for one in fields) / TICKS


def megabytes(pid: int) -> int:
    """Give the memory of the server's largest process."""
    told = "".join(Path(f"/proc/{one}/status").read_text() for one in family(pid))
    return max(map(int, re.findall(r"VmHWM:\s+(\d+)", told))) // 1024


class Cost(NamedTuple):
    """What a number of pages took: seconds of the clock, and of the server's processors."""

    number: int
    seconds: float
    cpu: float

    @property
    def each(self) -> float:
        """Give the processor seconds of one page."""
        return self.cpu / self.number

    def __add__(self, other: "Cost") -> "Cost":
        return Cost(*map(sum, zip(self, other, strict=True)))


class Pages(NamedTuple):
    """What is asked of a server: by which port, of which process, for which paths in turn."""

    port: int
    pid: int
    name: str
    paths: Iterator[str]
    tag: str = ""


def asked(pages: Pages, seconds: float) -> Cost:
    """Ask for pages for a while, by as many clients as there are."""
    until = time.monotonic() + seconds

    def ask(_: int) -> int:
        client, number = Client(pages.port), 0
        while time.monotonic() < until:
            status, _, _ = client.get(next(pages.paths), pages.tag)
            if status not in (200, 304):
                raise ValueError(f"{pages.name}: status {status}")
            number += 1
        return number

    before, started = spent(pages.pid), time.monotonic()
    with ThreadPoolExecutor(CLIENTS) as pool:
        number = sum(pool.map(ask, range(CLIENTS)))
    return Cost(number, time.monotonic() - started, spent(pages.pid) - before)


def in_turn(port: int, pid: int, *others: Pages, seconds: float = SECONDS) -> list[Cost]:
    """Ask a server for an empty page in turn with others; give what it costs, and each of them.

    Each is asked for so many seconds in all, in turns: a machine is faster at one moment than at
    another.
    """
    # What a worker looks up once for a revision is no part of what a page costs.
    for pages in others:
        for _ in range(WARMING * WORKERS):
            Client(pages.port).get(next(pages.paths), pages.tag)
    empty = Pages(port, pid, "an empty page", repeat("/empty/"))
    costs = [Cost(0, 0, 0) for _ in (empty, *others)]
    for _ in range(TURNS):
        costs[0] += asked(empty, seconds / TURNS / 3)
        for number, pages in enumerate(others, start=1):
            costs[number] += asked(pages, seconds / TURNS)
    return costs


def measure(port: int, pid: int, name: str, paths: Iterator[str], tag: str = "") -> None:
    """Say what pages cost, and how many times that of an empty one."""
    empty, pages = in_turn(port, pid, Pages(port, pid, name, paths, tag))
    each, least = pages.each, empty.each
    say(
        name,
        f"{pages.number / pages.seconds:,.0f}",
        f"{1000 * each:.2f}",
        f"{1 / each:,.0f}",
        f"{1000 * least:.2f}",
        f"{each / least:.1f}",
    )


def days(path: str) -> Iterator[str]:
    """Ask for one page as at one day after another, so that none is asked for twice."""
    chosen = [date(1990, 1, 1) + timedelta(number) for number in range(10_000)]
    return cycle([f"{path}?as_at={day}" for day in chosen])


def listed(port: int, query: str) -> dict[str, Any]:
    """Take a page of the list of treaties as data."""
    told = Request(f"http://127.0.0.1:{port}/treaties.json{query}", headers={"Host": HOST})
    with urlopen(told) as answer:  # noqa: S310
        return json.load(answer)


def narrowed(port: int) -> Iterator[str]:
    """Ask for the list of each kind and topic, which are more than a process remembers."""
    facets = listed(port, "")["facets"]
    kinds, topics = ([one["value"] for one in facets[name]] for name in ("kind", "topic"))
    return cycle([f"/treaties/?kind={kind}&topic={topic}" for topic in topics for kind in kinds])


def records(port: int, query: str) -> Iterator[str]:
    """Ask for the records of a page of the list, one after another."""
    return cycle([f"/treaties/{row['slug']}/" for row in listed(port, query)["results"]])


def measure_a_slow_reader(port: int, pid: int) -> None:
    """See what a client does that takes a million rows and reads none of them."""
    slow = Client(port)
    slow.socket.sendall(f"GET /data/treatyaction.csv HTTP/1.1\r\nHost: {HOST}\r\n\r\n".encode())
    time.sleep(SECONDS)
    started = time.monotonic()
    try:
        other = Client(port)
        other.socket.settimeout(10)
        other.get("/healthz")
        waited = f"{1000 * (time.monotonic() - started):.0f} ms"
    except OSError:
        waited = "more than 10 s"
    say("beside a download that is not read", waited, f"{megabytes(pid)} MB")


def main() -> None:
    database = sys.argv[1]
    heads = ("a second", "CPU ms each", "a CPU second", "empty, CPU ms", "x empty")
    say("two workers, a thread each", *heads)
    with served(database, SETTINGS) as (port, pid):
        tell = partial(measure, port, pid)
        tag = Client(port).get("/treaties/")[1]["etag"]
        tell("unchanged (304)", repeat("/treaties/"), tag)
        tell("a page that is kept", repeat("/treaties/"))
    with served(database, SETTINGS + KEEPS_NOTHING) as (port, pid):
        tell = partial(measure, port, pid)
        tell("list of treaties, made anew", repeat("/treaties/"))
        tell("a deep page of it", cycle(["/treaties/?page=40", "/treaties/?page=41"]))
        tell("filtered by two fields", cycle(TWO_FIELDS))
        tell("by kind and topic, asked first", narrowed(port))
        tell("list as at a day, made anew", days("/treaties/"))
        tell("records", records(port, ""))
        tell("records with the most parties", records(port, "?sort=-parties"))
        tell("search, a rare word", repeat("/search/?q=whaling"))
        tell("search, a common word", repeat("/search/?q=agreement"))
        tell("signatures", repeat("/signatories/"))
        tell("list as JSON, made anew", repeat("/treaties.json"))
        tell("home, made anew", repeat("/"))
    with served(database, SETTINGS, workers=1, threads=8) as (port, pid):
        measure_a_slow_reader(port, pid)


if __name__ == "__main__":
    main()
