"""Where an actor stands under the treaties on a day."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import NamedTuple

from django.db import models
from django.db.models.functions import Coalesce
from django.utils.translation import get_language

from registry.choices import TREATY_MAKERS, Coverage, Standing
from registry.dates import Answer, Count, UncertainDate, dated
from registry.models import Actor, Participation, Treaty
from registry.models.base import certainly, held
from registry.models.phases import known_in_force_on
from registry.queries.cited import SourceRow
from registry.queries.composed import Question
from registry.queries.periods import spell_end
from registry.sentences import say_stored


class StandingUnder(NamedTuple):
    """A spell that held on the day, or may have, and why; its treaty by key, slug and title."""

    treaty: int
    slug: str
    title: str
    standing: str
    standing_label: str
    answer: Answer
    since: UncertainDate | None
    until: UncertainDate | None
    reason: str
    source: SourceRow | None
    pinpoint: str


class _Row(NamedTuple):
    """A spell as it is stored, with what is told of its treaty and of the acts behind it."""

    treaty: int
    slug: str
    title: str
    standing: str
    since: str
    begins: str
    until: str
    reason: str
    in_force_on: str | None
    met_on: str | None
    is_told: bool | None  # whether the record says when it entered into force, or that it has not
    pinpoint: str | None
    ending: str | None
    ending_deposited_on: str | None
    is_open: bool  # whether acts under any treaty of that day are missing; the same in all
    source: tuple

    def held(self, day: date) -> Answer:
        return held(dated(self.begins), dated(self.until), day)


class _Entry(NamedTuple):
    in_force_on: UncertainDate | None
    met_on: UncertainDate | None


class _Ending(NamedTuple):
    kind: str
    deposited_on: UncertainDate | None


class Standings(Sequence[StandingUnder]):
    """The standings of an actor on a day, the oldest treaty first, each told when it is asked for.

    Of a State there may be thousands. One that is not certain may be there several times.
    """

    def __init__(self, actor: Actor, day: date):
        self.actor, self.day = actor, day
        width = len(_Row._fields) - 1
        self._rows = [_Row(*row[:width], row[width:]) for row in _SPELLS.rows(actor.pk, day)]

    def __len__(self):
        return len(self._rows)

    def __getitem__(self, place):
        found = self._rows[place]
        return [self._told(row) for row in found] if isinstance(place, slice) else self._told(found)

    def _told(self, row: _Row) -> StandingUnder:
        entry = _Entry(*map(dated, (row.in_force_on, row.met_on)))
        ending = row.ending and _Ending(row.ending, dated(row.ending_deposited_on))
        in_force_on = known_in_force_on(entry, self.day)
        return StandingUnder(
            *row[:4],
            Standing(row.standing).label,
            row.held(self.day),
            dated(row.since),
            spell_end(dated(row.until), self.day, by=ending, in_force_on=in_force_on),
            say_stored(row.reason, get_language()),
            SourceRow.read(row.source),
            row.pinpoint or "",
        )

    def bound(self) -> Count:
        """Count the treaties to which the actor is a party, as `treaties_bound_by` does."""
        certain, possible = set(), set()
        for row in self._rows:
            if row.standing == Standing.PARTY:
                is_certain = row.held(self.day) is Answer.YES
                (certain if is_certain else possible).add(row.treaty)
            elif row.standing == Standing.CONTRACTING and not row.is_told:
                possible.add(row.treaty)
        count = Count(len(certain), len(certain | possible))
        if not _may_be_bound(self.actor, self.day):
            return count
        # Its page has no query to spare where there are standings.
        is_open = self._rows[0].is_open if self._rows else acts_missing(self.day).exists()
        return count.or_more() if is_open else count


def treaties_bound_by(actors: Collection[Actor], day: date) -> dict[int, Count]:
    """Count the treaties to which each actor, by primary key, is a party on the day."""
    spells = Participation.objects.filter(actor__in=actors)
    bound, may_be_bound = spells.parties().on(day), spells.parties().possibly_on(day)
    same = may_be_bound.filter(treaty=models.OuterRef("treaty"), actor=models.OuterRef("actor"))
    consented = spells.filter(~models.Exists(same), standing=Standing.CONTRACTING)
    untold = consented.possibly_on(day).filter(treaty__force__is_told=False)
    treaties = models.Count("treaty", distinct=True)
    certain, possible, more = (
        dict(kept.order_by().values_list("actor").annotate(treaties))
        for kept in (bound, may_be_bound, untold)
    )
    counts = {
        actor: Count(certain.get(actor.pk, 0), possible.get(actor.pk, 0) + more.get(actor.pk, 0))
        for actor in actors
    }
    is_open = acts_missing(day).exists()
    return {
        actor.pk: count.or_more() if is_open and _may_be_bound(actor, day) else count
        for actor, count in counts.items()
    }


def acts_missing(day: date) -> models.QuerySet:
    """Keep the treaties, not ended by a day, of which not every act by then is on record."""
    lacking = ~models.Q(coverage=Coverage.COMPLETE) | models.Q(covered_until__lt=day)
    return Treaty.objects.made(by=day).filter(lacking).exclude(certainly("ended", by=day))


def _may_be_bound(actor: Actor, day: date) -> bool:
    """Tell whether acts that are not on record may have made the actor a party."""
    return actor.kind in TREATY_MAKERS and actor.existed(day) is not Answer.NO


_SPELLS = Question(
    lambda actor, day: (
        Participation.objects.possibly_on(day)
        .filter(actor=actor)
        .annotate(is_open=models.Exists(acts_missing(day)))
        .order_by("treaty__concluded_earliest", "treaty__slug", "begins_earliest", "pk")
        .values_list(
            *("treaty", "treaty__slug", "treaty__title", "standing", "since", "begins", "until"),
            *("reason", "treaty__force__in_force_on", "treaty__force__met_on"),
            *("treaty__force__is_told", "basis__pinpoint", "ended_by__kind"),
            *("ended_by__deposited_on", "is_open", *SourceRow.columns("basis__source")),
        )
    )
)


def with_parties(treaties: models.QuerySet, day: date) -> models.QuerySet:
    """Add `certain_parties`, to sort by: how many are certainly bound by each treaty."""
    return treaties.annotate(certain_parties=_certainly_bound("treaty", "actor", day))


def with_treaties(actors: models.QuerySet, day: date) -> models.QuerySet:
    """Add `certain_treaties`, to sort by: how many treaties certainly bind each actor."""
    return actors.annotate(certain_treaties=_certainly_bound("actor", "treaty", day))


def _certainly_bound(by: str, of: str, day: date) -> Coalesce:
    spells = Participation.objects.parties().on(day).filter(**{by: models.OuterRef("pk")})
    counted = spells.order_by().values(by).annotate(number=models.Count(of, distinct=True))
    return Coalesce(models.Subquery(counted.values("number")), 0)
