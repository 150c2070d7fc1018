"""A real primary and two streaming replicas: what people see when each of them fails."""

import http.client
import json
import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlencode

import pytest
from django.db import connection

from tests import clusters
from tests.small_registry import small
from tests.test_project import PRODUCTION, ROOT, manage
from tests.test_serving import free_port

pytestmark = pytest.mark.long

BAR = 2  # seconds that a replica may be behind
PASSWORD = "a long password of a clerk"


class Reader:
    """Somebody with a browser: keeps cookies, and asks one server."""

    def __init__(self, port: int):
        self.port = port
        self.cookies: dict[str, str] = {}

    def ask(self, path: str, given: dict[str, str] | None = None) -> tuple[int, str]:
        headers = {"Host": PRODUCTION["ALLOWED_HOSTS"]}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        body = None
        if given is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            body = urlencode(given)
        server = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            server.request("GET" if given is None else "POST", path, body, headers)
            answer = server.getresponse()
            for header in answer.headers.get_all("Set-Cookie", []):
                name, _, value = header.partition(";")[0].partition("=")
                self.cookies[name] = value
            self.tag = answer.headers.get("ETag")
            return answer.status, answer.read().decode()
        finally:
            server.close()

    def sources(self) -> set[str]:
        """Give the slugs of the public list."""
        status, content = self.ask("/sources.json")
        assert status == 200, content
        return {row["slug"] for row in json.loads(content)["results"]}

    def ready(self) -> list[str]:
        status, content = self.ask("/readyz")
        assert status == 200, content
        return content.splitlines()

    def sign_in(self) -> None:
        self.ask("/admin/login/")
        given = {"csrfmiddlewaretoken": self.cookies["csrftoken"], "username": "clerk"}
        status, page = self.ask("/admin/login/?next=/admin/", given | {"password": PASSWORD})
        assert status == 302, page

    def add(self, slug: str) -> None:
        """Add a source through the form of the admin."""
        given = {"csrfmiddlewaretoken": self.cookies["csrftoken"], "slug": slug}
        given |= {"title": "Told", "rank": "press", "_save": "Save"}
        status, page = self.ask("/admin/registry/source/add/", given)
        assert status == 302, page


# The settings of production, but for static files, which nobody has collected here.
SETTINGS = """
from config.settings import *

STATIC_ROOT = None
STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
"""


@contextmanager
def served(primary: clusters.Server, *replicas: clusters.Server):
    """Serve the site from these databases, by one process; give the port."""
    port = free_port()
    (primary.place.parent / "served.py").write_text(SETTINGS)
    environment = environment_of(primary) | {
        "PYTHONPATH": str(primary.place.parent),
        "DJANGO_SETTINGS_MODULE": "served",
        "REPLICA_URLS": ",".join(replica.url for replica in replicas),
        "REPLICA_LAG_SECONDS": str(BAR),
    }
    server = subprocess.Popen(
        [
            *(Path(sys.executable).with_name("granian"), "--interface", "wsgi"),
            *("--blocking-threads", "1", "--port", str(port), "config.wsgi:application"),
        ],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"]} | environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        wait_until(lambda: Reader(port).ask("/healthz") == (200, "ok"), seconds=30)
        yield port
    finally:
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()


def environment_of(primary: clusters.Server) -> dict[str, str]:
    return PRODUCTION | {"DATABASE_URL": primary.url, "SECURE_SSL": "false"}


def wait_until(holds, seconds: float = 15) -> None:
    until = time.monotonic() + seconds
    while True:
        with suppress(OSError, http.client.HTTPException):
            if holds():
                return
        assert time.monotonic() < until, "it does not come to hold"
        time.sleep(0.1)


@pytest.fixture(scope="module")
def servers():
    """Start a primary that holds a small registry, and two replicas of it."""
    if clusters.programs() is None or connection.vendor != "postgresql":
        pytest.skip("run by .ci/postgres, which installs PostgreSQL")
    started = []
    # A socket's path must be short; what pytest offers is not.
    with TemporaryDirectory(prefix="r") as folder:
        place = Path(folder)
        place.chmod(0o755)
        try:
            started.append(clusters.primary(place / "p"))
            environment = environment_of(started[0])
            files = [place / f"{noun}.json" for noun in small()]
            for file in files:
                file.write_text(json.dumps(small()[file.stem]))
            for arguments in (
                ["migrate", "-v0"],
                ["loaddata", "-v0", *map(str, files)],
                ["createsuperuser", "--no-input", "--username=clerk", "--email="],
            ):
                done = manage(*arguments, **environment, DJANGO_SUPERUSER_PASSWORD=PASSWORD)
                assert done.returncode == 0, done.stderr
            started += [clusters.replica(started[0], place / name) for name in ("a", "b")]
            yield started
        finally:
            for server in started:
                if (server.data / "postmaster.pid").exists():
                    server.stop()


def test_readers_are_served_whichever_server_fails(servers):
    primary, one, other = servers
    with served(primary, one, other) as port:
        clerk, reader = Reader(port), Reader(port)
        clerk.sign_in()
        wait_until(lambda: reader.ready() == ["ready", "primary answers", *serve(1, 2)])

        # Both replicas stand still: a reader sees what they hold, the writer what was written.
        before = reader.sources(), reader.tag
        for replica in (one, other):
            replica.ask("SELECT pg_wal_replay_pause()")
        clerk.add("written")
        assert "written" in clerk.sources()
        assert reader.sources() == before[0]
        assert reader.tag == before[1] != clerk.tag

        # Past the bar they are left out, and everybody reads the primary.
        wait_until(lambda: "written" in reader.sources())
        assert reader.tag == clerk.tag
        assert [line.partition(":")[0] for line in reader.ready()[2:]] == [
            "replica-1 left out",
            "replica-2 left out",
        ]
        for replica in (one, other):
            replica.ask("SELECT pg_wal_replay_resume()")
        wait_until(lambda: reader.ready()[2:] == serve(1, 2))
        assert "written" in reader.sources()

        # What a replica shows and what the primary shows at one revision bears one tag.
        fresh = Reader(port)
        assert fresh.sources() == clerk.sources()
        assert fresh.tag == clerk.tag

        # A replica is lost: nobody notices.
        other.stop()
        for _ in range(20):
            assert "written" in reader.sources()
        assert "replica-2 left out: it does not answer" in reader.ready()

        # The primary is lost: what was written can be read, and nothing can be written.
        primary.stop()
        for _ in range(5):
            assert "written" in reader.sources()
        assert Reader(port).ask("/treaties/friendship/")[0] == 200
        assert reader.ready()[1:3] == ["primary does not answer", *serve(1)]
        assert Reader(port).ask("/healthz") == (200, "ok")
        assert Reader(port).ask("/admin/")[0] in (302, 503)
        given = {"csrfmiddlewaretoken": clerk.cookies["csrftoken"], "slug": "lost"}
        assert clerk.ask("/admin/registry/source/add/", given)[0] == 503

        # A replica takes the primary's place: it is no replica any more.
        one.promote()
        wait_until(lambda: "replica-1 left out: it is no replica" in reader.ask("/readyz")[1])

    with served(one) as port:
        clerk = Reader(port)
        clerk.sign_in()
        clerk.add("after")
        assert clerk.sources() > {"written", "after"}


def serve(*numbers: int) -> list[str]:
    return [f"replica-{number} serves: 0 s behind" for number in numbers]
