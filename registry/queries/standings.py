"""Where an actor stands under the treaties on a day."""

from collections.abc import Collection
from datetime import date
from typing import NamedTuple

from django.db import models
from django.db.models.functions import Coalesce

from registry.dates import Answer, Count, UncertainDate
from registry.models import Actor, Participation, Source, Treaty
from registry.models.base import held
from registry.models.phases import known_in_force_on
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


def standings_of(actor: Actor, day: date) -> list[Standing]:
    """List the actor's standings on a day, by treaty; one that is not certain may have several."""
    spells = (
        Participation.objects.possibly_on(day)
        .filter(actor=actor)
        .select_related("treaty__force", "basis__source", "ended_by")
        .order_by("treaty__concluded_earliest", "treaty__slug", "begins_earliest", "pk")
    )
    return [_standing(spell, day) for spell in spells]


def treaties_bound_by(actors: Collection[Actor], day: date) -> dict[int, Count]:
    """Count the treaties to which each actor, by primary key, is a party on the day."""
    spells = Participation.objects.parties().filter(actor__in=actors)
    treaties = models.Count("treaty", distinct=True)
    certain, possible = (
        dict(kept.order_by().values_list("actor").annotate(treaties))
        for kept in (spells.on(day), spells.possibly_on(day))
    )
    return {
        actor.pk: Count(certain.get(actor.pk, 0), possible.get(actor.pk, 0)) for actor in actors
    }


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
    )
