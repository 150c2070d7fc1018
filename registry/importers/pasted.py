"""Rows pasted from a spreadsheet or a status table: a participant, and its acts with their days."""

import csv
import re
from collections.abc import Iterator
from functools import cache
from itertools import zip_longest
from typing import NamedTuple

from django.conf import settings
from django.utils.translation import override

from registry.choices import ActionKind
from registry.dates import UncertainDate, read_date
from registry.importers.formats.marks import MARKS

_WORDS = {
    **{kind.value.replace("_", " "): kind for kind in ActionKind},
    "signed": ActionKind.SIGNATURE,
    "ratified": ActionKind.RATIFICATION,
    "accepted": ActionKind.ACCEPTANCE,
    "approved": ActionKind.APPROVAL,
    "acceded": ActionKind.ACCESSION,
    "denunciation": ActionKind.WITHDRAWAL,
}
PARTICIPANT = re.compile(
    r"participants?|(?:(?:member|contracting) )?(?:states?(?: part(?:y|ies))?|part(?:y|ies?))"
    r"|members?|country|countries|name|actor|signator(?:y|ies)"
    r"|[ée]tats?(?: (?:parties?|membres?|contractants?))?|pays|noms?|acteurs?|signataires?",
    re.I,
)
# What parts the cells of a row in `Act.day` where not all of them are understood; in no date.
UNREAD = "|"
_MARKED = re.compile(r"(?P<day>.*?\d{4}\S*)\s*\(?(?P<mark>AA|A|C|a|c|d|n|s)\)?", re.DOTALL)
_HEADED = re.compile(r"\s*(?:[,(/]|\bdate\b|\bof\b|\bby\b)\s*", re.I)
_NAMED_DATES = re.compile(r"date|day|on|deposited|when", re.I)
_NAMED_KINDS = re.compile(r"kind|act|type|action|mark", re.I)


class Act(NamedTuple):
    """What a row says that a participant did; None where it leaves that to the rest of the form.

    `day` keeps the text where it is no date; with it, parted by `UNREAD`, what no heading or none
    that is known stands over, and what would be a second date or kind. No box for a date takes it.
    """

    line: int
    name: str
    kind: ActionKind | None = None
    day: UncertainDate | str | None = None


def read(text: str) -> list[Act]:
    """Read pasted text, one act after the other, in its order; nothing raises, nothing is dropped.

    A heading says which act the dates below it are of: "Participant, Signature, Ratification". A
    mark beside a date overrules it (`A`, `AA`, `a`, and what else the depositary prints). Without
    a heading a row is a name, or a name, a date and a kind in either order.
    """
    lines = text.removeprefix("\ufeff").splitlines()
    rows = [(number, cells(line)) for number, line in enumerate(lines, 1)]
    rows = [(number, row) for number, row in rows if any(row)]
    headings = None
    if rows and len(rows[0][1]) > 1 and PARTICIPANT.fullmatch(rows[0][1][0]):
        headings = [_heading(cell) for cell in rows.pop(0)[1][1:]]
    return [act for number, row in rows for act in _acts(number, row, headings)]


def cells(line: str) -> list[str]:
    """Split a row at its tabs, else at commas or semicolons if a date or a kind follows one."""
    if "\t" in line:
        return [" ".join(cell.split()) for cell in next(csv.reader([line], delimiter="\t"))]
    first, _comma, rest = line.partition(",")
    if not line.lstrip().startswith('"') and is_told(rest.strip()):
        return [first.strip(), rest.strip()]
    for delimiter in ";,":
        row = [cell.strip() for cell in next(csv.reader([line], delimiter=delimiter), [""])]
        if len(row) > 1 and (PARTICIPANT.fullmatch(row[0]) or any(map(is_told, row[1:]))):
            return row
    return [line.strip().strip('"')]


def read_kind(cell: str) -> ActionKind | None:
    """Read a kind of act: a mark, or its name in full in any language of the site."""
    return MARKS.get(cell) or words().get(cell.lower())


@cache
def words() -> dict[str, ActionKind]:
    """Give every name of a kind of act, in small letters."""
    found = {}
    for code, _ in settings.LANGUAGES:
        with override(code):
            found |= {str(kind.label).lower(): kind for kind in ActionKind}
    return found | _WORDS


def is_told(cell: str) -> bool:
    """Tell whether a cell is a date or a kind of act."""
    return bool(cell) and (read_kind(cell) is not None or not isinstance(_dated(cell)[1], str))


def _heading(cell: str) -> ActionKind | str | None:
    """Read a heading: the kind of act below it, "date", "kind", or None for what is not read."""
    if _NAMED_DATES.fullmatch(cell):
        return "date"
    if _NAMED_KINDS.fullmatch(cell):
        return "kind"
    for word in filter(None, _HEADED.split(cell.lower())):
        if kind := words().get(word.strip(" )")):
            return kind
    return None


def _acts(number: int, row: list[str], headings: list | None) -> Iterator[Act]:
    name, *rest = row
    if headings is None:
        yield _act(number, name, [cell for cell in rest if cell])
        return
    pairs = [(heading, cell) for heading, cell in zip_longest(headings, rest) if cell]
    told = [cell for heading, cell in pairs if heading in ("date", "kind")]
    dated = [(kind, cell) for kind, cell in pairs if isinstance(kind, ActionKind)]
    acts = [_act(number, name, told)] if told or not dated else []
    for kind, cell in dated:
        marked, day = _dated(cell)
        acts.append(Act(number, name, marked or kind, day))
    yield _with_unread(acts[0], [cell for heading, cell in pairs if heading is None])
    yield from acts[1:]


def _act(number: int, name: str, told: list[str]) -> Act:
    """Read what follows a name where no heading says what it is."""
    kind, day, unread = None, None, []
    for cell in told:
        word = read_kind(cell)
        marked, on = (word, None) if word else _dated(cell)
        if (marked and kind not in (None, marked)) or (on and day):
            unread.append(cell)
        else:
            kind, day = marked or kind, on or day
    return _with_unread(Act(number, name, kind, day), unread)


def _with_unread(act: Act, cells: list[str]) -> Act:
    if not cells:
        return act
    return act._replace(day=f" {UNREAD} ".join([str(act.day or ""), *cells]).strip())


def _dated(cell: str) -> tuple[ActionKind | None, UncertainDate | str]:
    """Read a date and the mark beside it; what is none stays as it is."""
    text, mark = cell, None
    if match := _MARKED.fullmatch(cell):
        text, mark = match["day"], MARKS[match["mark"]]
    try:
        return mark, read_date(text)
    except ValueError:
        return None, cell
