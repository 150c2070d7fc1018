"""The status of a treaty on a day, and how far it is from entering into force."""

from datetime import date
from fractions import Fraction

import pytest

from registry.choices import ActorSet, ConditionKind, TreatyStatus
from registry.dates import Answer, Count, UncertainDate
from registry.law.clauses import SILENT, Clause, Condition
from registry.law.progress import progress_on, waited, what_if
from registry.law.status import status_on, suspended_on
from registry.law.suspensions import suspensions
from tests.test_law_cases import act, all_of, counting, days, deposits, member, ratified, signed

D = date.fromisoformat
STATUS = TreatyStatus


def dated(**texts):
    return {name: UncertainDate(text) for name, text in texts.items()}


LIFE = dated(
    adopted_on="1997-09-18",
    signature_opens_on="1997-12-03",
    signature_closes_on="1999-03-01",
    signed="1997-12-04",
    met_on="1998-09-16",
    in_force_on="1999-03-01",
    ended_on="2030-01-01",
)


@pytest.mark.parametrize(
    ("day", "kind", "reason"),
    [
        ("1997-09-17", None, "Not yet adopted: the first step is dated 18 September 1997"),
        ("1997-09-18", STATUS.ADOPTED, "Adopted on 18 September 1997"),
        ("1997-12-03", STATUS.OPEN, "Open for signature since 3 December 1997"),
        ("1997-12-04", STATUS.SIGNED, "Signed on 4 December 1997"),
        (
            "1998-09-16",
            STATUS.PENDING,
            "Conditions for entry into force met on 16 September 1998",
        ),
        ("1999-03-01", STATUS.IN_FORCE, "In force since 1 March 1999"),
        ("2030-01-01", STATUS.TERMINATED, "Terminated: ended on 1 January 2030"),
    ],
)
def test_a_treaty_passes_through_its_statuses(day, kind, reason):
    status = status_on(D(day), **LIFE)
    assert (status.kind, str(status.reason)) == (kind, reason)
    assert status.answer == (Answer.NO if kind is None else Answer.YES)
    assert status.possible == ()


def test_a_treaty_closed_for_signature_with_no_signature_stays_adopted():
    life = dated(signature_opens_on="1990", signature_closes_on="1991")
    assert status_on(D("1995-01-01"), **life).kind == STATUS.ADOPTED


def test_what_is_concluded_is_signed():
    assert status_on(D("1904-04-08"), **dated(concluded_on="1904-04-08")).kind == STATUS.SIGNED


def test_in_force_never_follows_from_anything_but_a_date():
    """VCLT art. 24(1): in the manner and upon the date that it provides, whatever its kind."""
    status = status_on(D("2019-03-22"))
    assert (status.kind, status.exists) == (STATUS.NOT_KNOWN, Answer.NOT_KNOWN)
    assert status_on(D("2019-03-22"), **dated(signed="1949")).kind == STATUS.SIGNED


@pytest.mark.parametrize(
    ("ground", "kind"),
    [
        ("superseded", STATUS.SUPERSEDED),
        ("renewed", STATUS.SUPERSEDED),
        ("expired", STATUS.TERMINATED),
    ],
)
def test_the_ground_tells_how_a_treaty_ended(ground, kind):
    status = status_on(
        D("2000-01-01"), **dated(in_force_on="1900", ended_on="1999"), end_ground=ground
    )
    assert status.kind == kind


def test_an_end_on_an_unknown_day_is_neither_in_force_nor_ended():
    life = dated(signed="1949", in_force_on="1949")
    status = status_on(D("2019-03-22"), **life, end_ground="lapsed")
    assert (status.kind, status.answer) == (STATUS.NOT_KNOWN, Answer.NOT_KNOWN)
    assert status.possible == (STATUS.TERMINATED, STATUS.IN_FORCE)
    assert str(status.reason) == (
        "Not known: Lapsed: ended on an unknown day; or In force since 1949"
    )


def test_a_treaty_that_may_not_exist_yet_is_not_known():
    status = status_on(D("1844-06-15"), **dated(concluded_on="1844-06"))
    assert (status.kind, status.exists) == (STATUS.NOT_KNOWN, Answer.NOT_KNOWN)
    assert status.possible == (STATUS.SIGNED,)


def test_a_reason_is_told_once_of_what_was_concluded_by_being_signed():
    """As by the exchange of notes on NORAD in March 1986, of which no day is on record."""
    life = dated(concluded_on="1986-03", signed="1986-03", in_force_on="1986-03")
    assert str(status_on(D("1986-03-15"), **life).reason) == (
        "Not known: In force since March 1986; or Signed in March 1986"
    )


def test_suspension_and_provisional_application_are_statuses_of_their_own():
    """VCLT arts. 25 and 57."""
    life = dated(signed="1990", in_force_on="2000")
    suspended = status_on(D("2001-01-01"), **life, suspended=Answer.YES)
    assert suspended.kind == STATUS.SUSPENDED
    before = status_on(D("1995-01-01"), **life, suspended=Answer.YES, provisional=Answer.YES)
    assert before.kind == STATUS.PROVISIONAL
    perhaps = status_on(D("2001-01-01"), **life, suspended=Answer.NOT_KNOWN)
    assert perhaps.possible == (STATUS.SUSPENDED, STATUS.IN_FORCE)


YES, NO, NOT_KNOWN = Answer.YES, Answer.NO, Answer.NOT_KNOWN


@pytest.mark.parametrize(
    ("suspending", "parties", "form", "answer"),
    [
        ("", {"A": YES, "B": YES}, {}, NO),
        ("A", {"A": YES, "B": YES, "C": YES}, {}, NO),
        ("AB", {"A": YES, "B": YES, "C": YES}, {}, NO),
        ("AB", {"A": YES, "B": YES, "C": NOT_KNOWN}, {}, NOT_KNOWN),
        ("AB", {"A": YES, "B": YES, "C": NO}, {}, YES),
        ("ABC", {"A": YES, "B": YES, "C": YES}, {}, YES),
        ("ABC", {"A": YES, "B": YES, "C": NOT_KNOWN}, {}, YES),
        ("ABC", {"A": YES, "B": YES, "C": YES}, {"is_covered": False}, NOT_KNOWN),
        ("AB", {"A": YES, "B": YES, "C": YES}, {"is_covered": False}, NO),
        ("A", {"A": NO, "B": NO}, {}, NO),
        ("A", {"A": YES, "B": YES}, {"is_bilateral": True}, YES),
        ("", {"A": YES, "B": YES}, {"is_bilateral": True}, NO),
        # Whoever is neither of the two has nothing to suspend.
        ("C", {"A": YES, "B": YES}, {"is_bilateral": True}, NO),
        ("C", {"A": YES, "B": YES, "C": NOT_KNOWN}, {"is_bilateral": True}, NOT_KNOWN),
        ("C", {"A": YES, "B": NOT_KNOWN}, {"is_bilateral": True}, NOT_KNOWN),
        ("C", {"A": YES}, {"is_bilateral": True}, YES),
    ],
)
def test_a_treaty_is_suspended_where_every_party_has_or_one_of_two(
    suspending, parties, form, answer
):
    """VCLT arts. 57, 58 and 60."""
    found = suspensions([act(actor, "suspension", "1990-01-01") for actor in suspending])
    form = {"is_bilateral": False, "is_covered": True} | form
    assert suspended_on(D("1995-01-01"), found, parties, **form) == answer
    assert suspended_on(D("1989-12-31"), found, parties, **form) == NO


def test_a_suspension_toward_one_party_is_not_one_of_the_treaty_unless_there_are_but_two():
    found = suspensions(
        [act("A", "suspension", "1990", toward="B"), act("B", "suspension", "1990", toward="A")]
    )
    asked = D("1995-01-01"), found, {"A": YES, "B": YES}
    assert suspended_on(*asked, is_bilateral=False, is_covered=True) == NO
    assert suspended_on(*asked, is_bilateral=True, is_covered=True) == YES


ALLIES = tuple(f"State {n}" for n in range(1, 30))
PROTOCOL = all_of(*ALLIES, member("North Macedonia", "2020-03-27"))


def bounded(*actors):
    return [act(actor, "acceptance", "2019-02-06/2020-03-19") for actor in actors]


def test_an_acceptance_known_only_by_its_bounds_is_not_counted_as_certain():
    """As most of the 29 for North Macedonia, deposited between February 2019 and March 2020."""
    progress = progress_on(D("2019-06-01"), clause=PROTOCOL, acts=bounded("State 1"))
    assert (progress.at_least, progress.at_most) == (0, 1)


def test_a_protocol_waits_for_those_that_were_parties_on_the_day():
    """Protocol on the accession of North Macedonia art. II, as at 22 March 2019 and after."""
    acts = [
        *bounded(*ALLIES[:27]),
        *ratified(**{"State 28": "2019-03-01", "State 29": "2020-03-19"}),
    ]
    then = progress_on(D("2019-03-22"), PROTOCOL, acts)
    assert then.required == frozenset(ALLIES)
    assert (then.required_count, str(then.done)) == (29, "at least 1, at most 28")
    assert (then.done_by, then.outstanding) == (("State 28",), ("State 29",))
    assert len(then.uncertain) == 27
    assert (then.met_on, then.in_force_on, then.is_met) == (None, None, Answer.NO)
    assert then.earliest_possible == D("2019-03-22")
    assert then.missing == 1

    after = progress_on(D("2024-01-01"), PROTOCOL, acts)
    assert str(after.in_force_on) == str(after.met_on) == "2020-03-19"
    assert (str(after.done), after.outstanding, after.is_met) == ("29", (), Answer.YES)
    assert after.required == frozenset(ALLIES)
    assert after.earliest_possible == D("2020-03-19")
    assert after.done_by[-1] == "State 29"
    assert after.missing == 0


def test_a_set_is_that_of_the_last_day_on_which_the_conditions_may_have_been_met():
    clause = all_of("A", member("B", until="1995-01-01"))
    acts = [*ratified(A="1990-01-01"), act("B", "ratification", "1991/1992")]
    progress = progress_on(D("2000-01-01"), clause, acts)
    assert (progress.required, str(progress.done)) == (frozenset("AB"), "2")


def test_what_if_answers_for_the_day_of_the_last_supposed_act():
    acts = ratified(**dict.fromkeys(ALLIES[:28], "2019-03-01"))
    supposed = [act("State 29", "acceptance", "2019-07-01")]
    progress = what_if(D("2019-03-22"), PROTOCOL, acts, supposed)
    assert (str(progress.in_force_on), progress.day) == ("2019-07-01", D("2019-07-01"))
    undated = what_if(D("2019-03-22"), PROTOCOL, acts, [act("State 29", "acceptance")])
    assert (undated.day, undated.is_met) == (D("2019-03-22"), Answer.NOT_KNOWN)


def test_where_anybody_counts_nobody_is_outstanding():
    progress = progress_on(D("1988-06-01"), counting(20, days(90)), deposits(12, "1988-05-01"))
    assert (progress.required, progress.outstanding) == (frozenset(), ())
    assert (progress.required_count, str(progress.done), progress.missing) == (20, "12", 8)
    assert progress.earliest_possible == D("1988-08-30")


def test_progress_of_a_silent_treaty_is_counted_over_the_signatories():
    acts = [*signed(A="1904-04-08", B="1904-04-08"), *ratified(A="1904-11-01")]
    progress = progress_on(D("1904-12-01"), SILENT, acts)
    assert (progress.required, progress.outstanding) == (frozenset("AB"), ("B",))


def test_progress_speaks_of_the_group_that_was_met_or_of_the_one_asked_for():
    majority = Condition(
        ConditionKind.FRACTION,
        fraction=Fraction(1, 2),
        of=ActorSet.LIST,
        members=tuple(map(member, "ABCD")),
    )
    named = Condition(ConditionKind.NAMED, n=1, members=(member("A"), member("B")))
    other = Condition(ConditionKind.ANOTHER_TREATY, treaty_in_force=UncertainDate("1900"))
    clause = Clause(((majority,), (named, other)))
    acts = ratified(A="1990-01-01")
    met = progress_on(D("1991-01-01"), clause, acts)
    assert (met.required, met.required_count) == (frozenset("AB"), 1)
    asked = progress_on(D("1991-01-01"), clause, acts, group=0)
    assert (asked.required, asked.required_count) == (frozenset("ABCD"), 2)


def test_an_instrument_that_does_not_count_is_not_progress():
    clause = counting(2, not_counted=frozenset({"EEC"}))
    acts = [*ratified(A="1990-01-01"), act("EEC", "approval", "1990-01-01")]
    assert progress_on(D("1991-01-01"), clause, acts).done == Count(1, 1)


def test_a_treaty_has_waited_until_it_entered_into_force():
    signed_on, day = D("2019-02-06"), D("2019-03-22")
    assert waited(signed_on, day) == 44
    assert waited(signed_on, D("2024-01-01"), UncertainDate("2020-03-19")) == 407
    assert waited(signed_on, day, UncertainDate("2019-03-01/..")) == 44
    assert waited(signed_on, D("2019-01-01")) == 0
