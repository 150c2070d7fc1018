"""What must hold for any acts: no hindsight, no order of entry, bounds that contain the truth."""

from datetime import date, timedelta
from fractions import Fraction
from functools import reduce
from itertools import combinations
from operator import or_
from random import Random

from hypothesis import assume, example, given
from hypothesis import strategies as st

from registry.choices import ActionKind, ActorSet, ConditionKind, JoinerAnchor
from registry.dates import Answer, UncertainDate
from registry.law.acts import CANCELLING, EXITS, Act, by_actor
from registry.law.bilateral import ends_of_two
from registry.law.clauses import (
    SILENT,
    Clause,
    Condition,
    Delay,
    JoinerRule,
    SetMember,
    entry_into_force,
)
from registry.law.problems import contradictions
from registry.law.progress import progress_on
from registry.law.standing import RANKS, spells, stands
from registry.law.status import status_on
from registry.law.suspensions import suspensions
from tests.test_law_clauses import not_before

FIRST, LAST = date(1990, 1, 1), date(1990, 3, 1)
ACTORS = "ABC"
LIST = tuple(map(SetMember, ACTORS))
CLAUSES = [
    SILENT,
    Clause(
        ((Condition(ConditionKind.COUNT, n=2),),),
        Delay(n=5),
        JoinerRule(JoinerAnchor.THRESHOLD, Delay(n=5)),
    ),
    Clause(
        ((Condition(ConditionKind.ALL, of=ActorSet.LIST, members=LIST),),),
        Delay(n=5),
        JoinerRule(JoinerAnchor.ENTRY_INTO_FORCE, Delay(n=9)),
    ),
    Clause(
        (
            (
                Condition(
                    ConditionKind.FRACTION,
                    fraction=Fraction(1, 2),
                    of=ActorSet.SIGNATORIES,
                    is_more_than=True,
                ),
            ),
        )
    ),
]
# Of two groups a later act may meet the one that comes sooner, and then another day counts as the
# one on which the conditions were met: what is promised of hindsight does not hold of these.
ALTERNATIVES = Clause(
    (
        (Condition(ConditionKind.COUNT, n=1), not_before(date(1990, 2, 10))),
        (Condition(ConditionKind.COUNT, n=2),),
        (Condition(ConditionKind.NAMED, members=LIST[:1]), not_before(date(1990, 2, 1))),
    ),
    Delay(n=3),
)

some_days = st.dates(FIRST, LAST)
numbers = st.integers(0, 10**6)
keys = st.integers(0, 20)


@st.composite
def dates(draw):
    one, two = sorted((draw(some_days), draw(some_days)))
    sides = draw(st.sampled_from(["exact", "exact", "both", "open start", "open end", "unknown"]))
    return {
        "exact": UncertainDate.of(one),
        "both": UncertainDate.between(one, two),
        "open start": UncertainDate.between(None, two),
        "open end": UncertainDate.between(one, None),
        "unknown": None,
    }[sides]


acts = st.builds(
    Act,
    key=keys,
    actor=st.sampled_from(ACTORS),
    kind=st.sampled_from(ActionKind),
    on=dates(),
    effective_on=st.one_of(st.none(), st.none(), dates()),
    toward=st.one_of(st.none(), st.sampled_from(ACTORS)),
    refers_to=st.one_of(st.none(), st.none(), keys),
)
histories = st.lists(acts, max_size=8, unique_by=lambda act: act.key)


def after(day):
    """Any act that certainly came after the day."""
    later = st.integers(1, 60).map(lambda n: day + timedelta(days=n))
    exact = later.map(UncertainDate.of)
    open_end = later.map(lambda first: UncertainDate.between(first, None))
    return st.builds(
        Act,
        key=st.integers(-9, -1),
        actor=st.sampled_from(ACTORS),
        kind=st.sampled_from([kind for kind in ActionKind if kind != ActionKind.TERMINATION]),
        on=st.one_of(exact, open_end),
        effective_on=st.one_of(st.none(), dates()),
        toward=st.one_of(st.none(), st.sampled_from(ACTORS)),
        refers_to=st.one_of(st.none(), keys),
    )


def world(day, clause, known):
    """All that is said of a treaty as at a day."""
    force = entry_into_force(clause, known)
    found = by_actor(spells(known, clause, force=force))
    standings = {
        (actor, standing): stands(day, found.get(actor, ()), standing)
        for actor in ACTORS
        for standing in RANKS
    }
    suspended = {suspension.on(day) for suspension in suspensions(known)} - {Answer.NO}
    status = status_on(
        day,
        met_on=force and force.met_on,
        in_force_on=force and force.on,
        signed=UncertainDate("1989"),
    )
    return standings, suspended, status.kind, status.possible, progress_on(day, clause, known)


def is_puzzling(known):
    """Tell whether one actor left twice, or cancelled as well, in an order that nobody knows.

    Then a later act may tell which of them ended which consent.
    """
    left = [act for act in known if act.kind in EXITS | CANCELLING]
    pairs = combinations(left, 2)
    return any(one.actor == other.actor and one.day.overlaps(other.day) for one, other in pairs)


@given(st.data(), st.sampled_from(CLAUSES), histories, some_days)
def test_an_act_deposited_after_a_day_changes_nothing_on_that_day(data, clause, known, day):
    """VCLT art. 16: consent is established by the deposit, not before it."""
    later = data.draw(st.lists(after(day), min_size=1, max_size=3, unique_by=lambda act: act.key))
    assume(not is_puzzling([*known, *later]))
    assert world(day, clause, known) == world(day, clause, [*known, *later])


def ended(day, clause, known):
    """Tell whether a treaty of two had ended by a day."""
    found = spells(known, clause, force=entry_into_force(clause, known))
    return reduce(or_, (end.on.by(day) for end in ends_of_two(found, known)), Answer.NO)


@given(st.data(), st.sampled_from(CLAUSES), histories, some_days)
def test_no_later_act_tells_whether_a_treaty_of_two_had_ended(data, clause, known, day):
    """But the cancellation of a withdrawal, which shows that it had not taken effect."""
    later = data.draw(st.lists(after(day), min_size=1, max_size=3, unique_by=lambda act: act.key))
    assume(all(act.kind != ActionKind.WITHDRAWAL_CANCELLED for act in later))
    assert ended(day, clause, known) == ended(day, clause, [*known, *later])


@given(st.sampled_from([*CLAUSES, ALTERNATIVES]), histories, numbers)
def test_the_order_of_entry_does_not_matter(clause, known, seed):
    shuffled = known[:]
    Random(seed).shuffle(shuffled)  # noqa: S311
    force = entry_into_force(clause, known)
    assert entry_into_force(clause, shuffled) == force
    assert spells(shuffled, clause, force=force) == spells(known, clause, force=force)
    assert suspensions(shuffled) == suspensions(known)
    assert contradictions(shuffled) == contradictions(known)


def settle(act, random):
    """Choose one of the days on which an act may have happened."""
    first = act.on.earliest or FIRST if act.on else FIRST
    last = act.on.latest or LAST if act.on else LAST
    day = first + timedelta(days=random.randint(0, max((last - first).days, 0)))
    return Act(act.key, act.actor, act.kind, UncertainDate.of(day))


@example(
    ALTERNATIVES,
    [
        Act(1, "A", ActionKind.RATIFICATION, UncertainDate("1990-01-05")),
        Act(2, "B", ActionKind.RATIFICATION, UncertainDate("1990-01-20/1990-02-20")),
    ],
    0,
)
@given(st.sampled_from([*CLAUSES, ALTERNATIVES]), histories, numbers)
def test_the_bounds_of_entry_into_force_contain_what_truly_happened(clause, known, seed):
    consents = (ActionKind.SIGNATURE, ActionKind.RATIFICATION)
    known = [Act(act.key, act.actor, act.kind, act.on) for act in known if act.kind in consents]
    random = Random(seed)  # noqa: S311
    truth = [settle(act, random) for act in known]
    for signature in truth:
        if signature.kind == ActionKind.SIGNATURE:
            assume(all(act.day >= signature.day for act in truth if act.actor == signature.actor))
    happened, told = entry_into_force(clause, truth), entry_into_force(clause, known)
    if happened is None:
        assert told is None or told.met_on.latest is None
    else:
        assert told.met_on.by(happened.met_on.earliest - timedelta(days=1)) != Answer.YES
        assert told.met_on.by(happened.met_on.earliest) != Answer.NO
        assert told.on.by(happened.on.earliest) != Answer.NO
