"""The Council of Europe's chart of signatures and ratifications: one row a State and treaty.

In the column of ratifications "a" is an accession and "su" a succession; "s" is a signature
without reservation as to ratification, which is itself consent, and "r" in that of signatures one
ad referendum. Crosses say that there is a reservation, declaration or note, and not what it says.
"""

import re

from django.utils.translation import gettext as _

from registry.choices import ActionKind, CitationScheme, Coverage, SourceRank, TreatyForm
from registry.dates import UncertainDate
from registry.importers.desk import Desk
from registry.importers.formats.base import once
from registry.importers.formats.parts import numerals
from registry.importers.formats.titles import kind_of
from registry.importers.reading import Given, Malformed, Table, cut
from registry.importers.rows import NotTaken
from registry.models import Citation, Treaty, TreatyAction

SOURCE = {
    "slug": "coe-treaty-office",
    "title": "Council of Europe Treaty Office: chart of signatures and ratifications",
    "publisher": "Council of Europe",
    "url": "https://www.coe.int/en/web/conventions/full-list",
    "rank": SourceRank.DEPOSITARY,
}
NEEDED = ("Country", "treaty", "Signature", "Ratification", "Entry")
CROSSES = (
    *("Reservations", "Declarations", "Objection", "Authorities", "Communication"),
    "Territorial Application",
)
KNOWN = {*NEEDED, *CROSSES, "Note", "Denunciation", "Effect denunciation", "ETS", "CETS", "number"}
SIGNED = {
    "": ActionKind.SIGNATURE,
    "s": ActionKind.DEFINITIVE_SIGNATURE,
    "r": ActionKind.SIGNATURE_AD_REFERENDUM,
}
MARKS = {"a": ActionKind.ACCESSION, "su": ActionKind.SUCCESSION, "": ActionKind.RATIFICATION}
_CELL = re.compile(r"(\d{1,2}/\d{1,2}/\d{4})\s*([a-z]{1,2})?")


def read(files: list[Given], desk: Desk) -> None:
    """Take each row that tells an act."""
    for file in files:
        with desk.file(file):
            seen: dict[tuple[str, str], int] = {}
            found = Table(file, NEEDED)
            desk.passes_over(file, found.headings, KNOWN)
            for cells in found:
                name, title = cells["Country"], " ".join(cells["treaty"].split())
                with desk.row(file.name, cells.line, f"{cut(title)}: {name}") as row:
                    if not name or not title:
                        raise Malformed(_("The country and the treaty must be named."))
                    once(seen, (name, title), cells.line)
                    _take(row, cells, name, title, desk)


def _take(row, cells, name, title, desk: Desk) -> None:
    acts = _acts(cells)
    _tell_marks(row, cells)
    effect = numerals(cells["Entry"])
    if effect and not any(end == effect for _, _, end in acts):
        row.leave(
            _("Its entry into force, %(effect)s, is of no consent in this row."), effect=effect
        )
    if not acts:
        raise NotTaken(_("No act stands in this row."))
    on = max(UncertainDate(day or end) for _, day, end in acts)
    actor = desk.actor(row, name, on)
    source = desk.cite(row, **SOURCE)
    treaty = _treaty(row, cells, title, desk)
    for kind, day, end in acts:
        row.say(
            TreatyAction,
            treaty=[treaty],
            actor=[actor],
            kind=kind,
            deposited_on=day or None,
            effective_on=end or None,
            source=source,
            pinpoint=title[:200],
        )


def _acts(cells) -> list[tuple[ActionKind, str, str]]:
    """Read the acts of a row: of each its kind, its day and its day of effect, "" where none is."""
    signed, signed_mark = _dated(cells["Signature"])
    bound, bound_mark = _dated(cells["Ratification"])
    effect = numerals(cells["Entry"])
    left = numerals(cells.get("Denunciation"))
    left_effect = numerals(cells.get("Effect denunciation"))
    acts = []
    if signed:
        if signed_mark not in SIGNED:
            raise Malformed(
                _("A signature must not have the mark %(signed_mark)s."), signed_mark=signed_mark
            )
        acts.append((SIGNED[signed_mark], signed, effect if signed_mark == "s" else ""))
    if bound and bound_mark == "s":
        # The column of signatures repeats it.
        acts = [one for one in acts if one[1] != bound]
        acts.append((ActionKind.DEFINITIVE_SIGNATURE, bound, effect))
    elif bound:
        if bound_mark not in MARKS:
            raise Malformed(
                _("A ratification must not have the mark %(bound_mark)s."), bound_mark=bound_mark
            )
        acts.append((MARKS[bound_mark], bound, effect))
    if left or left_effect:
        acts.append((ActionKind.WITHDRAWAL, left, left_effect))
    return acts


def _tell_marks(row, cells):
    """Tell what a row is marked to have, and what the chart prints elsewhere."""
    crosses = [heading for heading in CROSSES if cells.get(heading)]
    if crosses:
        row.leave(_("Marked, without the text: %(list)s."), list=", ".join(crosses))
    if note := cells.get("Note"):
        row.leave(
            _("Note %(note)s, which is not in the file, may say whose act it is."), note=cut(note)
        )


def _treaty(row, cells, title, desk: Desk) -> str:
    number = cells.get("ETS") or cells.get("CETS") or cells.get("number")
    cited = (CitationScheme.ETS.value, number) if number else None
    slug = desk.catalogue.find(number=cited, title=title)
    if slug is None:
        slug = desk.catalogue.add(title, number=cited)
        with desk.row(row.file, row.line, title) as head:
            head.say(
                Treaty,
                slug=slug,
                title=title,
                kind=kind_of(title),
                form=TreatyForm.MULTILATERAL,
                coverage=Coverage.PARTIAL,
                source=desk.cite(head, **SOURCE),
            )
            if cited:
                head.say(Citation, treaty=[slug], scheme=cited[0], value=number)
    return slug


def _dated(cell: str) -> tuple[str, str]:
    if not cell:
        return "", ""
    match = _CELL.fullmatch(cell)
    if not match or (match[2] or "") not in {*MARKS, *SIGNED}:
        raise Malformed(
            _("“%(cell)s” must be a day such as 18/3/1992, and its mark a, s or su, or r."),
            cell=cut(cell),
        )
    return numerals(match[1]), match[2] or ""
