"""International Environmental Agreements Database: its treaties, and its members' actions.

1111-11-11 is unknown, and so is what stands as stars. A row that only repeats the treaty's own
entry into force, or a tacit acceptance, is derived and no act.
"""

import re
from collections.abc import Iterable
from contextlib import suppress
from hashlib import blake2b
from typing import NamedTuple

from django.utils.translation import gettext as _

from registry.choices import (
    CONSENTS,
    ActionKind,
    CitationScheme,
    EndGround,
    SourceRank,
    TreatyForm,
)
from registry.dates import UncertainDate, dated
from registry.importers.desk import Desk
from registry.importers.formats.agreements import Agreement, take
from registry.importers.formats.base import STANDS_TWICE, once
from registry.importers.formats.marks import meaning
from registry.importers.formats.parts import UNKNOWN, UNKNOWN_DAY, day, whole
from registry.importers.ledger import nameless
from registry.importers.names import Unmatched
from registry.importers.reading import Cells, Given, Malformed, Table, cut
from registry.importers.rows import Draft, NotTaken, Refused, Row
from registry.models import TreatyAction

SOURCE = {
    "slug": "ieadb",
    "title": "International Environmental Agreements Database Project",
    "publisher": "Université Laval",
    "url": "https://www.iea.ulaval.ca",
    "rank": SourceRank.DATASET,
}
TREATIES = ("IEA#", "Agreement Name", "Date IEA was concluded", "Date IEA entered into force")
MEMBERS = ("Mitch ID", "Country (official name)", "Action Type", "Year", "Month", "Day")
# What else the files have, most of it of no use here.
TREATIES_KNOWN = (
    "Agreement Type Level 3; Alternative Treaty Name; AmendProtToA; Category; Coded Text; "
    "Data complete; Data entry notes; Date *Bilateral* signed by 2nd state (ONLY if BEA); "
    "E (environment) Code (agreement is environmental or not); Inclusion (type of agreements); "
    "Lang1; Lineage (legacy); Lineage; Membership eligibility (multilateral, bilateral, etc); "
    "Org Auspices; Place IEA was concluded; Possible Sources (additional); Researcher; "
    "Secretariat; Sequence in lineage; Source for E (environmental) code; Issue area (subject); "
    "Subject (legacy); Term by ID; Term Date; Term Type; "
    "Text used for E (environmental) coding; Treaty Text; UNEP2005pg; UNTS; "
    "URL to membership list; URL to text of IEA; Version; Words used to code as Environmental; Nid"
)
MEMBERS_KNOWN = (
    "Treaty Name from Treaty Table; Country (as entered); Action; Action Order; "
    "field_date_incomplete_value; Notes; Tacit Acceptance; Inclusion; Signature Date; "
    "Entry into force (EIF) Date; Agreement Type - Level 3; Agreement Type - Level 2; "
    "Agreement Type - Level 1; Lineage; Sequence; IEA Termination date; Terminated by IEA#; "
    "IEA Termination type"
)
DIGEST = 16
ENDS = {
    "superseded": EndGround.SUPERSEDED,
    "terminated": EndGround.TERMINATED,
    "expired": EndGround.EXPIRED,
    "lapsed": EndGround.LAPSED,
}
FORMS = {"B": TreatyForm.BILATERAL, "M": TreatyForm.MULTILATERAL}
_NUMBERED = re.compile(r"(?P<kind>.+?)(?: (?P<number>\d{1,3}))?")


def read(files: list[Given], desk: Desk) -> None:
    """Take treaty files first, so that the rows of members find their treaties."""
    treaties, members = [], []
    for file in files:
        with desk.file(file):
            with file.lines() as lines:
                start = lines.read(20_000)
            if '"Mitch ID"' in start or "Mitch ID;" in start:
                members.append((file, _known(file, MEMBERS, MEMBERS_KNOWN, desk)))
            else:
                treaties.append((file, _known(file, TREATIES, TREATIES_KNOWN, desk)))
    for file, found in treaties:
        seen: dict[str, int] = {}
        with desk.file(file):
            for cells in found:
                with desk.row(file.name, cells.line, f"IEA {cells['IEA#']}") as row:
                    once(seen, cells["IEA#"], cells.line)
                    _take_treaty(row, cells, desk)
    for file, found in members:
        with desk.file(file):
            _Members(file, desk).take(found)


def _known(file: Given, needed: Iterable[str], known: str, desk: Desk) -> Table:
    """Find the table, and tell the columns that the database did not have when this was written."""
    found = Table(file, needed, delimiter=";")
    desk.passes_over(file, found.headings, {*needed, *known.split("; ")})
    return found


def _take_treaty(row: Row, cells: Cells, desk: Desk) -> None:
    number, title = cells["IEA#"], cells["Agreement Name"]
    if not number or not title:
        raise Malformed(_("A treaty must have its number and its name."))
    ended = whole(cells.get("Term Date"))
    ground = ENDS.get(cells.get("Term Type").lower())
    if ended and ground is None:
        row.leave(
            _("Ended %(ended)s, as “%(term_type)s”: not a ground known here."),
            ended=ended,
            term_type=cut(cells.get("Term Type")),
        )
        ended = ""
    membership = cells.get("Inclusion (type of agreements)")
    take(
        row,
        Agreement(
            scheme=CitationScheme.IEADB,
            number=number,
            title=title,
            form=FORMS.get(membership[:1], TreatyForm.MULTILATERAL),
            signed_on=whole(cells["Date IEA was concluded"]),
            place=cells.get("Place IEA was concluded")[:200],
            in_force_on=whole(cells["Date IEA entered into force"]),
            ended_on=ended,
            ground=ground or EndGround.TERMINATED,
        ),
        desk.cite(row, **SOURCE),
        desk,
    )


class Consent(NamedTuple):
    """A consent to be bound as later rows refer to it: its draft's place in the ledger, its day,
    its effect, and the line that tells this."""

    place: int
    deposited_on: str
    effective_on: str
    line: int


class _Earlier:
    """What later rows ask of earlier ones, outside the memory: lines, and consents in their order.

    Long notes stand in many rows: what is kept of a line is a digest.
    """

    TABLES = (
        "CREATE TABLE line (digest BLOB PRIMARY KEY, line INT) WITHOUT ROWID",
        "CREATE TABLE consent (place INTEGER PRIMARY KEY, treaty TEXT, actor TEXT, "
        "deposited TEXT, effective TEXT, line INT)",
        "CREATE INDEX whose ON consent (treaty, actor)",
    )

    def __init__(self):
        self._database = nameless(self, *self.TABLES)

    def first(self, text: str, line: int) -> int:
        """Give the line on which a text has stood first."""
        digest = blake2b(text.encode(), digest_size=DIGEST).digest()
        ask = self._database.execute
        if ask("INSERT OR IGNORE INTO line VALUES (?, ?)", (digest, line)).rowcount:
            return line
        (first,) = ask("SELECT line FROM line WHERE digest = ?", (digest,)).fetchone()
        return first

    def add(self, treaty: str, actor: str, consent: Consent) -> None:
        place, *told = consent
        row = (place, treaty, actor, *told)
        self._database.execute("INSERT INTO consent VALUES (?, ?, ?, ?, ?, ?)", row)

    def consent(self, treaty: str, actor: str, number: int) -> Consent | None:
        """Give the first, second, … consent of an actor to a treaty."""
        found = self._database.execute(
            "SELECT place, deposited, effective, line FROM consent "
            "WHERE treaty = ? AND actor = ? ORDER BY place LIMIT 1 OFFSET ?",
            (treaty, actor, number - 1),
        ).fetchone()
        return Consent(*found) if found else None

    def takes_effect(self, consent: Consent, on: str, line: int) -> None:
        query = "UPDATE consent SET effective = ?, line = ? WHERE place = ?"
        self._database.execute(query, (on, line, consent.place))


class _Members:
    """The actions of members: an entry into force is the effect of the consent before it."""

    def __init__(self, file: Given, desk: Desk):
        self.file, self.desk = file, desk
        self.earlier = _Earlier()
        # The consent that the row in hand tells: it has a place once the row is taken.
        self.told: tuple[tuple[str, str], Draft] | None = None

    def take(self, rows: Table) -> None:
        """Take the acts first, and then the entries into force, which are the effect of some."""
        for takes_effects in (False, True):
            for cells in rows:
                match = _NUMBERED.fullmatch(cells["Action Type"].strip())
                kind = match["kind"].lower() if match else ""
                if (kind == "entry into force") is not takes_effects:
                    continue
                self.told = None
                with self._row(cells) as row:
                    self._repeats(cells)
                    if takes_effects:
                        self._take_effect(row, cells, int(match["number"] or 1))
                    else:
                        self._take_act(row, cells, kind)
                if self.told:
                    whose, draft = self.told
                    days = [draft.fields.get(one, "") for one in ("deposited_on", "effective_on")]
                    self.earlier.add(*whose, Consent(draft.place, *days, cells.line))

    def _row(self, cells):
        country = cells["Country (official name)"]
        subject = f"IEA {cells['Mitch ID']} {country}: {cells['Action Type']}"
        return self.desk.row(self.file.name, cells.line, subject)

    def _repeats(self, cells):
        names = (*MEMBERS, "Country (as entered)", "Notes")
        first = self.earlier.first("\0".join([cells.get(name) for name in names]), cells.line)
        if first != cells.line:
            raise Malformed(STANDS_TWICE, first=first)

    def _on(self, cells) -> str:
        incomplete = cells.get("field_date_incomplete_value")
        if "*" in incomplete:
            return whole(incomplete)
        return day(cells["Year"], cells["Month"], cells["Day"])

    def _base(self, row, cells) -> tuple[str, str, str]:
        if cells.get("Tacit Acceptance") not in (*UNKNOWN, "No", "no"):
            raise NotTaken(_("A tacit acceptance follows from the treaty and is no act."))
        on = self._on(cells)
        treaty = self._treaty(row, cells)
        return treaty, self._actor(row, cells, dated(on)), on

    def _actor(self, row, cells, on) -> str:
        """Find the actor by the official name, which is today's; or, where its bearer did not exist
        on the day, by the name as entered: Czechoslovakia stands under Czechia."""
        desk, entered = self.desk, cells.get("Country (as entered)")
        actor = desk.actor(row, cells["Country (official name)"], on)
        if on and entered and desk.why_not(actor, on):
            with suppress(Unmatched):
                other = desk.names.find(entered, on).slug
                if not desk.why_not(other, on):
                    values = {"entered": entered, "official": desk.names.by_slug[actor].name}
                    row.leave(
                        _("Taken for %(entered)s, as entered, not for %(official)s."), **values
                    )
                    return other
        return actor

    def _treaty(self, row, cells) -> str:
        """Find the treaty of a member's row, or state it by what the row itself tells of it."""
        number = (CitationScheme.IEADB.value, cells["Mitch ID"])
        treaty = self.desk.catalogue.find(number=number)
        if treaty:
            return treaty
        title = cells.get("Treaty Name from Treaty Table")
        if not title:
            raise Refused(
                _("The treaty %(number)s must be on record, or in a file."),
                number=cells["Mitch ID"],
            )
        with self.desk.row(self.file.name, row.line, f"IEA {cells['Mitch ID']}") as head:
            return take(
                head,
                Agreement(
                    scheme=CitationScheme.IEADB,
                    number=cells["Mitch ID"],
                    title=title,
                    form=FORMS.get(cells.get("Inclusion")[:1], TreatyForm.MULTILATERAL),
                    signed_on=whole(cells.get("Signature Date")),
                    in_force_on=whole(cells.get("Entry into force (EIF) Date")),
                ),
                self.desk.cite(head, **SOURCE),
                self.desk,
            )
        raise Refused(_("The treaty %(number)s was refused."), number=cells["Mitch ID"])

    def _take_act(self, row, cells, word) -> None:
        if word == "termination":
            raise NotTaken(_("A termination is of the treaty, whose row tells it."))
        act = meaning(word)
        kind = act.kind if act else None
        if word in ("withdrawal", "denunciation"):
            kind = ActionKind.WITHDRAWAL
        if kind is None:
            raise Malformed(_("“%(word)s” must be a known action."), word=cut(word))
        treaty, actor, on = self._base(row, cells)
        draft = self._say(row, cells, treaty, actor, kind, deposited_on=on or UNKNOWN_DAY)
        if kind in CONSENTS:
            self.told = (treaty, actor), draft

    def _take_effect(self, row, cells, number) -> None:
        treaty, actor, on = self._base(row, cells)
        if not on:
            raise NotTaken(f"{_('No day is told.')} {cells.get('Notes')}".strip())
        if consent := self.earlier.consent(treaty, actor, number):
            deposited = UncertainDate(consent.deposited_on or UNKNOWN_DAY)
            if UncertainDate(on).is_before(deposited):
                raise NotTaken(_("It comes before the act by which the State consented."))
            if consent.effective_on not in ("", on):
                raise Refused(
                    _("Line %(line)s tells %(effective_on)s for the same."),
                    line=consent.line,
                    effective_on=consent.effective_on,
                )
            self.earlier.takes_effect(consent, on, row.line)
            self.desk.ledger.restate(consent.place, effective_on=on)
            row.leave(_("The effect of the consent of another row."))
            raise NotTaken(_("Its day is taken with the act of consent."))
        draft = self._say(
            row, cells, treaty, actor, ActionKind.CONSENT_TO_BE_BOUND, effective_on=on
        )
        self.told = (treaty, actor), draft

    def _say(self, row, cells, treaty, actor, kind, **days):
        return row.say(
            TreatyAction,
            is_loose=kind in (ActionKind.RATIFICATION, ActionKind.CONSENT_TO_BE_BOUND),
            treaty=[treaty],
            actor=[actor],
            kind=kind,
            remark=cells.get("Notes") or None,
            source=self.desk.cite(row, **SOURCE),
            pinpoint=f"IEA {cells['Mitch ID']}",
            **days,
        )
