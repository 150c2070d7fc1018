"""When a treaty enters into force, and when it takes effect for each actor."""

from bisect import bisect_right
from collections.abc import Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from registry.choices import ActionKind, ActorSet, ConditionKind, JoinerAnchor
from registry.dates import UncertainDate, earlier_of, later_of
from registry.law import conditions
from registry.law.acts import UNKNOWN_DAY, Act, Continuation
from registry.law.conditions import Condition, SetMember
from registry.law.delays import Delay
from registry.law.histories import History, histories
from registry.law.words import citing
from registry.sentences import Sentence
from registry.sentences import gettext_lazy as _

__all__ = [
    "SAME_DAY",
    "SILENT",
    "Clause",
    "Condition",
    "Delay",
    "Force",
    "JoinerRule",
    "SetMember",
    "effective_on",
    "entry_into_force",
    "met_as_stated",
    "met_on",
    "silent",
]


SAME_DAY = Delay()
_VCLT = _("VCLT art. 24(2)")


@dataclass(frozen=True, slots=True)
class JoinerRule:
    """When the treaty takes effect for whoever deposits after the anchor moment."""

    anchor: JoinerAnchor = JoinerAnchor.ENTRY_INTO_FORCE
    delay: Delay = SAME_DAY
    article: str = ""


@dataclass(frozen=True, slots=True)
class Clause:
    """An entry-into-force clause: conditions, then a delay.

    All conditions of one group must hold; one group is enough. A NOT_BEFORE condition bounds the
    entry into force of its group from below, and `floor` that of every group. `appointed_on` is a
    day that the treaty itself names: if the conditions are met by then it enters into force that
    day, and only if they are met later does the delay run (Montreal Protocol art. 16(1)).
    `not_counted` are the actors whose instruments do not count, such as integration organizations
    beside their members: except where a list names one, or one is the only other signatory beside a
    State. Without a `joiner` rule, VCLT art. 24(3) applies.
    """

    groups: tuple[tuple[Condition, ...], ...]
    delay: Delay = SAME_DAY
    joiner: JoinerRule | None = None
    not_counted: frozenset = frozenset()
    article: str | Sentence = ""
    floor: date | None = None
    appointed_on: date | None = None

    def enters(self, group: int, met: date) -> date:
        """Tell when the treaty enters into force if that group of conditions is met on a day."""
        if self.appointed_on and met <= self.appointed_on:
            entry = self.appointed_on
        else:
            entry = self.delay.after(met)
        floors = [self.floor, *(condition.not_before for condition in self.groups[group])]
        return max([entry, *filter(None, floors)])


def silent(not_counted: frozenset = frozenset(), article: str | Sentence = _VCLT) -> Clause:
    """Make the clause of a treaty that has none: all negotiating States have consented."""
    everyone = Condition(ConditionKind.ALL, of=ActorSet.SIGNATORIES)
    return Clause(((everyone,),), not_counted=not_counted, article=article)


SILENT = silent()


@dataclass(frozen=True, slots=True)
class Force:
    """The entry into force of a treaty that the clause and the acts give.

    `met_on` is the day on which the conditions were met, `on` the entry into force; an open end
    means that it may still not have come. `group` is the group of conditions that was met, `ground`
    the keys of the acts that met it, the last deposit first.
    """

    met_on: UncertainDate
    on: UncertainDate
    group: int = 0
    ground: tuple[Hashable, ...] = ()
    reason: Sentence | str = ""


class _Moment(NamedTuple):
    on: date
    met: date
    group: int


def entry_into_force(
    clause: Clause,
    acts: Iterable[Act],
    notice: Delay | None = None,
    continuations: Collection[Continuation] = (),
) -> Force | None:
    """Compute the entry into force, or None if the conditions are not and may not be met.

    `notice` is the period that a withdrawal runs: until then the instrument counts. A State that
    continues another is asked and counts in its place from that day on.
    """
    everyone = histories(acts, notice, continuations)
    hopeful, certain = (_moments(clause, everyone, hopeful=hopes) for hopes in (True, False))
    if not hopeful:
        return None
    moment = min(certain or hopeful)
    met = _met(clause, hopeful, certain)
    on = _between(min(hopeful).on, min(certain).on if certain else None)
    ground = _ground(clause, everyone, moment, hopeful=not certain)
    return Force(met, on, moment.group, ground, _reason(clause, moment.group, met, on))


def met_as_stated(clause: Clause, force: Force, stated: UncertainDate | None) -> Force:
    """Narrow the day on which the conditions were met to the stated day of entry into force.

    Without a delay and a day to wait for, a treaty enters into force on the day that they are met
    (VCLT art. 24(1): in such manner and upon such date as it provides).
    """
    waits = bool(clause.delay) or clause.floor or clause.appointed_on
    floors = [condition.not_before for group in clause.groups for condition in group]
    if waits or any(floors) or not stated or not stated.is_exact:
        return force
    return replace(force, met_on=stated) if force.met_on.overlaps(stated) else force


def met_on(clause: Clause, acts: Iterable[Act]) -> UncertainDate | None:
    """Tell when the conditions were met, or None if they are not and may not be met."""
    force = entry_into_force(clause, acts)
    return force and force.met_on


def _moments(clause: Clause, everyone: Mapping[Hashable, History], hopeful: bool) -> list[_Moment]:
    """List when each group that is met would bring the treaty into force; the first one does."""
    days = conditions.first_days(clause.groups, everyone, clause.not_counted, hopeful)
    return [
        _Moment(clause.enters(group, met), met, group)
        for group, met in enumerate(days)
        if met is not None
    ]


def _met(clause: Clause, hopeful: list[_Moment], certain: list[_Moment]) -> UncertainDate:
    """Tell when the conditions were met of the group that came first, whichever that was.

    Where days are uncertain it may be one that was met earlier or later than the group that
    certainly was, if the two wait for different days.
    """
    if not certain:
        return _between(min(moment.met for moment in hopeful), None)
    surely, last = {moment.group: moment.met for moment in certain}, min(certain)
    possible = [moment for moment in hopeful if moment <= last]
    latest = (_latest(clause, one, surely.get(one.group, last.on), last) for one in possible)
    return _between(min(moment.met for moment in possible), max(latest))


def _latest(clause: Clause, first: _Moment, surely: date, last: _Moment) -> date:
    """Give the last day on which a group may have been met and have come before all others.

    It was met from `first` on, `surely` at the latest.
    """
    days = range(first.met.toordinal(), min(surely, last.on).toordinal() + 1)

    def moment(number: int) -> _Moment:
        met = date.fromordinal(number)
        return _Moment(clause.enters(first.group, met), met, first.group)

    return date.fromordinal(days[bisect_right(days, last, key=moment) - 1])


def _between(earliest: date, latest: date | None) -> UncertainDate:
    """Write two bounds, the beginning of the calendar standing for an open side."""
    return UncertainDate.between(
        None if earliest == date.min else earliest, None if latest == date.max else latest
    )


def _ground(clause, everyone: Mapping[Hashable, History], moment: _Moment, hopeful: bool):
    """List the acts whose instruments counted on the day that the conditions were met."""
    left_out = clause.not_counted & everyone.keys()
    for condition in clause.groups[moment.group] if left_out else ():
        trial = conditions.Trial(condition, everyone, clause.not_counted, hopeful)
        left_out -= trial.as_at(moment.met).asked(set(everyone))
    counted = [
        tenure.consent
        for actor, history in everyone.items()
        if actor not in left_out
        for tenure in history.tenures
        if conditions.counted_on(moment.met, history, tenure, hopeful)
    ]
    counted.sort(key=lambda act: (act.day, repr(act.key)), reverse=True)
    return tuple(act.key for act in counted)


def _reason(clause: Clause, group: int, met: UncertainDate, on: UncertainDate) -> Sentence:
    asked = conditions.in_words(
        condition
        for condition in clause.groups[group]
        if condition.kind != ConditionKind.NOT_BEFORE
    )
    if not asked:
        how = _("the day that the treaty names")
    elif met == on:
        how = _("{asked} that day", asked) if on.is_exact else asked
    elif clause.delay.after_uncertain(met) == on:
        how = _("{asked} {met:on}, {delay}", asked, met, clause.delay.in_words())
    else:
        how = _("{asked} {met:on}, not before the day that the treaty names", asked, met)
    return citing(_("In force {day:since}: {how}", on, how), clause.article)


def effective_on(
    clause: Clause | None,
    consent: Act,
    force: Force | UncertainDate | None,
    succeeded: UncertainDate | None = None,
) -> UncertainDate | None:
    """Tell when the treaty takes effect for an actor, or None while it is not in force.

    An effect that the depositary states wins, but makes no successor State a party before the entry
    into force (Vienna Convention on Succession of States in respect of Treaties, art. 23(1):
    whichever is the later date). Whoever consented by the anchor moment is bound from
    the entry into force; a later joiner from its deposit and the delay of the joiner rule: counted
    after the instrument that met the conditions (Vienna Ozone Convention art. 17(3)) or after the
    entry into force (Montreal Protocol art. 16(3)). Without a rule a later consent takes effect on
    the day it is given (VCLT art. 24(3)).

    A succession takes effect on the date of the succession of States (`succeeded`), though not
    before the entry into force (Vienna Convention on Succession of States in respect of Treaties,
    art. 23(1)). Where that date is not known it is bounded by the deposit.
    """
    return takes_effect(clause, consent, consent.day, force, succeeded)


def takes_effect(
    clause: Clause | None,
    consent: Act,
    deposited: UncertainDate,
    force: Force | UncertainDate | None,
    succeeded: UncertainDate | None = None,
) -> UncertainDate | None:
    """Do as `effective_on`, for a consent whose earliest deposit is told apart."""
    is_succession = consent.kind == ActionKind.SUCCESSION
    if consent.effective_on and not is_succession:
        return consent.effective_on
    if force is None:
        return None
    in_force, met = (force.on, force.met_on) if isinstance(force, Force) else (force, None)
    if is_succession:
        began = consent.effective_on or earlier_of(succeeded or UNKNOWN_DAY, deposited)
        return later_of(in_force, began)
    rule = clause and clause.joiner
    if rule is None:
        return later_of(in_force, deposited)
    joined = later_of(in_force, rule.delay.after_uncertain(deposited))
    if rule.anchor == JoinerAnchor.ENTRY_INTO_FORCE:
        anchor = in_force
    elif met is None:
        return joined
    else:
        # Where the acts meet the conditions after the stated entry into force, some are missing.
        anchor = earlier_of(met, in_force)
    return _joins(deposited, anchor, in_force, joined)


def _joins(deposited, anchor, in_force, joined) -> UncertainDate:
    """Choose between original and later joiner; where it is open, keep the bounds of both."""
    by_force = later_of(in_force, deposited)
    may_be_original = (deposited.earliest or date.min) <= (anchor.latest or date.max)
    is_original = (deposited.latest or date.max) <= (anchor.earliest or date.min)
    if is_original:
        return in_force
    if not may_be_original:
        return joined
    return UncertainDate.between(by_force.earliest, joined.latest)
