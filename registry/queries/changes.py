"""Changes in words: what each field held before and holds after, as a reader would say it."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from typing import NamedTuple

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Field, OuterRef, Q, QuerySet, Subquery, Window
from django.db.models.functions import RowNumber
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from registry.choices import ChangeKind
from registry.dates import UncertainDate, UncertainDateField
from registry.models import FIXTURES, Change, ChangeSet, Record
from registry.sentences import say, say_all

NOUNS: dict[str, type[Record]] = {
    model._meta.model_name: model for models in FIXTURES.values() for model in models
}
Names = dict[tuple[type[Record], object], str]


class Difference(NamedTuple):
    """One field: its label, and its value in words before and after; empty where there is none."""

    name: str
    label: str
    before: str
    after: str


class Told(NamedTuple):
    """One change with what differs; `noun` says what kind of row it is, in the plural for a run."""

    change: Change
    noun: str
    differences: list[Difference]


def changes_in_words(changes: Collection[Change]) -> list[Told]:
    """Put changes into words: one query for each kind of record that they name."""
    names = _names_in(changes)
    return [Told(change, _noun(change), list(_differences(change, names))) for change in changes]


def values_in_words(model: str, name: str, *values: object) -> list[str]:
    """Put values of one field into words."""
    field = _field(NOUNS[model], name)
    names = _names_of(_keys(field, values) if field else ())
    return [_words(field, value, names) for value in values]


def _noun(change):
    meta = NOUNS[change.model]._meta
    return str(meta.verbose_name if change.rows == 1 else meta.verbose_name_plural)


def _differences(change: Change, names: Names) -> Iterator[Difference]:
    before, after = change.before or {}, change.after or {}
    # PostgreSQL does not keep the order in which the values were written.
    places = {field.name: place for place, field in enumerate(NOUNS[change.model]._meta.fields)}
    for name in sorted({*before, *after}, key=lambda name: (places.get(name, len(places)), name)):
        field = _field(NOUNS[change.model], name)
        pair = [_words(field, values.get(name), names) for values in (before, after)]
        if change.kind == ChangeKind.CHANGE or any(pair):
            label = capfirst(str(field.verbose_name)) if field else name
            yield Difference(name, label, *pair)


def _field(model, name) -> Field | None:
    try:
        return model._meta.get_field(name)
    except FieldDoesNotExist:
        return None


def _names_in(changes) -> Names:
    keys = []
    for change in changes:
        for values in (change.before or {}, change.after or {}):
            for name, value in values.items():
                if field := _field(NOUNS[change.model], name):
                    keys += _keys(field, [value])
    return _names_of(keys)


def _keys(field, values) -> Iterator[tuple[type[Record], str]]:
    """Yield what values of this field name by a slug alone."""
    if field.is_relation and field.related_model.KEY == ("slug",):
        for value in values:
            for key in (value or []) if field.many_to_many else [value]:
                if key:
                    yield field.related_model, key[0]


def _names_of(keys) -> Names:
    slugs = defaultdict(set)
    for model, slug in keys:
        slugs[model].add(slug)
    return {
        (model, record.slug): str(record)
        for model, found in slugs.items()
        for record in model._base_manager.filter(slug__in=found)
    }


def _words(field: Field | None, value: object, names: Names) -> str:
    if value is None or value == "" or value == []:
        return ""
    if field is None:
        return str(value)
    if field.many_to_many:
        return say_all(_key_words(field, key, names) for key in value)
    if field.is_relation:
        return _key_words(field, value, names)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(field, UncertainDateField):
        return say(UncertainDate(value))
    return str(dict(field.flatchoices).get(value, value))


def _key_words(field, key, names):
    return names.get((field.related_model, key[0])) or ", ".join(map(str, key))


TOLD_IN_FULL = 50


def told_by_set(sets: Collection[ChangeSet], changes: QuerySet) -> dict[int, list[Told]]:
    """Put the first changes of each set into words; the rest of a large set is only counted."""
    place = Window(RowNumber(), partition_by="change_set", order_by="pk")
    first = changes.filter(change_set__in=sets).order_by("pk").annotate(place=place)
    found = defaultdict(list)
    for words in changes_in_words(list(first.filter(place__lte=TOLD_IN_FULL))):
        found[words.change.change_set_id].append(words)
    return found


def with_last_correction(records: QuerySet) -> QuerySet:
    """Read with each record when it or what its page shows was last corrected, and why.

    Of a part, such as a protocol, the record with which its key begins is meant.
    """
    relation, is_part, _rest = records.model.KEY[0].partition("__")
    root = records.model._meta.get_field(relation).related_model if is_part else records.model
    name, pk = root._meta.model_name, OuterRef(relation if is_part else "pk")
    about = Q(model=name, object_pk=pk) | Q(under_model=name, under_pk=pk)
    last = Change.objects.corrections().filter(about)
    last = last.order_by("-change_set__published_at", "-pk")
    return records.annotate(
        corrected_at=Subquery(last.values("change_set__published_at")[:1]),
        corrected_because=Subquery(last.values("change_set__reason")[:1]),
    )
