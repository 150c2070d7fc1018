"""Many rows: a dump and a check hold them in blocks, however many there are."""

import tracemalloc
from contextlib import contextmanager

import pytest
from django.core.management import call_command
from django.db import connection

from registry.importers.fixtures import stored, writing
from registry.management.commands import check_registry, dump_fixtures
from registry.management.commands.check_registry import check_bounds, check_records
from registry.models import TreatyAction
from tests.factories import make_actor, make_treaty
from tests.small_registry import clear, store

REMARK = "x" * 4000


def dump(folder):
    call_command("dump_fixtures", folder, verbosity=0)


def check(folder):
    for section in (check_records(set()), check_bounds()):
        assert section.findings == []


@pytest.mark.django_db
@pytest.mark.parametrize("read", [dump, check])
def test_memory_grows_by_far_less_than_the_rows(read, tmp_path, monkeypatch):
    clear()
    for module in (stored, writing):
        monkeypatch.setattr(module, "BLOCK", 100)
    treaty, actor, peaks = make_treaty(), make_actor(), []
    for first, last in ((1, 400), (401, 1400)):
        acts = (
            TreatyAction(treaty=treaty, actor=actor, kind="accession", number=number, remark=REMARK)
            for number in range(first, last + 1)
        )
        TreatyAction.objects.bulk_create(acts)
        tracemalloc.start()
        read(tmp_path)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    # Keys take some 400 bytes a row; a row kept whole takes its remark and more.
    assert (peaks[1] - peaks[0]) / 1000 < len(REMARK) / 5


@pytest.mark.django_db
@pytest.mark.parametrize("command", [check_registry, dump_fixtures])
def test_all_is_read_from_one_state(command, tmp_path, monkeypatch):
    store(tmp_path)
    within, read = [], []

    @contextmanager
    def snapshot(using):
        within.append(using)
        yield
        within.append("")

    def note(execute, sql, *given):
        read.append(within[-1:])
        return execute(sql, *given)

    monkeypatch.setattr(command, "snapshot", snapshot)
    with connection.execute_wrapper(note):
        given = [tmp_path] if command is dump_fixtures else []
        call_command(command.__name__.rpartition(".")[2], *given, verbosity=0)
    assert within == ["default", ""]
    assert len(read) > 20
    assert all(state == ["default"] for state in read)
