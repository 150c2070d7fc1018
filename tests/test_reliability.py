"""The table of bars names tests that there are; and what no other test looks at."""

import ast
import re
import subprocess
from functools import cache

import pytest

from tests.test_project import ROOT

TABLE = ROOT / ".github" / "RELIABILITY.md"
RANGES = ((1, 6), (20, 24), (30, 38), (40, 45), (50, 57), (60, 72), (80, 88), (90, 97), (100, 103))
BARS = [f"R{number}" for first, last in RANGES for number in range(first, last + 1)]
# Where text may be marked as safe, each for the reason that stands beside it.
MARKED = {"registry/templatetags/rows.py", "registry/admin/second_factor.py"}
MARKED |= {"registry/admin/boxes.py", "registry/admin/tables.py"}
MARKED |= {"registry/templatetags/registry_tags.py"}
# SQL of its own, with values as parameters.
MARKED |= {"registry/queries/lineage.py", "registry/models/search.py"}
SECRETS = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE KEY|AKIA[0-9A-Z]{16}|gh[pousr]_[A-Za-z0-9]{36}|xox[baprs]-\w{10}"
    r"|sk_live_\w{16}|AIza[0-9A-Za-z_-]{35}|eyJ[\w-]{10,}\.eyJ[\w-]{10,}\.|glpat-[\w-]{20}"
    r"|pypi-AgE[\w-]{20}|://[^\s/:@\"'{}]+:(?!password|hunter2)[^\s/@\"'{}]+@(?!host)"
    r"|SECRET_KEY=[\w-]{50}|pbkdf2_sha256\$\d"
)


def rows(text: str) -> dict[str, tuple[str, str]]:
    """Read the table: of each bar what holds, and what shows it."""
    found = re.findall(r"^\| (R\d+) \| (.+?) \| (.*?) ?\|$", text, re.MULTILINE)
    return {bar: (holds, shown) for bar, holds, shown in found}


def named(shown: str) -> list[tuple[str, str | None]]:
    """List the tests that a row names, each with its file; None for a whole file."""
    found = []
    for part in filter(None, shown.split("; ")):
        file, _, tests = part.partition(": ")
        found += [(file, test) for test in tests.split(", ")] if tests else [(file, None)]
    return found


@cache
def known_in(file: str) -> set[str]:
    path = ROOT / "tests" / f"{file}.py"
    if not path.exists():
        return set()
    tree = ast.parse(path.read_text())
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def faults_of(text: str) -> list[str]:
    """Tell of each bar that is missing, unfounded, or founded on a test that there is not."""
    found = rows(text)
    told = [f"{bar} is missing" for bar in BARS if bar not in found]
    for bar, (holds, shown) in found.items():
        if not shown and not holds.startswith("not claimed"):
            told.append(f"{bar} names no test")
        for file, test in named(shown):
            known = known_in(file)
            if not known or (test and test not in known):
                told.append(f"{bar} names {file}: {test}, which there is not")
    return told


def test_every_bar_is_shown_by_tests_that_there_are_or_says_that_it_is_not_claimed():
    text = TABLE.read_text()
    assert faults_of(text) == []
    assert sorted(rows(text), key=lambda bar: int(bar[1:])) == BARS


@pytest.mark.parametrize(
    ("right", "wrong", "told"),
    [
        ("| R6 |", "| R6a |", "R6 is missing"),
        ("test_the_tables_hold_what_they_promise", "test_x", "R20 names test_hostile: test_x"),
        ("test_race: test_of", "test_rice: test_of", "R43 names test_rice"),
        ("not claimed as times", "as times", "R66 names no test"),
    ],
)
def test_a_table_that_promises_too_much_is_found_out(right, wrong, told):
    text = TABLE.read_text()
    assert right in text
    (fault,) = faults_of(text.replace(right, wrong))
    assert fault.startswith(told)


def test_every_check_of_the_table_is_run():
    run = (ROOT / ".ci" / "run").read_text()
    for command in (
        "ruff check",
        "ruff format --check",
        "makemigrations --check",
        "check --deploy --fail-level WARNING",
        '-m "sweep or long"',
        '[ "$SECONDS" -gt 600 ]',
        "tests.mutants",
        '.ci/coverage "$second"',
        "tests/test_hostile.py",
        "tests/test_earlier_copies.py",
        ".ci/described",
        ".ci/browser",
        "prepare_the_second_pair",
    ):
        assert command in run, command
    project = (ROOT / "pyproject.toml").read_text()
    assert re.search(r'filterwarnings = \[\s+"error",', project)
    assert re.search(r'"S",', project)


def test_every_line_of_what_costs_most_when_wrong_is_asked_for():
    counting = (ROOT / ".ci" / "coverage").read_text()
    assert "--fail-under=95" in counting
    costly = counting.partition("costly=(")[2].partition(")")[0]
    command = f"printf '%s\\n' {' '.join(costly.split())}"
    told = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=True)
    patterns = told.stdout.split()
    assert [name for name in patterns if not list(ROOT.glob(name))] == []
    assert {"registry/dates/*", "registry/law/*", "registry/exports.py"} <= {*patterns}
    assert '--fail-under=100 \\\n    --include="$(printf \'%s,\' "${costly[@]}")"' in counting


def tracked() -> list[str]:
    if not (ROOT / ".git").exists():
        pytest.skip("not a checkout: what belongs to the project cannot be told from what does not")
    listed = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    done = subprocess.run(listed, cwd=ROOT, capture_output=True, text=True, check=True)
    return [name for name in done.stdout.splitlines() if (ROOT / name).is_file()]


def test_no_file_of_the_repository_holds_a_secret():
    own = "tests/test_reliability.py"
    read = {name: (ROOT / name).read_text(errors="replace") for name in tracked() if name != own}
    assert len(read) > 300
    assert {
        name: SECRETS.search(text)[0] for name, text in read.items() if SECRETS.search(text)
    } == {}
    assert SECRETS.search("postgres://me:s3cret@db.example/registry")


def test_text_is_marked_as_safe_in_few_places_alone():
    marks = re.compile(r"mark_safe\(|\bSafeString\(|\|\s*safe\b|autoescape off|\.raw\(|RawSQL")
    found = {
        name
        for name in tracked()
        if name.startswith(("registry/", "config/"))
        and name.endswith((".py", ".html", ".xml", ".txt"))
        and marks.search((ROOT / name).read_text())
    }
    assert found == MARKED
