"""The records of all fixtures, keyed by natural key, and their form in the files."""

import json
from collections import defaultdict
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder

from registry.dates import UncertainDateField
from registry.models import FIXTURES
from tests.build_fixtures.facts import FactError


class Book:
    """Collects records and writes them as Django's serializer would with natural keys.

    A foreign key is given as the natural key of its target: the slug alone where the key is a
    slug, else a tuple. A field left out takes its default.
    """

    def __init__(self):
        self.models = {model.__name__: model for models in FIXTURES.values() for model in models}
        self._records = defaultdict(dict)

    def add(self, model_name: str, where: str = "by hand", **fields) -> tuple:
        """Record a row and give its natural key; the same key twice is an error."""
        model = self.models[model_name]
        known = {field.name for field in (*model._meta.fields, *model._meta.many_to_many)}
        if unknown := fields.keys() - known:
            raise FactError(f"{where}: {model_name} has no field {', '.join(sorted(unknown))}")
        record = {name: self._value(model, name, value) for name, value in fields.items()}
        for field in _plain_fields(model):
            record.setdefault(field.name, None if field.is_relation else field.get_default())
            if isinstance(field, UncertainDateField):
                record[field.name] = record[field.name] or None
        key = tuple(_follow(model, record, path) for path in model.KEY)
        key = tuple("" if part is None else part for part in key)
        if key in self._records[model_name]:
            raise FactError(f"{where}: {model_name} {key} is recorded twice")
        _validate(model, record, where)
        self._records[model_name][key] = record
        return key

    def _value(self, model, name, value):
        field = model._meta.get_field(name)
        if field.many_to_many:
            return sorted({_as_key(item) for item in value})
        if field.is_relation:
            return None if value in (None, "") else _as_key(value)
        if value is None and not field.null:
            return ""
        return value

    def has(self, model_name: str, *key) -> bool:
        return key in self._records[model_name]

    def get(self, model_name: str, *key) -> dict:
        return self._records[model_name][key]

    def all(self, model_name: str) -> dict[tuple, dict]:
        return self._records[model_name]

    def drop_unused(self, model_name: str):
        """Forget the rows of a model that no foreign key names."""
        used = {
            record[field.name]
            for name, model in self.models.items()
            for field in _plain_fields(model)
            if field.is_relation and field.related_model.__name__ == model_name
            for record in self._records[name].values()
        }
        found = self._records[model_name]
        self._records[model_name] = {key: row for key, row in found.items() if key in used}

    def check_references(self):
        for model_name, records in self._records.items():
            model = self.models[model_name]
            relations = [
                (field.name, field.related_model.__name__, field.many_to_many)
                for field in (*_plain_fields(model), *_many_fields(model))
                if field.is_relation
            ]
            for key, record in records.items():
                for name, target, many in relations:
                    value = record.get(name)
                    for item in (value or []) if many else [value] if value else []:
                        if item not in self._records[target]:
                            raise FactError(f"{model_name} {key}: {name} {item} is not recorded")

    def write(self, folder: Path) -> dict[str, int]:
        """Write one file per module of models; give the number of rows per model."""
        self.check_references()
        folder.mkdir(parents=True, exist_ok=True)
        counts = {}
        for file, models in FIXTURES.items():
            objects = []
            for model in models:
                found = self._records[model.__name__]
                counts[model.__name__] = len(found)
                objects += [_as_object(model, found[key]) for key in sorted(found)]
            (folder / f"{file}.json").write_text(_as_text(objects), encoding="utf-8")
        return counts


def _as_key(value) -> tuple:
    return value if isinstance(value, tuple) else (value,)


def _plain_fields(model):
    return [
        field for field in model._meta.local_fields if field.serialize and not field.primary_key
    ]


def _many_fields(model):
    return [
        field
        for field in model._meta.local_many_to_many
        if field.serialize and field.remote_field.through._meta.auto_created
    ]


def _follow(model, record, path):
    name, _, rest = path.partition("__")
    if not rest:
        return record[name]
    target = model._meta.get_field(name).related_model
    return record[name][target.KEY.index(rest)]


def _validate(model, record, where):
    plain = {f.name: record[f.name] for f in _plain_fields(model) if not f.is_relation}
    others = {f.name for f in model._meta.local_fields} - plain.keys()
    try:
        model(**plain).clean_fields(exclude=others)
    except ValidationError as error:
        raise FactError(f"{where}: {model.__name__}: {error.message_dict}") from error


def _as_text(objects):
    """Lay the list out as Django's serializer does: the objects themselves are not indented."""
    texts = [
        json.dumps(item, indent=2, ensure_ascii=False, cls=DjangoJSONEncoder) for item in objects
    ]
    return "\n".join(("[", ",\n".join(texts), "]\n")) if texts else "[\n]\n"


def _as_object(model, record):
    fields = {}
    for field in _plain_fields(model):
        value = record[field.name]
        fields[field.name] = list(value) if field.is_relation and value else value
    for field in _many_fields(model):
        fields[field.name] = [list(key) for key in record.get(field.name, ())]
    return {"model": model._meta.label_lower, "fields": fields}
