"""How far a treaty is from entering into force, as it was known on a day."""

from collections.abc import Collection, Hashable, Iterable
from dataclasses import dataclass
from datetime import date

from registry.choices import ConditionKind
from registry.dates import Answer, Count, UncertainDate
from registry.law.acts import Act, Continuation, known_on
from registry.law.clauses import Clause, Force, entry_into_force
from registry.law.conditions import OF_A_WHOLE_SET, Condition, Trial, instrument_periods
from registry.law.delays import Delay
from registry.law.histories import History, histories


@dataclass(frozen=True, slots=True)
class Progress:
    """Who must consent before the treaty enters into force, and who has.

    `required` are the actors whose instruments are asked for: the set that the conditions speak of,
    as it is on the day (once the conditions are met: on the day they were). It is empty where
    anybody's instrument counts. `required_count` is how many of them are needed. `done_by` have
    certainly consented, in order of deposit; `uncertain` possibly; `outstanding` not. Nobody is
    outstanding where anybody's instrument would do, or once the conditions are met.
    `earliest_possible` is the entry into force if whatever is missing came on the day itself.
    """

    day: date
    required: frozenset[Hashable]
    required_count: int
    done: Count
    done_by: tuple[Hashable, ...]
    uncertain: tuple[Hashable, ...]
    outstanding: tuple[Hashable, ...]
    force: Force | None
    earliest_possible: date | None

    @property
    def met_on(self) -> UncertainDate | None:
        return self.force and self.force.met_on

    @property
    def in_force_on(self) -> UncertainDate | None:
        return self.force and self.force.on

    @property
    def is_met(self) -> Answer:
        return self.force.met_on.by(self.day) if self.force else Answer.NO

    @property
    def at_least(self) -> int:
        return self.done.at_least

    @property
    def at_most(self) -> int:
        return self.done.at_most

    @property
    def missing(self) -> int:
        """Count the instruments certainly still needed, as far as they are counted at all."""
        return max(self.required_count - self.done.at_most, 0)


def progress_on(
    day: date,
    clause: Clause,
    acts: Iterable[Act],
    group: int | None = None,
    notice: Delay | None = None,
    met_on: UncertainDate | None = None,
    continuations: Collection[Continuation] = (),
) -> Progress:
    """Tell how far the treaty is on a day; what was deposited after the day is ignored.

    Where the clause has several groups of conditions, it is the group that was met, else the first,
    unless `group` names one. `notice` is the period that a withdrawal runs. `met_on` is when the
    conditions were met as far as that is known otherwise: before it one instrument was missing.
    """
    known = known_on(acts, day)
    everyone = histories(known, notice, continuations)
    force = entry_into_force(clause, known, notice, continuations)
    if group is None:
        group = force.group if force else 0
    chosen = clause.groups[group]
    first, as_at = _days_of_the_sets(day, force)
    is_pending = met_on is not None and met_on.by(day) is Answer.NO
    first = as_at if is_pending else first
    certain = _instruments(everyone, as_at, as_at, hopeful=False)
    possible = _instruments(everyone, as_at, as_at, hopeful=True)

    required, count = _required(chosen, everyone, clause, as_at, certain)
    asked = required or everyone.keys() - clause.not_counted
    certain &= asked
    possible &= asked
    done_by = _by_deposit(certain, everyone)
    uncertain = _by_deposit(possible - certain, everyone)
    is_met = force is not None and force.met_on.by(day) == Answer.YES
    least = len(certain & _instruments(everyone, first, as_at, hopeful=False))
    least = max(least, min(count, len(certain)))  # so many were there, if they were met before
    most = len(asked & _instruments(everyone, first, as_at, hopeful=True))
    if is_pending and len(clause.groups) == len(chosen) == 1 and count:
        most = max(min(most, count - 1), len(certain))
    outstanding = () if is_met else tuple(sorted(required - possible, key=repr))
    return Progress(
        day=day,
        required=frozenset(required),
        required_count=count,
        done=Count(least, most),
        done_by=done_by,
        uncertain=uncertain,
        outstanding=outstanding,
        force=force,
        earliest_possible=force.on.earliest if is_met else clause.enters(group, day),
    )


def what_if(
    day: date,
    clause: Clause,
    acts: Iterable[Act],
    extra: Iterable[Act],
    notice: Delay | None = None,
    continuations: Collection[Continuation] = (),
) -> Progress:
    """Tell the progress if the extra acts are done: on the day of the last of them."""
    extra = list(extra)
    days = [act.day.latest for act in extra if act.day.latest]
    told_of = {"notice": notice, "continuations": continuations}
    return progress_on(max([day, *days]), clause, [*acts, *extra], **told_of)


def waited(since: date, day: date, in_force_on: UncertainDate | None = None) -> int:
    """Count the days that a treaty has waited, or waited until its entry into force."""
    last = in_force_on.latest if in_force_on and in_force_on.latest else day
    return max((min(last, day) - since).days, 0)


def _days_of_the_sets(day: date, force: Force | None) -> tuple[date, date]:
    """Give the first and the last day that may be the one on which the conditions were met."""
    if force is None:
        return day, day
    met = force.met_on
    return min(day, met.earliest or date.min), min(day, met.latest or date.max)


def _instruments(everyone, first: date, last: date, hopeful: bool) -> set[Hashable]:
    """Pick the actors whose instruments may count on one of the days; else do on all of them."""
    return {
        actor
        for actor, history in everyone.items()
        for since, until in instrument_periods(history, hopeful)
        if (since <= last and first < until if hopeful else since <= first and last < until)
    }


def _required(chosen, everyone, clause: Clause, day: date, done) -> tuple[set[Hashable], int]:
    """Gather the actors that the conditions speak of, and the largest number they ask for."""
    required: set[Hashable] = set()
    count = 0
    for condition in chosen:
        if condition.kind == ConditionKind.COUNT and not condition.of:
            count = max(count, condition.needs)
        if not condition.of and not condition.members:
            continue
        trial = Trial(condition, everyone, clause.not_counted, hopeful=False).as_at(day)
        asked = trial.asked(done)
        if condition.kind not in OF_A_WHOLE_SET:
            asked |= trial.counted(done)
        required |= asked
        count = max(count, _needed(condition, len(asked)))
    return required, count


def _needed(condition: Condition, size: int) -> int:
    if condition.kind in OF_A_WHOLE_SET:
        return condition.needs_of(size)
    counted = condition.kind in (ConditionKind.COUNT, ConditionKind.NAMED)
    return condition.needs if counted else 0


def _by_deposit(actors: Iterable[Hashable], everyone: dict[Hashable, History]):
    """Sort actors by the day of their deposit."""
    return tuple(sorted(actors, key=lambda actor: (everyone[actor].tenures[-1].on, repr(actor))))
