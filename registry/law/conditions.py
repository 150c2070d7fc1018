"""The conditions of an entry-into-force clause, tested day by day.

Where days are uncertain, a condition is tested in two worlds. In the hopeful one everything that
helps came as early, and everything that hinders as late, as the bounds allow; in the other it is
the reverse. What holds in the second is certain; what holds only in the first is possible.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Self

from registry.choices import ActorSet, ConditionKind
from registry.dates import UncertainDate
from registry.law.histories import History, Tenure
from registry.law.places import holders
from registry.law.words import listed
from registry.sentences import Sentence, ngettext_lazy
from registry.sentences import gettext_lazy as _

ONE_DAY = timedelta(days=1)
OF_A_WHOLE_SET = frozenset({ConditionKind.ALL, ConditionKind.FRACTION})
# What the instruments asked for are instruments of: some of a set, or the whole of it.
_OF = {
    ActorSet.SIGNATORIES: _("of the signatories"),
    ActorSet.PARTIES: _("of the parties to the other treaty"),
    ActorSet.LIST: _("of those named"),
}
_OF_ALL = {
    ActorSet.SIGNATORIES: _("of all the signatories"),
    ActorSet.PARTIES: _("of all the parties to the other treaty"),
    ActorSet.LIST: _("of all those named"),
}


@dataclass(frozen=True, slots=True)
class SetMember:
    """An actor in a set, from a day (None: always) until a day (None: never left).

    `weight` is its share of what a SHARE condition adds up, in the unit of that condition.
    """

    actor: Hashable
    since: UncertainDate | None = None
    until: UncertainDate | None = None
    weight: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition. `n`, `fraction`, `share`, `not_before` and `treaty_in_force` go with its kind.

    `is_more_than` asks for more than the fraction or share (a majority is more than 1/2). A live
    set is the set of the day in question, a frozen one (`is_live` False) that of the end of
    `frozen_on`. `members` are the set, except for the signatories, whom the acts tell.
    """

    kind: ConditionKind
    n: int | None = None
    fraction: Fraction | None = None
    is_more_than: bool = False
    of: ActorSet | None = None
    members: tuple[SetMember, ...] = ()
    is_live: bool = True
    frozen_on: date | None = None
    share: Decimal | None = None
    not_before: date | None = None
    treaty_in_force: UncertainDate | None = None

    @property
    def needs(self) -> int:
        """Count the instruments that a COUNT or NAMED condition asks for."""
        return self.n or (len(self.members) if self.kind == ConditionKind.NAMED else 1)

    def needs_of(self, size: int) -> int:
        """Count the instruments that ALL or a FRACTION of a set of that size comes to."""
        wanted = (self.fraction or 1) * size if self.kind == ConditionKind.FRACTION else size
        return int(wanted) + 1 if self.is_more_than else -int(-wanted // 1)

    @property
    def names_them(self) -> bool:
        """Tell whether it asks for actors by name: for an integration organization too, then."""
        in_list = self.of == ActorSet.LIST and self.kind in OF_A_WHOLE_SET
        return in_list or self.kind == ConditionKind.NAMED

    def in_words(self) -> Sentence:
        """Say what the condition asks for: "20 instruments", "2/3 of the signatories"."""
        which = self.of or ActorSet.LIST
        match self.kind:
            case ConditionKind.COUNT if self.of:
                return ngettext_lazy(
                    "1 instrument {whose}", "{n} instruments {whose}", self.needs, _OF[which]
                )
            case ConditionKind.COUNT:
                return ngettext_lazy("1 instrument", "{n} instruments", self.needs)
            case ConditionKind.ALL:
                return _("the instruments {whose}", _OF_ALL[which])
            case ConditionKind.FRACTION if self.is_more_than:
                return _(
                    "the instruments of more than {fraction} {whose}",
                    str(self.fraction),
                    _OF[which],
                )
            case ConditionKind.FRACTION:
                return _("the instruments of {fraction} {whose}", str(self.fraction), _OF[which])
            case ConditionKind.NAMED:
                return _("the instruments of {n} {whose}", self.needs, _OF[which])
            case ConditionKind.SHARE if self.is_more_than:
                return _("a share of more than {share}", str(self.share))
            case ConditionKind.SHARE:
                return _("a share of {share}", str(self.share))
            case ConditionKind.ANOTHER_TREATY:
                return _("another treaty in force")
        return _("not before {day:date}", UncertainDate.of(self.not_before))


def in_words(group: Iterable[Condition]) -> Sentence | str:
    return listed([condition.in_words() for condition in group])


# From the first day (date.min: always) until before the second (date.max: never ends).
Period = tuple[date, date]


def instrument_periods(history: History, hopeful: bool) -> list[Period]:
    """List when an actor's instrument counts: possibly if hopeful, else certainly."""
    found = _joined(_counted(history, tenure, hopeful) for tenure in history.tenures)
    for other in history.others:
        own = instrument_periods(other, hopeful)
        found = _joined([*found, *own] if hopeful else _common(found, own))
    return found


def _common(periods: Iterable[Period], others: Sequence[Period]) -> Iterator[Period]:
    for first, last in periods:
        for other_first, other_last in others:
            yield max(first, other_first), min(last, other_last)


def counted_on(day: date, history: History, tenure: Tenure, hopeful: bool) -> bool:
    first, last = _counted(history, tenure, hopeful)
    return first <= day < last


def _counted(history: History, tenure: Tenure, hopeful: bool) -> Period:
    first, last = _period(tenure.on, tenure.ends_on, hopeful)
    if tenure.consent.key in history.taken:
        first = max(first, history.since)
    return first, min(last, history.until)


def _period(since: UncertainDate | None, until: UncertainDate | None, widest: bool) -> Period:
    if widest:
        first = since.earliest or date.min if since else date.min
        last = until.latest or date.max if until else date.max
    else:
        first = since.latest or date.max if since else date.min
        last = until.earliest or date.min if until else date.max
    return first, last


def _joined(periods: Iterable[Period]) -> list[Period]:
    """Drop the empty periods and join those that touch."""
    joined: list[Period] = []
    for first, last in sorted(periods):
        if first >= last:
            continue
        if joined and first <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], last))
        else:
            joined.append((first, last))
    return joined


class Roll:
    """The actors of a set, as days go by."""

    def __init__(self, periods: Mapping[Hashable, Sequence[Period]]):
        self.actors: set[Hashable] = set()
        self.changes: dict[date, list[tuple[Hashable, bool]]] = defaultdict(list)
        for actor, own in periods.items():
            for first, last in own:
                self.changes[first].append((actor, True))
                if last < date.max:
                    self.changes[last].append((actor, False))

    def turn_to(self, day: date):
        """Apply what changes on the day; days must come in order."""
        for actor, enters in self.changes.get(day, ()):
            if enters:
                self.actors.add(actor)
            else:
                self.actors.discard(actor)


class Trial:
    """A condition under test: the sets it speaks of, certain and possible, as days go by.

    Of the `excluded`, whose instruments do not count, a list may name some all the same, and others
    are among the signatories: `beside` these they are asked where one State alone is.
    """

    def __init__(self, condition, histories: Mapping[Hashable, History], excluded, hopeful: bool):
        self.condition = condition
        self.hopeful = hopeful
        self.excluded, self.beside = excluded, frozenset()
        if condition.names_them:
            excluded = frozenset()
        elif condition.of == ActorSet.SIGNATORIES and condition.kind in OF_A_WHOLE_SET:
            self.beside, excluded = excluded, frozenset()
        self.weights = {member.actor: member.weight or 0 for member in condition.members}
        for actor, weight in list(self.weights.items()):
            for holder, *_days in holders(actor, histories, self.weights):
                self.weights.setdefault(holder, weight)
        self.sure = Roll(_membership(condition, histories, excluded, widest=False))
        self.maybe = Roll(_membership(condition, histories, excluded, widest=True))
        self.from_day = _in_force_from(condition, hopeful)

    @property
    def days(self) -> Iterator[date]:
        yield from self.sure.changes
        yield from self.maybe.changes
        if self.from_day:
            yield self.from_day

    def turn_to(self, day: date):
        self.sure.turn_to(day)
        self.maybe.turn_to(day)

    def as_at(self, day: date) -> Self:
        for changed in sorted({changed for changed in self.days if changed <= day}):
            self.turn_to(changed)
        return self

    def holds(self, done: set[Hashable], day: date) -> bool:
        """Tell whether the instruments deposited satisfy the condition at the end of the day."""
        condition, counted = self.condition, self.counted(done)
        match condition.kind:
            case ConditionKind.COUNT | ConditionKind.NAMED:
                return len(counted) >= condition.needs
            case ConditionKind.SHARE:
                if not any(self.weights.values()):
                    return self.hopeful  # nobody's share is on record
                held = sum(self.weights.get(actor, 0) for actor in counted)
                return held > condition.share if condition.is_more_than else held >= condition.share
            case ConditionKind.ANOTHER_TREATY:
                return self.from_day is not None and self.from_day <= day
        asked = self.asked(done)
        size = len(asked)
        # One signatory makes no agreement: others have yet to sign.
        enough = 2 if condition.of == ActorSet.SIGNATORIES else 1
        return size >= enough and len(counted & asked) >= condition.needs_of(size)

    def counted(self, done: set[Hashable]) -> set[Hashable]:
        """Pick the actors whose instruments count towards the condition."""
        if self.condition.kind == ConditionKind.COUNT and not self.condition.of:
            return done if self.excluded.isdisjoint(done) else done - self.excluded
        return done & (self.maybe.actors if self.hopeful else self.sure.actors)

    def asked(self, done: set[Hashable]) -> set[Hashable]:
        """List the actors of the set; a doubtful one is asked where that is harder to meet."""
        doubtful = self.maybe.actors & done if self.hopeful else self.maybe.actors - done
        asked = self.sure.actors | doubtful
        if not self.beside or self.beside.isdisjoint(asked):
            return asked
        # An organization adds nothing to its members, but with one State it is the other party.
        states = asked - self.beside
        return states if len(states) > 1 else asked


def _in_force_from(condition: Condition, hopeful: bool) -> date | None:
    in_force = condition.treaty_in_force
    if in_force is None or condition.kind != ConditionKind.ANOTHER_TREATY:
        return None
    return (in_force.earliest or date.min) if hopeful else in_force.latest


def _membership(condition: Condition, histories, excluded, widest: bool):
    """Tell when each actor is in the condition's set."""
    periods: dict[Hashable, list[Period]] = defaultdict(list)
    if condition.of == ActorSet.SIGNATORIES:
        for actor, history in histories.items():
            if history.signature and history.signature.key not in history.taken:
                periods[actor].append(_period(_signed_on(history), None, widest))
    else:
        for member in condition.members:
            history = histories.get(member.actor)
            periods[member.actor].append(_asked(condition, member, history, widest))
    if not condition.is_live:
        frozen = condition.frozen_on
        periods = {
            actor: [(date.min, date.max)]
            for actor, own in periods.items()
            if frozen is None or any(first <= frozen < last for first, last in own)
        }
    handed = _handed_on(periods, histories)
    return {actor: _joined(own) for actor, own in handed.items() if actor not in excluded}


def _handed_on(periods: Mapping[Hashable, list[Period]], histories) -> dict[Hashable, list[Period]]:
    """Let each place in the set be held in turn by whoever continues its holder.

    A list may name the State of today: before, the one that it continues held the place, if the
    acts are recorded as its own.
    """
    handed = defaultdict(list)
    for actor, own in periods.items():
        for holder, since, until in holders(actor, histories, periods):
            handed[holder] += [(max(first, since), min(last, until)) for first, last in own]
    return handed


def _signed_on(history: History) -> UncertainDate:
    """Tell when an actor signed: before it ratified, although nobody may know when."""
    signed = history.signature.day
    latest = history.tenures[0].on.latest if history.tenures else None
    if latest is None or latest < (signed.earliest or date.min):
        return signed
    return UncertainDate.between(signed.earliest, min(latest, signed.latest or date.max))


def _asked(
    condition: Condition, member: SetMember, history: History | None, widest: bool
) -> Period:
    """Tell when a member is asked: in a live set from the day after it joined.

    A live set is that of the beginning of the day: Finland, which acceded on the very day its
    protocol entered into force, was not asked to accept it. Whoever joined by taking another's
    place was there before. An instrument once counted stays counted although the State has since
    dissolved, so only ALL and FRACTION mind who leaves.
    """
    if condition.kind not in OF_A_WHOLE_SET:
        return _period(member.since, None, widest)
    first, last = _period(member.since, member.until, widest)
    in_place = history is not None and history.since == first
    if condition.is_live and date.min < first < date.max and not in_place:
        first += ONE_DAY
    return first, last


def first_days(
    groups: Sequence[Sequence[Condition]],
    histories: Mapping[Hashable, History],
    excluded: frozenset,
    hopeful: bool,
) -> list[date | None]:
    """Find the first day on which each group holds, or None for one that never does.

    The days scanned are those on which an instrument, a set or another treaty changes. A group
    that only names a date is met on that date.
    """
    instruments = Roll(
        {actor: instrument_periods(history, hopeful) for actor, history in histories.items()}
    )
    trials = [
        [
            Trial(condition, histories, excluded, hopeful)
            for condition in sorted(group, key=lambda one: one.kind == ConditionKind.SHARE)
            if condition.kind != ConditionKind.NOT_BEFORE
        ]
        for group in groups
    ]
    met = [
        max(condition.not_before for condition in group) if group and not own else None
        for group, own in zip(groups, trials, strict=True)
    ]
    waiting = {number for number, own in enumerate(trials) if own}
    every = [trial for own in trials for trial in own]
    for day in sorted({*instruments.changes, *(day for trial in every for day in trial.days)}):
        instruments.turn_to(day)
        for trial in every:
            trial.turn_to(day)
        for number in sorted(waiting):
            if all(trial.holds(instruments.actors, day) for trial in trials[number]):
                met[number] = day
                waiting.discard(number)
        if not waiting:
            break
    return met
