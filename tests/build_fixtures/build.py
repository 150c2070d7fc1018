"""Builds all fixtures, noun by noun."""

from pathlib import Path

from tests.build_fixtures.actors import Actors
from tests.build_fixtures.acts import Acts
from tests.build_fixtures.alliances import record_alliances
from tests.build_fixtures.book import Book
from tests.build_fixtures.claims import record_claims
from tests.build_fixtures.clauses import record_clauses
from tests.build_fixtures.facts import hand_table, read_table
from tests.build_fixtures.hand_acts import record_hand_acts
from tests.build_fixtures.missions import Missions
from tests.build_fixtures.nato import Nato
from tests.build_fixtures.paris_agreement import record_paris_agreement
from tests.build_fixtures.participants import NAT, Participants
from tests.build_fixtures.pinpoints import record_pinpoints
from tests.build_fixtures.programs import record_programs
from tests.build_fixtures.ratifications import Ratifications
from tests.build_fixtures.shelf import Shelf
from tests.build_fixtures.state_partnerships import record_state_partnerships
from tests.build_fixtures.status_tables import StatusTables
from tests.build_fixtures.treaties import (
    record_coverage,
    record_french_titles,
    record_norad_chain,
    record_topics,
    record_treaties,
)

TABLES = (
    "alliances.csv",
    "eif_vectors.csv",
    "finland_sweden_ratifications.csv",
    "mnna.csv",
    "montenegro_ratifications.csv",
    "nato_2003_romania_acceptances.csv",
    "nato_members.csv",
    "nato_protocols.csv",
    "north_macedonia_ratifications.csv",
    "other_programs.csv",
    "pacific_partnership_missions.csv",
    "pacific_partnership_stops.csv",
    "participants.csv",
    "pfp_members.csv",
    "spp_counts.csv",
    "spp_partnerships.csv",
    "treaties.csv",
)
# Rows that a table of facts lacks, by hand in its form.
MORE = {"other_programs.csv": "more_programs.csv", "treaties.csv": "more_treaties.csv"}
RATIFICATIONS = (
    "north_macedonia_ratifications.csv",
    "finland_sweden_ratifications.csv",
    "montenegro_ratifications.csv",
    "nato_2003_romania_acceptances.csv",
)


def build(facts: Path) -> Book:
    """Carry the facts of a folder over into records; raise FactError where one cannot be."""
    tables = {name: list(read_table(facts / name)) for name in TABLES}
    for name, more in MORE.items():
        tables[name] += hand_table(more)
    book = Book()
    shelf = Shelf(book, tables)
    actors = Actors(book, shelf)
    actors.record_names()
    record_topics(book)
    treaties = record_treaties(book, shelf, Acts(book), tables["treaties.csv"])
    participants = Participants(book, shelf, actors, tables["participants.csv"])
    record_norad_chain(book, shelf, tables["participants.csv"])
    nato = Nato(book, shelf, actors, tables)
    nato.record_protocols()
    nato.record_treaty_acts(participants.by_treaty[NAT])
    participants.record()
    StatusTables(book, shelf, actors, facts.parent / "data").record()
    emissions = record_paris_agreement(book, shelf, actors)
    record_hand_acts(book, shelf)
    annex_2 = participants.named_in("Comprehensive Nuclear-Test-Ban Treaty", "Annex 2")
    record_clauses(book, shelf, {"Annex 2": annex_2, "emissions": emissions})
    ratifications = Ratifications(book, shelf, actors)
    for name in RATIFICATIONS:
        ratifications.read(tables[name])
    nato.record_acceptances(ratifications.acceptances, ratifications.approved)
    record_alliances(book, shelf, tables["alliances.csv"], treaties)
    record_programs(book, shelf, actors, tables)
    record_state_partnerships(book, shelf, actors, tables)
    Missions(book, shelf, actors).record(tables)
    record_french_titles(book)
    record_coverage(book)
    record_claims(book, shelf)
    record_pinpoints(book, shelf)
    book.drop_unused("Source")
    return book
