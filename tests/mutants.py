"""Put known faults back, one at a time, and see the tests that guard against them fail.

    python -m tests.mutants             all of them
    python -m tests.mutants draft null  those with these words in their names

Each runs in a copy of the checkout. The exit status is 1 where a fault goes unseen, or where the
line that it spoils is no longer there.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
LEFT_OUT = shutil.ignore_patterns(".git", ".venv", ".*_cache", ".hypothesis", "*.sqlite3*")
PREPARED = "prepared.sqlite3"


class Mutant(NamedTuple):
    """A fault: what it is called, the line that it spoils, and the tests that must see it."""

    name: str
    file: str
    right: str
    wrong: str
    tests: str


MUTANTS = (
    Mutant(
        "who waits for an import is not told of it",
        "registry/faults.py",
        "return IMPORTING if fault is BUSY and is_import_underway() else fault",
        "return fault",
        "tests/test_faults.py",
    ),
    Mutant(
        "transactions that read first are refused",
        "config/settings.py",
        '"transaction_mode": "IMMEDIATE"',
        '"transaction_mode": "DEFERRED"',
        "tests/test_checks.py",
    ),
    Mutant(
        "a confirmed save may be lost in a power cut",
        "config/settings.py",
        "synchronous=FULL",
        "synchronous=NORMAL",
        "tests/test_checks.py",
    ),
    Mutant(
        "a header is missing on some answers",
        "config/headers.py",
        "for name, value in headers.items():",
        "for name, value in list(headers.items())[1:]:",
        "tests/test_boundaries.py",
    ),
    Mutant(
        "a value forges a line of the log",
        "config/logs.py",
        "escaped(record.getMessage())",
        "record.getMessage()",
        "tests/test_logs.py",
    ),
    Mutant(
        "any address becomes a link",
        "registry/templatetags/registry_tags.py",
        'if not url.lower().startswith(("https://", "http://")):',
        "if not url:",
        "tests/test_tags.py",
    ),
    Mutant(
        "a spreadsheet runs a cell",
        "registry/exports.py",
        'value.lstrip(" ").startswith(FORMULA_STARTS)',
        'value.lstrip(" ").startswith("=")',
        "tests/test_lists.py",
    ),
    Mutant(
        "a null character reaches the database",
        "registry/admin/guards.py",
        'if any("\\0" in text for',
        'if any("\\0\\0" in text for',
        "tests/test_admin_changes.py",
    ),
    Mutant(
        "what is searched for is taken for operators",
        "registry/queries/search.py",
        "keys(words[:WORDS], day, revision)",
        "keys(q.split()[:WORDS], day, revision)",
        "tests/test_search.py",
    ),
    Mutant(
        "a row of a file ends at a form feed",
        "registry/importers/reading.py",
        "csv.reader(lines,",
        'csv.reader("".join(lines).splitlines(keepends=True),',
        "tests/test_anything_typed.py -k as_it_was_written",
    ),
    Mutant(
        "a data set overwrites what was entered without a source",
        "registry/importers/settling.py",
        "if holder else UNSOURCED",
        "if holder else len(RANKS)",
        "tests/test_import_settling.py",
    ),
    Mutant(
        "the end of a chain of States leaves the treaties of its beginning",
        "registry/models/participation.py",
        "waiting = set().union(*(continued[actor] for actor in waiting)) - asked",
        "waiting = set()",
        "tests/test_read_of_actors.py",
    ),
    Mutant(
        "a refused import stays written",
        "registry/importers/importing.py",
        "self.desk.options.is_strict",
        "False",
        "tests/test_import.py",
    ),
    Mutant(
        "an author publishes the own draft",
        "registry/admin/changes.py",
        "or not is_author(request, change_set)",
        "or is_author(request, change_set)",
        "tests/test_change_sets.py",
    ),
    Mutant(
        "the second of two people overwrites the first",
        "registry/admin/meanwhile.py",
        "            self._merge(rows.get(",
        "            dict(rows.get(",
        "tests/test_lost_updates.py",
    ),
    Mutant(
        "an editor's draft is written",
        "registry/admin/door.py",
        "transaction.set_rollback(True)",
        "transaction.set_rollback(False)",
        "tests/test_change_sets.py tests/test_public_changes.py",
    ),
    Mutant(
        "a draft stands in the feed of changes",
        "registry/views/changes.py",
        "ChangeSet.objects.published()",
        'ChangeSet.objects.order_by("-pk")',
        "tests/test_public_changes.py",
    ),
    Mutant(
        "a cell of a row is written as markup",
        "registry/templatetags/stencil.py",
        "return escape(text) if is_marked(text) else text",
        "return text",
        "tests/test_rows.py",
    ),
    Mutant(
        "a form from another site is taken",
        "config/settings.py",
        '    "django.middleware.csrf.CsrfViewMiddleware",\n',
        "",
        "tests/test_boundaries.py -k token",
    ),
    Mutant(
        "who deposits after the threshold counts as an original party",
        "registry/law/clauses.py",
        "anchor = earlier_of(met, in_force)",
        "anchor = in_force",
        "tests/test_law_clauses.py tests/test_law_rules.py",
    ),
    Mutant(
        "an organization counts on top of its members",
        "registry/law/clauses.py",
        "clause.groups, everyone, clause.not_counted, hopeful)",
        "clause.groups, everyone, frozenset(), hopeful)",
        "tests/test_law_clauses.py tests/test_law_cases.py",
    ),
    Mutant(
        "the last day of the window is no day to object",
        "registry/law/statements.py",
        "if closes.latest and closes.latest < day:",
        "if closes.latest and closes.latest <= day:",
        "tests/test_law_statements.py",
    ),
    Mutant(
        "what may have ended counts as held",
        "registry/models/base.py",
        'return begun & (Q(until="") | Q(until_earliest__gt=day))',
        'return begun & (Q(until="") | Q(until_latest__gt=day))',
        "tests/test_participation.py",
    ),
)


def run_tests(place: Path, database: Path, *tests: str) -> subprocess.CompletedProcess:
    """Run tests of a checkout on the fixtures as a file keeps them, or keep them there first."""
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-qx", "-p", "no:cacheprovider", *tests],
        cwd=place,
        env=os.environ | {"PREPARED": str(database)},
        capture_output=True,
        text=True,
        check=False,
    )


def is_seen(mutant: Mutant, folder: Path) -> bool:
    """Spoil a copy of the checkout and tell whether the tests fail there."""
    copy = folder / str(MUTANTS.index(mutant))
    shutil.copytree(ROOT, copy, ignore=LEFT_OUT)
    try:
        file = copy / mutant.file
        text = file.read_text()
        if text.count(mutant.right) != 1:
            raise SystemExit(f"{mutant.name}: {mutant.file} must hold its line once.")
        file.write_text(text.replace(mutant.right, mutant.wrong))
        done = run_tests(copy, folder / PREPARED, *mutant.tests.split())
        if done.returncode not in (0, 1):
            raise SystemExit(f"{mutant.name}: the tests did not run.\n{done.stdout[-2000:]}")
        return done.returncode == 1
    finally:
        shutil.rmtree(copy)


def main(words: list[str]) -> int:
    chosen = [one for one in MUTANTS if not words or any(word in one.name for word in words)]
    unseen = 0
    with tempfile.TemporaryDirectory() as folder:
        # The fixtures are loaded once, and not by what is spoilt.
        run_tests(ROOT, Path(folder, PREPARED), "tests/test_sources.py", "-k", "every_model")
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            verdicts = list(pool.map(lambda mutant: is_seen(mutant, Path(folder)), chosen))
        for mutant, seen in zip(chosen, verdicts, strict=True):
            unseen += not seen
            print(f"{'seen  ' if seen else 'UNSEEN'}  {mutant.name}")  # noqa: T201
    return 1 if unseen or not chosen else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
