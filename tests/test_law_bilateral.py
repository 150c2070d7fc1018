"""A treaty of two ends with the exit of either (VCLT art. 54), as far as the days are known."""

from datetime import date
from types import SimpleNamespace

import pytest

from registry.choices import Coverage, Standing, TreatyForm
from registry.dates import UncertainDate
from registry.law.acts import Continuation
from registry.law.standing import spells, standing_on
from registry.models.derivation import Brief
from tests.test_law_cases import act, counting, ratified

FORMER = Standing.FORMER
LONG_SINCE = "1950-01-01"
BOUND = ratified(A="1949", B="1949")
LEFT = act("A", "withdrawal", "1960-06-01", effective="1961-01-01")
UNION = Continuation("Union", "A", UncertainDate("1991-12-24"))


def derived(*acts, in_force_on=LONG_SINCE, clause=None, ceased_on=None, continuations=()):
    treaty = SimpleNamespace(
        form=TreatyForm.BILATERAL,
        coverage=Coverage.COMPLETE,
        stated_in_force_on=in_force_on and UncertainDate(in_force_on),
        ended_on=None,
        end_ground="",
    )
    ceased_on = {actor: UncertainDate(on) for actor, on in (ceased_on or {}).items()}
    return Brief(treaty, list(acts), clause, None, ceased_on, {}, 1, list(continuations)).derive()


def stands(found, actor, day):
    own = [spell for spell in found.spells if spell.actor == actor]
    return standing_on(date.fromisoformat(day), own)


@pytest.mark.parametrize(
    ("more", "ended_on"),
    [
        ([], "1961-01-01"),
        # Consented anew before it left, or on that day, it goes on.
        ([act("A", "accession", "1960-12-01")], None),
        ([act("A", "accession", "1961-01-01")], None),
        # As at 1962 nobody knew what came later.
        ([act("A", "accession", "1965-01-01")], "1961-01-01"),
        ([act("C", "accession", "1965-01-01")], "1961-01-01"),
        ([act("A", "accession", "1960/1965")], "1961-01-01/.."),
        # Where others remain, one side of a mixed agreement is many States.
        ([act("C", "accession", "1955-01-01")], None),
        ([act("C", "accession", "1955/1965")], "1961-01-01/.."),
        ([act("C", "accession", "1955-01-01"), act("C", "revocation", "1960-12-01")], "1961-01-01"),
        # What was cancelled had not taken effect (VCLT art. 68).
        ([act("A", "withdrawal_cancelled", "1960-12-01")], None),
        # Of two exits the first counts.
        ([act("B", "withdrawal", "1960-07-01", effective="1960-12-01")], "1960-12-01"),
    ],
)
def test_who_is_left_tells_whether_the_treaty_goes_on(more, ended_on):
    found = derived(*BOUND, LEFT, *more)
    assert found.ended_on == (ended_on and UncertainDate(ended_on))
    for actor in "AB":
        if ended_on and not ended_on.endswith(".."):
            assert stands(found, actor, "1970-01-01").standing == FORMER


def test_a_state_that_ceased_is_not_left():
    """Where both halves of it succeeded, two remain; where one, only that."""
    succession = act("C", "succession", "1958-01-01")
    ceased_on = {"B": "1957-01-01"}
    assert derived(*BOUND, succession, LEFT, ceased_on=ceased_on).ended_on == UncertainDate(
        "1961-01-01"
    )
    other = act("D", "succession", "1958-01-01")
    assert derived(*BOUND, succession, other, LEFT, ceased_on=ceased_on).ended_on is None


@pytest.mark.parametrize(
    ("others", "ended_on"), [({"B": "1949"}, "1961-01-01"), ({"B": "1949", "C": "1949"}, None)]
)
def test_a_state_and_the_one_that_continues_it_are_one_side(others, ended_on):
    """Long before it was continued, it was a side of its own."""
    left = act("B", "withdrawal", "1960-06-01", effective="1961-01-01")
    found = derived(*ratified(Union="1949", **others), left, continuations=[UNION])
    assert found.ended_on == (ended_on and UncertainDate(ended_on))
    later = left._replace(on=UncertainDate("1999-01-01"), effective_on=UncertainDate("2000-01-01"))
    found = derived(*ratified(Union="1949", **others), later, continuations=[UNION])
    assert found.ended_on == (ended_on and UncertainDate("2000-01-01"))


def test_a_notice_may_take_effect_when_another_state_has_taken_the_place():
    """Who continues a State goes on until the effect of its notice, which nobody knows."""
    notice = act("Union", "withdrawal", "1991-06-01")
    found = derived(*ratified(Union="1949", B="1949"), notice, continuations=[UNION])
    assert found.ended_on == UncertainDate("1991-06-01/..")
    told = notice._replace(effective_on=UncertainDate("1992-06-01"))
    found = derived(*ratified(Union="1949", B="1949"), told, continuations=[UNION])
    assert found.ended_on == UncertainDate("1992-06-01")


def test_an_exit_on_the_day_on_which_the_place_is_taken_ends_the_treaty():
    notice = act("Union", "withdrawal", "1991-06-01", effective="1991-12-24", key=1)
    found = derived(*ratified(Union="1949", B="1949"), notice, continuations=[UNION])
    assert found.ended_on == UncertainDate("1991-12-24")


def test_whoever_leaves_on_the_day_on_which_the_treaty_ends_has_left_by_its_act():
    """It knew the day when it gave notice."""
    ended_on, left = UncertainDate("1961-01-01"), LEFT._replace(key=1)
    found = spells([*BOUND, left], in_force_on=UncertainDate(LONG_SINCE), ended_on=ended_on)
    assert [one.ended_by for one in found if one.standing == Standing.PARTY] == [(1,), ()]


def test_an_exit_before_a_treaty_may_have_been_in_force_may_have_ended_nothing():
    """VCLT art. 2(1)(g): only for a party is the treaty in force."""
    acts = [*ratified(A="1949", B="1960/1965"), LEFT]
    found = derived(*acts, in_force_on=None, clause=counting(2))
    assert found.ended_on == UncertainDate("1961-01-01/..")
    b = stands(found, "B", "1970-01-01")
    assert b.standing is None
    assert {Standing.CONTRACTING, FORMER} <= set(b.possible)


def test_who_left_in_the_year_in_which_it_was_bound_is_a_former_party_for_certain():
    """It had consented before, which made it a party at once."""
    found = derived(*ratified(A="1951", B="1949"), act("A", "revocation", "1951"))
    assert found.ended_on == UncertainDate("1951")
    assert stands(found, "A", "1952-01-01").standing == FORMER


def test_of_three_the_second_to_leave_ends_the_treaty_whenever_the_first_did():
    """As long as two are left it goes on; when the first left, nothing tells."""
    acts = [*BOUND, *ratified(C="1949"), act("A", "withdrawal", "1960-06-01")]
    assert derived(*acts).ended_on is None
    second = act("B", "withdrawal", "1964-06-01", effective="1965-01-01")
    assert derived(*acts, second).ended_on == UncertainDate("1965-01-01/..")
    assert derived(*acts, second, act("A", "accession", "1970")).ended_on == UncertainDate(
        "1965-01-01/.."
    )
