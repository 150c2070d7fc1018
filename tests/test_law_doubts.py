"""What follows from days that are in doubt: unknown never counts as yes."""

from datetime import date

import pytest

from registry.choices import DelayKind, Standing
from registry.dates import Answer, UncertainDate
from registry.law.clauses import Delay, JoinerRule, entry_into_force
from registry.law.standing import spells, standing_on, stands
from tests.test_law_cases import ENTRY, act, counting, days, ratified, signed

SIGNATORY, CONTRACTING = Standing.SIGNATORY, Standing.CONTRACTING
PARTY, FORMER = Standing.PARTY, Standing.FORMER
YES, NO, NOT_KNOWN = Answer.YES, Answer.NO, Answer.NOT_KNOWN
LONG_SINCE = "1976-03-23"
AT_ONCE = counting(2)
AFTER_A_MONTH = counting(2, joiner=JoinerRule(ENTRY, days(30)))
AFTER_A_YEAR = counting(2, joiner=JoinerRule(ENTRY, days(365)))


@pytest.mark.parametrize(
    ("ratified_on", "clause", "in_force_on", "signatory", "former"),
    [
        # The treaty entered into force before it left, or afterwards, or nobody knows.
        ("1996-01-01", AT_ONCE, "1999/2000-06-30", NO, YES),
        ("1996-01-01", AT_ONCE, "2000-07-01/2001", YES, NO),
        ("1996-01-01", AT_ONCE, "1999/2001", NOT_KNOWN, NOT_KNOWN),
        ("1996-01-01", AT_ONCE, "1999/2000-07-01", NOT_KNOWN, NOT_KNOWN),
        # Whoever left had ratified before, and that made it a party at once, or after some time.
        ("1996/2005", AT_ONCE, LONG_SINCE, NO, YES),
        ("1996/2005", AT_ONCE, "1996/2005", NOT_KNOWN, NOT_KNOWN),
        ("1996/2005", AFTER_A_MONTH, LONG_SINCE, NO, YES),
        ("1996/2005", AFTER_A_YEAR, LONG_SINCE, NOT_KNOWN, NOT_KNOWN),
        ("../2005", AT_ONCE, LONG_SINCE, NO, YES),
    ],
)
def test_who_may_have_left_before_it_was_a_party_is_neither_for_certain(
    ratified_on, clause, in_force_on, signatory, former
):
    """VCLT art. 2(1)(g): a party has consented, and the treaty is in force for it."""
    acts = [*signed(A="1995-01-01"), *ratified(A=ratified_on)]
    acts.append(act("A", "withdrawal", "2000-01-01", effective="2000-07-01"))
    found = spells(acts, clause, in_force_on=UncertainDate(in_force_on))
    day = date(2010, 1, 1)
    assert [stands(day, found, which) for which in (SIGNATORY, FORMER)] == [signatory, former]
    assert stands(day, found, PARTY) == NO
    if signatory == former == NOT_KNOWN:
        assert standing_on(day, found) == (None, (SIGNATORY, FORMER), None)


@pytest.mark.parametrize(
    ("acceded_on", "ended_on", "former"),
    [
        ("1995/1999", "2000-01-01", YES),
        ("1995/2005", "2000-01-01", NOT_KNOWN),
        ("1995", "1995/2000", NOT_KNOWN),
        ("1995", "1996/2000", YES),
    ],
)
def test_who_may_have_joined_too_late_may_never_have_been_a_party(acceded_on, ended_on, former):
    found = spells(
        [act("A", "accession", acceded_on)],
        in_force_on=UncertainDate(LONG_SINCE),
        ended_on=UncertainDate(ended_on),
    )
    assert stands(date(2010, 1, 1), found, FORMER) == former


@pytest.mark.parametrize(
    ("kind", "in_force_on", "effective", "possible"),
    [
        ("definitive_signature", LONG_SINCE, None, (PARTY,)),
        ("accession", LONG_SINCE, None, (PARTY,)),
        ("succession", LONG_SINCE, "1985-01-01", (PARTY,)),
        ("succession", LONG_SINCE, None, (PARTY,)),
        ("succession", "1986-03", None, (PARTY, CONTRACTING)),
        # The other's note may have come later in the month, and the treaty into force with it.
        ("definitive_signature", "1986-03", None, (PARTY, CONTRACTING)),
        ("accession", LONG_SINCE, "1986-03", (PARTY, CONTRACTING)),
    ],
)
def test_a_consent_known_to_the_month_leaves_open_only_what_may_have_been(
    kind, in_force_on, effective, possible
):
    """VCLT art. 12(1): a definitive signature is consent, and nobody is a signatory before it."""
    acts = [act("A", kind, "1986-03", effective=effective)]
    found = spells(acts, AT_ONCE, in_force_on=UncertainDate(in_force_on))
    assert standing_on(date(1986, 3, 15), found) == (None, possible, None)
    assert standing_on(date(1986, 3, 31), found).standing == PARTY


@pytest.mark.parametrize(
    ("ratified_on", "day", "possible"),
    [
        ("1986", "1986-03-15", (CONTRACTING,)),
        ("1986", "1986-07-01", (PARTY,)),
        (None, "1986-07-01", (PARTY,)),
        ("../1990", "1986-06-01", (PARTY,)),
    ],
)
def test_nobody_is_a_mere_contracting_state_once_its_consent_binds_at_once(
    ratified_on, day, possible
):
    """VCLT arts. 2(1)(f) and 24(3): in force since June, the treaty binds on the day of consent."""
    found = spells(ratified(A=ratified_on), AT_ONCE, in_force_on=UncertainDate("1986-06-01"))
    assert standing_on(date.fromisoformat(day), found) == (None, possible, None)


@pytest.mark.parametrize("done", [None, "2000", "../2001"])
def test_a_consent_and_a_withdrawal_are_given_by_the_day_on_which_they_take_effect(done):
    """VCLT arts. 24 and 54: a stated effect tells when it was given at the latest."""
    acts = [
        act("A", "ratification", done, effective="2000-03-01"),
        act("A", "withdrawal", done, effective="2000-09-01", key="left"),
    ]
    found = spells(acts, AT_ONCE, in_force_on=UncertainDate(LONG_SINCE))
    told = {day: standing_on(date.fromisoformat(day), found).standing for day in STEPS}
    assert told == STEPS


STEPS = {"2000-03-01": PARTY, "2000-08-31": PARTY, "2000-09-01": FORMER, "2026-01-01": FORMER}


def test_a_succession_is_deposited_on_whichever_day_after_its_effect():
    """Vienna Convention on Succession of States in respect of Treaties, art. 23(1)."""
    found = spells(
        [act("A", "succession", "2000", effective="1992-01-01")],
        in_force_on=UncertainDate(LONG_SINCE),
    )
    assert [stands(date(2000, 3, 1), found, PARTY), stands(date(2001, 1, 1), found, PARTY)] == [
        NOT_KNOWN,
        YES,
    ]


@pytest.mark.parametrize("kind", DelayKind)
def test_a_delay_after_a_deposit_that_has_no_first_day_has_none_either(kind):
    clause = counting(1, Delay(kind, 90))
    force = entry_into_force(clause, ratified(A="../1990"))
    assert (force.on.earliest, force.on.latest) == (None, clause.delay.after(date(1990, 12, 31)))
    how = f"1 instrument on or before 31 December 1990, {clause.delay.in_words()}"
    assert str(force.reason).endswith(how)
    assert str(entry_into_force(clause, ratified(A=None)).on) == "../.."
