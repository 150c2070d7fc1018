"""What is stored, read in the form of fixtures: only what the rows of an import may touch."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from functools import cache

from django.db.models import Field

from registry.dates import UncertainDate, UncertainDateField
from registry.importers.fixtures.stored import columns
from registry.models import Record
from registry.models.tables import batches

FIRSTS_A_QUERY = 500
Key = tuple[str | int, ...]
Fields = dict[str, object]


def key_of(model: type[Record], fields: Fields) -> Key:
    """Give the natural key of a record in the form of fixtures."""
    get = fields.get
    return tuple(
        [value[0] if type(value := get(name, "")) is list else value for name in model.key_fields()]
    )


def first_of(model: type[Record], fields: Fields) -> str:
    """Give the first part of the natural key: the record itself, or what it is a part of."""
    value = fields.get(model.key_fields()[0], "")
    return str(value[0] if type(value) is list else value)


def on_record(model: type[Record], firsts: Iterable[str] | None) -> dict[Key, Fields]:
    """Read the records whose keys begin with one of these (None: all), by natural key."""
    paths: list[str] = []
    shapes = []
    for column in columns(model):
        own = natural_paths(column)
        shapes.append((column.name, len(paths), len(own) if column.remote_field else 0))
        paths += own
    dates = {one.name for one in columns(model) if isinstance(one, UncertainDateField)}
    rows = model._base_manager.all()
    found: dict[Key, Fields] = {}
    for chosen in [None] if firsts is None else batches(sorted(set(firsts)), FIRSTS_A_QUERY):
        chosen_rows = rows if chosen is None else rows.filter(**{f"{model.KEY[0]}__in": chosen})
        for row in chosen_rows.order_by("pk").values_list(*paths).iterator():
            fields = {}
            for name, start, length in shapes:
                parts = [plain(part) for part in row[start : start + max(length, 1)]]
                if not length:
                    undated = parts[0] is None and name in dates
                    fields[name] = "" if undated else parts[0]
                else:
                    fields[name] = None if parts[0] is None else parts
            found[key_of(model, fields)] = fields
    return found


@cache
def natural_paths(column: Field) -> list[str]:
    """Name the columns that together tell a field's value as fixtures write it."""
    if not column.remote_field:
        return [column.name]
    return [f"{column.name}__{path}" for path in column.related_model.KEY]


def plain(value: object) -> object:
    if isinstance(value, UncertainDate):
        return value.text
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value
