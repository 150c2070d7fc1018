"""Actors with their names over time, and the strict reading of names in the tables."""

from tests.build_fixtures.facts import FactError, Row, hand_table
from tests.build_fixtures.text import slugify

FORMER_NAMES = {
    "Zaire": "democratic-republic-of-the-congo",
    "Burma": "myanmar",
    "Swaziland": "eswatini",
}


class Actors:
    """Finds the actor that a table means; a name that is not known is an error."""

    def __init__(self, book, shelf):
        self.book, self.shelf = book, shelf
        self._by_name = {}
        self._by_iso = {}
        for table in ("states.csv", "other_actors.csv"):
            for row in hand_table(table):
                self._record(row)
        for row in hand_table("guards.csv"):
            self._record_guard(row)
        self._by_name |= FORMER_NAMES
        for row in hand_table("successions.csv"):
            book.add("Succession", **self._fields(row))

    def _record(self, row: Row):
        fields = {name: value for name, value in row.items() if name != "aliases"}
        fields["source"] = self.shelf.page(row["source"], row.where)
        fields["cow_code"] = int(row["cow_code"]) if row["cow_code"] else None
        self.book.add("Actor", **{"where": row.where, **fields})
        for name in (row["name"], row["official_name"], *row["aliases"].split("|")):
            if name:
                self._by_name.setdefault(name, row["slug"])
        if not row["until"]:
            for code in filter(None, (row["iso2"], row["iso3"])):
                self._by_iso[code] = row["slug"]

    def _record_guard(self, row: Row):
        slug = guard(row["state"])
        self.book.add(
            "Actor",
            where=row.where,
            slug=slug,
            kind="substate_body",
            name=f"{row['state']} National Guard",
            parent="united-states",
            region="Americas",
        )

    def record_names(self):
        for row in hand_table("french_names.csv"):
            self.book.add("ActorName", **self._fields(row))
        for row in hand_table("actor_names.csv"):
            self.book.add("ActorName", **self._fields(row))

    def _fields(self, row: Row) -> dict:
        return {"where": row.where, **row, "source": self.shelf.page(row["source"], row.where)}

    def named(self, name: str, where: str) -> str:
        if name not in self._by_name:
            raise FactError(f"{where}: no actor is called {name!r}")
        return self._by_name[name]

    def coded(self, code: str, where: str) -> str:
        if code not in self._by_iso:
            raise FactError(f"{where}: no actor has the code {code!r}")
        return self._by_iso[code]

    def listed(self, names: str, where: str) -> list[str]:
        """Read "Australia;Canada" into actors."""
        return [self.named(name.strip(), where) for name in names.split(";") if name.strip()]


def guard(state: str) -> str:
    return f"{slugify(state)}-national-guard"
