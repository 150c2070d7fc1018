"""What the tables of the whole registry hold, for programs and people: a Data Package.

https://datapackage.org/standard/data-package/
"""

from typing import Any

from django.db import models

from registry.dates import UncertainDateField
from registry.dates.fields import DateBound
from registry.exports import LICENCE
from registry.models import Revision
from registry.queries.tables import Column, PublicTable, registry_state, tables
from registry.sentences import SentenceField

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
FILE_NAME = "datapackage.json"
BOUNDS = {"earliest": "The first", "latest": "The last"}


def datapackage() -> dict[str, Any]:
    """Describe every table: its columns, their types and codes, and which key names what.

    The paths are those of the CSV files beside it, in the zip as at its own address.
    """
    revision = Revision.objects.first()
    return {
        "$schema": PROFILE,
        "name": "treaty-registry",
        "title": "Treaty Registry",
        "description": "Treaties, who is bound by them and since when. Dates are EDTF text (ISO "
        "8601-2), each with its earliest and latest possible day in columns of their own: an empty "
        "date was never reached or is not on record; a date with an empty bound is open on that "
        "side. A period holds from the day `since` until the day before `until`.",
        "version": registry_state(),
        **({"created": revision.changed_at.isoformat()} if revision else {}),
        "licenses": [{"name": "CC0-1.0", "path": LICENCE, "title": "CC0 1.0 Universal"}],
        "resources": [resource(table) for table in tables()],
    }


def resource(table: PublicTable) -> dict[str, Any]:
    keys = [
        {
            "fields": [column.name],
            "reference": {"resource": column.refers_to, "fields": ["natural_key"]},
        }
        for column in table.columns
        if column.refers_to
    ]
    return {
        "name": table.name,
        "path": f"{table.name}.csv",
        "type": "table",
        "description": table.meaning,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": {
            "fields": [described(column) for column in table.columns],
            "missingValues": [""],
            **({"primaryKey": table.key} if table.key else {}),
            **({"foreignKeys": keys} if keys else {}),
        },
    }


def described(column: Column) -> dict[str, Any]:
    field, told = column.field, {"name": column.name, **type_of(column)}
    if field is None:
        return told | {"description": "What names this row in other tables."}
    told["title"] = str(field.verbose_name)
    meaning = " ".join(filter(None, [str(field.help_text), note_on(field)]))
    if meaning:
        told["description"] = meaning
    if field.flatchoices:
        told["categories"] = [
            {"value": value, "label": str(label)} for value, label in field.flatchoices
        ]
    return told


def type_of(column: Column) -> dict[str, Any]:
    if len(column.fields) > 1:
        return {"type": "string"}
    match column.fields[0]:
        case models.BooleanField():
            return {"type": "boolean", "trueValues": ["1"], "falseValues": ["0"]}
        case models.IntegerField():
            return {"type": "integer"}
        case models.DecimalField():
            return {"type": "number"}
        case models.DateField():
            return {"type": "date"}
        case SentenceField():
            return {"type": "array"}
    return {"type": "string"}


def note_on(field: models.Field) -> str:
    """Say what the type of a column does not."""
    match field:
        case UncertainDateField():
            first, last = field.columns[1:]
            return f"EDTF; {first} and {last} bound it."
        case DateBound():
            bound = field.name.rpartition("_")[2]
            return f"{BOUNDS[bound]} day that {field.of} may mean."
        case SentenceField():
            return "A sentence as a template and its values, which the pages say in words."
    return ""
