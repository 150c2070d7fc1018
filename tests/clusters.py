"""PostgreSQL servers of a test's own, on sockets in a folder: a primary and what follows it."""

import os
import subprocess
from pathlib import Path

import psycopg

USER = "registry"
CONFIG = """
listen_addresses = ''
unix_socket_directories = '{place}'
fsync = off
synchronous_commit = off
max_wal_senders = 5
hot_standby = on
shared_buffers = 16MB
"""


def programs() -> Path | None:
    """Give the folder of the newest PostgreSQL that is installed, as .ci/postgres finds it."""
    found = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"), key=lambda place: int(place.parent.name)
    )
    return found[-1] if found else None


class Server:
    """One server; `place` is an empty folder, which it fills and keeps its socket in."""

    def __init__(self, place: Path):
        self.place = place
        self.data = place / "data"
        place.mkdir()
        if os.getuid() == 0:  # as root it does not run
            subprocess.run(["chown", "postgres", place], check=True)

    @property
    def url(self) -> str:
        return f"postgres://{USER}@/postgres?host={self.place}"

    def run(self, program: str, *arguments: object) -> None:
        as_owner = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
        subprocess.run(
            [*as_owner, programs() / program, *map(str, arguments)],
            cwd="/",
            check=True,
            stdout=subprocess.DEVNULL,
        )

    def start(self) -> None:
        config = self.data / "postgresql.conf"
        config.write_text(CONFIG.format(place=self.place))
        log = self.place / "log"
        self.run("pg_ctl", "start", "--silent", "--wait", f"--pgdata={self.data}", f"--log={log}")

    def stop(self) -> None:
        self.run("pg_ctl", "stop", "--silent", "--mode=immediate", f"--pgdata={self.data}")

    def promote(self) -> None:
        self.run("pg_ctl", "promote", "--silent", "--wait", f"--pgdata={self.data}")

    def ask(self, sql: str) -> object:
        with psycopg.connect(self.url, autocommit=True) as database:
            row = database.execute(sql).fetchone()
            return row and row[0]


def primary(place: Path) -> Server:
    server = Server(place)
    server.run(
        *("initdb", f"--pgdata={server.data}", f"--username={USER}", "--auth=trust"),
        *("--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"),
    )
    server.start()
    return server


def replica(of: Server, place: Path) -> Server:
    """Copy a running server, and follow it."""
    server = Server(place)
    server.run(
        *("pg_basebackup", f"--pgdata={server.data}", "--write-recovery-conf", "--no-sync"),
        *(f"--host={of.place}", f"--username={USER}", "--checkpoint=fast"),
    )
    server.start()
    return server
