"""Treaties: each row of treaties.csv with the words of treaties.toml; the chain of NORAD notes."""

from tests.build_fixtures.acts import Acts
from tests.build_fixtures.facts import Row, hand_document, hand_table

NOT_TREATIES = ("aukus",)
FORMS = {"bilateral": "bilateral", "multilateral": "multilateral"}
PLURILATERAL = ("brussels48", "brussels54", "anzus", "seato", "warsaw", "cst")


def record_topics(book):
    for row in hand_table("topics.csv"):
        in_french = row.pop("fr")
        book.add("Topic", where=row.where, **row)
        book.add("TopicName", where=row.where, topic=row["slug"], language="fr", name=in_french)


def record_treaties(book, shelf, acts: Acts, rows: list[Row]) -> dict[str, str]:
    """Record every treaty of the table; give the slug of each short id."""
    words = hand_document("treaties.toml")
    slugs = {}
    for row in rows:
        if row["id"] in NOT_TREATIES:
            continue
        if row["id"] not in words:
            raise row.refuse(f"treaties.toml has no table for {row['id']}")
        said = words.pop(row["id"])
        slugs[row["id"]] = said["slug"]
        _record_treaty(book, shelf, row, said)
        _record_consents(shelf, acts, row, said)
    for left in words:
        raise ValueError(f"treaties.toml: no row of treaties.csv has the id {left}")
    record_relations(book, shelf)
    return slugs


def record_french_titles(book):
    """Record the French titles, each as it was read at the address beside it, if at any."""
    for row in hand_table("french_titles.csv"):
        book.add(
            "TreatyTitle",
            where=row.where,
            treaty=row["treaty"],
            language="fr",
            title=row["title"],
        )


def _shorter(title, official):
    """Keep a short title that is another than the official one."""
    return "" if title == official else title


def _record_treaty(book, shelf, row, said):
    slug, source = said["slug"], _source(shelf, row, said)
    adopted = row["adopted"]
    in_force_on, ended_on = _in_force_on(row, said), said.get("ended_on", row["termination_date"])
    if not said.get("end_ground"):
        ended_on = ""
    book.add(
        "Treaty",
        where=row.where,
        slug=slug,
        title=row["official_title"],
        short_title=_shorter(said.get("short_title", row["short_title"]), row["official_title"]),
        kind=said["kind"],
        form=_form(row, said),
        is_binding=said.get("is_binding", True),
        topics=said["topics"],
        summary=said["summary"],
        source=source,
        adopted_on=adopted,
        concluded_on=said.get("concluded_on", row["signed_or_opened"]),
        opens_on=row["signed_or_opened"] if adopted else "",
        concluded_at=said.get("concluded_at", row["place"]),
        dating_note=said.get("dating_note", ""),
        stated_in_force_on=in_force_on,
        in_force_source=_in_force_source(shelf, said, source) if in_force_on else None,
        ended_on=ended_on,
        end_ground=said.get("end_ground", ""),
        ended_source=_ended_source(shelf, said, source) if ended_on else None,
        duration=said.get("duration", ""),
        note=said.get("note", ""),
    )
    for language, title in said.get("also", ()):
        book.add("TreatyTitle", where=row.where, treaty=slug, language=language, title=title)
    for actor, title in said.get("depositaries", ()):
        book.add("Depositary", where=row.where, treaty=slug, actor=actor, title=title)
    for language, url in said.get("authentic", ()):
        record_text(book, row.where, slug, language, url)
    for scheme, value, *note in said.get("citations", ()):
        record_citation(book, row.where, slug, scheme, value, *note)


def record_citation(book, where, slug, scheme, value, note=""):
    book.add("Citation", where=where, treaty=slug, scheme=scheme, value=value, note=note)


def record_text(book, where, slug, language, url=""):
    """Record a text that is equally authentic."""
    fields = {"treaty": slug, "language": language, "is_authentic": True, "url": url}
    book.add("TreatyText", where=where, **fields)


def _source(shelf, row, said):
    return shelf.page(said["source"]) if "source" in said else shelf.cite(row)


def _form(row, said):
    if row["id"] in PLURILATERAL:
        return "plurilateral"
    return said.get("form", FORMS[row["lateral"]])


def _in_force_on(row, said):
    return said.get("in_force_on", row["eif_date"])


def _in_force_source(shelf, said, source):
    if said.get("in_force") == "M":
        return None
    return shelf.page(said["in_force_url"]) if "in_force_url" in said else source


def _ended_source(shelf, said, source):
    if said.get("ended") == "M":
        return None
    return shelf.page(said["ended_url"]) if "ended_url" in said else source


def _record_consents(shelf, acts: Acts, row, said):
    """Enter who signed and, where no table tells the deposits, how they came to be bound."""
    source, slug, signed = _source(shelf, row, said), said["slug"], row["signed_or_opened"]
    in_force_on = _in_force_on(row, said)
    entry_source = None if said.get("in_force") == "M" else source
    consent = said.get("consent")
    for actor in said.get("signed", ()):
        kind = "definitive_signature" if consent == "definitive" else "signature"
        place = said.get("concluded_at", row["place"])
        acts.add(slug, actor, kind, signed, where=row.where, source=source, place=place)
        if consent == "between":
            acts.add_between(slug, actor, signed, in_force_on, where=row.where, source=entry_source)
        elif consent == "exchange":
            acts.add(
                slug,
                actor,
                "ratification",
                in_force_on,
                where=row.where,
                source=entry_source,
                place=said.get("consent_place", ""),
                remark="Ratifications exchanged.",
            )


def record_relations(book, shelf):
    for row in hand_table("notices.csv"):
        treaty = book.get("Treaty", row["treaty"])
        treaty.update({"notice_kind": row["notice_kind"], "notice": int(row["notice"])})
    for row in hand_table("relations.csv"):
        source = shelf.page(row["source"], row.where)
        book.add("TreatyRelation", **{"where": row.where, **row, "source": source})
    for row in hand_table("provisions.csv"):
        source = shelf.page(row["source"], row.where)
        book.add("Provision", **{"where": row.where, **row, "source": source})


def record_coverage(book):
    """Mark the treaties of which every act is on record, some only until the day of their table."""
    for row in hand_table("coverage.csv"):
        if not book.has("Treaty", row["treaty"]):
            raise row.refuse(f"no treaty has the slug {row['treaty']}")
        coverage = {"coverage": "complete", "covered_until": row["covered_until"] or None}
        book.get("Treaty", row["treaty"]).update(coverage)


def record_norad_chain(book, shelf, rows: list[Row]):
    """Enter each renewal that the command's own page lists, each renewing the one before."""
    page = shelf.page(next(row["source_url"] for row in rows if row["treaty"] == "NORAD Agreement"))
    previous = "norad-agreement-1958"
    for row in hand_table("norad.csv"):
        book.add(
            "Treaty",
            where=row.where,
            slug=row["slug"],
            title=row["title"],
            short_title=row["short_title"],
            kind="exchange_of_notes",
            form="bilateral",
            topics=["defence", "alliances"],
            source=page,
            concluded_on=row["date"],
            stated_in_force_on=row["in_force_on"],
            in_force_source=page,
            note=row["note"],
        )
        _renews(book, page, row["slug"], previous, row["in_force_on"])
        previous = row["slug"]
    _renews(book, page, "norad-agreement-2006", previous, "2006-05")


def _renews(book, page, slug, previous, since):
    end = {"ended_on": since, "ended_source": (page,), "end_ground": "renewed"}
    book.get("Treaty", previous).update(end)
    book.add("TreatyRelation", treaty=slug, kind="renews", other=previous, source=page)
    nat = "north-atlantic-treaty"
    if slug != "norad-agreement-2006":
        book.add("TreatyRelation", treaty=slug, kind="within_framework_of", other=nat)
