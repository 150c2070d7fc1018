"""Registries of their own beside the one that the tests use, each driven by its manage.py."""

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from django.db import connection

ROOT = Path(__file__).resolve().parent.parent

COUNT = "from registry.models import Actor; print(Actor.objects.count())"


def free_port() -> int:
    """Find a port of this machine on which nothing answers."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Installation:
    """A registry of its own: its database, and manage.py in an environment that names it."""

    def __init__(self, url: str):
        self.environment = {
            "PATH": os.environ["PATH"],
            "DJANGO_SETTINGS_MODULE": "tests.settings",
            "DATABASE_URL": url,
        }

    def manage(self, *arguments, status=0):
        done = subprocess.run(
            [sys.executable, "manage.py", *map(str, arguments)],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == status, done
        assert "Traceback" not in done.stderr
        return done.stdout if status == 0 else done.stderr

    def actors(self) -> int:
        return int(self.manage("shell", "-v0", "-c", COUNT))


@contextmanager
def a_database(folder: Path, name: str = "copied", like: str | None = None) -> Iterator[str]:
    """Give the address of a new database: an empty one, or one like another at an address."""
    if connection.vendor == "sqlite":
        file = folder / "registry.sqlite3"
        if like:
            shutil.copyfile(like.removeprefix("sqlite:///"), file)
        yield f"sqlite:///{file}"
        return
    name = f"{name}_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"
    template = f"TEMPLATE {urlsplit(like).path[1:]}" if like else ""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {name}")
        cursor.execute(f"CREATE DATABASE {name} {template}")
    try:
        yield urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}"))
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")
