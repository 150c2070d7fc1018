"""Doing the changes of a set again: with every check, upon what the rows have become since."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import ProtectedError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.choices import ChangeKind
from registry.importers.changes import (
    Capture,
    Values,
    change_of,
    doomed,
    read_whole,
    unlinked,
    values_of,
)
from registry.importers.fixtures import findings
from registry.importers.fixtures.stored import carried, refer
from registry.importers.fixtures.touched import treaty_of
from registry.models import Actor, Change, Record, Succession
from registry.models.participation import rebuild, resting_on
from registry.queries.changes import NOUNS

MOST_ROWS = 1000
REFERRED_TO = gettext_lazy("It cannot be deleted, because other records refer to it.")


class Conflict(NamedTuple):
    """A field that was changed by others since the set was made: what it was, is, shall be."""

    change: Change
    field: str
    base: object
    theirs: object
    mine: object

    @property
    def name(self) -> str:
        """Name the choice between mine and theirs, the same each time the set is done again."""
        return f"{self.change.pk}-{self.field}"


class Trouble(NamedTuple):
    """What must hold and does not, if this change is made now."""

    change: Change
    reason: str


@dataclass
class Replay:
    """One go at a set of changes, inside a transaction that its caller ends.

    `choices` settle conflicts: by their name, "mine" or "theirs". Where `troubles` or unsettled
    `conflicts` are left, the caller takes all back.
    """

    changes: Collection[Change]
    choices: Mapping[str, str] = field(default_factory=dict)
    keeps_numbers: bool = False
    capture: Capture = field(default_factory=Capture)
    troubles: list[Trouble] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    treaties: set[int] = field(default_factory=set)

    def apply(self) -> bool:
        """Make the changes; what follows from them is derived by `rebuild` alone."""
        self._deleted = {
            (change.model, change.object_pk)
            for change in self.changes
            if change.kind == ChangeKind.DELETE
        }
        self._told = {(change.model, change.object_pk) for change in self.changes}
        waiting = list(self.changes)
        while waiting:
            # What cannot be done yet may need a later change: a new row, another's release.
            self._later: list[Trouble] = []
            stuck = [change for change in waiting if not self._done(change)]
            if len(stuck) == len(waiting):
                self.troubles += self._later
                break
            waiting = stuck
        return not (self.troubles or self.conflicts)

    def _done(self, change: Change) -> bool:
        told = len(self._later)
        {
            ChangeKind.ADD: self._add,
            ChangeKind.CHANGE: self._change,
            ChangeKind.DELETE: self._delete,
        }[ChangeKind(change.kind)](change)
        return len(self._later) == told

    def rebuild(self) -> None:
        if self.treaties:
            rebuild(self.treaties)

    def _add(self, change):
        model = NOUNS[change.model]
        keeps = self.keeps_numbers or change.object_pk > 0
        free = not model._base_manager.filter(pk=change.object_pk).exists()
        record = model(pk=change.object_pk if keeps and free else None)
        links = self._fill(change, record, change.after)
        if links is not None and self._is_sound(change, record):
            record.save(force_insert=True)
            self._link(record, links)
            self.capture.add(record)
            self._touch(record)

    def _change(self, change):
        model = NOUNS[change.model]
        record = read_whole(model._base_manager.filter(pk=change.object_pk)).first()
        if record is None:
            reason = _("Someone has deleted it since.")
            self.troubles.append(Trouble(change, reason))
            return
        self.capture.watch(model, [record.pk])
        self._touch(record)
        wanted = self._merged(change, values_of(record))
        links = self._fill(change, record, wanted)
        if wanted and links is not None and self._is_sound(change, record):
            record.save()
            self._link(record, links)
            self._touch(record)

    def _merged(self, change: Change, now: Values) -> Values:
        """Keep of the wanted values those that nobody else has touched, or that were chosen."""
        wanted = {}
        for name, mine in change.after.items():
            base, theirs = change.before.get(name), now.get(name)
            conflict = Conflict(change, name, base, theirs, mine)
            choice = self.choices.get(conflict.name)
            if theirs in (base, mine) or choice == "mine":
                wanted[name] = mine
            elif choice != "theirs":
                self.conflicts.append(conflict)
        return wanted

    def _delete(self, change):
        model = NOUNS[change.model]
        rows = model._base_manager.filter(pk=change.object_pk)
        record = read_whole(rows).first()
        if record is None:
            return
        now = values_of(record)
        conflict = Conflict(change, "", change.before, now, None)
        if now != change.before and self.choices.get(conflict.name) != "mine":
            if self.choices.get(conflict.name) != "theirs":
                self.conflicts.append(conflict)
            return
        gone = doomed(rows)
        losing = unlinked(gone)
        if _numbers(gone) - self._deleted - {(change.model, record.pk)}:
            reason = _("Parts have been added to it since, which would be deleted with it.")
            self.troubles.append(Trouble(change, reason))
            return
        if losing and model.KEPT_BY_LINKS:
            self._later.append(Trouble(change, str(REFERRED_TO)))
            return
        if _numbers(losing) - self._told:
            reason = _("Other records have come to name it since, and would lose it.")
            self.troubles.append(Trouble(change, reason))
            return
        self.capture.watch_deletion(rows)
        self._touch(record)
        try:
            record.delete()
        except ProtectedError:
            self._later.append(Trouble(change, str(REFERRED_TO)))

    def _fill(self, change, record, values) -> dict[str, list[Record]] | None:
        """Set the values; None where one of them names a record that is not there."""
        links, missing = {}, False
        known = carried(type(record))
        for name, value in values.items():
            column = known.get(name)
            if column is None:
                reason = _("There is no field “%(name)s” any more.") % {"name": name}
                self.troubles.append(Trouble(change, reason))
                missing = True
            elif column.many_to_many:
                found = [self._find(change, column, key) for key in value]
                links[name] = found
                missing = missing or None in found
            elif column.remote_field and value is not None:
                target = self._find(change, column, value)
                missing = missing or target is None
                if target is not None:
                    refer(record, column, target)
            elif column.remote_field:
                setattr(record, name, None)
            else:
                setattr(record, name, column.to_python(value))
        return None if missing else links

    def _find(self, change, column, key) -> Record | None:
        model, rows = column.related_model, column.related_model._default_manager.all()
        if relations := model.key_relations():
            rows = rows.select_related(*relations)
        try:
            return rows.get_by_natural_key(*key)
        except model.DoesNotExist:
            reason = _("%(field)s: there is no “%(key)s” any more.") % {
                "field": column.verbose_name,
                "key": "|".join(map(str, key)),
            }
            self._later.append(Trouble(change, reason))
            return None

    def _is_sound(self, change, record) -> bool:
        """Check by the rules of fixtures, and against all other rows."""
        reasons = [finding.reason for finding in findings(type(record), [record])]
        if not reasons:
            try:
                record.validate_unique()
                record.validate_constraints()
            except ValidationError as error:
                reasons = messages_of(record, error)
        self.troubles += [Trouble(change, reason) for reason in dict.fromkeys(reasons)]
        return not reasons

    def _link(self, record, links):
        for name, targets in links.items():
            getattr(record, name).set(targets)

    def _touch(self, record):
        """Note the treaties for which something else may follow now."""
        treaty = treaty_of(record)
        if treaty is not None:
            self.treaties.add(treaty.pk)
        if isinstance(record, Actor):
            self.treaties |= resting_on([record.pk])
        elif isinstance(record, Succession):
            self.treaties |= resting_on([record.predecessor_id, record.successor_id])


def _numbers(rows: dict[type[Record], set[int]]) -> set[tuple[str, int]]:
    return {(model._meta.model_name, pk) for model, pks in rows.items() for pk in pks}


def messages_of(record: Record, error: ValidationError) -> list[str]:
    """Say what is wrong, each sentence with the field that it is about."""
    told = []
    for name, reasons in error.message_dict.items():
        label = "" if name == NON_FIELD_ERRORS else f"{record._meta.get_field(name).verbose_name}: "
        told += [f"{label}{reason}" for reason in reasons]
    return told


ORDER = [ChangeKind.DELETE, ChangeKind.ADD, ChangeKind.CHANGE]


def combined(first: Iterable[Change], then: Iterable[Change]) -> list[Change]:
    """Put a draft and what was done upon it together into one: each row is told once.

    New rows get the next numbers below zero, because those that they had are void.
    """
    rows = {(change.model, change.object_pk): change for change in first}
    number = min([0, *(pk for _model, pk in rows)])
    numbers: dict[tuple[str, int], int] = {}
    for change in then:
        key = (change.model, change.object_pk)
        if was := rows.pop(key, None):
            if merged := _merged(was, change):
                rows[key] = merged
            continue
        if change.kind == ChangeKind.ADD:
            number -= 1
            numbers[key] = number
            change.object_pk = change.last_pk = number
        change.under_pk = numbers.get((change.under_model, change.under_pk), change.under_pk)
        rows[change.model, change.object_pk] = change
    places = {name: place for place, name in enumerate(NOUNS)}
    return sorted(
        rows.values(),
        key=lambda change: (
            ORDER.index(ChangeKind(change.kind)),
            places[change.model] * (-1 if change.kind == ChangeKind.DELETE else 1),
        ),
    )


def _merged(was: Change, change: Change) -> Change | None:
    """Make one change of two of the same row; None where nothing is left of them."""
    if was.kind == ChangeKind.ADD:
        if change.kind == ChangeKind.DELETE:
            return None
        was.after = was.after | change.after
        was.key, was.label = change.key, change.label
        return was
    change.before = change.before | was.before
    if change.kind == ChangeKind.CHANGE:
        after = was.after | change.after
        names = [name for name in after if after[name] != change.before[name]]
        change.before = {name: change.before[name] for name in names}
        change.after = {name: after[name] for name in names}
        return change if names else None
    return change


def inverse(changes: Iterable[Change]) -> list[Change]:
    """Tell what would take these published changes back; raises ValueError for too many rows."""
    changes = list(changes)
    if sum(change.rows for change in changes) > MOST_ROWS:
        raise ValueError(_("At most %(rows)d rows can be reverted at once.") % {"rows": MOST_ROWS})
    return [undone for change in reversed(changes) for undone in _inverse(change)]


def _inverse(change: Change) -> Iterator[Change]:
    if change.kind == ChangeKind.ADD and change.after is None:
        model = NOUNS[change.model]
        rows = model._base_manager.filter(pk__range=(change.object_pk, change.last_pk))
        for record in read_whole(rows).reverse():
            yield change_of(ChangeKind.DELETE, record, before=values_of(record))
        return
    opposite = {
        ChangeKind.ADD: ChangeKind.DELETE,
        ChangeKind.DELETE: ChangeKind.ADD,
        ChangeKind.CHANGE: ChangeKind.CHANGE,
    }
    names = ("model", "key", "label", "object_pk", "last_pk", "under_model", "under_pk", "actor_pk")
    copied = {name: getattr(change, name) for name in names}
    yield Change(**copied, kind=opposite[change.kind], before=change.after, after=change.before)
