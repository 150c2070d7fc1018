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
    left = {(spell.actor, spell.ended_by) for spell in parties}
    ends = []
    for former in found:
        act, again = acts[former.basis[0]], [acts[key].kind for key in former.ended_by]
        is_exit = former.standing == Standing.FORMER and act.kind in EXITS
        if is_exit and (former.actor, former.basis) in left and CANCELLING.isdisjoint(again):
            on, others = former.begins, _others(former, parties, acts)
            goes_on = former.until is not None and _happened(former.until, on) is not Answer.NO
            if others.at_most > 1 or goes_on:
                on = UncertainDate.between(on.earliest, None)
            if others.at_least < 2:
                reason = _("one of the two left: {deed}", deed_of(act, act.day))
                ends.append(End(on, former.basis, reason))
    return ends


def _others(former: Spell, parties: Iterable[Spell], acts: Mapping[Hashable, Act]) -> Count:
    """Count the other parties when one left; a State and the one that continues it are one."""
    leaving = former.actor, acts[former.basis[0]].actor
    held: dict[Hashable, Answer] = defaultdict(lambda: Answer.NO)
    for spell in parties:
        other = acts[spell.basis[0]].actor
        if spell.actor not in leaving and other not in leaving:
            gone = _happened(spell.until, former.begins) if spell.until else Answer.NO
            held[other] |= _happened(spell.begins, former.begins) & ~gone
    return Count.of(held.values())


def _happened(event: UncertainDate, by: UncertainDate) -> Answer:
    """Tell whether something had happened by a day that is known only so far."""
    first, last = event.by(by.earliest or date.min), event.by(by.latest or date.max)
    return last if first is last else Answer.NOT_KNOWN
