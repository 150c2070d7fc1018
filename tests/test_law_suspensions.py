"""Suspension and resumption of the operation of a treaty, by one of its parties (VCLT art. 72)."""

from datetime import date

from registry.dates import Answer
from registry.law.suspensions import suspensions
from tests.test_law_cases import act


def test_a_resumption_ends_the_suspension_toward_the_same_actor():
    acts = [
        act("A", "suspension", "1990-01-01", toward="B"),
        act("A", "suspension", "1990-01-01", key="a"),
        act("A", "resumption", "1992-01-01", toward="B"),
        act("A", "resumption", "1993-01-01", toward="C"),
    ]
    assert [(s.toward, s.until and str(s.until)) for s in suspensions(acts)] == [
        (None, None),
        ("B", "1992-01-01"),
    ]
    assert suspensions(acts)[1].on(date(1992, 1, 1)) == Answer.NO
