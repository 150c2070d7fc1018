"""Rows for tests: each function names only what a test leaves unsaid."""

from itertools import count

from registry.choices import (
    ActionKind,
    ActorKind,
    ConditionKind,
    Coverage,
    SourceRank,
    TreatyForm,
    TreatyKind,
)
from registry.models import (
    Actor,
    EntryIntoForceClause,
    EntryIntoForceCondition,
    ListedActor,
    RatificationProtocol,
    Source,
    Treaty,
    TreatyAction,
)

_numbers = count(1)


def make_source(**values) -> Source:
    number = next(_numbers)
    return Source.objects.create(
        **{"slug": f"source-{number}", "title": f"Source {number}", "rank": SourceRank.OFFICIAL}
        | values
    )


def make_actor(name: str | None = None, **values) -> Actor:
    name = name or f"Actor {next(_numbers)}"
    slug = name.lower().replace(" ", "-")
    return Actor.objects.create(**{"slug": slug, "name": name, "kind": ActorKind.STATE} | values)


def make_treaty(**values) -> Treaty:
    number = next(_numbers)
    given = {
        "slug": f"treaty-{number}",
        "title": f"Treaty {number}",
        "kind": TreatyKind.TREATY,
        "form": TreatyForm.MULTILATERAL,
        "concluded_on": "1950-01-01",
        "coverage": Coverage.COMPLETE,
    }
    return Treaty.objects.create(**given | values)


def make_action(treaty: Treaty, actor: Actor, kind=ActionKind.SIGNATURE, on="", **values):
    """Make an act: of that kind, signed or deposited on that day."""
    return TreatyAction.objects.create(
        treaty=treaty, actor=actor, kind=kind, deposited_on=on, **values
    )


def make_clause(treaty: Treaty, *conditions: dict, **values) -> EntryIntoForceClause:
    """Make a clause of one group; a condition may list actors under `actors`."""
    clause = EntryIntoForceClause.objects.create(treaty=treaty, **values)
    for position, condition in enumerate(conditions, start=1):
        actors = condition.pop("actors", ())
        row = EntryIntoForceCondition.objects.create(
            clause=clause, position=position, **{"kind": ConditionKind.COUNT} | condition
        )
        for actor in actors:
            ListedActor.objects.create(condition=row, actor=actor)
    return clause


def make_protocol(treaty: Treaty, amends: Treaty, *candidates: Actor) -> RatificationProtocol:
    protocol = RatificationProtocol.objects.create(treaty=treaty, amends=amends)
    protocol.candidates.set(candidates)
    return protocol
