"""What may be said of a treaty as a whole on a day."""

from datetime import date
from typing import NamedTuple

from registry.choices import EndGround, TreatyStatus
from registry.dates import Answer, UncertainDate
from registry.law import words
from registry.law.acts import UNKNOWN_DAY

_LASTS = {TreatyStatus.IN_FORCE: "In force", TreatyStatus.OPEN: "Open for signature"}
_HAPPENED = {
    TreatyStatus.PENDING: "Conditions for entry into force met",
    TreatyStatus.SIGNED: "Signed",
    TreatyStatus.ADOPTED: "Adopted",
}


class Status(NamedTuple):
    """The status of a treaty on a day.

    `kind` is None before the treaty exists, and NOT_KNOWN where the dates leave several open:
    `possible` names them, strongest first. `exists` tells whether there was a text at all.
    `answer` is yes where the kind is certain.
    """

    kind: TreatyStatus | None
    answer: Answer
    reason: str
    possible: tuple[TreatyStatus, ...] = ()
    exists: Answer = Answer.YES


class _Step(NamedTuple):
    kind: TreatyStatus
    answer: Answer
    reason: str


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
    "ended" on any day.
    """
    if end_ground and ended_on is None:
        ended_on = UNKNOWN_DAY
    made = [adopted_on, concluded_on, signature_opens_on, signed, in_force_on]
    exists = _exists(day, made)
    if exists == Answer.NO:
        first = min(filter(None, made))
        reason = f"Not yet adopted: the first step is dated {first.in_words()}"
        return Status(None, Answer.NO, reason, exists=exists)

    in_force = _by(in_force_on, day)
    ended = _by(ended_on, day)
    is_open = _by(signature_opens_on, day) & ~_by(signature_closes_on, day)
    steps = [
        _ended(ended, ended_on, end_ground),
        _Step(TreatyStatus.SUSPENDED, in_force & suspended, "Operation suspended (VCLT art. 57)"),
        _step(TreatyStatus.IN_FORCE, in_force, in_force_on),
        _Step(TreatyStatus.PROVISIONAL, provisional, "Provisionally applied (VCLT art. 25)"),
        _step(TreatyStatus.PENDING, _by(met_on, day), met_on),
        _step(TreatyStatus.SIGNED, _by(signed, day), signed),
        _step(TreatyStatus.SIGNED, _by(concluded_on, day), concluded_on),
        _step(TreatyStatus.OPEN, is_open, signature_opens_on),
        _step(TreatyStatus.ADOPTED, _by(adopted_on, day), adopted_on),
        _step(TreatyStatus.ADOPTED, _by(signature_opens_on, day), signature_opens_on),
    ]
    return _strongest(steps, exists)


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
    if on is None:
        return _Step(kind, answer, "")
    if kind in _LASTS:
        return _Step(kind, answer, f"{_LASTS[kind]} {words.since(on)}")
    return _Step(kind, answer, f"{_HAPPENED[kind]} {words.on(on)}")


def _ended(answer: Answer, on: UncertainDate | None, ground: EndGround | str | None) -> _Step:
    superseded = ground in (EndGround.SUPERSEDED, EndGround.REPLACED_ON_RENEWAL)
    kind = TreatyStatus.SUPERSEDED if superseded else TreatyStatus.TERMINATED
    why = EndGround(ground).label if ground else "Ended"
    return _Step(kind, answer, f"{why}: ended {words.on(on)}" if on else "")


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
        return Status(TreatyStatus.NOT_KNOWN, Answer.NOT_KNOWN, "No date is recorded", (), exists)
    if len(kinds) == 1 and possible[-1].answer == Answer.YES:
        return Status(kinds[0], Answer.YES, possible[-1].reason, (), exists)
    reason = f"Not known: {'; or '.join(step.reason for step in possible)}"
    return Status(TreatyStatus.NOT_KNOWN, Answer.NOT_KNOWN, reason, kinds, exists)
