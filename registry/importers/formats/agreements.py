"""An agreement that a data set describes in one row: its days, its parties, its end."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from registry.choices import (
    ActionKind,
    CitationScheme,
    Coverage,
    EndGround,
    TreatyForm,
    TreatyKind,
)
from registry.dates import UncertainDate
from registry.importers.desk import Desk
from registry.importers.formats.titles import kind_of
from registry.importers.rows import Row
from registry.models import Citation, Treaty, TreatyAction
from registry.models.treaties import IDENTIFYING

LONGEST_TITLE = 500
BOUND = "Bound from its entry into force; the act by which it consented is not told."


@dataclass
class Agreement:
    """What a row tells. Days are EDTF, "" where none is told; `is_bound` tells whether its parties
    are bound once it is in force, as both are to a treaty between two."""

    scheme: CitationScheme
    number: str
    title: str
    parties: list[str] = field(default_factory=list)
    kind: TreatyKind | None = None
    form: TreatyForm | None = None
    signed_on: str = ""
    adopted_on: str = ""
    place: str = ""
    in_force_on: str = ""
    applied_on: str = ""
    ended_on: str = ""
    ground: EndGround = EndGround.TERMINATED
    url: str = ""
    is_bound: bool = True
    numbers: Iterable[tuple[CitationScheme, str]] = ()


def form_of(parties: list[str]) -> TreatyForm:
    """Tell the form by the number of parties: two, or more."""
    return TreatyForm.BILATERAL if len(parties) == 2 else TreatyForm.PLURILATERAL


def take(row: Row, told: Agreement, source: list[str], desk: Desk) -> str:
    """Let the row state the agreement, its numbers and its parties' acts; gives its slug."""
    title = " ".join(told.title.split())
    if len(title) > LONGEST_TITLE:
        row.leave(
            _("Its title is cut at %(longest_title)s characters."), longest_title=LONGEST_TITLE
        )
        title = f"{title[: LONGEST_TITLE - 1]}…"
    number = (told.scheme.value, told.number)
    days = [UncertainDate(on) for on in (told.signed_on, told.adopted_on) if on]
    slug = desk.catalogue.find(number=number, title=title, days=days)
    is_new = slug is None
    slug = slug or desk.catalogue.add(title, number=number, days=days)
    ended_on = _end(row, told)
    row.say(
        Treaty,
        slug=slug,
        title=title,
        kind=told.kind or kind_of(title, TreatyKind.AGREEMENT),
        form=told.form or form_of(told.parties),
        adopted_on=told.adopted_on or None,
        concluded_on=told.signed_on or None,
        concluded_at=told.place or None,
        stated_in_force_on=told.in_force_on or None,
        in_force_source=source if told.in_force_on else None,
        ended_on=ended_on or None,
        end_ground=told.ground if ended_on else None,
        ended_source=source if ended_on else None,
        coverage=Coverage.PARTIAL if is_new else None,
        source=source,
        pinpoint=told.number[:200],
    )
    row.say(Citation, treaty=[slug], scheme=told.scheme, value=told.number, url=told.url)
    _take_numbers(row, told, slug, desk)
    for party in dict.fromkeys(told.parties):
        _take_party(row, told, slug, party, source)
    return slug


def _take_numbers(row: Row, told: Agreement, slug: str, desk: Desk) -> None:
    """Let the row state the other numbers of its treaty, but none that is another's."""
    for scheme, value in told.numbers:
        holders = desk.catalogue.holders((scheme.value, value))
        if scheme in IDENTIFYING and holders - {slug}:
            row.leave(
                _("%(label)s %(value)s is the number of %(list)s."),
                label=scheme.label,
                value=value,
                list=", ".join(sorted(holders)),
            )
            continue
        desk.catalogue.note(slug, (scheme.value, value))
        row.say(Citation, treaty=[slug], scheme=scheme, value=value)


def _take_party(row, told, slug, party, source):
    def act(kind, **days):
        row.say(
            TreatyAction,
            is_loose=True,
            treaty=[slug],
            actor=[party],
            kind=kind,
            source=source,
            pinpoint=told.number[:200],
            **days,
        )

    if told.signed_on:
        act(ActionKind.SIGNATURE, deposited_on=told.signed_on)
    if told.applied_on:
        act(ActionKind.PROVISIONAL_START, effective_on=told.applied_on)
    if told.in_force_on and told.is_bound:
        act(ActionKind.CONSENT_TO_BE_BOUND, effective_on=told.in_force_on, remark=BOUND)


def _end(row, told) -> str:
    """Give the end of the agreement, unless it comes before its entry into force."""
    if not told.ended_on or not told.in_force_on:
        return told.ended_on
    if UncertainDate(told.ended_on).is_before(UncertainDate(told.in_force_on)):
        row.leave(
            _("Its end, %(ended_on)s, comes before its entry into force."), ended_on=told.ended_on
        )
        return ""
    return told.ended_on
