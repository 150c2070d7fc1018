"""How far ratification protocols are on a day: the clause, the acts and the steps at home."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Prefetch, Q, prefetch_related_objects

from registry.choices import ActionKind, Standing
from registry.dates import UncertainDate, dated
from registry.law.acts import Act, Continuation
from registry.law.clauses import SILENT, Clause, SetMember
from registry.law.progress import Progress, progress_on, what_if
from registry.law.standing import Spell
from registry.models import (
    DomesticStep,
    EntryIntoForceClause,
    EntryIntoForceCondition,
    Participation,
    RatificationProtocol,
    TreatyAction,
)
from registry.models.derivation import (
    ACT_COLUMNS,
    continuations,
    earliest_of,
    notice_of,
    read_clauses,
)
from registry.queries.composed import Question
from registry.queries.participants import SPELL, read_act, read_spell
from registry.queries.periods import known_end, may_have_come
from registry.queries.status import StatusOn, force_of, status_by


@dataclass(frozen=True, slots=True)
class ProtocolOn:
    """A protocol as at a day: its progress, and what its candidates did next.

    `spells` are those from which its status follows: who applies it provisionally and, where
    somebody has suspended it, who is a party.
    """

    protocol: RatificationProtocol
    clause: Clause
    progress: Progress
    acts: list[Act]
    spells: list[Spell]
    invited_on: UncertainDate | None
    joined_on: UncertainDate | None
    continuations: list[Continuation]

    def status(self) -> StatusOn:
        """Tell the status of the protocol, whose treaty was fetched with `force`."""
        return status_by(
            self.protocol.treaty,
            self.progress.day,
            spells=[self.spells],
            acts=self.acts,
            continued=self.continuations,
        )

    def suppose(self, actors: Iterable[int], on: date) -> Progress:
        """Tell the progress if these actors, by primary key, deposit on that day."""
        deposits = [
            Act(("supposed", actor), actor, ActionKind.ACCEPTANCE, UncertainDate(on.isoformat()))
            for actor in actors
        ]
        day = self.progress.day
        known, unknown = [], set()
        for link in self.continuations:
            if may_have_come(link.on, day):
                known.append(link)
            else:
                unknown.add(link.predecessor)
        clause = _known_clause(self.clause, day, unknown)
        notice = notice_of(self.protocol.treaty)
        return what_if(day, clause, self.acts, deposits, notice, known)

    def places(self) -> dict[int, int]:
        """Tell who is asked in the place of actors that another continues, by primary key."""
        progress = self.progress
        asked = {*progress.required, *progress.done_by, *progress.uncertain}
        heirs = {link.predecessor: link.successor for link in self.continuations}
        found = {}
        for actor in heirs:
            place = actor
            for _link in heirs:  # no chain is longer
                place = place if place in asked else heirs.get(place, place)
            if place in asked:
                found[actor] = place
        return found


def protocols_on(
    protocols: Collection[RatificationProtocol],
    day: date,
    organizations: frozenset[int] | None = None,
    continued: list[Continuation] | None = None,
) -> dict[int, ProtocolOn]:
    """Tell each protocol (fetched with its candidates) as at a day, in a few queries for all.

    `organizations` are those of integration and `continued` which States continue which, where
    they are known already.
    """
    continued = continuations() if continued is None else continued
    rows = _clause_rows(protocols)
    in_force_of = _in_force_of(rows)
    asked = in_force_of.keys()
    acts, halted = defaultdict(list), set()
    own = [protocol.treaty_id for protocol in protocols]
    for treaty, *row in _ACTS.rows(own) if own else ():
        act = read_act(row)
        acts[treaty].append(act)
        if act.kind == ActionKind.SUSPENSION:
            halted.add(treaty)
    spells = _spells(protocols, halted.union(asked), day)
    parties_of = defaultdict(tuple)
    for treaty, spell in spells:
        if spell.standing == Standing.PARTY:
            parties_of[treaty] += (SetMember(spell.actor, spell.begins, spell.until),)
    clauses = read_clauses(rows, parties_of, in_force_of, organizations)
    joined, own_spells = _known_spells(spells, protocols, day)
    told = {}
    for protocol in protocols:
        every = acts[protocol.treaty_id]
        known = [act for act in every if may_have_come(act.on, day)]
        clause = clauses.get(protocol.treaty_id, SILENT)
        progress = progress_on(
            day,
            clause,
            every,
            notice=notice_of(protocol.treaty),
            met_on=force_of(protocol.treaty).met_on,
            continuations=continued,
        )
        invitations = [act for act in known if act.kind == ActionKind.INVITATION]
        told[protocol.pk] = ProtocolOn(
            protocol,
            clause,
            progress,
            known,
            own_spells[protocol.treaty_id],
            invitations[0].on if invitations else None,
            earliest_of(
                joined[protocol.amends_id, actor.pk]
                for actor in protocol.candidates.all()
                if (protocol.amends_id, actor.pk) in joined
            ),
            continued,
        )
    return told


_ACTS = Question(
    lambda treaties: TreatyAction.objects.filter(treaty__pk__in=[treaties]).values_list(
        "treaty_id", *ACT_COLUMNS
    )
)
_DEPOSITS = Question(
    lambda treaty: TreatyAction.objects.filter(treaty=treaty).select_related("actor", "source")
)


def deposits(protocol: RatificationProtocol, day: date) -> list[TreatyAction]:
    """Fetch the acts under a protocol known by a day, with their actors and sources."""
    found = [
        act for act in _DEPOSITS.records(protocol.treaty_id) if may_have_come(act.deposited_on, day)
    ]
    for act in found:
        act.treaty = protocol.treaty
    return found


def steps_at_home(protocol: RatificationProtocol, day: date) -> dict[int, list[DomesticStep]]:
    """Fetch the domestic steps known by a day, by actor, in order."""
    steps = defaultdict(list)
    for step in protocol.treaty.domestic_steps.select_related("actor", "source"):
        if may_have_come(step.happened_on, day):
            steps[step.actor_id].append(step)
    return steps


def _clause_rows(
    protocols: Collection[RatificationProtocol],
) -> list[EntryIntoForceClause]:
    """Give the clauses of the protocols; what a page has fetched of them is not fetched again."""
    protocols = list(protocols)
    conditions = EntryIntoForceCondition.objects.select_related("other_treaty__force")
    prefetch_related_objects(
        protocols,
        "treaty__force",
        Prefetch("treaty__clause__conditions", conditions),
        "treaty__clause__conditions__listed_actors",
    )
    return [protocol.treaty.clause for protocol in protocols if hasattr(protocol.treaty, "clause")]


def _in_force_of(clauses: Iterable[EntryIntoForceClause]) -> dict[int, UncertainDate | None]:
    """Tell about which other treaties clauses ask, and since when these are in force."""
    return {
        condition.other_treaty_id: force_of(condition.other_treaty).in_force_on or None
        for clause in clauses
        for condition in clause.conditions.all()
        if condition.other_treaty_id
    }


def _spells(
    protocols: Iterable[RatificationProtocol], asked: Iterable[int], day: date
) -> list[tuple[int, Spell]]:
    """Fetch who is or was party to the treaties that are amended, asked about or suspended, and
    which protocols are applied provisionally, each with its treaty, in the order of their rows.

    An end that was not known by the day is left out.
    """
    amended = {protocol.amends_id for protocol in protocols}
    own = {protocol.treaty_id for protocol in protocols}
    found = []
    for treaty, told_on, *row in _SPELLS.rows(amended.union(asked), own) if own else ():
        spell = read_spell(row)
        known = known_end(spell.until, day, told_on=dated(told_on))
        found.append((treaty, spell._replace(until=known)))
    return found


_SPELLS = Question(
    lambda binding, own: (
        Participation.objects.filter(
            Q(standing=Standing.PARTY, treaty__pk__in=[binding])
            | Q(standing=Standing.PROVISIONAL, treaty__pk__in=[own])
        )
        .order_by("pk")
        .values_list("treaty_id", "ended_by__deposited_on", *SPELL)
    )
)


def _known_spells(
    spells: Iterable[tuple[int, Spell]], protocols: Iterable[RatificationProtocol], day: date
) -> tuple[dict[tuple[int, int], UncertainDate], dict[int, list[Spell]]]:
    """Tell since when, as known on a day, actors are party to the treaties that are amended.

    Beside it the spells, by protocol, under protocols themselves.
    """
    amended = {protocol.amends_id for protocol in protocols}
    own = {protocol.treaty_id for protocol in protocols}
    joined, own_spells = {}, defaultdict(list)
    for treaty, spell in spells:
        if not may_have_come(spell.begins, day):
            continue
        if spell.standing == Standing.PARTY and treaty in amended:
            joined[treaty, spell.actor] = spell.since
        if treaty in own:
            own_spells[treaty].append(spell)
    return joined, own_spells


def _known_clause(clause: Clause, day: date, unknown: Collection[int]) -> Clause:
    """Leave out the members of its sets that joined only after the day: nobody knew them yet.

    Nor did anybody know that others (`unknown`) would one day be continued.
    """
    return replace(
        clause,
        groups=tuple(
            tuple(
                replace(
                    condition,
                    members=tuple(
                        replace(one, until=None) if one.actor in unknown else one
                        for one in condition.members
                        if may_have_come(one.since, day)
                    ),
                )
                for condition in group
            )
            for group in clause.groups
        ),
    )
