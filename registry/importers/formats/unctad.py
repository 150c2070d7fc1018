"""UNCTAD's list of international investment agreements."""

import re

from django.utils.translation import gettext as _

from registry.choices import CitationScheme, SourceRank, TreatyForm
from registry.dates import dated
from registry.importers.desk import Desk
from registry.importers.formats.agreements import Agreement, form_of, take
from registry.importers.formats.parts import UNKNOWN_DAY, numerals
from registry.importers.names import fold
from registry.importers.reading import Given, Malformed, Table, cut
from registry.importers.rows import Refused

SOURCE = {
    "slug": "unctad-iia",
    "title": "International Investment Agreements Navigator",
    "publisher": "United Nations Conference on Trade and Development",
    "url": "https://investmentpolicy.unctad.org/international-investment-agreements",
    "rank": SourceRank.OFFICIAL,
}
PARTIES = ("listed on country pages", "parties", "parties as listed")
KNOWN = {
    *PARTIES,
    *("treaty id", "type", "short title", "full title", "status", "date of signature"),
    *("date of entry into force", "termination date", "date of termination"),
}
TWO = re.compile(r"(?P<one>.+?) - (?P<other>.+) BIT \(\d{4}\)")
STATUSES = {"in force", "signed not in force", "terminated"}


def read(files: list[Given], desk: Desk) -> None:
    """Take one agreement a row."""
    for file in files:
        with desk.file(file):
            found = Table(file, [])
            columns = {fold(heading): heading for heading in found.headings if heading}
            for needed in ("short title", "status", "date signature"):
                named = [name for name in columns if name.replace(" of ", " ") == needed]
                if not named:
                    raise Malformed(
                        _("There must be a column for %(needed)s."),
                        found.line,
                        file.name,
                        needed=needed,
                    )
            desk.passes_over(file, [head for name, head in columns.items() if name not in KNOWN])
            for cells in found:
                told = {name: cells[heading] for name, heading in columns.items()}
                with desk.row(file.name, cells.line, told["short title"]) as row:
                    _take(row, told, desk)


def _take(row, told, desk: Desk) -> None:
    title = told["short title"]
    number = told.get("treaty id") or title
    if not title:
        raise Malformed(_("The agreement must have a short title."))
    status = fold(told["status"])
    if status not in STATUSES:
        raise Malformed(
            _("The status “%(status)s” must be a known one."), status=cut(told["status"])
        )
    signed_on = numerals(told.get("date of signature", ""))
    in_force_on = numerals(told.get("date of entry into force", ""))
    ended_on = numerals(told.get("termination date", told.get("date of termination", "")))
    if status == "terminated" and not ended_on:
        ended_on = UNKNOWN_DAY
    listed = next((told[name] for name in PARTIES if told.get(name)), "")
    names = [part.rpartition("|")[2].strip() for part in listed.split(";") if part.strip()]
    between = TWO.fullmatch(title)
    if len(names) == 1 and between:  # one page lists it, and its title names both
        names += [between["one"], between["other"]]
    parties = [desk.actor(row, name, dated(signed_on)) for name in names]
    parties = list(dict.fromkeys(parties))
    if len(parties) < 2:
        raise Refused(_("An agreement must name two parties; one alone is told."))
    is_bit = told.get("type", "").startswith("BIT")
    take(
        row,
        Agreement(
            scheme=CitationScheme.UNCTAD,
            number=number[:100],
            title=told.get("full title") or title,
            parties=parties,
            form=form_of(parties) if is_bit else TreatyForm.PLURILATERAL,
            signed_on=signed_on,
            in_force_on=in_force_on,
            ended_on=ended_on,
            is_bound=status != "signed not in force",
        ),
        desk.cite(row, **SOURCE),
        desk,
    )
