"""Fixture files as staff import them: what differs told row by row, and all of it or nothing."""

from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.utils.translation import gettext as _

from registry.choices import ChangeKind, Door
from registry.importers.changes import Capture, changes_of_load, note_load, store
from registry.importers.fixtures import Entry, Load, Problem, entries_in
from registry.importers.fixtures.reading import items_of_lines, items_of_list
from registry.importers.reading import Given
from registry.importers.rows import Difference, Outcome, Row
from registry.models import Change, ChangeSet
from registry.underway import import_underway

OUTCOMES = {ChangeKind.ADD: Outcome.ADDED, ChangeKind.CHANGE: Outcome.CHANGED}


@dataclass
class Loaded:
    """What became of the file: each row that is wrong, or that differs from what is on record."""

    rows: list[Row] = field(default_factory=list)
    wrong: int = 0
    is_written: bool = False

    @property
    def lines(self) -> list[str]:
        counts = Counter(row.outcome for row in self.rows)
        message = _("%(added)d added, %(changed)d changed, %(wrong)d wrong.")
        return [message % {outcome.value: counts[outcome] for outcome in Outcome}]


def load_file(
    file: Given,
    *,
    dry: bool,
    author: AbstractBaseUser | None = None,
    capture: Capture | None = None,
) -> Loaded:
    """Load a file in one transaction; where a row is wrong, or `dry`, nothing stays written.

    Whoever gives a `capture` makes the change set out of it. Raises ValueError for what is no JSON.
    """
    told, seen = Loaded(), capture or Capture()
    load = Load(watch=seen.watch)
    with import_underway(), closing(load):
        problems = [one for one in _read(file, load) if isinstance(one, Problem)]
        problems += load.check()
        told.wrong = len(problems)
        told.rows = [_wrong(problem) for problem in problems]
        if not problems:
            load.write()
            runs = changes_of_load(load, seen)
            note_load(load, seen)
            told.rows = [_differing(file, change) for change in seen.changes()]
            told.is_written = not dry
            if told.is_written and runs and capture is None:
                reason = f"Imported as fixtures from {file.name}"
                store(runs, ChangeSet(door=Door.IMPORT, author=author, reason=reason))
        if not told.is_written:
            transaction.set_rollback(True)
    return told


def _read(file, load):
    with file.open() as content:
        is_lines = file.name.endswith(".jsonl")
        items = items_of_lines(content) if is_lines else items_of_list(content)
        for one in entries_in(items, file.name):
            if isinstance(one, Entry):
                load.add(one)
            yield one


def _wrong(problem: Problem) -> Row:
    subject = f"{problem.model} {problem.key}".strip()
    reasons = [problem.sentence]
    return Row(problem.file, problem.number or 0, subject, outcome=Outcome.WRONG, reasons=reasons)


def _differing(file: Given, change: Change) -> Row:
    outcome = OUTCOMES[ChangeKind(change.kind)]
    before, after = change.before or {}, change.after or {}
    fields = {name: (before.get(name), after[name]) for name in after if name in before}
    difference = Difference(change.model, change.key, outcome, fields)
    return Row(file.name, 0, change.label, outcome=outcome, differences=[difference])
