"""Alliance Treaty Obligations and Provisions (ATOP), alliance level and member level, from 4.01 on.

A new phase of an alliance is not a withdrawal: members leave and enter on one day, which is one
membership that goes on. An end of 0 is still in force, a day of 0 is not known. The member rows are
held in memory: there are 2,398 of them in all the world since 1815, and each takes half a kilobyte.
"""

from collections import defaultdict
from contextlib import suppress
from functools import cached_property
from typing import NamedTuple

from django.utils.translation import gettext as _

from registry.choices import (
    SIGNATURES,
    AllianceKind,
    CitationScheme,
    MembershipKind,
    ObligationKind,
    SourceRank,
    TreatyForm,
    TreatyKind,
)
from registry.dates import UncertainDate
from registry.importers.desk import Desk, Total
from registry.importers.formats.atop_columns import is_known, is_member
from registry.importers.formats.atop_spells import Spell, joined, last_end
from registry.importers.formats.parts import UNKNOWN, day
from registry.importers.reading import Cells, Given, Malformed, Table, cut
from registry.importers.rows import NotTaken, Refused, Row
from registry.models import Alliance, Citation, Membership, Obligation, Treaty, TreatyAction

BEGIN, END = ("begyr", "begmo", "begday"), ("endyr", "endmo", "endday")
ENTRY, EXIT = ("yrent", "moent", "dayent"), ("yrexit", "moexit", "dayexit")
OBLIGATIONS = {
    "defense": (ObligationKind.DEFENCE, "defcon"),
    "offense": (ObligationKind.OFFENCE, "offcon"),
    "neutral": (ObligationKind.NEUTRALITY, "neucon"),
    "nonagg": (ObligationKind.NONAGGRESSION, ""),
    "consul": (ObligationKind.CONSULTATION, "concon"),
}
SECRECY = {"1": "Secret.", "2": "Published in part."}
ALLIANCE_COLUMNS = ["atopid", *BEGIN, *END, *OBLIGATIONS]
MEMBER_COLUMNS = ["atopid", "member", *ENTRY, *EXIT]
READ = {*ALLIANCE_COLUMNS, *MEMBER_COLUMNS, *(condition for _, condition in OBLIGATIONS.values())}
READ |= {"bilat", "pubsecr", "ineffect", "version", "phase", "atopidphase"}


class Known(NamedTuple):
    """An alliance as the rows that follow refer to it; `is_curated`: another source's record."""

    slug: str
    is_curated: bool


def read(files: list[Given], desk: Desk) -> None:
    """Take alliance files and member files; which is which is told by their columns."""
    alliances: list[Table] = []
    members: list[Table] = []
    version = ""
    for file in files:
        with desk.file(file):
            found = Table(file, ["atopid"])
            version = version or _version(found.first.get("version"))
            unknown = [one for one in found.headings if not is_known(one)]
            desk.passes_over(file, unknown, READ)
            if "member" in found.headings:
                members.append(Table(file, MEMBER_COLUMNS))
            elif {"phase", "atopidphase"} & set(found.headings):
                _leave_phases(found, desk)
            else:
                alliances.append(Table(file, ALLIANCE_COLUMNS))
    reader = _Reader(desk, version)
    spells = [spell for found in members for spell in reader.spells(found)]
    for found in alliances:
        with desk.file(found.file):
            for cells in found:
                reader.take_alliance(found.name, cells)
    reader.take_members(spells)
    if members:
        _count_members(alliances, spells, desk)
    if alliances:
        desk.lists_all(Alliance)
    if members:
        for known in reader.known.values():
            desk.lists_all(Membership, known.slug)


def _count_members(alliances: list[Table], spells: list[Spell], desk: Desk) -> None:
    """Lay the members that stand beside each alliance beside the rows of the member files.

    Where these break off between two rows, nothing else in them says so.
    """
    told = {(spell.atopid, spell.code) for spell in spells}
    for found in alliances:
        columns = [name for name in found.headings if is_member(name)]
        listed = set()
        with suppress(Malformed):  # which has been told
            for cells in found:
                listed |= {(cells["atopid"], cells[one]) for one in columns if cells[one]}
        listed = {one for one in listed if one[1] not in UNKNOWN}
        if listed:
            label = _("members of alliances")
            desk.totals.append(Total(found.name, label, len(listed), len(listed & told)))


def _leave_phases(found: Table, desk: Desk) -> None:
    """Account for the rows of a phase file: a phase is no alliance and ends no membership."""
    for cells in found:
        number = cells.get("atopidphase") or cells["atopid"]
        with desk.row(found.name, cells.line, f"ATOP phase {number}"):
            raise NotTaken(
                _("A phase: the alliance and member files tell its days and its members.")
            )


def _version(text: str) -> str:
    try:
        return f"{float(text):.2f}".rstrip("0").rstrip(".").replace(".", "-")
    except ValueError:
        return ""


class _Reader:
    def __init__(self, desk: Desk, version: str):
        self.desk = desk
        self.version = version or "undated"
        self.known: dict[str, Known] = {}
        # By alliance, who entered it and when.
        self.founders: dict[str, set[tuple[str, str]]] = defaultdict(set)
        self._stored = {
            treaty: (slug, source or "")
            for slug, treaty, source in Alliance.objects.values_list(
                "slug", "treaty__slug", "source__slug"
            )
        }

    def cite(self, row: Row) -> list[str]:
        return self.desk.cite(
            row,
            slug=f"atop-{self.version}",
            title="Alliance Treaty Obligations and Provisions, version "
            + self.version.replace("-", "."),
            publisher="Leeds, Ritter, Mitchell and Long",
            rank=SourceRank.DATASET,
        )

    # Alliances

    def take_alliance(self, file: str, cells: Cells) -> None:
        atopid = cells["atopid"]
        with self.desk.row(file, cells.line, f"ATOP {atopid}") as row:
            if not atopid.isdigit():
                raise Malformed(_("“%(atopid)s” must be the number of an alliance."), atopid=atopid)
            if atopid in self.known:
                raise Malformed(_("ATOP %(atopid)s must stand there once."), atopid=atopid)
            begun, ended = day(*map(cells.get, BEGIN)), day(*map(cells.get, END))
            if not begun:
                raise Refused(_("The year in which it began is not told."))
            one_of(cells, "bilat", ("0", "1"))
            one_of(cells, "pubsecr", ("0", *SECRECY))
            agrees_with_end(cells, ended)
            if ended and UncertainDate(ended).is_before(UncertainDate(begun)):
                raise Malformed(
                    _("It must not end (%(ended)s) before it begins (%(begun)s)."),
                    ended=ended,
                    begun=begun,
                )
            founding = {code for since, code in self.founders[atopid] if since == begun}
            number = (CitationScheme.ATOP.value, atopid)
            treaty = self.desk.catalogue.find(number=number) or self._same(row, begun, founding)
            self._take(row, cells, treaty, begun, ended)

    def _take(self, row: Row, cells: Cells, treaty: str | None, begun: str, ended: str) -> None:
        """Let a row state its alliance; one on record by another source keeps what stands there."""
        atopid, number = cells["atopid"], (CitationScheme.ATOP.value, cells["atopid"])
        source = self.cite(row)
        if treaty in self._stored and not self._stored[treaty][1].startswith("atop-"):
            self.known[atopid] = Known(self._stored[treaty][0], is_curated=True)
            row.say(Citation, treaty=[treaty], scheme=number[0], value=atopid)
            row.leave(_("The alliance is on record with its treaty and keeps what stands there."))
            return
        on = UncertainDate(begun)
        title = f"Alliance of {on.in_words()} (ATOP {atopid})"
        treaty = treaty or self.desk.catalogue.add(title, number=number, days=[on])
        slug = self._stored[treaty][0] if treaty in self._stored else f"atop-{atopid}"
        self.known[atopid] = Known(slug, is_curated=False)
        is_bilateral = cells.get("bilat") == "1"
        if treaty in self.desk.catalogue.new or treaty in self._stored:
            row.say(
                Treaty,
                slug=treaty,
                title=title,
                kind=TreatyKind.TREATY,
                form=TreatyForm.BILATERAL if is_bilateral else TreatyForm.MULTILATERAL,
                concluded_on=begun,
                source=source,
                pinpoint=f"atopid {atopid}",
            )
        row.say(Citation, treaty=[treaty], scheme=number[0], value=atopid)
        row.say(
            Alliance,
            slug=slug,
            name=title,
            kind=self._kind(cells, is_bilateral),
            treaty=[treaty],
            since=begun,
            until=ended,
            note=SECRECY.get(cells.get("pubsecr"), ""),
            source=source,
            pinpoint=f"atopid {atopid}",
        )
        self._take_obligations(row, cells, slug, source)

    def _take_obligations(self, row: Row, cells: Cells, slug: str, source: list[str]) -> None:
        for name, (kind, condition) in OBLIGATIONS.items():
            if self._flag(cells, name):
                row.say(
                    Obligation,
                    alliance=[slug],
                    kind=kind,
                    article="",
                    is_conditional=bool(condition) and cells.get(condition) in ("1", "2", "3"),
                    source=source,
                    pinpoint=f"atopid {cells['atopid']}, {name}",
                )

    def _flag(self, cells: Cells, name: str) -> bool:
        return one_of(cells, name, ("0", "1")) == "1"

    def _kind(self, cells, is_bilateral):
        if self._flag(cells, "defense") or self._flag(cells, "offense"):
            collective = AllianceKind.COLLECTIVE_DEFENCE
            return AllianceKind.MUTUAL_DEFENCE if is_bilateral else collective
        if self._flag(cells, "consul"):
            return AllianceKind.CONSULTATION
        return AllianceKind.FRIENDSHIP

    def _same(self, row, begun, founding) -> str | None:
        """Find the treaty of an alliance on record that the same States signed on the same day."""
        if not founding or not UncertainDate(begun).is_exact:
            return None
        on = UncertainDate(begun)
        try:
            members = {self.desk.names.coded("cow", code, on).slug for code in founding}
        except ValueError:
            return None
        same = [treaty for treaty, told in self._signed.items() if (begun, members) == told]
        if len(same) == 1:
            row.leave(
                _("Taken for %(treaty)s: the same States signed it on the same day."),
                treaty=same[0],
            )
            return same[0]
        return None

    @cached_property
    def _signed(self) -> dict[str, tuple[str, set[str]]]:
        """Read of each treaty of an alliance on record the day of its signatures, and whose."""
        days, signed = {}, defaultdict(set)
        rows = TreatyAction.objects.filter(treaty__slug__in=self._stored, kind__in=SIGNATURES)
        for treaty, actor, on in rows.values_list("treaty__slug", "actor__slug", "deposited_on"):
            if on and (treaty not in days or on.text == days[treaty]):
                days[treaty] = on.text
                signed[treaty].add(actor)
        return {treaty: (days[treaty], actors) for treaty, actors in signed.items()}

    # Members

    def spells(self, found: Table) -> list[Spell]:
        """Read the member rows; one that is wrong is told and left out."""
        spells: list[Spell] = []
        with self.desk.file(found.file):
            for cells in found:
                label = f"ATOP {cells['atopid']} member {cells['member']}"
                with self.desk.row(found.name, cells.line, label, is_trial=True):
                    spells.append(_spell(found.name, cells))
        for spell in spells:
            self.founders[spell.atopid].add((spell.since, spell.code))
        return spells

    def take_members(self, spells: list[Spell]) -> None:
        """Take each membership once, over the phases through which it goes on."""
        groups: dict[tuple[str, str], list[list[Spell]]] = defaultdict(list)
        actors: dict[int, str] = {}
        for spell in spells:
            with self.desk.row(spell.file, spell.line, spell.label, is_trial=True) as row:
                actors[id(spell)] = self._member(row, spell)
            if row.outcome:
                continue
            groups[spell.atopid, actors[id(spell)]].append([spell])
        for (atopid, actor), alone in groups.items():
            for chain in joined([spell for (spell,) in alone]):
                self._take_chain(self.known[atopid].slug, actor, chain)

    def _member(self, row: Row, spell: Spell) -> str:
        if spell.atopid not in self.known:
            self._find(spell.atopid)
        known = self.known[spell.atopid]
        if not spell.since:
            raise Refused(_("The year in which it entered is not told."))
        actor = self.desk.coded(row, "cow", spell.code, UncertainDate(spell.since))
        if known.is_curated:
            raise NotTaken(
                _("Who is in %(slug)s follows from its treaty on record."), slug=known.slug
            )
        return actor

    def _find(self, atopid):
        treaty = self.desk.catalogue.find(number=(CitationScheme.ATOP.value, atopid))
        if treaty not in self._stored:
            raise Refused(
                _("The alliance %(atopid)s must be on record, or in an alliance file."),
                atopid=atopid,
            )
        slug, source = self._stored[treaty]
        self.known[atopid] = Known(slug, is_curated=not source.startswith("atop-"))

    def _take_chain(self, alliance: str, actor: str, chain: list[Spell]) -> None:
        for spell in chain:
            with self.desk.row(spell.file, spell.line, spell.label) as row:
                if spell is not chain[0]:
                    raise NotTaken(
                        _("A phase of the membership of line %(line)s."), line=chain[0].line
                    )
                row.say(
                    Membership,
                    alliance=[alliance],
                    actor=[actor],
                    kind=MembershipKind.MEMBER,
                    since=spell.since,
                    until=last_end(chain),
                    source=self.cite(row),
                    pinpoint=f"atopid {spell.atopid}, member {spell.code}",
                )


def _spell(file: str, cells: Cells) -> Spell:
    if not cells["member"].isdigit():
        raise Malformed(_("“%(member)s” must be the code of a State."), member=cells["member"])
    since, until = day(*map(cells.get, ENTRY)), day(*map(cells.get, EXIT))
    if since and until and UncertainDate(until).is_before(UncertainDate(since)):
        reason = _("It must not leave (%(until)s) before it enters (%(since)s).")
        raise Malformed(reason, until=until, since=since)
    return Spell(cells.line, file, cells["atopid"], cells["member"], since, until)


def one_of(cells: Cells, name: str, codes: tuple[str, ...]) -> str:
    """Give a cell that must hold one of these codes, or nothing."""
    value = cells.get(name)
    if value not in ("", *codes):
        raise Malformed(
            _("%(name)s must be one of %(codes)s, not “%(value)s”."),
            name=name,
            codes=", ".join(codes),
            value=cut(value),
        )
    return value


def agrees_with_end(cells: Cells, ended: str) -> None:
    """Stop an alliance that is in effect and has ended, or is not and has no end."""
    told = one_of(cells, "ineffect", ("0", "1"))
    if told and (told == "1") == bool(ended):
        reason = _("ineffect is %(told)s, and no end is told: they disagree.")
        if ended:
            reason = _("ineffect is %(told)s, and the end is %(ended)s: they disagree.")
        raise Refused(reason, told=told, ended=ended)
