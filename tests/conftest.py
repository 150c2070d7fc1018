"""The fixtures are loaded once; each test sees them and leaves them as they were."""

import socket
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils.translation import deactivate

from registry.filters.base import forms_given
from registry.models import FIXTURES
from registry.queries.kept import large, small

ROOT = Path(__file__).resolve().parent.parent
# What a process remembers of the registry.
MEMORIES = (small, large, forms_given)


@pytest.fixture(
    params=[
        pytest.param(1, id="whole", marks=pytest.mark.sweep),
        pytest.param(50, id="sample"),
    ]
)
def every(request) -> int:
    """Every how many records a sweep opens: all of them with `-m sweep`, else a sample."""
    return request.param


@pytest.fixture(scope="session", autouse=True)
def _alone():
    """Refuse every connection to another machine: the registry opens none, whatever it is given."""
    connect, look_up = socket.socket.connect, socket.getaddrinfo

    def refuse_elsewhere(host) -> None:
        if host and host not in ("localhost", "127.0.0.1", "::1"):
            raise ConnectionRefusedError(f"no connection to {host}: tests open none")

    def guarded_connect(self, address):
        if isinstance(address, tuple):
            refuse_elsewhere(address[0])
        return connect(self, address)

    def guarded_look_up(host, *arguments, **options):
        refuse_elsewhere(host)
        return look_up(host, *arguments, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded_connect)
        patch.setattr(socket, "getaddrinfo", guarded_look_up)
        yield


@pytest.fixture(autouse=True)
def _plain_language():
    """Forget the language of the last page that a test has opened."""
    yield
    deactivate()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    files = [ROOT / "fixtures" / f"{noun}.json" for noun in FIXTURES]
    with django_db_blocker.unblock():
        if found := [str(file) for file in files if file.exists()]:
            call_command("loaddata", *found, verbosity=0)


@pytest.fixture
def remembering(settings):
    """Let this process remember what it reads, as in production, and forget it afterwards."""
    for memory in MEMORIES:
        memory.forget()
    settings.REMEMBERS = True
    yield
    for memory in MEMORIES:
        memory.forget()
