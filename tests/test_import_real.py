"""The real files of every format: what became of every row, and nothing the second time."""

import csv

import pytest

from tests.imports import DATA, bring, brought, needs_data
from tests.small_registry import digest

pytestmark = [pytest.mark.django_db, pytest.mark.long]

TAKEN = {"added", "changed", "unchanged", "left", "refused"}
SAMPLES = DATA / "dev-samples"
TABLES = DATA / "ratification-tables-2026"
COW = DATA / "cow-states"
# Of each format its files, how their rows are to be counted (None: as lines), and how many rows
# there are by the word of whoever gathered them. The tables of 2015 have their own test.
FILES = {
    "States of the Correlates of War": ("cow-states", [COW / "states2016.csv"], {}, 243),
    "the same with empty columns": (
        "cow-states",
        [COW / "states2016_trailing_commas.csv"],
        {},
        243,
    ),
    "States of Gleditsch and Ward": (
        "gw-states",
        [DATA / "gw-isd-states" / "gw_states_peacesciencer.csv"],
        {},
        216,
    ),
    "alliances and their members": (
        "atop",
        sorted((DATA / "atop-4").glob("*.csv")),
        {},
        745 + 2398,
    ),
    "environmental agreements": (
        "ieadb",
        sorted(SAMPLES.glob("ieadb_*.csv")),
        {"delimiter": ";", "preamble": 3},
        60 + 300,
    ),
    "investment treaties": ("unctad-iia", [SAMPLES / "unctad_first100.csv"], {}, 100),
    "the chart of the Council of Europe": ("coe", [SAMPLES / "coe_first150.csv"], {}, 150),
    "trade agreements": (
        "desta",
        [SAMPLES / "desta_first60_latin1.csv"],
        {"encoding": "latin-1"},
        60,
    ),
    "British treaties": ("uk-treaties", [SAMPLES / "uk_treaties_first120.jsonl"], None, 120),
    "treaties on copyright": (
        "table",
        [DATA / "copyright-treaties" / "membership-to-copyright-treaties.csv"],
        {},
        1501,
    ),
    "arms control": ("table", [TABLES / "arms_control_ratifications.csv"], {}, 1541),
    "human rights": ("table", [TABLES / "un_hr_ratifications.csv"], {}, 2567),
}


def rows_of(path, encoding="utf-8-sig", delimiter=",", preamble=0):
    """Tell on which line each row of a table begins that has anything in it, below the headings."""
    with path.open(encoding=encoding, newline="") as file:
        for _ in range(preamble):
            next(file)
        lines = csv.reader(file, delimiter=delimiter)
        next(lines)
        begun = lines.line_num
        found = []
        for cells in lines:
            if any(cell.strip() for cell in cells):
                found.append(preamble + begun + 1)
            begun = lines.line_num
    return found


def lines_of(path):
    lines = path.read_text(encoding="utf-8").split("\n")
    return [number for number, line in enumerate(lines, start=1) if line.strip()]


@needs_data
@pytest.mark.parametrize("what", FILES)
def test_every_row_of_a_real_file_is_told_and_the_second_time_says_that_nothing_changes(
    tmp_path, what
):
    format_, files, written, count = FILES[what]
    counted = [
        (path.name, line)
        for path in files
        for line in (lines_of(path) if written is None else rows_of(path, **written))
    ]
    assert len(counted) == count
    report = brought(tmp_path, format_, *files)
    told = {(row["file"].rpartition("/")[2], row["line"]) for row in report["rows"]}
    assert set(counted) <= told
    assert {row["outcome"] for row in report["rows"]} <= TAKEN
    assert all(row["reasons"] for row in report["rows"] if row["outcome"] in ("left", "refused"))
    assert report["counts"]["added"] > 0 or format_.endswith("-states")
    before = digest()
    status, said, _ = bring(format_, *files)
    assert status == 0
    assert said.startswith(f"{count} rows: 0 added, 0 changed, ")
    assert digest() == before


@needs_data
def test_every_participant_of_a_saved_page_is_told(tmp_path):
    with (SAMPLES / "untc_participants_att_enmod.csv").open(encoding="utf-8-sig") as file:
        participants = list(csv.DictReader(file))
    pages = sorted(SAMPLES.glob("untc_page_*.html.gz"))
    report = brought(tmp_path, "untc", *pages)
    subjects = " ".join(row["subject"] for row in report["rows"])
    names = {" ".join(row["participant"].split()) for row in participants}
    assert len(names) > 150
    assert [name for name in names if name not in subjects] == []
