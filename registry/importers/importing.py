"""An import: rows are read, matched with what is on record, checked as a whole, then written."""

from array import array
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from functools import cached_property

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.utils.translation import gettext as _

from registry.choices import Door
from registry.importers.changes import Capture, changes_of_load, note_load, store
from registry.importers.decisions import Decisions
from registry.importers.desk import Desk, Options, Total, Undecided
from registry.importers.fixtures import MODELS, Entry, Load
from registry.importers.formats.base import Format
from registry.importers.ledger import Ledger, Said
from registry.importers.numbering import number, same_words
from registry.importers.onrecord import Fields, Key, first_of, key_of, on_record
from registry.importers.reading import Given
from registry.importers.rows import Difference, Outcome, Reference, Row
from registry.importers.settling import Sources, settle
from registry.models import Actor, ChangeSet, Claim, Record, Source
from registry.models.sources import KEY_SEPARATOR
from registry.underway import import_underway

STOPPED = (Outcome.WRONG, Outcome.REFUSED)


@dataclass
class Report:
    """What became of every row, and whether anything was written."""

    format: str
    files: list[Given]
    ledger: Ledger
    totals: list[Total]
    undecided: dict[str, Undecided]
    sources: list[str]
    tallies: Counter
    # How many of the rows stand for what is wrong with a whole file.
    misread: int
    gone: list[str] = field(default_factory=list)
    is_written: bool = False
    is_dry: bool = False

    @property
    def rows(self) -> Iterator[Row]:
        """Read the rows again, in the order of files and lines, a block at a time."""
        return self.ledger.rows()

    @property
    def counts(self) -> Counter:
        return self.ledger.count()

    @property
    def wrong(self) -> int:
        """Count the rows that keep the whole from being written."""
        return self.counts[Outcome.WRONG]


class Import:
    """One import of files of one format. `run` reads, compares, and writes all of it or nothing.

    It stores a change set of what it writes, unless it is given a `capture`: then whoever gave that
    makes the change set of it, or a draft, and takes back what was written.
    """

    def __init__(
        self,
        format_: Format,
        files: list[Given],
        *,
        decisions: Decisions | None = None,
        options: Options | None = None,
        author: AbstractBaseUser | None = None,
        capture: Capture | None = None,
        progress: Callable[[str, int], None] | None = None,
    ):
        self.format = format_
        self.files = files
        self.author = author
        self.progress = progress or (lambda step, count: None)
        self.ledger = Ledger(file.name for file in files)
        self.desk = Desk(
            decisions or Decisions(),
            options or Options(),
            lambda count: self.progress("rows read", count),
            self.ledger,
        )
        self.capture = capture or Capture()
        self.stores = capture is None
        self.load = Load(
            progress=lambda what, done, of: self.progress(what, done),
            watch=self.capture.watch,
        )
        # By the number of an entry of the load, the number of the row that it comes from.
        self._entered = array("Q")
        # By the place of a draft that others refer to, the natural key of its record.
        self._keys: dict[int, Key] = {}

    def run(self, *, dry: bool = False) -> Report:
        """Do the import in one transaction; where a row is wrong, or `dry`, nothing stays written.

        What is written is one change set, which says of which files.
        """
        with import_underway(), closing(self.load):
            report = self._read()
            report.is_dry = dry
            if not report.wrong:
                self._settle(report)
            if self.desk.options.is_strict:
                self.ledger.refuse_all()
            if not report.wrong and self._entered:
                self._load(report, dry)
            report.is_written = not (report.wrong or dry)
            if not report.is_written:
                transaction.set_rollback(True)
        return report

    def _load(self, report: Report, dry: bool) -> None:
        for problem in self.load.check():
            row = self.ledger.row(self._entered[problem.number])
            reason = f"{problem.model} {problem.key}: {problem.sentence}"
            self.ledger.stop(row, Outcome.WRONG, reason)
        if report.wrong or dry:
            return
        self.load.write()
        if not self.stores:
            note_load(self.load, self.capture)
            return
        files = ", ".join(file.name for file in self.files)
        reason = f"Imported as {self.format.name} from {files}"
        changes = changes_of_load(self.load, self.capture)
        store(changes, ChangeSet(door=Door.IMPORT, author=self.author, reason=reason))

    def _read(self) -> Report:
        desk = self.desk
        self.format.read(self.files, desk)
        for total in desk.totals:
            if total.printed != total.counted and not desk.options.allows_totals:
                reason = _(
                    "The file prints %(printed)s %(label)s, and its rows that can be taken "
                    "make %(counted)s."
                )
                desk.wrong(total.file, 0, reason % total.__dict__)
        return Report(
            format=self.format.name,
            files=self.files,
            ledger=self.ledger,
            totals=desk.totals,
            undecided=desk.undecided,
            sources=sorted({key[0] for key in desk.sources.values()}),
            tallies=desk.tallies,
            misread=desk.misread,
        )

    # Comparing

    def _settle(self, report: Report) -> None:
        self._sources = Sources({*report.sources}, self.format.family, self.desk.ranks)
        done = 0
        for model in MODELS:
            whole = self.desk.whole.get(model, ())
            stated: set[Key] = set()
            for block in self.ledger.blocks(model):
                keys = self._settle_block(model, block)
                stated.update(key for key in keys if whole is None or str(key[0]) in whole)
                done += len(block)
                self.progress("records compared", done)
            if whole is None or whole:
                report.gone += self._gone(model, whole, stated)
        self.ledger.close()

    def _settle_block(self, model: type[Record], block: list[Said]) -> Iterable[Key]:
        """Lay what some rows say of a model over what is on record; gives the keys that they state.

        All that begins with the same part of a key is in one block: what is told of one treaty.
        """
        stored = on_record(model, {first_of(model, draft.fields) for _, draft in block})
        if model.KEY[-1] == "number":
            number(model, [pair for pair in block if "number" not in pair[1].fields], stored)
        self._refer(model, block)
        told: dict[Key, tuple[Row, Fields]] = {}
        for row, draft in block:
            if row.outcome in STOPPED and model not in (Source, Actor):
                continue
            key = key_of(model, draft.fields)
            first, fields = told.setdefault(key, (row, draft.fields))
            if fields is not draft.fields:
                self._merge(row, first, fields, draft.fields)
        for key, (row, fields) in told.items():
            self._settle_record(model, key, row, fields, stored.get(key))
        self.ledger.settled({row.number: row for row, _ in block}.values())
        return told

    def _refer(self, model: type[Record], block: list[Said]) -> None:
        """Put natural keys in place of references to other drafts; None where one is not taken."""
        if not self.ledger.referred:
            return
        for _row, draft in block:
            if draft.place in self.ledger.referred and "number" in draft.fields:
                self._keys[draft.place] = key_of(model, draft.fields)
        for _row, draft in block:
            for name, value in draft.fields.items():
                if isinstance(value, Reference):
                    key = self._keys.get(value.place)
                    draft.fields[name] = key and list(key)

    def _merge(self, row: Row, first: Row, fields: Fields, more: Fields) -> None:
        """Add what another row states of a record to what a first one has, if they agree."""
        for name, value in more.items():
            if fields.setdefault(name, value) != value and name not in ("source", "pinpoint"):
                reason = _("%(name)s %(value)r must agree with %(place)s, which says %(other)r.")
                values = {"name": name, "value": value, "other": fields[name]}
                row.stop(Outcome.WRONG, reason, place=first.place, **values)
                return

    def _settle_record(
        self, model: type[Record], key: Key, row: Row, fields: Fields, stored: Fields | None
    ) -> None:
        """Enter a record that is new, or one that differs from that on record, and claims."""
        name, label = model._meta.model_name, KEY_SEPARATOR.join(map(str, key))
        if stored is None:
            self._enter(row, model, fields, Difference(name, label, Outcome.ADDED, {}))
            return
        settled = settle(model, key, fields, stored, self._sources)
        if "text" in settled.left and not same_words(fields["text"], stored["text"]):
            row.leave(
                _("It is taken for %(name)s %(label)s, whose other words stay."),
                name=name,
                label=label,
            )
        if settled.changed:
            difference = Difference(name, label, Outcome.CHANGED, settled.changed)
            self._enter(row, model, settled.fields, difference)
        for claim in settled.claims:
            self._claim(row, claim)

    def _claim(self, row: Row, claim: Fields) -> None:
        key = key_of(Claim, claim)
        if key not in self._claims:
            label = f"{claim['model']} {claim['key']} {claim['field']} = {claim['value']}"
            self._enter(row, Claim, claim, Difference("claim", label, Outcome.ADDED, {}))
            self._claims[key] = claim

    @cached_property
    def _claims(self) -> dict[Key, Fields]:
        """The claims on record and those of this import, by key: most imports never ask."""
        return on_record(Claim, None)

    def _enter(self, row: Row, model: type[Record], fields: Fields, difference: Difference) -> None:
        """Hand a record on to the load, and tell with its row what becomes of it."""
        row.differences.append(difference)
        self.load.add(Entry(row.file, len(self._entered), model, fields))
        self._entered.append(row.number)

    def _gone(
        self, model: type[Record], whole: Collection[str] | None, stated: Collection[Key]
    ) -> Iterator[str]:
        """Name the records of this source that files which list them all do not state any more."""
        for key, fields in on_record(model, whole).items():
            source = (fields.get("source") or [""])[0]
            if key not in stated and source.startswith(self.format.family):
                yield f"{model._meta.model_name} {KEY_SEPARATOR.join(map(str, key))}"
