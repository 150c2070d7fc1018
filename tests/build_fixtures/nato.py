"""The North Atlantic Treaty's parties and the protocols that opened it to new ones."""

from tests.build_fixtures.acts import Acts
from tests.build_fixtures.clauses import record_clause
from tests.build_fixtures.facts import Row, hand_table, in_public_words
from tests.build_fixtures.text import sentences
from tests.build_fixtures.treaties import record_citation, record_text

NAT = "north-atlantic-treaty"
DEPOSITARY = "united-states"
UNKNOWN_END = {"albania-accession-protocol", "croatia-accession-protocol"}
ARTICLE_II = (
    "In force once each of the Parties to the North Atlantic Treaty has notified the United States "
    "of its acceptance."
)
BOUNDS = (
    "The day was not found: it lies between the signature of the Protocol and its entry into "
    "force, or the invitation that followed, for which every Party's acceptance was needed."
)
APPROVED_FIRST = (
    "The day was not found: it lies between the last approval at home, without which no instrument "
    "is made out, and the entry into force, for which every Party's acceptance was needed."
)
# The protocol on Greece and Turkey was signed over several days.
LONDON = {
    "1951-10-17": (
        "iceland",
        "netherlands",
        "norway",
        "portugal",
        "united-kingdom",
        "united-states",
    ),
    "1951-10-22": ("france", "italy", "luxembourg"),
}
PLACES = {
    "1999-03-12": "Independence, Missouri",
    "2004-03-29": "Washington",
    "2023-04-04": "Brussels",
}
LONDON_BETWEEN = "1951-10-17/1951-10-22"
NOTES = {
    "greece-and-turkey-accession-protocol": "Opened on 17 October 1951 and signed over several "
    "days; NATO and others date it 22 October. The United States sent the invitation",
    "germany-accession-protocol": "In force on 5 May 1955, before the accession of 6 May; "
    "chronologies also give 9 May, the first Council meeting",
    "spain-accession-protocol": "The entry into force as such was not read on an official page",
    "albania-accession-protocol": "The day of entry into force was not found",
    "croatia-accession-protocol": "The day of entry into force was not found; the last "
    "parliamentary step was reported for 27 March 2009",
    "montenegro-accession-protocol": "The entry into force awaited the Dutch act of 1 June 2017",
    "north-macedonia-accession-protocol": "Signed before the State's new name was in force. A "
    "French minister told the Senate 7 February, which is a slip",
    "finland-accession-protocol": "The last acceptance, the entry into force, the invitation "
    "and the accession fell on one day, in that order",
    "sweden-accession-protocol": "Signed by 30 Allies; Finland became a Party meanwhile, so "
    "that 31 acceptances were needed",
}


class Nato:
    def __init__(self, book, shelf, actors, tables):
        self.book, self.shelf, self.actors = book, shelf, actors
        self.acts = Acts(book)
        self.tables = tables
        self.joined = {
            actors.coded(row["iso2"], row.where): row["membership_date"]
            for row in tables["nato_members.csv"]
        }
        self.protocols = {row["acceding_state"]: row for row in hand_table("protocols.csv")}
        self.bounds = {}

    def allies(self, day: str) -> list[str]:
        """List who was a party at the end of the day before."""
        return sorted(actor for actor, joined in self.joined.items() if joined < day)

    def signatories(self, day: str) -> list[str]:
        return sorted(actor for actor, joined in self.joined.items() if joined <= day)

    def record_treaty_acts(self, participants: list[Row]):
        members = {
            self.actors.coded(row["iso2"], row.where): row
            for row in self.tables["nato_members.csv"]
        }
        for row in participants:
            actor = self.actors.named(row["state"], row.where)
            kind = row["action"].partition(" ")[0]
            member = members[actor]
            consent = kind != "signature"
            self.acts.add(
                NAT,
                actor,
                kind,
                row["date"],
                where=row.where,
                source=self.shelf.cite(row),
                place=_place(kind, row["date"]),
                depositary=DEPOSITARY if consent else None,
                effective_on=row["effective_date"] if kind == "accession" else "",
                remark=_member_remark(member) if consent else "",
            )

    def record_protocols(self):
        seen = set()
        for row in self.tables["nato_protocols.csv"]:
            if row["protocol"] in seen:
                continue
            seen.add(row["protocol"])
            self._record_protocol(row, self.protocols[row["acceding_state"]])

    def _record_protocol(self, row: Row, said: Row):
        slug = said["slug"]
        candidates = [name for name in said["candidates"].split(";") if name]
        source = self.shelf.cite(row)
        stated = row["eif_date"]
        note = row["notes"]
        in_force_source = self.shelf.cite(row, confidence=row["eif_confidence"])
        if slug in UNKNOWN_END:
            stated, in_force_source = f"{row['opened_or_signed']}/{row['accession_date']}", source
        elif slug == "sweden-accession-protocol":
            in_force_source = self.shelf.page(
                "https://www.politicallore.com/sweden-joined-nato/39535"
            )
        self.book.add(
            "Treaty",
            where=row.where,
            slug=slug,
            title=row["protocol"],
            short_title=said["short_title"],
            kind="protocol",
            form="plurilateral",
            topics=["alliances"],
            source=source,
            concluded_on=LONDON_BETWEEN if slug.startswith("greece") else row["opened_or_signed"],
            concluded_at=row["place"],
            stated_in_force_on=stated,
            in_force_source=in_force_source,
            summary=_summary(candidates, self.book),
            note=sentences(_own_words(slug, note)),
        )
        self.book.add(
            "Depositary", where=row.where, treaty=slug, actor=DEPOSITARY, title=row["depositary"]
        )
        self.book.add(
            "TreatyRelation", treaty=slug, kind="accession_protocol_to", other=NAT, source=source
        )
        for language in ("en", "fr"):
            record_text(self.book, row.where, slug, language)
        if row["un_registration"]:
            record_citation(self.book, row.where, slug, "unts", row["un_registration"])
        record_clause(
            self.book,
            row.where,
            slug,
            article="Article II",
            wording=ARTICLE_II,
            source=source,
            note=_more_conditions(slug),
            conditions=[{"kind": "all", "actor_set": "parties", "other_treaty": NAT}],
        )
        self.book.add(
            "RatificationProtocol", where=row.where, treaty=slug, amends=NAT, candidates=candidates
        )
        self._record_signatures(row, slug, source)
        if said["invitation"]:
            for candidate in candidates:
                self.acts.add(
                    slug,
                    candidate,
                    "invitation",
                    said["invitation"],
                    where=said.where,
                    source=self.shelf.page(said["invitation_source"], said.where),
                )
        self._bound_acceptances(row, said, stated, in_force_source)

    def _record_signatures(self, row, slug, source):
        day = row["opened_or_signed"]
        for actor in self.signatories(day):
            signed = _london_day(actor) if slug.startswith("greece") else day
            self.acts.add(
                slug, actor, "signature", signed, where=row.where, source=source, place=row["place"]
            )

    def _bound_acceptances(self, row, said, stated, source):
        """Note what must hold: each Party accepted between signature and entry into force.

        Where no page confirms the entry into force, the page of the invitation that followed tells
        of them: it bounds them where it is not later.
        """
        last = stated.rpartition("/")[2]
        if said["accepted_by"]:
            last = min(last, said["accepted_by"])
            source = self.shelf.page(said["accepted_source"], said.where)
        self.bounds[said["slug"]] = (row["opened_or_signed"], last, source, row.where)

    def record_acceptances(
        self, known: dict[str, dict[str, dict]], approved: dict[tuple[str, str], str]
    ):
        """Enter one acceptance per Party: as a table dates it, else by its bounds.

        `approved` tells by protocol and Party since when its parliament may have approved.
        """
        for slug, (first, last, source, where) in self.bounds.items():
            parties = self.allies(last)
            dated = dict(known.get(slug, {}))
            for actor in parties:
                since = approved.get((slug, actor), first)
                remark = APPROVED_FIRST if since > first else BOUNDS
                fields = {"source": source, "remark": remark, "deposited_on": f"{since}/{last}"}
                fields |= dated.pop(actor, {})
                if fields["deposited_on"].startswith(f"{first}/"):
                    fields["deposited_on"] = since + fields["deposited_on"][len(first) :]
                fields = {"where": where, **fields}
                self.acts.add(
                    slug,
                    actor,
                    "notification_of_acceptance",
                    depositary=DEPOSITARY,
                    **fields,
                )
            if dated:
                raise ValueError(f"{slug}: not a Party when it entered into force: {sorted(dated)}")


def _place(kind, day):
    if kind == "signature":
        return "Washington"
    return PLACES.get(day, "")


def _london_day(actor):
    return next((day for day, names in LONDON.items() if actor in names), LONDON_BETWEEN)


def _member_remark(member):
    if member["instrument"] == "accession":
        return sentences(in_public_words(member["notes"]))
    return "The day of deposit is unsourced." if member["confidence"] == "M" else ""


def _summary(candidates, book):
    names = " and ".join(book.get("Actor", slug)["name"] for slug in candidates)
    return f"Lets {names} be invited to accede to the North Atlantic Treaty."


def _more_conditions(slug):
    if slug != "germany-accession-protocol":
        return ""
    return (
        "Two more conditions had to be met: all ratifications of the protocol that modifies the "
        "Brussels Treaty deposited with Belgium, and all instruments on the presence of foreign "
        "forces deposited with the Federal Republic. They are not entered as data."
    )


def _own_words(slug, note):
    """Say what the reader of the record needs of the table's note."""
    if slug in NOTES:
        return NOTES[slug]
    if "own knowledge" in note:
        return "The day of entry into force is unsourced"
    if "parallel" in note:
        return "The entry into force was read for Romania and Lithuania; the seven ran in parallel"
    return ""
