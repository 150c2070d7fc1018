"""The derived tables: right for the acts, right for any day, right after any change."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from registry.choices import (
    ActionKind,
    ActorKind,
    ActorSet,
    ConditionKind,
    Coverage,
    DelayKind,
    JoinerAnchor,
    Standing,
    TreatyStatus,
)
from registry.dates import Answer, Count, UncertainDate
from registry.models import EntryIntoForce, Participation, Problem, Treaty
from registry.models.participation import party_counts, rebuild, signature_counts, stale
from registry.models.revision import publish
from registry.queries.progress import protocols_on
from registry.queries.sets import awaited
from registry.queries.status import statuses
from tests.factories import make_action, make_actor, make_clause, make_protocol, make_treaty

pytestmark = pytest.mark.django_db


def spells(treaty, actor, standing=Standing.PARTY):
    return [
        (str(spell.since or ""), str(spell.until or ""))
        for spell in Participation.objects.filter(treaty=treaty, actor=actor, standing=standing)
    ]


def in_force_on(treaty):
    force = EntryIntoForce.objects.get(treaty=treaty)
    return str(force.in_force_on or "")


def test_a_treaty_enters_into_force_when_all_signatories_have_ratified_plus_the_delay():
    treaty = make_treaty()
    one, two = make_actor(), make_actor()
    make_clause(treaty, {"kind": ConditionKind.ALL, "actor_set": ActorSet.SIGNATORIES}, delay=30)
    for actor, ratified in ((one, "1950-03-01"), (two, "1950-05-01")):
        make_action(treaty, actor, on="1950-01-01")
        make_action(treaty, actor, ActionKind.RATIFICATION, ratified)
    rebuild([treaty.pk])

    assert in_force_on(treaty) == "1950-05-31"
    assert spells(treaty, one, Standing.SIGNATORY) == [("1950-01-01", "1950-03-01")]
    assert spells(treaty, one, Standing.CONTRACTING) == [("1950-03-01", "1950-05-31")]
    assert spells(treaty, one) == [("1950-05-31", "")]


def test_a_later_joiner_by_accession_is_a_party_after_its_own_delay():
    treaty = make_treaty()
    make_clause(
        treaty,
        {"number": 1},
        joiner_delay_kind=DelayKind.DAYS,
        joiner_delay=90,
        joiner_anchor=JoinerAnchor.ENTRY_INTO_FORCE,
    )
    first, joiner = make_actor(), make_actor()
    make_action(treaty, first, ActionKind.RATIFICATION, "1950-02-01")
    make_action(treaty, joiner, ActionKind.ACCESSION, "1951-01-01")
    rebuild([treaty.pk])

    assert spells(treaty, joiner) == [("1951-04-01", "")]
    assert spells(treaty, joiner, Standing.SIGNATORY) == []


def test_a_withdrawal_ends_the_treaty_for_one_party_only():
    treaty = make_treaty(stated_in_force_on="1950-06-01")
    stays, leaves = make_actor(), make_actor()
    for actor in (stays, leaves):
        make_action(treaty, actor, ActionKind.RATIFICATION, "1950-02-01")
    make_action(treaty, leaves, ActionKind.WITHDRAWAL, "1960-01-01", effective_on="1961-01-01")
    rebuild([treaty.pk])

    assert spells(treaty, leaves) == [("1950-06-01", "1961-01-01")]
    assert spells(treaty, leaves, Standing.FORMER) == [("1961-01-01", "")]
    assert party_counts([treaty], date(1960, 12, 31)) == {treaty.pk: Count(2, 2)}
    assert party_counts([treaty], date(1961, 1, 1)) == {treaty.pk: Count(1, 1)}


def test_a_treaty_that_has_ended_has_no_party_though_not_every_act_is_on_record(client):
    """For a party the treaty is in force (VCLT art. 2(1)(g))."""
    treaty = make_treaty(
        title="Ruritanian Pact",
        coverage=Coverage.PARTIAL,
        stated_in_force_on="1951-01-01",
        ended_on="1960-06-30/1960-07-02",
        end_ground="expired",
    )
    make_action(treaty, make_actor("A"), ActionKind.RATIFICATION, "1950-06-01")
    rebuild([treaty.pk])
    publish()
    for day, at_most in (("1950-12-31", 0), ("1960-07-01", None), ("1960-07-02", 0)):
        on = date.fromisoformat(day)
        counts = party_counts([treaty], on)[treaty.pk]
        assert counts.at_most == at_most, day
        told = {"at_least": counts.at_least, "at_most": at_most}
        record = client.get(f"/treaties/{treaty.slug}.json", {"as_at": day}).json()
        found = client.get("/treaties.json", {"as_at": day, "q": "Ruritanian"})
        (row,) = found.json()["results"]
        assert record["counts"]["parties"] == row["parties"] == told, day


def test_a_notice_period_dates_a_withdrawal_whose_effect_is_not_stated():
    treaty = make_treaty(stated_in_force_on="1950-06-01", notice_kind=DelayKind.MONTHS, notice=12)
    actor = make_actor()
    make_action(treaty, actor, ActionKind.RATIFICATION, "1950-02-01")
    make_action(treaty, actor, ActionKind.WITHDRAWAL, "1960-03-15")
    rebuild([treaty.pk])

    assert spells(treaty, actor) == [("1950-06-01", "1961-03-15")]


def test_a_notice_period_keeps_an_instrument_among_those_that_the_clause_asks_for(client):
    treaty = make_treaty(notice_kind=DelayKind.MONTHS, notice=12)
    protocol = make_protocol(treaty, make_treaty())
    one, two = make_actor(), make_actor()
    both = {"kind": ConditionKind.ALL, "actor_set": ActorSet.LIST, "actors": [one, two]}
    make_clause(treaty, both)
    make_action(treaty, one, ActionKind.RATIFICATION, "1950-01-01")
    make_action(treaty, one, ActionKind.WITHDRAWAL, "1950-03-01")
    make_action(treaty, one, ActionKind.WITHDRAWAL_CANCELLED, "1951-03-01")
    rebuild([treaty.pk])
    told = protocols_on([protocol], date(1950, 5, 1))[protocol.pk]
    assert told.progress.done == Count(1, 1)
    assert str(told.suppose([two.pk], date(1950, 6, 1)).in_force_on) == "1950-06-01"
    assert awaited(treaty, date(1950, 5, 1)) == [(two, Answer.YES)]

    make_action(treaty, two, ActionKind.RATIFICATION, "1950-06-01")
    rebuild([treaty.pk])
    assert in_force_on(treaty) == "1950-06-01"
    (problem,) = client.get(f"{treaty.get_absolute_url().rstrip('/')}.json").json()["problems"]
    assert problem["code"] == Problem.objects.get(treaty=treaty).code == "nothing_to_cancel"


def test_a_deposit_known_only_by_its_bounds_counts_as_possible_until_it_is_certain():
    treaty = make_treaty(stated_in_force_on="1950-06-01")
    actor = make_actor()
    make_action(treaty, actor, on="1950-01-01")
    make_action(treaty, actor, ActionKind.RATIFICATION, "1951-01-01/1951-12-31")
    rebuild([treaty.pk])

    def counted(day):
        return party_counts([treaty], day)[treaty.pk]

    assert counted(date(1950, 12, 31)) == Count(0, 0)
    assert counted(date(1951, 6, 1)) == Count(0, 1)
    assert counted(date(1951, 12, 31)) == Count(1, 1)
    assert signature_counts([treaty], date(1950, 1, 1))[treaty.pk] == Count(1, 1)


def test_an_act_of_unknown_day_is_never_counted_as_certain():
    treaty = make_treaty()
    make_action(treaty, make_actor())
    assert signature_counts([treaty], date(2100, 1, 1))[treaty.pk] == Count(0, 1)


def test_a_clause_on_the_parties_to_another_treaty_follows_that_treaty():
    mother, protocol = make_treaty(stated_in_force_on="1950-01-01"), make_treaty()
    old, new = make_actor(), make_actor()
    make_clause(
        protocol,
        {"kind": ConditionKind.ALL, "actor_set": ActorSet.PARTIES, "other_treaty": mother},
    )
    make_action(mother, old, ActionKind.RATIFICATION, "1950-01-01")
    make_action(protocol, old, ActionKind.ACCEPTANCE, "1960-01-01")
    rebuild([mother.pk, protocol.pk])
    assert in_force_on(protocol) == "1960-01-01"

    # Another party joined while the protocol was pending: naming the mother treaty is enough.
    make_action(mother, new, ActionKind.ACCESSION, "1955-01-01")
    rebuild([mother.pk])
    assert in_force_on(protocol) == ""

    make_action(protocol, new, ActionKind.ACCEPTANCE, "1962-01-01")
    rebuild([protocol.pk])
    assert in_force_on(protocol) == "1962-01-01"


def test_an_integration_organization_is_not_counted_on_top_of_its_members():
    treaty = make_treaty()
    make_clause(treaty, {"number": 2})
    union = make_actor(kind=ActorKind.INTEGRATION_ORGANIZATION)
    make_action(treaty, union, ActionKind.APPROVAL, "1990-01-01")
    make_action(treaty, make_actor(), ActionKind.RATIFICATION, "1991-01-01")
    rebuild([treaty.pk])
    assert in_force_on(treaty) == ""
    make_action(treaty, make_actor(), ActionKind.RATIFICATION, "1992-01-01")
    rebuild([treaty.pk])
    assert in_force_on(treaty) == "1992-01-01"


def test_a_stated_entry_into_force_wins_and_the_computed_one_is_kept():
    treaty = make_treaty(stated_in_force_on="1950-07-01")
    make_clause(treaty, {"number": 1})
    make_action(treaty, make_actor(), ActionKind.RATIFICATION, "1950-06-01")
    rebuild([treaty.pk])
    force = EntryIntoForce.objects.get(treaty=treaty)
    assert (force.in_force_on, force.computed_on) == (
        UncertainDate("1950-07-01"),
        UncertainDate("1950-06-01"),
    )


def test_the_end_of_a_treaty_ends_it_for_all():
    treaty = make_treaty(
        stated_in_force_on="1950-06-01", ended_on="1970-01-01", end_ground="expired"
    )
    actor = make_actor()
    make_action(treaty, actor, ActionKind.RATIFICATION, "1950-02-01")
    rebuild([treaty.pk])
    assert spells(treaty, actor) == [("1950-06-01", "1970-01-01")]


def test_a_status_filter_agrees_with_the_status_shown():
    in_force = make_treaty(stated_in_force_on="1950-06-01")
    ended = make_treaty(
        stated_in_force_on="1950-06-01", ended_on="1960-01-01", end_ground="expired"
    )
    signed = make_treaty()
    make_clause(signed, {"number": 1})
    own = Treaty.objects.filter(pk__in=[in_force.pk, ended.pk, signed.pk])
    rebuild([in_force.pk, ended.pk, signed.pk])
    day = date(1965, 1, 1)
    told = statuses(own.select_related("force"), day)
    assert told[in_force.pk].kind == TreatyStatus.IN_FORCE
    assert told[ended.pk].kind == TreatyStatus.TERMINATED
    assert told[signed.pk].kind == TreatyStatus.SIGNED


def test_without_a_date_or_a_clause_nobody_can_say_that_a_treaty_is_not_in_force():
    silent, partial = make_treaty(), make_treaty(coverage="partial")
    make_clause(partial, {"number": 1})
    own = Treaty.objects.filter(pk__in=[silent.pk, partial.pk]).select_related("force")
    rebuild([silent.pk, partial.pk])
    told = statuses(own, date(1965, 1, 1))
    assert {status.kind for status in told.values()} == {TreatyStatus.NOT_KNOWN}
    assert party_counts(own, date(1965, 1, 1)) == {
        silent.pk: Count(0, None),
        partial.pk: Count(0, None),
    }


def test_a_count_is_open_ended_where_not_every_act_is_on_record():
    treaty = make_treaty(stated_in_force_on="1950-06-01", covered_until=date(1960, 1, 1))
    make_action(treaty, make_actor(), ActionKind.RATIFICATION, "1950-02-01")
    rebuild([treaty.pk])
    assert party_counts([treaty], date(1960, 1, 1))[treaty.pk] == Count(1, 1)
    assert party_counts([treaty], date(1960, 1, 2))[treaty.pk] == Count(1, None)
    assert str(Count(1, None)) == "at least 1"
    assert str(Count(0, None)) == "not known"


def test_an_entry_into_force_is_not_known_before_its_conditions_are_met():
    treaty = make_treaty()
    make_clause(treaty, {"number": 1}, delay=90)
    make_action(treaty, make_actor(), ActionKind.RATIFICATION, "1950-06-01")
    rebuild([treaty.pk])
    treaty = Treaty.objects.select_related("force").get(pk=treaty.pk)

    def told(day):
        return statuses([treaty], day)[treaty.pk]

    assert told(date(1950, 5, 31)).in_force_on is None
    assert told(date(1950, 6, 1)).kind == TreatyStatus.PENDING
    assert str(told(date(1950, 6, 1)).in_force_on) == "1950-08-30"
    assert told(date(1950, 8, 30)).kind == TreatyStatus.IN_FORCE


def test_a_planted_change_to_a_derived_row_is_found():
    treaty = make_treaty(stated_in_force_on="1950-06-01")
    make_action(treaty, make_actor(), ActionKind.RATIFICATION, "1950-02-01")
    rebuild([treaty.pk])
    assert stale([treaty.pk]) == []
    Participation.objects.filter(standing=Standing.PARTY).update(reason="planted")
    assert stale([treaty.pk]) == [(treaty.pk, "participation")]
    assert rebuild([treaty.pk]) == 1
    assert stale([treaty.pk]) == []
    assert rebuild([treaty.pk]) == 0


KINDS = st.sampled_from(
    [
        ActionKind.SIGNATURE,
        ActionKind.RATIFICATION,
        ActionKind.ACCESSION,
        ActionKind.WITHDRAWAL,
        ActionKind.REVOCATION,
        ActionKind.PROVISIONAL_START,
    ]
)
DAYS = st.dates(date(1950, 1, 1), date(1960, 1, 1))


@st.composite
def deposits(draw):
    day = draw(DAYS)
    if draw(st.booleans()):
        return day.isoformat()
    return f"{day.isoformat()}/{(day + timedelta(days=draw(st.integers(1, 800)))).isoformat()}"


ACTS = st.lists(st.tuples(st.integers(0, 3), KINDS, deposits()), max_size=10)


@pytest.mark.long
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(acts=ACTS)
def test_rebuilding_after_each_act_gives_what_one_full_rebuild_gives(acts):
    actors = [make_actor() for _ in range(4)]
    treaty = make_treaty()
    make_clause(treaty, {"number": 2}, delay=30)
    rebuild([treaty.pk])
    for number, (index, kind, on) in enumerate(acts, start=1):
        make_action(treaty, actors[index], kind, on, number=number)
        rebuild([treaty.pk])
    assert stale([treaty.pk]) == []
    own = Participation.objects.filter(treaty=treaty)
    rows = list(own.values_list("actor", "standing", "since", "until", "reason"))
    own.delete()
    EntryIntoForce.objects.filter(treaty=treaty).delete()
    rebuild([treaty.pk])
    assert list(own.values_list("actor", "standing", "since", "until", "reason")) == rows


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(acts=ACTS, day=DAYS)
def test_an_act_deposited_after_a_day_changes_nothing_that_is_told_of_that_day(acts, day):
    treaty = make_treaty()
    make_clause(treaty, {"number": 2}, delay=30)
    actors = [make_actor() for _ in range(4)]
    later = []
    for number, (index, kind, on) in enumerate(acts, start=1):
        if UncertainDate(on).by(day) is Answer.NO:
            later.append((index, kind, on, number))
        else:
            make_action(treaty, actors[index], kind, on, number=number)

    def told():
        rebuild([treaty.pk])
        fresh = Treaty.objects.select_related("force").get(pk=treaty.pk)
        status = statuses([fresh], day)[treaty.pk]
        return (
            party_counts([treaty], day),
            signature_counts([treaty], day),
            status.kind,
            status.in_force_on and status.in_force_on.by(day),
        )

    before = told()
    for index, kind, on, number in later:
        make_action(treaty, actors[index], kind, on, number=number)
    assert told() == before


def test_a_party_that_may_have_left_is_not_counted_as_one_for_certain():
    treaty = make_treaty(stated_in_force_on="1950-06-01")
    actor = make_actor()
    make_action(treaty, actor, ActionKind.ACCESSION, "1950-03-01")
    make_action(treaty, actor, ActionKind.WITHDRAWAL, "1959", effective_on="1960/1962")
    rebuild([treaty.pk])
    treaty = Treaty.objects.select_related("force").get(pk=treaty.pk)
    for day, expected in (
        (date(1958, 1, 1), Count(1, 1)),
        (date(1961, 1, 1), Count(0, 1)),
        (date(1963, 1, 1), Count(0, 0)),
    ):
        assert party_counts([treaty], day)[treaty.pk] == expected
