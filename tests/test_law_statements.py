"""Reservations and objections, and what is in force between two."""

from datetime import date

import pytest

from registry.choices import StatementKind
from registry.dates import Answer, UncertainDate
from registry.law.clauses import Force
from registry.law.problems import contradictions, disagreement
from registry.law.standing import spells
from registry.law.statements import (
    Modification,
    Response,
    Statement,
    articles_modified,
    in_force_between,
    reply_on,
    window_closes,
)
from registry.law.suspensions import suspensions
from tests.test_law_cases import act, months, ratified, signed

D = date.fromisoformat
IN_FORCE = UncertainDate("1980-01-27")
BOTH = ratified(A="1990-01-01", B="1985-01-01")
SPELLS = spells(BOTH, in_force_on=IN_FORCE)


def statement(actor, kind, made=None, key=None, withdrawn=None, **rest):
    return Statement(
        key or f"{kind} of {actor}",
        actor,
        StatementKind(kind),
        made and UncertainDate(made),
        withdrawn_on=withdrawn and UncertainDate(withdrawn),
        **rest,
    )


RESERVATION = statement("A", "reservation", "1990-01-01", articles=("66",))


def objection(made, *, opposes=False, **rest):
    return statement(
        "B", "objection", made, objects_to=RESERVATION.key, opposes_entry_into_force=opposes, **rest
    )


def between(day, *statements, found=SPELLS, suspended=()):
    return in_force_between("A", "B", D(day), found, [RESERVATION, *statements], suspended)


def test_the_objection_window_is_twelve_months_or_until_consent_if_later():
    """VCLT art. 20(5)."""
    notified = UncertainDate("1990-01-01")
    assert str(window_closes(notified)) == "1991-01-01"
    assert str(window_closes(notified, UncertainDate("1985-01-01"))) == "1991-01-01"
    assert str(window_closes(notified, UncertainDate("1995-06-01"))) == "1995-06-01"
    assert str(window_closes(UncertainDate("1990"))) == "1991"


@pytest.mark.parametrize(
    ("day", "made", "opposes", "response"),
    [
        ("1991-01-01", None, False, Response.PENDING),
        ("1991-01-02", None, False, Response.ACCEPTED),
        ("1990-06-01", "1990-06-01", False, Response.OBJECTED),
        ("1990-06-01", "1990-06-01", True, Response.OPPOSED),
        ("1990-05-31", "1990-06-01", True, Response.PENDING),
        ("1995-01-01", "1991-01-01", True, Response.OPPOSED),
        ("1995-01-01", "1991-01-02", True, Response.ACCEPTED),
    ],
)
def test_an_actor_objects_within_the_window_or_accepts_by_silence(day, made, opposes, response):
    """VCLT art. 20(5)."""
    statements = [objection(made, opposes=opposes)] if made else []
    assert reply_on(D(day), RESERVATION, "B", statements).response == response


def test_who_consents_later_may_object_until_then():
    late = UncertainDate("1995-06-01")
    assert reply_on(D("1994-01-01"), RESERVATION, "B", [], late).response == Response.PENDING
    assert reply_on(D("1995-06-02"), RESERVATION, "B", [], late).response == Response.ACCEPTED


def test_only_an_objection_of_that_actor_to_that_reservation_answers_it():
    statements = [
        statement("C", "objection", "1990-02-01", objects_to=RESERVATION.key),
        statement("B", "objection", "1990-02-01", objects_to="another"),
        statement("B", "communication", "1990-02-01", objects_to=RESERVATION.key),
    ]
    assert reply_on(D("1995-01-01"), RESERVATION, "B", statements).response == Response.ACCEPTED


def test_a_withdrawn_objection_is_none():
    withdrawn = objection("1990-06-01", opposes=True, withdrawn="1992-01-01")
    assert reply_on(D("1991-12-31"), RESERVATION, "B", [withdrawn]).response == Response.OPPOSED
    assert reply_on(D("1992-01-01"), RESERVATION, "B", [withdrawn]).response == Response.ACCEPTED


@pytest.mark.parametrize(
    ("objections", "answer"),
    [
        ([("1990-02-01/..", True)], Answer.NOT_KNOWN),
        # A plain objection does not take back one that opposes, whenever either came.
        ([("1990-02-01/..", True), ("1990-03-01", False)], Answer.NOT_KNOWN),
        ([("1990-02-01/..", True), ("1990-03-01", True)], Answer.NO),
        ([("1990-02-01/..", False), ("1990-03-01", False)], Answer.YES),
        ([("1990-02-01/..", False), ("1990-03-01", True)], Answer.NO),
    ],
)
def test_what_may_have_opposed_leaves_open_whether_the_treaty_is_in_force(objections, answer):
    """VCLT art. 20(4)(b)."""
    made = [objection(on, opposes=opposes, key=on) for on, opposes in objections]
    assert between("1995-01-01", *made).answer == answer
    reply = reply_on(D("1995-01-01"), RESERVATION, "B", made)
    assert reply.response == (Response.OBJECTED if answer == Answer.YES else Response.OPPOSED)


def test_a_reservation_accepted_by_silence_leaves_the_treaty_in_force_between_the_two():
    judgement = between("1995-01-01")
    assert judgement.answer == Answer.YES
    assert str(judgement.reason) == (
        "A: Party since 1 January 1990: ratification deposited on 1 January 1990; "
        "B: Party since 1 January 1985: ratification deposited on 1 January 1985"
    )
    assert judgement.keys == (BOTH[0].key, BOTH[1].key)


def test_an_objection_that_opposes_entry_into_force_keeps_the_treaty_from_the_two():
    """VCLT art. 20(4)(b)."""
    opposing = objection("1990-06-01", opposes=True)
    judgement = between("1995-01-01", opposing)
    assert judgement.answer == Answer.NO
    assert "art. 20(4)(b)" in str(judgement.reason)
    assert judgement.keys == (RESERVATION.key, opposing.key)
    assert between("1995-01-01", objection("1990-06-01")).answer == Answer.YES
    same = in_force_between("B", "A", D("1995-01-01"), SPELLS, [RESERVATION, opposing])
    assert same.answer == Answer.NO


def test_while_the_other_may_still_object_the_answer_is_not_known():
    judgement = between("1990-06-01")
    assert judgement.answer == Answer.NOT_KNOWN
    assert str(judgement.reason).endswith(
        "the twelve months (VCLT art. 20(5)) end on 1 January 1991"
    )


def test_the_reason_is_that_of_the_spell_of_the_day():
    rejoined = [
        *BOTH,
        act("B", "withdrawal", "1992-01-01", effective="1992-01-01"),
        act("B", "accession", "1993-01-01"),
    ]
    found = spells(rejoined, in_force_on=IN_FORCE)
    judgement = between("1995-01-01", found=found)
    assert "B: Party since 1 January 1993" in str(judgement.reason)
    assert judgement.keys == (BOTH[0].key, rejoined[-1].key)
    assert str(between("1991-06-01", found=found).reason).endswith(
        "ratification deposited on 1 January 1985"
    )


def test_the_window_runs_from_the_first_consent_of_an_actor_that_rejoined():
    rejoined = [
        *BOTH,
        act("B", "withdrawal", "1992-01-01", effective="1992-01-01"),
        act("B", "accession", "1995-06-01"),
    ]
    late = objection("1995-01-01", opposes=True)
    found = spells(rejoined, in_force_on=IN_FORCE)
    assert between("1996-01-01", late, found=found).answer == Answer.YES


@pytest.mark.parametrize(
    ("left", "objected", "answer"),
    [
        ("1989-06-01", "1995-06-01", Answer.NO),
        ("1990-06-01", "1995-06-01", Answer.NO),
        ("1989-06-01", "1995-06-02", Answer.YES),
        ("1991-01-02", "1995-06-01", Answer.YES),
    ],
)
def test_whoever_was_gone_may_object_to_a_reservation_until_it_consents_anew(
    left, objected, answer
):
    """VCLT art. 20(5): twelve months, or until it expressed its consent, whichever is later."""
    rejoined = [
        *BOTH,
        act("B", "withdrawal", left, effective=left),
        act("B", "accession", "1995-06-01"),
    ]
    found = spells(rejoined, in_force_on=IN_FORCE)
    opposing = objection(objected, opposes=True)
    assert between("1996-01-01", opposing, found=found).answer == answer


def test_a_withdrawn_reservation_matters_no_more():
    gone = statement("A", "reservation", "1990-01-01", withdrawn="1994-01-01")
    opposing = objection("1990-06-01", opposes=True)
    assert (
        in_force_between("A", "B", D("1995-01-01"), SPELLS, [gone, opposing]).answer == Answer.YES
    )


def test_nothing_is_in_force_with_one_that_is_no_party():
    judgement = between("1989-01-01")
    assert (judgement.answer, str(judgement.reason)) == (Answer.NO, "A is not a party")
    unsure = spells([*ratified(B="1985-01-01"), act("A", "accession")], in_force_on=IN_FORCE)
    judgement = in_force_between("A", "B", D("1995-01-01"), unsure)
    assert judgement.answer == Answer.NOT_KNOWN
    assert str(judgement.reason) == "Whether A is a party is not known"


@pytest.mark.parametrize(
    ("toward", "answer"), [("B", Answer.NO), (None, Answer.NO), ("C", Answer.YES)]
)
def test_a_suspension_between_the_two_keeps_the_treaty_from_operating(toward, answer):
    """VCLT art. 72(1)(a)."""
    found = suspensions([act("A", "suspension", "1992-01-01", toward=toward)])
    judgement = between("1995-01-01", suspended=found)
    assert judgement.answer == answer
    if answer == Answer.NO:
        whom = " toward B" if toward else ""
        assert str(judgement.reason) == f"A suspended its operation{whom} since 1 January 1992"


def test_a_reservation_modifies_its_articles_between_the_two():
    """VCLT art. 21(1) and (3)."""
    at = D("1995-01-01")
    assert articles_modified("A", "B", at, [RESERVATION], SPELLS) == [
        Modification(("66",), False, Answer.YES, RESERVATION.key, None)
    ]
    objecting = objection("1990-06-01")
    assert articles_modified("B", "A", at, [RESERVATION, objecting]) == [
        Modification(("66",), True, Answer.YES, RESERVATION.key, objecting.key)
    ]
    opposing = objection("1990-06-01", opposes=True)
    assert articles_modified("A", "B", at, [RESERVATION, opposing]) == []
    declaration = statement("A", "declaration", "1990-01-01")
    assert articles_modified("A", "B", at, [declaration]) == []


@pytest.mark.parametrize(
    ("articles", "excluded", "words"),
    [
        (("5", "9"), False, "5 and 9: modified as reserved (VCLT art. 21(1))"),
        ((), False, "What it speaks of: modified as reserved (VCLT art. 21(1))"),
        (("5",), True, "5: not applied to the extent of the reservation (VCLT art. 21(3))"),
    ],
)
def test_what_a_reservation_changes_is_said_in_words(articles, excluded, words):
    modification = Modification(articles, excluded, Answer.YES, "r", None)
    assert str(modification.in_words()) == words


def test_who_is_no_party_on_record_may_be_one_where_not_every_act_is_on_record():
    found = spells([*ratified(A="1990-01-01"), *signed(B="1989-01-01")], in_force_on=IN_FORCE)
    told = in_force_between("A", "B", D("1995-01-01"), found)
    assert str(told.reason) == "B is not a party: Signatory since 1 January 1989"
    told = in_force_between("A", "B", D("1995-01-01"), found, is_complete=False)
    assert told.answer == Answer.NOT_KNOWN
    assert str(told.reason).startswith(
        "B is not known to be a party, and not every act is on record"
    )


def test_an_actor_that_has_ceased_to_exist_is_no_party_although_not_every_act_is_on_record():
    found = spells([*ratified(A="1990-01-01"), *signed(B="1989-01-01")], in_force_on=IN_FORCE)
    asked = "A", "B", D("1995-01-01"), found
    told = in_force_between(*asked, is_complete=False, ceased={"B"})
    assert (told.answer, str(told.reason)) == (
        Answer.NO,
        "B is not a party: Signatory since 1 January 1989",
    )
    assert in_force_between(*asked, is_complete=False, ceased={"A"}).answer == Answer.NOT_KNOWN


def test_a_statement_of_unknown_day_stands_for_nothing_certain():
    assert statement("A", "reservation").on(D("2019-03-22")) == Answer.NOT_KNOWN


@pytest.mark.parametrize(
    ("acts", "code"),
    [
        ([act("A", "withdrawal", "1980-01-01")], "withdrawal_before_joining"),
        ([act("A", "revocation", "1980-01-01")], "revocation_before_consent"),
        ([act("A", "withdrawal_cancelled", "1980-01-01")], "nothing_to_cancel"),
        ([act("A", "provisional_end", "1980-01-01")], "provisional_end_before_start"),
        ([*signed(A="1980"), act("A", "accession", "1990")], "accession_after_signature"),
        ([*signed(B="1980"), *ratified(A="1990")], "ratification_without_signature"),
        ([*ratified(A="1980"), *signed(A="1990")], "signature_after_consent"),
        ([act("A", "accession", "1980"), act("A", "accession", "1990")], "second_consent"),
        (
            [
                *(act("A", "accession", "1980"), act("A", "withdrawal", "1990")),
                act("A", "withdrawal", "1995"),
            ],
            "second_withdrawal",
        ),
        ([act("A", "resumption", "1980", toward="B")], "resumption_without_suspension"),
        ([act("A", "accession", "1990", effective="1980")], "effect_before_deposit"),
    ],
)
def test_a_contradiction_is_listed_with_what_must_hold(acts, code):
    problems = contradictions(acts)
    assert [problem.code for problem in problems] == [code]
    assert str(problems[0].message).endswith((".", "signature."))
    assert set(problems[0].keys) <= {a.key for a in acts}
    assert problems[0].keys


@pytest.mark.parametrize(
    "acts",
    [
        [*signed(A="1980-01-01", B="1980-01-01"), *ratified(A="1981-01-01")],
        [act("A", "succession", "1993-05-28", effective="1993-01-01")],
        [act("A", "suspension", "1980"), act("A", "resumption", "1981")],
    ],
)
def test_what_is_in_order_is_not_listed(acts):
    assert contradictions(acts) == []


@pytest.mark.parametrize(
    ("kind", "on", "is_listed"),
    [
        ("accession", "1990-01-02", True),
        ("signature", "1991", True),
        ("accession", "1990-01-01", False),
        ("accession", "1989/1990", False),
        ("accession", None, False),
        ("withdrawal_cancelled", "1991", False),
    ],
)
def test_who_joins_after_the_end_is_listed(kind, on, is_listed):
    """VCLT art. 70(1)(a); of the day itself nobody knows which came first."""
    acts = [*ratified(A="1980-01-01"), act("A", "withdrawal", "1991"), act("B", kind, on)]
    codes = {one.code for one in contradictions(acts, ended_on=UncertainDate("1990-01-01"))}
    assert ("joining_after_end" in codes) is is_listed


@pytest.mark.parametrize(("notice", "is_listed"), [(None, False), (11, True), (13, False)])
def test_a_withdrawal_is_cancelled_before_its_notice_runs_out(notice, is_listed):
    """VCLT art. 68."""
    acts = [*ratified(A="1980-01-01"), act("A", "withdrawal", "1990-01-01")]
    acts.append(act("A", "withdrawal_cancelled", "1990-12-31"))
    found = contradictions(acts, notice=notice and months(notice))
    assert [problem.code for problem in found] == ["nothing_to_cancel"] * is_listed


def test_with_several_depositaries_one_actor_deposits_several_instruments():
    acts = [act("A", "accession", day) for day in ("1970-03-05", "1970-03-06", "1970-04-01")]
    acts += [act("A", "withdrawal", day) for day in ("2003-01-10", "2003-01-11")]
    assert contradictions(acts, depositaries=3) == []
    mixed = [*acts, act("A", "succession", "1971-01-01")]
    assert [p.code for p in contradictions(mixed, depositaries=4)] == ["second_consent"]


def test_a_stated_entry_into_force_is_compared_with_the_computed_one_and_both_are_told():
    """VCLT art. 77(1)(f): it is the depositary who tells when the instruments required are in."""
    met = UncertainDate("1988-06-24")
    force = Force(met, UncertainDate("1988-09-22"), ground=("last", "first"))
    assert disagreement(None, force) is None
    assert disagreement(UncertainDate("1988-09-22"), force) is None
    assert disagreement(UncertainDate("1988"), force) is None
    assert disagreement(UncertainDate("1988/.."), force) is None
    for other in ("1988-10-01", "1988-08"):
        problem = disagreement(UncertainDate(other), force)
        assert problem.code == "stated_differs_from_computed"
        assert problem.keys == ()
    assert str(problem.message) == (
        "Stated: August 1988; by the clause and the acts: 22 September 1988."
    )
    never = disagreement(UncertainDate("1988"), None)
    assert str(never.message) == "Stated in force on 1988; by the clause and the acts not yet."
