"""Acts of one actor whose days leave their order open: each had something to act upon."""

from datetime import date

import pytest

from registry.choices import Standing
from registry.dates import Answer, UncertainDate
from registry.law.problems import contradictions
from registry.law.standing import spells, stands
from tests.test_law_cases import act

YES, NO, NOT_KNOWN = Answer.YES, Answer.NO, Answer.NOT_KNOWN
START = act("A", "provisional_start", "1970-06-01")
JOINED = act("A", "ratification", "1970-01-01")


def stood(acts, standing, *days):
    found = spells(acts, in_force_on=UncertainDate("1960-01-01"))
    return [stands(date.fromisoformat(day), found, standing) for day in days]


@pytest.mark.parametrize("ended", ["1970", "../1970-12-31", "1970-05-01/1970-12-31"])
def test_an_end_of_provisional_application_that_may_have_come_first_is_taken_to_follow(ended):
    """VCLT art. 25: it had something to end."""
    acts = [START, act("A", "provisional_end", ended)]
    days = "1970-05-31", "1970-06-01", "1970-12-31"
    assert stood(acts, Standing.PROVISIONAL, *days) == [NO, NOT_KNOWN, NO]
    assert contradictions(acts) == []


def test_who_says_before_it_begins_that_it_will_not_become_a_party_never_applies_the_treaty():
    """VCLT art. 25(2): the notice ends also what was to begin later."""
    acts = [
        act("A", "provisional_start", "1970-06-01", effective="1970-09-01"),
        act("A", "withdrawal", "1970-07-01"),
    ]
    assert stood(acts, Standing.PROVISIONAL, "1970-09-01") == [NO]


@pytest.mark.parametrize("on", ["1980-06-01", "1980-03/1980-12", "../1980-12-31"])
def test_a_cancellation_that_may_have_come_before_the_withdrawal_is_taken_to_follow(on):
    """VCLT art. 68: a notice may be revoked at any time before it takes effect."""
    acts = [
        JOINED,
        act("A", "withdrawal", on, effective="1981-01-01"),
        act("A", "withdrawal_cancelled", "1980-05-01/1980-12-01"),
    ]
    assert stood(acts, Standing.PARTY, "1980-12-31", "1981-06-01", "2026-01-01") == [YES] * 3
    assert contradictions(acts) == []


def test_a_withdrawal_and_its_cancellation_may_both_be_put_before_the_consent():
    acts = [
        JOINED,
        act("A", "withdrawal", "1969-06-01/1970-12-31", effective="1971-06-01"),
        act("A", "withdrawal_cancelled", "1970-01-01/1971-01-01"),
    ]
    assert stood(acts, Standing.PARTY, "1970-12-31", "2026-01-01") == [YES, YES]
    assert contradictions(acts) == []


def test_a_withdrawal_that_is_cancelled_binds_nobody_before_it():
    """VCLT art. 16: as at the days before, nobody knew which of two consents came later."""
    known = [act("A", "accession", "1990-01-01"), act("A", "accession", "1990-01-01/..", key="too")]
    undone = [
        act("A", "withdrawal", "1990-01-03"),
        act("A", "withdrawal_cancelled", "1990-01-02/..", effective="1990-01-01"),
    ]
    for acts in (known, [*known, *undone]):
        found = spells(acts)
        day = date(1990, 1, 1)
        assert stands(day, found, Standing.CONTRACTING) == YES
        assert stands(day, found, Standing.PARTY) == NO


def test_a_cancellation_tells_nothing_of_the_days_before_the_consent():
    """VCLT art. 16: as at those days nobody had consented, whatever else may have been earlier."""
    acts = [
        act("A", "signature", "1970-01-01"),
        act("A", "withdrawal", "1970-01-01/1970-01-02"),
        act("A", "withdrawal_cancelled", "1970-01-01/.."),
        act("A", "ratification", "1970-01-02"),
    ]
    found = spells(acts)
    assert stands(date(1970, 1, 1), found, Standing.CONTRACTING) == NO


@pytest.mark.parametrize("again", ["1979-06-01/1981-06-01", "../1981-06-01", "1980"])
def test_a_consent_that_may_have_followed_the_withdrawal_is_taken_to_have_done_so(again):
    """As Guyana, which left and acceded anew: whoever is bound does not consent again."""
    acts = [
        JOINED,
        act("A", "withdrawal", "1980-01-01", effective="1980-03-01"),
        act("A", "accession", again),
    ]
    days = "1979-12-31", "1980-04-01", "1981-06-01"
    assert stood(acts, Standing.PARTY, *days) == [YES, NOT_KNOWN, YES]
    assert contradictions(acts) == []


@pytest.mark.parametrize(
    ("consented", "left", "former"),
    [
        # Ratified, left, acceded; or ratified twice, as with two depositaries, and left.
        (["1990-01-10", "1990-01-12"], "../1990-01-13", NOT_KNOWN),
        (["1990-01-10/1990-01-16", "../1990-01-15"], "1990-01-13", NOT_KNOWN),
        (["1990-01-11/1990-01-14", "1990-01-12"], "1990-01-12/..", NOT_KNOWN),
        (["1990-01-10", "1990-01-12"], "1990-01-11/1990-01-13", NO),
        (["1990-01-10", "1990-01-12"], "1990-01-13", YES),
    ],
)
def test_of_two_consents_around_a_withdrawal_either_may_have_been_the_first(
    consented, left, former
):
    """VCLT art. 54(a): whoever has left is a party again only if it consents anew."""
    acts = [act("A", "accession", on) for on in consented]
    acts.append(act("A", "withdrawal", left, effective=left))
    assert stood(acts, Standing.FORMER, "1990-01-20") == [former]
    assert stood(acts, Standing.PARTY, "1990-01-20") == [~former]


def test_a_second_consent_that_certainly_came_before_the_withdrawal_ends_with_it():
    """As with three depositaries, each of which receives an instrument."""
    acts = [
        JOINED,
        act("A", "ratification", "1970-02", key="elsewhere"),
        act("A", "withdrawal", "1980-01-01", effective="1980-03-01"),
    ]
    assert stood(acts, Standing.PARTY, "1980-02-28", "1980-03-01") == [YES, NO]


def test_what_may_have_come_later_takes_no_doubt_from_the_days_before():
    """VCLT art. 16: a deposit changes nothing on the days before it, however the acts are read."""
    doubtful = [
        act("A", "accession", "1990-01-01/1991-12-31"),
        act("A", "withdrawal", "1990-02-01", effective="1990-08-01"),
    ]
    acts = [*doubtful, act("A", "accession", "1990-01-02")]
    for known in (doubtful, acts):
        own = spells(known)
        assert stands(date(1990, 1, 1), own, Standing.CONTRACTING) == NOT_KNOWN
    assert stands(date(1990, 1, 2), own, Standing.CONTRACTING) == YES


def test_a_consent_that_may_have_come_before_the_withdrawal_may_have_bound_until_then():
    """VCLT art. 16: which of them it was, the withdrawal does not tell of the days before it."""
    acts = [
        act("A", "accession", "1970-01-01", effective="1985-01-01"),
        act("A", "succession", "1970-01-01/..", effective="1970-01-01", key="again"),
        act("A", "withdrawal", "1980-01-01", effective="1980-03-01"),
    ]
    assert stood(acts[:2], Standing.PARTY, "1969-12-31", "1975-01-01") == [NO, NOT_KNOWN]
    days = "1969-12-31", "1975-01-01", "1980-06-01"
    assert stood(acts, Standing.PARTY, *days) == [NO, NOT_KNOWN, NOT_KNOWN]
