"""How the exit of one ends a treaty of two: nobody is left to be bound to (VCLT art. 54)."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from datetime import date

from registry.choices import Standing
from registry.dates import Answer, Count, UncertainDate
from registry.law.acts import CANCELLING, EXITS, Act
from registry.law.ends import End, deed_of
from registry.law.standing import Spell
from registry.sentences import gettext_lazy as _


def ends_of_two(found: Iterable[Spell], acts: Iterable[Act]) -> list[End]:
    """List the exits that end a treaty of two: those after which one party at most is left.

    Mixed agreements count as bilateral, and have more: one side of these is many States. Whoever
    has consented anew by then, or cancelled its withdrawal (VCLT art. 68), goes on; what comes
    later does not revive what has ended. Where it is not certain that whoever left was a party, or
    that nobody goes on, neither is the end.
    """
    acts = {act.key: act for act in acts}
    parties = [spell for spell in found if spell.standing == Standing.PARTY]
    released = {(spell.actor, spell.ended_by) for spell in parties}
    ends = []
    for former in found:
        act, again = acts[former.basis[0]], {acts[key].kind for key in former.ended_by}
        is_exit = act.kind in EXITS and (former.actor, former.basis) in released
        if former.standing != Standing.FORMER or not is_exit or again & CANCELLING:
            continue
        if on := _end(former, parties, acts):
            reason = _("one of the two left: {deed}", deed_of(act, act.day))
            ends.append(End(on, former.basis, reason))
    return ends


def _end(
    former: Spell, parties: Iterable[Spell], acts: Mapping[Hashable, Act]
) -> UncertainDate | None:
    """Tell when the treaty ended, if it did: one left in vain as long as two others remained."""
    on, again = former.begins, former.until
    first, last = on.earliest or date.min, on.latest or date.max
    left = [(day, _others(former, parties, acts, day)) for day in _days(parties, first, last)]
    since = next((day for day, others in left if others.at_least < 2), None)
    if since is None:
        return None
    goes_on = again is not None and again.by(last) is not Answer.NO
    goes_on |= any(spell.on(last) is not Answer.NO for spell in _heirs(former, parties, acts))
    is_sure = not goes_on and all(others.at_most < 2 for _day, others in left)
    if is_sure and since == first:
        return on
    earliest = None if since == date.min else since
    return UncertainDate.between(earliest, on.latest if is_sure else None)


def _heirs(former: Spell, parties: Iterable[Spell], acts: Mapping[Hashable, Act]) -> list[Spell]:
    """List the spells of whoever continues the one that left: its exit may be theirs."""
    actor = acts[former.basis[0]].actor
    return [
        spell
        for spell in parties
        if spell.actor != former.actor and acts[spell.basis[0]].actor == actor == former.actor
    ]


def _days(parties: Iterable[Spell], first: date, last: date) -> list[date]:
    """Give the first day, and those by another on which who is a party may change."""
    dates = [on for spell in parties for on in (spell.begins, spell.until) if on]
    bounds = {bound for on in dates for bound in (on.earliest, on.latest) if bound}
    return sorted({first, *(bound for bound in bounds if first < bound <= last)})


def _others(
    former: Spell, parties: Iterable[Spell], acts: Mapping[Hashable, Act], day: date
) -> Count:
    """Count the other parties on a day; a State and the one that continues it are one."""
    leaving = former.actor, acts[former.basis[0]].actor
    held: dict[Hashable, Answer] = defaultdict(lambda: Answer.NO)
    for spell in parties:
        other = acts[spell.basis[0]].actor
        if spell.actor not in leaving and other not in leaving:
            held[other] |= spell.on(day)
    return Count.of(held.values())
