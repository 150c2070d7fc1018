"""The participation tables of March 2015: a CSV a treaty, with an index of titles.

The brackets round the dates of States that had left are gone from these tables, and States that
had ceased to exist are missing: what they say is true of each act, and less than all of them.
"""

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain

from django.utils.translation import gettext as _

from registry.choices import CitationScheme, Coverage, TreatyForm
from registry.dates import UncertainDate
from registry.importers.desk import Desk
from registry.importers.formats.base import once
from registry.importers.formats.marks import Column, Told
from registry.importers.formats.titles import concluded_on, kind_of
from registry.importers.formats.untc_declarations import is_declarations, read_declarations, stem_of
from registry.importers.formats.untc_source import SOURCE, file_name, number_of
from registry.importers.formats.untc_statements import Act
from registry.importers.reading import SHOWN, Cells, Given, Malformed, Table, cut, given
from registry.importers.rows import NotTaken, Refused, Row
from registry.models import Citation, Treaty, TreatyAction

NOTE = (
    "Acts from a table of March 2015, which lists States that had left by then as if they had not, "
    "and leaves out those that had ceased to exist."
)
INDEX = ("chapter_no", "treaty_no", "treaty_name", "url")
_FILE = re.compile(r"(\d{1,2}(?:-[0-9a-z]{1,3})+)\.csv(?:\.gz)?", re.I)
_TITLE = re.compile(
    r"(?P<title>.+?)\. (?P<place>[^.\d]*?),? ?"
    r"(?P<date>\d{1,2}(?:st)? [A-Z][a-z]+ \d{4}(?: and \d{1,2} [A-Z][a-z]+ \d{4})?|"
    r"\d{1,2}(?: [A-Z][a-z]+)? (?:and|to|-) \d{1,2} [A-Z][a-z]+ \d{4})"
)
# Columns that say where an act is recorded: no acts themselves.
DETAILS = {"Resolution", "Registration Date", "Registration Number", "UNTS Volume", "UNTS Page"}


def read(files: list[Given], desk: Desk) -> None:
    """Take the rows of these tables, and of each the declarations that are beside it.

    An index may be among the files, or in the folder above.
    """
    texts = [file for file in files if is_declarations(file)]
    tables = [file for file in files if _FILE.fullmatch(file_name(file))]
    others = [file for file in files if file not in tables and file not in texts]
    index: dict[str, dict[str, str]] = {}
    for file in others or _indexes_near([*tables, *texts]):
        with desk.file(file):
            index |= _index(file)
    beside = defaultdict(list)
    for text in texts:
        with desk.file(text):
            beside[stem_of(text)].append(text)
    for file in tables:
        stem = _FILE.fullmatch(file_name(file))[1].lower()
        acts: dict[str, list[Act]] = defaultdict(list)
        with desk.file(file):
            _Reader(file, desk, number_of(stem, index.get(stem)), index.get(stem), acts).take()
        for text in beside.pop(stem, []):
            with desk.file(text):
                read_declarations(text, index, desk, acts)
    for text in chain.from_iterable(beside.values()):
        with desk.file(text):
            read_declarations(text, index, desk)


def _indexes_near(tables):
    places = dict.fromkeys(file.path.parent.parent / "index.csv" for file in tables if file.path)
    return [given(place) for place in places if place.is_file()]


def _index(file):
    found = {}
    for row in Table(file, INDEX):
        number = re.sub(r"\.", "-", f"{row['chapter_no']}-{row['treaty_no']}")
        found[number] = row.values
    return found


@dataclass
class _Reader:
    """One table on its way to the desk; `told` is what the index says of its treaty.

    The acts that are taken are noted in `acts`, by actor: declarations refer to them.
    """

    file: Given
    desk: Desk
    number: str
    told: Mapping[str, str] | None
    acts: dict[str, list[Act]]

    def take(self) -> None:
        """Take the treaty, and then each participant with its acts."""
        found = Table(self.file, ["Participant"])
        treaty = None
        with self.desk.row(self.file.name, found.line, self.number) as row:
            treaty = self._treaty(row)
        columns = [
            Column(heading)
            for heading in found.headings
            if heading and heading != "Participant" and heading not in DETAILS
        ]
        seen: dict[str, int] = {}
        for cells in found:
            name = cells["Participant"]
            with self.desk.row(self.file.name, cells.line, f"{self.number} {name}") as row:
                if not name:
                    raise Malformed(_("The participant must be named."))
                once(seen, name, cells.line)
                if treaty is None:
                    raise Refused(_("The treaty was refused."))
                self._take_acts(row, treaty, cells, columns)
            for draft in row.drafts:
                if draft.model is TreatyAction:
                    self.acts[draft.fields["actor"][0]].append(Act.stated(draft))

    def _treaty(self, row: Row) -> str:
        """Find the treaty of the table, or state the one that the index describes."""
        told, catalogue = self.told, self.desk.catalogue
        title, place, on = _title(told["treaty_name"]) if told else ("", "", None)
        if told and not on:
            row.leave(
                _("When it was concluded is not read: “%(text)s”."),
                text=cut(told["treaty_name"][-SHOWN:]),
            )
        cited = (CitationScheme.MTDSG.value, self.number)
        slug = catalogue.find(number=cited, title=title, days=[on])
        source = self.desk.cite(row, **SOURCE)
        if slug is None and not title:
            reason = _(
                "The title of %(number)s is not in this table: give its index as well, "
                "or decide which treaty it is."
            )
            raise Refused(reason, number=self.number)
        if slug is None:
            slug = catalogue.add(title, number=cited, days=[on])
            row.say(
                Treaty,
                slug=slug,
                title=title,
                kind=kind_of(title),
                form=TreatyForm.MULTILATERAL,
                concluded_on=on.text if on else None,
                concluded_at=place or None,
                coverage=Coverage.PARTIAL,
                note=NOTE,
                source=source,
                pinpoint=self.number,
            )
        elif on and not catalogue.is_dated(slug):
            row.say(Treaty, slug=slug, concluded_on=on.text, source=source)
        url = told["url"] if told else ""
        row.say(Citation, treaty=[slug], scheme=cited[0], value=self.number, url=url)
        return slug

    def _take_acts(self, row: Row, treaty: str, cells: Cells, columns: list[Column]) -> None:
        told = [
            (column.heading, one) for column in columns for one in self._told(row, column, cells)
        ]
        day = max((one.on for _heading, one in told), default=None)
        actor = self.desk.actor(row, cells["Participant"], day)
        source = self.desk.cite(row, **SOURCE)
        details = sorted(f"{one}: {cells[one]}" for one in DETAILS if cells.get(one))
        for heading, one in told:
            row.say(
                TreatyAction,
                treaty=[treaty],
                actor=[actor],
                kind=one.act.kind,
                deposited_on=one.on.isoformat(),
                remark="; ".join(details) or one.act.words or None,
                source=source,
                pinpoint=heading[:200],
            )
        if not told:
            raise NotTaken("; ".join(row.reasons) or _("No act stands in this row."))

    def _told(self, row: Row, column: Column, cells: Cells) -> list[Told]:
        """Read the acts that a participant has in a column; what is none is left, and counted."""
        cell = cells[column.heading]
        if not cell:
            return []
        if not column.is_understood:
            row.leave(
                _("%(heading)s, %(cell)s: not an act that the registry has a word for."),
                heading=column.heading,
                cell=cell,
            )
            self.desk.tallies[_("cells under a heading that names no act")] += 1
            return []
        read = column.read(cell)
        for one in read:
            self.desk.tallies[one.tally] += 1
            if one.act is None:
                row.leave(column.what_is_left(one))
        return [one for one in read if one.act]


def _title(name: str) -> tuple[str, str, UncertainDate | None]:
    """Part a title from the place and day that follow it; what cannot be parted stays together."""
    name = " ".join(name.replace("*", "").split())
    match = _TITLE.fullmatch(name)
    if not match:
        return name, "", None
    return match["title"], match["place"], concluded_on(match["date"])
