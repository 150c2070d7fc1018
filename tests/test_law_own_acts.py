"""A State that continues another and had done something itself under the treaty before."""

from datetime import date

import pytest

from registry.choices import ConditionKind, Standing
from registry.dates import Answer, UncertainDate
from registry.law.acts import Continuation
from registry.law.clauses import Clause, Condition, entry_into_force
from registry.law.problems import contradictions
from registry.law.standing import spells, stands
from tests.test_law_cases import act, counting

LINKS = [Continuation("USSR", "Russia", UncertainDate("1991-12-24"))]
ONE = Clause(((Condition(ConditionKind.COUNT, n=1),),))
FIRST = act("B", "accession", "1960-01-01")
TAKEN = act("USSR", "accession", "1970-01-01")
OWN = act("Russia", "accession", "1980-01-01")
LEFT = act("Russia", "withdrawal", "1985-01-01", effective="1985-06-01")


def standings(day, acts):
    """Tell where the State that continues the other stands on a day."""
    acts = [FIRST, *acts]
    force = entry_into_force(ONE, acts, None, LINKS)
    found = spells(acts, ONE, force=force, continuations=LINKS)
    own = [spell for spell in found if spell.actor == "Russia"]
    told = {one.value: stands(date.fromisoformat(day), own, one) for one in Standing}
    return {name for name, answer in told.items() if answer is Answer.YES}


@pytest.mark.parametrize(
    ("acts", "told"),
    [
        ([TAKEN, OWN], {"1979-12-31": set(), "1980-01-01": {"party"}, "1991-12-24": {"party"}}),
        (
            [TAKEN, act("USSR", "withdrawal", "1975-01-01", effective="1975-06-01"), OWN],
            {"1975-06-01": set(), "1990-01-01": {"party"}, "2000-01-01": {"party"}},
        ),
        (
            [TAKEN, OWN, LEFT],
            {"1985-05-31": {"party"}, "1991-12-23": {"former"}, "1991-12-24": {"party"}},
        ),
        (
            [act("Russia", "signature", "1965-01-01"), TAKEN],
            {"1980-01-01": {"signatory"}, "1991-12-24": {"party"}},
        ),
        (
            [act("Russia", "provisional_start", "1965-01-01"), TAKEN],
            {"1980-01-01": {"provisional"}, "1991-12-24": {"party"}},
        ),
        (
            [TAKEN, act("Russia", "revocation", "1975-01-01")],
            {"1980-01-01": set(), "1991-12-24": {"party"}},
        ),
        (
            [TAKEN, OWN, act("Russia", "withdrawal", "1995-01-01", effective="1996-01-01")],
            {"1995-12-31": {"party"}, "1996-01-01": {"former"}},
        ),
    ],
)
def test_what_a_state_did_itself_before_it_continued_another_stands(acts, told):
    """To continue another adds what that one did; VCLT art. 54: whoever is bound stays so."""
    assert {day: standings(day, acts) for day in told} == told


def test_a_second_consent_of_another_name_contradicts_nothing():
    assert contradictions([FIRST, TAKEN, OWN], continuations=LINKS) == []
    (problem,) = contradictions(
        [FIRST, TAKEN, act("Russia", "revocation", "1975-01-01")], continuations=LINKS
    )
    assert problem.code == "revocation_before_consent"


@pytest.mark.parametrize(
    ("own", "on", "party"),
    [
        # It acceded in the month in which it took the other's place: on its own, or for both.
        ("1991-12", "1991-12-24", Answer.NOT_KNOWN),
        ("1991-11", "1991-12-24", Answer.YES),
        ("1992-01", "1991-12-24", Answer.NO),
        ("1991-12-20", "1991-12", Answer.NOT_KNOWN),
    ],
)
def test_an_instrument_of_its_own_may_have_counted_beside_the_other(own, on, party):
    """Two instruments are asked for: those of both States count before one continues the other."""
    acts = [act("USSR", "accession", "1986-01-01"), act("Russia", "accession", own)]
    link = [Continuation("USSR", "Russia", UncertainDate(on))]
    force = entry_into_force(counting(2), acts, continuations=link)
    found = spells(acts, counting(2), force=force, continuations=link)
    russia = [spell for spell in found if spell.actor == "Russia"]
    assert stands(date(2000, 1, 1), russia, Standing.PARTY) == party


def test_it_may_have_left_before_it_took_the_place_of_a_party():
    acts = [
        act("Russia", "accession", "1985-01-01"),
        act("USSR", "accession", "1986-01-01"),
        act("Russia", "withdrawal", "1991-12-10", effective="1991-12-10"),
    ]
    link = [Continuation("USSR", "Russia", UncertainDate("1991-12"))]
    found = spells(acts, in_force_on=UncertainDate("1981-01-01"), continuations=link)
    russia = [spell for spell in found if spell.actor == "Russia"]
    assert stands(date(2000, 1, 1), russia, Standing.PARTY) == Answer.NOT_KNOWN
