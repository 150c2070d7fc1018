"""The fixtures are loaded once; each test sees them and leaves them as they were."""

from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils.translation import deactivate

from registry.models import FIXTURES

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(
    params=[
        pytest.param(1, id="whole", marks=pytest.mark.sweep),
        pytest.param(25, id="sample"),
    ]
)
def every(request) -> int:
    """Every how many records a sweep opens: all of them with `-m sweep`, else a sample."""
    return request.param


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
