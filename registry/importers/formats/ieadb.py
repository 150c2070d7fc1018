"""International Environmental Agreements Database: its treaties, and its members' actions.

1111-11-11 is unknown, and so is what stands as stars. A row that only repeats the treaty's own
entry into force, or a tacit acceptance, is derived and no act.
"""

import re
from collections import defaultdict

from registry.choices import (
    CONSENTS,
    ActionKind,
    CitationScheme,
    EndGround,
    SourceRank,
    TreatyForm,
)
from registry.dates import UncertainDate
from registry.importers.desk import Desk
from registry.importers.formats.agreements import Agreement, take
from registry.importers.formats.marks import meaning
from registry.importers.formats.parts import UNKNOWN, day
from registry.importers.reading import Cells, Given, Malformed, Table, cut, table
from registry.importers.rows import NotTaken, Refused, Row
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
NOTHING = "1111-11-11"
ENDS = {
    "superseded": EndGround.SUPERSEDED,
    "terminated": EndGround.TERMINATED,
    "expired": EndGround.EXPIRED,
    "lapsed": EndGround.LAPSED,
}
FORMS = {"B": TreatyForm.BILATERAL, "M": TreatyForm.MULTILATERAL}
_NUMBERED = re.compile(r"(?P<kind>.+?)(?: (?P<number>\d+))?")


def read(files: list[Given], desk: Desk) -> None:
    """Take treaty files first, so that the rows of members find their treaties."""
    treaties, members = [], []
    for file in files:
        with desk.file(file):
            with file.lines() as lines:
                start = lines.read(20_000)
            if '"Mitch ID"' in start or "Mitch ID;" in start:
                members.append((file, table(file, MEMBERS, delimiter=";")))
            else:
                treaties.append((file, table(file, TREATIES, delimiter=";")))
    for file, found in treaties:
        seen: dict[str, int] = {}
        with desk.file(file):
            for cells in found:
                with desk.row(file.name, cells.line, f"IEA {cells['IEA#']}") as row:
                    first = seen.setdefault(cells["IEA#"], cells.line)
                    if first != cells.line:
                        reason = f"The treaty must stand there once; line {first} has it too."
                        raise Malformed(reason)
                    _take_treaty(row, cells, desk)
    for file, found in members:
        with desk.file(file):
            _Members(file, desk).take(found)


def _whole(text: str) -> str:
    """Read a day written whole, or with stars for what is not known."""
    text = text.strip()
    if not text or text == NOTHING:
        return ""
    parts = [*text.split("-"), "", ""][:3]
    return day(*("" if "*" in part else part for part in parts))


def _take_treaty(row: Row, cells: Cells, desk: Desk) -> None:
    number, title = cells["IEA#"], cells["Agreement Name"]
    if not number or not title:
        raise Malformed("A treaty must have its number and its name.")
    ended = _whole(cells.get("Term Date"))
    ground = ENDS.get(cells.get("Term Type").lower())
    if ended and ground is None:
        row.leave(f"Ended {ended}, as “{cut(cells.get('Term Type'))}”: not a ground known here.")
        ended = ""
    membership = cells.get("Inclusion (type of agreements)")
    take(
        row,
        Agreement(
            scheme=CitationScheme.IEADB,
            number=number,
            title=title,
            form=FORMS.get(membership[:1], TreatyForm.MULTILATERAL),
            signed_on=_whole(cells["Date IEA was concluded"]),
            place=cells.get("Place IEA was concluded")[:200],
            in_force_on=_whole(cells["Date IEA entered into force"]),
            ended_on=ended,
            ground=ground or EndGround.TERMINATED,
        ),
        desk.cite(row, **SOURCE),
        desk,
    )


class _Members:
    """The actions of members: an entry into force is the effect of the consent before it."""

    def __init__(self, file: Given, desk: Desk):
        self.file, self.desk = file, desk
        self.consents: dict[tuple[str, str], list] = defaultdict(list)

    def take(self, rows: Table) -> None:
        """Take the acts first, and then the entries into force, which are the effect of some."""
        seen: dict[tuple, int] = {}
        for takes_effects in (False, True):
            for cells in rows:
                match = _NUMBERED.fullmatch(cells["Action Type"].strip())
                kind = match["kind"].lower() if match else ""
                if (kind == "entry into force") is not takes_effects:
                    continue
                with self._row(cells) as row:
                    self._repeats(cells, seen)
                    if takes_effects:
                        self._take_effect(row, cells, int(match["number"] or 1))
                    else:
                        self._take_act(row, cells, kind)

    def _row(self, cells):
        country = cells["Country (official name)"]
        subject = f"IEA {cells['Mitch ID']} {country}: {cells['Action Type']}"
        return self.desk.row(self.file.name, cells.line, subject)

    def _repeats(self, cells, seen):
        names = (*MEMBERS, "Country (as entered)", "Notes")
        key = tuple(cells.get(name) for name in names)
        first = seen.setdefault(key, cells.line)
        if first != cells.line:
            raise Malformed(f"The row must stand there once; line {first} is the same.")

    def _on(self, cells) -> str:
        incomplete = cells.get("field_date_incomplete_value")
        if "*" in incomplete:
            return _whole(incomplete)
        if f"{cells['Year']}-{cells['Month'].zfill(2)}-{cells['Day'].zfill(2)}" == NOTHING:
            return ""
        return day(cells["Year"], cells["Month"], cells["Day"])

    def _base(self, row, cells) -> tuple[str, str, str]:
        if cells.get("Tacit Acceptance") not in (*UNKNOWN, "No", "no"):
            raise NotTaken("A tacit acceptance follows from the treaty and is no act.")
        on = self._on(cells)
        treaty = self._treaty(row, cells)
        actor = self.desk.actor(row, cells["Country (official name)"], self.desk.day(on))
        return treaty, actor, on

    def _treaty(self, row, cells) -> str:
        """Find the treaty of a member's row, or state it by what the row itself tells of it."""
        number = (CitationScheme.IEADB.value, cells["Mitch ID"])
        treaty = self.desk.catalogue.find(number=number)
        if treaty:
            return treaty
        title = cells.get("Treaty Name from Treaty Table")
        if not title:
            raise Refused(f"The treaty {cells['Mitch ID']} must be on record, or in a file.")
        with self.desk.row(self.file.name, row.line, f"IEA {cells['Mitch ID']}") as head:
            return take(
                head,
                Agreement(
                    scheme=CitationScheme.IEADB,
                    number=cells["Mitch ID"],
                    title=title,
                    form=FORMS.get(cells.get("Inclusion")[:1], TreatyForm.MULTILATERAL),
                    signed_on=_whole(cells.get("Signature Date")),
                    in_force_on=_whole(cells.get("Entry into force (EIF) Date")),
                ),
                self.desk.cite(head, **SOURCE),
                self.desk,
            )
        raise Refused(f"The treaty {cells['Mitch ID']} was refused.")

    def _take_act(self, row, cells, word) -> None:
        if word == "termination":
            raise NotTaken("A termination is of the treaty, whose row tells it.")
        act = meaning(word)
        kind = act.kind if act else None
        if word in ("withdrawal", "denunciation"):
            kind = ActionKind.WITHDRAWAL
        if kind is None:
            raise Malformed(f"“{cut(word)}” must be a known action.")
        treaty, actor, on = self._base(row, cells)
        draft = self._say(row, cells, treaty, actor, kind, deposited_on=on or "../..")
        if kind in CONSENTS:
            self.consents[treaty, actor].append(draft)

    def _take_effect(self, row, cells, number) -> None:
        treaty, actor, on = self._base(row, cells)
        if not on:
            raise NotTaken(f"No day is told. {cells.get('Notes')}".strip())
        consents = self.consents[treaty, actor]
        if len(consents) >= number:
            draft = consents[number - 1]
            deposited = UncertainDate(draft.fields["deposited_on"])
            if deposited.earliest and UncertainDate(on).latest < deposited.earliest:
                raise NotTaken("It comes before the act by which the State consented.")
            draft.fields["effective_on"] = on
            self.desk.ledger.amend(draft)
            row.leave("The effect of the consent of another row.")
            raise NotTaken("Its day is taken with the act of consent.")
        draft = self._say(
            row, cells, treaty, actor, ActionKind.CONSENT_TO_BE_BOUND, effective_on=on
        )
        consents.append(draft)

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
