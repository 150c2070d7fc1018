"""participants.csv: the acts of every treaty but the North Atlantic Treaty."""

from collections import defaultdict

from tests.build_fixtures.acts import BETWEEN, Acts
from tests.build_fixtures.facts import Row, hand_table, in_public_words
from tests.build_fixtures.text import sentences

NAT = "North Atlantic Treaty"
NORAD = "NORAD Agreement"
TREATIES = {
    "ANZUS": "anzus-treaty",
    "Anti-Personnel Mine Ban Convention (Ottawa Convention)": "ottawa-convention",
    "Baghdad Pact (CENTO)": "baghdad-pact",
    "Collective Security Treaty (Tashkent)": "collective-security-treaty",
    "Comprehensive Nuclear-Test-Ban Treaty": "ctbt",
    "Inter-American Treaty of Reciprocal Assistance (Rio Treaty)": "rio-treaty",
    "Southeast Asia Collective Defense Treaty (Manila Pact)": "manila-pact",
    "Treaty on the Prohibition of Nuclear Weapons": "tpnw",
    "Vienna Convention on the Law of Treaties": "vienna-convention-law-of-treaties",
    "Warsaw Treaty": "warsaw-treaty",
}
KINDS = {
    "signature": "signature",
    "succession to signature": "signature",
    "ratification": "ratification",
    "ratification (deposit)": "ratification",
    "acceptance": "acceptance",
    "approval": "approval",
    "accession": "accession",
    "succession": "succession",
    "resumed membership": "accession",
    "withdrawal": "withdrawal",
    "withdrawal notified": "withdrawal",
    "denunciation": "withdrawal",
    "not renewed (ceased)": "withdrawal",
    "membership suspended": "withdrawal",
    "withdrawal of ratification": "revocation",
}
# What the notes of treaties.toml tell and no act does.
TOLD_ELSEWHERE = ("excluded from the inter-American system", "withdrawal announced")
NOTHING = "none (neither signed nor ratified)"
NATIONAL_ACT = "ratification (national act)"
SUSPENDED = "obligations suspended by the United States"
# A consent whose day no table tells lies between these two days.
IN_FORCE = {
    "anzus-treaty": "1952-04-29",
    "manila-pact": "1955-02-19",
    "collective-security-treaty": "1994-04-20",
    "warsaw-treaty": "1955-06-04/1955-06-06",
}
UNDATED_SIGNATURE = "1993-09-09/1993-12-09"
# The agreement of 2006 was signed and then confirmed by notes; acts.csv has both.
SIGNED_AND_RATIFIED = "norad-agreement-2006"
UNDATED = {
    "Collective Security Treaty (Tashkent)": "Pages give 9 September and 9 December 1993",
    "Inter-American Treaty of Reciprocal Assistance (Rio Treaty)": "The day is unsourced; with "
    "these days Costa Rica's deposit is the fourteenth, as the depositary's entry into force needs",
}
STALE = "status as of March 2015"


class Participants:
    def __init__(self, book, shelf, actors, rows: list[Row]):
        self.book, self.shelf, self.actors = book, shelf, actors
        self.acts = Acts(book)
        self.rio_deposits = {r["state"]: r["deposited_on"] for r in hand_table("rio_deposits.csv")}
        self.by_treaty = defaultdict(list)
        for row in rows:
            self.by_treaty[row["treaty"]].append(row)

    def named_in(self, treaty: str, mark: str) -> list[str]:
        """List the actors that a table marks, such as the 44 of Annex 2."""
        rows = self.by_treaty[treaty]
        marked = {
            self.actors.named(row["state"], row.where)
            for row in rows
            if row["required_for_eif"] == mark
        }
        return sorted(marked)

    def record(self):
        for treaty, rows in self.by_treaty.items():
            if treaty == NORAD:
                self._record_norad(rows)
            elif treaty in TREATIES:
                self._record_treaty(TREATIES[treaty], rows)
            elif treaty not in (NAT,):
                raise rows[0].refuse(f"no treaty is called {treaty!r}")
        self._suspend_anzus(self.by_treaty["ANZUS"])

    def _record_treaty(self, treaty, rows):
        national = {row["state"]: row["date"] for row in rows if row["action"] == NATIONAL_ACT}
        for row in rows:
            if row["action"] in (*TOLD_ELSEWHERE, NOTHING, NATIONAL_ACT, SUSPENDED):
                continue
            if row["action"] not in KINDS:
                raise row.refuse(f"no kind of act for {row['action']!r}")
            self._record_act(treaty, row, national)

    def _record_act(self, treaty, row, national):
        kind = KINDS[row["action"]]
        actor = self.actors.named(row["state"], row.where)
        if self._is_known(treaty, actor, kind, row):
            return
        fields = {"where": row.where, "source": self.shelf.cite(row), "remark": _remark(row)}
        on = row["date"]
        if row["action"] == "ratification (deposit)":
            fields["instrument_on"] = national.get(row["state"], "")
        if not on:
            on = self._bounds(treaty, actor, kind, row)
        if kind in ("withdrawal", "accession") and row["effective_date"]:
            fields["effective_on"] = row["effective_date"]
        if row["action"] in ("not renewed (ceased)", "membership suspended", "withdrawal"):
            fields["effective_on"] = row["date"]
        if kind == "revocation":
            fields["refers_to"] = (treaty, actor, "ratification", 1)
        self.acts.add(treaty, actor, kind, on, **fields)
        if kind == "signature" and treaty in IN_FORCE:
            self._bound_ratification(treaty, actor, on, row)

    def _is_known(self, treaty, actor, kind, row):
        """Skip what the table of treaties has told already: who signed the Baghdad Pact."""
        if treaty != "baghdad-pact" or kind != "signature":
            return False
        if not self.book.has("TreatyAction", treaty, actor, kind, 1):
            raise row.refuse("this signatory is not named in treaties.toml")
        return True

    def _bounds(self, treaty, actor, kind, row):
        if treaty == "rio-treaty" and kind == "ratification":
            return self.rio_deposits[row["state"]]
        if treaty == "collective-security-treaty" and kind == "signature":
            return UNDATED_SIGNATURE
        raise row.refuse("the day is missing, and no bounds are known")

    def _bound_ratification(self, treaty, actor, signed, row):
        stated = IN_FORCE[treaty]
        sourced = bool(row["effective_date"])
        self.acts.add(
            treaty,
            actor,
            "ratification",
            f"{signed.partition('/')[0]}/{stated.rpartition('/')[2]}",
            where=row.where,
            source=self.shelf.cite(row) if sourced else None,
            effective_on=row["effective_date"],
            remark=BETWEEN,
        )

    def _record_norad(self, rows):
        for row in rows:
            slug = f"norad-agreement-{row['date'][:4]}"
            if slug == SIGNED_AND_RATIFIED:
                continue
            self.acts.add(
                slug,
                self.actors.named(row["state"], row.where),
                "definitive_signature",
                row["date"],
                where=row.where,
                source=self.shelf.cite(row),
                remark="Exchange of notes.",
            )

    def _suspend_anzus(self, rows):
        row = next(row for row in rows if row["action"] == SUSPENDED)
        self.acts.add(
            TREATIES["ANZUS"],
            "united-states",
            "suspension",
            "1986-08-11",
            where=row.where,
            source=self.shelf.page("https://encyclopediahub.com/ar724180"),
            toward="new-zealand",
            remark="The United States suspends its obligations towards New Zealand alone; all "
            "three remain parties, and the other two pairs are not affected.",
        )


def _remark(row):
    parts = [in_public_words(row["notes"])] if row["notes"] != STALE else []
    if row["action"] == "succession to signature":
        parts = ["By succession to the signature of its predecessor"]
    elif row["action"] == "not renewed (ceased)":
        parts = ["Did not sign the protocol of 2 April 1999 that renewed the treaty"]
    elif row["action"] == "membership suspended":
        parts = ["Announced as a suspension of membership; only the year was read"]
    elif row["action"] == "resumed membership":
        parts = ["Rejoined; parliament ratified on 28 March 2008"]
    elif row["confidence"] == "none" and not row["date"]:
        parts = [UNDATED.get(row["treaty"], "")]
    return sentences(*parts)
