"""Pinpoints: where in its source a fact stands, told once for all facts read in one place."""

from registry.dates import UncertainDate, UncertainDateField
from tests.build_fixtures.facts import hand_table


def record_pinpoints(book, shelf):
    """Fill the pinpoints that are empty; `{since}` stands for that field of the record."""
    for row in hand_table("pinpoints.csv"):
        slugs = shelf.beginning_with(row["source"])
        if not slugs:
            raise row.refuse("no source begins with this address")
        for record in book.all(row["model"]).values():
            if record["source"] and record["source"][0] in slugs and not record["pinpoint"]:
                words = _in_words(book.models[row["model"]], record)
                record["pinpoint"] = row["pinpoint"].format_map(words)


def _in_words(model, record):
    dates = {f.name for f in model._meta.local_fields if isinstance(f, UncertainDateField)}
    return {
        name: UncertainDate(value).in_words() if name in dates and value else value
        for name, value in record.items()
    }
