"""The records that claims are about, whatever their kinds, in one query."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import reduce
from operator import or_
from typing import Any, NamedTuple

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db.models import BooleanField, CharField, Field, Model, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast

from registry.models import Claim, Record, claim_key
from registry.models.sources import KEY_SEPARATOR


class Part(NamedTuple):
    """A model whose columns are read, and the path to it from the record that is wanted."""

    path: tuple[str, ...]
    model: type[Model]

    @property
    def columns(self) -> list[Field]:
        return list(self.model._meta.concrete_fields)


def disputed(claims: Iterable[Claim]) -> Mapping[tuple[str, str], Record]:
    """Fetch the records that these claims are about, by model and key."""
    keys = defaultdict(set)
    for claim in claims:
        keys[claim.model].add(claim.key)
    about = {
        model: reduce(or_, (_keyed(model, key) for key in wanted))
        for model, wanted in ((_model(name), wanted) for name, wanted in keys.items())
        if model
    }
    return {claim_key(record): record for record in _records(about)} if about else {}


def _records(about: Mapping[type[Record], Q]) -> Iterator[Record]:
    """Give the records of each model that a condition keeps, with what their keys name.

    Rows of all models stand in one list as text, each as wide as the widest.
    """
    parts = {model: _parts(model) for model in about}
    width = max(sum(len(part.columns) for part in own) for own in parts.values())
    first, *others = (
        _as_text(model._default_manager.filter(condition), parts[model], width)
        for model, condition in about.items()
    )
    found = first.union(*others, all=True).order_by()
    models = {model._meta.model_name: model for model in about}
    for name, *cells in found:
        yield _record(found.db, parts[models[name]], iter(cells))


def _parts(model: type[Record]) -> list[Part]:
    """List a model and those that its natural key crosses, each after the one that leads to it."""
    found = {(): model}
    for crossed in model.key_relations():
        steps = tuple(crossed.split("__"))
        for depth, step in enumerate(steps, start=1):
            column = found[steps[: depth - 1]]._meta.get_field(step)
            found[steps[:depth]] = column.related_model
    return [Part(*one) for one in found.items()]


def _as_text(rows: QuerySet, parts: list[Part], width: int) -> QuerySet:
    paths = ["__".join((*part.path, column.attname)) for part in parts for column in part.columns]
    cells = [Cast(path, TextField()) for path in paths]
    cells += [Value("", TextField())] * (width - len(cells))
    return rows.order_by().values_list(Value(rows.model._meta.model_name, CharField()), *cells)


def _record(using: str, parts: list[Part], cells: Iterator[str | None]) -> Record:
    made = {}
    for part in parts:
        columns = part.columns
        names = [column.attname for column in columns]
        values = [_value(column, next(cells)) for column in columns]
        made[part.path] = part.model.from_db(using, names, values)
        if part.path:
            setattr(made[part.path[:-1]], part.path[-1], made[part.path])
    return made[()]


def _value(column: Field, text: str | None) -> Any:
    """Read what a database wrote as text; PostgreSQL writes `true` where SQLite writes 1."""
    if text is not None and isinstance(column, BooleanField):
        return text in ("1", "true")
    return column.to_python(text)


def _keyed(model: type[Record], key: str) -> Q:
    """Ask for the row with this natural key; for none where the key is not of its form."""
    parts = key.split(KEY_SEPARATOR)
    if len(parts) != len(model.KEY):
        return Q(pk__in=())
    try:
        for path, part in zip(model.KEY, parts, strict=True):
            _column(model, path).to_python(part)
    except (ValidationError, ValueError):
        return Q(pk__in=())
    return Q(**dict(zip(model.KEY, parts, strict=True)))


def _column(model: type[Model], path: str) -> Field:
    name, _, rest = path.partition("__")
    column = model._meta.get_field(name)
    return _column(column.related_model, rest) if rest else column


def _model(name: str) -> type[Record] | None:
    try:
        model = apps.get_model("registry", name)
    except LookupError:
        return None
    return model if issubclass(model, Record) else None
