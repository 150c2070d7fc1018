"""Who was a member of an alliance, and when: the spells behind the roll of one day."""

from datetime import date
from typing import NamedTuple

from registry.choices import MembershipKind
from registry.dates import Answer, UncertainDate
from registry.models import Actor
from registry.models.base import held
from registry.queries.members import History
from registry.queries.periods import begun, known_end

Spell = tuple[UncertainDate | None, UncertainDate | None]


class MemberSpells(NamedTuple):
    """An actor's spells as a member, and those of other kinds beside them, as (since, until)."""

    actor: Actor
    member: list[Spell]
    beside: list[Spell]


def member_spells(history: History, day: date) -> list[MemberSpells]:
    """List all who had been members by the day, the first to join first.

    The parties of the founding treaty are members, unless the alliance has spells of its own for
    them; nobody is a member of an alliance that has ended.
    """
    ended_on = known_end(history.alliance.until, day)
    found: dict[Actor, MemberSpells] = {}
    own = [spell for spells in history.own.values() for spell in spells]
    for spell in sorted([*own, *history.asides], key=lambda spell: spell.pk):
        since = spell.since or history.alliance.since
        if begun(since, day) is not Answer.NO:
            one = found.setdefault(spell.actor, MemberSpells(spell.actor, [], []))
            spells = one.member if spell.kind == MembershipKind.MEMBER else one.beside
            spells.append((spell.since, _sooner(known_end(spell.until, day), ended_on)))
    for spell in sorted(history.parties, key=lambda spell: spell.pk):
        if spell.actor in history.own or _is_after(spell.begins, ended_on):
            continue
        if held(spell.begins, None, day) is not Answer.NO:
            one = found.setdefault(spell.actor, MemberSpells(spell.actor, [], []))
            ending = spell.ended_by
            until = known_end(spell.until, day, told_on=ending and ending.deposited_on)
            one.member.append((spell.since, _sooner(until, ended_on)))
    return sorted(
        (one for one in found.values() if one.member),
        key=lambda one: (
            min((since.earliest or date.min for since, _ in one.member if since), default=day),
            one.actor.name,
        ),
    )


def _sooner(*ends: UncertainDate | None) -> UncertainDate | None:
    """Give the end that comes first: a treaty may outlive the alliance that it founded."""
    return min(filter(None, ends), key=lambda on: on.latest or date.max, default=None)


def _is_after(since: UncertainDate | None, ended_on: UncertainDate | None) -> bool:
    """Tell whether a spell certainly began no sooner than the alliance had ended."""
    last = ended_on and ended_on.latest
    return bool(last and since and since.earliest and since.earliest >= last)
