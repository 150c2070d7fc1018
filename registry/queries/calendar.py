"""What is due after a day, as far as it was known on that day, and which round years return."""

from collections.abc import Collection, Iterator
from datetime import date, timedelta
from functools import reduce
from operator import or_
from typing import NamedTuple

from django.db.models import Exists, F, OuterRef, Q

from registry.choices import EventKind, StatementKind, SuccessionKind
from registry.dates import Answer, UncertainDate
from registry.law.statements import window_closes
from registry.models import (
    Actor,
    EntryIntoForce,
    Participation,
    Source,
    Statement,
    Succession,
    Treaty,
)
from registry.models.base import certainly
from registry.queries.periods import years_before
from registry.queries.reference import Reference

FORTNIGHT = timedelta(days=14)
ROUND = 5  # an anniversary is kept of so many years and each multiple


class Event(NamedTuple):
    """Something dated: of a treaty, and of an actor where it concerns one, both by their slugs.

    A registry of 80,000 treaties has some 20,000 of them a year, of which a page shows a few:
    those are told with the records that `subjects` fetches. `source` is a primary key.
    """

    kind: EventKind
    on: UncertainDate
    treaty: str
    actor: str = ""
    years: int | None = None
    source: int | None = None

    @property
    def key(self) -> str:
        """Name the event the same way for as long as it is recorded, whatever its date becomes."""
        parts = [self.kind.value, self.treaty, self.actor, str(self.years or "")]
        return "-".join(filter(None, parts))


class Subjects(NamedTuple):
    """The records that events speak of: treaties and actors by slug, sources by primary key."""

    treaties: dict[str, Treaty]
    actors: dict[str, Actor]
    sources: dict[int, Source]


def subjects(events: Collection[Event], known: Reference) -> Subjects:
    """Fetch what some events speak of, in two queries; the actors are known."""
    titles = Treaty.objects.only("slug", "title", "short_title")
    return Subjects(
        titles.in_bulk({event.treaty for event in events}, field_name="slug"),
        known.by_slug,
        Source.objects.in_bulk({one.source for one in events if one.source}),
    )


def calendar(day: date, until: date) -> list[Event]:
    """List what comes after a day and by another, soonest first: what is due, and what returns."""
    return _in_order([*due(day, until), *_anniversaries(day, until)])


def due(day: date, until: date) -> list[Event]:
    """List what is due after a day and by another, soonest first, in four queries.

    It counts if the act, the instrument or the statement from which it follows was certainly there
    on the day: one that may have been tells nobody what comes.
    """
    return _in_order(
        [
            *_entries_into_force(day, until),
            *_spells(day, until),
            *_windows(day, until),
            *_closings(day, until),
        ]
    )


def next_due(day: date, until: date, most: int) -> list[Event]:
    """List so many of what is due, the soonest: where a fortnight holds them, no year is read."""
    if until - day > FORTNIGHT and len(found := due(day, day + FORTNIGHT)) >= most:
        return found[:most]
    return due(day, until)[:most]


def _in_order(events: list[Event]) -> list[Event]:
    return sorted(events, key=lambda event: (event.on, event.kind.value, event.key))


def _between(column: str, day: date, until: date) -> Q:
    return Q(**{f"{column}_earliest__gt": day, f"{column}_earliest__lte": until})


def _entries_into_force(day: date, until: date) -> Iterator[Event]:
    due = EntryIntoForce.objects.filter(_between("in_force", day, until), certainly("met", by=day))
    columns = ("in_force_on", "treaty__slug", "treaty__in_force_source")
    for on, slug, source in due.values_list(*columns):
        yield Event(EventKind.ENTERS_INTO_FORCE, on, slug, source=source)


def _spells(day: date, until: date) -> Iterator[Event]:
    """Tell who becomes a party, once the treaty is in force, and whose withdrawal takes effect.

    What ends with the treaty is told once, as its end, and not party by party.
    """
    joining = _between("begins", day, until) & certainly("basis__deposited", by=day)
    # Nobody knows beforehand that a State will be continued, nor therefore by whose act.
    continued = Succession.objects.filter(
        successor=OuterRef("actor"), kind=SuccessionKind.CONTINUES, happened_latest__lte=day
    )
    joining &= Q(basis__actor=F("actor")) | Exists(continued)
    already = Q(treaty__force__in_force_earliest__lte=day)
    leaving = _between("until", day, until) & certainly("ended_by__deposited", by=day)
    # Each by the index of its day: where either will do, a database looks at every spell.
    parties = Participation.objects.parties().order_by()
    found = parties.filter(joining & already).values("pk"), parties.filter(leaving).values("pk")
    spells = Participation.objects.filter(pk__in=found[0].union(found[1]))
    ended = set()
    for begins, until_on, ended_on, treaty, actor, joined_by, left_by in spells.values_list(
        *("begins", "until", "treaty__force__ended_on", "treaty__slug", "actor__slug"),
        *("basis__source", "ended_by__source"),
    ):
        if begins and begins.by(day) is Answer.NO:
            yield Event(EventKind.BINDS, begins, treaty, actor, source=joined_by)
        elif until_on != ended_on:
            yield Event(EventKind.LEAVES, until_on, treaty, actor, source=left_by)
        elif treaty not in ended:
            ended.add(treaty)
            yield Event(EventKind.ENDS, until_on, treaty, source=left_by)


def _windows(day: date, until: date) -> Iterator[Event]:
    """Tell when the twelve months to object to a reservation run out (VCLT art. 20(5))."""
    year = years_before(day, 1), day
    reservations = Statement.objects.filter(kind=StatementKind.RESERVATION).order_by()
    # Each by an index, as of spells; without a day of its own it was made with its act.
    own = reservations.filter(made_latest__range=year)
    with_acts = reservations.filter(
        made_on="", made_latest=None, action__deposited_latest__range=year
    )
    made = own.values("pk").union(with_acts.values("pk"))
    standing = Statement.objects.filter(~Q(withdrawn_latest__lte=day), pk__in=made)
    closing = {}  # several that came with one act wait for the same day
    for made_on, acted_on, *subject, source in standing.values_list(
        "made_on", "action__deposited_on", "treaty__slug", "actor__slug", "source"
    ):
        closes = window_closes(made_on or acted_on)
        if closes.by(day) is Answer.NO and closes.by(until) is not Answer.NO:
            closing.setdefault((closes, *subject), source)
    for closes_for, source in closing.items():
        yield Event(EventKind.WINDOW_CLOSES, *closes_for, source=source)


def _closings(day: date, until: date) -> Iterator[Event]:
    closing = Treaty.objects.made(by=day).filter(_between("closes", day, until))
    for on, slug, source in closing.values_list("closes_on", "slug", "source"):
        yield Event(EventKind.CLOSES, on, slug, source=source)


def _anniversaries(day: date, until: date) -> Iterator[Event]:
    """Tell the round anniversaries of conclusion and of entry into force, where the day is known.

    What began on 29 February is remembered on 1 March in other years.
    """
    years = {
        target - back
        for target in range(day.year, until.year + 1)
        for back in range(ROUND, target, ROUND)
    }
    lasting = Q(force__ended_on="") | Q(force__ended_earliest__gt=day)
    moments = {EventKind.CONCLUDED: "concluded", EventKind.IN_FORCE: "force__in_force"}
    bounds = [
        f"{moment}_{bound}" for moment in moments.values() for bound in ("earliest", "latest")
    ]
    returning = [
        Q(**{f"{moment}_earliest": F(f"{moment}_latest"), f"{moment}_earliest__year__in": years})
        for moment in moments.values()
    ]
    treaties = Treaty.objects.made(by=day).filter(lasting, reduce(or_, returning))
    for slug, source, *found in treaties.values_list("slug", "source", *bounds):
        for kind, (first, last) in zip(moments, (found[:2], found[2:]), strict=True):
            if first and first == last and first <= day:
                for on in _returns(first, day, until):
                    number = on.year - first.year
                    yield Event(kind, UncertainDate.of(on), slug, years=number, source=source)


def _returns(first: date, day: date, until: date) -> Iterator[date]:
    """Give the days after one and by another that are so many round years after the first."""
    for year in range(max(day.year, first.year + 1), until.year + 1):
        on = _same_day(first, year)
        if day < on <= until and (year - first.year) % ROUND == 0:
            yield on


def _same_day(first: date, year: int) -> date:
    try:
        return first.replace(year=year)
    except ValueError:
        return date(year, 3, 1)
