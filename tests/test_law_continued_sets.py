"""Whoever continues another stands in its place in the sets of a clause, with its instruments."""

from datetime import date
from decimal import Decimal

import pytest

from registry.choices import ActionKind, ActorSet, ConditionKind, SuccessionKind
from registry.dates import Answer, UncertainDate
from registry.law.acts import Act, Continuation
from registry.law.clauses import SILENT, Clause, Condition, SetMember, entry_into_force
from registry.law.progress import progress_on, what_if
from registry.models import Actor, EntryIntoForce, Succession
from registry.models.participation import rebuild, stale
from tests.admin_pages import saved, url
from tests.factories import make_action, make_actor, make_clause, make_protocol, make_treaty

D = UncertainDate
CONTINUED = Continuation("USSR", "Russia", D("1991-12-24"))
ALL, LIST = ConditionKind.ALL, ActorSet.LIST


def did(actor, kind, on, effective=None):
    key = (actor, kind.value, on)
    return Act(key, actor, kind, D(on), effective and D(effective))


def accepted(**days):
    return [did(actor, ActionKind.ACCEPTANCE, on) for actor, on in days.items()]


def signed(**days):
    return [did(actor, ActionKind.SIGNATURE, on) for actor, on in days.items()]


def asking(kind, *members, **values):
    members = tuple(one if isinstance(one, SetMember) else SetMember(one) for one in members)
    return Clause(((Condition(kind, of=values.pop("of", LIST), members=members, **values),),))


PARTIES = (
    SetMember("USSR", D("1950-01-01"), D("1991-12-24")),
    SetMember("Russia", D("1991-12-24")),
    SetMember("B", D("1950-01-01")),
)
OF_PARTIES = asking(ALL, *PARTIES, of=ActorSet.PARTIES)


def day_of(clause, acts, *continuations):
    force = entry_into_force(clause, acts, continuations=continuations or (CONTINUED,))
    return force and str(force.on)


@pytest.mark.parametrize(
    ("clause", "acts", "on"),
    [
        (OF_PARTIES, accepted(USSR="1990-01-01", B="1995-01-01"), "1995-01-01"),
        (OF_PARTIES, accepted(USSR="1990-01-01", B="1991-01-01"), "1991-01-01"),
        (OF_PARTIES, accepted(Russia="1993-01-01", B="1990-01-01"), "1993-01-01"),
        # Not on the very day on which one takes the other's place: it is asked all along.
        (OF_PARTIES, accepted(B="1990-01-01"), None),
        (SILENT, [*signed(USSR="1990-01-01", B="1990-01-01"),
                  *accepted(Russia="1993-01-01", B="1990-06-01")], "1993-01-01"),
        (SILENT, [*signed(USSR="1990-01-01", B="1990-01-01"),
                  *accepted(USSR="1990-05-01", B="1993-01-01")], "1993-01-01"),
        (SILENT, signed(USSR="1990-01-01", Russia="1993-01-01"), None),
        (asking(ALL, "USSR", "B"), accepted(Russia="1993-01-01", B="1990-01-01"), "1993-01-01"),
        (asking(ALL, "Russia", "B"), accepted(USSR="1990-01-01", B="1993-01-01"), "1993-01-01"),
        (asking(ALL, "Russia", "B"), accepted(USSR="1990-01-01", B="1991-01-01"), "1991-01-01"),
        # The Partial Test Ban Treaty, 1963, where the record calls it by its name of today.
        (asking(ALL, "Russia", "B"), accepted(Russia="1963-08-05", B="1963-10-10"), "1963-10-10"),
        (asking(ALL, "USSR", "B", is_live=False, frozen_on=date(1990, 1, 1)),
         accepted(Russia="1993-01-01", B="1990-01-01"), "1993-01-01"),
        (asking(ALL, *PARTIES, of=ActorSet.PARTIES, is_live=False, frozen_on=date(1990, 1, 1)),
         accepted(Russia="1993-01-01", B="1990-01-01"), "1993-01-01"),
        (asking(ConditionKind.NAMED, "USSR", "B", "C", n=2),
         accepted(USSR="1990-01-01", Russia="1993-01-01", C="1994-01-01"), "1994-01-01"),
        (asking(ConditionKind.SHARE, SetMember("USSR", weight=Decimal(30)), "B", of=None,
                share=Decimal(25)), accepted(Russia="1993-01-01"), "1993-01-01"),
        # What a State that has since dissolved did before goes on counting, and once only.
        (asking(ConditionKind.COUNT, n=2, of=None),
         accepted(USSR="1990-01-01", B="1995-01-01"), "1995-01-01"),
        (asking(ConditionKind.COUNT, n=2, of=None),
         accepted(USSR="1990-01-01", Russia="1993-01-01", B="1995-01-01"), "1995-01-01"),
        (asking(ConditionKind.COUNT, n=2, of=None),
         accepted(USSR="1990-01-01", B="1991-01-01"), "1991-01-01"),
    ],
)  # fmt: skip
def test_one_legal_person_is_asked_and_counts_once(clause, acts, on):
    assert day_of(clause, acts) == on


def test_what_the_heir_withdraws_no_longer_counts():
    left = did("Russia", ActionKind.WITHDRAWAL, "1993-01-01", "1994-01-01")
    two = asking(ConditionKind.COUNT, n=2, of=None)
    for day, on in (("1993-12-31", "1993-12-31"), ("1994-01-01", None)):
        assert day_of(two, [*accepted(USSR="1990-01-01", B=day), left]) == on


@pytest.mark.parametrize("on", ["../..", "1991", "../1991-12-24"])
def test_a_continuation_of_uncertain_day_loses_nobody(on):
    link = Continuation("USSR", "Russia", D(on))
    assert day_of(asking(ALL, "USSR", "B"), accepted(Russia="1993-01-01", B="1990"), link) == (
        "1993-01-01"
    )
    assert day_of(asking(ALL, "USSR", "B"), accepted(USSR="1990-01-01", B="1993"), link) == "1993"


def test_a_chain_of_continuations_stands_in_place_and_a_circle_does_not_hang():
    again = Continuation("Russia", "Next", D("2050-01-01"))
    clause = asking(ALL, "USSR", "B")
    assert day_of(clause, accepted(USSR="1990-01-01", B="2060-01-01"), again, CONTINUED) == (
        "2060-01-01"
    )
    assert day_of(clause, accepted(Next="2060-01-01", B="1990-01-01"), again, CONTINUED) == (
        "2060-01-01"
    )
    back = Continuation("Russia", "USSR", D("1992-01-01"))
    assert day_of(clause, accepted(USSR="1990-01-01", B="1990-01-01"), back, CONTINUED)


def test_progress_names_who_stood_in_the_place_as_it_was_known_on_the_day():
    acts = accepted(USSR="1990-01-01", B="1995-01-01")
    for day, actor in (("1991-12-23", "USSR"), ("1991-12-24", "Russia"), ("1994-12-31", "Russia")):
        told = progress_on(date.fromisoformat(day), OF_PARTIES, acts, continuations=[CONTINUED])
        assert (told.required, told.done_by, told.outstanding) == ({actor, "B"}, (actor,), ("B",))
        assert told.is_met is Answer.NO
    told = progress_on(date(2000, 1, 1), OF_PARTIES, acts, continuations=[CONTINUED])
    assert (told.is_met, told.outstanding, told.done_by) == (Answer.YES, (), ("Russia", "B"))
    supposed = accepted(B="1993-01-01")
    told = what_if(date(1992, 1, 1), OF_PARTIES, acts[:1], supposed, continuations=[CONTINUED])
    assert str(told.in_force_on) == "1993-01-01"


@pytest.fixture
def protocol():
    """A protocol that the old State had accepted; a new one continues it; the other follows."""
    old, new, other = make_actor("Old State"), make_actor("New State"), make_actor("Other")
    base, treaty = make_treaty(stated_in_force_on="1951-01-01"), make_treaty()
    for actor in (old, other):
        make_action(base, actor, ActionKind.RATIFICATION, "1950-01-01")
    make_clause(treaty, {"kind": "all", "actor_set": "parties", "other_treaty": base})
    made = make_protocol(treaty, base)
    make_action(treaty, old, ActionKind.ACCEPTANCE, "1990-01-01")
    Succession.objects.create(
        predecessor=old, successor=new, kind=SuccessionKind.CONTINUES, happened_on="1991-12-24"
    )
    rebuild([base.pk])
    return made


@pytest.mark.django_db
def test_a_protocol_waits_for_nobody_whose_place_is_taken(protocol, client):
    address = f"/protocols/{protocol.treaty.slug}.json"
    for day, name in (("1991-12-23", "old-state"), ("1992-01-01", "new-state")):
        told = client.get(address, {"as_at": day}).json()
        assert (told["required"], told["outstanding"]) == (2, ["other"])
        states = {step["actor"]: (step["state"], step["deposited_on"]) for step in told["steps"]}
        assert states == {name: ("done", "1990-01-01"), "other": ("outstanding", None)}
    supposed = client.get(address, {"as_at": "1992-01-01", "if": "other", "on": "1993-01-01"})
    assert supposed.json()["what_if"]["in_force_on"] == "1993-01-01"
    make_action(
        protocol.treaty, Actor.objects.get(name="Other"), ActionKind.ACCEPTANCE, "1995-01-01"
    )
    rebuild([protocol.treaty_id])
    assert str(EntryIntoForce.objects.get(treaty=protocol.treaty).in_force_on) == "1995-01-01"
    assert not stale([protocol.treaty_id])
    told = client.get(address, {"as_at": "2000-01-01"}).json()
    assert (told["status"], told["outstanding"]) == ("in_force", [])


@pytest.mark.django_db
def test_a_supposition_does_not_know_that_one_will_continue_the_other(protocol, client):
    """As at a day before it the old State is outstanding, whatever day is supposed."""
    treaty = protocol.treaty
    treaty.actions.all().delete()
    make_action(treaty, Actor.objects.get(name="Other"), ActionKind.ACCEPTANCE, "1990-01-01")
    rebuild([treaty.pk])
    assert str(EntryIntoForce.objects.get(treaty=treaty).in_force_on or "") == ""
    told = client.get(f"/protocols/{treaty.slug}.json", {"as_at": "1991-01-01"}).json()
    assert (told["outstanding"], told["in_force_on"]) == (["old-state"], None)
    query = {"as_at": "1990-06-01", "if": "old-state", "on": "1992-01-01"}
    told = client.get(f"/protocols/{treaty.slug}.json", query).json()["what_if"]
    assert (told["in_force_on"], told["outstanding"]) == ("1992-01-01", [])


@pytest.mark.django_db
def test_a_continuation_recorded_in_the_admin_reaches_the_lists_that_name_its_states(admin_client):
    old, new, other = (make_actor(name) for name in ("Old State", "New State", "Other"))
    treaty = make_treaty()
    make_clause(treaty, {"kind": "all", "actor_set": "list", "actors": [old, other]})
    for actor, day in ((new, "1993-01-01"), (other, "1990-01-01")):
        make_action(treaty, actor, ActionKind.RATIFICATION, day)
    rebuild([treaty.pk])
    row = {"predecessor": old.pk, "successor": new.pk, "kind": "continues", "note": ""}
    row |= {"happened_on": "1991-12-24", "pinpoint": ""}
    assert admin_client.post(url(Succession, "add"), row).status_code == 302
    assert str(EntryIntoForce.objects.get(treaty=treaty).in_force_on) == "1993-01-01"
    saved(admin_client, url(Actor, "change", new.pk), **{"predecessors-0-kind": "succeeds"})
    assert not stale([treaty.pk])
    assert not EntryIntoForce.objects.get(treaty=treaty).in_force_on
