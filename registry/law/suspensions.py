"""Suspensions of the operation of a treaty, and when it was resumed."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import attrgetter, or_

from registry.choices import SUSPENDING, ActionKind, Standing
from registry.dates import Answer, UncertainDate, earlier_of, later_of
from registry.law.acts import Act, Continuation
from registry.law.standing import Spell

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
    acts: Iterable[Act],
    continuations: Iterable[Continuation] = (),
    spells: Iterable[Spell] = (),
) -> list[Suspension]:
    """Tell since when and until when; both sides remain parties (VCLT arts. 57 and 72).

    So what is suspended ends with the participation, as the `spells` tell it, of the one that
    suspended it, and of the one toward whom it was: whoever has left and consents anew is bound
    anew, and nothing of that is suspended (VCLT art. 70(1)(a)). What was suspended toward all holds
    also toward whoever joins, for the first time or anew.

    A resumption ends every suspension of its actor that it covers and that did not certainly come
    later: one toward all covers those toward each, and one toward another actor ends for these two
    what was suspended toward all. A State resumes also what the one that it continues had
    suspended, and what was suspended toward that one is resumed toward it.
    """
    chosen = sorted(
        (act for act in acts if act.kind in SUSPENDING), key=lambda act: (act.day, repr(act.key))
    )
    heirs = _heirs(continuations) if chosen else {}
    bound = _as_parties(spells) if chosen else {}
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
        sides = [own.actor] if own.toward is None else [own.actor, own.toward]
        gone = [left for side in sides if (left := _left_on(side, own.effect, heirs, bound))]
        stops = [*ends.values(), *gone]
        until = reduce(earlier_of, stops) if stops else None
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


def _as_parties(spells: Iterable[Spell]) -> Mapping[Hashable, list[Spell]]:
    found = defaultdict(list)
    for spell in sorted(spells, key=attrgetter("begins")):
        if spell.standing == Standing.PARTY:
            found[spell.actor].append(spell)
    return found


def _left_on(
    actor: Hashable, since: UncertainDate, heirs: Heirs, bound: Mapping[Hashable, list[Spell]]
) -> UncertainDate | None:
    """Tell when the participation ended in which something was suspended.

    That of an actor goes on in whoever continues it. Where the suspension may be of a later
    participation, it may have outlasted the earlier one.
    """
    times = []
    for holder, on in {actor: None, **heirs.get(actor, {})}.items():
        taken_on = heirs.get(holder, {}).values()
        for spell in bound.get(holder, ()):
            until = spell.until
            if until and not spell.ended_by and any(until.overlaps(day) for day in taken_on):
                until = None
            if not until or _may_follow(until, on or since):
                times.append((spell.begins, until))
    return _end_of(times, since)


def _end_of(
    times: list[tuple[UncertainDate, UncertainDate | None]], since: UncertainDate
) -> UncertainDate | None:
    ends = [place for place, (_begins, until) in enumerate(times) if until]
    place = next((place for place in ends if _may_follow(times[place][1], since)), None)
    if place is None:
        return None
    until, later = times[place][1], times[place + 1 :]
    if later:
        until = earlier_of(until, later[0][0])
    on = later_of(until, since)
    if later and (since.latest or date.max) >= (later[0][0].earliest or date.min):
        last = _end_of(later, since)
        return UncertainDate.between(on.earliest, last and last.latest)
    return on


def _may_follow(until: UncertainDate, since: UncertainDate) -> bool:
    return (until.latest or date.max) > (since.earliest or date.min)


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
