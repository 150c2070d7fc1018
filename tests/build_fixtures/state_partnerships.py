"""The State Partnership Program: pairings, and the totals that others published.

Guards that partner the same side at the same time lead one partnership together; a pairing that
another one replaced is a partnership of its own, with its end.
"""

from collections import defaultdict

from tests.build_fixtures.actors import guard
from tests.build_fixtures.facts import Row, hand_table
from tests.build_fixtures.text import sentences, slugify

EXPLANATIONS = "figure_notes.csv"
PROGRAM = "state-partnership-program"
NO_STATE = "(state not found)"
REGIONS = {
    "EUCOM": "European Command",
    "CENTCOM": "Central Command",
    "AFRICOM": "Africa Command",
    "INDOPACOM": "Indo-Pacific Command",
    "SOUTHCOM": "Southern Command",
    "NORTHCOM": "Northern Command",
}
MEASURES = {"partnerships": "partnerships", "nations": "nations", "countries": "nations"}
# Pairings whose end the table tells in words.
ENDS = {
    ("Kansas", "UKR"): "replaced",
    ("Louisiana", "UZB"): "replaced",
    ("Nevada", "TKM"): "ended",
    ("Utah", "BLR"): "ended",
    ("Utah", "NPL"): "never_started",
}
BEGAN_BEFORE_IT_ENDED = {("Utah", "BLR"): ("1993/2003", "../2003")}
ENDED_ON_AN_UNKNOWN_DAY = {("Florida", "VEN"): "1998/.."}


def record_state_partnerships(book, shelf, actors, tables):
    joint = defaultdict(list)
    notes = {row["slug"]: row["note"] for row in hand_table("partnership_notes.csv")}
    for row in tables["spp_partnerships.csv"]:
        pair = (row["us_component"], row["partner_iso3"])
        key = (row["partner"], row["us_component"] if pair in ENDS else "")
        joint[key].append(row)
    for rows in joint.values():
        _record_pairing(book, shelf, actors, rows, notes)
    if notes:
        raise ValueError(f"partnership_notes.csv: no partnership is called {sorted(notes)}")
    _record_figures(book, shelf, tables["spp_counts.csv"])


def _record_pairing(book, shelf, actors, rows: list[Row], notes):
    first = rows[0]
    pair = (first["us_component"], first["partner_iso3"])
    partner = _partner(actors, first)
    leads = [guard(row["us_component"]) for row in rows if row["us_component"] != NO_STATE]
    states = "-".join(slugify(row["us_component"]) for row in rows) if leads else "unnamed-state"
    slug = f"{states}-{partner}"
    since, until = BEGAN_BEFORE_IT_ENDED.get(
        pair, (_since(first), first["end_date"] or first["end_year"])
    )
    book.add(
        "Partnership",
        where=first.where,
        slug=slug,
        program=PROGRAM,
        leads=leads or ["national-guard-bureau"],
        partners=[partner],
        region=REGIONS[first["combatant_command"]],
        since=since,
        until=ENDED_ON_AN_UNKNOWN_DAY.get(pair, until),
        end_ground=ENDS.get(pair, "ended" if pair in ENDED_ON_AN_UNKNOWN_DAY else ""),
        document=_document(first),
        note=sentences(_days(first), notes.pop(slug, "")),
        source=shelf.cite(first),
    )


def _partner(actors, row):
    if row["partner_iso3"]:
        return actors.coded(row["partner_iso3"], row.where)
    return actors.named(row["partner"], row.where)


def _since(row):
    """Give the day of the act that the table counts as the beginning, else the year."""
    year, column = row["year_established"], "date_established"
    if row["year_basis"] == "signed":
        column = "date_signed"
    elif "announced" in row["year_basis"]:
        column = "date_announced"
    return row[column] if row[column].startswith(year) else year


def _document(row):
    return f"Signed {row['date_signed']}" if row["date_signed"] else ""


def _days(row):
    parts = []
    if row["year_basis"] == "derived from anniversary":
        parts.append("The year follows from an anniversary")
    elif row["year_basis"] == "memory":
        parts.append("The year is unsourced")
    elif row["year_basis"] == "listed as new":
        parts.append("Listed as new in that year")
    if row["date_announced"]:
        parts.append(f"Announced {row['date_announced']}")
    return sentences(*parts)


def _record_figures(book, shelf, rows: list[Row]):
    why = {(row["counted_on"], row["measure"]): row["note"] for row in hand_table(EXPLANATIONS)}
    for row in rows:
        if row["kind"] != "published":
            continue
        told = why.pop((row["date"], row["measure"]), "")
        book.add(
            "PublishedFigure",
            where=row.where,
            program=PROGRAM,
            measure=MEASURES[row["measure"]],
            counted_on=row["date"],
            value=int(row["value"]),
            note=sentences(row["notes"][:1].upper() + row["notes"][1:], told),
            source=shelf.cite(row),
        )
    if why:
        raise ValueError(f"{EXPLANATIONS}: no figure was published for {sorted(why)}")
    book.add(
        "PublishedFigure",
        program=PROGRAM,
        measure="partnerships",
        counted_on="2019",
        value=76,
        note="Undated page of about 2019, which says two or three more come every year.",
        source=shelf.page(
            "https://www.defense.gov/News/Feature-Stories/Story/Article/1684641/alliances-vs-partnerships/"
        ),
    )
