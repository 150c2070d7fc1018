"""What the treaties are between two actors on a day: in force, modified, suspended, and why."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
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
from registry.queries.cited import SourceRow
from registry.queries.composed import Question
from registry.queries.kept import small
from registry.queries.names import DayNames, unmarked
from registry.queries.participants import SPELL, read_spell
from registry.queries.reference import reference
from registry.queries.statements import statement_of


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


class Basis(NamedTuple):
    """What is told of the act that a spell rests on: its kind, and where it was read."""

    kind: str | None
    pinpoint: str | None
    source: SourceRow | None


@dataclass(frozen=True, slots=True)
class Bond:
    """A treaty in which both take part or took part, as it stands between the two on the day.

    `standings` and `acts` (what each rests on) are in the order in which the two were named.
    `suspended` holds what may suspend it between them, with the act. `objections` are those of
    either to what the other declared, beside those that answer a reservation.
    """

    treaty: Treaty
    in_force: Judgement
    standings: tuple[StandingOn, StandingOn]
    acts: tuple[Basis | None, Basis | None]
    reservations: list[Reserved]
    objections: list[Objected]
    suspended: list[tuple[Suspension, TreatyAction]]


class Bonds(Sequence[Bond]):
    """The treaties that two actors have in common: in force between them, not known, not in force.

    Those of one answer come by age. There may be thousands: each is judged (`answers`), and the
    rest of it found out when it is asked for. Four queries, however many there are.
    """

    ORDER = (Answer.YES, Answer.NOT_KNOWN, Answer.NO)

    def __init__(self, a: Actor, b: Actor, names: DayNames):
        sides = _sides(a, b, names)
        ceased = [sides[actor.pk] for actor in (a, b) if actor.existed(names.day) is Answer.NO]
        treaties = _TREATIES.records(a.pk, b.pk, names.day)
        keys = [treaty.pk for treaty in treaties]
        spells, statements, acts = defaultdict(list), defaultdict(list), defaultdict(list)
        for treaty, *row in _SPELLS.rows(a.pk, b.pk, sides, names.day) if keys else ():
            spells[treaty].append(_Held.read(row, sides))
        for question, found in ((_STATEMENTS, statements), (_SUSPENDING, acts)):
            for record in question.records(keys, sides) if keys else ():
                found[record.treaty_id].append(record)
        self._found = [
            _Common(
                *(treaty, spells[treaty.pk], statements[treaty.pk], acts[treaty.pk]),
                *(sides, ceased, names),
            )
            for treaty in treaties
        ]
        self._found.sort(key=lambda one: self.ORDER.index(one.in_force.answer))
        self.answers = [one.in_force.answer for one in self._found]

    def __len__(self):
        return len(self._found)

    def __getitem__(self, place):
        found = self._found[place]
        return [one.bond() for one in found] if isinstance(place, slice) else found.bond()


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


def _in_common(a, b, day) -> list[QuerySet]:
    """Select the treaties under which each of two actors has spells begun by the day."""
    spells = Participation.objects.begun(by=day).order_by()
    return [spells.filter(actor=actor).values("treaty") for actor in (a, b)]


def _treaties(a, b, day) -> QuerySet[Treaty]:
    one, other = _in_common(a, b, day)
    return (
        Treaty.objects.filter(Q(pk__in=one), Q(pk__in=other))
        .select_related("force")
        .only(
            *("slug", "title", "concluded_on", "coverage", "covered_until"),
            *(f"force__{name}" for name in ("in_force_on", "ended_on", "is_told")),
        )
        .order_by(soonest("concluded"), "slug")
    )


def _spells(a, b, sides, day) -> QuerySet[Participation]:
    """Select what the two have begun under these treaties, and the States that they continue."""
    one, other = _in_common(a, b, day)
    return (
        Participation.objects.begun(by=day)
        .filter(Q(treaty__in=one), Q(treaty__in=other), actor__pk__in=[sides])
        .order_by("pk")
        .values_list(
            *("treaty", *SPELL, "basis__kind", "basis__pinpoint"),
            *SourceRow.columns("basis__source"),
        )
    )


_TREATIES = Question(_treaties)
_SPELLS = Question(_spells)
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


class _Held(NamedTuple):
    """A spell of a side, as whose it counts, and of the actor (by key) whose own it is."""

    spell: Spell
    actor: int
    basis: Basis

    @classmethod
    def read(cls, row: Sequence, sides: dict[int, Side]) -> "_Held":
        spell = read_spell(row[: len(SPELL)])
        kind, pinpoint, *source = row[len(SPELL) :]
        basis = Basis(kind, pinpoint, SourceRow.read(source))
        return cls(spell._replace(actor=sides[spell.actor]), spell.actor, basis)


class _Common:
    """A treaty in common, with what is on record of the two under it."""

    def __init__(self, treaty, held, statements, acts, sides, ceased, names: DayNames):
        self.treaty, self.held, self.sides, self.day = treaty, held, sides, names.day
        self.a, self.b = dict.fromkeys(sides.values())
        # Of a State that one of them continues, only when it consented matters.
        self.spells = [
            one.spell
            for one in held
            if one.actor == one.spell.actor.key or one.spell.standing in CONSENTED
        ]
        self.statements = {row.pk: row for row in statements}
        self.told = [_stated(row, sides[row.actor_id], held) for row in statements]
        self.acts = {act.pk: act for act in acts}
        self.suspended = self._suspended(names.reference.continuations) if acts else []
        self.in_force = in_force_between(
            *(self.a, self.b, self.day, self.spells, self.told, self.suspended),
            is_complete=all_parties_told(treaty, self.day),
            ceased=ceased,
        )

    def _suspended(self, continued) -> list[Suspension]:
        """List what either suspended, itself or by a State that it continues, as a side's."""
        sides, spells = self.sides, [one.spell._replace(actor=one.actor) for one in self.held]
        return [
            replace(
                one,
                actor=sides[one.actor],
                toward=sides.get(one.toward),
                resumed=tuple((sides[other], on) for other, on in one.resumed),
            )
            for one in suspensions(map(act_of, self.acts.values()), continued, spells)
        ]

    def bond(self) -> Bond:
        a, b, day = self.a, self.b, self.day
        standings = tuple(
            standing_on(day, [spell for spell in self.spells if spell.actor == side])
            for side in (a, b)
        )
        reserved = list(_reservations(a, b, day, self.told, self.spells, self.statements))
        answers = {one.objection.pk for one in reserved if one.objection}
        return Bond(
            self.treaty,
            self.in_force,
            standings,
            tuple(map(self._basis, standings)),
            reserved,
            [
                Objected(
                    self.statements[one.key],
                    one.actor,
                    self.sides[self.statements[one.objects_to].actor_id],
                )
                for one in self.told
                if one.objects_to in self.statements
                and one.key not in answers
                and one.on(day) is not Answer.NO
            ],
            [
                (one, self.acts[one.basis[0]])
                for one in self.suspended
                if one.toward_on(b if one.actor == a else a, day) is not Answer.NO
            ],
        )

    def _basis(self, standing: StandingOn) -> Basis | None:
        keys = standing.spell.basis if standing.spell else ()
        return next((one.basis for one in self.held if keys and one.spell.basis == keys), None)


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


def _stated(row: Statement, side: Side, held: list[_Held]) -> law.Statement:
    """Read a statement as the law does: a reservation goes with the consent that it came with.

    It is made when consenting (VCLT art. 19). Whoever left and consents anew makes it again, or is
    bound without it.
    """
    stated = replace(statement_of(row), actor=side)
    consented = [
        one.spell
        for one in held
        if one.actor == side.key and one.spell.standing in CONSENTED and one.basis.kind in CONSENTS
    ]
    first = [spell.begins for spell in consented if spell.basis == (row.action_id,)]
    anew = [spell.begins for spell in consented if first and spell.begins > max(first)]
    if row.kind != StatementKind.RESERVATION or not anew:
        return stated
    gone = earlier_of(stated.withdrawn_on, min(anew)) if stated.withdrawn_on else min(anew)
    return replace(stated, withdrawn_on=gone)
