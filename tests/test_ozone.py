"""The ozone instruments: their clauses as worded, applied to the depositary's own table.

The table of March 2015 lists only the States of that day, so an instrument of a State that has
since dissolved is missing; where the twentieth was among those the date would come out late. It
is older than the Kigali Amendment, whose parties stand in test_ozone_parties.py, with published
dates per party. Here those computed are held against the secretariat's dates per instrument, a
gazette, and the rule worked out by hand.
"""

import csv
import json
import re
from datetime import date, datetime
from decimal import Decimal

import pytest

from registry.choices import ActionKind, ActorSet, ConditionKind, DelayKind, JoinerAnchor
from registry.dates import UncertainDate
from registry.law.acts import Act
from registry.law.clauses import (
    Clause,
    Condition,
    Delay,
    JoinerRule,
    effective_on,
    entry_into_force,
)
from tests.imports import DATA
from tests.test_law_cases import deposits

TABLES = DATA / "untc-mtdsg-2015" / "treaties"
SECRETARIAT = DATA / "ozone-fixtures" / "treaties.json"

NO_TABLES = pytest.mark.skipif(
    not (TABLES.exists() and SECRETARIAT.exists()),
    reason="the depositary's tables and the secretariat's are not here",
)
pytestmark = NO_TABLES

NINETY_DAYS = Delay(DelayKind.DAYS, 90)
TWENTY = (Condition(ConditionKind.COUNT, n=20),)
UNION = frozenset({"European Union"})
KINDS = {
    "": ActionKind.RATIFICATION,
    "a": ActionKind.ACCESSION,
    "A": ActionKind.ACCEPTANCE,
    "AA": ActionKind.APPROVAL,
    "d": ActionKind.SUCCESSION,
}


def clause(appointed_on=None, anchor=JoinerAnchor.ENTRY_INTO_FORCE, conditions=TWENTY) -> Clause:
    """Twenty instruments, then ninety days; an organization's is not counted on top."""
    return Clause(
        groups=(conditions,),
        delay=NINETY_DAYS,
        joiner=JoinerRule(anchor, NINETY_DAYS),
        not_counted=UNION,
        appointed_on=appointed_on,
    )


def montreal(*more: Condition) -> Clause:
    """Eleven instruments and the Vienna Convention in force (Montreal Protocol art. 16(1))."""
    vienna = UncertainDate("1988-09-22")
    conditions = (
        Condition(ConditionKind.COUNT, n=11),
        Condition(ConditionKind.ANOTHER_TREATY, treaty_in_force=vienna),
        *more,
    )
    return clause(date(1989, 1, 1), conditions=conditions)


# Two thirds of the consumption of 1986; nobody's share is on record.
SHARE = Condition(ConditionKind.SHARE, of=ActorSet.LIST, share=Decimal("66.6667"))

# The Vienna Convention counts later joiners from the twentieth instrument (art. 17(3)); the
# amendments from their entry into force, and each names a day of its own (art. 2 or 3).
INSTRUMENTS = {
    "VC": ("27-2", clause(anchor=JoinerAnchor.THRESHOLD)),
    "MP": ("27-2-a", montreal()),
    "LA": ("27-2-b", clause(date(1992, 1, 1))),
    "CA": ("27-2-c", clause(date(1994, 1, 1))),
    "MA": ("27-2-d", clause(date(1999, 1, 1))),
    "BA": ("27-2-e", clause(date(2001, 1, 1))),
}


def consents(table: str) -> list[Act]:
    with (TABLES / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))[1:]
    acts = []
    for row in rows:
        if match := re.fullmatch(r"(\d+ \w{3} \d{4})\s*(\w*)", row[-1].replace("\t", " ").strip()):
            day = datetime.strptime(match[1], "%d %b %Y").date()
            acts.append(Act(row[0], row[0], KINDS[match[2]], UncertainDate.of(day)))
    assert len(acts) > 150
    return acts


def stated() -> dict[str, str]:
    rows = json.loads(SECRETARIAT.read_text(encoding="utf-8"))
    return {row["fields"]["treaty_id"]: row["fields"]["entry_into_force_date"] for row in rows}


@pytest.mark.parametrize("code", INSTRUMENTS)
def test_an_ozone_instrument_enters_into_force_on_the_day_its_secretariat_states(code):
    table, worded = INSTRUMENTS[code]
    force = entry_into_force(worded, consents(table))
    assert str(force.on) == stated()[code]


def test_a_share_of_which_nothing_is_on_record_leaves_the_day_open_and_never_says_no():
    force = entry_into_force(montreal(SHARE), consents("27-2-a"))
    assert (str(force.met_on), str(force.on)) == ("1988-10-17/..", "1989-01-01/..")
    assert force.on.overlaps(UncertainDate(stated()["MP"]))


def test_the_thirty_that_consented_by_then_were_bound_when_the_montreal_protocol_began():
    table, worded = INSTRUMENTS["MP"]
    acts = [act for act in consents(table) if act.kind != ActionKind.SUCCESSION]
    effects = [effective_on(worded, act, UncertainDate("1989-01-01")) for act in acts]
    assert [str(effect) for effect in effects].count("1989-01-01") == 30
    assert sorted(effects)[30].earliest > date(1989, 3, 1)


@pytest.mark.parametrize(
    ("twentieth", "in_force"), [("2017-11-17", "2019-01-01"), ("2019-02-01", "2019-05-02")]
)
def test_the_kigali_amendment_names_its_day_and_delays_only_after_it(twentieth, in_force):
    """Kigali Amendment art. IV(1); its twentieth instrument came on 17 November 2017."""
    worded = clause(date(2019, 1, 1))
    acts = deposits(20, twentieth)
    assert str(entry_into_force(worded, acts).on) == in_force
    assert (in_force == stated()["KA"]) == (twentieth == "2017-11-17")
    assert entry_into_force(worded, acts[1:]) is None


def test_none_of_the_instruments_that_the_secretariat_lists_is_left_out():
    assert {*INSTRUMENTS, "KA"} == set(stated())


@pytest.mark.parametrize(
    ("state", "effect"),
    [
        ("Spain", "1988-10-23"),  # so Spain's own gazette
        ("Equatorial Guinea", "1988-11-15"),
        ("Venezuela (Bolivarian Republic of)", "1988-11-30"),
        ("Ireland", "1988-12-14"),
        ("Malta", "1988-12-14"),
        ("Italy", "1988-12-18"),
    ],
)
def test_who_joined_between_the_twentieth_instrument_and_the_entry_into_force_is_a_later_joiner(
    state, effect
):
    """Vienna Convention art. 17(3); with the other anchor all six come out as 22 September."""
    table, worded = INSTRUMENTS["VC"]
    acts = consents(table)
    force = entry_into_force(worded, acts)
    (consent,) = [act for act in acts if act.actor == state]
    assert str(effective_on(worded, consent, force)) == effect
    assert str(effective_on(clause(), consent, force)) == "1988-09-22"


@pytest.mark.parametrize("code", INSTRUMENTS)
def test_every_party_is_bound_from_the_entry_into_force_or_ninety_days_after_its_deposit(code):
    table, worded = INSTRUMENTS[code]
    acts = consents(table)
    force = entry_into_force(worded, acts)
    anchor = force.met_on if worded.joiner.anchor == JoinerAnchor.THRESHOLD else force.on
    for act in acts:
        effect = effective_on(worded, act, force)
        expected = max(force.on.earliest, NINETY_DAYS.after(act.on.earliest))
        if act.on.earliest <= anchor.latest:
            expected = force.on.earliest
        elif act.kind == ActionKind.SUCCESSION:
            # The table does not tell when the State succeeded: it was bound by the deposit.
            assert effect.latest == max(force.on.earliest, act.on.earliest), act.actor
            expected = force.on.earliest
        assert effect.earliest == expected, act.actor
