"""Alliances: each row of alliances.csv with the words of alliances.toml, and the Moroccan one."""

from tests.build_fixtures.facts import FactError, Row, hand_document

NOT_ALLIANCES = ("AUKUS",)
BY_HAND = "Moroccan-American Treaty of Friendship"


def record_alliances(book, shelf, rows: list[Row], treaties: dict[str, str]):
    words = hand_document("alliances.toml")
    for row in rows:
        if row["alliance"] in NOT_ALLIANCES:
            continue
        if row["alliance"] not in words:
            raise row.refuse(f"alliances.toml has no table for {row['alliance']}")
        said = words.pop(row["alliance"])
        founding = said.get("founding", treaties[row["treaty_id"]])
        source = shelf.page(said["source"]) if "source" in said else shelf.cite(row)
        since = said.get("since", row["in_force"])
        _record_alliance(book, shelf, row.where, said, founding, source, since)
    said = words.pop(BY_HAND)
    source = shelf.page(said["source"])
    where = f"alliances.toml, {BY_HAND}"
    _record_alliance(book, shelf, where, said, said["founding"], source, said["since"])
    if words:
        raise FactError(f"alliances.toml: alliances.csv has no {', '.join(words)}")
    _suspend_new_zealand(book, shelf)


def _record_alliance(book, shelf, where, said, founding, source, since):
    slug = said["slug"]
    book.add(
        "Alliance",
        where=where,
        slug=slug,
        name=said["name"],
        abbreviation=said["abbreviation"],
        kind=said["kind"],
        treaty=founding,
        organization=said.get("organization"),
        seat=said["seat"],
        since=since,
        until=said.get("until", ""),
        is_open=said.get("is_open", False),
        opening=said.get("opening", ""),
        summary=said["summary"],
        note=said.get("note", ""),
        source=source,
    )
    for name, used_from, until, url in said.get("names", ()):
        page = shelf.page(url, where)
        book.add(
            "AllianceName",
            where=where,
            alliance=slug,
            name=name,
            since=used_from,
            until=until,
            source=page,
        )
    for name, used_from, until in said.get("french", ()):
        book.add(
            "AllianceName",
            where=where,
            alliance=slug,
            language="fr",
            name=name,
            since=used_from,
            until=until,
        )
    for actor, kind, begun, until, url, note in said.get("memberships", ()):
        page = shelf.page(url, where)
        _record_membership(
            book, where, slug, actor, kind, begun, until=until, source=page, note=note
        )
    for kind, article, summary, conditional in said["obligations"]:
        book.add(
            "Obligation",
            where=where,
            alliance=slug,
            kind=kind,
            article=article,
            summary=summary,
            is_conditional=conditional,
            source=source,
        )


def _record_membership(book, where, alliance, actor, kind, since, **fields):
    number = 1
    while book.has("Membership", alliance, actor, kind, number):
        number += 1
    book.add(
        "Membership",
        where=where,
        alliance=alliance,
        actor=actor,
        kind=kind,
        number=number,
        since=since,
        **fields,
    )


def _suspend_new_zealand(book, shelf):
    _record_membership(
        book,
        "by hand",
        "anzus",
        "new-zealand",
        "suspended",
        "1986-08-11",
        toward="united-states",
        source=shelf.page("https://encyclopediahub.com/ar724180"),
        note="The United States suspended its obligations towards New Zealand alone.",
    )
