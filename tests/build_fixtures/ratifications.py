"""The tables of steps at home and of acceptances, one protocol each."""

import re

from registry.dates import UncertainDate
from tests.build_fixtures.facts import Row, in_public_words
from tests.build_fixtures.text import sentences

STEPS = {
    "parliamentary approval": ("parliament", "approved"),
    "parliamentary approval of accession (not an Ally)": ("parliament", "approved"),
    "national procedures completed": ("parliament", "done"),
    "first-chamber vote": ("lower_house", "approved"),
    "first-chamber debate (Senate)": ("upper_house", "debated"),
    "government proposal to parliament": ("government", "proposed"),
    "promulgation of the law": ("head_of_state", "done"),
    "act signed": ("head_of_state", "done"),
    "ratification by the head of state": ("head_of_state", "done"),
    "head of state signature": ("head_of_state", "done"),
    "instrument signed by the Foreign Secretary": ("head_of_state", "done"),
    "publication in Riigi Teataja": ("gazetted", "done"),
    "approval act in force": ("gazetted", "done"),
    "publication of the law": ("gazetted", "done"),
    "publication in the Official Gazette": ("gazetted", "done"),
    "ratification announced": ("announced", "done"),
}
WORDS = {
    "national procedures completed": "National procedures completed.",
    "parliamentary approval of accession (not an Ally)": "Approval of the accession itself.",
    "promulgation of the law": "Promulgation of the law.",
    "approval act in force": "The approving act entered into force.",
}
DEPOSIT = "deposit / notification of acceptance with the US Government"
DEPOSIT_ANNOUNCED = "deposit announced"
DEPOSIT_OF_ACCESSION = "deposit of instrument of accession"
# Who has to ask a parliament makes out no instrument before it has approved.
APPROVING = ("parliament", "lower_house", "upper_house")
NO_VOTE = re.compile(r"no (?:parliamentary )?vote")
VOTES = re.compile(
    r"(?:Sejm, |Senate[,;] )?(?P<votes_for>\d+)"
    r"(?:-(?P<votes_against>\d+)-(?P<abstentions>\d+)| to (?P<against>\d+)| in favour| votes)"
    r"(?:, (?P<abstained>\d+) abstentions?)?"
)
PROTOCOLS = {
    "Accession of the Republic of North Macedonia": "north-macedonia-accession-protocol",
    "Accession of the Republic of Finland": "finland-accession-protocol",
    "Accession of the Kingdom of Sweden": "sweden-accession-protocol",
    "Accession of Montenegro": "montenegro-accession-protocol",
    "Accession of Romania": "romania-accession-protocol",
}
SIGNED = {
    "north-macedonia-accession-protocol": "2019-02-06",
    "montenegro-accession-protocol": "2016-05-19",
}


class Ratifications:
    """Reads the tables into domestic steps and into the acceptances that a page dates."""

    def __init__(self, book, shelf, actors):
        self.book, self.shelf, self.actors = book, shelf, actors
        self.acceptances = {}
        # By protocol and actor: from which day on its parliament's last approval may have been.
        self.approved: dict[tuple[str, str], str] = {}

    def read(self, rows: list[Row]):
        for row in rows:
            treaty = PROTOCOLS.get(row["protocol"].partition(" (")[0])
            if treaty is None:
                raise row.refuse(f"no protocol is called {row['protocol']!r}")
            actor = self._actor(row)
            if row["event"] in (DEPOSIT, DEPOSIT_ANNOUNCED) or "iso2" not in row:
                self._acceptance(row, treaty, actor)
            elif row["event"] != DEPOSIT_OF_ACCESSION:
                self._step(row, treaty, actor)

    def _actor(self, row):
        if "iso2" in row:
            return self.actors.coded(row["iso2"], row.where)
        return self.actors.named(row["ally"], row.where)

    def _acceptance(self, row, treaty, actor):
        if row["confidence"] == "none":
            return
        remark, on = in_public_words(row["notes"]), row["date"]
        if row.get("precision", "").startswith("before "):
            last = _day_before(row["precision"].removeprefix("before "))
            on, remark = f"{SIGNED[treaty]}/{last}", "Listed on 5 May 2017 as already deposited."
        elif row["event"] == DEPOSIT_ANNOUNCED:
            on = f"{SIGNED[treaty]}/{row['date']}"
            remark = f"Announced by {row['date']}; the day itself was not found."
        self.acceptances.setdefault(treaty, {})[actor] = {
            "where": row.where,
            "source": self.shelf.cite(row),
            "deposited_on": on,
            "remark": sentences(remark),
        }

    def _step(self, row, treaty, actor):
        if row["event"] not in STEPS:
            raise row.refuse(f"no stage for {row['event']!r}")
        stage, outcome = STEPS[row["event"]]
        stage = _chamber(stage, row)
        if NO_VOTE.match(row["notes"]):
            outcome = "not_required"
        elif row["confidence"] == "none":
            return
        if stage in APPROVING and outcome == "approved":
            on = UncertainDate(row["date"]).earliest.isoformat()
            self.approved[treaty, actor] = max(on, self.approved.get((treaty, actor), on))
        number = 1
        while self.book.has("DomesticStep", treaty, actor, stage, number):
            number += 1
        self.book.add(
            "DomesticStep",
            where=row.where,
            treaty=treaty,
            actor=actor,
            stage=stage,
            number=number,
            happened_on=row["date"],
            outcome=outcome,
            source=self.shelf.cite(row),
            remark=sentences(WORDS.get(row["event"], ""), in_public_words(row["notes"])),
            **_votes(row["notes"]),
        )


def _chamber(stage, row):
    if stage != "parliament" or row["confidence"] == "none":
        return stage
    if row["notes"].startswith("government act"):
        return "government"
    if row["notes"].startswith("Senate"):
        return "upper_house"
    return "lower_house" if row["notes"].startswith("Sejm") else stage


def _votes(note):
    found = VOTES.match(note)
    if not found:
        return {}
    against = found["votes_against"] or found["against"]
    abstained = found["abstentions"] or found["abstained"]
    return {
        "votes_for": int(found["votes_for"]),
        "votes_against": int(against) if against else None,
        "abstentions": int(abstained) if abstained else None,
    }


def _day_before(day):
    year, month, number = day.split("-")
    if number == "01":
        raise ValueError(f"the day before {day} is in another month")
    return f"{year}-{month}-{int(number) - 1:02}"
