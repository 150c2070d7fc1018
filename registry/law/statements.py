"""Reservations, objections, and what holds between two parties (VCLT arts. 19 to 23).

Sentences name an actor as `str` writes it: whoever wants names in them passes actors that say
theirs.
"""

from collections.abc import Collection, Hashable, Iterable
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import NamedTuple

from registry.choices import DelayKind, Standing, StatementKind
from registry.dates import Answer, UncertainDate, later_of
from registry.law.acts import UNKNOWN_DAY
from registry.law.delays import Delay
from registry.law.standing import Spell, standing_on, stands
from registry.law.suspensions import Suspension
from registry.law.words import joined, listed
from registry.sentences import Sentence
from registry.sentences import gettext_lazy as _

TWELVE_MONTHS = Delay(DelayKind.MONTHS, 12)
CONSENTED = (Standing.CONTRACTING, Standing.PARTY)


@dataclass(frozen=True, slots=True)
class Statement:
    """What an actor declared about the treaty. `objects_to` is the key of a reservation."""

    key: Hashable
    actor: Hashable
    kind: StatementKind
    made_on: UncertainDate | None = None
    articles: tuple[str, ...] = ()
    objects_to: Hashable | None = None
    opposes_entry_into_force: bool = False
    withdrawn_on: UncertainDate | None = None

    @property
    def day(self) -> UncertainDate:
        return self.made_on or UNKNOWN_DAY

    def on(self, day: date) -> Answer:
        """Tell whether the statement stood on a day: made, and not withdrawn."""
        gone = self.withdrawn_on.by(day) if self.withdrawn_on else Answer.NO
        return self.day.by(day) & ~gone


class Response(Enum):
    """How one actor answered another's reservation (VCLT arts. 20(4), 20(5) and 21(3))."""

    OPPOSED = "objected and opposed entry into force"
    OBJECTED = "objected"
    ACCEPTED = "accepted"
    PENDING = "may still object"


class Judgement(NamedTuple):
    """An answer, its reason in words, and the keys of the acts and statements it rests on."""

    answer: Answer
    reason: Sentence | str
    keys: tuple[Hashable, ...] = ()


class Modification(NamedTuple):
    """What a reservation does to the treaty between two parties.

    The articles are modified as the reservation says (VCLT art. 21(1)) or, where the other
    objected, do not apply to its extent (art. 21(3)). `answer` tells whether that is certain.
    """

    articles: tuple[str, ...]
    is_excluded: bool
    answer: Answer
    reservation: Hashable
    objection: Hashable | None

    def in_words(self) -> Sentence:
        what = listed(self.articles) or _("What it speaks of")
        if self.is_excluded:
            return _("{what}: not applied to the extent of the reservation (VCLT art. 21(3))", what)
        return _("{what}: modified as reserved (VCLT art. 21(1))", what)


def window_closes(notified: UncertainDate, consented: UncertainDate | None = None) -> UncertainDate:
    """Tell the last day to object: twelve months after notice, or the consent to be bound if later.

    VCLT art. 20(5). Bounds follow from those of the two dates.
    """
    closes = TWELVE_MONTHS.after_uncertain(notified)
    return later_of(closes, consented) if consented else closes


class Reply(NamedTuple):
    """How an actor had answered a reservation by a day, and whether that is certain.

    `closes_on` is the last day on which it could object, or can.
    """

    response: Response
    answer: Answer
    closes_on: UncertainDate
    objection: Statement | None = None


def reply_on(
    day: date,
    reservation: Statement,
    actor: Hashable,
    statements: Iterable[Statement],
    consented: UncertainDate | None = None,
) -> Reply:
    """Tell how an actor had answered a reservation by a day; silence for twelve months accepts it.

    `consented` is when that actor consented to be bound. An objection made after the window counts
    as none; one whose day is in doubt counts, since the depositary circulated it as an objection.
    """
    closes = window_closes(reservation.day, consented)
    found = []
    for statement in sorted(statements, key=lambda one: (one.day, repr(one.key))):
        own = statement.actor == actor and statement.objects_to == reservation.key
        if own and statement.kind == StatementKind.OBJECTION:
            answer = statement.on(day)
            late = (
                closes.latest and statement.day.earliest and statement.day.earliest > closes.latest
            )
            if answer != Answer.NO and not late:
                opposes = statement.opposes_entry_into_force
                response = Response.OPPOSED if opposes else Response.OBJECTED
                found.append(Reply(response, answer, closes, statement))
    if found:
        # What opposes counts before what does not, for as long as it may: then nobody knows.
        return min(
            found,
            key=lambda one: (one.response == Response.OBJECTED, one.answer == Answer.NOT_KNOWN),
        )
    # The last day of the window is still a day to object.
    if closes.latest and closes.latest < day:
        return Reply(Response.ACCEPTED, Answer.YES, closes)
    return Reply(Response.PENDING, Answer.NOT_KNOWN, closes)


def in_force_between(
    a: Hashable,
    b: Hashable,
    day: date,
    spells: Iterable[Spell],
    statements: Iterable[Statement] = (),
    suspensions: Iterable[Suspension] = (),
    *,
    is_complete: bool = True,
    ceased: Collection[Hashable] = (),
) -> Judgement:
    """Tell whether the treaty is in operation between two actors on a day, and why.

    Both must be parties. An objection that opposes entry into force keeps it from the two
    (VCLT art. 20(4)(b)), and a suspension from operating, though both remain parties. While the
    other may still object to a reservation the answer is not known, unless another objection
    already says no. Where not every act is on record (`is_complete` False), whoever is not known to
    be a party may be one, but for those that have `ceased` to exist.
    """
    spells, statements = list(spells), list(statements)
    parties = [
        _party(
            actor,
            day,
            [spell for spell in spells if spell.actor == actor],
            is_complete or actor in ceased,
        )
        for actor in (a, b)
    ]
    findings = [
        *parties,
        *_suspended(a, b, day, suspensions),
        *_opposed(a, b, day, spells, statements),
        *_opposed(b, a, day, spells, statements),
    ]
    for answer in (Answer.NO, Answer.NOT_KNOWN):
        decisive = [finding for finding in findings if finding.answer == answer]
        if decisive:
            reason = joined([finding.reason for finding in decisive])
            return Judgement(answer, reason, _keys(decisive))
    both = zip((a, b), parties, strict=True)
    reason = joined([_("{actor}: {reason}", actor, own.reason) for actor, own in both])
    return Judgement(Answer.YES, reason, _keys(parties))


def _keys(findings: Iterable[Judgement]) -> tuple[Hashable, ...]:
    return tuple(dict.fromkeys(key for finding in findings for key in finding.keys))


def _party(actor, day: date, own: list[Spell], is_complete: bool) -> Judgement:
    answer = stands(day, own, Standing.PARTY)
    held = [
        spell for spell in own if spell.standing == Standing.PARTY and spell.on(day) != Answer.NO
    ]
    keys = tuple(key for spell in held for key in spell.basis)
    stands_so = standing_on(day, own).reason
    if answer == Answer.YES:
        return Judgement(answer, stands_so, keys)
    if answer == Answer.NOT_KNOWN:
        reason = _("Whether {actor} is a party is not known", actor)
    elif not is_complete:
        answer = Answer.NOT_KNOWN
        reason = _("{actor} is not known to be a party, and not every act is on record", actor)
    else:
        reason = _("{actor} is not a party", actor)
    if stands_so:
        reason = _("{reason}: {why}", reason, stands_so)
    return Judgement(answer, reason, keys)


def _suspended(a, b, day: date, suspensions: Iterable[Suspension]) -> list[Judgement]:
    findings = []
    for suspension in suspensions:
        if (suspension.actor, suspension.toward) in ((a, b), (b, a), (a, None), (b, None)):
            actor, toward, since = suspension.actor, suspension.toward, suspension.since
            answer = ~suspension.toward_on(b if actor == a else a, day)
            if toward:
                reason = _(
                    "{actor} suspended its operation toward {toward} {day:since}",
                    *(actor, toward, since),
                )
            else:
                reason = _("{actor} suspended its operation {day:since}", actor, since)
            findings.append(Judgement(answer, reason, suspension.basis))
    return findings


def _reservations(actor, day: date, statements: list[Statement]) -> list[Statement]:
    return sorted(
        (
            statement
            for statement in statements
            if statement.actor == actor
            and statement.kind == StatementKind.RESERVATION
            and statement.on(day) != Answer.NO
        ),
        key=lambda statement: (statement.day, repr(statement.key)),
    )


def consented_on(
    actor: Hashable, reservation: Statement, spells: Iterable[Spell]
) -> UncertainDate | None:
    """Tell when an actor consented that could answer a reservation: from then on it was contracting
    or a party.

    Of several consents it is the first that it did not leave before the twelve months were over
    (VCLT art. 20(5)): whoever stayed has accepted by silence, and whoever came back may object to
    what was reserved meanwhile until it consents anew.
    """
    closes = window_closes(reservation.day).earliest or date.min
    consents: dict[Hashable, list[Spell]] = {}
    for spell in spells:
        if spell.actor == actor and spell.standing in CONSENTED:
            consents.setdefault(spell.basis, []).append(spell)
    days = [
        min(spell.begins for spell in own)
        for own in consents.values()
        if any(not spell.until or (spell.until.latest or date.max) > closes for spell in own)
    ]
    return min(days, default=None)


def _opposed(reserving, other, day: date, spells, statements) -> list[Judgement]:
    """Say what the other's answers to one actor's reservations do to the relation of the two."""
    findings = []
    for reservation in _reservations(reserving, day, statements):
        consented = consented_on(other, reservation, spells)
        reply = reply_on(day, reservation, other, statements, consented)
        if reply.response == Response.OPPOSED:
            answer = ~(reply.answer & reservation.on(day))
            reason = _(
                "{other} objected to the reservation of {reserving} and opposed the entry into "
                "force between the two (VCLT art. 20(4)(b))",
                *(other, reserving),
            )
            findings.append(Judgement(answer, reason, (reservation.key, reply.objection.key)))
        elif reply.response == Response.PENDING:
            reason = _(
                "{other} may object to the reservation of {reserving}; the twelve months "
                "(VCLT art. 20(5)) end {day:on}",
                *(other, reserving, reply.closes_on),
            )
            findings.append(Judgement(Answer.NOT_KNOWN, reason, (reservation.key,)))
    return findings


def articles_modified(
    a: Hashable,
    b: Hashable,
    day: date,
    statements: Iterable[Statement],
    spells: Iterable[Spell] = (),
) -> list[Modification]:
    """List what the reservations of either change between the two on a day (VCLT art. 21).

    A reservation that the other opposed changes nothing: the treaty is not in force between them.
    """
    statements, spells = list(statements), list(spells)
    found = []
    for reserving, other in ((a, b), (b, a)):
        for reservation in _reservations(reserving, day, statements):
            consented = consented_on(other, reservation, spells)
            reply = reply_on(day, reservation, other, statements, consented)
            if reply.response != Response.OPPOSED:
                objection = reply.objection
                found.append(
                    Modification(
                        reservation.articles,
                        reply.response == Response.OBJECTED,
                        reservation.on(day) & reply.answer,
                        reservation.key,
                        objection and objection.key,
                    )
                )
    return found
