"""The public tables as rows of plain values, one at a time: what the downloads are made of."""

from collections.abc import Iterator
from typing import NamedTuple

from django.db import models

from registry.models import FIXTURES, EntryIntoForce, Participation, Record, Revision

AT_ONCE = 2000


class Table(NamedTuple):
    """A table: its columns, and where each stands; several paths are the key of another record."""

    name: str
    columns: list[str]
    found: models.QuerySet
    paths: list[list[str]]

    def rows(self) -> Iterator[list]:
        """Read the rows by chunks: however many there are, only a few are held at a time."""
        wanted = [path for paths in self.paths for path in paths]
        for values in self.found.order_by("pk").values_list(*wanted).iterator(AT_ONCE):
            rest = iter(values)
            yield [
                key(next(rest) for _ in paths) if len(paths) > 1 else plain(next(rest))
                for paths in self.paths
            ]


def tables() -> Iterator[Table]:
    """List the tables of the nouns, of the links between them, and those derived from the acts.

    A record is named by its natural key, as in the fixtures, its parts joined by a bar. Accounts,
    drafts and sessions stand in none of these tables.
    """
    for model in [model for models_ in FIXTURES.values() for model in models_]:
        yield table(model, list(model.KEY))
        for field in model._meta.many_to_many:
            if field.remote_field.through._meta.auto_created:
                yield links(model, field)
    for model in (EntryIntoForce, Participation):
        yield table(model, None)


def table(model: type[models.Model], own_key: list[str] | None) -> Table:
    columns, paths = ([], []) if own_key is None else (["natural_key"], [own_key])
    for field in model._meta.concrete_fields:
        target = field.related_model
        if target and issubclass(target, Record):
            columns.append(field.name)
            paths.append([f"{field.name}__{part}" for part in target.KEY])
        elif not (field.primary_key or target or field.name in ("basis", "ended_by")):
            columns.append(field.name)
            paths.append([field.attname])
    return Table(model._meta.model_name, columns, model._base_manager.all(), paths)


def links(model: type[Record], field: models.ManyToManyField) -> Table:
    through = field.remote_field.through
    source, target = field.m2m_field_name(), field.m2m_reverse_field_name()
    return Table(
        f"{model._meta.model_name}_{field.name}",
        [source, field.name],
        through._base_manager.all(),
        [
            [f"{source}__{part}" for part in model.KEY],
            [f"{target}__{part}" for part in field.related_model.KEY],
        ],
    )


def key(parts: Iterator) -> str | None:
    """Join a natural key; a record that is not there has none."""
    values = list(parts)
    return None if all(value is None for value in values) else "|".join(map(str, values))


def plain(value) -> str | int | None:
    if value is None or isinstance(value, str | int):
        return int(value) if isinstance(value, bool) else value
    return str(value)


def state() -> str:
    """Name what the registry holds: another name after every change that the public can see."""
    revision = Revision.objects.first()
    return revision.name if revision else "0"
