"""The declarations of March 2015: a text a treaty, with a block under each participant's name.

A block is a line "#France", the text, and an empty line; where nothing was printed, the text is an
empty line too. Headings, days and paragraphs have run together in it, and the texts do not say
which of them the depositary printed as declarations, and which as objections.
"""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.choices import CitationScheme, StatementKind
from registry.dates import UncertainDate
from registry.importers.desk import Desk
from registry.importers.formats.base import once
from registry.importers.formats.statements import Printed, part, printed
from registry.importers.formats.untc_source import SOURCE, file_name, number_of
from registry.importers.formats.untc_statements import Act, Statements, acts_on_record
from registry.importers.reading import LONGEST_CELL, Given, Malformed, grouped
from registry.importers.rows import Refused, Row

AS_AT = UncertainDate("2015-03")
UNSAID = gettext_lazy("statements that do not say what they are, recorded as declarations")
_FILE = re.compile(r"(\d{1,2}(?:-[0-9a-z]{1,3})+)\.txt(?:\.gz)?", re.I)
# Marks of notes that stand behind a name; the notes themselves are not in these files.
MARKS = " \t0123456789,;*†‡§[]"


class Block(NamedTuple):
    """What stands under a participant, and the line of its name."""

    line: int
    name: str
    text: str


def is_declarations(file: Given) -> bool:
    """Tell whether a file is such a text, by its name or by how it begins."""
    return file_name(file).lower().endswith((".txt", ".txt.gz")) or file.start(4).lstrip(
        b"\xef\xbb\xbf"
    ).startswith(b"#")


def stem_of(file: Given) -> str:
    """Give chapter and treaty ("4-9-b"), which the file is named by."""
    match = _FILE.fullmatch(file_name(file))
    if not match:
        reason = _("A file of declarations must be named by chapter and treaty, such as 4-9-b.txt.")
        raise Malformed(reason, 1, file.name)
    return match[1].lower()


def blocks(file: Given) -> Iterator[Block]:
    """Yield each block; raises Malformed with its line where the file breaks off."""
    begun, name, lines, size, line = 0, "", [], 0, 0
    with file.lines() as text:
        for line, told in enumerate(text, 1):
            size += len(told)
            if size > LONGEST_CELL:
                reason = _("A text must have at most %(most)s characters.")
                raise Malformed(reason, line, file.name, most=grouped(LONGEST_CELL))
            if told.startswith("#"):
                if begun:
                    yield _block(begun, name, lines, line, file)
                begun, name, lines, size = line, told[1:].strip(), [], len(told)
            elif begun:
                lines.append(told.strip())
            elif told.strip():
                reason = _("The file must begin with a participant, such as #France.")
                raise Malformed(reason, line, file.name)
    yield _block(begun, name, lines, line, file)


def _block(begun, name, lines, line, file):
    if len(lines) < 2 or lines[-1]:
        reason = _("The text of a participant must end with an empty line; it breaks off.")
        raise Malformed(reason, line, file.name)
    return Block(begun, name, "\n".join(lines).strip())


def read_declarations(
    file: Given,
    index: Mapping[str, Mapping[str, str]],
    desk: Desk,
    acts: Mapping[str, list[Act]] | None = None,
) -> None:
    """Take each block as a row; `acts` are those of the table beside it, else those on record."""
    stem = stem_of(file)
    number = number_of(stem, index.get(stem))
    found = list(blocks(file))
    treaty, refused = "", ""
    try:
        treaty = _treaty(number, desk)
    except Refused as why:
        refused = str(why)
    if acts is None:
        acts = acts_on_record(treaty) if treaty else {}
    statements = Statements(desk, treaty, AS_AT, acts)
    told = [(block, _told(block)) for block in found]
    told.sort(key=lambda pair: any(one.kind is StatementKind.OBJECTION for one in pair[1]))
    seen: dict[str, int] = {}
    for block in found:
        seen.setdefault(block.name, block.line)
    for block, said in told:
        with desk.row(file.name, block.line, f"{number} {block.name}, statements") as row:
            if not block.name:
                raise Malformed(_("The participant must be named."))
            once(seen, block.name, block.line)
            if refused:
                raise Refused(refused)
            _take(row, block, said, statements, f"{stem}.txt, {block.name}")


def _treaty(number, desk):
    slug = desk.catalogue.find(number=(CitationScheme.MTDSG.value, number))
    if slug is None:
        raise Refused(
            _(
                "The treaty %(number)s is not on record: give its table as well, or "
                "decide which treaty it is."
            ),
            number=number,
        )
    return slug


def _told(block: Block) -> list[Printed]:
    """Part a text at its headings; what stands without one is what it calls itself."""
    found = printed(
        (piece for line in block.text.split("\n") for piece in part(line)),
        StatementKind.DECLARATION,
    )
    for one in found:
        if not one.is_told and len(own := one.own_names) == 1:
            one.kind, one.is_told = own[0], True
    return found


def _take(row: Row, block: Block, said: list[Printed], statements: Statements, place: str) -> None:
    name = block.name.rstrip(MARKS)
    desk = statements.desk
    actor = desk.actor(row, name, AS_AT)
    if name != block.name:
        row.leave(
            _("The notes %(marks)s to the name are not in the file."),
            marks=block.name[len(name) :].strip(),
        )
    for one in said:
        if not one.is_told and (own := one.own_names):
            names = ", ".join(str(kind.label).lower() for kind in own)
            row.leave(_("The text calls itself %(names)s: recorded as a declaration."), names=names)
        elif not one.is_told:
            desk.tallies[str(UNSAID)] += 1
    statements.take(row, actor, said, desk.cite(row, **SOURCE), place)
