"""An import: rows are read, matched with what is on record, checked as a whole, then written."""

from collections import Counter, defaultdict
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import DEFAULT_DB_ALIAS, transaction

from registry.choices import Door
from registry.importers.changes import Capture, changes_of_load, store
from registry.importers.decisions import Decisions
from registry.importers.desk import Desk, Options, Total, Undecided
from registry.importers.fixtures import Entry, Load
from registry.importers.formats.base import Format
from registry.importers.numbering import number
from registry.importers.onrecord import Fields, Key, first_of, key_of, on_record
from registry.importers.reading import Given
from registry.importers.rows import Difference, Draft, Outcome, Row
from registry.importers.settling import settle
from registry.models import FIXTURES, ChangeSet, Claim, Record
from registry.models.sources import KEY_SEPARATOR

ORDER = [model for models in FIXTURES.values() for model in models]


@dataclass
class Report:
    """What became of every row, and whether anything was written."""

    format: str
    files: list[Given]
    rows: list[Row]
    totals: list[Total]
    undecided: dict[str, Undecided]
    sources: list[str]
    tallies: Counter
    gone: list[str] = field(default_factory=list)
    is_written: bool = False
    is_dry: bool = False

    @property
    def counts(self) -> Counter:
        return Counter(row.outcome for row in self.rows)

    @property
    def wrong(self) -> list[Row]:
        return [row for row in self.rows if row.outcome is Outcome.WRONG]


class Import:
    """One import of files of one format. `run` reads, compares, and writes all of it or nothing."""

    def __init__(
        self,
        format_: Format,
        files: list[Given],
        *,
        decisions: Decisions | None = None,
        options: Options | None = None,
        using: str = DEFAULT_DB_ALIAS,
        author: AbstractBaseUser | None = None,
        progress: Callable[[str, int], None] | None = None,
    ):
        self.format = format_
        self.files = files
        self.using = using
        self.author = author
        self.progress = progress or (lambda step, count: None)
        self.desk = Desk(
            decisions or Decisions(),
            options or Options(),
            using,
            lambda count: self.progress("rows read", count),
        )
        self.entries: list[Entry] = []
        self._rows: list[Row] = []
        self._touched: dict[type[Record], set[Key]] = defaultdict(set)

    def run(self, *, dry: bool = False) -> Report:
        """Do the import in one transaction; where a row is wrong, or `dry`, nothing stays written.

        What is written is one change set, which says of which files.
        """
        with transaction.atomic(using=self.using):
            report = self._read()
            report.is_dry = dry
            if not report.wrong:
                self._settle(report)
            if self.desk.options.is_strict:
                self._refuse_all(report)
            if not report.wrong and self.entries:
                self._load(report, dry)
            report.is_written = not (report.wrong or dry)
            if not report.is_written:
                transaction.set_rollback(True, using=self.using)
        return report

    def _load(self, report: Report, dry: bool) -> None:
        capture = Capture()
        load = Load(
            self.entries,
            using=self.using,
            progress=lambda what, done, of: self.progress(what, done),
            watch=capture.watch,
        )
        with closing(load):
            for problem in load.check():
                row = self._rows[problem.number - 1]
                values = ", ".join(f"{name} {value!r}" for name, value in problem.values.items())
                subject = f"{problem.model} {problem.key}"
                reason = ": ".join(part for part in (subject, values, problem.reason) if part)
                row.stop(Outcome.WRONG, reason)
            if report.wrong or dry:
                return
            load.write()
            files = ", ".join(file.name for file in self.files)
            reason = f"Imported as {self.format.name} from {files}"
            changes = changes_of_load(load, capture)
            store(changes, ChangeSet(door=Door.IMPORT, author=self.author, reason=reason))

    def _read(self) -> Report:
        self.format.read(self.files, self.desk)
        desk = self.desk
        order = {file.name: place for place, file in enumerate(self.files)}
        desk.rows.sort(key=lambda row: (order.get(row.file, -1), row.line))
        report = Report(
            self.format.name, self.files, desk.rows, desk.totals, desk.undecided, [], desk.tallies
        )
        report.sources = sorted({key[0] for key in desk.sources.values()})
        for total in desk.totals:
            if total.printed != total.counted and not desk.options.allows_totals:
                reason = (
                    f"The file prints {total.printed} {total.label}, and its rows that can be "
                    f"taken make {total.counted}."
                )
                desk.wrong(total.file, 0, reason)
        return report

    def _refuse_all(self, report):
        for row in report.rows:
            if row.outcome is Outcome.REFUSED:
                row.outcome = Outcome.WRONG

    # Comparing

    def _settle(self, report: Report) -> None:
        drafts: dict[type[Record], list[tuple[Row, Draft]]] = defaultdict(list)
        for row in report.rows:
            for draft in row.drafts:
                drafts[draft.model].append((row, draft))
        for model in ORDER:
            if drafts[model] or model in self.desk.whole:
                self._settle_model(model, drafts[model], drafts[Claim], report)
        for row in report.rows:
            if row.outcome is None:
                row.outcome = outcome_of(row)

    def _settle_model(self, model, drafts, claims, report):
        whole = self.desk.whole.get(model, set())
        firsts = {first_of(model, draft.fields) for _, draft in drafts} | (whole or set())
        stored = on_record(model, None if whole is None else firsts, self.using)
        if model.KEY[-1] == "number":
            number(model, [pair for pair in drafts if "number" not in pair[1].fields], stored)
        for _, draft in drafts:
            refer(draft.fields)
        stated: dict[Key, tuple[Row, Fields]] = {}
        for row, draft in drafts:
            if row.outcome in (Outcome.WRONG, Outcome.REFUSED) and draft not in row.drafts:
                continue
            key = key_of(model, draft.fields)
            first, fields = stated.setdefault(key, (row, draft.fields))
            if fields is not draft.fields:
                self._merge(row, first, fields, draft.fields)
        for key, (row, fields) in stated.items():
            self._settle_record(model, key, row, fields, stored.get(key))
        self._tell_gone(model, stored, stated, report)

    def _merge(self, row, first, fields, more):
        for name, value in more.items():
            if fields.setdefault(name, value) != value and name not in ("source", "pinpoint"):
                reason = (
                    f"{name} {value!r} must agree with {first.place}, which says {fields[name]!r}."
                )
                row.stop(Outcome.WRONG, reason)
                return

    def _settle_record(self, model, key, row, fields, stored):
        name, label = model._meta.model_name, KEY_SEPARATOR.join(map(str, key))
        if stored is None:
            row.differences.append(Difference(name, label, Outcome.ADDED, {}))
            self._enter(row, model, fields)
            return
        ours = {source[0] for source in self.desk.sources.values()}
        settled = settle(
            model,
            key,
            fields,
            stored,
            ours=ours,
            family=self.format.family,
            ranks=self.desk.ranks,
        )
        if settled.changed:
            row.differences.append(Difference(name, label, Outcome.CHANGED, settled.changed))
            self._enter(row, model, settled.fields)
        for claim in settled.claims:
            self._claim(row, claim)

    def _claim(self, row, claim):
        key = key_of(Claim, claim)
        if key not in self._claims(claim["key"]):
            label = f"{claim['model']} {claim['key']} {claim['field']} = {claim['value']}"
            row.differences.append(Difference("claim", label, Outcome.ADDED, {}))
            self._enter(row, Claim, claim)
            self._known_claims[key] = claim

    def _claims(self, about):
        if not hasattr(self, "_known_claims"):
            self._known_claims = on_record(Claim, None, self.using)
        return self._known_claims

    def _enter(self, row, model, fields):
        self._rows.append(row)
        self.entries.append(Entry(row.file, len(self._rows), model, fields))

    def _tell_gone(self, model, stored, stated, report):
        if model not in self.desk.whole:
            return
        whole, family = self.desk.whole[model], self.format.family
        for key, fields in stored.items():
            source = (fields.get("source") or [""])[0]
            listed = whole is None or str(key[0]) in whole
            if listed and key not in stated and source.startswith(family):
                label = KEY_SEPARATOR.join(map(str, key))
                report.gone.append(f"{model._meta.model_name} {label}")


def refer(fields: Fields) -> None:
    """Put in place of a draft that a field refers to the key of its record, if it is taken."""
    for name, value in fields.items():
        if isinstance(value, Draft):
            key = key_of(value.model, value.fields)
            fields[name] = list(key) if "number" in value.fields else None


def outcome_of(row: Row) -> Outcome:
    """Tell what became of a row that was taken, by what became of its records but the source."""
    became = {difference.was for difference in row.differences if difference.model != "source"}
    for outcome in (Outcome.ADDED, Outcome.CHANGED):
        if outcome in became:
            return outcome
    return Outcome.UNCHANGED
