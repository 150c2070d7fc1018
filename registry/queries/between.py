"""What the treaties are between two actors on a day: in force, modified, suspended, and why."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from django.db.models import Q, QuerySet

from registry.choices import CONSENTS, SUSPENDING, ActorKind, StatementKind
from registry.dates import Answer, earlier_of
from registry.law import statements as law
from registry.law.standing import Spell, StandingOn, standing_on
from registry.law.statements import (
    CONSENTED,
    Judgement,
    Modification,
    Reply,
    articles_modified,
    consented_on,
    in_force_between,
    reply_on,
)
from registry.law.suspensions import Suspension, suspensions
from registry.models import Actor, Participation, Statement, Treaty, TreatyAction
from registry.models.actors import language_now
from registry.models.base import soonest
from registry.models.derivation import act_of
from registry.models.participation import all_parties_told
from registry.queries.composed import Question
from registry.queries.kept import small
from registry.queries.names import DayNames, unmarked
from registry.queries.participants import spell_of
from registry.queries.reference import reference
from registry.queries.statements import statement_of
from registry.queries.status import force_of


class Side(NamedTuple):
    """One of the two as the law's sentences name it: by its name of the day."""

    key: int
    name: str

    def __str__(self):
        return self.name


@dataclass(frozen=True, slots=True)
class Reserved:
    """A reservation of one of the two, how the other answered it, and what it therefore changes."""

    statement: Statement
    by: Side
    to: Side
    reply: Reply
    objection: Statement | None
    modification: Modification | None


class Objected(NamedTuple):
    """An objection of one of the two to what the other declared."""

    statement: Statement
    by: Side
    to: Side


@dataclass(frozen=True, slots=True)
class Bond:
    """A treaty in which both take part or took part, as it stands between the two on the day.

    `standings` and `acts` (the act that each rests on) are in the order in which the two were
    named. `suspended` holds what may suspend it between them, with the act. `objections` are those
    of either to what the other declared, beside those that answer a reservation.
    """

    treaty: Treaty
    in_force: Judgement
    standings: tuple[StandingOn, StandingOn]
    acts: tuple[TreatyAction | None, TreatyAction | None]
    reservations: list[Reserved]
    objections: list[Objected]
    suspended: list[tuple[Suspension, TreatyAction]]


def bonds(a: Actor, b: Actor, names: DayNames) -> list[Bond]:
    """List the treaties that two actors have in common, by age; three queries, however many."""
    sides = _sides(a, b, names)
    rows = defaultdict(list)
    for row in _SPELLS.records(a.pk, b.pk, sides, names.day):
        rows[row.treaty].append(row)
    ceased = [sides[actor.pk] for actor in (a, b) if actor.existed(names.day) is Answer.NO]
    made, stopped = (_by_treaty(asked, rows, sides) for asked in (_STATEMENTS, _SUSPENDING))
    return [
        _bond(treaty, spells, made[treaty.pk], stopped[treaty.pk], sides, ceased, names)
        for treaty, spells in rows.items()
    ]


def companions(actor: Actor, day: date, revision: str | None = None) -> list[str]:
    """Name the States and organizations to which an actor may be compared on a day."""
    kinds = (ActorKind.STATE, ActorKind.ORGANIZATION, ActorKind.INTEGRATION_ORGANIZATION)
    known = reference(revision)

    def ask() -> list[Actor]:
        found = [one for one in known.actors.values() if one.kind in kinds]
        return sorted(found, key=lambda one: (unmarked(known.book.current_name(one)), one.slug))

    return [
        known.book.current_name(one)
        for one in small(revision, ("companions", language_now()), ask)
        if one.pk != actor.pk and one.existed(day) is not Answer.NO
    ]


def _sides(a: Actor, b: Actor, names: DayNames) -> dict[int, Side]:
    """Give the two sides, each also for the States that it is known to continue on the day.

    What these declared and suspended stands for whoever continues them.
    """
    sides = {actor.pk: Side(actor.pk, names.name(actor)) for actor in (a, b)}
    links = [
        link for link in names.reference.continuations if link.on.by(names.day) is not Answer.NO
    ]
    # As often as a chain may be long, since its links come in any order.
    for link in links * len(links):
        if link.successor in sides:
            sides.setdefault(link.predecessor, sides[link.successor])
    return sides


def _spells_of_both(a, b, sides, day) -> QuerySet[Participation]:
    """Select the spells begun by the day under the treaties in which both actors have some.

    Those of the States that they continue are among them.
    """
    spells = Participation.objects.begun(by=day).order_by()
    common = [Q(treaty__in=spells.filter(actor=actor).values("treaty")) for actor in (a, b)]
    return (
        spells.filter(*common, actor__pk__in=[sides])
        .select_related("treaty__force", "basis__source")
        .order_by(soonest("treaty__concluded"), "treaty__slug", "pk")
    )


_SPELLS = Question(_spells_of_both)
_STATEMENTS = Question(
    lambda treaties, sides: Statement.objects.filter(
        treaty__pk__in=[treaties], actor__pk__in=[sides]
    ).select_related("action", "source", "objects_to")
)
# What suspends between the two, or of one of them toward everybody.
_SUSPENDING = Question(
    lambda treaties, sides: (
        TreatyAction.objects.filter(
            Q(toward=None) | Q(toward__pk__in=[sides]),
            treaty__pk__in=[treaties],
            actor__pk__in=[sides],
            kind__in=SUSPENDING,
        )
        .select_related("source")
        .order_by("pk")
    )
)


def _by_treaty(
    question: Question, treaties: Iterable[Treaty], sides: Collection[int]
) -> dict[int, list]:
    found, keys = defaultdict(list), [treaty.pk for treaty in treaties]
    for row in question.records(keys, sides) if keys else ():
        found[row.treaty_id].append(row)
    return found


def _bond(
    treaty, rows, statements, acts, sides: dict[int, Side], ceased: list[Side], names: DayNames
) -> Bond:
    a, b = dict.fromkeys(sides.values())
    day, continued = names.day, names.reference.continuations
    own = [spell_of(row)._replace(actor=sides[row.actor_id]) for row in rows]
    # Of a State that one of them continues, only when it consented matters.
    spells = [
        spell
        for spell, row in zip(own, rows, strict=True)
        if row.actor_id == spell.actor.key or spell.standing in CONSENTED
    ]
    by_key = {row.pk: row for row in statements}
    told = [_stated(row, sides[row.actor_id], rows) for row in statements]
    found = _suspended(acts, rows, sides, continued)
    standings = tuple(standing_on(day, _of(side, spells)) for side in (a, b))
    reserved = list(_reservations(a, b, day, told, spells, by_key))
    answers = {one.objection.pk for one in reserved if one.objection}
    act_by_key = {act.pk: act for act in acts}
    return Bond(
        treaty,
        in_force_between(
            *(a, b, day, spells, told, found),
            is_complete=_is_complete(treaty, day),
            ceased=ceased,
        ),
        standings,
        tuple(_act(standing, rows) for standing in standings),
        reserved,
        [
            Objected(by_key[one.key], one.actor, sides[by_key[one.objects_to].actor_id])
            for one in told
            if one.objects_to in by_key and one.key not in answers and one.on(day) is not Answer.NO
        ],
        [
            (one, act_by_key[one.basis[0]])
            for one in found
            if one.toward_on(b if one.actor == a else a, day) is not Answer.NO
        ],
    )


def _reservations(
    a: Side,
    b: Side,
    day: date,
    told: list[law.Statement],
    spells: list[Spell],
    by_key: dict[int, Statement],
) -> Iterator[Reserved]:
    """Yield the reservations of either that stood on the day, those of the first first."""
    modified = {one.reservation: one for one in articles_modified(a, b, day, told, spells)}
    for reserving, other in ((a, b), (b, a)):
        for one in told:
            stood = one.on(day) is not Answer.NO
            if one.actor == reserving and one.kind == StatementKind.RESERVATION and stood:
                reply = reply_on(day, one, other, told, consented_on(other, one, spells))
                answer = reply.objection and by_key[reply.objection.key]
                change = modified.get(one.key)
                yield Reserved(by_key[one.key], reserving, other, reply, answer, change)


def _suspended(acts, rows, sides: dict[int, Side], continued) -> list[Suspension]:
    """List what either suspended, itself or by a State that it continues, as a side's."""
    found = suspensions(map(act_of, acts), continued, map(spell_of, rows)) if acts else []
    return [
        replace(
            one,
            actor=sides[one.actor],
            toward=sides.get(one.toward),
            resumed=tuple((sides[other], on) for other, on in one.resumed),
        )
        for one in found
    ]


def _stated(row: Statement, side: Side, rows: list[Participation]) -> law.Statement:
    """Read a statement as the law does: a reservation goes with the consent that it came with.

    It is made when consenting (VCLT art. 19). Whoever left and consents anew makes it again, or is
    bound without it.
    """
    stated = replace(statement_of(row), actor=side)
    consented = [
        one
        for one in rows
        if one.actor_id == side.key and one.standing in CONSENTED
        if one.basis_id and one.basis.kind in CONSENTS
    ]
    first = [one.begins for one in consented if one.basis_id == row.action_id]
    anew = [one.begins for one in consented if first and one.begins > max(first)]
    if row.kind != StatementKind.RESERVATION or not anew:
        return stated
    gone = earlier_of(stated.withdrawn_on, min(anew)) if stated.withdrawn_on else min(anew)
    return replace(stated, withdrawn_on=gone)


def _of(side: Side, spells) -> list:
    return [spell for spell in spells if spell.actor == side]


def _act(standing: StandingOn, rows) -> TreatyAction | None:
    keys = standing.spell.basis if standing.spell else ()
    return next((row.basis for row in rows if row.basis_id in keys), None)


def _is_complete(treaty: Treaty, day: date) -> bool:
    """Tell whether who is no party on record is none: nobody is before the entry into force, or
    once the treaty has ended."""
    ended_on = force_of(treaty).ended_on
    ended = ended_on.by(day) if ended_on else Answer.NO
    return ended is Answer.YES or all_parties_told(treaty, day)
