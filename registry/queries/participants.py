"""The chart of a treaty's participants as at a day, as the depositaries print it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from registry.choices import CONSENTS, SIGNATURES, SUSPENDING, ActionKind, ActorKind, Standing
from registry.dates import Answer, Count, UncertainDate, dated
from registry.law.acts import Act, by_actor, taken_over
from registry.law.gone import no_standing
from registry.law.problems import Problem, contradictions
from registry.law.standing import Spell, StandingOn, standing_on, stands
from registry.law.territories import TERRITORIAL, Reach, reach_on
from registry.models import Actor, NameBook, Participation, Statement, Treaty, TreatyAction
from registry.models.derivation import notice_of
from registry.models.participation import all_parties_told
from registry.models.phases import known_in_force_on
from registry.models.sources import KEY_SEPARATOR
from registry.queries.claims import Key
from registry.queries.composed import Question
from registry.queries.names import unmarked
from registry.queries.periods import may_have_come, spell_end
from registry.queries.reference import reference
from registry.queries.statements import StatementRow
from registry.queries.status import StatusOn, force_of, status_by
from registry.sentences import Sentence

JOINING = SIGNATURES | CONSENTS
STANDINGS = {standing.value: standing for standing in Standing}
KINDS = {kind.value: kind for kind in ActionKind}


class ActRow(NamedTuple):
    """An act as its row tells it; what it names is known by key."""

    pk: int
    actor_id: int
    kind: str
    deposited_on: UncertainDate | None
    effective_on: UncertainDate | None
    toward_id: int | None
    refers_to_id: int | None
    number: int
    remark: str
    source_id: int | None
    pinpoint: str

    @classmethod
    def read(cls, row: tuple) -> "ActRow":
        return cls(*row[:3], dated(row[3]), dated(row[4]), *row[5:])

    @property
    def in_law(self) -> Act:
        """Give the act as the law reads it."""
        pk, actor, kind, *rest = self[:7]
        return Act(pk, actor, KINDS[kind], *rest)


_ACTS = Question(
    lambda treaty: TreatyAction.objects.filter(treaty=treaty).values_list(*ActRow._fields)
)
# What the law reads of a spell, as its row is stored.
SPELL = ("actor_id", "standing", "since", "begins", "until", "basis_id", "ended_by_id", "reason")
_SPELLS = Question(
    lambda treaty, day: (
        Participation.objects.begun(by=day).filter(treaty=treaty).order_by("pk").values_list(*SPELL)
    )
)


@dataclass(slots=True)
class Participant:
    """One actor's line: what it did by the day, and where it stands on it."""

    actor: Actor
    name: str
    current_name: str
    standing: StandingOn
    signature: ActRow | None = None
    consent: ActRow | None = None
    spells: list[Spell] = field(default_factory=list)
    acts: list[ActRow] = field(default_factory=list)
    gone: Sentence | str = ""
    territories: list[tuple[Actor, str, Reach]] = field(default_factory=list)

    @property
    def as_party(self) -> Spell | None:
        """Give the last spell as a party."""
        for spell in reversed(self.spells):
            if spell.standing == Standing.PARTY:
                return spell
        return None

    @property
    def source_id(self) -> int | None:
        act = self.consent or self.signature or (self.acts[0] if self.acts else None)
        return act.source_id if act else None


class Chart:
    """The participants of a treaty as at a day, by name, and the acts that are no one's line."""

    def __init__(self, treaty: Treaty, day: date, names: NameBook, revision: str | None = None):
        self.slug = treaty.slug
        self.day = day
        self.revision = revision
        self.is_covered = treaty.is_covered(day)
        self.has_all_parties = all_parties_told(treaty, day)
        force = force_of(treaty)
        self.in_force_on, self.ended_on = known_in_force_on(force, day), force.ended_on
        self.notice = notice_of(treaty)
        self.actors = reference(revision).actors
        every = list(map(ActRow.read, _ACTS.rows(treaty.pk)))
        self.acts = [act for act in every if may_have_come(act.deposited_on, day)]
        self.is_whole = len(self.acts) == len(every)
        self.by_key = {act.pk: act for act in self.acts}
        acts, joining, about = defaultdict(list), set(), []
        for act in self.acts:
            acts[act.actor_id].append(act)
            if act.kind in JOINING:
                joining.add(act.actor_id)
            elif act.kind in TERRITORIAL:
                about.append(act.in_law)
        self.about_territories = self._about_territories(about) if about else {}
        self.spells, self.bases, self.over = _spells(treaty, day)
        lines = {actor: acts[actor] for actor in joining}
        lines |= self._continuing(self.bases.keys() - lines.keys(), acts)
        self.participants = sorted(
            (
                self._participant(self.actors[actor], own, self.spells.get(actor, []), names)
                for actor, own in lines.items()
            ),
            key=lambda line: (unmarked(line.name), line.actor.slug),
        )
        told = {
            act.pk for line in self.participants for act in (line.signature, line.consent) if act
        }
        self.other_acts = [act for act in self.acts if act.pk not in told]

    def _continuing(self, actors, acts) -> dict[int, list[ActRow]]:
        """Give those that stand by another's acts alone, each with these and with its own."""
        found = {}
        for actor in actors:
            resting = [self.by_key[key] for key in dict.fromkeys(self.bases[actor])]
            resting = [act for act in resting if act.actor_id != actor]
            found[actor] = [*resting, *acts.get(actor, [])]
        return found

    def _about_territories(self, about: list[Act]) -> dict[int, list[Act]]:
        """Give by actor the acts that speak of territories; those of whom it continues are its."""
        links = [
            link
            for link in reference(self.revision).continuations
            if link.on.by(self.day) is not Answer.NO
        ]
        return by_actor([*about, *taken_over(about, links)])

    def _participant(
        self, actor: Actor, acts: list[ActRow], spells: list[Spell], names: NameBook
    ) -> Participant:
        signature, consents = None, []
        for act in acts:
            if act.kind in SIGNATURES and signature is None and act.actor_id == actor.pk:
                signature = act
            if act.kind in CONSENTS:
                consents.append(act)
        about = self.about_territories.get(actor.pk)
        if len(consents) > 1:
            basis = self.bases.get(actor.pk, ())
            consents = [act for act in consents if act.pk in basis] or consents
        standing = standing_on(self.day, spells)
        return Participant(
            actor,
            names.name(actor, self.day),
            names.current_name(actor),
            standing,
            signature,
            consents[-1] if consents else None,
            spells,
            acts,
            self._gone(actor) if standing.is_none else "",
            self._territories(about, spells, names) if about else [],
        )

    def _gone(self, actor: Actor) -> Sentence:
        """Say why an actor has no standing on the day."""
        end, ended_by = self.over.get(actor.pk, ("", None))
        by = self.by_key.get(ended_by)
        return no_standing(
            dated(end),
            by and by.in_law,
            ceased_on=actor.until if actor.kind == ActorKind.STATE else None,
            continued_on=next(
                (
                    link.on
                    for link in reference(self.revision).continuations
                    if link.predecessor == actor.pk
                ),
                None,
            ),
        )

    def _territories(self, about, spells, names: NameBook) -> list[tuple[Actor, str, Reach]]:
        found = []
        for reach in reach_on(self.day, about, spells):
            territory = self.actors[reach.territory]
            found.append((territory, names.name(territory, self.day), reach))
        return found

    def until(self, line: Participant) -> UncertainDate | None:
        """Tell the end of the present spell as far as it was known; `spell_end` says how far."""
        spell = line.standing.spell
        if not spell or not spell.until:
            return None
        by = next((self.by_key[key] for key in spell.ended_by if key in self.by_key), None)
        return spell_end(spell.until, self.day, by=by, in_force_on=self.in_force_on)

    def ended_by(self, on: UncertainDate | None) -> ActRow | None:
        """Give the act that ended the treaty for its parties then, if an act did."""
        keys = (
            key
            for spells in self.spells.values()
            for spell in spells
            if spell.until == on
            for key in spell.ended_by
        )
        return next((self.by_key[key] for key in keys if key in self.by_key), None)

    def claim_key(self, row: ActRow | StatementRow) -> Key:
        """Name an act or a statement as claims name it."""
        model = TreatyAction if isinstance(row, ActRow) else Statement
        parts = (self.slug, self.actors[row.actor_id].slug, row.kind, str(row.number))
        return model._meta.model_name, KEY_SEPARATOR.join(parts)

    def parties(self) -> Count:
        count = Count.of(
            stands(self.day, line.spells, Standing.PARTY) for line in self.participants
        )
        return count if self.has_all_parties else count.or_more()

    def status(self, treaty: Treaty) -> StatusOn:
        return status_by(
            treaty,
            self.day,
            spells=self.spells.values(),
            acts=(act.in_law for act in self.acts if act.kind in SUSPENDING),
            continued=reference(self.revision).continuations,
        )

    def signatures(self) -> Count:
        signed: dict[int, Answer] = {}
        for act in self.acts:
            if act.kind in SIGNATURES:
                on = act.deposited_on
                answer = on.by(self.day) if on else Answer.NOT_KNOWN
                signed[act.actor_id] = signed.get(act.actor_id, Answer.NO) | answer
        count = Count.of(signed.values())
        return count if self.is_covered else count.or_more()

    def problems(
        self, depositaries: int, contradicted: Collection[int]
    ) -> list[tuple[Problem, list[ActRow]]]:
        """List what contradicts itself in the acts, each with the acts concerned.

        `contradicted` are the actors in whose acts something was found when they were last
        changed: where all of the acts were known by the day, nobody else need be looked at but who
        took over from them.
        """
        of, continued = None, reference(self.revision).continuations
        if self.is_whole:
            if not contradicted:
                return []
            of = {*contradicted, *(one.successor for one in continued)}
        found = contradictions(
            [act.in_law for act in self.acts],
            depositaries=max(depositaries, 1),
            is_complete=self.is_covered,
            continuations=continued,
            of=of,
            notice=self.notice,
            ended_on=self.ended_on,
        )
        return [(problem, [self.by_key[key] for key in problem.keys]) for problem in found]


def _spells(
    treaty: Treaty, day: date
) -> tuple[dict[int, list[Spell]], dict[int, list[int]], dict[int, tuple]]:
    """Fetch the spells that may have begun by the day, and the acts on which they rest, by actor.

    Of those that are certainly over, only an actor's as a party are given, and of its last one the
    end with the act that ended it: nothing else tells of them.
    """
    spells, bases, over = defaultdict(list), defaultdict(list), {}
    for row in _SPELLS.rows(treaty.pk, day):
        actor, standing, _since, _begins, until, basis, ended_by, _reason = row
        bases[actor] += [basis] if basis else []
        end = dated(until)
        is_over = end and end.latest and end.latest <= day
        if is_over:
            over[actor] = until, ended_by
        if standing == Standing.PARTY or not is_over:
            spells[actor].append(read_spell(row))
    return dict(spells), dict(bases), over


def read_act(row: Sequence) -> Act:
    """Read the columns `ACT_COLUMNS` of a row as the law does."""
    pk, actor, kind, on, effective_on, toward, refers_to = row
    return Act(pk, actor, KINDS[kind], dated(on), dated(effective_on), toward, refers_to)


def read_spell(row: Sequence) -> Spell:
    """Read the columns `SPELL` of a row as the law does."""
    actor, standing, since, begins, until, basis, ended_by, reason = row
    return Spell(
        actor,
        STANDINGS[standing],
        dated(since),
        dated(begins),
        dated(until),
        (basis,) if basis else (),
        (ended_by,) if ended_by else (),
        Sentence.read(reason),
    )


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
