"""What is undone before it takes effect: consents, provisional application, stated days."""

from datetime import date

import pytest

from registry.choices import ConditionKind, Standing
from registry.dates import Answer, UncertainDate
from registry.law.clauses import Clause, Condition, Delay, JoinerRule, entry_into_force
from registry.law.problems import contradictions
from registry.law.progress import progress_on
from registry.law.standing import spells, stands
from tests.test_law_cases import ENTRY, THRESHOLD, act, ratified

YES, NO, NOT_KNOWN = Answer.YES, Answer.NO, Answer.NOT_KNOWN


def counting(n, anchor=ENTRY, delay=0):
    rule = JoinerRule(anchor, Delay(n=delay))
    return Clause(((Condition(ConditionKind.COUNT, n=n),),), Delay(n=delay), rule)


def derived(clause, acts, actor="A", **given):
    force = entry_into_force(clause, acts)
    return [spell for spell in spells(acts, clause, force=force, **given) if spell.actor == actor]


def told(found, day):
    """Tell each standing that an actor has, or may have, on a day."""
    answers = {one: stands(date.fromisoformat(day), found, one) for one in Standing}
    return {standing.value: answer for standing, answer in answers.items() if answer is not NO}


@pytest.mark.parametrize("has_signed", [False, True])
def test_a_former_party_that_takes_back_a_new_consent_is_a_former_party_again(has_signed):
    """It has been a party (VCLT art. 2(1)(g)); what it signed once is not pending again."""
    acts = [
        *ratified(B="1990-01-01", A="1991-01-01"),
        act("A", "withdrawal", "1995-01-01", effective="1996-01-01"),
        act("A", "accession", "2000-01-01"),
        act("A", "revocation", "2000-02-01"),
    ]
    acts += [act("A", "signature", "1989-01-01")] if has_signed else []
    found = derived(counting(1, delay=90), acts)
    assert told(found, "1999-12-31") == {"former": YES}
    assert told(found, "2000-01-31") == {"contracting": YES}
    assert told(found, "2000-02-01") == told(found, "2026-01-01") == {"former": YES}
    assert (str(found[-1].since), found[-1].basis) == ("1996-01-01", (acts[2].key,))


def test_a_signatory_that_may_have_been_a_party_before_may_be_either_again():
    acts = [
        act("A", "signature", "1989-01-01"),
        *ratified(A="1990-01-01", B="1990"),
        act("A", "withdrawal", "1990-06-01", effective="1990-06-01"),
        act("A", "ratification", "2000-01-01", key="anew"),
        act("A", "revocation", "2000-02-01"),
    ]
    found = derived(counting(2, delay=90), acts)
    assert told(found, "2000-02-01") == {"former": NOT_KNOWN, "signatory": NOT_KNOWN}


START = act("A", "provisional_start", "1970-01-01")


def test_provisional_application_ends_where_the_consent_is_taken_back_before_the_effect():
    """VCLT art. 25(2); it did not end when the treaty entered into force for others."""
    acts = [
        START,
        *ratified(A="1971-01-01", B="1975-01-01", C="1976-01-01"),
        act("A", "withdrawal", "1972-01-01", effective="1972-06-01"),
    ]
    found = derived(counting(2), acts)
    assert told(found, "1972-05-31") == {"provisional": YES, "contracting": YES}
    assert told(found, "1972-06-01") == {}


@pytest.mark.parametrize(
    ("effective", "provisional"), [("1969-06-01", YES), ("1969/1970", NOT_KNOWN), ("1972", NO)]
)
@pytest.mark.parametrize("in_force_on", ["1960-01-01", None])
def test_whoever_left_may_apply_the_treaty_provisionally_again(in_force_on, effective, provisional):
    """VCLT art. 25(1): pending the entry into force for it, which is past while it is a party."""
    left = act("A", "withdrawal", "1969-01-01", effective=effective)
    force = in_force_on and UncertainDate(in_force_on)
    found = spells([*ratified(A="1959-01-01"), left, START], in_force_on=force)
    assert stands(date(1973, 1, 1), found, Standing.PROVISIONAL) == provisional


def test_who_says_that_it_will_not_become_a_party_no_longer_applies_the_treaty():
    """VCLT art. 25(2): as Russia under the Energy Charter Treaty from 18 October 2009."""
    acts = [START, act("A", "withdrawal", "1972-01-01", effective="1972-03-01")]
    found = derived(counting(2), acts)
    assert told(found, "1972-02-28") == {"provisional": YES}
    assert told(found, "1972-03-01") == {}
    assert contradictions(acts) == []
    (problem,) = contradictions([acts[1], act("A", "provisional_start", "1980-01-01")])
    assert problem.code == "withdrawal_before_joining"


def test_whoever_deposits_after_the_stated_entry_into_force_is_a_later_joiner():
    """Cf. Vienna Ozone Convention art. 17(3): so few acts are on record that they met it later."""
    acts = ratified(B="1995-01-01", A="1992-01-01")
    found = derived(counting(2, THRESHOLD, delay=90), acts, in_force_on=UncertainDate("1988-09-22"))
    assert [(one.standing, str(one.since)) for one in found] == [
        (Standing.CONTRACTING, "1992-01-01"),
        (Standing.PARTY, "1992-03-31"),
    ]


@pytest.mark.parametrize(
    ("consented", "left", "done"),
    [
        # With B's the two were complete on 5 February; it left the next day, or never was one.
        ("../1990-02-07", "1990-02-06", (1, 2)),
        ("1990-01-01", "1990-02-06", (2, 2)),
        ("1990-01-01", "1990-02-05", (1, 1)),
        # The third came perhaps after the two that were asked for.
        ("1990-02-03/1990-02-09", None, (2, 3)),
    ],
)
def test_an_instrument_that_was_withdrawn_may_have_met_the_conditions_before(consented, left, done):
    """Of instruments required, those are counted that were there when the conditions were met."""
    acts = ratified(B=consented, C="1990-02-05")
    acts += ratified(D="1990-02-08") if left is None else [act("B", "revocation", left)]
    assert tuple(progress_on(date(1990, 2, 12), counting(2), acts).done) == done


def test_a_withdrawal_may_have_been_a_notice_before_the_consent():
    """VCLT art. 25(2): whoever declined to become a party may ratify on the next day."""
    acts = [START, *ratified(A="1971"), act("A", "withdrawal", "1971-06-01")]
    found = spells(acts, notice=Delay())
    assert stands(date(1972, 1, 1), found, Standing.CONTRACTING) == NOT_KNOWN
    found = spells(acts[1:], notice=Delay())
    assert stands(date(1972, 1, 1), found, Standing.CONTRACTING) == NO
