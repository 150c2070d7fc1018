"""Change sets: rows as they were before, beside what they are after, in the form of fixtures.

A `Capture` is told of rows before they change, and tells the changes afterwards; a load tells what
it adds by itself. `store` keeps the changes as one set.
"""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from functools import cache
from typing import NamedTuple

from django.contrib.admin.utils import NestedObjects
from django.db.models import Model, Prefetch, QuerySet
from django.utils import timezone

from registry.choices import ChangeKind, ChangeState, Door
from registry.importers.fixtures import MODELS, Load, plain_key
from registry.importers.fixtures.rules import plain_value
from registry.importers.fixtures.stored import columns, foreign_keys, links_of, with_related
from registry.models import Actor, Change, ChangeSet, Record, Topic, Treaty
from registry.models.revision import publish
from registry.models.sources import KEY_SEPARATOR
from registry.models.tables import batches
from registry.queries.changes import NOUNS

Values = dict[str, object]

# A load that adds more rows tells them as runs of numbers, whose values stand in the rows alone.
TOLD_ONE_BY_ONE = 200
NAMED_KINDS = 4
ROWS_A_QUERY = 1000


def values_of(record: Record) -> Values:
    """Give a record's values as a fixture writes them."""
    values: Values = {}
    for column in columns(type(record)):
        if column.remote_field:
            target = getattr(record, column.name)
            values[column.name] = target and list(plain_key(target))
        else:
            values[column.name] = plain_value(getattr(record, column.attname))
    for relation in links_of(type(record)):
        targets = getattr(record, relation.name).all()
        values[relation.name] = sorted(list(plain_key(target)) for target in targets)
    return values


def read_whole(rows: QuerySet) -> QuerySet:
    """Read with the rows all that their values and labels name: a query a model, and a link."""
    model = rows.model
    paths = [
        path
        for relation in foreign_keys(model)
        for path in (
            relation.name,
            *(f"{relation.name}__{key}" for key in relation.related_model.key_relations()),
        )
    ]
    links = []
    for relation in links_of(model):
        target = relation.related_model
        targets = with_related(target._base_manager.all(), target.key_relations())
        links.append(Prefetch(relation.name, targets))
    return with_related(rows.order_by("pk").prefetch_related(*links), paths)


def root_of(record: Record) -> Record:
    """Give the record with which the natural key begins: on its page the row stands."""
    while "__" in type(record).KEY[0]:
        record = getattr(record, type(record).KEY[0].partition("__")[0])
    return record


def label_of(record: Record) -> str:
    """Name a row together with the records that its natural key names: its treaty, its actor."""
    named = [str(getattr(record, name)) for name in named_relations(type(record))]
    own = str(record)
    return ": ".join([", ".join(named), own] if named else [own])


def named(record: Model) -> str:
    """Name a row of any table: what is derived has no natural key."""
    return label_of(record) if isinstance(record, Record) else str(record)


@cache
def named_relations(model: type[Record]) -> list[str]:
    return list(dict.fromkeys(path.partition("__")[0] for path in model.KEY if "__" in path))


def change_of(
    kind: ChangeKind, record: Record, before: Values | None = None, after: Values | None = None
) -> Change:
    root = root_of(record)
    actor_pk = record.pk if isinstance(record, Actor) else getattr(record, "actor_id", None)
    return Change(
        kind=kind,
        model=record._meta.model_name,
        key=KEY_SEPARATOR.join(map(str, plain_key(record)))[:600],
        label=label_of(record)[:300],
        object_pk=record.pk,
        last_pk=record.pk,
        under_model=root._meta.model_name,
        under_pk=root.pk,
        actor_pk=actor_pk,
        before=before,
        after=after,
    )


class Seen(NamedTuple):
    record: Record
    values: Values


class Capture:
    """Remembers rows before something happens to them, and tells afterwards what did."""

    def __init__(self):
        self._before: dict[type[Record], dict[int, Seen | None]] = {}

    def watch(self, model: type[Record], pks: Collection[int]) -> None:
        """Remember these rows as they are stored; what was remembered first stays."""
        known = self._before.setdefault(model, {})
        new = [pk for pk in pks if pk not in known]
        known.update(_seen(model, new))

    def watch_deletion(self, rows: QuerySet) -> None:
        """Remember these rows, all that goes with them, and what stays without naming them."""
        gone = doomed(rows)
        for part in (gone, unlinked(gone)):
            for model, pks in part.items():
                self.watch(model, pks)

    def add(self, *records: Record) -> None:
        """Note rows that were not there before."""
        for record in records:
            self._before.setdefault(type(record), {}).setdefault(record.pk, None)

    def changes_with(self, later: "Capture") -> list[Change]:
        """Tell what differs now from before what this and then a later one has noted."""
        for model, rows in later._before.items():
            known = self._before.setdefault(model, {})
            known.update({pk: seen for pk, seen in rows.items() if pk not in known})
        return self.changes()

    def changes(self) -> list[Change]:
        """Tell what differs now, in an order in which it can be done again."""
        added, changed, deleted = [], [], []
        for model in MODELS:
            before = self._before.get(model)
            if not before:
                continue
            now = _seen(model, before)
            for pk in sorted(before):
                was, now_is = before[pk], now.get(pk)
                if was is None and now_is:
                    added.append(change_of(ChangeKind.ADD, now_is.record, after=now_is.values))
                elif was and now_is is None:
                    deleted.append(change_of(ChangeKind.DELETE, was.record, before=was.values))
                elif was and now_is and was.values != now_is.values:
                    names = [name for name in was.values if was.values[name] != now_is.values[name]]
                    pair = ({name: seen.values[name] for name in names} for seen in (was, now_is))
                    changed.append(change_of(ChangeKind.CHANGE, now_is.record, *pair))
        return [*deleted[::-1], *added, *changed]


def _seen(model: type[Record], pks: Iterable[int]) -> dict[int, Seen]:
    seen = {}
    for batch in batches(pks, ROWS_A_QUERY):
        rows = model._base_manager.filter(pk__in=batch)
        seen |= {record.pk: Seen(record, values_of(record)) for record in read_whole(rows)}
    return seen


def doomed(rows: QuerySet) -> dict[type[Record], set[int]]:
    """Tell which records go when these rows are deleted: they, and the parts of them."""
    collector = NestedObjects(using=rows.db)
    collector.collect(rows)
    return {
        model: {row.pk for row in found}
        for model, found in collector.data.items()
        if issubclass(model, Record)
    }


def unlinked(gone: dict[type[Record], set[int]]) -> dict[type[Record], set[int]]:
    """Tell which records stay when these go, and then no longer name them in a link of many.

    The rows of such a link have no model of their own: the database takes them away unseen.
    """
    losing: dict[type[Record], set[int]] = {}
    for model, pks in gone.items():
        for link in model._meta.related_objects:
            if link.many_to_many and link.through._meta.auto_created:
                owners = link.related_model._base_manager.filter(**{f"{link.field.name}__in": pks})
                found = losing.setdefault(link.related_model, set())
                found.update(owners.values_list("pk", flat=True))
    return {
        model: staying for model, pks in losing.items() if (staying := pks - gone.get(model, set()))
    }


def store(
    changes: Collection[Change],
    change_set: ChangeSet,
    *,
    state: ChangeState = ChangeState.PUBLISHED,
) -> ChangeSet:
    """Store a set with its changes, in the transaction that makes them or after its rollback."""
    change_set.state = state
    if state == ChangeState.PUBLISHED:
        change_set.published_at = moment()
    counts = dict.fromkeys(ChangeKind, 0)
    for change in changes:
        counts[ChangeKind(change.kind)] += change.rows
    change_set.added = counts[ChangeKind.ADD]
    change_set.changed = counts[ChangeKind.CHANGE]
    change_set.deleted = counts[ChangeKind.DELETE]
    change_set.subject = subject_of(changes)[:300]
    change_set.save()
    for change in changes:
        change.change_set = change_set
    Change.objects.bulk_create(changes, batch_size=ROWS_A_QUERY)
    # What a load has written it has indexed itself: its runs of rows do not name their treaties.
    if state == ChangeState.PUBLISHED and change_set.door != Door.FIXTURES:
        treaty = Treaty._meta.model_name
        publish(
            {change.under_pk for change in changes if change.under_model == treaty},
            treaties_only=all(change.under_model == treaty for change in changes),
            moves_lists=any(map(moves_lists, changes)),
        )
    return change_set


def moves_lists(change: Change) -> bool:
    """Tell whether something changes by which long lists sort or count treaties."""
    if change.model != Treaty._meta.model_name:
        return change.model == Topic._meta.model_name
    return change.before is None or not Treaty.LISTED.isdisjoint(change.before)


def moment() -> datetime:
    """Tell the time, but one after that of the last publication: a clock may be set back."""
    last = ChangeSet.objects.published().values_list("published_at", flat=True).first()
    now = timezone.now()
    return max(now, last + timedelta(microseconds=1)) if last else now


def subject_of(changes: Collection[Change]) -> str:
    """Say in a line what a set is about: one row's name, or whose rows and of which kinds."""
    first = next(iter(changes))
    if len(changes) == 1 and first.label:
        return first.label
    places = {(change.under_model, change.under_pk) for change in changes}
    root = first.under_model and len(places) == 1 and NOUNS[first.under_model]
    record = root and (
        root._base_manager.filter(pk=first.under_pk).first() or _label_among(changes, *places.pop())
    )
    kinds = dict.fromkeys(change.model for change in changes)
    named = [str(NOUNS[name]._meta.verbose_name_plural) for name in kinds]
    plural = ", ".join(named if len(named) <= NAMED_KINDS else [*named[:NAMED_KINDS], "…"])
    return f"{record}: {plural}" if record else plural.capitalize()


def _label_among(changes: Collection[Change], model: str, pk: int) -> str:
    """Name a row that a draft would add: it stands nowhere else yet."""
    labels = (change.label for change in changes if (change.model, change.object_pk) == (model, pk))
    return next(labels, "")


def note_load(load: Load, capture: Capture) -> None:
    """Note every row that a load has added, however many: a draft has nowhere else its values."""
    for model, runs in load.added.items():
        for first, last in runs:
            capture.add(*model._base_manager.filter(pk__range=(first, last)))


def changes_of_load(load: Load, capture: Capture) -> list[Change]:
    """Tell what a load has written; `capture` watched what it was about to change."""
    rows = sum(last - first + 1 for runs in load.added.values() for first, last in runs)
    added = []
    for model, runs in load.added.items():
        for first, last in runs:
            if rows > TOLD_ONE_BY_ONE:
                added.append(_run(model, first, last))
            else:
                capture.add(*model._base_manager.filter(pk__range=(first, last)))
    return [*added, *capture.changes()]


def _run(model, first, last):
    return Change(kind=ChangeKind.ADD, model=model._meta.model_name, object_pk=first, last_pk=last)
