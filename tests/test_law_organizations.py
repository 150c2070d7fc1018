"""Organizations of integration: not counted beside their members, asked where they are a party."""

from datetime import date

import pytest

from registry.choices import ActorSet, ConditionKind
from registry.law.clauses import Clause, Condition, SetMember, entry_into_force, met_on
from registry.law.progress import progress_on
from tests.test_law_cases import NINETIETH_DAY, act, counting, deposits, ratified, signed


def test_an_integration_organization_is_not_counted_beside_its_members():
    """Vienna Ozone Convention art. 17(4)."""
    acts = [*deposits(19, "1988-06-01"), act("EEC", "approval", "1988-10-17")]
    clause = counting(20, NINETIETH_DAY, not_counted=frozenset({"EEC"}))
    assert met_on(clause, acts) is None
    assert str(met_on(counting(20, NINETIETH_DAY), acts)) == "1988-10-17"


@pytest.mark.parametrize(
    ("kind", "of", "states", "acts", "met"),
    [
        # A list that names the organization, as in a treaty between it and Norway.
        ("all", "list", ("Norway", "EEC"), {"Norway": "1990-01-01"}, None),
        ("all", "list", ("Norway", "EEC"), {"Norway": "1990-01-01", "EEC": "1991-01-01"}, "1991"),
        ("named", "list", ("Norway", "EEC"), {"Norway": "1990-01-01", "EEC": "1991-01-01"}, "1991"),
        # A signatory beside one State is the other party; beside several it may be their own.
        ("all", "signatories", ("Norway", "EEC"), {"Norway": "1990-01-01"}, None),
        ("all", "signatories", ("Norway", "EEC"), {"Norway": "1990", "EEC": "1991-01-01"}, "1991"),
        ("all", "signatories", ("A", "B", "EEC"), {"A": "1990", "B": "1991-01-01"}, "1991"),
        ("all", "signatories", ("A", "B", "EEC"), {"A": "1990", "EEC": "1991-01-01"}, None),
        # A number of instruments is one of States.
        ("count", "list", ("A", "B", "EEC"), {"A": "1990-01-01", "EEC": "1991-01-01"}, None),
        ("count", None, ("A", "B", "EEC"), {"A": "1990-01-01", "EEC": "1991-01-01"}, None),
    ],
)
def test_an_integration_organization_that_is_asked_for_itself_is_waited_for(
    kind, of, states, acts, met
):
    """Vienna Convention of 1986, art. 24(2): all negotiating States and organizations."""
    condition = Condition(
        ConditionKind(kind),
        n=2 if kind in ("count", "named") else None,
        of=of and ActorSet(of),
        members=tuple(map(SetMember, states)) if of == "list" else (),
    )
    clause = Clause(((condition,),), not_counted=frozenset({"EEC"}))
    every = [*signed(**dict.fromkeys(states, "1989-01-01")), *ratified(**acts)]
    force = entry_into_force(clause, every)
    assert (force and str(force.on.earliest.year)) == met
    assert not force or {actor for actor, *_kind in force.ground} == set(acts)
    progress = progress_on(date(1989, 6, 1), clause, every)
    assert (kind == "count") or ("EEC" in progress.outstanding) == (len(states) == 2)
