"""Of four who add or save the same record at once, one does, and the others are told on it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from tests import race

ROOT = Path(__file__).resolve().parent.parent
ROUNDS = 25


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
def test_of_four_who_add_or_save_the_same_record_at_once_one_does(tmp_path):
    if connection.vendor == "sqlite":  # a database in memory has no other processes to wait for
        url = f"sqlite:///{tmp_path / 'race.sqlite3'}"
        done = subprocess.run(
            [sys.executable, "-m", "tests.race", str(ROUNDS)],
            cwd=ROOT,
            env=os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "tests.settings"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        added, saved = json.loads(done.stdout.strip().rpartition("\n")[2])
    else:
        added, saved = race.rounds(ROUNDS), race.rounds_of_saves(ROUNDS)
    answers = {"302": ROUNDS, "told on the field": ROUNDS * (race.PEOPLE - 1)}
    assert added == {"made": ROUNDS, "sets": ROUNDS, "answers": answers}
    assert saved == {"prevailed": ROUNDS, "answers": answers}
