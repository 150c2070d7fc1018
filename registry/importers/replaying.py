"""Doing the changes of a set again: with every check, upon what the rows have become since."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import NamedTuple

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import ProtectedError, RestrictedError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.choices import ChangeKind
from registry.importers.changes import (
    Capture,
    Values,
    change_of,
    doomed,
    label_of,
    read_whole,
    unlinked,
    values_of,
)
from registry.importers.fixtures import findings
from registry.importers.fixtures.stored import carried, refer, with_related
from registry.importers.fixtures.touched import treaty_of
from registry.importers.soundness import broken_by
from registry.models import Actor, Change, Record, Succession
from registry.models.participation import rebuild, resting_on
from registry.models.read import is_read
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
        return f"{self.change.model}-{self.change.object_pk}-{self.field}"


class Trouble(NamedTuple):
    """What must hold and does not, if this change, or the set as a whole, is made now."""

    change: Change | None
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
            # What cannot be done yet may need a later change: a new row, another's release or name.
            self._later: list[Trouble | Conflict] = []
            stuck = [change for change in waiting if not self._done(change)]
            if len(stuck) == len(waiting):
                for told in self._later:
                    (self.conflicts if isinstance(told, Conflict) else self.troubles).append(told)
                break
            waiting = stuck
        if not (self.troubles or self.conflicts or self.keeps_numbers):
            self._see_that_all_is_sound()
        return not (self.troubles or self.conflicts)

    def _see_that_all_is_sound(self) -> None:
        """Tell what is wrong beside the changes once they are made, as a save by itself does."""
        by_row = {(change.model, change.object_pk): change for change in self.changes}
        for finding in broken_by(self.capture.changes()):
            record = finding.record
            change = by_row.get((record._meta.model_name, record.pk))
            reason = finding.reason if change else f"{label_of(record)}: {finding.reason}"
            self.troubles.append(Trouble(change, reason))

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
        wanted = self._merged(change, record)
        self._touch(record, wanted)
        links = self._fill(change, record, wanted)
        if wanted and links is not None and self._is_sound(change, record):
            record.save()
            self._link(record, links)
            self._touch(record, wanted)

    def _merged(self, change: Change, record: Record) -> Values:
        """Keep of the wanted values those that nobody else has touched, or that were chosen."""
        wanted, now = {}, values_of(record)
        for name, mine in change.after.items():
            base, theirs = change.before.get(name), now.get(name)
            conflict = Conflict(change, name, base, theirs, mine)
            choice = self.choices.get(conflict.name)
            if theirs in (base, mine) or choice == "mine" or self._is_same(record, name, base):
                wanted[name] = mine
            elif choice != "theirs" and conflict not in self.conflicts:
                self.conflicts.append(conflict)
        return wanted

    def _is_same(self, record: Record, name: str, base: object) -> bool:
        """Tell whether what a row named is what it names now, though by another key."""
        column = carried(type(record)).get(name)
        if not base or column is None or not column.remote_field or column.many_to_many:
            return False
        target = named(column.related_model, base)
        return target is not None and target.pk == getattr(record, column.attname)

    def _delete(self, change):
        model = NOUNS[change.model]
        rows = model._base_manager.filter(pk=change.object_pk)
        record = read_whole(rows).first()
        if record is None:
            return
        now = values_of(record)
        conflict = Conflict(change, "", change.before, now, None)
        differing = [name for name in now if now[name] != change.before.get(name)]
        if not all(self._is_same(record, name, change.before.get(name)) for name in differing):
            choice = self.choices.get(conflict.name)
            if choice != "mine":
                self._later += [] if choice == "theirs" else [conflict]
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
        except (ProtectedError, RestrictedError):
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
        found = named(column.related_model, key)
        if found is None:
            reason = _("%(field)s: there is no “%(key)s” any more.") % {
                "field": column.verbose_name,
                "key": "|".join(map(str, key)),
            }
            self._later.append(Trouble(change, reason))
        return found

    def _is_sound(self, change, record) -> bool:
        """Check by the rules of fixtures, and against all other rows."""
        reasons = [finding.reason for finding in findings(type(record), [record])]
        told = self.troubles
        if not reasons:
            try:
                record.validate_unique()
                record.validate_constraints()
            except ValidationError as error:
                reasons, told = messages_of(record, error), self._later
        told += [Trouble(change, reason) for reason in dict.fromkeys(reasons)]
        return not reasons

    def _link(self, record, links):
        for name, targets in links.items():
            getattr(record, name).set(targets)

    def _touch(self, record: Record, names: Iterable[str] | None = None) -> None:
        """Note the treaties for which something else may follow now that these fields change."""
        if not is_read(type(record), names):
            return
        treaty = treaty_of(record)
        if treaty is not None:
            self.treaties.add(treaty.pk)
        if isinstance(record, Actor):
            self.treaties |= resting_on([record.pk])
        elif isinstance(record, Succession):
            self.treaties |= resting_on([record.predecessor_id, record.successor_id])


def named(model: type[Record], key: Collection[str | int]) -> Record | None:
    """Give the record that bears a natural key, or that bore it until it was renamed."""
    rows = with_related(model._default_manager.all(), model.key_relations())
    with suppress(model.DoesNotExist):
        return rows.get_by_natural_key(*key)
    now = [_renamed(model, *pair) for pair in zip(model.KEY, key, strict=True)]
    with suppress(model.DoesNotExist):
        return rows.get_by_natural_key(*now) if now != [*key] else None
    return None


def _renamed(model: type[Record], path: str, part: str | int) -> str | int:
    """Give the slug by which a record goes now that went by this one, as the history tells."""
    *names, last = path.split("__")
    for name in names:
        model = model._meta.get_field(name).related_model
    if last != "slug" or model._base_manager.filter(slug=part).exists():
        return part
    bore_it = Change.objects.corrections().filter(model=model._meta.model_name, before__slug=part)
    change = bore_it.order_by("-change_set__published_at", "-pk").first()
    if change is None or change.kind == ChangeKind.DELETE:
        return part
    now = model._base_manager.filter(pk=change.object_pk).values_list("slug", flat=True)
    return now.first() or part


def _numbers(rows: dict[type[Record], set[int]]) -> set[tuple[str, int]]:
    return {(model._meta.model_name, pk) for model, pks in rows.items() for pk in pks}


def messages_of(record: Record, error: ValidationError) -> list[str]:
    """Say what is wrong, each sentence with the field that it is about."""
    told = []
    for name, reasons in error.message_dict.items():
        label = "" if name == NON_FIELD_ERRORS else f"{record._meta.get_field(name).verbose_name}: "
        told += [f"{label}{reason}" for reason in reasons]
    return told


def numbered(changes: list[Change], known: Collection[Change] = ()) -> list[Change]:
    """Give the new rows of a draft numbers below zero, because those that they had are void.

    Those that the draft had before, `known`, keep theirs.
    """
    kept = {(change.model, change.object_pk) for change in known}
    number = min([0, *(change.object_pk for change in changes)])
    numbers: dict[tuple[str, int], int] = {}
    for change in changes:
        row = (change.model, change.object_pk)
        if change.kind == ChangeKind.ADD and row not in kept:
            number -= 1
            numbers[row] = number
    for change in changes:
        pk = numbers.get((change.model, change.object_pk), change.object_pk)
        change.object_pk = change.last_pk = pk
        change.under_pk = numbers.get((change.under_model, change.under_pk), change.under_pk)
    return changes


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
