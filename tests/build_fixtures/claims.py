"""Claims: what another source says of a fact whose preferred value stands on the record."""

from tests.build_fixtures.facts import hand_table


def record_claims(book, shelf):
    for row in hand_table("claims.csv"):
        parts = tuple(int(part) if part.isdigit() else part for part in row["key"].split("|"))
        model = next(name for name in book.models if name.lower() == row["model"])
        if not book.has(model, *parts) and not book.has(model, *row["key"].split("|")):
            raise row.refuse(f"no {model} has the key {row['key']}")
        if row["field"] not in {field.name for field in book.models[model]._meta.fields}:
            raise row.refuse(f"{model} has no field {row['field']}")
        source = shelf.page(row["source"], row.where)
        book.add("Claim", **{"where": row.where, **row, "source": source})
