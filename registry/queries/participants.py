"""The chart of a treaty's participants as at a day, as the depositaries print it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from registry.choices import CONSENTS, SIGNATURES, Standing
from registry.dates import Answer, Count, UncertainDate
from registry.law.problems import Problem, contradictions
from registry.law.standing import Spell, StandingOn, standing_on, stands
from registry.law.territories import Reach, reach_on
from registry.models import Actor, NameBook, Participation, Source, Treaty, TreatyAction
from registry.models.derivation import act_of, continuations
from registry.models.participation import is_told
from registry.queries.names import unmarked
from registry.queries.status import StatusOn, status_by


@dataclass(slots=True)
class Participant:
    """One actor's line: what it did by the day, and where it stands on it."""

    actor: Actor
    name: str
    current_name: str
    standing: StandingOn
    signature: TreatyAction | None = None
    consent: TreatyAction | None = None
    spells: list[Spell] = field(default_factory=list)
    acts: list[TreatyAction] = field(default_factory=list)
    territories: list[tuple[Actor, str, Reach]] = field(default_factory=list)

    @property
    def since(self) -> UncertainDate | None:
        return self.standing.spell and self.standing.spell.since

    def until(self, day: date) -> UncertainDate | None:
        """Tell the end of the present spell, as far as the act that ends it was known."""
        spell = self.standing.spell
        if not spell or not spell.until:
            return None
        ended_by = [act for act in self.acts if act.pk in spell.ended_by]
        notified = ended_by[0].deposited_on if ended_by else spell.until
        return spell.until if notified and notified.by(day) is not Answer.NO else None

    @property
    def source(self) -> Source | None:
        act = self.consent or self.signature or (self.acts[0] if self.acts else None)
        return act.source if act else None


class Chart:
    """The participants of a treaty as at a day, by name, and the acts that are no one's line."""

    def __init__(self, treaty: Treaty, day: date, names: NameBook):
        self.day = day
        self.is_covered = treaty.is_covered(day)
        self.is_told = is_told(treaty)
        self.acts = [
            act
            for act in treaty.actions.select_related("actor", "toward", "depositary", "source")
            if not act.deposited_on or act.deposited_on.by(day) is not Answer.NO
        ]
        acts = defaultdict(list)
        for act in self.acts:
            acts[act.actor_id].append(act)
        rows = list(treaty.participations.begun(by=day).select_related("actor"))
        self.spells = spells = spells_of(rows)
        standing = {row.actor_id: row.actor for row in rows}
        lines = {
            own[0].actor: own
            for own in acts.values()
            if any(act.kind in SIGNATURES | CONSENTS for act in own)
        }
        lines |= self._continuing(standing, {actor.pk for actor in lines}, acts)
        self.participants = sorted(
            (
                _participant(actor, own, spells[actor.pk], day, names)
                for actor, own in lines.items()
            ),
            key=lambda line: (unmarked(line.name), line.actor.slug),
        )
        told = {line.signature for line in self.participants} | {
            line.consent for line in self.participants
        }
        self.other_acts = [act for act in self.acts if act not in told]

    def _continuing(self, standing, told, acts) -> dict[Actor, list[TreatyAction]]:
        """Give those that stand by another's acts alone, each with these and with its own."""
        by_key = {act.pk: act for act in self.acts}
        found = {}
        for actor in (standing[pk] for pk in standing.keys() - told):
            keys = dict.fromkeys(key for spell in self.spells[actor.pk] for key in spell.basis)
            resting = [by_key[key] for key in keys if by_key[key].actor_id != actor.pk]
            found[actor] = [*resting, *acts[actor.pk]]
        return found

    def parties(self) -> Count:
        count = self._counted(
            stands(self.day, line.spells, Standing.PARTY) for line in self.participants
        )
        return count if self.is_told else count.or_more()

    def status(self, treaty: Treaty) -> StatusOn:
        return status_by(treaty, self.day, spells=self.spells.values(), acts=map(act_of, self.acts))

    def signatures(self) -> Count:
        return self._counted(
            line.signature.deposited_on.by(self.day)
            if line.signature.deposited_on
            else Answer.NOT_KNOWN
            for line in self.participants
            if line.signature
        )

    def problems(self, depositaries: int) -> list[tuple[Problem, list[TreatyAction]]]:
        """List what contradicts itself in the acts, each with the acts concerned."""
        acts = {act.pk: act for act in self.acts}
        found = contradictions(
            map(act_of, self.acts),
            depositaries=max(depositaries, 1),
            is_complete=self.is_covered,
            continuations=continuations(),
        )
        return [(problem, [acts[key] for key in problem.keys]) for problem in found]

    def _counted(self, answers: Iterable[Answer]) -> Count:
        count = Count.of(answers)
        return count if self.is_covered else count.or_more()


def spells_of(rows: Iterable[Participation]) -> dict[int, list[Spell]]:
    """Read stored spells as the law does, by actor."""
    spells = defaultdict(list)
    for row in rows:
        spells[row.actor_id].append(spell_of(row))
    return spells


def spell_of(row: Participation) -> Spell:
    return Spell(
        actor=row.actor_id,
        standing=Standing(row.standing),
        since=row.since,
        begins=row.begins,
        until=row.until,
        basis=(row.basis_id,) if row.basis_id else (),
        ended_by=(row.ended_by_id,) if row.ended_by_id else (),
        reason=row.reason,
    )


def _participant(
    actor: Actor, acts: list[TreatyAction], spells: list[Spell], day: date, names: NameBook
) -> Participant:
    standing = standing_on(day, spells)
    signatures = [act for act in acts if act.kind in SIGNATURES and act.actor_id == actor.pk]
    consents = [act for act in acts if act.kind in CONSENTS]
    basis = {key for spell in spells for key in spell.basis}
    resting = [act for act in consents if act.pk in basis]
    named = {act.toward_id: act.toward for act in acts}
    return Participant(
        actor=actor,
        name=names.name(actor, day),
        current_name=names.current_name(actor),
        standing=standing,
        signature=signatures[0] if signatures else None,
        consent=(resting or consents)[-1] if consents else None,
        spells=spells,
        acts=acts,
        territories=[
            (named[reach.territory], names.name(named[reach.territory], day), reach)
            for reach in reach_on(day, map(act_of, acts), spells)
        ],
    )
