"""The ratification protocols that an actor's page leads to: those that would let it join."""

from typing import Any

from registry.dates import Answer
from registry.models import Actor
from registry.models.base import addresses
from registry.models.phases import known_in_force_on
from registry.models.treaties import made
from registry.queries.names import DayNames


def candidacies(actor: Actor, names: DayNames) -> list[dict[str, Any]]:
    """Tell the protocols whose candidate an actor is, made by the day.

    The candidate of an accession protocol takes no part in it: nothing else on its page names one.
    """
    address = addresses("registry:protocol_detail")
    return [
        {
            "protocol": protocol.slug,
            "url": address(protocol.slug),
            "title": names.title_of(protocol.treaty, protocol.title),
            "amends": protocol.amends,
            "concluded_on": protocol.concluded_on,
            "in_force_on": known_in_force_on(protocol, names.day),
        }
        for protocol in names.reference.candidacies.get(actor.pk, ())
        if made(protocol, names.day) is not Answer.NO
    ]
