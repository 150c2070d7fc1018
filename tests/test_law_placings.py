"""What is told of days in doubt holds wherever in their bounds they fall: placings show it."""

from datetime import date, timedelta
from itertools import product
from random import Random
from types import SimpleNamespace

import pytest

from registry.choices import SUSPENDING, ActionKind, Coverage, TreatyForm
from registry.dates import Answer, UncertainDate
from registry.law.acts import EXITS, Continuation, by_actor, known_on
from registry.law.clauses import SILENT, Delay
from registry.law.progress import progress_on
from registry.law.standing import RANKS, Standing, stands
from registry.law.suspensions import suspensions
from registry.models.derivation import Brief
from registry.models.phases import parties_on, suspended_in
from tests.test_law_cases import all_of, counting, days
from tests.test_law_properties import ALTERNATIVES, Act
from tests.test_law_undone import THRESHOLD
from tests.test_law_undone import counting as joining

FIRST, DAYS = date(1990, 2, 5), 6
# Before every other day, and after.
LONG_SINCE, NEVER = -9, 30
CLAUSES = [None, SILENT, counting(1), counting(2), joining(2, delay=1), joining(2, THRESHOLD, 2)]
CLAUSES += [all_of("A", "B"), ALTERNATIVES]
COMMON = [ActionKind.RATIFICATION] * 3 + [ActionKind.ACCESSION, ActionKind.WITHDRAWAL]
KINDS = [
    [*COMMON, ActionKind.SIGNATURE, ActionKind.WITHDRAWAL_CANCELLED, ActionKind.REVOCATION],
    [*COMMON, ActionKind.SUSPENSION, ActionKind.SUSPENSION, ActionKind.RESUMPTION],
    [*COMMON, *[ActionKind.PROVISIONAL_START] * 3, *[ActionKind.PROVISIONAL_END] * 2],
]
# What nobody does: a placing in which somebody does it is none.
UNDONE = {"second_consent", "second_withdrawal", "nothing_to_cancel", "effect_before_deposit"}
UNDONE |= {"withdrawal_before_joining", "revocation_before_consent", "signature_after_consent"}
UNDONE |= {
    "resumption_without_suspension",
    "provisional_end_before_start",
    "stated_but_not_computed",
}
UNDONE |= {"stated_differs_from_computed"}


def day(number):
    return None if number is None else FIRST + timedelta(days=number)


def on(number):
    return None if number is None else UncertainDate.of(day(number))


def some_date(random, doubt):
    first, last = sorted(random.choices(range(DAYS + 1), k=2))
    if random.random() > doubt:
        return on(first)
    sides = [(first, last)] * 4 + [(None, last), (first, None), (None, None)]
    first, last = random.choice(sides)
    return UncertainDate.between(day(first), day(last))


def places(doubtful):
    """List the days on which something may have happened, by number."""
    if doubtful is None:
        return [None]
    start, end = doubtful.earliest, doubtful.latest
    first = (start - FIRST).days if start else 0
    last = (end - FIRST).days if end else DAYS
    return [*([] if start else [LONG_SINCE]), *range(first, last + 1), *([] if end else [NEVER])]


class World(SimpleNamespace):
    """A small treaty in doubt: its acts, its clause, its stated dates, who continues whom."""

    def brief(self, acts, links, stated, ended):
        treaty = SimpleNamespace(
            form=self.form,
            coverage=Coverage.COMPLETE,
            stated_in_force_on=stated,
            ended_on=ended,
            end_ground="",
            is_covered=lambda _day: True,
        )
        return Brief(treaty, acts, self.clause, self.notice, {}, {}, 1, links)

    def told(self, on_day, *given):
        """Tell everything of a day, as known on it."""
        brief = self.brief(known_on(given[0], on_day), *given[1:])
        found = brief.derive()
        own = by_actor(found.spells)
        answers = {
            (actor, standing): stands(on_day, own.get(actor, ()), standing)
            for actor in "ABCU"
            for standing in RANKS
        }
        dates = {"ended": found.ended_on, "in force": found.in_force_on}
        dates["met"] = found.force and found.force.met_on
        answers |= {name: one.by(on_day) if one else Answer.NO for name, one in dates.items()}
        bound = [spell for spell in found.spells if spell.standing == Standing.PARTY]
        stops = suspensions(brief.acts, given[1], found.spells)
        halted = suspended_in(brief.treaty, on_day, stops, parties_on(on_day, bound))
        if self.clause and len(self.clause.groups) == 1:
            given = brief.acts, None, self.notice, None, given[1]
            done = progress_on(on_day, self.clause, *given).done
            answers |= {("done", number): done.reaches(number) for number in range(1, 5)}
        answers["suspended"] = halted & answers["in force"] & ~answers["ended"]
        return answers

    def placings(self, random, most):
        """Give the placings in which nobody does what cannot be, or as many as that of them."""
        axes = [list(product(places(act.on), places(act.effective_on))) for act in self.acts]
        axes += [[(place, None) for place in places(link.on)] for link in self.links]
        axes += [[(place, None) for place in places(on)] for on in (self.stated, self.ended)]
        for _time in range(most):
            chosen = [random.choice(axis) for axis in axes]
            *done, stated, ended = chosen
            done, taken = done[: len(self.acts)], done[len(self.acts) :]
            acts = [
                act._replace(on=on(place), effective_on=on(effect))
                for act, (place, effect) in zip(self.acts, done, strict=True)
            ]
            links = [
                link._replace(on=on(place))
                for link, (place, _none) in zip(self.links, taken, strict=True)
            ]
            given = acts, links, on(stated[0]), on(ended[0])
            if self._may_be(acts, links) and not self._contradicts(given):
                yield given

    def _may_be(self, acts, links):
        """Tell whether nobody acts twice on a day, or once another has taken its place."""
        own = {(act.actor, act.day) for act in acts}
        gone = [link.on for link in links for act in acts if act.actor == link.predecessor]
        late = [act for act in acts if act.actor == "U" and any(act.day >= day for day in gone)]
        return len(own) == len(acts) and not late

    def _contradicts(self, given):
        """Tell whether something finds nothing to act upon; none suspends but a party, art. 57."""
        found = self.brief(*given).derive()
        parties = {spell.actor for spell in found.spells if spell.standing == Standing.PARTY}
        idle = any(act.kind in SUSPENDING and act.actor not in parties for act in given[0])
        return idle or any(one.code in UNDONE for one in found.problems)


def make(random):
    """Draw a world; what a continuing State itself left is left out where its order is in doubt."""
    links = []
    if random.random() < 0.2:
        links = [Continuation("U", "A", some_date(random, 0.5))]
    clause = random.choice(CLAUSES)
    stated = some_date(random, 0.4) if clause is None or random.random() < 0.3 else None
    kinds, acts = random.choice(KINDS), []
    for key in range(random.randint(1, 5)):
        actor, kind = random.choice("ABCU" if links else "ABC"), random.choice(kinds)
        done = some_date(random, 0.4)
        effect = some_date(random, 0.3) if kinds == KINDS[0] and random.random() < 0.15 else None
        toward = random.choice("ABC") if kind in SUSPENDING else None
        act = Act(key, actor, kind, done, effect, None if toward == actor else toward)
        in_doubt = actor == "A" and any(act.day.overlaps(link.on) for link in links)
        if not (in_doubt and kind in EXITS):
            acts.append(act)
    return World(
        form=random.choice([TreatyForm.BILATERAL, TreatyForm.MULTILATERAL]),
        acts=acts,
        links=links,
        clause=clause,
        notice=random.choice([Delay(), days(2)]),
        stated=stated,
        ended=some_date(random, 0.5) if random.random() < 0.1 else None,
    )


@pytest.mark.parametrize(
    "worlds", [range(150), pytest.param(range(150, 2500), marks=pytest.mark.long)]
)
def test_a_certain_answer_holds_wherever_the_days_in_doubt_fall(worlds):
    """Unknown never counts as yes, and never as no."""
    tried = 0
    for number in worlds:
        random = Random(number)  # noqa: S311
        world = make(random)
        on_day = day(random.randint(0, DAYS + 1))
        told = world.told(on_day, world.acts, world.links, world.stated, world.ended)
        for given in world.placings(random, most=80):
            tried += 1
            for what, answer in world.told(on_day, *given).items():
                assert told[what] in (answer, Answer.NOT_KNOWN), (number, what, on_day, given)
    assert tried > len(worlds)
