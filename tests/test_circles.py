"""Treaties whose clauses ask about others: derived after them, and in circles from nothing."""

import pytest

from registry.choices import ActionKind, ActorSet, ConditionKind
from registry.models import EntryIntoForce, EntryIntoForceCondition, dependencies
from registry.models.participation import rebuild, stale
from tests.factories import make_action, make_actor, make_clause, make_treaty

pytestmark = pytest.mark.django_db


def in_force_on(treaty):
    return str(EntryIntoForce.objects.get(treaty=treaty).in_force_on or "")


@pytest.mark.parametrize("few", [0, 100])
def test_who_asks_about_a_treaty_is_derived_with_it_however_many_are(few, monkeypatch):
    """Whether their clauses are looked up or all are read."""
    monkeypatch.setattr(dependencies, "FEW", few)
    first, second, third, other = treaties = [make_treaty() for _ in range(4)]
    for treaty, asked in ((second, [first]), (third, [second, other])):
        asks = ({"kind": ConditionKind.ANOTHER_TREATY, "other_treaty": one} for one in asked)
        make_clause(treaty, *asks)
    keys = {treaty.pk: number for number, treaty in enumerate(treaties, 1)}

    def found(*given):
        asked = dependencies.dependencies({treaty.pk for treaty in given})
        return {keys[pk]: {keys[one] for one in others} for pk, others in asked.items()}

    assert found(first) == {1: set(), 2: {1}, 3: {2}}
    assert found(other, third) == {4: set(), 3: {4}}
    assert found(second, other) == {2: set(), 3: {2, 4}, 4: set()}
    assert found() == {}


def test_clauses_that_ask_about_one_another_do_not_hang():
    one, two, own = make_treaty(), make_treaty(), make_treaty()
    for treaty, other in ((one, two), (two, one), (own, own)):
        make_clause(treaty, {"kind": ConditionKind.ANOTHER_TREATY, "other_treaty": other})
    rebuild([one.pk, own.pk])
    assert in_force_on(one) == in_force_on(two) == in_force_on(own) == ""


def test_a_circle_elsewhere_leaves_all_others_after_those_that_they_ask_about():
    asking, asked, one, two, three, last = treaties = [make_treaty() for _ in range(6)]
    make_clause(asked, {"number": 1})
    of_parties = {"kind": ConditionKind.ALL, "actor_set": ActorSet.PARTIES}
    make_clause(asking, of_parties | {"other_treaty": asked})
    another = {"kind": ConditionKind.ANOTHER_TREATY}
    make_clause(one, another | {"other_treaty": two}, another | {"other_treaty": three})
    make_clause(two, another | {"other_treaty": one})
    make_clause(three, another | {"other_treaty": one}, another | {"other_treaty": asking})
    make_clause(last, another | {"other_treaty": two})
    actor = make_actor()
    make_action(asked, actor, ActionKind.RATIFICATION, "1951-01-01")
    make_action(asking, actor, ActionKind.ACCEPTANCE, "1952-01-01")
    keys = [treaty.pk for treaty in treaties]
    batches = list(dependencies.in_order(set(keys)))
    assert batches == [[asked.pk], [asking.pk], [one.pk, two.pk, three.pk], [last.pk]]

    rebuild(keys)
    assert in_force_on(asking) == "1952-01-01"
    assert (stale(keys), rebuild(keys)) == ([], 0)


def test_what_follows_in_a_circle_depends_on_the_acts_and_not_on_what_is_stored():
    """Once nothing brings either into force, neither holds the other up."""
    one, two = make_treaty(), make_treaty()
    another = {"kind": ConditionKind.ANOTHER_TREATY}
    make_clause(one, another | {"other_treaty": two})
    clause = make_clause(two, {"number": 1})
    EntryIntoForceCondition.objects.create(
        clause=clause, group=2, position=1, other_treaty=one, **another
    )
    act = make_action(two, make_actor(), ActionKind.RATIFICATION, "1951-01-01")
    rebuild([one.pk])
    assert in_force_on(one) == in_force_on(two) == "1951-01-01"
    assert (stale([one.pk]), rebuild([one.pk])) == ([], 0)
    act.delete()
    rebuild([two.pk])
    assert in_force_on(one) == in_force_on(two) == ""
