"""Many rows: an import holds them in blocks, however many there are."""

import tracemalloc

import pytest

from registry.choices import ActionKind
from registry.importers.desk import Desk
from registry.importers.formats import FORMATS
from registry.importers.importing import Import
from registry.importers.ledger import BLOCK, Ledger
from registry.importers.reading import given
from registry.importers.rows import Difference, Outcome, Row
from registry.models import Actor, Source, Statement, TreatyAction
from tests.imports import write


def acts(folder, rows):
    """Write a table of this many acts, each of another State, treaty or kind."""
    states = Actor.objects.filter(kind="state").order_by("slug").values_list("name", flat=True)
    lines = (
        f"{state},Harbour Convention {number},{kind},1990-01-02\n"
        for number in range(rows)
        for state in states
        for kind in ("Signature", "Ratification", "Withdrawal")
    )
    text = "".join(line for line, _ in zip(lines, range(rows), strict=False))
    return write(folder / f"{rows}.csv", f"country,treaty,kind,date\n{text}")


@pytest.mark.long
@pytest.mark.django_db
def test_memory_grows_by_far_less_than_the_rows(tmp_path):
    peaks = {}
    for rows in (5_000, 12_000):
        file = given(acts(tmp_path, rows))
        tracemalloc.start()
        report = Import(FORMATS["table"], [file]).run(dry=True)
        peaks[rows] = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert report.counts[Outcome.ADDED] >= rows
    # The keys of the load take some 300 bytes a row, a row kept whole some 3,000.
    assert (peaks[12_000] - peaks[5_000]) / 7_000 < 600


def row_of(number, **fields):
    row = Row("f.csv", number, f"row {number}")
    row.say(TreatyAction, treaty=[f"t{number % 7}"], kind=ActionKind.ACCESSION, **fields)
    return row


def test_rows_come_back_in_the_order_of_files_and_lines_whichever_was_taken_first():
    ledger = Ledger(["b.csv", "a.csv"])
    for file, line in (("a.csv", 1), ("b.csv", 9), ("index.csv", 1), ("b.csv", 2)):
        ledger.put(Row(file, line, ""))
    assert [(row.file, row.line) for row in ledger.rows()] == [
        ("index.csv", 1),
        ("b.csv", 2),
        ("b.csv", 9),
        ("a.csv", 1),
    ]


def test_what_is_told_of_one_treaty_is_settled_together_however_far_apart_its_rows_stand():
    ledger = Ledger()
    rows = 2 * BLOCK + 7
    for number in range(rows):
        ledger.put(row_of(number))
    blocks = [
        {draft.fields["treaty"][0] for _, draft in block} for block in ledger.blocks(TreatyAction)
    ]
    assert len(blocks) > 1
    assert sum(map(len, blocks)) == len(set().union(*blocks)) == 7


def test_a_draft_may_be_changed_and_referred_to_after_its_row_was_put_away():
    ledger = Ledger()
    first = row_of(0)
    ledger.put(first)
    for number in range(1, BLOCK + 1):
        ledger.put(row_of(number))
    ledger.restate(first.drafts[0].place, effective_on="1990")
    last = Row("f.csv", 9, "")
    last.say(Statement, treaty=["t0"], action=first.drafts[0])
    ledger.put(last)
    ((_, statement),) = next(ledger.blocks(Statement))
    found = {draft.place: draft for block in ledger.blocks(TreatyAction) for _, draft in block}
    assert found[statement.fields["action"].place].fields["effective_on"] == "1990"
    assert ledger.referred == {0}


def test_a_row_comes_to_what_the_best_of_its_records_came_to_but_for_the_source():
    ledger = Ledger()
    for number, (model, *became) in enumerate(
        [
            (TreatyAction, Outcome.CHANGED, Outcome.ADDED),
            (TreatyAction, Outcome.CHANGED),
            (Source, Outcome.ADDED),
            (TreatyAction,),
        ]
    ):
        row = row_of(number)
        ledger.put(row)
        row.differences = [Difference(model._meta.model_name, "k", one, {}) for one in became]
        ledger.settled([row])
    ledger.close()
    assert [row.outcome for row in ledger.rows()] == ["added", "changed", "unchanged", "unchanged"]
    assert ledger.count()[Outcome.UNCHANGED] == 2
    (changed,) = ledger.rows(Outcome.CHANGED)
    assert [one.was for one in changed.differences] == [Outcome.CHANGED]


def test_what_a_draft_states_may_be_told_by_its_place_whether_or_not_it_was_put_away():
    ledger = Ledger()
    first, last = row_of(0), row_of(7)
    for row in (first, *(row_of(number) for number in range(1, BLOCK)), last):
        ledger.put(row)
    for row in (first, last):
        ledger.restate(row.drafts[0].place, effective_on="1990")
    told = {draft.place: draft for block in ledger.blocks(TreatyAction) for _, draft in block}
    stated = [place for place, draft in told.items() if draft.fields.get("effective_on") == "1990"]
    assert sorted(stated) == [0, BLOCK]


ACTIONS = (
    "Mitch ID;Treaty Name from Treaty Table;Country (official name);Action Type;Year;Month;Day"
)


def environmental(folder, treaties):
    """Write that all States consented to so many treaties, and when each consent took effect."""
    states = Actor.objects.filter(kind="state").exclude(iso3="").values_list("name", flat=True)
    lines = [
        f"{number};Harbour Waters Agreement {number};{state};{kind};{year};5;4;{'x' * 400}{line}"
        for number in range(treaties)
        for line, state in enumerate(states)
        for kind, year in (("Ratification", 1990), ("Entry into force", 1991))
    ]
    file = write(folder / f"{treaties}.csv", "\n".join([f"{ACTIONS};Notes", *lines, ""]))
    return given(file), len(lines)


@pytest.mark.long
@pytest.mark.django_db
def test_what_an_effect_belongs_to_is_not_held_in_memory(tmp_path):
    peaks, rows = [], []
    for treaties in (24, 60):
        file, count = environmental(tmp_path, treaties)
        desk = Desk()
        tracemalloc.start()
        FORMATS["ieadb"].read([file], desk)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        rows.append(count)
        assert desk.ledger.count()[Outcome.LEFT] == count // 2
    # The digest of each row and the place of each consent would make it 260.
    assert (peaks[1] - peaks[0]) / (rows[1] - rows[0]) < 50
