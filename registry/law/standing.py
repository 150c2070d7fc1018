"""Where each actor stands with a treaty: its spells as signatory, contracting State, party."""

from collections.abc import Collection, Hashable, Iterable, Mapping
from datetime import date
from functools import reduce
from itertools import pairwise
from typing import NamedTuple

from registry.choices import CONSENTS, ActionKind, EndGround, Standing
from registry.dates import Answer, UncertainDate, earlier_of, later_of
from registry.law.acts import Act, Continuation, taken_over
from registry.law.clauses import SAME_DAY, Clause, Force
from registry.law.commitments import Commitment, commitments
from registry.law.delays import Delay
from registry.law.ends import End, deed_of, ends_for_all, exit_of, first_of
from registry.law.gone import CEASED, CONTINUED
from registry.law.histories import History, Provisional, Tenure, declined, histories
from registry.law.words import OF_SUCCESSION, citing
from registry.sentences import Sentence
from registry.sentences import gettext_lazy as _

# From the weakest to the strongest; whoever is a party has also consented.
RANKS = (
    Standing.FORMER,
    Standing.SIGNATORY,
    Standing.CONTRACTING,
    Standing.PROVISIONAL,
    Standing.PARTY,
)
_BOUND = (Standing.SIGNATORY, Standing.CONTRACTING, Standing.PARTY)


class Spell(NamedTuple):
    """A time in which an actor had one standing.

    `since` is the legal effect. `begins` is the later of that and of the deposit of its basis: a
    succession takes effect before it is deposited, but as at a day before the deposit nobody knew
    it. Questions as at a day go from `begins` until before `until` (None: it has not ended).
    `basis` and `ended_by` are keys of acts; what ends with the treaty or the State has no act.
    """

    actor: Hashable
    standing: Standing
    since: UncertainDate
    begins: UncertainDate
    until: UncertainDate | None
    basis: tuple[Hashable, ...]
    ended_by: tuple[Hashable, ...]
    reason: Sentence

    def on(self, day: date) -> Answer:
        """Tell whether the spell held on a day."""
        begun = self.begins.by(day)
        if self.until is None or begun is Answer.NO:
            return begun
        return begun & ~self.until.by(day)


class StandingOn(NamedTuple):
    """Where an actor stands on a day: what is certain, and what else is possible.

    `standing` is the strongest that is certain, or the weakest of a chain whose next step may have
    been taken (a signatory that may have ratified is at least a signatory). It is None where
    nothing is certain. `possible` are the others, strongest first.
    """

    standing: Standing | None
    possible: tuple[Standing, ...]
    spell: Spell | None

    @property
    def is_none(self) -> bool:
        """Tell whether it certainly has no standing, which is not the same as not known."""
        return self.standing is None and not self.possible

    @property
    def reason(self) -> Sentence | str:
        return self.spell.reason if self.spell else ""


def spells(
    acts: Iterable[Act],
    clause: Clause | None = None,
    *,
    force: Force | None = None,
    in_force_on: UncertainDate | None = None,
    ended_on: UncertainDate | None = None,
    end_ground: EndGround | str | None = None,
    ceased_on: Mapping[Hashable, UncertainDate] | None = None,
    succeeded_on: Mapping[Hashable, UncertainDate] | None = None,
    notice: Delay | None = None,
    continuations: Iterable[Continuation] = (),
    ends: Iterable[End] = (),
) -> list[Spell]:
    """Derive every actor's spells, by actor and then by time.

    `force` is the computed entry into force; a stated `in_force_on` wins over its date. `ended_on`
    is the end of the treaty for all; without it an act of termination ends it; `ends` are what else
    does. `ceased_on` tells which States no longer exist since when, `succeeded_on` when successor
    States took the place of their predecessors, `notice` what a withdrawal runs where its effect is
    not stated. A State that continues another stands where the other stood, from the day on which
    it takes its place. Contradictory acts never raise: `registry.law.problems` lists them.
    """
    acts, continuations = list(acts), list(continuations)
    if in_force_on:
        force = Force(force.met_on, in_force_on) if force else in_force_on
    ends = [*ends_for_all(acts, ended_on, end_ground), *ends]
    begun = {one.successor: one.on for one in continuations}
    replaced = {one.predecessor: one.on for one in continuations}
    inherited = taken_over(acts, continuations)
    keys = {act.key for act in inherited}
    # By act: whoever takes over what a successor notified does not take over its beginning.
    succeeded = {
        act.key: (succeeded_on or {}).get(act.actor)
        for act in acts
        if act.kind == ActionKind.SUCCESSION
    }
    found = []
    for actor, history in histories(acts, notice, continuations).items():
        last = list(ends)
        if ceased := (ceased_on or {}).get(actor):
            last.append(End(ceased, (), CEASED))
        if actor in replaced:
            last.append(End(replaced[actor], (), CONTINUED))
        given = clause, force, last, succeeded
        own = _Biography(actor, history, *given).spells()
        if actor in begun:
            others = [_Biography(actor, one, *given).spells() for one in history.others]
            own = _continued(_perhaps_either(own, others), begun[actor], keys)
        found += sorted(own, key=lambda spell: (spell.begins, RANKS.index(spell.standing)))
    return found


def _continued(own: list[Spell], on: UncertainDate, keys: Collection[Hashable]) -> list[Spell]:
    """Let the spells that rest on acts taken over begin with the continuation, or drop them."""
    found = []
    for spell in own:
        if spell.basis[0] in keys:
            begins = later_of(spell.begins, on)
            if spell.until and (spell.until.latest or date.max) <= (begins.earliest or date.min):
                continue
            reason = _("{reason}; continued {day:since}", spell.reason, on)
            spell = spell._replace(begins=begins, reason=reason)
        found.append(spell)
    return found


def _perhaps_either(own: list[Spell], others: list[list[Spell]]) -> list[Spell]:
    """Leave it open whether what is not told in every case came to pass."""
    if not others:
        return own
    every = list(dict.fromkeys(spell for one in (own, *others) for spell in one))
    sure = [spell for spell in own if all(spell in one for one in others)]
    return [
        spell if spell in sure else spell._replace(begins=_perhaps(spell.begins)) for spell in every
    ]


class _Former(NamedTuple):
    """Since when an actor is a former party, by which act and why."""

    on: UncertainDate
    act: Act
    reason: Sentence


class _Biography:
    """One actor's spells under a treaty, written from its history."""

    def __init__(self, actor, history: History, clause, force, ends: list[End], succeeded):
        self.actor = actor
        self.history = history
        self.clause = clause
        self.force = force
        self.in_force_on = force.on if isinstance(force, Force) else force
        self.ends = ends
        self.succeeded = succeeded
        self.written: list[Spell] = []
        self.commitments: list[Commitment] = []  # of the tenure before
        self.former: _Former | None = None

    def spells(self) -> list[Spell]:
        self._signed()
        for number, tenure in enumerate(self.history.tenures):
            before = self.history.tenures[number - 1] if number else None
            self._tenure(tenure, before, self.history.tenures[number + 1 :])
        for provisional in self.history.provisional:
            self._provisional(provisional)
        return self.written

    def _signed(self):
        """Write the time between signature and consent; a definitive signature is consent."""
        signature, tenures = self.history.signature, self.history.tenures
        if signature and signature.kind not in CONSENTS:
            reason = _("Signatory {day:since}", signature.day)
            ends = [self._consented(tenures[0])] if tenures else []
            self._write(Standing.SIGNATORY, signature.day, signature.day, ends, signature, reason)

    def _tenure(self, tenure: Tenure, before: Tenure | None, after: list[Tenure]):
        found = commitments(tenure, self.clause, self.force, self.succeeded, self.commitments)
        leaves = [exit_of(tenure)] if tenure.exit else []
        firsts = [one for one in found if not any(other.covers(one) for other in found)]
        for one in firsts:
            self._contracting(one, found, before, leaves)

        self.commitments = found
        party, binding = None, [one for one in found if one.effect]
        taken = self.history.taken
        binding.sort(key=lambda one: (one.consent.key not in taken, one.begins))
        first = binding[0] if binding else None
        if first:
            begins = reduce(earlier_of, (one.begins for one in binding))
            since = reduce(
                earlier_of, (one.effect for one in binding if not begins.is_before(one.begins))
            )
            reason = self._reason(first.consent, first.deposited, since)
            party = self._write(Standing.PARTY, since, begins, leaves, first.consent, reason)
        # Whoever left had consented before, and was a party if that made it one at once.
        was_party = party and all(
            _certainly_first(party.begins, end) or all(one.had_bound_by(end.on) for one in firsts)
            for end in leaves
        )
        again = [end for end in map(self._consented, after[:1]) if not self._is_over(end.on)]
        before_that = self.former
        if party and party.until:
            end = first_of([*leaves, *self.ends])
            left = later_of(party.until, party.begins)
            others = [end for end in self.ends if end.keys not in {one.keys for one in leaves}]
            if not was_party or not all(_certainly_first(party.begins, end) for end in others):
                left = _perhaps(left)
            reason = _("Former party {day:since}: {why}", left, end.reason)
            act = tenure.exit if tenure.exit and tenure.exit.key in end.keys else first.consent
            self.former = _Former(left, act, reason)
            self._write(Standing.FORMER, left, left, again, act, reason, capped=False)
        if leaves and not was_party:
            self._stands_as_before(tenure, before_that, again, is_certain=party is None)

    def _contracting(
        self, own: Commitment, found: list[Commitment], before: Tenure | None, leaves: list[End]
    ):
        """Write the time between a consent and the first that binds."""
        if own.binds_at_once:
            return
        consent, on = own.consent, own.deposited
        since = later_of(on, before.ends_on) if before else on
        ends = [End(own.awaits, (consent.key,))] if own.effect else []
        others = [one for one in found if one.effect and one is not own]
        ends += [End(one.begins, (one.consent.key,)) for one in others]
        reason = _("Contracting State {day:since}: {deed}", since, deed_of(consent, on))
        self._write(Standing.CONTRACTING, since, since, [*ends, *leaves], consent, reason)

    def _stands_as_before(
        self, tenure: Tenure, former: "_Former | None", again: list[End], is_certain: bool
    ):
        """Write what an actor is that left, perhaps before it became a party: what it was before.

        `former` is it where it had been a party and left once already.
        """
        end = exit_of(tenure)
        if former:
            begins = later_of(end.on, former.on)
            given = Standing.FORMER, former.on, begins, again, former.act, former.reason
            self._write(*given, capped=False)
        signature = self.history.signature
        if signature and not (former and former.on.latest):
            again_on = later_of(end.on, signature.day)
            again_on = again_on if is_certain and not former else _perhaps(again_on)
            reason = _("Signatory again {day:since}: {why}", again_on, end.reason)
            self._write(Standing.SIGNATORY, again_on, again_on, again, tenure.exit, reason)

    def _consented(self, tenure: Tenure) -> End:
        """Tell when a consent ended what was before: if another's, when it was taken over."""
        on, history = tenure.on, self.history
        own = history.signature and history.signature.key not in history.taken
        if tenure.consent.key in history.taken and (own or tenure is not history.tenures[0]):
            on = later_of(on, history.taken_on)
        return End(on, (tenure.consent.key,))

    def _is_over(self, on: UncertainDate) -> bool:
        """Tell whether something came when there was certainly no treaty, or no actor, any more."""
        ends = (end.on.latest or date.max for end in self.ends)
        return min(ends, default=date.max) <= (on.earliest or date.min)

    def _provisional(self, applied: Provisional):
        """Write a provisional application: until the actor is a party, or will not become one.

        Who leaves before it is a party, or says that it will not become one, no longer applies the
        treaty (VCLT art. 25(2)).
        """
        start = applied.start
        since = start.effective_on or start.day
        ends = [End(stop.effect, (stop.key,)) for stop in applied.stops]
        ends += [End(_perhaps(stop.effect), (stop.key,)) for stop in applied.perhaps]
        for party in self.written:
            if party.standing == Standing.PARTY and not _is_over(party.until, since):
                end = End(party.until, party.ended_by) if party.until else None
                was_party = end is None or _certainly_first(party.begins, end)
                begins = party.begins
                if party.basis[0] in self.history.taken and start.key not in self.history.taken:
                    begins = later_of(begins, self.history.taken_on)
                sure = was_party and not _may_be_over(party.until, since)
                ends.append(End(begins if sure else _perhaps(begins), party.basis))
        for tenure in self.history.tenures:
            if tenure.exit and not _is_over(tenure.ends_on, since):
                left = exit_of(tenure)
                sure = not _may_be_over(left.on, since)
                ends.append(left if sure else left._replace(on=_perhaps(left.on)))
        notices = [End(act.effect, (act.key,)) for act in declined(self.history)]
        notices += [
            End(_perhaps(tenure.exit.effect), (tenure.exit.key,))
            for tenure in self.history.tenures
            if tenure.may_have_declined
        ]
        ends += [notice for notice in notices if not _is_over(notice.on, start.day)]
        reason = _("Provisionally applying {day:since} (VCLT art. 25)", since)
        self._write(Standing.PROVISIONAL, since, start.effect, ends, start, reason)

    def _write(self, standing, since, begins, ends, basis: Act, reason, capped=True):
        """Add a spell, unless it certainly ends before it begins."""
        end = first_of([*ends, *self.ends] if capped else ends)
        until = end and end.on
        if until and (until.latest or date.max) <= (begins.earliest or date.min):
            return None
        ended_by = end.keys if end else ()
        spell = Spell(self.actor, standing, since, begins, until, (basis.key,), ended_by, reason)
        self.written.append(spell)
        return spell

    def _reason(self, consent: Act, deposited: UncertainDate, effect: UncertainDate) -> Sentence:
        deed = deed_of(consent, deposited)
        if effect == consent.effective_on:
            return _("Party {day:since}, as stated: {deed}", effect, deed)
        clause, rule = self.clause, self.clause and self.clause.joiner
        if effect == self.in_force_on:
            why = _("Party {day:since}, when the treaty entered into force: {deed}", effect, deed)
            return citing(why, clause.article if clause else "")
        if consent.kind == ActionKind.SUCCESSION and effect != deposited:
            return Sentence(OF_SUCCESSION[effect == self.succeeded[consent.key]], (effect, deed))
        delay = rule.delay if rule else SAME_DAY
        if consent.kind == ActionKind.SUCCESSION or not delay:
            return _("Party {day:since}: {deed}", effect, deed)
        why = _("Party {day:since}: {deed}, {delay}", effect, deed, delay.in_words())
        return citing(why, rule.article or clause.article)


def _certainly_first(begun: UncertainDate, end: End) -> bool:
    """Tell whether something had certainly begun before that end."""
    return (begun.latest or date.max) < (end.on.earliest or date.min)


def _is_over(until: UncertainDate | None, since: UncertainDate) -> bool:
    """Tell whether something had certainly ended when something else began."""
    return until is not None and (until.latest or date.max) <= (since.earliest or date.min)


def _may_be_over(until: UncertainDate | None, since: UncertainDate) -> bool:
    return until is not None and (until.earliest or date.min) <= (since.earliest or date.min)


def _perhaps(on: UncertainDate) -> UncertainDate:
    """Leave it open whether something ever came that would have come then."""
    return UncertainDate.between(on.earliest, None)


def standing_on(day: date, own: Iterable[Spell]) -> StandingOn:
    """Tell where one actor stands on a day, from its spells."""
    held = [(spell, answer) for spell in own if (answer := spell.on(day)) is not Answer.NO]
    if len(held) == 1 and held[0][1] is Answer.YES:
        return StandingOn(held[0][0].standing, (), held[0][0])
    held.sort(key=lambda pair: RANKS.index(pair[0].standing), reverse=True)
    sure = next((spell for spell, answer in held if answer == Answer.YES), None)
    if sure is None and held and _is_chain([spell for spell, _ in held], day):
        sure = held[-1][0]
    standing = sure and sure.standing
    possible = dict.fromkeys(spell.standing for spell, _ in held if spell.standing != standing)
    return StandingOn(standing, tuple(possible), sure)


def _is_chain(held: list[Spell], day: date) -> bool:
    """Tell whether the actor certainly has one of these spells: each leads on to the stronger."""
    strongest, weakest = held[0], held[-1]
    return (
        weakest.begins.by(day) == Answer.YES
        and (strongest.until is None or strongest.until.by(day) == Answer.NO)
        and all(spell.standing in _BOUND for spell in held)
        and all(weaker.ended_by == stronger.basis for stronger, weaker in pairwise(held))
    )


def stands(day: date, own: Iterable[Spell], standing: Standing) -> Answer:
    """Tell whether an actor has a standing on a day: yes, no, or not known."""
    answer = Answer.NO
    for spell in own:
        if spell.standing == standing:
            answer = answer | spell.on(day)
    return answer
