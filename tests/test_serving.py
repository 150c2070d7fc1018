"""The deployment as documented: it answers whatever its clients and its workers do."""

import http.client
import json
import os
import re
import shlex
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import pytest

from tests.installations import free_port
from tests.test_project import PRODUCTION, ROOT, manage

pytestmark = pytest.mark.long

DEPLOYMENT = ROOT / ".github" / "DEPLOYMENT.md"
UNIT = ROOT / ".github" / "deploy" / "treaty-registry.service"
CONTAINER = ROOT / ".github" / "deploy" / "Dockerfile"


def documented() -> list[str]:
    (line,) = re.findall(r"^granian .+$", DEPLOYMENT.read_text(), re.MULTILINE)
    return shlex.split(line)


def contained() -> str:
    """Give what the container runs in its shell when it starts."""
    (line,) = re.findall(r"^CMD (.+)$", CONTAINER.read_text(), re.MULTILINE)
    shell, option, command = json.loads(line)
    assert (shell, option) == ("sh", "-c")
    return command


def get(port: int, path: str, timeout: float = 5) -> tuple[int, str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
    try:
        connection.request("GET", path, headers={"Host": PRODUCTION["ALLOWED_HOSTS"]})
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


def wait_for(port: int, seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while True:
        try:
            assert get(port, "/healthz") == (200, "ok")
        except (OSError, http.client.HTTPException):
            assert time.monotonic() < until, "the server does not answer"
            time.sleep(0.1)
        else:
            return


@contextmanager
def served(tmp_path, application="config.wsgi:application", **variables):
    """Start the server as documented, on a port of its own; give the port and the process."""
    environment = PRODUCTION | {
        "DATABASE_URL": f"sqlite:///{tmp_path}/registry.sqlite3",
        "SECURE_SSL": "false",
        **variables,
    }
    done = manage("migrate", "-v0", **environment)
    assert done.returncode == 0, done.stderr
    port = free_port()
    program, *arguments, _ = documented()
    with (tmp_path / "log").open("w") as log:
        server = subprocess.Popen(
            [Path(sys.executable).with_name(program), *arguments, "--port", str(port), application],
            cwd=ROOT,
            env={"PATH": os.environ["PATH"], "PYTHONPATH": str(tmp_path)} | environment,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    try:
        wait_for(port)
        yield port, server
    finally:
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()


def workers_of(pid: int) -> list[int]:
    """List the processes that a process has started, from Linux's own table."""
    return [
        int(child)
        for task in Path(f"/proc/{pid}/task").iterdir()
        for child in (task / "children").read_text().split()
    ]


def test_the_unit_and_the_container_start_what_is_documented():
    command = shlex.join(documented()[:-1])
    assert command in UNIT.read_text()
    assert command in contained()


@pytest.mark.parametrize(
    ("variables", "refused"),
    [({}, []), ({"SECURE_SSL": "false"}, ["security.W008"]), ({"SECRET_KEY": ""}, ["SECRET_KEY"])],
)
def test_the_container_serves_nothing_before_its_settings_are_checked(tmp_path, variables, refused):
    """A server that says its name stands in for the real one, which would keep serving."""
    environment = PRODUCTION | {"DATABASE_URL": f"sqlite:///{tmp_path}/registry.sqlite3"}
    assert manage("migrate", "-v0", **environment).returncode == 0
    (tmp_path / "granian").write_text("#!/bin/sh\necho serving\n")
    (tmp_path / "granian").chmod(0o755)
    places = [str(tmp_path), str(Path(sys.executable).parent), os.environ["PATH"]]
    done = subprocess.run(
        ["sh", "-c", contained()],
        cwd=ROOT,
        env={"PATH": ":".join(places)} | environment | variables,
        capture_output=True,
        text=True,
        check=False,
    )
    assert [word for word in refused if word not in done.stderr] == []
    assert ("serving" in done.stdout, done.returncode == 0) == (not refused, not refused)


def test_clients_that_send_slowly_keep_nobody_waiting(tmp_path):
    with served(tmp_path) as (port, _), ExitStack() as held:
        for _ in range(40):
            client = held.enter_context(socket.create_connection(("127.0.0.1", port)))
            client.sendall(
                b"POST /admin/login/ HTTP/1.1\r\nHost: registry.example\r\n"
                b"Content-Type: application/x-www-form-urlencoded\r\n"
                b"Content-Length: 100000\r\n\r\nusername="
            )
        for _ in range(3):
            assert get(port, "/healthz", timeout=2) == (200, "ok")


SLOW = """
from django.db import connection
from config.wsgi import application
from registry.views import pages

def holdings(day):
    with connection.cursor() as cursor:
        cursor.execute("WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) "
                       "SELECT count(*) FROM n")

pages.holdings = holdings
"""


def test_a_question_without_end_keeps_nobody_waiting(tmp_path):
    (tmp_path / "slow_site.py").write_text(SLOW)
    site = served(tmp_path, "slow_site:application", QUERY_SECONDS="3")
    with site as (port, _), ThreadPoolExecutor(2) as pool:
        slow = [pool.submit(get, port, "/", 60) for _ in range(2)]
        time.sleep(0.5)
        waits = []
        for _ in range(5):
            started = time.monotonic()
            assert get(port, "/healthz") == (200, "ok")
            waits.append(time.monotonic() - started)
        assert not any(one.done() for one in slow)
        assert sorted(waits)[2] < 0.6  # 200 ms, on a machine that others use as well
        for one in slow:
            status, page = one.result()
            assert (status, "This question takes too long" in page) == (503, True)


def test_downloads_that_nobody_reads_keep_no_page_waiting(tmp_path):
    with served(tmp_path) as (port, server), ExitStack() as held:
        with closing(sqlite3.connect(tmp_path / "registry.sqlite3")) as database, database:
            database.execute(
                "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 200000) "
                "INSERT INTO registry_source (slug, title, publisher, url, archived_url, rank, "
                "published_on, retrieved_on) "
                "SELECT 's' || x, printf('%0500d', x), '', '', '', 'press', '', '' FROM n"
            )
        for _ in range(20):
            client = held.enter_context(socket.create_connection(("127.0.0.1", port)))
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            client.sendall(b"GET /data/source.csv HTTP/1.1\r\nHost: registry.example\r\n\r\n")
        time.sleep(3)
        for _ in range(5):
            assert get(port, "/healthz", timeout=2) == (200, "ok")
            assert get(port, "/sources.json", timeout=10)[0] == 200
        status, words = get(port, "/data/topic.csv")
        assert (status, "under way" in words) == (503, True)
        # What nobody takes is not made: 100 MB each would show.
        assert max(map(megabytes, workers_of(server.pid))) < 250


def megabytes(pid: int) -> int:
    (line,) = re.findall(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    return int(line) // 1024


def test_a_worker_that_dies_is_replaced(tmp_path):
    with served(tmp_path) as (port, server):
        first = workers_of(server.pid)
        assert len(first) >= 2
        for worker in first:
            os.kill(worker, signal.SIGKILL)
        wait_for(port, seconds=30)
        assert server.poll() is None
        assert get(port, "/readyz") == (200, "ready")
        line = next(
            line for line in (tmp_path / "log").read_text().splitlines() if "readyz" in line
        )
        assert re.search(r" INFO [0-9a-f]{16} registry\.answered: GET /readyz 200 \d+ ms$", line)
