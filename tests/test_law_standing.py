"""Standing: signatory, contracting State, party, former party; spells with their reasons."""

from datetime import date

import pytest

from registry.choices import Standing
from registry.dates import Answer, Count, UncertainDate
from registry.law.clauses import Clause, Delay, JoinerRule, entry_into_force
from registry.law.standing import spells, standing_on, stands
from registry.law.suspensions import suspensions
from tests.test_law_cases import (
    ENTRY,
    OZONE,
    act,
    counting,
    days,
    deposits,
    months,
    party_count,
    ratified,
    signed,
)

SIGNATORY, CONTRACTING, PARTY = Standing.SIGNATORY, Standing.CONTRACTING, Standing.PARTY
PROVISIONAL, FORMER = Standing.PROVISIONAL, Standing.FORMER
IN_FORCE = UncertainDate("1976-03-23")
D = date.fromisoformat


def told(found):
    """Say spells in short: standing, begins, until."""
    return [(s.standing, str(s.begins), s.until and str(s.until)) for s in found]


def on(day, found, actor="A"):
    return standing_on(D(day), [spell for spell in found if spell.actor == actor])


def test_signatory_contracting_state_and_party_differ_on_a_day():
    """VCLT art. 2(1)(f) and (g): Uganda and others under the Vienna Ozone Convention."""
    acts = [*signed(Signer="1985-03-22"), *deposits(20, "1988-06-24")]
    acts.append(act("Late", "accession", "1988-07-25"))
    found = spells(acts, OZONE, force=entry_into_force(OZONE, acts))
    at = {
        day: {who: on(day, found, who).standing for who in ("Signer", "State 1", "Late")}
        for day in ("1985-03-21", "1988-07-25", "1988-09-22", "1988-10-23")
    }
    assert list(map(list, (row.values() for row in at.values()))) == [
        [None, None, None],
        [SIGNATORY, CONTRACTING, CONTRACTING],
        [SIGNATORY, PARTY, CONTRACTING],
        [SIGNATORY, PARTY, PARTY],
    ]
    assert str(on("1988-10-23", found, "Late").reason) == (
        "Party since 23 October 1988: accession deposited on 25 July 1988, ninetieth day after; "
        "art. 17(3)"
    )
    assert str(on("1988-09-22", found, "State 20").reason) == (
        "Party since 22 September 1988, when the treaty entered into force: ratification deposited "
        "on 24 June 1988; art. 17(1)"
    )
    assert party_count(D("1988-09-22"), found) == Count(20, 20)
    assert str(on("1985-03-21", found).reason) == ""


def test_a_revoked_ratification_returns_a_state_to_signatory():
    """Russia, Comprehensive Nuclear-Test-Ban Treaty, 3 November 2023."""
    acts = [
        *signed(A="1996-09-24"),
        *ratified(A="2000-06-30"),
        act("A", "revocation", "2023-11-03"),
    ]
    found = spells(acts)
    assert told(found) == [
        (SIGNATORY, "1996-09-24", "2000-06-30"),
        (CONTRACTING, "2000-06-30", "2023-11-03"),
        (SIGNATORY, "2023-11-03", None),
    ]
    assert str(found[-1].reason) == (
        "Signatory again since 3 November 2023: instrument revoked on 3 November 2023"
    )
    assert told(spells(acts[1:])) == [(CONTRACTING, "2000-06-30", "2023-11-03")]


def test_an_actor_that_leaves_and_rejoins_on_one_day_has_two_spells():
    """Guyana, first Optional Protocol to the ICCPR, 5 April 1999."""
    acts = [
        act("A", "accession", "1993-05-10", effective="1993-08-10"),
        act("A", "withdrawal", "1999-01-05", effective="1999-04-05"),
        act("A", "accession", "1999-01-05", effective="1999-04-05"),
    ]
    found = spells(reversed(acts), in_force_on=IN_FORCE)
    assert told(found) == [
        (CONTRACTING, "1993-05-10", "1993-08-10"),
        (PARTY, "1993-08-10", "1999-04-05"),
        (PARTY, "1999-04-05", None),
    ]
    assert found[1].ended_by == (("A", "withdrawal", "1999-01-05"),)
    assert [on(day, found).standing for day in ("1999-04-04", "1999-04-05")] == [PARTY, PARTY]


def test_an_actor_that_rejoins_later_was_a_former_party_in_between():
    acts = [
        *ratified(A="1980-01-01"),
        act("A", "withdrawal", "1990-01-01", effective="1991-01-01"),
        act("A", "accession", "1995-01-01"),
    ]
    clause = counting(35, joiner=JoinerRule(ENTRY, days(90)))
    found = spells(acts, clause, in_force_on=IN_FORCE)
    assert told(found)[1:] == [
        (PARTY, "1980-03-31", "1991-01-01"),
        (FORMER, "1991-01-01", "1995-01-01"),
        (CONTRACTING, "1995-01-01", "1995-04-01"),
        (PARTY, "1995-04-01", None),
    ]
    assert str(found[2].reason) == (
        "Former party since 1 January 1991: withdrawal notified on 1 January 1990"
    )


def test_a_succession_takes_effect_before_its_deposit_and_is_known_only_from_then():
    """Slovakia, 28 May 1993 with effect from 1 January 1993."""
    found = spells(
        [act("A", "succession", "1993-05-28", effective="1993-01-01")], in_force_on=IN_FORCE
    )
    (spell,) = found
    assert (str(spell.since), str(spell.begins)) == ("1993-01-01", "1993-05-28")
    assert on("1993-05-27", found).standing is None
    assert on("1993-05-28", found).standing == PARTY
    assert (
        str(spell.reason)
        == "Party since 1 January 1993, as stated: succession deposited on 28 May 1993"
    )


@pytest.mark.parametrize("kind", ["accession", "definitive_signature"])
def test_a_consent_without_delay_binds_that_day(kind):
    (spell,) = spells([act("A", kind, "1993-05-28")], counting(35), in_force_on=IN_FORCE)
    assert str(spell.reason).startswith("Party since 28 May 1993: ")
    assert told([spell]) == [(PARTY, "1993-05-28", None)]


def test_of_the_instruments_deposited_in_three_capitals_the_earliest_counts():
    """NPT art. IX(2): London, Moscow and Washington."""
    acts = [act("A", "ratification", day) for day in ("1970-03-06", "1970-03-05", "1970-04-01")]
    acts += [
        act("A", "withdrawal", day, effective="2003-04-11") for day in ("2003-01-12", "2003-01-10")
    ]
    found = spells(acts, in_force_on=UncertainDate("1970-03-05"))
    assert told(found) == [(PARTY, "1970-03-05", "2003-04-11"), (FORMER, "2003-04-11", None)]


def test_of_two_withdrawals_the_one_that_takes_effect_first_is_the_reason():
    acts = [*ratified(A="1980-01-01")]
    acts.append(act("A", "withdrawal", "2000-01-01", effective="2005-01-01"))
    acts.append(act("A", "withdrawal", "2001-01-01", effective="2002-01-01"))
    *_, party, former = spells(acts, in_force_on=IN_FORCE)
    assert party.ended_by == former.basis == (acts[-1].key,)
    assert str(former.reason) == (
        "Former party since 1 January 2002: withdrawal notified on 1 January 2001"
    )


def test_a_withdrawal_ends_the_treaty_for_one_and_termination_for_all():
    """VCLT arts. 54 and 70."""
    acts = [*ratified(A="1980-01-01", B="1980-01-01"), *signed(C="1980-01-01")]
    acts.append(act("A", "withdrawal", "1990-01-01", effective="1991-01-01"))
    found = spells(
        acts, in_force_on=IN_FORCE, ended_on=UncertainDate("2001-01-01"), end_ground="superseded"
    )
    assert told(found) == [
        (PARTY, "1980-01-01", "1991-01-01"),
        (FORMER, "1991-01-01", None),
        (PARTY, "1980-01-01", "2001-01-01"),
        (FORMER, "2001-01-01", None),
        (SIGNATORY, "1980-01-01", "2001-01-01"),
    ]
    assert str(found[3].reason) == (
        "Former party since 1 January 2001: the treaty ended (superseded by a later treaty)"
    )
    assert [spell.ended_by for spell in found[2:]] == [(), (), ()]


def test_an_act_of_termination_ends_the_treaty_where_no_end_is_stated():
    end = act("B", "termination", "2019-02-02", effective="2019-08-02")
    found = spells([*ratified(A="1988-06-01"), end], in_force_on=UncertainDate("1988-06-01"))
    assert told(found) == [(PARTY, "1988-06-01", "2019-08-02"), (FORMER, "2019-08-02", None)]
    assert found[0].ended_by == (end.key,)


def test_an_end_on_an_unknown_day_is_neither_in_force_nor_ended():
    found = spells(ratified(A="1980-01-01"), in_force_on=IN_FORCE, ended_on=UncertainDate("../.."))
    assert on("1990-01-01", found) == (None, (PARTY, FORMER), None)
    assert stands(D("1990-01-01"), found, PARTY) == Answer.NOT_KNOWN


def test_a_state_that_has_ceased_to_exist_is_no_party_any_more():
    ceased = {"A": UncertainDate("1993-01-01")}
    found = spells(ratified(A="1975-12-23", B="1975-12-23"), in_force_on=IN_FORCE, ceased_on=ceased)
    assert on("1993-01-01", found).standing == FORMER
    assert "the State ceased to exist" in str(on("1993-01-01", found).reason)
    assert on("1993-01-01", found, "B").standing == PARTY


def test_a_withdrawal_whose_effect_is_not_known_leaves_it_open_since_the_notice():
    acts = [*ratified(A="1980-01-01"), act("A", "withdrawal", "1990-01-01")]
    found = spells(acts, in_force_on=IN_FORCE)
    assert [stands(D(day), found, PARTY) for day in ("1989-12-31", "1995-01-01")] == [
        Answer.YES,
        Answer.NOT_KNOWN,
    ]
    found = spells(acts, in_force_on=IN_FORCE, notice=months(12))
    assert [on(day, found).standing for day in ("1990-12-31", "1991-01-01")] == [PARTY, FORMER]


def test_a_withdrawal_cancelled_in_time_changes_nothing():
    """VCLT art. 68: The Gambia, Rome Statute, 10 February 2017."""
    notice = act("A", "withdrawal", "2016-11-10", effective="2017-11-10")
    cancelled = act("A", "withdrawal_cancelled", "2017-02-10")
    found = spells([*ratified(A="2002-06-28"), notice, cancelled], in_force_on=IN_FORCE)
    assert told(found) == [(PARTY, "2002-06-28", None)]
    late = act("A", "withdrawal_cancelled", "2017-11-10")
    found = spells([*ratified(A="2002-06-28"), notice, late], in_force_on=IN_FORCE)
    assert on("2018-01-01", found).standing == FORMER


def test_a_cancellation_leaves_what_was_unknown_before_it_unknown():
    acts = [
        *ratified(A="1980-01-01"),
        act("A", "withdrawal", "1990-01-01"),
        act("A", "withdrawal_cancelled", "1990-06-01"),
    ]
    found = spells(acts, in_force_on=IN_FORCE)
    answers = [stands(D(day), found, PARTY) for day in ("1989-12-31", "1990-03-01", "1990-06-01")]
    assert answers == [Answer.YES, Answer.NOT_KNOWN, Answer.YES]
    assert str(found[-1].reason) == (
        "Party since 1 June 1990: cancellation of its withdrawal notified on 1 June 1990"
    )


def test_a_consent_of_unknown_day_never_counts_as_certain():
    """VCLT art. 16: consent is established by the deposit, and the day of this one is not known."""
    found = spells([act("A", "accession")], in_force_on=IN_FORCE)
    assert on("2019-03-22", found).standing is None
    assert party_count(D("2019-03-22"), found) == Count(0, 1)


def test_a_signatory_that_may_have_ratified_is_at_least_a_signatory():
    acts = [*signed(A="2019-02-06"), act("A", "acceptance", "2019-02-06/2020-03-19")]
    where = on("2019-06-01", spells(acts))
    assert (where.standing, where.possible) == (SIGNATORY, (CONTRACTING,))
    assert on("2020-03-19", spells(acts)).standing == CONTRACTING
    ended = spells(acts, ended_on=UncertainDate("2019"))
    assert on("2019-06-01", ended).standing is None


def test_a_contracting_state_may_be_a_party_if_the_treaty_may_be_in_force():
    found = spells(ratified(A="1990-01-01"), in_force_on=UncertainDate("1991/1995"))
    where = on("1993-01-01", found)
    assert (where.standing, where.possible) == (CONTRACTING, (PARTY,))


def test_a_consent_withdrawn_before_the_treaty_is_in_force_never_made_a_party():
    acts = [
        *signed(A="1970-01-01"),
        *ratified(A="1971-01-01"),
        act("A", "withdrawal", "1972-01-01", effective="1972-01-01"),
    ]
    found = spells(acts, in_force_on=IN_FORCE)
    assert [spell.standing for spell in found] == [SIGNATORY, CONTRACTING, SIGNATORY]


def test_provisional_application_ends_with_its_end_or_with_entry_into_force():
    """VCLT art. 25."""
    start = act("A", "provisional_start", "1970-01-01")
    stop = act("A", "provisional_end", "1972-01-01")
    assert told(spells([start, stop])) == [(PROVISIONAL, "1970-01-01", "1972-01-01")]
    found = spells([start, *ratified(A="1971-01-01")], in_force_on=IN_FORCE)
    assert told(found)[0] == (PROVISIONAL, "1970-01-01", "1976-03-23")
    assert on("1972-01-01", found).standing == PROVISIONAL
    assert on("1972-01-01", found).possible == (CONTRACTING,)
    late = act("A", "provisional_start", "1980-01-01")
    found = spells([late, *ratified(A="1971-01-01")], in_force_on=IN_FORCE)
    assert PROVISIONAL not in [spell.standing for spell in found]


def test_a_suspension_between_two_parties_leaves_both_parties():
    """ANZUS: the United States suspended its obligations toward New Zealand in 1986."""
    acts = [
        *ratified(USA="1952-04-29", NZ="1952-04-29"),
        act("USA", "suspension", "1986-08-11", toward="NZ"),
    ]
    found = spells(acts, in_force_on=UncertainDate("1952-04-29"))
    assert {on("2019-03-22", found, who).standing for who in ("USA", "NZ")} == {PARTY}
    (suspension,) = suspensions(acts)
    assert suspension.on(D("2019-03-22")) == Answer.YES
    assert suspension.on(D("1986-08-10")) == Answer.NO


@pytest.mark.parametrize(
    "acts",
    [
        [act("A", "withdrawal", "1980-01-01"), *ratified(A="1990-01-01")],
        [act("A", "withdrawal_cancelled", "1980-01-01"), *ratified(A="1990-01-01")],
        [act("A", "provisional_end", "1980-01-01"), *ratified(A="1990-01-01")],
        [*ratified(A="1990-01-01"), act("A", "revocation", "1995-01-01", refers_to="nothing")],
        [*ratified(A="1990-01-01"), *signed(A="1991-01-01")],
        [*ratified(A="1990-01-01"), act("A", "accession", "1995-01-01")],
    ],
)
def test_contradictory_acts_are_read_in_the_most_sensible_way(acts):
    found = spells(acts, in_force_on=IN_FORCE)
    assert told(found) == [(PARTY, "1990-01-01", None)]


def test_an_exit_of_unknown_day_is_taken_to_follow_the_consent():
    acts = [act("A", "withdrawal", None), *ratified(A="1990-01-01")]
    found = spells(acts, in_force_on=IN_FORCE)
    assert stands(D("1990-01-01"), found, PARTY) == Answer.NOT_KNOWN
    early = [act("A", "revocation", "1989/1991"), *ratified(A="1990-01-01")]
    assert told(spells(early, in_force_on=IN_FORCE))[0] == (
        PARTY,
        "1990-01-01",
        "1990-01-01/1991-12-31",
    )


def test_a_revocation_ends_the_instrument_that_it_names():
    first, second = ratified(A="1980-01-01")[0], act("A", "accession", "1990-01-01")
    acts = [
        first,
        act("A", "revocation", "1985-01-01", refers_to=first.key),
        second,
        act("A", "revocation", "1995-01-01", refers_to=second.key),
    ]
    found = [spell for spell in spells(acts, in_force_on=IN_FORCE) if spell.standing == PARTY]
    assert told(found) == [(PARTY, "1980-01-01", "1985-01-01"), (PARTY, "1990-01-01", "1995-01-01")]


def test_the_joiner_article_stands_in_for_that_of_the_clause_only_where_it_is_known():
    late = act("A", "accession", "1980-01-01")
    clause = Clause(counting(35).groups, joiner=JoinerRule(ENTRY, Delay(n=30)), article="art. 4")
    (_, party) = spells([late], clause, in_force_on=IN_FORCE)
    assert str(party.reason).endswith("thirtieth day after; art. 4")
    bare = Clause(counting(35).groups, joiner=JoinerRule(ENTRY, Delay(n=30)))
    (_, party) = spells([late], bare, in_force_on=IN_FORCE)
    assert str(party.reason).endswith("thirtieth day after")


def test_an_exit_of_unknown_day_may_have_ended_any_tenure():
    acts = [
        *ratified(A="1980-01-01"),
        act("A", "withdrawal", "1990-01-01", effective="1990-01-01"),
        act("A", "accession", "1995-01-01"),
    ]
    assert stands(D("1985-01-01"), spells(acts, in_force_on=IN_FORCE), PARTY) == Answer.YES
    found = spells([*acts, act("A", "withdrawal")], in_force_on=IN_FORCE)
    assert [stands(D(day), found, PARTY) for day in ("1985-01-01", "2000-01-01")] == [
        Answer.NOT_KNOWN,
        Answer.NOT_KNOWN,
    ]


def test_whoever_may_have_left_before_the_treaty_was_in_force_may_be_a_signatory_again():
    acts = [
        *signed(A="1970-01-01"),
        *ratified(A="1971-01-01"),
        act("A", "withdrawal", "1975-01-01"),
    ]
    found = spells(acts, in_force_on=IN_FORCE)
    assert {spell.standing for spell in found if spell.on(D("1980-01-01")) == Answer.NOT_KNOWN} == {
        SIGNATORY,
        PARTY,
        FORMER,
    }
    assert on("1980-01-01", found).standing is None


def test_nobody_was_a_former_party_before_it_became_known_to_be_a_party():
    late = act("A", "succession", "1993-01-01", effective="1980-01-01")
    found = spells([late], in_force_on=IN_FORCE, ended_on=UncertainDate("1990/1995"))
    assert stands(D("1992-12-31"), found, FORMER) == Answer.NO


def test_a_second_start_of_provisional_application_repeats_the_first():
    acts = [act("A", "provisional_start", day) for day in ("1970-01-01", "1971-01-01")]
    acts.append(act("A", "provisional_end"))
    (spell,) = spells(acts)
    assert told([spell]) == [(PROVISIONAL, "1970-01-01", "../..")]


def test_a_cancellation_of_unknown_day_came_after_the_notice():
    acts = [*ratified(A="1980-01-01"), act("A", "withdrawal", "1990-01-01")]
    acts.append(act("A", "withdrawal_cancelled"))
    found = spells(acts, in_force_on=IN_FORCE)
    assert stands(D("1989-12-31"), found, PARTY) == Answer.YES
