"""The public tables as rows of plain values, in blocks: what the downloads are made of."""

from collections.abc import Iterator, Sequence
from datetime import date
from inspect import cleandoc
from itertools import islice
from typing import NamedTuple

from django.db import connections, models
from django.db.models.functions import Cast

from registry.dates import UncertainDateField
from registry.models import (
    FIXTURES,
    Alliance,
    EntryIntoForce,
    Membership,
    Participation,
    Record,
    Revision,
)
from registry.models.tables import exact
from registry.queries.members import History
from registry.queries.memberships import member_spells

AT_ONCE = 2000


class Column(NamedTuple):
    """A column: its name, and where it stands; several paths are the key of another record.

    `field` says what it means, but of a row's own key; `refers_to` is the table of that record.
    """

    name: str
    paths: list[str]
    fields: list[models.Field]
    field: models.Field | None
    refers_to: str | None

    @property
    def is_text(self) -> bool:
        """Tell whether its values may be any text."""
        others = (models.IntegerField, models.BooleanField, models.DecimalField, models.DateField)
        return len(self.fields) > 1 or not isinstance(self.fields[0], others)


class PublicTable(NamedTuple):
    """A table, read as the database holds it: an object for each value would be too slow.

    `key` names the columns that tell one row from another, where any do.
    """

    name: str
    columns: list[Column]
    found: models.QuerySet
    meaning: str
    key: list[str]

    @property
    def names(self) -> list[str]:
        return [column.name for column in self.columns]

    def blocks(self) -> Iterator[list[Sequence]]:
        """Read some rows at a time, column by column: however many there are, few are held."""
        fields = {
            path: field
            for column in self.columns
            for path, field in zip(column.paths, column.fields, strict=True)
        }
        # A day comes as text, which it is to be in the end; SQLite's module would make it a date.
        rows = self.found.order_by("pk").values_list(
            *(
                Cast(path, models.TextField()) if isinstance(field, models.DateField) else path
                for path, field in fields.items()
            )
        )
        query, parameters = rows.query.sql_with_params()
        with connections[rows.db].chunked_cursor() as cursor:
            cursor.execute(query, parameters)
            while found := cursor.fetchmany(AT_ONCE):
                read = {
                    path: plain(field, values)
                    for (path, field), values in zip(
                        fields.items(), zip(*found, strict=True), strict=True
                    )
                }
                yield [joined([read[path] for path in column.paths]) for column in self.columns]

    def rows(self) -> Iterator[tuple]:
        for block in self.blocks():
            yield from zip(*block, strict=True)


class MemberTable(PublicTable):
    """Who was a member of which alliance, and when, as `member_spells` tells."""

    def blocks(self) -> Iterator[list[Sequence]]:
        rows = spells(self.found)
        while part := list(islice(rows, AT_ONCE)):
            yield list(zip(*part, strict=True))


def spells(alliances: models.QuerySet) -> Iterator[tuple[str | None, ...]]:
    for alliance in alliances:
        for spells in member_spells(History(alliance), date.max):
            for since, until in spells.member:
                since = since or alliance.since
                bounds = [
                    bound and bound.isoformat()
                    for on in (since, until)
                    for bound in ((on.earliest, on.latest) if on else (None, None))
                ]
                texts = [on and on.text for on in (since, until)]
                yield (alliance.slug, spells.actor.slug, *texts, *bounds)


def joined(parts: list[Sequence]) -> Sequence:
    """Join a natural key of several parts by bars.

    The first part of a key is never left out: without it, there is no record.
    """
    first, *others = parts
    if not others or first.count(None) == len(first):
        return first
    if not any(None in part for part in parts):
        texts = (part if isinstance(part[0], str) else map(str, part) for part in parts)
        return list(map("|".join, zip(*texts, strict=True)))
    return [
        None if key[0] is None else "|".join("" if part is None else str(part) for part in key)
        for key in zip(*parts, strict=True)
    ]


def plain(field: models.Field, values: Sequence) -> Sequence:
    """Turn what a database gives into texts and whole numbers, the same from each of them."""
    match field:
        case UncertainDateField():
            return [value or None for value in values] if "" in values else values
        case models.DecimalField():
            column = [(0, field)]
            return [None if one is None else str(one) for (one,) in exact(zip(values), column)]
        case models.BooleanField() if any(value is True or value is False for value in values):
            return [None if value is None else int(value) for value in values]
    return values


def tables() -> Iterator[PublicTable]:
    """List the tables of the nouns, of the links between them, and those derived from the acts.

    A record is named by its natural key, as in the fixtures, its parts joined by a bar. Accounts,
    drafts and sessions stand in none of these tables.
    """
    for model in [model for models_ in FIXTURES.values() for model in models_]:
        yield table(model, list(model.KEY), ["natural_key"])
        for field in model._meta.many_to_many:
            if field.remote_field.through._meta.auto_created:
                yield links(model, field)
    yield table(EntryIntoForce, None, ["treaty"])
    yield table(Participation, None, [])
    yield members()


def table(model: type[models.Model], own_key: list[str] | None, key: list[str]) -> PublicTable:
    columns = [] if own_key is None else [column("natural_key", model, own_key)]
    for field in model._meta.concrete_fields:
        target = field.related_model
        if target and issubclass(target, Record):
            columns.append(relation(field.name, model, field))
        elif not (field.primary_key or target):
            columns.append(column(field.name, model, [field.attname], field))
    name, meaning = model._meta.model_name, cleandoc(model.__doc__).partition("\n\n")[0]
    return PublicTable(name, columns, model._base_manager.all(), meaning, key)


def links(model: type[Record], field: models.ManyToManyField) -> PublicTable:
    through = field.remote_field.through
    source = through._meta.get_field(field.m2m_field_name())
    target = through._meta.get_field(field.m2m_reverse_field_name())
    columns = [
        relation(source.name, through, source),
        relation(field.name, through, target)._replace(field=field),
    ]
    return PublicTable(
        f"{model._meta.model_name}_{field.name}",
        columns,
        through._base_manager.all(),
        f"The {field.verbose_name} of each {model._meta.verbose_name}, one a row.",
        [column.name for column in columns],
    )


def members() -> MemberTable:
    """Lay out who was a member of an alliance, whichever table tells of it."""
    fields = {field.name: field for field in Membership._meta.concrete_fields}
    days = ["since", "until"]
    bounds = [f"{name}_{bound}" for name in days for bound in ("earliest", "latest")]
    return MemberTable(
        "alliancemember",
        [
            *(relation(name, Membership, fields[name]) for name in ("alliance", "actor")),
            *(column(name, Membership, [name], fields[name]) for name in [*days, *bounds]),
        ],
        Alliance.objects.order_by("pk"),
        "A spell of an actor as a member of an alliance: as a party to its treaty, or by its own "
        "membership where there is one; none outlasts the alliance.",
        [],
    )


def relation(name: str, model: type[models.Model], field: models.Field) -> Column:
    """Lay out a column that names another record by its key."""
    target = field.related_model
    found = column(name, model, [f"{field.name}__{part}" for part in target.KEY], field)
    return found._replace(refers_to=target._meta.model_name)


def column(
    name: str, model: type[models.Model], paths: list[str], field: models.Field | None = None
) -> Column:
    return Column(name, paths, [field_at(model, path) for path in paths], field, None)


def field_at(model: type[models.Model], path: str) -> models.Field:
    """Find the field that a path through relations leads to."""
    *relations, last = path.split("__")
    for relation in relations:
        model = model._meta.get_field(relation).related_model
    return model._meta.get_field(last)


def registry_state() -> str:
    """Name what the registry holds: another name after every change that the public can see."""
    revision = Revision.objects.first()
    return revision.name if revision else "0"
