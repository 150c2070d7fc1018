"""Consents beside one another, and exits whose order is in doubt: what each may have done."""

from datetime import date

import pytest

from registry.choices import Standing
from registry.dates import Answer, UncertainDate
from registry.law.clauses import JoinerRule
from registry.law.standing import spells, stands
from tests.test_law_cases import ENTRY, act, counting, days

YES, NO, NOT_KNOWN = Answer.YES, Answer.NO, Answer.NOT_KNOWN
PARTY, CONTRACTING, PROVISIONAL = Standing.PARTY, Standing.CONTRACTING, Standing.PROVISIONAL
LONG_SINCE = UncertainDate("1950-01-01")
AFTER_A_MONTH = counting(1, joiner=JoinerRule(ENTRY, days(30)))


def stood(acts, standing, *days, clause=None, force=None):
    found = spells(acts, clause, in_force_on=force)
    return [stands(date.fromisoformat(day), found, standing) for day in days]


@pytest.mark.parametrize(
    ("first", "second", "on_5", "on_15", "on_25"),
    [
        # Deposited on the 1st and on the 10th, each with an effect of its own.
        ("1990-01-20", "1990-01-12", NO, YES, YES),
        ("1990-01-20", "1990-01-30", NO, NO, YES),
        # The second binds on the day of its deposit, as a succession does.
        ("1990-01-20", None, NO, YES, YES),
        (None, "1990-01-20", YES, YES, YES),
        ("1990-01-04", "1990-01-10/1990-01-20", YES, YES, YES),
        ("1990-01-20", "1990-01-10/1990-01-20", NO, NOT_KNOWN, YES),
    ],
)
def test_of_two_consents_the_one_that_takes_effect_first_binds(first, second, on_5, on_15, on_25):
    """VCLT art. 24: each deposit establishes the consent, and one of them is enough."""
    acts = [
        act("A", "accession", "1990-01-01", effective=first),
        act("A", "acceptance", "1990-01-10", effective=second),
    ]
    told = ["1990-01-05", "1990-01-15", "1990-01-25"]
    assert stood(acts, PARTY, *told, force=LONG_SINCE) == [on_5, on_15, on_25]
    assert stood(acts, CONTRACTING, *told, force=LONG_SINCE) == [~on_5, ~on_15, ~on_25]


def test_a_stated_effect_binds_although_another_consent_waits_for_the_entry_into_force():
    acts = [
        act("A", "succession", None),
        act("A", "accession", "1990-01-03", effective="1990-01-05"),
    ]
    assert stood(acts, PARTY, "1990-01-04", "1990-01-05") == [NO, YES]


def test_a_cancelled_withdrawal_binds_no_sooner_than_the_consent_does():
    """VCLT art. 68: what was consented to stands, with the delay of a later joiner."""
    acts = [
        act("A", "accession", "2000-01-01"),
        act("A", "withdrawal", "2000-01-05"),
        act("A", "withdrawal_cancelled", "2000-01-06"),
    ]
    told = "2000-01-30", "2000-01-31"
    assert stood(acts, PARTY, *told, clause=AFTER_A_MONTH, force=LONG_SINCE) == [NO, YES]


@pytest.mark.parametrize("later", [[], ["1990-01-14"]])
def test_an_end_on_an_unknown_day_may_have_come_before_another(later):
    """VCLT art. 25(2)."""
    acts = [
        act("A", "provisional_start", "1990-01-03"),
        act("A", "provisional_end", None),
        *(act("A", "provisional_end", on) for on in later),
    ]
    assert stood(acts, PROVISIONAL, "1990-01-08") == [NOT_KNOWN]
    assert stood(acts, PROVISIONAL, "1990-01-20") == [NO if later else NOT_KNOWN]


def test_a_start_that_may_have_repeated_one_may_have_ended_with_it():
    acts = [
        act("A", "provisional_start", "1990-01-03"),
        act("A", "provisional_end", "1990-01-04/1990-01-10"),
        act("A", "provisional_start", "1990-01-06"),
    ]
    told = stood(acts, PROVISIONAL, "1990-01-03", "1990-01-20")
    assert told == [YES, NOT_KNOWN]
    ended = [*acts, act("A", "provisional_end", "1990-01-15")]
    assert stood(ended, PROVISIONAL, "1990-01-20") == [NO]


@pytest.mark.parametrize("later", [[], [act("A", "succession", "1990-01-08")]])
def test_who_may_have_declined_before_it_consented_may_have_stopped_to_apply(later):
    """VCLT art. 25(2): a withdrawal without a consent says that it will not become a party."""
    acts = [act("A", "provisional_start", "1990-01-01"), act("A", "withdrawal", "../1990-01-12")]
    assert stood([*acts, *later], PROVISIONAL, "1990-01-04") == [NOT_KNOWN]


@pytest.mark.parametrize("later", [[], [act("A", "revocation", "1990-01-11", key="later")]])
def test_who_left_twice_may_have_consented_anew_in_between(later):
    """VCLT art. 54(a): signed, revoked and acceded by the 10th, and revoked again on the 11th."""
    acts = [
        act("A", "definitive_signature", "../1990-01-10", effective="1990-01-01"),
        act("A", "revocation", "../1990-01-11"),
        act("A", "accession", None),
        *later,
    ]
    assert stood(acts, CONTRACTING, "1990-01-10") == [NOT_KNOWN]


def test_whether_who_left_twice_was_bound_in_between_is_not_known():
    """VCLT art. 54(a): of the exit whose day is not known the other may be the first or not."""
    acts = [
        act("A", "accession", "1990-01-02"),
        act("A", "acceptance", "1990-01-06"),
        act("A", "withdrawal", "1990-01-09", key="dated"),
        act("A", "withdrawal", "../1990-01-12"),
    ]
    told = stood(acts, PARTY, "1990-01-01", "1990-01-04", "1990-01-07", force=LONG_SINCE)
    assert told == [NO, NOT_KNOWN, NOT_KNOWN]


def test_a_cancellation_that_may_have_come_after_a_consent_given_anew_leaves_its_actor_bound():
    """VCLT art. 68: either the withdrawal never took effect, or the second consent binds."""
    acts = [
        act("A", "accession", "1990-01-01"),
        act("A", "withdrawal", "1990-01-03", effective="1990-01-04/1990-01-12"),
        act("A", "accession", "1990-01-05/1990-01-09", key="anew"),
        act("A", "withdrawal_cancelled", "1990-01-06/1990-01-10"),
    ]
    told = stood(acts, PARTY, "1990-01-02", "1990-01-05", "1990-01-20", force=LONG_SINCE)
    assert told == [YES, NOT_KNOWN, YES]
