"""The acts of one actor under a treaty, and the tenures that follow: bound since, released when."""

from collections.abc import Collection, Hashable, Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import reduce
from itertools import pairwise

from registry.choices import CONSENTS, SIGNATURES, ActionKind
from registry.dates import UncertainDate, earlier_of, later_of
from registry.law.acts import (
    CANCELLING,
    EXITS,
    JOINING,
    Act,
    Continuation,
    by_actor,
    leaves_on,
    taken_over,
)
from registry.law.delays import Delay


@dataclass(slots=True)
class Tenure:
    """An actor's consent to be bound and what ended it.

    `on` is the earliest deposit: with three depositaries one actor has up to three. `given` has
    each with its day, and those that are taken to have followed the end but may not have.
    """

    consents: list[Act]
    on: UncertainDate
    exit: Act | None = None
    ends_on: UncertainDate | None = None
    given: list[tuple[Act, UncertainDate]] = field(default_factory=list)

    def __post_init__(self):
        self.given = [(self.consent, self.on)]

    @property
    def consent(self) -> Act:
        return self.consents[0]

    @property
    def may_have_declined(self) -> bool:
        """Tell whether its actor may have withdrawn before it consented (VCLT art. 25(2))."""
        left = self.exit
        is_withdrawal = left is not None and left.kind == ActionKind.WITHDRAWAL
        return is_withdrawal and not self.on.is_before(left.day)

    def end(self, act: Act, notice: Delay | None):
        """Note an exit; of several, the earliest counts. Whoever left had consented before."""
        self.on = self.on.up_to(act.day)
        leaves = later_of(self.on, leaves_on(act, notice))
        if self.ends_on is None or leaves < self.ends_on:
            self.exit = act
        self.ends_on = earlier_of(self.ends_on, leaves) if self.ends_on else leaves

    def doubt_the_end(self):
        """Leave it open whether the exit was one, and not said before the consent."""
        self.on = reduce(earlier_of, (on for _act, on in self.given))
        self.ends_on = UncertainDate.between(self.ends_on.earliest, None)

    def take(self, act: Act, on: UncertainDate):
        """Add what binds beside its consent, perhaps before it."""
        self.given.append((act, on))
        self.on = earlier_of(self.on, on)

    def may_follow(self, act: Act):
        """Let it have begun sooner, if an exit may have come sooner than the one before it."""
        left = act.day.earliest or date.min
        self.given = [
            (own, _sooner(on, max(own.day.earliest or date.min, left))) for own, on in self.given
        ]
        self.on = _sooner(self.on, min(on.earliest or date.min for _own, on in self.given))


@dataclass(slots=True)
class Provisional:
    """A provisional application, what ended it, and what did unless it ended an earlier one."""

    start: Act
    stops: list[Act] = field(default_factory=list)
    perhaps: list[Act] = field(default_factory=list)

    def may_have_ended_by(self, act: Act) -> bool:
        """Tell whether an end may have come before those that ended it, or has no other."""
        return not any(stop.day.is_before(act.day) for stop in self.stops)


@dataclass(slots=True)
class History:
    """What one actor did, put in order. `idle` are the acts that found nothing to act upon.

    `taken` are the keys of the acts that it took over on a day, `taken_on`, from the State
    (`prior`) in whose place it stands `since` then; from `until` on its `heir` stands in its own.
    `others` are what else it may be, where its own acts may have come before that day.
    """

    signature: Act | None = None
    tenures: list[Tenure] = field(default_factory=list)
    provisional: list[Provisional] = field(default_factory=list)
    repeated: list[Act] = field(default_factory=list)
    idle: list[Act] = field(default_factory=list)
    taken: set[Hashable] = field(default_factory=set)
    taken_on: UncertainDate | None = None
    prior: Hashable | None = None
    since: date = date.min
    until: date = date.max
    heir: Hashable | None = None
    others: list["History"] = field(default_factory=list)


def declined(history: History) -> list[Act]:
    """List the notices of who applied the treaty provisionally that it will not become a party.

    They are withdrawals without a consent (VCLT art. 25(2)).
    """
    withdrawals = (act for act in history.idle if act.kind == ActionKind.WITHDRAWAL)
    return [act for act in withdrawals if _applied_by(history, act)]


def _applied_by(history: History, act: Act) -> bool:
    """Tell whether a provisional application may have begun before an act."""
    return any(not act.day.is_before(applied.start.day) for applied in history.provisional)


def histories(
    acts: Iterable[Act],
    notice: Delay | None = None,
    continuations: Collection[Continuation] = (),
) -> dict[Hashable, History]:
    """Read the acts of every actor; `notice` is the period that a withdrawal runs.

    A State that continues another has also what it took over. On each day one of the two stands
    for both: of a day that is not known the last that it may be parts them, and where none is
    known, whoever continues stands for both on all of them.
    """
    acts = list(acts)
    inherited = taken_over(acts, continuations)
    taken = by_actor(inherited)
    begun = {}
    for link in continuations:
        begun[link.successor] = earlier_of(begun.get(link.successor, link.on), link.on)
    found = {}
    for actor, own in by_actor([*acts, *inherited]).items():
        if actor in taken:
            keys = {act.key for act in taken[actor]}
            own = [act for act in own if act.key not in keys]
            found[actor] = _continuing_perhaps(own, taken[actor], begun[actor], notice)
        else:
            found[actor] = _history(own, notice)
    for link in continuations:
        day = link.on.latest or link.on.earliest or date.min
        old = found.setdefault(link.predecessor, History())
        old.heir, old.until = link.successor, day
        new = found.setdefault(link.successor, History())
        for history in (new, *new.others):
            history.prior, history.since = link.predecessor, day
    return found


def _continuing_perhaps(
    own: list[Act], taken: list[Act], on: UncertainDate, notice: Delay | None
) -> History:
    """Read its acts as if those in doubt came after that day, and all else that may be.

    Those in doubt may have come before it, some or all; and it may have left by then.
    """
    history = _continuing(own, taken, on, notice)
    if on.is_exact and all(act.day.is_exact for act in own):
        return history
    doubtful = sorted((act for act in own if act.day.overlaps(on)), key=_chronological)
    for number in range(len(doubtful) + 1):
        for may_have_left in (False, True) if number else (True,):
            other = _continuing(own, taken, on, notice, doubtful[:number], may_have_left)
            history.others.append(other)
    return history


def _continuing(
    own: list[Act],
    taken: list[Act],
    on: UncertainDate,
    notice: Delay | None,
    first: Collection[Act] = (),
    may_have_left: bool = False,
) -> History:
    """Read the acts of a State that continues another from a day on.

    What it did itself before comes first. If it is bound by that on the day, its own consent goes
    on to bind it, whatever the other consented to and withdrew.
    """
    before = [act for act in own if act.day.is_before(on) or act in first]
    later = [act for act in own if act not in before]
    history = _history(before, notice)
    last = history.tenures[-1] if history.tenures else None
    left = last is not None and last.exit is not None
    if left and may_have_left:
        left = (last.ends_on.earliest or date.min) <= (on.latest or date.max)
    elif left:
        left = (last.ends_on.latest or date.max) <= (on.earliest or date.min)
    if last and not left:
        taken = [act for act in taken if act.kind not in CONSENTS | EXITS | CANCELLING]
    # What came to nothing before the day does not undo what was then taken over.
    idle, history.idle = history.idle, []
    history = _history([*taken, *later], notice, history)
    history.idle = [*idle, *history.idle]
    history.taken = {act.key for act in taken}
    history.taken_on = on
    return history


def _history(acts: list[Act], notice: Delay | None, history: History | None = None) -> History:
    history = history or History()
    for act in sorted(acts, key=_chronological):
        if act.kind in SIGNATURES:
            history.signature = history.signature or act
        if act.kind in CONSENTS:
            _consent(history, act, notice)
        elif act.kind in EXITS:
            _exit(history, act, notice)
        elif act.kind == ActionKind.WITHDRAWAL_CANCELLED:
            _cancel(history, act)
        elif act.kind in (ActionKind.PROVISIONAL_START, ActionKind.PROVISIONAL_END):
            _provisional(history, act)
    for tenure in history.tenures:
        if tenure.may_have_declined and _applied_by(history, tenure.exit):
            tenure.doubt_the_end()
    return history


def _chronological(act: Act):
    """Sort an actor's acts; on one day it leaves before it joins (Guyana, 5 April 1999).

    An act known only by its latest day is put first if it joins and last if it leaves, where it
    contradicts the fewest others.
    """
    latest = act.day.latest or date.max
    unknown = date.min if act.kind in JOINING else latest
    rank = act.kind in CONSENTS, act.kind not in EXITS, latest
    return (act.day.earliest or unknown, *rank, repr(act.key))


def _consent(history: History, act: Act, notice: Delay | None):
    """Begin a tenure, or repeat the consent of one; one that follows an exit binds from then.

    Where each of two may have come first, perhaps both were given before the exit.
    """
    on = act.day
    left = history.tenures and next((one for one in history.tenures[::-1] if one.exit), None)
    if left and not left.exit.day.is_before(on):
        on = later_of(on, left.exit.day.up_to(on))
        if not any(_came_before(consent, left.exit) for consent in left.consents):
            on = UncertainDate.between(on.earliest, None)
    last = history.tenures[-1] if history.tenures else None
    if last and not last.exit:
        last.consents.append(act)
        last.take(act, on)
        history.repeated.append(act)
        return
    tenure = Tenure([act], on)
    history.tenures.append(tenure)
    for early in history.idle:
        is_own = early.kind in EXITS and early.refers_to in (None, act.key)
        if is_own and not early.day.is_before(act.day):
            history.idle.remove(early)
            tenure.end(early, notice)
            _cancel_at_once(history, early)
            return


def _exit(history: History, act: Act, notice: Delay | None):
    """End the tenure that the act names, else the last; one of unknown day may have ended any."""
    named = [
        tenure
        for tenure in history.tenures
        if act.refers_to is None or act.refers_to in {consent.key for consent in tenure.consents}
    ]
    if not named:
        history.idle.append(act)
        return
    last = named[-1]
    known = last.exit
    if known:
        history.repeated.append(act)
    may_be_first = known is None or not known.day.is_before(act.day)
    anew = _consented_anew(history, last, act) if may_be_first else []
    last.end(act, notice)
    _cancel_at_once(history, act)
    for consent in anew:
        _consent(history, consent, notice)
    if known and anew and all(_came_before(consent, known) for consent in anew):
        history.tenures[-1].may_follow(act)
        history.tenures[-1].end(known, notice)
    for tenure, following in pairwise(named):
        leaves = later_of(tenure.on, leaves_on(act, notice))
        if (leaves.earliest or date.min) < (tenure.ends_on.earliest or date.min):
            tenure.ends_on = UncertainDate.between(leaves.earliest, tenure.ends_on.latest)
            following.may_follow(act)


def _consented_anew(history: History, tenure: Tenure, left: Act) -> list[Act]:
    """Take the consents out of a tenure that may have followed its end, and give them.

    Whoever is bound consents again only after it has left: of several consents those that may have
    come later are taken to have done so, except the first of all.
    """
    anew = [act for act in tenure.consents if not _came_before(act, left)]
    if len(anew) == len(tenure.consents):
        anew.remove(min(anew, key=lambda act: (act.day.latest or date.max, repr(act.key))))
    tenure.consents = [act for act in tenure.consents if act not in anew]
    history.repeated = [act for act in history.repeated if act not in [*anew, tenure.consent]]
    return anew


def _came_before(act: Act, left: Act) -> bool:
    return act.key == left.refers_to or act.day.is_before(left.day)


def _cancel_at_once(history: History, left: Act):
    """Undo a withdrawal by a cancellation that was put before it, but may have come later."""
    for early in history.idle:
        if early.kind in CANCELLING and not early.day.is_before(left.day):
            history.idle.remove(early)
            _cancel(history, early)
            return


def _provisional(history: History, act: Act):
    """Pair starts with ends; a start while one is under way repeats it.

    An end that may have come first is taken to follow, for it had something to end. One that comes
    when nothing is under way may still have ended what is told to have ended later.
    """
    last = history.provisional[-1] if history.provisional else None
    if act.kind == ActionKind.PROVISIONAL_END:
        if last is None or last.stops:
            history.idle.append(act)
        for applied in history.provisional:
            if applied.may_have_ended_by(act):
                applied.stops.append(act)
    elif last and not last.stops:
        history.repeated.append(act)
    else:
        early = [one for one in history.idle if one.kind == ActionKind.PROVISIONAL_END]
        stops = [one for one in early if not one.day.is_before(act.day)]
        history.idle = [one for one in history.idle if one not in stops[:1]]
        perhaps = [one for one in last.stops if not one.day.is_before(act.day)] if last else []
        history.provisional.append(Provisional(act, stops, perhaps))


def _cancel(history: History, act: Act):
    """Undo a withdrawal that has not taken effect (VCLT art. 68).

    Where the effect may have come first, the doubt about the days before the cancellation stays:
    what was unknown on a day does not become known by a later act. A consent given anew that comes
    before it here may have followed it.
    """
    *before, last = history.tenures or [None]
    anew = None
    if before and not last.exit and not last.on.is_before(act.day):
        last, anew = before[-1], last
    pending = last and last.exit and last.exit.kind == ActionKind.WITHDRAWAL
    is_sure = pending and (last.ends_on.earliest or date.min) > (act.day.latest or date.max)
    is_late = pending and (last.ends_on.latest or date.max) <= (act.day.earliest or date.min)
    if not pending or is_late or (is_sure and anew):
        history.idle.append(act)
    elif is_sure:
        last.exit = last.ends_on = None
    else:
        cancelled_on = later_of(last.on, later_of(act.day, last.exit.day))
        last.ends_on = earlier_of(last.ends_on, cancelled_on)
        if anew:
            anew.take(act, cancelled_on)
        else:
            history.tenures.append(Tenure([act], cancelled_on))


def _sooner(on: UncertainDate, first: date) -> UncertainDate:
    if (on.earliest or date.min) <= first:
        return on
    return UncertainDate.between(None if first == date.min else first, on.latest)
