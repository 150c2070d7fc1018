"""A State that continues another stands where it stood: Russia for the USSR, 24 December 1991."""

from datetime import date

import pytest
from django.urls import reverse

from registry.choices import ActionKind, ActorKind, Standing, SuccessionKind
from registry.dates import Answer, UncertainDate
from registry.law.acts import Act, Continuation, taken_over
from registry.law.problems import contradictions
from registry.law.standing import spells, stands
from registry.models import Actor, Participation, Problem, Succession
from registry.models.participation import party_counts, rebuild, stale
from registry.queries.names import DayNames
from registry.queries.participants import Chart
from tests.factories import make_action, make_actor, make_treaty
from tests.small_registry import load, record, write
from tests.test_between import object_to, reserve
from tests.test_law_cases import party_count

D = UncertainDate
CONTINUED = Continuation("USSR", "Russia", D("1991-12-24"))
ACCESSION = Act("a", "USSR", ActionKind.ACCESSION, D("1986-04-29"))
OTHER = Act("b", "Ruritania", ActionKind.ACCESSION, D("1980-01-01"))


def derived(*acts, continuations=(CONTINUED,), **given):
    return spells(acts, in_force_on=D("1981-01-01"), continuations=continuations, **given)


def answers(found, actor, *days):
    own = [spell for spell in found if spell.actor == actor]
    return [stands(date.fromisoformat(day), own, Standing.PARTY) for day in days]


def test_the_place_is_taken_on_the_day_and_nobody_is_counted_twice():
    found = derived(ACCESSION, OTHER)
    days = ("1991-12-23", "1991-12-24", "2020-01-01")
    assert answers(found, "USSR", *days) == [Answer.YES, Answer.NO, Answer.NO]
    assert answers(found, "Russia", *days) == [Answer.NO, Answer.YES, Answer.YES]
    for day in days:
        assert party_count(date.fromisoformat(day), found).at_least == 2


def test_the_effect_stays_that_of_the_first_consent_and_the_reason_says_so():
    spell = next(s for s in derived(ACCESSION) if s.actor == "Russia")
    assert (spell.since, spell.begins, spell.basis) == (D("1986-04-29"), D("1991-12-24"), ("a",))
    assert str(spell.reason).endswith("continued since 24 December 1991")


def test_what_ended_before_is_not_taken_over():
    left = Act("c", "USSR", ActionKind.WITHDRAWAL, D("1990-01-01"), D("1990-07-01"))
    parties = [s for s in derived(ACCESSION, left) if s.standing == Standing.PARTY]
    assert [spell.actor for spell in parties] == ["USSR"]
    assert not [s for s in derived(ACCESSION, ended_on=D("1991-07-01")) if s.actor == "Russia"][1:]


def test_the_continuing_state_withdraws_from_what_it_took_over():
    left = Act("c", "Russia", ActionKind.WITHDRAWAL, D("2023-01-01"), D("2023-07-01"))
    found = derived(ACCESSION, left)
    assert answers(found, "Russia", "2023-06-30", "2023-07-01") == [Answer.YES, Answer.NO]
    assert contradictions([ACCESSION, left], continuations=[CONTINUED]) == []
    assert [one.code for one in contradictions([ACCESSION, left])] == ["withdrawal_before_joining"]


def test_a_contradiction_is_told_once():
    signed = Act("s", "USSR", ActionKind.SIGNATURE, D("1985-01-01"))
    found = contradictions([signed, ACCESSION], continuations=[CONTINUED])
    assert [one.code for one in found] == ["accession_after_signature"]


@pytest.mark.parametrize("day", ["2000-01-01", "../.."])
def test_a_chain_passes_on_in_its_order_whatever_is_known_of_the_days(day):
    late = Continuation("Russia", "Heir", D(day))
    taken = taken_over([ACCESSION], [late, CONTINUED])
    assert [act.actor for act in taken] == ["Russia", "Heir"]


def test_a_circle_of_continuations_does_not_hang():
    back = Continuation("Russia", "USSR", D("1992-01-01"))
    assert {act.actor for act in taken_over([ACCESSION], [CONTINUED, back])} == {"Russia", "USSR"}


def test_acts_after_the_continuation_stay_with_whoever_did_them():
    late = Act("l", "USSR", ActionKind.ACCESSION, D("1992-01-01"))
    assert taken_over([late], [CONTINUED]) == []


def test_a_chain_of_continuations_passes_on():
    again = Continuation("Russia", "Next", D("2050-01-01"))
    found = derived(ACCESSION, continuations=[again, CONTINUED])
    assert answers(found, "Next", "2049-12-31", "2050-01-01") == [Answer.NO, Answer.YES]
    assert answers(found, "Russia", "2049-12-31", "2050-01-01") == [Answer.YES, Answer.NO]


@pytest.mark.django_db
def test_records_are_derived_from_it_and_the_chart_has_a_line_for_it():
    treaty = make_treaty(stated_in_force_on="1970-01-01")
    old, new = make_actor("Old State", until="1991-12-26"), make_actor("New State")
    make_action(treaty, old, ActionKind.SIGNATURE, "1960-01-01")
    make_action(treaty, old, ActionKind.RATIFICATION, "1961-01-01")
    Succession.objects.create(
        predecessor=old,
        successor=new,
        kind=SuccessionKind.CONTINUES,
        happened_on="1991-12-24",
    )
    rebuild([treaty.pk])
    assert not stale([treaty.pk])
    assert not Problem.objects.filter(treaty=treaty).exists()
    assert Participation.objects.filter(treaty=treaty, actor=new).exists()
    treaty.refresh_from_db()
    for day, party in (("1991-12-23", old), ("1991-12-25", new), ("2020-01-01", new)):
        on = date.fromisoformat(day)
        chart = Chart(treaty, on, DayNames(on)._book)
        assert [
            line.actor.pk for line in chart.participants if line.standing.standing == Standing.PARTY
        ] == [party.pk]
        assert chart.signatures().at_least == 1
        assert party_counts([treaty], on)[treaty.pk].at_least == 1
    line = next(line for line in chart.participants if line.actor.pk == new.pk)
    assert line.consent.actor_id == old.pk


@pytest.fixture
def chain():
    """One State acted, a second continues it, and a third is about to continue the second."""
    treaty = make_treaty(stated_in_force_on="1970-01-01")
    actors = [make_actor(name) for name in ("First", "Second", "Third")]
    make_action(treaty, actors[0], ActionKind.ACCESSION, "1960-01-01")
    continues(actors[0], actors[1], "1980-01-01")
    rebuild([treaty.pk])
    return treaty, actors


def continues(old, new, on):
    return Succession.objects.create(
        predecessor=old, successor=new, kind=SuccessionKind.CONTINUES, happened_on=on
    )


@pytest.mark.django_db
def test_a_chain_that_grows_in_the_admin_reaches_the_acts_of_the_first(chain, admin_client):
    treaty, (_, second, third) = chain
    row = {"predecessor": second.pk, "successor": third.pk, "kind": "continues"}
    url = reverse("admin:registry_succession_add")
    answer = admin_client.post(url, row | {"happened_on": "1990-01-01", "note": "", "pinpoint": ""})
    assert answer.status_code == 302
    assert Participation.objects.filter(treaty=treaty, actor=third).exists()
    assert not stale([treaty.pk])


@pytest.mark.django_db
def test_a_chain_that_grows_by_a_file_reaches_the_acts_of_the_first(chain, tmp_path):
    treaty, (_, second, third) = chain
    row = {"predecessor": [second.slug], "successor": [third.slug], "kind": "continues"}
    status, *_ = load(*write(tmp_path, {"actors": [record("succession", **row)]}))
    assert status == 0
    assert Participation.objects.filter(treaty=treaty, actor=third).exists()
    assert not stale([treaty.pk])


@pytest.fixture
def opposed():
    """The Union reserved and suspended toward Ruritania, which opposed; an heir continues it."""
    treaty = make_treaty(stated_in_force_on="1970-01-01")
    union, heir, other = (make_actor(name) for name in ("Union", "Heir", "Ruritania"))
    act = make_action(treaty, union, ActionKind.ACCESSION, "1960-01-01")
    make_action(treaty, other, ActionKind.RATIFICATION, "1959-01-01")
    land = make_actor("Land", kind=ActorKind.TERRITORY)
    make_action(treaty, union, ActionKind.TERRITORIAL_EXCLUSION, "1960-01-01", toward=land)
    reservation = reserve(treaty, union, action=act, made_on="")
    continues(union, make_actor("Between"), "1990-01-01")
    continues(Actor.objects.get(name="Between"), heir, "1991-12-24")
    rebuild([treaty.pk])
    return treaty, union, heir, other, reservation


def between(client, day, one="heir"):
    (row,) = client.get(f"/actors/{one}/and/ruritania.json", {"as_at": day}).json()["treaties"]
    return row


@pytest.mark.django_db
def test_a_reservation_and_what_was_answered_to_it_stand_for_whoever_continues(opposed, client):
    """VCLT art. 20(4)(b): the treaty was not in force with the Soviet Union, nor is with Russia."""
    *_rest, other, reservation = opposed
    assert between(client, "2000-01-01")["in_force"] == "yes"
    object_to(reservation, other, made_on="1960-10-01", opposes_entry_into_force=True)
    for day, name, title in (("1980-01-01", "union", "Union"), ("2000-01-01", "heir", "Heir")):
        row = between(client, day, name)
        assert row["in_force"] == "no"
        assert row["reason"].startswith(f"Ruritania objected to the reservation of {title} ")
        assert [told["by"] for told in row["reservations"]] == [title]
    # As at a day before it nobody knew that one would continue the other.
    address = "/actors/heir/and/ruritania.json"
    assert client.get(address, {"as_at": "1991-12-23"}).json()["treaties"] == []


@pytest.mark.django_db
def test_what_the_other_declared_counts_from_when_the_predecessor_consented(opposed, client):
    """VCLT art. 20(5): a continuing State has no new time to object."""
    treaty, union, _heir, other, _reservation = opposed
    reservation = reserve(treaty, other, made_on="1959-01-01")
    late = object_to(reservation, union, made_on="1965-01-01", opposes_entry_into_force=True)
    assert between(client, "1991-12-24")["in_force"] == "yes"
    late.made_on = UncertainDate("1959-12-01")
    late.save()
    assert between(client, "1991-12-24")["in_force"] == "no"
    declared = reserve(treaty, other, kind="declaration", made_on="1959-01-01", number=2)
    object_to(declared, union, number=2)
    (told,) = between(client, "2000-01-01")["objections"]
    assert (told["by"], told["to"]) == ("Heir", "Ruritania")


@pytest.mark.django_db
@pytest.mark.parametrize("by_the_other", [False, True])
def test_a_suspension_stands_for_whoever_continues(opposed, client, by_the_other):
    treaty, union, heir, other, _reservation = opposed
    actor, toward = (other, union) if by_the_other else (union, other)
    make_action(treaty, actor, ActionKind.SUSPENSION, "1985-01-01", toward=toward)
    row = between(client, "2000-01-01")
    assert row["in_force"] == "no"
    names = ("Ruritania", "Heir") if by_the_other else ("Heir", "Ruritania")
    assert [(told["by"], told["toward"]) for told in row["suspended"]] == [names]
    make_action(
        treaty,
        heir if actor == union else other,
        ActionKind.RESUMPTION,
        "1999-01-01",
        toward=other if actor == union else heir,
    )
    assert between(client, "2000-01-01")["in_force"] == "yes"


@pytest.mark.django_db
def test_an_exclusion_of_a_territory_stands_for_whoever_continues(opposed, client):
    treaty, *_rest = opposed
    for day, name in (("1980-01-01", "union"), ("2000-01-01", "heir")):
        told = client.get(f"/treaties/{treaty.slug}.json", {"as_at": day}).json()
        reach = {line["actor"]: line["territories"] for line in told["participants"]}
        (one,) = reach[name]
        assert (one["actor"], one["applies"]) == ("land", "no")
