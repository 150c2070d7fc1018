"""Who was allied with whom on a day: each two members of one alliance."""

from collections.abc import Iterator
from itertools import combinations
from typing import NamedTuple

from django.db.models import Prefetch

from registry.dates import Answer, UncertainDate
from registry.models import Actor, Alliance, Membership, Obligation
from registry.queries.members import Member, Roll, joined_by, rolls
from registry.queries.names import DayNames, unmarked


class Allies(NamedTuple):
    """Two that are members of one alliance on the day, or may be."""

    alliance: Alliance
    one: Member
    other: Member
    asides: list[Membership]

    @property
    def answer(self) -> Answer:
        return self.one.answer & self.other.answer

    @property
    def since(self) -> UncertainDate | None:
        """Give the day since which both are members, as exactly as those of the two allow."""
        first, second = self.one.since, self.other.since
        if not (first and second):
            return None
        for later, earlier in ((first, second), (second, first)):
            ends_before = earlier.latest and later.earliest and earlier.latest <= later.earliest
            if ends_before or later == earlier:
                return later
        earliest = max((on.earliest for on in (first, second) if on.earliest), default=None)
        both_end = first.latest and second.latest
        latest = max(first.latest, second.latest) if both_end else None
        return UncertainDate.between(earliest, latest)

    @property
    def obligations(self) -> list[Obligation]:
        """List what one of the two owes the other; where nobody is named, each member does."""
        pair = {None, self.one.actor.pk, self.other.actor.pk}
        return [
            obligation
            for obligation in self.alliance.obligations.all()
            if {obligation.by_id, obligation.to_id} <= pair
        ]


class Found(NamedTuple):
    """All allies on a day, and the alliances of which not every member is certainly on record."""

    allies: list[Allies]
    incomplete: list[Alliance]


def allied(names: DayNames, party: Actor | None = None) -> Found:
    """List each two allies once, by the names of the day; of one actor it is named first."""
    day = names.day
    alliances = Alliance.objects.formed(by=day).select_related("treaty__force")
    if party:
        alliances = alliances.filter(joined_by(party, day))
    owed = Obligation.objects.order_by("kind", "pk")
    found = list(alliances.prefetch_related(Prefetch("obligations", owed)))
    called = names.alliances(found)
    found.sort(key=lambda alliance: (unmarked(called[alliance.pk]), alliance.slug))
    known = rolls(found, day) if found else {}
    return Found(
        [
            Allies(alliance, one, other, beside(known[alliance.pk], one, other))
            for alliance in found
            for one, other in pairs(known[alliance.pk].members, names, party)
        ],
        [alliance for alliance in found if not known[alliance.pk].is_whole],
    )


def pairs(
    members: list[Member], names: DayNames, party: Actor | None
) -> Iterator[tuple[Member, Member]]:
    members = sorted(members, key=lambda one: (unmarked(names.name(one.actor)), one.actor.slug))
    if party is None:
        yield from combinations(members, 2)
    else:
        own = [member for member in members if member.actor == party]
        yield from ((one, other) for one in own for other in members if other is not one)


def beside(roll: Roll, one: Member, other: Member) -> list[Membership]:
    """Keep the spells of other kinds that concern the two: those of either toward all or the other.

    The obligations of one may be suspended toward the other alone.
    """
    own = {one.actor.pk, other.actor.pk}
    return [
        spell
        for spell in roll.asides
        if spell.actor_id in own and (spell.toward_id is None or spell.toward_id in own)
    ]
