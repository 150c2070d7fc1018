"""Suspensions of the operation of a treaty, and when it was resumed."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_

from registry.choices import SUSPENDING, ActionKind
from registry.dates import Answer, UncertainDate, earlier_of, later_of
from registry.law.acts import Act, Continuation

# Of each actor, who continues it and since when, however long the chain.
Heirs = Mapping[Hashable, Mapping[Hashable, UncertainDate]]


@dataclass(frozen=True, slots=True)
class Suspension:
    """The operation of the treaty suspended by one actor, toward another or (None) toward all.

    `resumed` tells toward whom a suspension toward all ended before it ended for the others, and
    when; `heirs` who continues the actor, and since when the suspension is also theirs.
    """

    actor: Hashable
    toward: Hashable | None
    since: UncertainDate
    until: UncertainDate | None
    basis: tuple[Hashable, ...]
    resumed: tuple[tuple[Hashable, UncertainDate], ...] = ()
    heirs: tuple[tuple[Hashable, UncertainDate], ...] = ()

    def on(self, day: date) -> Answer:
        """Tell whether it stood on a day, toward whomever it still did."""
        return self.since.by(day) & ~(self.until.by(day) if self.until else Answer.NO)

    def toward_on(self, other: Hashable, day: date) -> Answer:
        """Tell whether it stood on a day toward another actor."""
        if self.toward not in (None, other):
            return Answer.NO
        return self.on(day) & ~self._resumed(day, {other})

    def toward_all_on(self, day: date) -> Answer:
        """Tell whether it stood on a day toward all of those toward whom it was made."""
        return self.on(day) & ~self._resumed(day, {other for other, _on in self.resumed})

    def _resumed(self, day: date, toward: Iterable[Hashable]) -> Answer:
        answers = [on.by(day) for other, on in self.resumed if other in toward]
        return reduce(or_, answers, Answer.NO)


def suspensions(
    acts: Iterable[Act], continuations: Iterable[Continuation] = ()
) -> list[Suspension]:
    """Tell since when and until when; both sides remain parties (VCLT arts. 57 and 72).

    A resumption ends every suspension of its actor that it covers and that did not certainly come
    later: one toward all covers those toward each, and one toward another actor ends for these two
    what was suspended toward all. A State resumes also what the one that it continues had
    suspended, and what was suspended toward that one is resumed toward it.
    """
    chosen = sorted(
        (act for act in acts if act.kind in SUSPENDING), key=lambda act: (act.day, repr(act.key))
    )
    heirs = _heirs(continuations) if chosen else {}
    begun = [act for act in chosen if act.kind == ActionKind.SUSPENSION]
    found = []
    for own in begun:
        named = _named(own, heirs)
        ends, resumed = {}, {}
        for act in chosen:
            if act.kind == ActionKind.RESUMPTION and _follows(act, own, heirs):
                if act.toward in named:
                    ends[act.key] = _resumed_on(act, own, begun, heirs)
                elif own.toward is None:
                    resumed[act.key] = act.toward, _resumed_on(act, own, begun, heirs)
        until = reduce(earlier_of, ends.values()) if ends else None
        first = [key for key, on in ends.items() if until.overlaps(on)]
        found.append(
            Suspension(
                *(own.actor, own.toward, own.effect, until),
                (own.key, *first, *resumed),
                tuple(resumed.values()),
                tuple(heirs.get(own.actor, {}).items()),
            )
        )
    return found


def _heirs(continuations: Iterable[Continuation]) -> Heirs:
    links = list(continuations)
    heirs: dict[Hashable, dict[Hashable, UncertainDate]] = defaultdict(dict)
    for link in links:
        heir, on = link, link.on
        while heir and heir.successor not in (link.predecessor, *heirs[link.predecessor]):
            on = later_of(on, heir.on)
            heirs[link.predecessor][heir.successor] = on
            last = heir.successor
            heir = next((one for one in links if one.predecessor == last), None)
    return dict(heirs)


def _named(suspension: Act, heirs: Heirs) -> set[Hashable]:
    """Tell toward whom a resumption is that ends all of a suspension."""
    return {None, suspension.toward, *heirs.get(suspension.toward, ())}


def _follows(resumption: Act, suspension: Act, heirs: Heirs) -> bool:
    """Tell whether who resumed is who suspended, or continued it by then, and that it may have
    been later."""
    latest = resumption.day.latest or date.max
    if resumption.actor != suspension.actor:
        on = heirs.get(suspension.actor, {}).get(resumption.actor)
        if on is None or latest < (on.earliest or date.min):
            return False
    return latest >= (suspension.day.earliest or date.min)


def _resumed_on(resumption: Act, suspension: Act, begun: list[Act], heirs: Heirs) -> UncertainDate:
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
        and (other.toward is None or resumption.toward in _named(other, heirs))
        and _follows(resumption, other, heirs)
        and (other.day.earliest or date.min) < latest
        for other in begun
    ):
        return UncertainDate.between(on.earliest, None)
    return on
