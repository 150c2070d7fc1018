"""Lists of the States of the world: Correlates of War and Gleditsch-Ward. They make actors."""

from collections import defaultdict

from django.utils.translation import gettext as _

from registry.choices import ActorKind, SourceRank
from registry.dates import UncertainDate
from registry.importers.desk import Desk
from registry.importers.formats.base import once
from registry.importers.formats.parts import day, numerals, the_day_after
from registry.importers.names import Several, Unmatched
from registry.importers.reading import Given, Malformed, Table
from registry.importers.rows import NotTaken, Refused, Row
from registry.models import Actor

COW = ("ccode", "statenme", "styear", "stmonth", "stday", "endyear", "endmonth", "endday")
GW = ("gwcode", "statename", "startdate", "enddate")
KNOWN = {*COW, *GW, "stateabb", "version"}
# Where the two lists mean different States by one code: the other list's code of the same State.
COW_OF_GW = {"260": "255", "340": "345"}
# Where a State of Gleditsch and Ward that went on is from a day on another of the other list.
WENT_ON = {"678": ("679", "1990-05-22")}


class Spell:
    """One period of a State in a list: its first and its last day; "" for no end yet."""

    def __init__(self, line: int, code: str, name: str, first: str, last: str):
        if not first:
            raise Malformed(_("A spell must have a first day."), line)
        if last and UncertainDate(last).is_before(UncertainDate(first)):
            raise Malformed(_("A spell must not end before it begins."), line)
        self.line, self.code, self.name = line, code, " ".join(name.split())
        self.first, self.last = first, last


def read_cow(files: list[Given], desk: Desk) -> None:
    """Take the State system membership of the Correlates of War."""
    for file in files:
        with desk.file(file):
            found = Table(file, COW)
            desk.passes_over(file, found.headings, KNOWN)
            spells, version = [], ""
            for row in found:
                first = _day(row, "styear", "stmonth", "stday")
                last = _day(row, "endyear", "endmonth", "endday")
                spells.append(Spell(row.line, row["ccode"], row["statenme"], first, last))
                version = row.get("version") or version
            source = {
                "slug": f"cow-states-{version or 'undated'}",
                "title": "Correlates of War: State System Membership"
                + (f", version {version}" if version else ""),
                "publisher": "Correlates of War Project",
                "rank": SourceRank.DATASET,
            }
            _take(file, spells, source, desk, scheme="cow")


def read_gw(files: list[Given], desk: Desk) -> None:
    """Take the list of independent States of Gleditsch and Ward."""
    for file in files:
        with desk.file(file):
            found = Table(file, GW)
            desk.passes_over(file, found.headings, KNOWN)
            spells = []
            for row in found:
                try:
                    first, last = numerals(row["startdate"]), numerals(row["enddate"])
                except Malformed as wrong:
                    raise Malformed(wrong.reason, row.line, file.name) from None
                spells.append(Spell(row.line, row["gwcode"], row["statename"], first, last))
            latest = max(max(spell.first, spell.last) for spell in spells)[:4]
            source = {
                "slug": f"gw-states-{latest}",
                "title": "Gleditsch and Ward: List of Independent States since the Congress of "
                f"Vienna, to {latest}",
                "publisher": "Kristian S. Gleditsch and Michael D. Ward",
                "rank": SourceRank.DATASET,
            }
            _take(file, spells, source, desk, scheme="gw")


def _day(row, *names):
    try:
        return day(*(row[name] for name in names))
    except Malformed as wrong:
        raise Malformed(wrong.reason, row.line) from None


def _take(file, spells: list[Spell], source, desk: Desk, *, scheme: str) -> None:
    """Take each State once, with all its spells; the other spells are told as part of the first.

    The list begins on its earliest day and ends on its latest: a State of these days was one before
    or is one still. Where some spells have no end, none that has one goes on.
    """
    opening = min(spell.first for spell in spells)
    ends = [spell.last for spell in spells]
    closing = "" if "" in ends else max(ends)
    by_state = defaultdict(list)
    for spell in spells:
        by_state[spell.code, spell.name].append(spell)
    seen: dict[tuple[str, str], int] = {}
    for spell in spells:
        with desk.row(file.name, spell.line, f"{scheme} {spell.code} {spell.name}") as row:
            if not spell.code.isdigit():
                raise Malformed(_("“%(code)s” must be a code of the list."), code=spell.code)
            own = by_state[spell.code, spell.name]
            once(seen, (spell.code, spell.first), spell.line)
            if spell is not own[0]:
                raise NotTaken(_("Another spell of the State of line %(line)s."), line=own[0].line)
            _take_state(row, own, opening, closing, desk.cite(row, **source), desk, scheme)


def _take_state(row: Row, spells, opening, closing, source, desk: Desk, scheme: str) -> None:
    spell = spells[0]
    actor = _known(spell, desk, scheme)
    if actor:
        row.leave(_("It is %(slug)s on record."), slug=actor.slug)
        if scheme == "cow" and actor.cow_code is None:
            row.say(Actor, slug=actor.slug, cow_code=int(spell.code))
        elif scheme == "cow" and actor.slug not in desk.names.of_code("cow", spell.code):
            raise Refused(
                _("%(name)s (%(slug)s) has the code %(cow_code)s on record."),
                name=actor.name,
                slug=actor.slug,
                cow_code=actor.cow_code,
            )
        else:
            row.say(Actor, slug=actor.slug)
        return
    first, ends = min(one.first for one in spells), [one.last for one in spells]
    last = "" if "" in ends else max(ends)
    periods = "; ".join(
        f"{one.first} to {one.last}" if one.last else f"since {one.first}" for one in spells
    )
    desk.make_actor(
        row,
        slug=desk.actor_slug(spell.name),
        kind=ActorKind.STATE.value,
        name=spell.name,
        cow_code=int(spell.code) if scheme == "cow" else None,
        since=f"../{first}" if first == opening else first,
        until="" if last == closing else the_day_after(last),
        summary=f"A State of this list in: {periods}.",
        source=source,
        pinpoint=f"{scheme} {spell.code}",
    )


def _known(spell, desk: Desk, scheme: str) -> Actor | None:
    """Find the State in the registry: by code if the list's code is the registry's, or by name."""
    on = UncertainDate(spell.first)
    if scheme == "cow" and (actor := _coded(desk, spell.code, on)):
        return actor
    later, since = WENT_ON.get(spell.code, ("", "")) if scheme == "gw" else ("", "")
    goes_on = not spell.last or spell.last > since
    if later and goes_on and (actor := _coded(desk, later, UncertainDate(spell.last or since))):
        return actor
    try:
        return desk.names.find(spell.name, on)
    except Several as unmatched:
        raise Refused(str(unmatched)) from None
    except Unmatched:
        pass
    return None if scheme == "cow" else _coded(desk, COW_OF_GW.get(spell.code, spell.code), on)


def _coded(desk: Desk, code: str, on: UncertainDate) -> Actor | None:
    try:
        return desk.names.coded("cow", code, on)
    except Unmatched as unmatched:
        if unmatched.suggestions:
            raise Refused(str(unmatched)) from None
        return None
