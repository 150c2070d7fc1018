"""UN Treaty Collection: status pages as saved, the tables and declarations of March 2015."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from django.utils.translation import gettext as _

from registry.choices import (
    CONSENTS,
    SIGNATURES,
    ActionKind,
    CitationScheme,
    Coverage,
    SourceRank,
    StatementKind,
    TreatyForm,
)
from registry.dates import UncertainDate
from registry.importers.desk import Desk, Total
from registry.importers.formats import untc_tables
from registry.importers.formats.base import once
from registry.importers.formats.endnotes import (
    former_acts,
    leaving,
    speaks_of_former,
    speaks_of_leaving,
    speaks_of_return,
    tells_more,
)
from registry.importers.formats.marks import Column, Told, day_of
from registry.importers.formats.statements import lines_of, printed
from registry.importers.formats.titles import kind_of
from registry.importers.formats.untc_pages import StatusPage, is_page, read_page
from registry.importers.formats.untc_source import arabic
from registry.importers.formats.untc_statements import Act, Statements
from registry.importers.reading import Given, Malformed, cut
from registry.importers.rows import Draft, NotTaken, Outcome, Row
from registry.models import Citation, Statement, Treaty, TreatyAction

SITE = "https://treaties.un.org/Pages/ViewDetails.aspx?src=TREATY&mtdsg_no={}&chapter={}&clang=_en"
LONGEST_REMARK = 2000


def read(files: list[Given], desk: Desk) -> None:
    """Take the rows of pages, of tables and of declarations, whichever the files are."""
    pages = [file for file in files if is_page(file)]
    tables = [file for file in files if file not in pages]
    if tables:
        untc_tables.read(tables, desk)
    for file in pages:
        with desk.file(file):
            _Page(file, read_page(file), desk).take()


class _Page:
    """One status page on its way to the desk."""

    def __init__(self, file: Given, page: StatusPage, desk: Desk):
        self.file, self.page, self.desk = file, page, desk
        self.columns = [Column(heading) for heading in page.headings]
        self.treaty = ""
        self.source: list[str] = []
        self.is_whole = True
        self.signed: set[int] = set()
        self.bound: set[int] = set()
        self.noted: set[str] = set()
        self.lines: dict[str, int] = {}
        self.acts: dict[str, list[Draft]] = {}
        self.rows: list[Row] = []

    @contextmanager
    def row(self, line: int, subject: str) -> Iterator[Row]:
        about = f"{self.page.number} {subject}".strip()
        with self.desk.row(self.file.name, line, about) as row:
            yield row
        self.rows.append(row)

    def take(self) -> None:
        """Take the header, the participants, former States, statements and territories."""
        with self.row(1, "") as head:
            self._take_header(head)
        for participant in self.page.participants:
            with self.row(participant.line, participant.name) as row:
                self._take_participant(row, participant)
        for number, note in self.page.notes.items():
            self._take_note(number, note)
        objections = [block for block in self.page.blocks if "Obj" in block.section]
        acts = {actor: [Act.stated(one) for one in said] for actor, said in self.acts.items()}
        statements = Statements(self.desk, self.treaty, self.page.as_at, acts)
        for block in [*(one for one in self.page.blocks if one not in objections), *objections]:
            with self.row(block.line, f"{block.name}, statements") as row:
                self._take_statements(row, block, statements)
        for told in self.page.territories:
            with self.row(told.line, f"{told.name}, territories") as row:
                self._take_territories(row, told)
        self._count(head)

    def _take_header(self, row: Row) -> None:
        page, desk = self.page, self.desk
        for reason in page.unread:
            row.leave(reason)
        numbers = [(CitationScheme.MTDSG.value, page.number)]
        if page.registration:
            numbers.append((CitationScheme.UN_REGISTRATION.value, page.registration))
        if page.volume:
            numbers.append((CitationScheme.UNTS.value, page.volume))
        self.source = self._cite(row)
        slug = desk.catalogue.find(
            number=numbers[0], title=page.title, days=[page.concluded_on], others=numbers[1:2]
        )
        if slug is None:
            days = [page.concluded_on]
            slug = desk.catalogue.add(page.title, number=numbers[0], days=days)
        self.treaty = slug
        is_ours = slug in desk.catalogue.new or not desk.catalogue.is_dated(slug)
        self.head = row.say(
            Treaty,
            slug=slug,
            title=page.title,
            kind=kind_of(page.title),
            form=TreatyForm.MULTILATERAL,
            concluded_on=page.concluded_on.text if page.concluded_on and is_ours else None,
            concluded_at=page.place or None,
            stated_in_force_on=page.in_force_on.text if page.in_force_on else None,
            in_force_source=self.source if page.in_force_on else None,
            source=self.source,
            pinpoint=page.number,
        )
        for scheme, value in numbers:
            row.say(Citation, treaty=[slug], scheme=scheme, value=value)

    def _cite(self, row: Row) -> list[str]:
        number = self.page.number
        return self.desk.cite(
            row,
            slug=f"untc-{number.lower()}",
            title=f"United Nations Treaty Collection: status of {number}"[:500],
            publisher="United Nations",
            url=SITE.format(number, arabic(number.partition("-")[0])),
            retrieved_on=self.page.as_at.isoformat(),
            rank=SourceRank.DEPOSITARY,
        )

    # Participants

    def _take_participant(self, row: Row, participant) -> None:
        if not participant.name:
            raise Malformed(_("The participant must be named."))
        told = self._told(row, participant)
        actor = self.desk.actor(
            row, participant.name, max((one.on for one, _ in told), default=None)
        )
        once(self.lines, actor, participant.line)
        self.acts[actor] = []
        for one, heading in told:
            self.desk.tallies[one.tally] += 1
            act = one.act
            self._act(row, actor, act.kind, heading, one.on.isoformat(), remark=act.words)
            # A definitive signature in the column of consents is counted among the parties alone.
            stands_signed = heading.lower().startswith("signature")
            if one.act.kind in SIGNATURES and stands_signed and not one.is_bracketed:
                self.signed.add(participant.line)
            if one.act.kind in CONSENTS and not one.is_bracketed:
                self.bound.add(participant.line)
        bracketed = [one for one, _ in told if one.is_bracketed and one.act.kind in CONSENTS]
        self._take_leaving(row, participant, actor, bracketed)
        if not bracketed:
            for one, heading in told:
                if one.is_bracketed:
                    self.is_whole = False
                    row.leave(
                        _("%(heading)s, %(on)s: why it stands in brackets is not read."),
                        heading=heading,
                        on=one.on,
                    )
        self._tell_notes(row, participant)
        if not told:
            raise NotTaken("; ".join(row.reasons) or _("No act stands in this row."))

    def _told(self, row, participant) -> list[tuple[Told, str]]:
        """Read the dates of a participant, each with the heading over it."""
        told = []
        for column, cell in zip(self.columns, participant.cells, strict=True):
            if cell and not column.is_understood:
                row.leave(
                    _("%(heading)s, %(cell)s: not an act that the registry has a word for."),
                    heading=column.heading,
                    cell=cell,
                )
            elif cell:
                for one in column.read(cell):
                    if one.act:
                        told.append((one, column.heading))
                    else:
                        self.is_whole = False
                        row.leave(column.what_is_left(one))
        return told

    def _act(
        self,
        row: Row,
        actor: str,
        kind: ActionKind,
        pinpoint: str,
        on: str,
        *,
        effective_on: str | None = None,
        remark: str = "",
    ) -> None:
        """Let a row state an act of an actor under the treaty of the page."""
        draft = row.say(
            TreatyAction,
            treaty=[self.treaty],
            actor=[actor],
            kind=kind,
            deposited_on=on,
            effective_on=effective_on,
            remark=remark[:LONGEST_REMARK] or None,
            source=self.source,
            pinpoint=pinpoint[:200],
        )
        self.acts.setdefault(actor, []).append(draft)

    def _take_leaving(self, row, participant, actor, bracketed) -> None:
        """Say when a State whose consent stands in brackets left, as far as an end note tells."""
        notes = [
            (number, self.page.notes[number])
            for number in participant.notes
            if speaks_of_leaving(self.page.notes.get(number, ""))
        ]
        if not bracketed:
            for number, note in notes:
                self.is_whole = False
                reason = _("End note %(number)s speaks of a withdrawal: enter it by hand.")
                if speaks_of_return(note):
                    reason = _(
                        "End note %(number)s speaks of a withdrawal and a return: enter it by hand."
                    )
                row.leave(reason, number=number)
            return
        last = max(one.on for one in bracketed)
        told = leaving(notes[0][1]) if len(notes) == 1 and len(bracketed) == 1 else None
        pinpoint = f"end note {notes[0][0]}" if notes else "dates in brackets"
        remark = notes[0][1] if notes else ""
        bounds = UncertainDate.between(last, self.page.as_at).text
        notified = told.notified_on if told else None
        effective = told.effective_on if told else None
        if notified is None or (effective is None and len(notes) != 1):
            row.leave(_("When it left is not told in a form that can be read; it lies in between."))
        self._act(
            row,
            actor,
            ActionKind.WITHDRAWAL,
            pinpoint,
            notified.text if notified else bounds,
            remark=remark,
            effective_on=effective.text if effective else None if notified else bounds,
        )

    def _tell_notes(self, row, participant) -> None:
        """Tell of each end note to a participant that nothing is taken from it."""
        for number in participant.notes:
            note = self.page.notes.get(number)
            if note is None:
                self.is_whole = False
                row.leave(_("End note %(number)s is not on the page."), number=number)
            elif not speaks_of_leaving(note) and not former_acts(note):
                row.leave(
                    _("End note %(number)s is not read: “%(note)s”."), number=number, note=cut(note)
                )
            self.noted.add(number)

    def _take_note(self, number: str, note: str) -> None:
        """Take what a former State had done; its acts stand in a note alone."""
        found = former_acts(note)
        if not found:
            self.is_whole = self.is_whole and not speaks_of_former(note)
            if number not in self.noted:
                with self.row(0, f"end note {number}"):
                    raise NotTaken(_("It is not read: “%(note)s”."), note=cut(note))
            return
        with self.row(0, f"end note {number}: {found[0].name}") as row:
            if tells_more(note):
                self.is_whole = False
                row.leave(_("It speaks of further acts: “%(note)s”."), note=cut(note))
            for act in found:
                actor = self.desk.actor(row, act.name, act.on)
                if act.kind in SIGNATURES:
                    # The depositary does not count it: its total would not come out.
                    row.leave(
                        _("The signature of a former State, %(on)s, stays in the note."), on=act.on
                    )
                else:
                    self._act(row, actor, act.kind, f"end note {number}", act.on.text)

    # Below the table

    def _take_statements(self, row: Row, block, statements: Statements) -> None:
        otherwise = StatementKind.OBJECTION if "Obj" in block.section else StatementKind.DECLARATION
        actor = self.desk.actor(row, block.name, self.page.as_at)
        found = printed(lines_of(block.text), otherwise)
        statements.take(row, actor, found, self.source)

    def _take_territories(self, row: Row, told) -> None:
        day, territories = told.cells[0], told.cells[1]
        match = re.fullmatch(r"(\d{1,2}) ([A-Z][a-z]+) (\d{4})", day)
        if not match:
            raise Malformed(_("“%(day)s” must be a day such as 16 May 1978."), day=cut(day))
        on = day_of(*match.groups(), day)
        actor = self.desk.actor(row, told.name, on)
        self._act(
            row,
            actor,
            ActionKind.TERRITORIAL_EXTENSION,
            "Territorial Application",
            on.isoformat(),
            remark=f"Territories: {territories}",
        )

    # Totals

    def _count(self, head: Row) -> None:
        """Lay what the page prints of itself beside what its rows make."""
        stopped = (Outcome.REFUSED, Outcome.WRONG)
        taken = {row.line for row in self.rows if row.outcome not in stopped}
        counted = {
            "Signatories": len(self.signed & taken),
            "Parties": len(self.bound & taken),
            "Contracting Parties": len(self.bound & taken),
        }
        totals = [
            Total(self.file.name, label, printed_total, counted[label])
            for label, printed_total in self.page.totals.items()
        ]
        self.desk.totals += totals
        agrees = bool(totals) and all(total.printed == total.counted for total in totals)
        refused = any(row.outcome in stopped for row in self.rows)
        if head.outcome is None and agrees and self.is_whole and not refused:
            self.desk.ledger.restate(
                self.head.place,
                coverage=Coverage.COMPLETE.value,
                covered_until=self.page.as_at.isoformat(),
            )
        self.desk.lists_all(TreatyAction, self.treaty)
        self.desk.lists_all(Statement, self.treaty)
