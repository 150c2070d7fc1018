"""Worked cases: the clause, the instruments, and the entry into force that is known."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest

from registry.choices import (
    ActionKind,
    ActorSet,
    ConditionKind,
    DelayKind,
    JoinerAnchor,
    Standing,
)
from registry.dates import Count, UncertainDate
from registry.law.acts import Act, by_actor
from registry.law.clauses import (
    SAME_DAY,
    Clause,
    Condition,
    Delay,
    JoinerRule,
    SetMember,
    effective_on,
    entry_into_force,
    met_as_stated,
    met_on,
)
from registry.law.progress import progress_on, what_if
from registry.law.standing import spells, stands

THRESHOLD, ENTRY = JoinerAnchor.THRESHOLD, JoinerAnchor.ENTRY_INTO_FORCE


def act(actor, kind, on=None, *, effective=None, key=None, **rest):
    """Make an act; its key tells actor, kind and day unless given."""
    kind = ActionKind(kind)
    return Act(
        key=key or (actor, kind.value, on),
        actor=actor,
        kind=kind,
        on=on and UncertainDate(on),
        effective_on=effective and UncertainDate(effective),
        **rest,
    )


def ratified(**days):
    """Make one ratification per actor: `ratified(Togo="1979-12-28")`."""
    return [act(actor, "ratification", on) for actor, on in days.items()]


def signed(**days):
    return [act(actor, "signature", on) for actor, on in days.items()]


def deposits(number, last):
    """Make so many ratifications, a day apart, of which the last is deposited on a day."""
    day = date.fromisoformat(last)
    return [
        act(f"State {n}", "ratification", (day - timedelta(days=number - n)).isoformat())
        for n in range(1, number + 1)
    ]


def party_count(day, found):
    """Count the parties on a day among spells of many actors."""
    return Count.of(stands(day, own, Standing.PARTY) for own in by_actor(found).values())


def days(n):
    return Delay(DelayKind.DAYS, n)


def months(n):
    return Delay(DelayKind.MONTHS, n)


def counting(n, delay=SAME_DAY, **rest):
    """Make a clause that asks for n instruments."""
    return Clause(((Condition(ConditionKind.COUNT, n=n),),), delay, **rest)


def all_of(*members, delay=SAME_DAY, **rest):
    """Make a clause that asks for the instruments of all of a set: names or members with spells."""
    members = tuple(m if isinstance(m, SetMember) else SetMember(m) for m in members)
    condition = Condition(ConditionKind.ALL, of=ActorSet.PARTIES, members=members, **rest)
    return Clause(((condition,),), delay)


def member(actor, since=None, until=None, weight=None):
    return SetMember(actor, since and UncertainDate(since), until and UncertainDate(until), weight)


NINETIETH_DAY = days(90)
OZONE_JOINERS = JoinerRule(THRESHOLD, NINETIETH_DAY, "art. 17(3)")
OZONE = counting(20, NINETIETH_DAY, joiner=OZONE_JOINERS, article="art. 17(1)")

# Treaty, clause, how many instruments, the day of the last one, entry into force.
VECTORS = [
    ("Genocide Convention art. XIII", counting(20, days(90)), 20, "1950-10-14", "1951-01-12"),
    ("VCLT art. 84(1)", counting(35, days(30)), 35, "1979-12-28", "1980-01-27"),
    ("ICCPR art. 49(1)", counting(35, months(3)), 35, "1975-12-23", "1976-03-23"),
    ("CEDAW art. 27(1)", counting(20, days(30)), 20, "1981-08-04", "1981-09-03"),
    ("CRC art. 49(1)", counting(20, days(30)), 20, "1990-08-03", "1990-09-02"),
    ("Vienna Ozone Convention art. 17(1)", OZONE, 20, "1988-06-24", "1988-09-22"),
    (
        "Ottawa Convention art. 17(1)",
        counting(40, Delay(DelayKind.FIRST_OF_MONTH, 6)),
        *(40, "1998-09-16", "1999-03-01"),
    ),
    (
        "Rome Statute art. 126(1)",
        counting(60, Delay(DelayKind.DAYS_THEN_FIRST_OF_MONTH, 60)),
        *(60, "2002-04-11", "2002-07-01"),
    ),
    ("TPNW art. 15(1)", counting(50, days(90)), 50, "2020-10-24", "2021-01-22"),
    (
        "Protocol on North Macedonia art. II",
        all_of(*(f"State {n}" for n in range(1, 30))),
        *(29, "2020-03-19", "2020-03-19"),
    ),
    (
        "Protocol on Finland art. II",
        all_of(*(f"State {n}" for n in range(1, 31)), member("Finland", "2023-04-04")),
        *(30, "2023-04-04", "2023-04-04"),
    ),
    (
        "Protocol on Romania art. II",
        all_of(*(f"State {n}" for n in range(1, 20))),
        *(19, "2004-02-27", "2004-02-27"),
    ),
]


@pytest.mark.parametrize(
    ("clause", "number", "last", "expected"), [v[1:] for v in VECTORS], ids=[v[0] for v in VECTORS]
)
def test_the_clause_gives_the_entry_into_force_that_is_known(clause, number, last, expected):
    force = entry_into_force(clause, deposits(number, last))
    assert (str(force.met_on), str(force.on)) == (last, expected)
    assert entry_into_force(clause, deposits(number, last)[:-1]) is None


def test_the_paris_agreement_waits_for_number_and_share():
    """Art. 21(1): 55 Parties that account for 55 % of emissions, thirtieth day after."""
    emitters = tuple(
        member(f"State {n}", weight=Decimal("1.0") if n <= 55 else Decimal("0"))
        for n in range(1, 61)
    )
    clause = Clause(
        (
            (
                Condition(ConditionKind.SHARE, members=emitters, share=Decimal("55")),
                Condition(ConditionKind.COUNT, n=55),
            ),
        ),
        days(30),
    )
    acts = deposits(55, "2016-10-05")
    assert str(entry_into_force(clause, acts).on) == "2016-11-04"
    instead = act("State 60", "ratification", "2016-10-05")
    assert entry_into_force(clause, [*acts[:-1], instead]) is None


def test_the_protocol_on_sweden_needed_31_acceptances_although_30_had_signed():
    """Art. II: each of the Parties; Finland became one while the protocol was pending."""
    clause = all_of(*(f"State {n}" for n in range(1, 31)), member("Finland", "2023-04-04"))
    acts = deposits(30, "2024-03-07")
    assert entry_into_force(clause, acts) is None
    finland = act("Finland", "acceptance", "2023-04-20")
    assert str(entry_into_force(clause, [*acts, finland]).on) == "2024-03-07"


def test_a_frozen_set_stays_as_it_was_when_frozen():
    """The protocol on Sweden, had it asked for the Parties of 5 July 2022, when it was signed."""
    clause = all_of(
        *(f"State {n}" for n in range(1, 31)),
        member("Finland", "2023-04-04"),
        is_live=False,
        frozen_on=date(2022, 7, 5),
    )
    assert str(entry_into_force(clause, deposits(30, "2024-03-07")).on) == "2024-03-07"


def test_three_conditions_of_three_treaties_let_the_federal_republic_in():
    """Protocol on the accession of the Federal Republic of Germany art. II (23 October 1954)."""
    parties = tuple(member(f"State {n}") for n in range(1, 15))
    in_force = UncertainDate("1955-05-05")
    clause = Clause(
        (
            (
                Condition(ConditionKind.ALL, of=ActorSet.PARTIES, members=parties),
                Condition(ConditionKind.ANOTHER_TREATY, treaty_in_force=in_force),
                Condition(
                    ConditionKind.ANOTHER_TREATY, treaty_in_force=UncertainDate("1955-05-04")
                ),
            ),
        ),
    )
    force = entry_into_force(clause, deposits(14, "1955-04-20"))
    assert str(force.on) == "1955-05-05"
    assert "another treaty in force" in str(force.reason)


def test_the_north_atlantic_treaty_waited_for_a_majority_with_seven_named():
    """Art. 11: the majority of the signatories, including seven that it names."""
    named = ("Belgium", "Canada", "France", "Luxembourg", "Netherlands", "UK", "USA")
    others = ("Denmark", "Iceland", "Italy", "Norway", "Portugal")
    clause = Clause(
        (
            (
                Condition(ConditionKind.NAMED, of=ActorSet.LIST, members=tuple(map(member, named))),
                Condition(
                    ConditionKind.FRACTION,
                    fraction=Fraction(1, 2),
                    is_more_than=True,
                    of=ActorSet.SIGNATORIES,
                ),
            ),
        ),
        article="art. 11",
    )
    acts = signed(**dict.fromkeys((*named, *others), "1949-04-04"))
    acts += ratified(Norway="1949-07-08", **dict.fromkeys(named[:-1], "1949-07-27"))
    assert entry_into_force(clause, acts) is None
    force = entry_into_force(clause, [*acts, *ratified(USA="1949-08-24")])
    assert str(force.on) == "1949-08-24"
    assert str(force.reason) == (
        "In force since 24 August 1949: the instruments of 7 of those named and the instruments "
        "of more than 1/2 of the signatories that day; art. 11"
    )


def test_the_test_ban_treaty_cannot_enter_into_force_within_two_years_of_opening():
    """CTBT art. XIV(1): 180 days after the last of 44 States, in no case earlier than two years."""
    annex = tuple(member(f"State {n}") for n in range(1, 45))
    conditions = (
        Condition(ConditionKind.ALL, of=ActorSet.LIST, members=annex),
        Condition(ConditionKind.NOT_BEFORE, not_before=date(1998, 9, 24)),
    )
    clause = Clause((conditions,), days(180))
    force = entry_into_force(clause, deposits(44, "1997-01-01"))
    assert (str(force.met_on), str(force.on)) == ("1997-01-01", "1998-09-24")
    assert str(force.reason).endswith("not before the day that the treaty names")
    assert str(entry_into_force(clause, deposits(44, "1999-01-01")).on) == "1999-06-30"


@pytest.mark.parametrize(
    ("last", "expected"),
    [("1988-12-16", "1989-01-01"), ("1989-01-01", "1989-01-01"), ("1989-01-02", "1989-04-02")],
)
def test_the_montreal_protocol_names_its_day_and_delays_only_after_it(last, expected):
    """Art. 16(1): on 1 January 1989 if the conditions are met by then, else the ninetieth day."""
    consumers = (member("State 11", weight=Decimal(40)), member("State 1", weight=Decimal(27)))
    clause = Clause(
        (
            (
                Condition(ConditionKind.COUNT, n=11),
                Condition(ConditionKind.SHARE, members=consumers, share=Decimal("66.6667")),
            ),
        ),
        NINETIETH_DAY,
        appointed_on=date(1989, 1, 1),
    )
    assert str(entry_into_force(clause, deposits(11, last)).on) == expected


def test_later_joiners_count_from_the_twentieth_instrument_or_from_entry_into_force():
    """Vienna Ozone Convention art. 17(3) against Montreal Protocol art. 16(3)."""
    twentieth = act("Uganda", "accession", "1988-06-24")
    acts = [*deposits(19, "1988-06-01"), twentieth]
    spain = act("Spain", "accession", "1988-07-25")
    force = entry_into_force(OZONE, [*acts, spain])
    assert str(effective_on(OZONE, twentieth, force)) == "1988-09-22"
    assert str(effective_on(OZONE, spain, force)) == "1988-10-23"

    from_entry = counting(20, NINETIETH_DAY, joiner=JoinerRule(ENTRY, NINETIETH_DAY))
    assert str(effective_on(from_entry, spain, force)) == "1988-09-22"
    later = act("Later", "accession", "1988-09-23")
    assert str(effective_on(from_entry, later, force)) == "1988-12-22"


@pytest.mark.parametrize(
    ("asked", "stated", "standing", "since"),
    [
        (3, "1993-01-01", Standing.PARTY, "1995-06-01, when the treaty entered into force"),
        (2, "1993-01-01", Standing.PARTY, "1993-02-22, when the treaty entered into force"),
        (1, "1993-01-01", Standing.PARTY, "1993-01-01, as stated"),
        (5, "1993-01-01", Standing.CONTRACTING, "1993-02-22"),
        (3, "1995/1996", Standing.PARTY, "1995-06-01/1996-12-31"),
    ],
)
def test_a_successor_state_is_no_party_to_a_treaty_that_is_not_in_force(
    asked, stated, standing, since
):
    """Vienna Convention on Succession of States in respect of Treaties, art. 23(1)."""
    clause = counting(asked)
    acts = ratified(A="1990-01-01", B="1995-06-01")
    acts.append(act("Czech Republic", "succession", "1993-02-22", effective=stated))
    found = spells(acts, clause, force=entry_into_force(clause, acts))
    last = [spell for spell in found if spell.actor == "Czech Republic"][-1]
    day, _, how = since.partition(", ")
    assert (last.standing, str(last.since)) == (standing, day)
    assert how in str(last.reason)
    assert last.begins.earliest >= date(1993, 2, 22)


@pytest.mark.parametrize(
    ("second", "notice", "in_force_on"),
    [
        ("2000-06-01", months(12), "2000-06-01"),
        ("2001-03-01", months(12), None),
        ("2000-02-29", days(0), "2000-02-29"),
        ("2000-03-01", days(0), None),
        ("2000-06-01", None, "2000-06-01/.."),
    ],
)
def test_an_instrument_counts_until_the_notice_has_run_out(second, notice, in_force_on):
    """VCLT art. 54(a): a withdrawal takes place in conformity with the provisions of the treaty."""
    own, extra = ratified(A="2000-01-01"), ratified(B=second)
    own.append(act("A", "withdrawal", "2000-03-01"))
    force = entry_into_force(counting(2), own + extra, notice)
    assert (force and str(force.on)) == in_force_on
    day = date(2001, 4, 1)
    assert progress_on(day, counting(2), own + extra, notice=notice).force == force
    assert what_if(day, counting(2), own, extra, notice).force == force


def test_an_instrument_counts_although_its_state_has_since_dissolved():
    """ICCPR art. 49(1): the 35th instrument was that of Czechoslovakia, no party today."""
    acts = [*deposits(34, "1975-11-01"), act("Czechoslovakia", "ratification", "1975-12-23")]
    assert str(entry_into_force(counting(35, months(3)), acts).on) == "1976-03-23"
    list_then = tuple(member(f"State {n}") for n in range(1, 35))
    list_then += (member("Czechoslovakia", until="1992-12-31"),)
    named = Condition(ConditionKind.NAMED, n=35, of=ActorSet.LIST, members=list_then)
    acts = [*acts[1:], *ratified(**{"State 1": "1995-01-01"})]
    assert str(met_on(Clause(((named,),)), acts)) == "1995-01-01"


@pytest.mark.parametrize(
    ("clause", "stated", "met"),
    [
        # Sweden: all acceptances came by the day of entry into force, the last on it.
        (counting(2), "2024-03-07", "2024-03-07"),
        (counting(2), None, "2022-07-05/2024-03-07"),
        # A day that the deposits exclude, or that is not one day, says nothing.
        (counting(2), "2024-03-08", "2022-07-05/2024-03-07"),
        (counting(2), "2024-03", "2022-07-05/2024-03-07"),
        # Whoever waits after the conditions are met was met on another day.
        (counting(2, days(30)), "2024-03-07", "2022-07-05/2024-03-07"),
        (counting(2, appointed_on=date(2024, 3, 7)), "2024-03-07", "2022-07-05/2024-03-07"),
        (counting(2, floor=date(2024, 3, 7)), "2024-03-07", "2022-07-05/2024-03-07"),
    ],
)
def test_without_delay_the_conditions_were_met_on_the_stated_day_of_entry_into_force(
    clause, stated, met
):
    """VCLT art. 24(1): a treaty enters into force in such manner as it provides."""
    acts = ratified(Albania="2022-07-05/2024-03-07", Hungary="2022-07-05/2024-03-07")
    force = entry_into_force(clause, acts)
    assert str(met_as_stated(clause, force, stated and UncertainDate(stated)).met_on) == met


@pytest.mark.parametrize(
    ("day", "done"),
    [("2022-07-05", (0, 1)), ("2024-03-06", (0, 1)), ("2024-03-07", (2, 2))],
)
def test_before_the_conditions_were_met_one_instrument_was_missing(day, done):
    """Sweden's protocol of 2022, for whose conditions of art. II all Parties had to accept."""
    acts = ratified(Albania="2022-07-05/2024-03-07", Hungary="2022-07-05/2024-03-07")
    on = date.fromisoformat(day)
    progress = progress_on(on, counting(2), acts, met_on=UncertainDate("2024-03-07"))
    assert tuple(progress.done) == done
