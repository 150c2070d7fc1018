"""Where many actors stand under many treaties on a day."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from functools import lru_cache

from django.db.models import Count, F, QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from registry.choices import Standing, uncapped
from registry.law.standing import RANKS, StandingOn, standing_on
from registry.models import Actor, Participation, Treaty
from registry.queries.composed import Question
from registry.queries.participants import SPELL, read_spell


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
    keys = [[record.pk for record in records] for records in (treaties, actors)]
    held = defaultdict(list)
    for treaty, *row in _SPELLS.rows(*keys, day) if all(keys) else ():
        held[treaty, row[0]].append(read_spell(row))
    return {pair: standing_on(day, spells) for pair, spells in held.items()}


_SPELLS = Question(
    lambda treaties, actors, day: (
        Participation.objects.possibly_on(day)
        .filter(treaty__pk__in=[treaties])
        # By treaty: an actor has spells under all of its thousands of treaties.
        .alias(of=F("actor_id") + 0)
        .filter(of__in=[actors])
        .values_list("treaty_id", *SPELL)
    )
)


def kinds(standing: StandingOn) -> tuple[Standing, ...]:
    """List every standing that is possible, the weakest first."""
    found = {*standing.possible, *([standing.standing] if standing.standing else [])}
    return tuple(one for one in RANKS if one in found)


def in_words(standing: StandingOn) -> str:
    """Say a standing in a word, or every one that is possible, the weakest first."""
    return _in_words(kinds(standing), bool(standing.standing), get_language())


@lru_cache
def _in_words(possible: tuple[Standing, ...], is_known: bool, _language: str | None) -> str:
    words = [uncapped(one.label) for one in possible]
    listed = _(" or ").join(filter(None, [", ".join(words[:-1]), *words[-1:]]))
    return listed if is_known else _("not known: %(standings)s") % {"standings": listed}
