"""Design of Trade Agreements (DESTA): years alone, and States by their ISO numbers."""

import re

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.choices import CitationScheme, SourceRank, TreatyForm
from registry.dates import dated
from registry.importers.desk import Desk
from registry.importers.formats.agreements import Agreement, take
from registry.importers.formats.base import once
from registry.importers.formats.parts import day
from registry.importers.reading import Given, Malformed, Table, cut
from registry.importers.rows import NotTaken, Refused

SOURCE = {
    "slug": "desta",
    "title": "Design of Trade Agreements (DESTA): list of treaties",
    "publisher": "DESTA project",
    "url": "https://www.designoftradeagreements.org/",
    "rank": SourceRank.DATASET,
}
NEEDED = ("number", "base_treaty", "name", "entry_type", "year", "c1", "c2")
MEMBER = re.compile(r"c\d+")
# The European Communities, which may have signed for the members that the row lists as well.
UNION = re.compile(r"\b(?:EC|EEC|EU)\b|\bEuropean (?:Economic Community|Communit|Union)")
AGREEMENTS = {"base_treaty", "protocol or amendment"}
OTHERS = {
    "accession": gettext_lazy("Who acceded is not told: the row lists all members."),
    "withdrawal": gettext_lazy("Who withdrew is not told: the row lists those that stay."),
    "consolidated": gettext_lazy("A consolidated text is no act."),
    "negotiation": gettext_lazy("What is being negotiated is no agreement yet."),
}


def read(files: list[Given], desk: Desk) -> None:
    """Take each agreement; rows of accessions and withdrawals do not tell whose they are."""
    for file in files:
        with desk.file(file):
            found = Table(file, NEEDED, encodings=("utf-8", "latin-1"))
            members = [name for name in found.headings if MEMBER.fullmatch(name)]
            desk.passes_over(file, found.headings, {*NEEDED, *members, "entryforceyear"})
            seen: dict[str, int] = {}
            for cells in found:
                name = cells["name"].replace("\xa0", " ")
                with desk.row(file.name, cells.line, f"DESTA {cells['number']} {name}") as row:
                    once(seen, cells["number"], cells.line)
                    codes = [cells[one] for one in members if cells[one] not in ("", "NA")]
                    _take(row, cells, name, codes, desk)


def _take(row, cells, name, codes, desk: Desk) -> None:
    kind = cells["entry_type"]
    if kind in OTHERS:
        raise NotTaken(OTHERS[kind])
    if kind not in AGREEMENTS:
        raise Malformed(_("The entry type “%(kind)s” must be a known one."), kind=cut(kind))
    if not name:
        raise Malformed(_("The agreement must have a name."))
    signed_on = day(cells["year"], "", "")
    if not signed_on:
        raise Refused(_("The year is not told."))
    for code in codes:
        if not code.isdigit():
            raise Malformed(_("“%(code)s” must be an ISO number."), code=cut(code))
    on = dated(signed_on)
    parties = list(dict.fromkeys(desk.coded(row, "iso_numeric", int(one), on) for one in codes))
    is_bilateral = len(parties) == 2
    if UNION.search(name) and not is_bilateral:
        row.leave(
            _("Who signed is not told: the members of the European Union are listed in any case.")
        )
        parties = []
    take(
        row,
        Agreement(
            scheme=CitationScheme.DESTA,
            number=cells["number"][:100],
            title=name,
            parties=parties,
            form=TreatyForm.BILATERAL if is_bilateral else TreatyForm.PLURILATERAL,
            signed_on=signed_on,
            in_force_on=day(cells.get("entryforceyear"), "", ""),
            is_bound=is_bilateral,
        ),
        desk.cite(row, **SOURCE),
        desk,
    )
