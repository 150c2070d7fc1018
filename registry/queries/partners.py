"""Partnerships and missions in which two actors took part, themselves or by what belongs to them.

A National Guard stands for its country, and so does the navy whose ship sailed.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.db.models import CharField, Exists, F, OuterRef, Q, QuerySet, Value

from registry.models import Actor, Mission, MissionStop, Partnership, PartnershipProgram
from registry.models.base import possibly, soonest
from registry.queries.composed import Question
from registry.queries.reference import Reference

ROLES = ("host", "lead", "partner", "ship", "sponsor")

# Who is in a partnership, and what it does, by the relation through which it is found.
LEADS, PARTNERS, ACTIVITIES = "leads", "partners", "activities"

# Actors, and names of activities, by what they are and in which partnership (its primary key).
Parts = dict[tuple[str, int], list]


def parts_of(partnerships: Iterable[Partnership], known: Reference) -> Parts:
    """Fetch, in one query, who is in each partnership and what it does, sorted by name."""
    keys = [partnership.pk for partnership in partnerships]
    found = defaultdict(list)
    for role, partnership, key, name in _PARTS.rows(keys) if keys else ():
        found[role, partnership].append(name or known.actors[key])
    for (role, _), own in found.items():
        own.sort(key=None if role == ACTIVITIES else lambda actor: (actor.name, actor.slug))
    return found


def _parts(keys) -> QuerySet:
    parts = []
    for role, key, name in (
        (LEADS, "actor", Value("", CharField())),
        (PARTNERS, "actor", Value("", CharField())),
        (ACTIVITIES, "activity", F("activity__name")),
    ):
        rows = getattr(Partnership, role).through.objects.filter(partnership__pk__in=[keys])
        parts.append(rows.values_list(Value(role, CharField()), "partnership", key, name))
    first, *others = (part.order_by() for part in parts)
    return first.union(*others, all=True).order_by()


_PARTS = Question(_parts)


def partnerships_between(a: Actor, b: Actor, day: date) -> list[Partnership]:
    """List the partnerships begun by the day in which each of the two leads or is the partner."""
    question = _BETWEEN_PARTS if _belong_together(a, b) else _BETWEEN
    return question.records(a.pk, b.pk, day)


def missions_between(a: Actor, b: Actor, day: date) -> list[Mission]:
    """List the missions begun by the day in which both took part.

    Each row tells as `host_a`, `ship_b` and so on which of ROLES each of the two played by the day.
    """
    question = _MISSIONS_OF_PARTS if _belong_together(a, b) else _MISSIONS
    return question.records(a.pk, b.pk, day)


def begun_by(day: date) -> QuerySet[Partnership]:
    """Keep the partnerships that may have begun by the day, with what a page tells of them."""
    return Partnership.objects.begun(by=day).select_related("program", "source")


def _partnerships(a: QuerySet[Actor], b: QuerySet[Actor], day) -> QuerySet[Partnership]:
    return begun_by(day).filter(_takes_part(a), _takes_part(b))


def _missions(a: QuerySet[Actor], b: QuerySet[Actor], day) -> QuerySet[Mission]:
    played = {}
    for letter, side in (("a", a), ("b", b)):
        for role, rows in _roles(side, day).items():
            played[f"{role}_{letter}"] = rows
    took_part = [
        Q(*((f"{role}_{letter}", True) for role in ROLES), _connector=Q.OR) for letter in "ab"
    ]
    return (
        Mission.objects.begun(by=day)
        .annotate(program_name=F("program__name"), **played)
        .filter(*took_part)
        .select_related("program", "source")
        .order_by(soonest("since"), "slug")
    )


def stops_by(day: date) -> QuerySet[MissionStop]:
    """Keep the stops at which a mission may have arrived by the day."""
    return MissionStop.objects.filter(
        Q(arrived_on="") | possibly("arrived", by=day, text="arrived_on")
    )


def _belong_together(a: Actor, b: Actor) -> bool:
    return a.pk == b.parent_id or b.pk == a.parent_id


def _alone(actor) -> QuerySet[Actor]:
    return Actor.objects.filter(pk=actor)


def _whole(actor) -> QuerySet[Actor]:
    """Select an actor and what belongs to it."""
    return Actor.objects.filter(Q(pk=actor) | Q(parent=actor))


def _takes_part(side: QuerySet[Actor]) -> Q:
    leads, partners = Partnership.leads.through, Partnership.partners.through
    return Q(pk__in=leads.objects.filter(actor__in=side).values("partnership")) | Q(
        pk__in=partners.objects.filter(actor__in=side).values("partnership")
    )


def _roles(side: QuerySet[Actor], day: date) -> dict[str, Exists | Q]:
    stops = stops_by(day).filter(mission=OuterRef("pk"))
    joined = Mission.partner_nations.through.objects.filter(mission=OuterRef("pk"), actor__in=side)
    ships = Mission.vessels.through.objects.filter(
        mission=OuterRef("pk"), vessel__operator__in=side
    )
    sponsors = PartnershipProgram.sponsors.through.objects.filter(
        partnershipprogram=OuterRef("program"), actor__in=side
    )
    return {
        "host": Exists(stops.filter(host__in=side)),
        "lead": Exists(stops.filter(lead__in=side)),
        "partner": Exists(joined) | Exists(stops.filter(partner_nations__in=side)),
        "ship": Exists(ships),
        "sponsor": Exists(sponsors),
    }


# Of two that belong together, each counts for itself.
_BETWEEN = Question(lambda a, b, day: _partnerships(_whole(a), _whole(b), day))
_BETWEEN_PARTS = Question(lambda a, b, day: _partnerships(_alone(a), _alone(b), day))
_MISSIONS = Question(lambda a, b, day: _missions(_whole(a), _whole(b), day))
_MISSIONS_OF_PARTS = Question(lambda a, b, day: _missions(_alone(a), _alone(b), day))
