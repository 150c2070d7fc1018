"""What may be said of a treaty as a whole on a day."""

from collections.abc import Hashable, Iterable, Mapping
from datetime import date
from functools import reduce
from operator import or_
from typing import NamedTuple

from registry.choices import EndGround, TreatyStatus
from registry.dates import Answer, Count, UncertainDate
from registry.law.acts import UNKNOWN_DAY
from registry.law.suspensions import Suspension
from registry.law.words import GROUNDS
from registry.sentences import Sentence, gettext_noop
from registry.sentences import gettext_lazy as _

_GROUNDS = {
    TreatyStatus.IN_FORCE: gettext_noop("In force {day:since}"),
    TreatyStatus.OPEN: gettext_noop("Open for signature {day:since}"),
    TreatyStatus.PENDING: gettext_noop("Conditions for entry into force met {day:on}"),
    TreatyStatus.SIGNED: gettext_noop("Signed {day:on}"),
    TreatyStatus.ADOPTED: gettext_noop("Adopted {day:on}"),
}
_SUSPENDED = _("Operation suspended (VCLT art. 57)")
_PROVISIONAL = _("Provisionally applied (VCLT art. 25)")


class Status(NamedTuple):
    """The status of a treaty on a day.

    `kind` is None before the treaty exists, and NOT_KNOWN where the dates leave several open:
    `possible` names them, strongest first. `exists` tells whether there was a text at all.
    `answer` is yes where the kind is certain.
    """

    kind: TreatyStatus | None
    answer: Answer
    reason: Sentence
    possible: tuple[TreatyStatus, ...] = ()
    exists: Answer = Answer.YES


class _Step(NamedTuple):
    kind: TreatyStatus
    answer: Answer
    reason: Sentence | None


def status_on(
    day: date,
    *,
    adopted_on: UncertainDate | None = None,
    signature_opens_on: UncertainDate | None = None,
    signature_closes_on: UncertainDate | None = None,
    concluded_on: UncertainDate | None = None,
    signed: UncertainDate | None = None,
    met_on: UncertainDate | None = None,
    in_force_on: UncertainDate | None = None,
    ended_on: UncertainDate | None = None,
    end_ground: EndGround | str | None = None,
    provisional: Answer = Answer.NO,
    suspended: Answer = Answer.NO,
) -> Status:
    """Tell a treaty's status on a day, with its ground; a date of None has not come.

    `signed` is the first signature. `provisional` and `suspended` are the answers for that day. A
    ground of ending without a date means an end on an unknown day, which is neither "in force" nor
    "ended" on any day; an end without a ground is that of an act of termination.
    """
    if end_ground and ended_on is None:
        ended_on = UNKNOWN_DAY
    made = [adopted_on, concluded_on, signature_opens_on, signed, in_force_on]
    exists = _exists(day, made)
    if exists == Answer.NO:
        first = min(filter(None, made))
        reason = _("Not yet adopted: the first step is dated {day:date}", first)
        return Status(None, Answer.NO, reason, exists=exists)

    in_force = _by(in_force_on, day)
    ended = _by(ended_on, day)
    is_open = _by(signature_opens_on, day) & ~_by(signature_closes_on, day)
    steps = [
        _ended(ended, ended_on, end_ground),
        _Step(TreatyStatus.SUSPENDED, in_force & suspended, _SUSPENDED),
        _step(TreatyStatus.IN_FORCE, in_force, in_force_on),
        _Step(TreatyStatus.PROVISIONAL, provisional, _PROVISIONAL),
        _step(TreatyStatus.PENDING, _by(met_on, day), met_on),
        _step(TreatyStatus.SIGNED, _by(signed, day), signed),
        _step(TreatyStatus.SIGNED, _by(concluded_on, day), concluded_on),
        _step(TreatyStatus.OPEN, is_open, signature_opens_on),
        _step(TreatyStatus.ADOPTED, _by(adopted_on, day), adopted_on),
        _step(TreatyStatus.ADOPTED, _by(signature_opens_on, day), signature_opens_on),
    ]
    return _strongest(steps, exists)


def suspended_on(
    day: date,
    suspensions: Iterable[Suspension],
    parties: Mapping[Hashable, Answer],
    *,
    is_bilateral: bool,
    is_covered: bool,
) -> Answer:
    """Tell whether the treaty is suspended as a whole: between all its parties (VCLT art. 57).

    One party's suspension is one between it and each of the others, and leaves the treaty in
    operation among these (arts. 58 and 60(2)): only where every party has suspended it, itself or
    by the State that it continues, or one of two, does nobody apply it. Where two others are the
    two, whoever suspends it has nothing to suspend. `parties` tells who is one on that day; where
    not every act is on record (`is_covered` False) there may be others.
    """
    halted: dict[Hashable, Answer] = {}
    for one in suspensions:
        if one.toward is None or is_bilateral:
            answer = one.toward_all_on(day)
            halted[one.actor] = halted.get(one.actor, Answer.NO) | answer
            for heir, on in one.heirs:
                halted[heir] = halted.get(heir, Answer.NO) | answer & on.by(day)
    for actor in halted if is_bilateral else ():
        others = Count.of(is_party for other, is_party in parties.items() if other != actor)
        halted[actor] &= parties.get(actor, Answer.NO) | ~others.reaches(2)
    anybody = reduce(or_, halted.values(), Answer.NO)
    if is_bilateral or anybody is Answer.NO:
        return anybody
    everybody, some = Answer.YES if is_covered else Answer.NOT_KNOWN, Answer.NO
    for actor, is_party in parties.items():
        has_suspended = halted.get(actor, Answer.NO)
        everybody &= ~is_party | has_suspended
        some |= is_party & has_suspended
    return everybody & some


def _by(on: UncertainDate | None, day: date) -> Answer:
    return on.by(day) if on else Answer.NO


def _exists(day: date, made: list[UncertainDate | None]) -> Answer:
    """Tell whether any step in the making had been taken; nothing dated says nothing."""
    answers = [on.by(day) for on in made if on]
    for answer in (Answer.YES, Answer.NOT_KNOWN, Answer.NO):
        if answer in answers:
            return answer
    return Answer.NOT_KNOWN


def _step(kind: TreatyStatus, answer: Answer, on: UncertainDate | None) -> _Step:
    return _Step(kind, answer, Sentence(_GROUNDS[kind], (on,)) if on else None)


def _ended(answer: Answer, on: UncertainDate | None, ground: EndGround | str | None) -> _Step:
    superseded = ground in (EndGround.SUPERSEDED, EndGround.REPLACED_ON_RENEWAL)
    kind = TreatyStatus.SUPERSEDED if superseded else TreatyStatus.TERMINATED
    why = GROUNDS[EndGround(ground)] if ground else _("Terminated")
    return _Step(kind, answer, _("{ground}: ended {day:on}", why, on) if on else None)


def _strongest(steps: list[_Step], exists: Answer) -> Status:
    """Take the first certain step, unless a stronger one may have been taken."""
    possible: list[_Step] = []
    for step in steps:
        if step.answer == Answer.NO:
            continue
        possible.append(step)
        if step.answer == Answer.YES:
            break
    kinds = tuple(dict.fromkeys(step.kind for step in possible))
    if not possible:
        reason = _("No date is recorded")
        return Status(TreatyStatus.NOT_KNOWN, Answer.NOT_KNOWN, reason, (), exists)
    if len(kinds) == 1 and possible[-1].answer == Answer.YES:
        return Status(kinds[0], Answer.YES, possible[-1].reason, (), exists)
    first, *others = dict.fromkeys(step.reason for step in possible)
    for other in others:
        first = _("{one}; or {other}", first, other)
    reason = _("Not known: {reasons}", first)
    return Status(TreatyStatus.NOT_KNOWN, Answer.NOT_KNOWN, reason, kinds, exists)
