"""A State that continues another and had done something itself under the treaty before."""

from datetime import date

import pytest

from registry.choices import ConditionKind, Standing
from registry.dates import Answer, UncertainDate
from registry.law.acts import Continuation
from registry.law.clauses import Clause, Condition, entry_into_force
from registry.law.problems import contradictions
from registry.law.standing import spells, stands
from tests.test_law_cases import act

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
