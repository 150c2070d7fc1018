"""A status page of the UN Treaty Collection as saved: header, participants, what stands below."""

import re
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from registry.dates import UncertainDate
from registry.importers.formats.titles import concluded_on
from registry.importers.pages import Element, page
from registry.importers.reading import Given, Malformed, cut, grouped

_AS_AT = re.compile(r"STATUS AS AT\s*:?\s*(\d{1,2})-(\d{1,2})-(\d{4})", re.I)
_ADDRESS = re.compile(
    r"mtdsg_no[-=]([IVXL]+(?:[-~][0-9A-Za-z]+)+?)(?=[-&]chapter|&|$)|/([IVXL]+-[0-9A-Za-z-]+)\.en\."
)
_NUMBER = re.compile(r"(\d+)\s*\.\s*(?:([a-z])\s*\))?\s*(.+)", re.S)
_PLACE = re.compile(r"(?P<place>\D*?),?\s*(?P<date>\d{1,2}\b.*\b\d{4})")
_TOTAL = re.compile(r"(Signatories|Parties|Contracting Parties)\s*:\s*([\d,]+)")
_DAY = r"\d{1,2} [A-Z][a-z]+ \d{4}"
_BEGINNING = re.compile(rf"({_DAY})")
_DEFINITIVELY = re.compile(rf"definitively,? (?:on )?({_DAY})|({_DAY}),? definitively", re.I)
_VOLUME = re.compile(r"vol(?:ume|\.)?\s*(\d+),?\s*p\.?\s*(\d+)", re.I)
# Several times the longest page that is known; read, it takes fifty times as much of the memory.
MOST_BYTES = 5_000_000
LONGEST_PLACE = 200


@dataclass
class Participant:
    line: int
    name: str
    notes: list[str]
    cells: list[str]


@dataclass
class Block:
    """What is printed under a participant in a section below the table."""

    line: int
    section: str
    name: str
    text: Element


@dataclass
class StatusPage:
    """A page, read: every part by its name on the page, None or empty where it has none.

    `unread` says what is printed in its head and not understood.
    """

    number: str
    title: str
    place: str
    concluded_on: UncertainDate | None
    as_at: date
    in_force_on: UncertainDate | None
    registration: str
    volume: str
    totals: dict[str, int]
    headings: list[str]
    participants: list[Participant]
    blocks: list[Block]
    territories: list[Participant]
    notes: dict[str, str]
    unread: list[str]


def is_page(file: Given) -> bool:
    """Tell whether a file is HTML, whatever it is called."""
    return file.start(2000).lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")


def read_page(file: Given) -> StatusPage:
    """Read a saved page; raises Malformed where it is not a whole status page."""
    text = _text(file)
    root = page(text)
    grid = root.first("tblgrid")
    as_at = _AS_AT.search(root.text()) if grid else None
    if not grid or not as_at:
        raise Malformed(
            _(
                "The page must be a status page of the UN Treaty Collection, with the "
                "day of its status and a table of participants."
            ),
            1,
            file.name,
        )
    lower = text.lower()
    if lower.count("<table") != lower.count("</table"):
        raise Malformed(
            _("The page must be whole; a table has no end."), 1 + text.count("\n"), file.name
        )
    return _read(root, grid, date(int(as_at[3]), int(as_at[2]), int(as_at[1])), file)


def _text(file: Given) -> str:
    if len(file.start(MOST_BYTES + 1)) > MOST_BYTES:
        raise Malformed(
            _("A page must have at most %(most)s bytes."),
            file=file.name,
            most=grouped(MOST_BYTES),
        )
    encodings = () if b"charset" in file.start(4096) else ("utf-8", "cp1252")
    return file.text(*encodings)


def _read(root: Element, grid: Element, as_at: date, file: Given) -> StatusPage:
    number, title = _numbered(root, file)
    unread = []
    place, concluded = _place(_said(root, "rptTreaty_ctl00_tcText"), unread)
    headings, participants = _grid(grid, file)
    registration = re.search(r"No\.\s*(\d+)", _said(root, "rptRegistration_ctl00_tcText"))
    volume = _VOLUME.search(_said(root, "rptText_ctl00_tcText"))
    in_force_on = _in_force_on(_said(root, "rptEIF_ctl00_tcText"), unread)
    if note := _said(root, "rptNotes_ctl00_tcText"):
        unread.append(_("The note to the treaty is not read: “%(note)s”.") % {"note": cut(note)})
    return StatusPage(
        number=number,
        title=title,
        place=place,
        concluded_on=concluded,
        as_at=as_at,
        in_force_on=in_force_on,
        registration=registration[1] if registration else "",
        volume=f"{volume[1]} UNTS {volume[2]}" if volume else "",
        totals=_totals(_said(root, "tcStatus")),
        headings=headings,
        participants=participants,
        blocks=_blocks(root),
        territories=_territories(root),
        notes=_notes(root),
        unread=unread,
    )


def _said(root, name):
    element = root.first(name)
    return element.text(without=("sup",)) if element else ""


def _numbered(root, file):
    element = root.first("_tcTreaty")
    match = _NUMBER.fullmatch(_said(root, "_tcTreaty")) if element else None
    if not match:
        line = element.line if element else 1
        raise Malformed(_("The page must give the treaty's number and title."), line, file.name)
    title = " ".join(match[3].split())
    for link in root.all("a"):
        if address := _ADDRESS.search(link.attributes.get("href", "")):
            return (address[1] or address[2]).replace("~", "-"), title
    chapter = re.search(r"CHAPTER ([IVXL]+)", _said(root, "rptHead_ctl00_tcHead"), re.I)
    if not chapter:
        raise Malformed(_("The page must give the treaty's chapter."), element.line, file.name)
    return "-".join(part for part in (chapter[1], match[1], match[2]) if part), title


def _place(text, unread):
    match = _PLACE.fullmatch(text)
    on = concluded_on(match["date"]) if match else None
    if text and not on:
        unread.append(_("When it was concluded is not read: “%(text)s”.") % {"text": cut(text)})
    return match["place"] if on else text[:LONGEST_PLACE], on


def _in_force_on(text, unread):
    """Read the day of entry into force; a provisional one is none."""
    is_provisional = "provisional" in text.lower()
    match = _DEFINITIVELY.search(text) if is_provisional else _BEGINNING.match(text)
    on = concluded_on(next(filter(None, match.groups()))) if match else None
    if text and not on and not text.lower().startswith("not yet"):
        unread.append(_("Its entry into force is not read: “%(text)s”.") % {"text": cut(text)})
    return on


def _totals(text):
    return {label: int(number.replace(",", "")) for label, number in _TOTAL.findall(text)}


def _cells(row):
    return [cell for cell in row.children if isinstance(cell, Element) and cell.tag in ("td", "th")]


def _participant(row):
    cells = _cells(row)
    notes = [link.text() for mark in cells[0].all("sup") for link in mark.all("a") if link.text()]
    texts = [cell.text(without=("sup",)) for cell in cells]
    return Participant(row.line, texts[0], notes, texts[1:])


def _grid(grid, file):
    rows = [row for row in grid.all("tr") if _cells(row)]
    headings = [cell.text(without=("sup",)) for cell in _cells(rows[0])] if rows else []
    if not headings or not headings[0].lower().startswith("participant"):
        raise Malformed(_("The table must begin with the participant."), grid.line, file.name)
    found = []
    for row in rows[1:]:
        if len(_cells(row)) != len(headings):
            reason = _("A row must have %(width)s cells, as the headings do.")
            raise Malformed(reason, row.line, file.name, width=len(headings))
        found.append(_participant(row))
    if not found:
        raise Malformed(_("The table must name at least one participant."), grid.line, file.name)
    return headings[1:], found


def _blocks(root):
    found = []
    for table in root.all("table", named="_dg"):
        section = table.attributes["id"].rpartition("_")[2]
        for cell in table.all("td"):
            names, texts = cell.all(named="divParticipant"), cell.all(named="divText")
            for name, text in zip(names, texts, strict=False):
                found.append(Block(name.line, section, name.text(without=("sup",)), text))
    return found


def _territories(root):
    table = root.first("_tblDec")
    rows = [row for row in table.all("tr") if _cells(row)] if table else []
    return [_participant(row) for row in rows[1:] if len(_cells(row)) >= 3]


def _notes(root):
    found = {}
    for element in root.all("div", named="divNotesAll"):
        number = next((one for one in element.children if isinstance(one, Element)), None)
        if number is not None and number.tag == "a" and number.text():
            found[number.text()] = element.text().removeprefix(number.text()).strip()
    return found
