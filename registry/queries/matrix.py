"""Where many actors stand under many treaties on a day."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date

from django.db.models import Count, F, QuerySet
from django.utils.translation import gettext as _

from registry.choices import Standing
from registry.law.standing import RANKS, StandingOn, standing_on
from registry.models import Actor, Participation, Treaty
from registry.queries.participants import spell_of


def most_bound(treaties: QuerySet, day: date, number: int) -> list[int]:
    """Pick the actors, by their keys, that are, or may be, party to most of these treaties."""
    counted = (
        Participation.objects.parties()
        .possibly_on(day)
        .filter(treaty__in=treaties.order_by().values("pk"))
        .order_by()
        .values("actor")
        .annotate(bound=Count("treaty", distinct=True))
        .order_by("-bound", "actor")
    )
    return list(counted.values_list("actor", flat=True)[:number])


def standings_in(
    treaties: Collection[Treaty], actors: Collection[Actor], day: date
) -> dict[tuple[int, int], StandingOn]:
    """Tell the standing of each actor under each treaty, by their keys, in one query.

    A pair that has nothing to do with each other is left out.
    """
    # By treaty: an actor has spells under all of its thousands of treaties.
    own = Participation.objects.possibly_on(day).filter(treaty__in=treaties)
    spells = own.alias(of=F("actor_id") + 0).filter(of__in=[actor.pk for actor in actors])
    held = defaultdict(list)
    for row in spells:
        held[row.treaty_id, row.actor_id].append(row)
    return {pair: standing_on(day, [spell_of(row) for row in rows]) for pair, rows in held.items()}


def kinds(standing: StandingOn) -> list[Standing]:
    """List every standing that is possible, the weakest first."""
    found = {*standing.possible, *([standing.standing] if standing.standing else [])}
    return [one for one in RANKS if one in found]


def in_words(standing: StandingOn) -> str:
    """Say a standing in a word, or every one that is possible, the weakest first."""
    words = [one.label.lower() for one in kinds(standing)]
    listed = _(" or ").join(filter(None, [", ".join(words[:-1]), *words[-1:]]))
    return listed if standing.standing else _("not known: %(standings)s") % {"standings": listed}
