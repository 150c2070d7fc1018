"""Who is a member of an alliance on a day: its treaty's parties, unless its own spells differ."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from registry.choices import MembershipKind
from registry.dates import Answer, Count, UncertainDate
from registry.models import Actor, Alliance, Membership, Obligation, Participation, Source
from registry.models.base import held, possibly, unended
from registry.models.participation import is_told
from registry.models.treaties import possibly_made
from registry.queries.composed import Question
from registry.queries.periods import known_end
from registry.sentences import say


class Member(NamedTuple):
    """An actor that is a member on the day, or may be, and why."""

    actor: Actor
    answer: Answer
    since: UncertainDate | None
    until: UncertainDate | None
    reason: str
    source: Source | None
    pinpoint: str


class Roll(NamedTuple):
    """An alliance on a day: its members by name, and the spells of other kinds beside them."""

    members: list[Member]
    asides: list[Membership]
    is_whole: bool

    @property
    def count(self) -> Count:
        """Count the members; where not every act of the treaty is on record, there may be more."""
        count = Count.of(member.answer for member in self.members)
        return count if self.is_whole else count.or_more()


def roll(alliance: Alliance, day: date) -> Roll:
    return rolls([alliance], day)[alliance.pk]


def rolls(
    alliances: Iterable[Alliance], day: date, *, of: Collection[Actor] | None = None
) -> dict[int, Roll]:
    """Call the roll of these alliances, by primary key; `of` calls these actors alone.

    An actor with a spell of kind member in the alliance is a member for its spells only, whatever
    the founding treaty says of it. Nobody is a member of an alliance that has ended. Two queries,
    however many alliances (fetched with the `force` of their treaties) and members there are.
    """
    alliances = list(alliances)
    if not alliances:
        return {}
    own, asides = _spells(alliances, of)
    treaty_parties = _parties(alliances, day, of)
    return {
        alliance.pk: _roll(
            alliance,
            day,
            own[alliance.pk],
            asides[alliance.pk],
            treaty_parties[alliance.treaty_id],
        )
        for alliance in alliances
    }


def counts(alliances: Iterable[Alliance], day: date) -> dict[int, Count]:
    """Count the members of these alliances, by primary key."""
    return {key: roll.count for key, roll in rolls(alliances, day).items()}


class History:
    """All spells from which the roll of an alliance follows on any day; two queries in all."""

    def __init__(self, alliance: Alliance):
        self.alliance = alliance
        own, asides = _spells([alliance], None)
        self.own, self.asides = own[alliance.pk], asides[alliance.pk]
        self.parties = _parties([alliance], None, None)[alliance.treaty_id]

    def roll(self, day: date) -> Roll:
        parties = [
            spell for spell in self.parties if held(spell.begins, spell.until, day) is not Answer.NO
        ]
        return _roll(self.alliance, day, self.own, self.asides, parties)


def alliances_of(actor: Actor, day: date) -> list[tuple[Alliance, Roll]]:
    """List the alliances in which the actor is, or may be, a member or something beside one."""
    alliances = _CONCERNING.records(actor.pk)
    called = rolls(alliances, day, of=[actor])
    return [
        (alliance, called[alliance.pk])
        for alliance in alliances
        if called[alliance.pk].members or called[alliance.pk].asides
    ]


def joined_by(actor: Actor, day: date) -> Q:
    """Match the alliances of which an actor is a member on a day, or may be, as `rolls` tells."""
    own = Membership.objects.filter(actor=actor, kind=MembershipKind.MEMBER)
    bound = Participation.objects.parties().possibly_on(day).filter(actor=actor)
    by_treaty = Q(treaty__in=bound.values("treaty")) & ~Q(pk__in=own.values("alliance"))
    undated = Q(alliance__since="") & possibly_made(day, of="alliance__treaty__")
    begun = ~Q(since="") | possibly("alliance__since", by=day) | undated
    by_spell = Q(pk__in=own.possibly_on(day).filter(begun).values("alliance"))
    return unended(day) & (by_spell | by_treaty)


def alliances_between(a: Actor, b: Actor, day: date) -> list[tuple[Alliance, Roll]]:
    """List the alliances of which both are, or may be, members, with the roll of the two."""
    alliances = _CONCERNING_BOTH.records(a.pk, b.pk)
    called = rolls(alliances, day, of=[a, b])
    return [
        (alliance, called[alliance.pk])
        for alliance in alliances
        if len(called[alliance.pk].members) == 2
    ]


def _concerned(actor) -> Q:
    # Of each alliance: there are few, and an actor may be bound by thousands of treaties.
    bound = Participation.objects.parties().filter(treaty=OuterRef("treaty"), actor=actor)
    own = Membership.objects.filter(alliance=OuterRef("pk"), actor=actor)
    return Exists(bound) | Exists(own)


_CONCERNING = Question(
    lambda actor: Alliance.objects.filter(_concerned(actor)).select_related("treaty__force")
)
_CONCERNING_BOTH = Question(
    lambda a, b: (
        Alliance.objects.filter(_concerned(a), _concerned(b))
        .select_related("treaty__force")
        .prefetch_related(
            Prefetch("obligations", Obligation.objects.select_related("by", "to", "source"))
        )
    )
)


def _own(alliances) -> QuerySet:
    spells = Membership.objects.filter(alliance__pk__in=[alliances])
    return spells.select_related("actor", "toward", "source")


def _bound(treaties) -> QuerySet:
    spells = Participation.objects.parties().filter(treaty__pk__in=[treaties])
    return spells.select_related("actor", "basis__source", "ended_by")


# The alliances' own spells, of everybody or of some actors.
_OWN = Question(_own)
_OWN_OF = Question(lambda alliances, actors: _own(alliances).filter(actor__pk__in=[actors]))
# The spells as a party to treaties: ever, on a day, and of some actors on it.
_BOUND = Question(lambda treaties: _bound(treaties).select_related("ended_by__source"))
_BOUND_ON = Question(lambda treaties, day: _bound(treaties).possibly_on(day))
_BOUND_OF = Question(
    lambda treaties, day, actors: _bound(treaties).possibly_on(day).filter(actor__pk__in=[actors])
)


def _roll(alliance, day, own, asides, parties) -> Roll:
    return Roll(
        _members(alliance, day, own, parties),
        [spell for spell in asides if spell.held(day) is not Answer.NO],
        _is_whole(alliance, day, own, parties),
    )


def _spells(alliances, of):
    """Sort the alliances' own spells: by alliance and actor the members', by alliance the rest."""
    by_key = {alliance.pk: alliance for alliance in alliances}
    spells = _OWN_OF.records([*by_key], _keys(of)) if of else _OWN.records([*by_key])
    own, asides = defaultdict(lambda: defaultdict(list)), defaultdict(list)
    for spell in spells:
        spell.alliance = by_key[spell.alliance_id]
        if spell.kind == MembershipKind.MEMBER:
            own[spell.alliance_id][spell.actor].append(spell)
        else:
            asides[spell.alliance_id].append(spell)
    return own, asides


def _parties(alliances, day, of):
    """Gather by treaty the spells as a party that held on the day (None: any), or may have."""
    treaties = {alliance.treaty_id for alliance in alliances}
    if of:
        spells = _BOUND_OF.records(treaties, day, _keys(of))
    else:
        spells = _BOUND_ON.records(treaties, day) if day else _BOUND.records(treaties)
    gathered = defaultdict(list)
    for spell in spells:
        gathered[spell.treaty_id].append(spell)
    return gathered


def _keys(actors: Collection[Actor]) -> list[int]:
    return [actor.pk for actor in actors]


def _members(alliance, day, own, parties) -> list[Member]:
    found = [_by_treaty(spell, day) for spell in parties if spell.actor not in own]
    found += [_by_spell(spell, day) for spells in own.values() for spell in spells]
    stands = held(None, alliance.until, day)
    members = {}
    for member in found:
        member = member._replace(answer=member.answer & stands)
        earlier = members.get(member.actor)
        if member.answer is not Answer.NO and not (earlier and earlier.answer is Answer.YES):
            members[member.actor] = member
    return sorted(members.values(), key=lambda member: (member.actor.name, member.actor.slug))


def _is_whole(alliance, day, own, parties) -> bool:
    """Tell whether nobody can be missing: the treaty's acts are all here, or none is relied on.

    The acts tell of parties where the record says when the treaty entered into force, or that it
    has not.
    """
    relies_on_treaty = not own or any(spell.actor not in own for spell in parties)
    has_ended = held(None, alliance.until, day) is Answer.NO
    is_told_whole = alliance.treaty.is_covered(day) and is_told(alliance.treaty)
    return has_ended or is_told_whole or not relies_on_treaty


def _by_treaty(spell: Participation, day: date) -> Member:
    basis, ending = spell.basis, spell.ended_by
    return Member(
        spell.actor,
        held(spell.begins, spell.until, day),
        spell.since,
        known_end(spell.until, day, told_on=ending and ending.deposited_on),
        say(spell.reason),
        basis.source if basis else None,
        basis.pinpoint if basis else "",
    )


def _by_spell(spell: Membership, day: date) -> Member:
    return Member(
        spell.actor,
        spell.held(day),
        spell.since,
        known_end(spell.until, day),
        spell.note or _("Recorded as a member by the alliance itself."),
        spell.source,
        spell.pinpoint,
    )
