"""What a file says, row by row, and what becomes of each row."""

from dataclasses import dataclass, field
from enum import Enum, StrEnum

from django.utils.translation import pgettext

from registry.importers.reading import filled
from registry.models import Actor, Record, Source


class Outcome(StrEnum):
    """What became of a row. Only a wrong row keeps the whole import from being written."""

    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    LEFT = "left"
    REFUSED = "refused"
    WRONG = "wrong"

    @property
    def label(self) -> str:
        """Say it of one row or record, in the language of the reader."""
        return {
            Outcome.ADDED: pgettext("row", "added"),
            Outcome.CHANGED: pgettext("row", "changed"),
            Outcome.UNCHANGED: pgettext("row", "unchanged"),
            Outcome.LEFT: pgettext("row", "left"),
            Outcome.REFUSED: pgettext("row", "refused"),
            Outcome.WRONG: pgettext("row", "wrong"),
        }[self]


class NotTaken(Exception):
    """The row is passed over, for a reason that has places for these values; the file is sound."""

    outcome = Outcome.LEFT

    def __init__(self, reason: str, **values: object):
        super().__init__(filled(reason, values))


class Refused(NotTaken):
    """The row is sound, but what it means here cannot be told: a person has to decide."""

    outcome = Outcome.REFUSED


@dataclass(slots=True, eq=False)
class Draft:
    """A record as a row states it: fields in the form of fixtures, and only those it states.

    An act, a statement or a membership has no number among its like yet: `numbering` gives it one.
    `is_loose` says that the file's word for its kind may stand for others, as "ratification" does
    for acceptance in many data sets. `place` is its place among all drafts of the import, by which
    other drafts refer to it.
    """

    model: type[Record]
    fields: dict[str, object]
    is_loose: bool = False
    place: int = -1

    def __reduce__(self):
        return Reference, (self.place,)


@dataclass(frozen=True, slots=True)
class Reference:
    """What another draft becomes, as a value, once the ledger has put both away."""

    place: int


@dataclass(slots=True, eq=False)
class Difference:
    """What was done to one record: added, or these fields changed from one value to another."""

    model: str
    key: str
    was: Outcome
    fields: dict[str, tuple[object, object]]


@dataclass(slots=True, eq=False)
class Row:
    """A row of a file: its place, whom or what it speaks of, what it says, what became of it.

    `number` is its number among all rows of the import, in the order in which they were taken.
    """

    file: str
    line: int
    subject: str
    drafts: list[Draft] = field(default_factory=list)
    outcome: Outcome | None = None
    reasons: list[str] = field(default_factory=list)
    differences: list[Difference] = field(default_factory=list)
    number: int = -1

    def say(self, model: type[Record], *, is_loose: bool = False, **fields: object) -> Draft:
        """Add a record that the row states; a value of None is not stated."""
        stated = {
            name: value.value if isinstance(value, Enum) else value
            for name, value in fields.items()
            if value is not None
        }
        draft = Draft(model, stated, is_loose)
        self.drafts.append(draft)
        return draft

    def leave(self, reason: str, **values: object) -> None:
        """Tell what of the row is not taken, by a reason that has places for these values."""
        self.reasons.append(filled(reason, values))

    def stop(self, outcome: Outcome, reason: str, **values: object) -> None:
        """Take nothing of the row, save the source and the actors that later rows refer to."""
        self.outcome = outcome
        reason = filled(reason, values)
        if reason not in self.reasons:
            self.reasons.insert(0, reason)
        self.drafts = [draft for draft in self.drafts if draft.model in (Source, Actor)]

    @property
    def place(self) -> str:
        return f"{self.file}: line {self.line}" if self.line else self.file
