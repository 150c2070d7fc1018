"""Suspension and resumption of the operation of a treaty, by one of its parties (VCLT art. 72)."""

from datetime import date

import pytest

from registry.dates import Answer, UncertainDate
from registry.law.acts import Continuation
from registry.law.problems import contradictions
from registry.law.standing import spells
from registry.law.suspensions import suspensions
from tests.test_law_cases import act

YES, NO, NOT_KNOWN = Answer.YES, Answer.NO, Answer.NOT_KNOWN


def suspended(day, acts):
    """Answer for each suspension, in order."""
    return [suspension.on(date.fromisoformat(day)) for suspension in suspensions(acts)]


def test_a_resumption_ends_the_suspensions_that_it_covers():
    acts = [
        act("A", "suspension", "1990-01-01", toward="B"),
        act("A", "suspension", "1990-01-01", key="a"),
        act("A", "resumption", "1992-01-01", toward="B"),
        act("A", "resumption", "1993-01-01", toward="C"),
        act("B", "resumption", "1994-01-01"),
    ]
    assert [(s.toward, s.until and str(s.until)) for s in suspensions(acts)] == [
        (None, None),
        ("B", "1992-01-01"),
    ]
    assert suspensions(acts)[1].on(date(1992, 1, 1)) == NO


def test_a_resumption_toward_all_ends_the_suspensions_toward_each():
    acts = [
        act("A", "suspension", "1990-01-01", toward="B"),
        act("A", "suspension", "1991-01-01", toward="C"),
        act("A", "resumption", "1992-01-01"),
    ]
    assert suspended("1991-12-31", acts) == [YES, YES]
    assert suspended("1992-01-01", acts) == [NO, NO]
    assert contradictions(acts) == []


@pytest.mark.parametrize(
    ("since", "resumed", "before", "last", "after"),
    [
        ("1950-06-01", "1950", "1950-06-01", "1950-12-30", "1950-12-31"),
        ("1950-06-01", "../1999", "1950-06-01", "1999-12-30", "1999-12-31"),
        ("1951-01-01", "1950-06-01/1952", "1951-01-01", "1952-12-30", "1952-12-31"),
        ("1950", "1950-06-01", "1950-05-31", None, "1950-12-31"),
    ],
)
def test_a_resumption_that_may_have_come_first_is_taken_to_follow_the_suspension(
    since, resumed, before, last, after
):
    acts = [act("A", "suspension", since), act("A", "resumption", resumed)]
    assert suspended(before, acts) == [NOT_KNOWN]
    assert last is None or suspended(last, acts) == [NOT_KNOWN]
    assert suspended(after, acts) == suspended("2026-01-01", acts) == [NO]


def test_what_was_suspended_after_the_resumption_stays_suspended():
    acts = [
        act("A", "suspension", "1950-01-01"),
        act("A", "resumption", "1955-01-01"),
        act("A", "suspension", "1960-01-01"),
    ]
    assert suspended("1957-01-01", acts) == [NO, NO]
    assert suspended("2026-01-01", acts) == [NO, YES]
    acts.append(act("A", "resumption", "1970-01-01"))
    assert suspended("1969-12-31", acts) == [NO, YES]
    assert suspended("1970-01-01", acts) == [NO, NO]
    assert contradictions(acts) == []


@pytest.mark.parametrize("resumed", ["1955/1965", "../1965", "1960-01-01"])
def test_a_suspension_goes_on_perhaps_where_the_resumption_may_have_been_of_an_earlier_one(resumed):
    acts = [
        act("A", "suspension", "1950-01-01"),
        act("A", "suspension", "1960-01-01"),
        act("A", "resumption", resumed),
    ]
    assert suspended("2026-01-01", acts) == [NO, NOT_KNOWN]
    assert contradictions(acts) == []


def test_a_suspension_revoked_before_its_effect_never_began():
    acts = [
        act("A", "suspension", "1950-01-01", effective="1950-07-01"),
        act("A", "resumption", "1950-03-01"),
    ]
    assert suspended("1950-07-01", acts) == [NO]


def test_a_second_resumption_has_nothing_to_resume():
    acts = [act("A", "suspension", "1950-01-01")]
    acts += [act("A", "resumption", day) for day in ("1955-01-01", "1960-01-01")]
    assert suspended("1955-01-01", acts) == [NO]
    (problem,) = contradictions(acts)
    assert (problem.code, problem.keys) == ("resumption_without_suspension", (acts[-1].key,))


def test_what_is_suspended_toward_one_is_not_suspended_toward_another():
    (one,) = suspensions([act("A", "suspension", "1990-01-01", toward="B")])
    day = date(1995, 1, 1)
    assert (one.toward_on("B", day), one.toward_on("C", day), one.on(day)) == (YES, NO, YES)


def test_a_resumption_toward_one_ends_for_the_two_what_was_suspended_toward_all():
    """VCLT art. 72(1)(a): the parties between which the operation is suspended are released."""
    acts = [
        act("A", "suspension", "1990-01-01"),
        act("A", "resumption", "1995-01-01", toward="B"),
    ]
    (one,) = suspensions(acts)
    day = date(1995, 1, 1)
    assert (one.toward_on("B", date(1994, 12, 31)), one.toward_on("B", day)) == (YES, NO)
    assert (one.toward_on("C", day), one.on(day), one.toward_all_on(day)) == (YES, YES, NO)
    assert contradictions(acts) == []


LINKS = [
    Continuation("USSR", "Russia", UncertainDate("1991-12-24")),
    Continuation("Russia", "Successor", UncertainDate("1999")),
]


@pytest.mark.parametrize(
    ("suspended_by", "toward", "resumed_by", "resumed_toward", "on", "until"),
    [
        ("USSR", None, "Russia", None, "1995-01-01", "1995-01-01"),
        ("USSR", "B", "Russia", "B", "1995-01-01", "1995-01-01"),
        ("USSR", "B", "Successor", None, "2001-01-01", "2001-01-01"),
        ("B", "USSR", "B", "Russia", "1995-01-01", "1995-01-01"),
        ("USSR", None, "Russia", None, "1990-01-01", None),
        ("Russia", None, "USSR", None, "1990-01-01", None),
    ],
)
def test_a_state_resumes_what_the_one_that_it_continues_had_suspended(
    suspended_by, toward, resumed_by, resumed_toward, on, until
):
    acts = [
        act(suspended_by, "suspension", "1980-01-01", toward=toward),
        act(resumed_by, "resumption", on, toward=resumed_toward),
    ]
    (one,) = suspensions(acts, LINKS)
    assert (one.until and str(one.until)) == until


PACT = [
    act("A", "accession", "1980-01-01"),
    act("A", "withdrawal", "1994-01-01", effective="1995-01-01"),
    act("A", "accession", "2000-01-01"),
    act("B", "accession", "1980-01-01"),
    act("C", "accession", "1980-01-01"),
]


@pytest.mark.parametrize(
    ("suspended_by", "toward", "on", "until"),
    [
        ("A", None, "1992-01-01", "1995-01-01"),
        ("A", "B", "1992-01-01", "1995-01-01"),
        ("B", "A", "1992-01-01", "1995-01-01"),
        ("A", None, "1992", "1995-01-01"),
        ("A", None, "2001-01-01", None),
        ("A", None, "1992/2001", "1995-01-01/.."),
        ("A", None, "../..", "1995-01-01/.."),
        ("B", None, "1992-01-01", None),
        ("B", "C", "1992-01-01", None),
    ],
)
def test_what_is_suspended_ends_with_the_participation_of_either_of_the_two(
    suspended_by, toward, on, until
):
    """VCLT arts. 57, 70(1)(a) and 72: whoever has left has nothing to suspend, nor takes it back
    with it when it consents anew."""
    acts = [*PACT, act(suspended_by, "suspension", on, toward=toward)]
    (one,) = suspensions(acts, (), spells(acts, in_force_on=UncertainDate("1980-01-01")))
    assert (one.until and str(one.until)) == until


def test_whoever_consents_anew_had_left_although_the_day_of_leaving_is_not_known():
    acts = [
        PACT[0],
        act("A", "withdrawal", "1994-01-01"),
        PACT[2],
        act("A", "suspension", "1992-01-01"),
    ]
    found = spells(acts, in_force_on=UncertainDate("1980-01-01"))
    (one,) = suspensions(acts, (), found)
    assert [one.on(date(year, 6, 1)) for year in (1993, 1997, 2005)] == [YES, NOT_KNOWN, NO]


def test_what_is_suspended_goes_on_in_whoever_continues_until_that_leaves():
    acts = [
        act("USSR", "accession", "1980-01-01"),
        act("USSR", "suspension", "1985-01-01"),
        act("Russia", "withdrawal", "1994-01-01", effective="1995-01-01"),
    ]
    in_force_on = UncertainDate("1980-01-01")
    for done, until in ((acts[:2], None), (acts, "1995-01-01")):
        found = spells(done, in_force_on=in_force_on, continuations=LINKS[:1])
        (one,) = suspensions(done, LINKS[:1], found)
        assert (one.until and str(one.until)) == until
