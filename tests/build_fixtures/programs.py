"""Programs, and the partnerships of every program but the State Partnership Program.

Where one sponsor stands over many partners it leads each partnership. In frameworks among equals
(Quad, AUKUS, I2U2, Five Eyes) the founders are the partners of one partnership, which nobody leads;
who joined later has a row of its own, and those who were members before lead it.
"""

from tests.build_fixtures.facts import Row, hand_document, hand_table
from tests.build_fixtures.text import sentences

GLOBE = "partners-across-the-globe"
# NATO's page as it was archived lists eight of the nine; a later one, of 19 May 2017, all of them.
LISTED = "https://cybercemetery.unt.edu/archive/oilspill/20121020070516/http://www.nato.int/cps/en/natolive/topics_49188.htm"
LISTED_LATER = "https://www.nato.int/cps/ie/natohq/topics_49188.htm"


def record_programs(book, shelf, actors, tables):
    words = hand_document("programs.toml")
    rows = tables["other_programs.csv"]
    heads = {row["program"]: row for row in rows if row["row_kind"] == "program"}
    for slug, said in words.items():
        head = heads[said["rows"]]
        book.add(
            "PartnershipProgram",
            where=head.where,
            slug=slug,
            name=said["name"],
            kind=said["kind"],
            sponsors=said["sponsors"],
            since=said.get("since", head["start"]),
            legal_form=head["legal_form"],
            objectives=said["objectives"],
            note=said["note"],
            source=shelf.page(said["source"]) if "source" in said else shelf.cite(head),
        )
        members = [
            row for row in rows if row["program"] == said["rows"] and "member" in row["row_kind"]
        ]
        _record_members(book, shelf, actors, slug, said, members)
    _record_peace_partners(book, shelf, actors, tables["pfp_members.csv"])
    _record_designations(book, shelf, actors, tables["mnna.csv"])
    for row in hand_table("partnerships.csv"):
        _record_by_hand(book, shelf, row)


def _record_members(book, shelf, actors, program, said, rows: list[Row]):
    joined = {actors.coded(row["member_iso3"], row.where): row["start"] for row in rows}
    equal = said.get("lead") == "members"
    founders = [actor for actor, on in joined.items() if equal and on == min(joined.values())]
    for row in rows:
        actor = actors.coded(row["member_iso3"], row.where)
        slug, leads, partners = f"{program}-{actor}", [said.get("lead")], [actor]
        if actor in founders:
            if actor != founders[0]:
                continue
            slug, leads, partners = program, [], founders
        elif equal:
            leads = [other for other, on in joined.items() if on < joined[actor]]
        since, source = row["start"], shelf.cite(row)
        if program == "istanbul-cooperation-initiative" and not since:
            since = "2004-06/2005-06-22"
        if program == GLOBE:
            since, page = ("1990/2012-10-20", LISTED)
            if actor == "colombia":
                since, page = ("2012-10-20/2017-05-19", LISTED_LATER)
            source = shelf.page(page)
        ground = ""
        if row["end"]:
            ground = "became_ally" if "joining NATO" in row["notes"] else "ended"
        book.add(
            "Partnership",
            where=row.where,
            slug=slug,
            program=program,
            leads=leads,
            partners=partners,
            since=since,
            until=row["end"],
            end_ground=ground,
            note=_member_note(program, row),
            source=source,
        )


def _member_note(program, row):
    if program == "istanbul-cooperation-initiative":
        if row["start"]:
            return ""
        return "Joined before 22 June 2005; the day was not found."
    if row["notes"].startswith("Weak page"):
        return "The year was read in a private page alone."
    if row["notes"] in ("Month precision.", "Start date not found.", "Ended on joining NATO."):
        return ""
    return sentences(
        row["notes"].replace("from memory", "unsourced").replace("Month precision. ", "")
    )


def _record_peace_partners(book, shelf, actors, rows: list[Row]):
    for row in rows:
        actor = actors.coded(row["iso3"], row.where)
        until = row["left_date"] or row["nato_accession_date"]
        ground = ""
        if until:
            ground = "became_ally" if row["nato_accession_date"] else "ended"
        note = _peace_note(row)
        slug = f"partnership-for-peace-{actor}"
        # Where only the month was read, the month is what the page supports.
        source = shelf.cite(row, confidence="A")
        spell = {"program": "partnership-for-peace", "leads": ["nato"], "partners": [actor]}
        book.add(
            "Partnership",
            where=row.where,
            slug=slug,
            **spell,
            since=_signed(row),
            until=until,
            end_ground=ground,
            document="Framework document",
            note=note,
            source=source,
        )
        if row["left_reason"] == "withdrew; rejoined":
            book.add(
                "Partnership",
                where=row.where,
                slug=f"{slug}-2",
                **spell,
                since="2008-04-03",
                note="Decided on 20 March 2008 to take part again; accepted by NATO on 3 April.",
                source=source,
            )


def _signed(row):
    if row["confidence"] == "M":
        return row["signed_date"][:7]
    first, slash, last = row["date_precision_supported"].partition("/")
    return f"{first}/{first[: -len(last)]}{last}" if slash else row["signed_date"]


def _peace_note(row):
    if row["confidence"] == "M":
        return "Among those that had joined by 28 February 1994; the day was not read."
    if "suspended" in row["status"]:
        return sentences(row["status"].replace("(memory)", "(unsourced)").capitalize())
    if row["iso3"] == "MKD":
        return "Signed as the former Yugoslav Republic of Macedonia."
    if row["iso3"] == "HRV":
        return "Signing was planned for 24 and 25 May 2000."
    if row["iso3"] == "ROU":
        return "The first to sign."
    return ""


def _record_designations(book, shelf, actors, rows: list[Row]):
    for row in rows:
        if not row["designation_date"]:
            continue
        actor = actors.coded(row["iso3"], row.where)
        notice = row["notice_to_congress"]
        ended = row["end_instrument"]
        book.add(
            "Partnership",
            where=row.where,
            slug=f"major-non-nato-ally-{actor}",
            program="major-non-nato-ally",
            leads=["united-states"],
            partners=[actor],
            since=row["designation_date"],
            until=row["end_date"],
            end_ground="revoked" if row["end_date"] else "",
            document=row["instrument"].replace(" (number not seen)", ""),
            note=sentences(
                f"Notice to Congress {notice}" if notice else "",
                f"Ended by {ended}, notice 2022-07-06" if ended else "",
                "Treated as if designated" if actor == "taiwan" else "",
            ),
            source=shelf.cite(row),
        )


def _record_by_hand(book, shelf, row: Row):
    fields = {"where": row.where, **row, "source": shelf.page(row["source"], row.where)}
    fields |= {side: row[side].split("|") for side in ("leads", "partners")}
    book.add("Partnership", **fields)
