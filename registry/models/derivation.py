"""From stored rows to the law and back: what follows from a treaty's acts and its clause."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from fractions import Fraction
from functools import reduce
from typing import NamedTuple

from django.db.models import Count

from registry.choices import (
    SIGNATURES,
    ActionKind,
    ActorKind,
    ActorSet,
    ConditionKind,
    Coverage,
    DelayKind,
    Standing,
    SuccessionKind,
    TreatyForm,
)
from registry.dates import UncertainDate, earlier_of, later_of
from registry.law.acts import UNKNOWN_DAY, Act, Continuation
from registry.law.bilateral import ends_of_two
from registry.law.clauses import (
    Clause,
    Condition,
    Delay,
    Force,
    JoinerRule,
    SetMember,
    entry_into_force,
    met_as_stated,
    silent,
)
from registry.law.ends import End, ends_for_all
from registry.law.problems import Problem, contradictions, disagreement
from registry.law.standing import Spell, spells
from registry.models.actions import TreatyAction
from registry.models.actors import Actor, Succession
from registry.models.clauses import EntryIntoForceClause, EntryIntoForceCondition
from registry.models.read import READ_OF_TREATIES
from registry.models.treaties import Treaty

# What a clause may ask about other treaties: who is party to them, and since when in force.
PartiesOf = Mapping[int, tuple[SetMember, ...]]
InForceOf = Mapping[int, UncertainDate | None]


class Derived(NamedTuple):
    """What follows for one treaty: its force and its end, everyone's spells, what contradicts."""

    signed_on: UncertainDate | None
    force: Force | None
    in_force_on: UncertainDate | None
    ended_on: UncertainDate | None
    is_told: bool
    spells: list[Spell]
    problems: list[Problem]


class Brief(NamedTuple):
    """A treaty as the law sees it: its acts, its clause, its stated dates, its notice period.

    `depositaries` tells with how many an actor may deposit one instrument each.
    """

    treaty: Treaty
    acts: list[Act]
    clause: Clause | None
    notice: Delay | None
    ceased_on: Mapping[int, UncertainDate]
    succeeded_on: Mapping[int, UncertainDate]
    depositaries: int
    continuations: list[Continuation]

    def derive(self) -> Derived:
        """Derive what follows; an entry into force that the depositary states wins."""
        force = None
        if self.clause:
            given = self.acts, self.notice, self.continuations
            force = entry_into_force(self.clause, *given)
        if force:
            force = met_as_stated(self.clause, force, self.treaty.stated_in_force_on)
        in_force_on = self.treaty.stated_in_force_on or (force.on if force else None)
        signed = [act.day for act in self.acts if act.kind in SIGNATURES]
        found = self._spells(force, in_force_on)
        ends = ends_for_all(self.acts, self.treaty.ended_on)
        if self.treaty.form == TreatyForm.BILATERAL and not ends:
            ends = ends_of_two(found, self.acts)
            found = self._spells(force, in_force_on, ends) if ends else found
        ended_on = earliest_of(end.on for end in ends)
        return Derived(
            earliest_of(signed),
            force,
            in_force_on,
            ended_on,
            bool(in_force_on or (self.clause and self.treaty.coverage == Coverage.COMPLETE)),
            found,
            self._problems(force, ended_on),
        )

    def _spells(
        self, force: Force | None, in_force_on: UncertainDate | None, ends: Iterable[End] = ()
    ) -> list[Spell]:
        return spells(
            self.acts,
            self.clause,
            force=force,
            in_force_on=in_force_on,
            ended_on=self.treaty.ended_on,
            end_ground=self.treaty.end_ground,
            ends=ends,
            ceased_on=self.ceased_on,
            succeeded_on=self.succeeded_on,
            notice=self.notice,
            continuations=self.continuations,
        )

    def _problems(self, force: Force | None, ended_on: UncertainDate | None) -> list[Problem]:
        is_complete = self.treaty.coverage == Coverage.COMPLETE
        found = contradictions(
            self.acts,
            depositaries=self.depositaries,
            is_complete=is_complete,
            continuations=self.continuations,
            notice=self.notice,
            ended_on=ended_on,
        )
        if force or (self.clause and is_complete):
            differs = disagreement(self.treaty.stated_in_force_on, force)
            found += [differs] if differs else []
        return found


def derive(
    treaty_ids: Collection[int],
    asked: Collection[int],
    parties_of: PartiesOf,
    in_force_of: InForceOf,
) -> list[tuple[Brief, Derived]]:
    """Derive one batch of treaties, given what their clauses ask about others.

    Those that ask about one another start from nothing, whatever is stored of them: then what
    follows depends on the acts alone. Each time around they are told what followed the last time,
    until nothing changes; two times as often as there are treaties suffice unless they contradict
    one another without end.
    """
    circle = set(asked).intersection(treaty_ids)
    told, known = [], (dict.fromkeys(circle, ()), dict.fromkeys(circle))
    for _time in range(2 * len(circle) + 1):
        parties, in_force = known
        own = briefs(treaty_ids, {**parties_of, **parties}, {**in_force_of, **in_force})
        told = [(brief, brief.derive()) for brief in own]
        known = _as_asked(told, circle)
        if known == (parties, in_force):
            break
    return told


def _as_asked(
    told: Iterable[tuple[Brief, Derived]], circle: Collection[int]
) -> tuple[PartiesOf, InForceOf]:
    own = {brief.treaty.pk: derived for brief, derived in told if brief.treaty.pk in circle}
    parties_of = {
        treaty: tuple(
            SetMember(spell.actor, spell.begins, spell.until)
            for spell in derived.spells
            if spell.standing == Standing.PARTY
        )
        for treaty, derived in own.items()
    }
    return parties_of, {treaty: derived.in_force_on for treaty, derived in own.items()}


def earliest_of(dates: Iterable[UncertainDate]) -> UncertainDate | None:
    first = None
    for day in dates:
        first = earlier_of(first, day) if first else day
    return first


def briefs(
    treaty_ids: Collection[int], parties_of: PartiesOf, in_force_of: InForceOf
) -> list[Brief]:
    """Fetch treaties with their acts and clauses, in a number of queries that does not grow."""
    acts = defaultdict(list)
    rows = TreatyAction.objects.filter(treaty__in=treaty_ids).order_by("treaty_id", "pk")
    successors = set()
    for treaty, key, actor, kind, *rest in rows.values_list("treaty_id", *ACT_COLUMNS):
        acts[treaty].append(Act(key, actor, ActionKind(kind), *rest))
        if kind == ActionKind.SUCCESSION:
            successors.add(actor)
    clauses = clauses_of(treaty_ids, parties_of, in_force_of)
    ceased_on = dict(
        Actor.objects.filter(kind=ActorKind.STATE).exclude(until="").values_list("pk", "until")
    )
    succeeded_on = successions(successors) if successors else {}
    continued = continuations()
    treaties = Treaty.objects.filter(pk__in=treaty_ids).order_by("pk")
    treaties = treaties.only(*READ_OF_TREATIES[Treaty])
    return [
        Brief(
            treaty,
            acts[treaty.pk],
            clauses.get(treaty.pk),
            notice_of(treaty),
            ceased_on,
            succeeded_on,
            max(treaty.kept_by, 1),
            continued,
        )
        for treaty in treaties.annotate(kept_by=Count("depositary_roles"))
    ]


def continuations() -> list[Continuation]:
    """Fetch which States continue which, and since when."""
    rows = Succession.objects.filter(kind=SuccessionKind.CONTINUES).order_by("pk")
    return [
        Continuation(predecessor, successor, on or UNKNOWN_DAY)
        for predecessor, successor, on in rows.values_list(
            "predecessor", "successor", "happened_on"
        )
    ]


def successions(actors: Collection[int]) -> dict[int, UncertainDate]:
    """Fetch when these actors took the place of another State; of several dates, the bounds.

    Where no date of a succession is known it is the beginning of the actor, if that is.
    """
    found, known = {}, defaultdict(list)
    of_succession = ("predecessors__kind", "predecessors__happened_on")
    rows = Actor.objects.filter(pk__in=actors).order_by()
    for actor, since, kind, on in rows.values_list("pk", "since", *of_succession):
        if since:
            found[actor] = since
        if on and kind != SuccessionKind.CONTINUES:
            known[actor].append(on)
    for actor, days in known.items():
        first, last = reduce(earlier_of, days), reduce(later_of, days)
        one = first == last
        found[actor] = first if one else UncertainDate.between(first.earliest, last.latest)
    return found


# In the order in which an act of the law takes them: no object of a row is made for each.
ACT_COLUMNS = [
    "pk",
    "actor_id",
    "kind",
    "deposited_on",
    "effective_on",
    "toward_id",
    "refers_to_id",
]


def act_of(row: TreatyAction) -> Act:
    return Act(
        key=row.pk,
        actor=row.actor_id,
        kind=ActionKind(row.kind),
        on=row.deposited_on,
        effective_on=row.effective_on,
        toward=row.toward_id,
        refers_to=row.refers_to_id,
    )


def notice_of(treaty: Treaty) -> Delay | None:
    return Delay(DelayKind(treaty.notice_kind), treaty.notice) if treaty.notice_kind else None


def clauses_of(
    treaty_ids: Collection[int], parties_of: PartiesOf, in_force_of: InForceOf
) -> dict[int, Clause]:
    """Fetch the clauses of treaties as the law reads them."""
    rows = EntryIntoForceClause.objects.filter(treaty__in=treaty_ids)
    return read_clauses(rows.prefetch_related("conditions__listed_actors"), parties_of, in_force_of)


def integration_organizations() -> frozenset[int]:
    rows = Actor.objects.filter(kind=ActorKind.INTEGRATION_ORGANIZATION).order_by()
    return frozenset(rows.values_list("pk", flat=True))


def read_clauses(
    rows: Iterable[EntryIntoForceClause],
    parties_of: PartiesOf,
    in_force_of: InForceOf,
    organizations: frozenset[int] | None = None,
) -> dict[int, Clause]:
    """Read clauses, fetched with their conditions and the actors listed there, as the law does.

    `organizations` are those of integration, where they are known already.
    """
    rows = list(rows)
    if not rows:
        return {}
    if organizations is None:
        organizations = integration_organizations()
    read = {}
    for row in rows:
        groups = defaultdict(list)
        for condition in sorted(row.conditions.all(), key=lambda one: (one.group, one.position)):
            listed = sorted(condition.listed_actors.all(), key=lambda one: one.pk)
            members = tuple(SetMember(one.actor_id, weight=one.weight) for one in listed)
            groups[condition.group].append(
                condition_of(condition, members, parties_of, in_force_of)
            )
        read[row.treaty_id] = clause_of(
            row,
            tuple(map(tuple, groups.values())),
            frozenset() if row.counts_organizations else organizations,
        )
    return read


def clause_of(
    row: EntryIntoForceClause, groups: tuple[tuple[Condition, ...], ...], not_counted: frozenset
) -> Clause | None:
    if row.is_silent:
        return silent(not_counted)
    if not groups:
        return None
    return Clause(
        groups=groups,
        delay=Delay(DelayKind(row.delay_kind), row.delay),
        joiner=JoinerRule(
            row.joiner_anchor,
            Delay(DelayKind(row.joiner_delay_kind), row.joiner_delay),
            row.joiner_article,
        ),
        not_counted=not_counted,
        article=row.article,
        appointed_on=row.appointed_on,
    )


def condition_of(
    row: EntryIntoForceCondition,
    listed: tuple[SetMember, ...],
    parties_of: PartiesOf,
    in_force_of: InForceOf,
) -> Condition:
    kind = ConditionKind(row.kind)
    return Condition(
        kind=kind,
        n=row.number,
        fraction=Fraction(row.numerator, row.denominator) if row.denominator else None,
        is_more_than=row.is_more_than,
        of=ActorSet(row.actor_set) if row.actor_set else None,
        members=parties_of.get(row.other_treaty_id, ())
        if row.actor_set == ActorSet.PARTIES
        else listed,
        is_live=row.is_live,
        frozen_on=row.frozen_on,
        share=row.share,
        not_before=row.not_before,
        treaty_in_force=in_force_of.get(row.other_treaty_id)
        if kind == ConditionKind.ANOTHER_TREATY
        else None,
    )
