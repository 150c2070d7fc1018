"""Suspensions of the operation of a treaty, and when it was resumed."""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import reduce

from registry.choices import SUSPENDING, ActionKind
from registry.dates import Answer, UncertainDate, earlier_of, later_of
from registry.law.acts import Act


@dataclass(frozen=True, slots=True)
class Suspension:
    """The operation of the treaty suspended by one actor, toward another or (None) toward all."""

    actor: Hashable
    toward: Hashable | None
    since: UncertainDate
    until: UncertainDate | None
    basis: tuple[Hashable, ...]

    def on(self, day: date) -> Answer:
        return self.since.by(day) & ~(self.until.by(day) if self.until else Answer.NO)


def suspensions(acts: Iterable[Act]) -> list[Suspension]:
    """Tell since when and until when; both sides remain parties (VCLT arts. 57 and 72).

    A resumption ends every suspension of its actor that it covers and that did not certainly come
    later: one toward all covers those toward each.
    """
    chosen = sorted(
        (act for act in acts if act.kind in SUSPENDING), key=lambda act: (act.day, repr(act.key))
    )
    begun = [act for act in chosen if act.kind == ActionKind.SUSPENSION]
    found = []
    for own in begun:
        ends = {
            act.key: _resumed_on(act, own, begun)
            for act in chosen
            if act.kind == ActionKind.RESUMPTION and _covers(act, own)
        }
        until = reduce(earlier_of, ends.values()) if ends else None
        first = [key for key, on in ends.items() if until.overlaps(on)]
        found.append(Suspension(own.actor, own.toward, own.effect, until, (own.key, *first)))
    return found


def _covers(resumption: Act, suspension: Act) -> bool:
    return (
        resumption.actor == suspension.actor
        and resumption.toward in (None, suspension.toward)
        and (resumption.day.latest or date.max) >= (suspension.day.earliest or date.min)
    )


def _resumed_on(resumption: Act, suspension: Act, begun: list[Act]) -> UncertainDate:
    """Tell when a suspension ended by a resumption that covers it.

    Where the resumption may have come first, it is taken to follow, for it had something to resume;
    but if that may be an earlier suspension, this one may go on.
    """
    on = later_of(resumption.effect, suspension.effect)
    latest = suspension.day.latest or date.max
    if latest < (resumption.day.earliest or date.min):
        return on
    if any(
        other.key != suspension.key
        and _covers(resumption, other)
        and (other.day.earliest or date.min) < latest
        for other in begun
    ):
        return UncertainDate.between(on.earliest, None)
    return on
