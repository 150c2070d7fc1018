"""Clauses under uncertainty, sets that change, delays, and silence."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from registry.choices import ActorSet, ConditionKind, DelayKind
from registry.dates import UncertainDate
from registry.law.clauses import (
    SILENT,
    Clause,
    Condition,
    Delay,
    Force,
    JoinerRule,
    effective_on,
    entry_into_force,
    met_on,
    silent,
)
from registry.law.conditions import in_words
from registry.law.words import listed
from tests.test_law_cases import (
    ENTRY,
    THRESHOLD,
    act,
    all_of,
    counting,
    days,
    deposits,
    member,
    months,
    ratified,
    signed,
)


def not_before(day):
    return Condition(ConditionKind.NOT_BEFORE, not_before=day)


@pytest.mark.parametrize(
    ("delay", "day", "expected", "words"),
    [
        (days(0), "2020-03-19", "2020-03-19", "the same day"),
        (days(90), "1988-07-25", "1988-10-23", "ninetieth day after"),
        (months(1), "2019-01-31", "2019-02-28", "one month after"),
        (months(3), "1975-12-23", "1976-03-23", "3 months after"),
        (
            Delay(DelayKind.FIRST_OF_MONTH, 6),
            *("1998-09-16", "1999-03-01", "first day of the sixth month after the month"),
        ),
        (
            Delay(DelayKind.DAYS_THEN_FIRST_OF_MONTH, 60),
            *("2002-04-11", "2002-07-01", "first day of the month after the sixtieth day"),
        ),
        (days(180), "9999-12-01", "9999-12-31", "180th day after"),
        (months(1), "9999-12-01", "9999-12-31", "one month after"),
    ],
)
def test_a_delay_is_counted_as_the_treaty_counts_it(delay, day, expected, words):
    assert delay.after(date.fromisoformat(day)).isoformat() == expected
    assert str(delay.in_words()) == words


def test_six_months_after_is_not_the_first_day_of_the_sixth_month():
    """Ottawa Convention art. 17(1)."""
    september = date(1998, 9, 16)
    assert months(6).after(september) == date(1999, 3, 16)
    assert Delay(DelayKind.FIRST_OF_MONTH, 6).after(september) == date(1999, 3, 1)


def test_a_delay_moves_both_bounds_and_leaves_an_open_side_open():
    assert str(days(90).after_uncertain(UncertainDate("../1988-06-24"))) == "../1988-09-22"
    assert str(months(1).after_uncertain(UncertainDate("1988-06"))) == "1988-07-01/1988-07-30"


def test_phrases_are_joined_with_and():
    assert [str(listed(list(text))) for text in ("", "a", "ab", "abc")] == [
        "",
        "a",
        "a and b",
        "a, b and c",
    ]


def test_every_condition_is_said_in_words():
    conditions = [
        Condition(ConditionKind.COUNT, n=1),
        Condition(ConditionKind.COUNT, n=3, of=ActorSet.SIGNATORIES),
        Condition(ConditionKind.ALL, of=ActorSet.SIGNATORIES),
        Condition(ConditionKind.FRACTION, fraction=Fraction(2, 3), of=ActorSet.PARTIES),
        Condition(ConditionKind.NAMED, n=2, of=ActorSet.LIST),
        Condition(ConditionKind.SHARE, share=Decimal(55), is_more_than=True),
        Condition(ConditionKind.ANOTHER_TREATY),
        not_before(date(1989, 1, 1)),
    ]
    assert str(in_words(conditions)) == (
        "1 instrument, 3 instruments of the signatories, the instruments of all the signatories, "
        "the instruments of 2/3 of the parties to the other treaty, the instruments of 2 of those "
        "named, a share of more than 55, another treaty in force and not before 1 January 1989"
    )


def test_silence_waits_for_all_negotiating_states():
    """VCLT art. 24(2)."""
    acts = signed(France="1904-04-08", UK="1904-04-08")
    assert entry_into_force(SILENT, acts) is None
    force = entry_into_force(SILENT, acts + ratified(France="1904-11-01", UK="1904-12-08"))
    assert str(force.on) == "1904-12-08"
    assert force.ground == (
        ("UK", "ratification", "1904-12-08"),
        ("France", "ratification", "1904-11-01"),
    )
    assert str(force.reason).endswith(
        "the instruments of all the signatories that day; VCLT art. 24(2)"
    )


def test_definitive_signatures_of_both_bring_a_silent_treaty_into_force_that_day():
    """VCLT art. 12(1)."""
    acts = [act(who, "definitive_signature", "1786-07") for who in ("Morocco", "USA")]
    assert entry_into_force(SILENT, acts[:1]) is None
    force = entry_into_force(SILENT, acts)
    assert str(force.on) == "1786-07"
    assert str(force.reason) == (
        "In force since July 1786: the instruments of all the signatories; VCLT art. 24(2)"
    )


def test_a_signatory_whose_instrument_does_not_count_is_not_waited_for():
    acts = [*signed(A="1990", B="1990", EEC="1990"), *ratified(A="1991-01-01", B="1991-02-01")]
    assert met_on(SILENT, acts) is None
    assert str(met_on(silent(frozenset({"EEC"})), acts)) == "1991-02-01"


def test_whoever_ratified_signed_before_although_nobody_knows_when():
    acts = [*signed(A=None, B=None), *ratified(A="1991-01-01", B="1991-02-01")]
    assert str(met_on(SILENT, acts)) == "1991-02-01"


def test_signatories_can_be_those_of_one_day():
    everyone = Condition(
        ConditionKind.ALL, of=ActorSet.SIGNATORIES, is_live=False, frozen_on=date(1990, 12, 31)
    )
    acts = [*signed(A="1990-01-01", B="1990-12-31", C="1991-01-01")]
    acts += ratified(A="1991-02-01", B="1991-03-01")
    assert str(met_on(Clause(((everyone,),)), acts)) == "1991-03-01"


def test_a_frozen_set_without_a_day_is_the_whole_list():
    clause = all_of("A", member("B", until="1990"), is_live=False)
    assert met_on(clause, ratified(A="1995-01-01")) is None


def test_acceptances_known_only_by_bounds_give_an_entry_into_force_with_bounds():
    acts = [act(who, "acceptance", "2019-02-06/2020-03-19") for who in "ABC"]
    force = entry_into_force(all_of(*"ABC"), acts)
    assert str(force.on) == "2019-02-06/2020-03-19"
    known = [*acts[1:], act("A", "acceptance", "2020-03-19")]
    assert str(entry_into_force(all_of(*"ABC"), known).on) == "2020-03-19"


def test_conditions_that_may_never_have_been_met_leave_the_end_open():
    acts = [*deposits(2, "1990-01-02"), act("A", "accession", "1991/..")]
    assert str(met_on(counting(3), acts)) == "1991-01-01/.."
    assert met_on(counting(4), acts) is None
    unknown = [act(who, "accession") for who in "ABC"]
    assert str(met_on(counting(3), unknown)) == "../.."


def test_a_withdrawal_before_entry_into_force_takes_the_instrument_away():
    acts = deposits(3, "1990-01-03")
    gone = act("State 1", "withdrawal", "1990-01-02", effective="1990-01-02")
    assert met_on(counting(3), [*acts, gone]) is None
    back = act("State 1", "accession", "1990-06-01")
    assert str(met_on(counting(3), [*acts, gone, back])) == "1990-06-01"


def test_what_happens_after_the_conditions_are_met_does_not_undo_them():
    revoked = act("State 1", "revocation", "1999-01-01")
    assert str(met_on(counting(3), [*deposits(3, "1990-01-03"), revoked])) == "1990-01-03"


def test_a_live_set_is_met_when_the_one_that_was_waited_for_leaves():
    clause = all_of("A", "B", member("C", until="1992-05-01"))
    assert str(met_on(clause, ratified(A="1990-01-01", B="1991-01-01"))) == "1992-05-01"


def test_a_member_whose_joining_is_uncertain_makes_the_day_uncertain():
    clause = all_of("A", member("B", since="1989/1995"))
    acts = ratified(A="1990-01-01", B="1996-01-01")
    assert str(met_on(clause, acts)) == "1990-01-01/1996-01-01"


def test_the_doubtful_member_is_asked_where_that_is_harder():
    two_thirds = Condition(
        ConditionKind.FRACTION,
        fraction=Fraction(2, 3),
        of=ActorSet.LIST,
        members=(member("A"), member("B"), member("C", since="1980/2000")),
    )
    clause = Clause(((two_thirds,),))
    assert str(met_on(clause, ratified(A="1990-01-01", B="1990-02-01"))) == "1990-02-01"
    assert str(met_on(clause, ratified(A="1990-01-01", C="1990-02-01"))) == "1990-02-01/2001-01-01"


@pytest.mark.parametrize(
    ("fraction", "is_more_than", "size", "needed"),
    [("2/3", False, 29, 20), ("1/2", True, 12, 7), ("1/2", False, 12, 6), ("1", False, 5, 5)],
)
def test_a_fraction_is_rounded_up_and_a_majority_is_more_than_half(
    fraction, is_more_than, size, needed
):
    condition = Condition(
        ConditionKind.FRACTION, fraction=Fraction(fraction), is_more_than=is_more_than
    )
    assert condition.needs_of(size) == needed


def test_a_share_can_be_asked_to_be_exceeded():
    half = (member("A", weight=Decimal(50)), member("B", weight=Decimal(1)))
    for is_more_than, expected in ((False, "1990-01-01"), (True, "1990-02-01")):
        share = Condition(
            ConditionKind.SHARE, members=half, share=Decimal(50), is_more_than=is_more_than
        )
        acts = ratified(A="1990-01-01", B="1990-02-01")
        assert str(met_on(Clause(((share,),)), acts)) == expected


def test_a_share_of_which_nothing_is_on_record_may_be_met_and_is_never_known_to_be():
    """As two thirds of the consumption of 1986 for the Montreal Protocol, art. 16(1)."""
    share = Condition(ConditionKind.SHARE, of=ActorSet.LIST, share=Decimal("66.6667"))
    clause = Clause(((Condition(ConditionKind.COUNT, n=1), share),))
    assert str(met_on(clause, ratified(A="1990-01-01"))) == "1990-01-01/.."
    assert met_on(clause, []) is None


def test_one_group_of_conditions_is_enough_and_the_earlier_entry_into_force_counts():
    ten = (
        Condition(ConditionKind.COUNT, n=2),
        not_before(date(2000, 1, 1)),
    )
    all_three = (Condition(ConditionKind.COUNT, n=3),)
    force = entry_into_force(Clause((ten, all_three)), deposits(3, "1990-01-03"))
    assert (str(force.on), force.group) == ("1990-01-03", 1)
    force = entry_into_force(Clause((ten, all_three)), deposits(2, "1990-01-03"))
    assert (str(force.on), force.group) == ("2000-01-01", 0)


@pytest.mark.parametrize(
    ("second", "met", "on"),
    [
        ("2000-06-15", "2000-06-15", "2000-06-15"),
        # Two instruments by July bring it into force then; else one of May does in August.
        ("2000-07-30/2000-12-31", "2000-05-28/2000-07-31", "2000-07-30/2000-08-01"),
        ("2000-07-30/..", "2000-05-28/2000-07-31", "2000-07-30/2000-08-01"),
        ("2000-08-01/..", "2000-05-28", "2000-08-01"),
    ],
)
def test_of_two_groups_either_may_have_come_first_where_a_day_is_uncertain(second, met, on):
    one = (Condition(ConditionKind.COUNT, n=1), not_before(date(2000, 8, 1)))
    two = (Condition(ConditionKind.COUNT, n=2),)
    force = entry_into_force(Clause((one, two)), ratified(A="2000-05-28", B=second))
    assert (str(force.met_on), str(force.on)) == (met, on)


def test_of_two_groups_that_may_be_met_the_earlier_bounds_the_day():
    """Either actor may have left before it was bound, so that nothing is certain."""
    may = [
        *ratified(A="2000-03-01/2000-03-31", B="2000-07-30/2000-08-31"),
        act("A", "withdrawal", "2000-03-01/..", effective="2000-03-01/.."),
        act("B", "withdrawal", "2000-07-30/..", effective="2000-07-30/.."),
    ]
    groups = [(Condition(ConditionKind.NAMED, members=(member(one),)),) for one in "AB"]
    groups[0] += (not_before(date(2000, 8, 1)),)
    force = entry_into_force(Clause(tuple(groups)), may)
    assert (str(force.met_on), str(force.on)) == ("2000-03-01/..", "2000-07-30/..")


def test_a_clause_that_only_names_a_day_is_met_that_day():
    fixed = (not_before(date(1950, 1, 1)),)
    force = entry_into_force(Clause((fixed,), article="art. 9"), [])
    assert (
        str(force.reason) == "In force since 1 January 1950: the day that the treaty names; art. 9"
    )


def test_a_floor_holds_for_every_group():
    clause = counting(1, floor=date(1995, 1, 1))
    assert str(entry_into_force(clause, deposits(1, "1990-01-01")).on) == "1995-01-01"


def test_a_clause_without_conditions_is_never_met():
    assert entry_into_force(Clause(()), deposits(3, "1990-01-01")) is None
    assert entry_into_force(Clause(((),)), deposits(3, "1990-01-01")) is None


@pytest.mark.parametrize(
    ("in_force", "met"),
    [(None, None), ("1955", "1955"), ("../..", "../.."), ("1955/..", "1955-01-01/..")],
)
def test_another_treaty_may_be_in_force_for_certain_possibly_or_not(in_force, met):
    other = Condition(
        ConditionKind.ANOTHER_TREATY, treaty_in_force=in_force and UncertainDate(in_force)
    )
    found = met_on(Clause(((other,),)), [])
    assert (found and str(found)) == met


FORCE = Force(UncertainDate("1988-06-24"), UncertainDate("1988-09-22"))


@pytest.mark.parametrize(
    ("anchor", "deposited", "force", "effect"),
    [
        (THRESHOLD, "1988-06-24", FORCE, "1988-09-22"),
        (THRESHOLD, "1988-06-25", FORCE, "1988-09-23"),
        (THRESHOLD, "1988-06-25", FORCE.on, "1988-09-23"),
        (THRESHOLD, "1988-06", FORCE, "1988-09-22/1988-09-28"),
        (ENTRY, "1988-09-22", FORCE, "1988-09-22"),
        (ENTRY, "1988-09-23", FORCE, "1988-12-22"),
        (ENTRY, "1988-09", FORCE, "1988-09-22/1988-12-29"),
        (ENTRY, None, FORCE, "1988-09-22/.."),
        (ENTRY, "1988-09-23", None, None),
        (ENTRY, "1989-01-01", UncertainDate("1988/.."), "1989-01-01/.."),
    ],
)
def test_the_effect_for_an_actor_follows_from_deposit_and_anchor(anchor, deposited, force, effect):
    clause = counting(20, days(90), joiner=JoinerRule(anchor, days(90)))
    found = effective_on(clause, act("A", "accession", deposited), force)
    assert (found and str(found)) == effect


def test_an_effect_that_the_depositary_states_wins():
    stated = act("A", "accession", "1999-01-05", effective="1999-04-05")
    assert str(effective_on(counting(20), stated, None)) == "1999-04-05"


def test_without_a_rule_a_later_consent_takes_effect_on_the_day_it_is_given():
    """VCLT art. 24(3); a succession on the date of the succession, whatever the rule."""
    consent = act("A", "accession", "1990-01-01")
    for clause in (None, counting(20, days(90))):
        assert str(effective_on(clause, consent, FORCE)) == "1990-01-01"
    succession = act("A", "succession", "1993-01-01")
    clause = counting(20, days(90), joiner=JoinerRule(ENTRY, days(90)))
    assert str(effective_on(clause, succession, FORCE, UncertainDate("1992"))) == "1992"
    assert str(effective_on(clause, succession, FORCE)) == f"{FORCE.on}/1993-01-01"


def test_a_signature_after_consent_makes_no_signatory_before_its_day():
    acts = [*signed(A="1990-01-01", B="1990-03-01")]
    acts += ratified(A="1990-02-01", B="1990-02-01")
    assert str(met_on(SILENT, acts)) == "1990-03-01"


def test_an_actor_that_left_twice_counts_while_it_was_in():
    acts = ratified(A="1980-01-01")
    for left, back in (("1982-01-01", "1984-01-01"), ("1986-01-01", "1988-01-01")):
        acts += [act("A", "withdrawal", left, effective=left), act("A", "accession", back)]
    for other, met in (
        ("1981-01-01", "1981-01-01"),
        ("1983-01-01", "1984-01-01"),
        ("1985-01-01", "1985-01-01"),
        ("1987-01-01", "1988-01-01"),
    ):
        assert str(met_on(counting(2), [*acts, *ratified(B=other)])) == met


@pytest.mark.parametrize(
    ("cancelled", "met"),
    [
        ("1990-06-01", "1991-01-01"),
        ("1990", "1991-01-01"),
        ("1990-06/1991-06", "1991-01-01/1991-06-30"),
        ("1990-12-31", None),
        ("1991", None),
    ],
)
def test_a_cancellation_counts_as_far_as_it_certainly_came_in_time(cancelled, met):
    """VCLT art. 68."""
    acts = [
        *ratified(A="1980-01-01", B="1991-01-01"),
        act("A", "withdrawal", "1989-12-31", effective="1990-12-31"),
        act("A", "withdrawal_cancelled", cancelled),
    ]
    found = met_on(counting(2), acts)
    assert (found and str(found)) == met
