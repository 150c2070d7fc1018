"""How far ratification protocols are on a day: the clause, the acts and the steps at home."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date

from registry.choices import ActionKind, Standing
from registry.dates import Answer, UncertainDate
from registry.law.acts import Act
from registry.law.clauses import SILENT, Clause
from registry.law.progress import Progress, progress_on, what_if
from registry.models import (
    DomesticStep,
    Participation,
    RatificationProtocol,
    TreatyAction,
)
from registry.models.derivation import act_of, clauses_of, earliest_of
from registry.models.participation import sets_for


@dataclass(frozen=True, slots=True)
class ProtocolOn:
    """A protocol as at a day: its progress, and what its candidates did next."""

    protocol: RatificationProtocol
    clause: Clause
    progress: Progress
    acts: list[TreatyAction]
    invited_on: UncertainDate | None
    joined_on: UncertainDate | None

    def suppose(self, actors: Iterable[int], on: date) -> Progress:
        """Tell the progress if these actors, by primary key, deposit on that day."""
        deposits = [
            Act(("supposed", actor), actor, ActionKind.ACCEPTANCE, UncertainDate(on.isoformat()))
            for actor in actors
        ]
        day = self.progress.day
        return what_if(day, _known_clause(self.clause, day), map(act_of, self.acts), deposits)


def protocols_on(protocols: Collection[RatificationProtocol], day: date) -> dict[int, ProtocolOn]:
    """Tell each protocol (fetched with its candidates) as at a day, in a few queries for all."""
    treaty_ids = [protocol.treaty_id for protocol in protocols]
    clauses = clauses_of(treaty_ids, *sets_for(treaty_ids))
    acts = defaultdict(list)
    for act in TreatyAction.objects.filter(treaty__in=treaty_ids).select_related("actor", "source"):
        acts[act.treaty_id].append(act)
    joined = _accessions(protocols, day)
    told = {}
    for protocol in protocols:
        known = [act for act in acts[protocol.treaty_id] if _known(act.deposited_on, day)]
        clause = clauses.get(protocol.treaty_id, SILENT)
        progress = progress_on(day, clause, [act_of(act) for act in acts[protocol.treaty_id]])
        invitations = [act for act in known if act.kind == ActionKind.INVITATION]
        told[protocol.pk] = ProtocolOn(
            protocol,
            clause,
            progress,
            known,
            invitations[0].deposited_on if invitations else None,
            earliest_of(
                joined[protocol.amends_id, actor.pk]
                for actor in protocol.candidates.all()
                if (protocol.amends_id, actor.pk) in joined
            ),
        )
    return told


def steps_at_home(protocol: RatificationProtocol, day: date) -> dict[int, list[DomesticStep]]:
    """Fetch the domestic steps known by a day, by actor, in order."""
    steps = defaultdict(list)
    for step in protocol.treaty.domestic_steps.select_related("source"):
        if _known(step.happened_on, day):
            steps[step.actor_id].append(step)
    return steps


def _accessions(
    protocols: Iterable[RatificationProtocol], day: date
) -> dict[tuple[int, int], UncertainDate]:
    """Tell since when, as known on a day, actors are party to the treaties that are amended."""
    spells = Participation.objects.filter(
        treaty__in={protocol.amends_id for protocol in protocols}, standing=Standing.PARTY
    )
    return {(spell.treaty_id, spell.actor_id): spell.since for spell in spells.begun(by=day)}


def _known_clause(clause: Clause, day: date) -> Clause:
    """Leave out the members of its sets that joined only after the day: nobody knew them yet."""
    return replace(
        clause,
        groups=tuple(
            tuple(
                replace(
                    condition,
                    members=tuple(one for one in condition.members if _known(one.since, day)),
                )
                for condition in group
            )
            for group in clause.groups
        ),
    )


def _known(on: UncertainDate | None, day: date) -> bool:
    return on is None or on.by(day) is not Answer.NO
