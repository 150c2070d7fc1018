"""What is due after a day, as far as it was known on that day, and which round years return."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from django.db.models import F, Q

from registry.choices import EventKind, StatementKind
from registry.dates import Answer, UncertainDate
from registry.law.statements import window_closes
from registry.models import Actor, EntryIntoForce, Participation, Source, Statement, Treaty
from registry.queries.periods import years_before

ROUND = 5  # an anniversary is kept of so many years and each multiple


class Event(NamedTuple):
    """Something dated: of a treaty, and of an actor where it concerns one."""

    kind: EventKind
    on: UncertainDate
    treaty: Treaty
    actor: Actor | None = None
    years: int | None = None
    source: Source | None = None

    @property
    def key(self) -> str:
        """Name the event the same way for as long as it is recorded, whatever its date becomes."""
        parts = [self.kind.value, self.treaty.slug, self.actor.slug if self.actor else ""]
        return "-".join(filter(None, [*parts, str(self.years or "")]))


def calendar(day: date, until: date) -> list[Event]:
    """List what comes after a day and by another, soonest first: what is due, and what returns."""
    return _in_order([*due(day, until), *_anniversaries(day, until)])


def due(day: date, until: date) -> list[Event]:
    """List what is due after a day and by another, soonest first, in four queries.

    It counts if the act, the instrument or the statement from which it follows may have been there
    on the day.
    """
    return _in_order(
        [
            *_entries_into_force(day, until),
            *_spells(day, until),
            *_windows(day, until),
            *_closings(day, until),
        ]
    )


def _in_order(events: list[Event]) -> list[Event]:
    return sorted(events, key=lambda event: (event.on, event.kind.value, event.key))


def _between(column: str, day: date, until: date) -> Q:
    return Q(**{f"{column}_earliest__gt": day, f"{column}_earliest__lte": until})


def _known(path: str, day: date) -> Q:
    """Match what may have been there by the day."""
    bounds = Q(**{f"{path}_earliest": None}) | Q(**{f"{path}_earliest__lte": day})
    return Q(**{f"{path}_on__gt": ""}) & bounds


def _entries_into_force(day: date, until: date) -> Iterator[Event]:
    due = EntryIntoForce.objects.filter(_between("in_force", day, until), _known("met", day))
    for force in due.select_related("treaty__in_force_source"):
        yield Event(
            EventKind.ENTERS_INTO_FORCE,
            force.in_force_on,
            force.treaty,
            source=force.treaty.in_force_source,
        )


def _spells(day: date, until: date) -> Iterator[Event]:
    """Tell who becomes a party, once the treaty is in force, and whose withdrawal takes effect."""
    parties = Participation.objects.parties().select_related(
        "treaty", "actor", "basis__source", "ended_by__source"
    )
    joining = _between("begins", day, until) & _known("basis__deposited", day)
    already = Q(treaty__force__in_force_earliest__lte=day)
    leaving = _between("until", day, until) & _known("ended_by__deposited", day)
    for spell in parties.filter((joining & already) | leaving):
        if spell.begins and spell.begins.by(day) is Answer.NO:
            kind, on, act = EventKind.BINDS, spell.begins, spell.basis
        else:
            kind, on, act = EventKind.LEAVES, spell.until, spell.ended_by
        yield Event(kind, on, spell.treaty, spell.actor, source=act and act.source)


def _windows(day: date, until: date) -> Iterator[Event]:
    """Tell when the twelve months to object to a reservation run out (VCLT art. 20(5))."""
    made = Q(made_latest__lte=day, made_latest__gte=years_before(day, 1))
    reservations = Statement.objects.filter(made, kind=StatementKind.RESERVATION, withdrawn_on="")
    for statement in reservations.select_related("treaty", "actor", "source"):
        closes = window_closes(statement.made_on)
        if closes.by(day) is Answer.NO and closes.by(until) is not Answer.NO:
            yield Event(
                EventKind.WINDOW_CLOSES,
                closes,
                statement.treaty,
                statement.actor,
                source=statement.source,
            )


def _closings(day: date, until: date) -> Iterator[Event]:
    closing = Treaty.objects.made(by=day).filter(_between("closes", day, until))
    for treaty in closing.select_related("source"):
        yield Event(EventKind.CLOSES, treaty.closes_on, treaty, source=treaty.source)


def _anniversaries(day: date, until: date) -> Iterator[Event]:
    """Tell the round anniversaries of conclusion and of entry into force, where the day is known.

    What began on 29 February is remembered on 1 March in other years.
    """
    years = {
        target - back
        for target in range(day.year, until.year + 1)
        for back in range(ROUND, target, ROUND)
    }
    concluded = Q(concluded_earliest=F("concluded_latest"), concluded_earliest__year__in=years)
    in_force = Q(
        force__in_force_earliest=F("force__in_force_latest"),
        force__in_force_earliest__year__in=years,
    )
    lasting = Q(ended_on="") | Q(ended_earliest__gt=day)
    treaties = Treaty.objects.made(by=day).filter(lasting, concluded | in_force)
    for treaty in treaties.select_related("force", "source"):
        moments = [(EventKind.CONCLUDED, treaty.concluded_on)]
        if hasattr(treaty, "force"):
            moments.append((EventKind.IN_FORCE, treaty.force.in_force_on))
        for kind, moment in moments:
            if moment and moment.is_exact and moment.earliest <= day:
                yield from _returning(kind, moment.earliest, treaty, day, until)


def _returning(kind, first: date, treaty: Treaty, day: date, until: date) -> Iterator[Event]:
    for year in range(day.year, until.year + 1):
        on = _same_day(first, year)
        if day < on <= until and year > first.year and (year - first.year) % ROUND == 0:
            yield Event(
                kind,
                UncertainDate.of(on),
                treaty,
                years=year - first.year,
                source=treaty.source,
            )


def _same_day(first: date, year: int) -> date:
    try:
        return first.replace(year=year)
    except ValueError:
        return date(year, 3, 1)
