"""Where an actor stands under the treaties on a day."""

from collections.abc import Collection
from datetime import date
from typing import NamedTuple

from django.db import models
from django.db.models.functions import Coalesce

from registry.choices import TREATY_MAKERS, Coverage
from registry.choices import Standing as SpellStanding
from registry.dates import Answer, Count, UncertainDate
from registry.models import Actor, Participation, Source, Treaty
from registry.models.base import certainly, held
from registry.models.phases import known_in_force_on
from registry.queries.composed import Question
from registry.queries.periods import spell_end
from registry.queries.status import force_of
from registry.sentences import say


class Standing(NamedTuple):
    """A spell that held on the day, or may have, and why."""

    treaty: Treaty
    standing: str
    standing_label: str
    answer: Answer
    since: UncertainDate | None
    until: UncertainDate | None
    reason: str
    source: Source | None
    pinpoint: str
    is_told: bool  # whether the record says when the treaty entered into force, or that it has not
    is_open: bool  # whether acts under any treaty of that day are missing; the same in all


def standings_of(actor: Actor, day: date) -> list[Standing]:
    """List the actor's standings on a day, by treaty; one that is not certain may have several."""
    return [_standing(spell, day) for spell in _SPELLS.records(actor.pk, day)]


def treaties_bound_by(actors: Collection[Actor], day: date) -> dict[int, Count]:
    """Count the treaties to which each actor, by primary key, is a party on the day."""
    spells = Participation.objects.filter(actor__in=actors)
    bound, may_be_bound = spells.parties().on(day), spells.parties().possibly_on(day)
    same = may_be_bound.filter(treaty=models.OuterRef("treaty"), actor=models.OuterRef("actor"))
    consented = spells.filter(~models.Exists(same), standing=SpellStanding.CONTRACTING)
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


def bound_by(actor: Actor, standings: list[Standing], day: date) -> Count:
    """Count the same of one actor, from all its standings on the day."""
    certain, possible = set(), set()
    for one in standings:
        if one.standing == SpellStanding.PARTY:
            (certain if one.answer is Answer.YES else possible).add(one.treaty.pk)
        elif one.standing == SpellStanding.CONTRACTING and not one.is_told:
            possible.add(one.treaty.pk)
    count = Count(len(certain), len(certain | possible))
    if not _may_be_bound(actor, day):
        return count
    # Its page has no query to spare where there are standings.
    is_open = standings[0].is_open if standings else acts_missing(day).exists()
    return count.or_more() if is_open else count


def acts_missing(day: date) -> models.QuerySet:
    """Keep the treaties, not ended by a day, of which not every act by then is on record."""
    lacking = ~models.Q(coverage=Coverage.COMPLETE) | models.Q(covered_until__lt=day)
    return Treaty.objects.made(by=day).filter(lacking).exclude(certainly("ended", by=day))


def _may_be_bound(actor: Actor, day: date) -> bool:
    """Tell whether acts that are not on record may have made the actor a party."""
    return actor.kind in TREATY_MAKERS and actor.existed(day) is not Answer.NO


# The spells of an actor that held on a day, or may have, by treaty.
_SPELLS = Question(
    lambda actor, day: (
        Participation.objects.possibly_on(day)
        .filter(actor=actor)
        .select_related("treaty__force", "basis__source", "ended_by")
        .annotate(
            is_told=models.F("treaty__force__is_told"), is_open=models.Exists(acts_missing(day))
        )
        .order_by("treaty__concluded_earliest", "treaty__slug", "begins_earliest", "pk")
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


def _standing(spell: Participation, day: date) -> Standing:
    basis, in_force_on = spell.basis, known_in_force_on(force_of(spell.treaty), day)
    return Standing(
        spell.treaty,
        spell.standing,
        spell.get_standing_display(),
        held(spell.begins, spell.until, day),
        spell.since,
        spell_end(spell.until, day, by=spell.ended_by, in_force_on=in_force_on),
        say(spell.reason),
        basis.source if basis else None,
        basis.pinpoint if basis else "",
        bool(spell.is_told),
        spell.is_open,
    )
