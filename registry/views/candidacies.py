"""The ratification protocols that an actor's page leads to: those that would let it join."""

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from registry.dates import Answer
from registry.models import Actor, RatificationProtocol
from registry.models.base import soonest
from registry.models.phases import known_in_force_on
from registry.queries.kept import small
from registry.queries.names import DayNames
from registry.queries.status import force_of

CANDIDATES = RatificationProtocol.candidates.through.objects


def candidates_known(actors: QuerySet[Actor]) -> QuerySet[Actor]:
    """Annotate who is a candidate, so that the many others are not asked about."""
    return actors.annotate(is_candidate=Exists(CANDIDATES.filter(actor=OuterRef("pk"))))


def candidacies(actor: Actor, names: DayNames) -> list[dict[str, Any]]:
    """Tell the protocols whose candidate an actor so annotated is, made by the day.

    The candidate of an accession protocol takes no part in it: nothing else on its page names one.
    """
    if not actor.is_candidate:
        return []
    found = (
        RatificationProtocol.objects.filter(candidates=actor)
        .select_related("treaty__force", "amends")
        .order_by(soonest("treaty__concluded"), "treaty__slug")
    )
    return [
        {
            "protocol": protocol.treaty.slug,
            "url": protocol.get_absolute_url(),
            "title": names.title(protocol.treaty),
            "amends": protocol.amends.slug,
            "concluded_on": protocol.treaty.concluded_on,
            "in_force_on": known_in_force_on(force_of(protocol.treaty), names.day),
        }
        for protocol in small(names.revision, ("candidacies", actor.pk), lambda: list(found))
        if protocol.treaty.existed(names.day) is not Answer.NO
    ]
