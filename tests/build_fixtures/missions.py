"""Mission series: editions, stops, ships and figures in their sources' own words."""

import re
from collections import defaultdict

from tests.build_fixtures.facts import FactError, Row, hand_table, in_public_words
from tests.build_fixtures.text import sentences, slugify

SERIES = "pacific-partnership"
OUTCOMES = {
    "patients_treated": "patients treated",
    "surgeries": "surgeries",
    "dental": "dental",
    "veterinary": "veterinary",
    "engineering_projects": "engineering projects",
    "community_events": "community events",
}
STOP_FIGURES = {
    "patients": "patients",
    "surgeries": "surgeries",
    "engineering": "engineering projects",
}
LISTED_PARTNERS = {
    # Cells that name only some of the partners: those it names.
    "10 partner nations (Australia, Japan named)": "Australia;Japan",
    "13 partner nations (Australia, Canada, Chile, Japan, New Zealand, Thailand named)": (
        "Australia;Canada;Chile;Japan;New Zealand;Thailand"
    ),
}
LEADS = {"Led by Australia.": "australia", "Led by New Zealand.": "new-zealand"}
ISLANDS = re.compile(r"\s*\([^)]*\)")


class Missions:
    def __init__(self, book, shelf, actors):
        self.book, self.shelf, self.actors = book, shelf, actors
        self.ships = {row["name"]: row["slug"] for row in hand_table("vessels.csv")}
        self.notes = {row["slug"]: row["note"] for row in hand_table("mission_notes.csv")}
        self.kinds = defaultdict(list)

    def record(self, tables):
        for row in hand_table("vessels.csv"):
            fields = {
                "where": row.where,
                **row,
                "is_hospital_ship": row["is_hospital_ship"] == "yes",
            }
            self.book.add("Vessel", **fields)
        for row in hand_table("activities.csv"):
            slug, name = row["slug"], row["name"]
            self.book.add("Activity", where=row.where, slug=slug, name=name)
            for word in row["words"].split("|"):
                self.kinds[word].append(slug)
        for row in tables["pacific_partnership_missions.csv"]:
            if row["confidence"] != "M":
                self._record_mission(row)
        stops = defaultdict(list)
        for row in tables["pacific_partnership_stops.csv"]:
            stops[row["mission"]].append(row)
        for rows in stops.values():
            for number, row in enumerate(rows, 1):
                self._record_stop(number, row)
        self._record_continuing_promise(tables["other_programs.csv"])

    def _record_mission(self, row: Row):
        slug = slugify(row["mission"])
        source = self.shelf.cite(row)
        self.book.add(
            "Mission",
            where=row.where,
            slug=slug,
            program=SERIES,
            name=row["mission"],
            iteration=int(row["iteration"]),
            since=row["date_start"] or row["year"],
            until=row["date_end"] or row["year"],
            vessels=self._vessels(row["lead_ships"], row.where),
            partner_nations=self._partners(row["partner_nations"], row.where),
            organizations="\n".join(_split(row["organizations"])),
            commander=row["mission_commander"],
            personnel=row["personnel"],
            activities=self._activities(row),
            note=sentences(_dates_note(row), self.notes.get(slug, "")),
            source=source,
        )
        for column, measure in OUTCOMES.items():
            self._record_outcome(row, slug, measure, row[column], source)
        for figure in _split(row["other_figures"]):
            self._record_outcome(row, slug, "other", figure, source)

    def _record_outcome(self, row, mission, measure, value, source):
        if not value:
            return
        other = re.fullmatch(r"(.+) \(other page: (.+)\)", value)
        for figure in other.groups() if other else (value,):
            self.book.add(
                "MissionOutcome",
                where=row.where,
                mission=mission,
                measure=measure,
                value=figure,
                source=source if not other or figure == other[1] else self._other_page(row),
            )

    def _other_page(self, row):
        """The second set of totals of 2013 stands in another page of the row."""
        return self.shelf.page(_split(row["other_sources"])[0], row.where)

    def _record_stop(self, number, row: Row):
        if row["notes"].startswith("Scheduled") or row["notes"].startswith("Planned; dates"):
            note = "Planned; the visit was not confirmed in a page."
        else:
            note = "" if row["notes"] in LEADS else in_public_words(row["notes"])
        arrived, departed = row["date_start"], row["date_end"]
        if row["date_precision"].startswith("approx"):
            arrived += "~"
        figures = [f"{row[name]} {words}" for name, words in STOP_FIGURES.items() if row[name]]
        self.book.add(
            "MissionStop",
            where=row.where,
            mission=slugify(row["mission"]),
            number=number,
            host=self.actors.coded(row["country_iso3"], row.where),
            place=row["place"],
            arrived_on=arrived,
            departed_on=departed,
            lead=next((actor for word, actor in LEADS.items() if word[:-1] in row["notes"]), None),
            vessels=self._vessels(row["ship_or_mode"], row.where),
            partner_nations=self._partners(row["partners"], row.where),
            figures="\n".join((*figures, *_split(row["figures"]))),
            note=sentences(note),
            source=self.shelf.cite(row),
        )

    def _record_continuing_promise(self, rows: list[Row]):
        for row in rows:
            if row["row_kind"] != "mission":
                continue
            year = row["member"][:4]
            countries, *rest = row["notes"].removeprefix("Planned: ").split(";")
            hosts = re.sub(r"^\d+ countries: ", "", countries).rstrip(".").split(",")
            slug = f"continuing-promise-{year}"
            self.book.add(
                "Mission",
                where=row.where,
                slug=slug,
                program="continuing-promise",
                name=f"Continuing Promise {year}",
                iteration=12 if year == "2022" else None,
                since=row["start"],
                until=row["end"] or f"{row['start']}/..",
                vessels=["usns-comfort"],
                note="The stops were planned." if row["notes"].startswith("Planned") else "",
                source=self.shelf.cite(row),
            )
            for number, host in enumerate(hosts, 1):
                self.book.add(
                    "MissionStop",
                    where=row.where,
                    mission=slug,
                    number=number,
                    host=self.actors.named(host.strip(), row.where),
                    vessels=["usns-comfort"],
                    note="Order as listed; the days were not found.",
                    source=self.shelf.cite(row),
                )
            for figure in rest:
                if "people" in figure or "patients" in figure:
                    value = figure.strip().rstrip(".").partition(" (")[0]
                    self._record_outcome(row, slug, "patients treated", value, self.shelf.cite(row))

    def _vessels(self, cell, where):
        found = []
        for part in re.split(r"; ?| and | or ", cell):
            name = ISLANDS.sub("", part.partition(" for ")[0]).strip()
            if name in NOT_SHIPS:
                continue
            if name == "Fall River":
                name = "USNS Fall River"
            if name not in self.ships:
                raise FactError(f"{where}: no vessel is called {name!r}")
            found.append(self.ships[name])
        return found

    def _partners(self, cell, where):
        return self.actors.listed(LISTED_PARTNERS.get(cell, cell), where)

    def _activities(self, row):
        words = _split(row["activities"])
        missing = [word for word in words if word not in self.kinds]
        if missing:
            raise row.refuse(f"activities.csv has no words {missing}")
        return [slug for word in words for slug in self.kinds[word]]


NOT_SHIPS = ("", "fly-in", "virtual", "airborne phase", "engineering team", "aircraft")


def _dates_note(row):
    parts = []
    if row["date_start_note"]:
        parts.append(f"Beginning: {row['date_start_note']}")
    if row["date_end_note"]:
        parts.append(f"End: {row['date_end_note']}")
    return sentences(*parts)


def _split(cell):
    return [part.strip() for part in cell.split(";") if part.strip()]
