"""Territorial extension and exclusion (VCLT art. 29)."""

from datetime import date

import pytest

from registry.choices import ActionKind
from registry.dates import Answer, UncertainDate
from registry.law.standing import spells
from registry.law.territories import reach_on
from registry.models.participation import rebuild
from tests.factories import make_action, make_actor, make_treaty
from tests.test_law_cases import act, ratified

D = date.fromisoformat
YES, NO, NOT_KNOWN = Answer.YES, Answer.NO, Answer.NOT_KNOWN
PARTY = spells(ratified(UK="1960-01-01"), in_force_on=UncertainDate("1960-01-01"))
EXTENSION, EXCLUSION = "territorial_extension", "territorial_exclusion"


def about(kind, on, territory="Bermuda", **rest):
    return act("UK", kind, on, toward=territory, **rest)


def answers(day, *acts, own=PARTY):
    return {reach.territory: reach.answer for reach in reach_on(D(day), acts, own)}


@pytest.mark.parametrize(
    ("day", "acts", "answer"),
    [
        ("1969-12-31", [(EXTENSION, "1970-01-01")], None),
        ("1970-01-01", [(EXTENSION, "1970-01-01")], YES),
        ("1975-01-01", [(EXTENSION, "1970"), (EXCLUSION, "1974-01-01")], NO),
        ("1973-12-31", [(EXTENSION, "1970"), (EXCLUSION, "1974-01-01")], YES),
        ("1975-01-01", [(EXCLUSION, "1960-01-01")], NO),
        ("1975-01-01", [(EXCLUSION, "1960-01-01"), (EXTENSION, "1970-01-01")], YES),
        ("1970-06-01", [(EXTENSION, "1970")], NOT_KNOWN),
        ("1970-06-01", [(EXTENSION, "1965"), (EXTENSION, "1970")], YES),
        ("1975-01-01", [(EXTENSION, None)], NOT_KNOWN),
        ("1975-01-01", [(EXTENSION, "1970"), (EXCLUSION, "1970-03")], NOT_KNOWN),
        # What may have come last tells, however many came between.
        (
            "1971-01-01",
            [(EXTENSION, "1970"), (EXCLUSION, "1970-03"), (EXCLUSION, "1970-06")],
            NOT_KNOWN,
        ),
        ("1975-01-01", [(EXTENSION, None), (EXTENSION, "1970-03-01")], YES),
        ("1970-06-01", [(EXTENSION, "1970-03-01"), (EXTENSION, "1970")], YES),
    ],
)
def test_a_territory_is_in_from_its_extension_and_out_from_its_exclusion(day, acts, answer):
    told = answers(day, *(about(kind, on) for kind, on in acts))
    assert told == ({"Bermuda": answer} if answer is not None else {})


def test_the_treaty_reaches_a_territory_only_while_the_actor_is_a_party():
    left = [*ratified(UK="1960-01-01"), act("UK", "withdrawal", "1980", effective="1981-01-01")]
    own = spells(left, in_force_on=UncertainDate("1960-01-01"))
    extension = about(EXTENSION, "1970-01-01")
    assert answers("1980-12-31", extension, own=own) == {"Bermuda": YES}
    assert answers("1981-01-01", extension, own=own) == {"Bermuda": NO}
    (reach,) = reach_on(D("1981-01-01"), [extension], own)
    assert str(reach.reason).endswith("; whoever answers for it is not a party")
    assert reach.keys == (extension.key,)


def test_an_extension_whose_effect_is_stated_reaches_from_that_day():
    extension = about(EXTENSION, "1970-01-01", effective="1970-04-01")
    assert answers("1970-03-31", extension) == {}
    (reach,) = reach_on(D("1970-04-01"), [extension], PARTY)
    assert (reach.answer, str(reach.reason)) == (YES, "extended since 1 April 1970")


def test_each_territory_is_told_apart_and_an_act_that_names_none_tells_of_none():
    acts = [about(EXTENSION, "1970-01-01"), about(EXCLUSION, "1970-01-01", "Gibraltar")]
    acts.append(act("UK", EXTENSION, "1970-01-01", key="nowhere"))
    assert answers("1971-01-01", *acts) == {"Bermuda": YES, "Gibraltar": NO}


@pytest.mark.django_db
def test_the_chart_tells_the_territories_beside_the_party_and_counts_none_of_them(client):
    party, bermuda = make_actor("Ruritania"), make_actor("Strelsau", kind="territory")
    treaty = make_treaty(stated_in_force_on="1960-01-01")
    make_action(treaty, party, ActionKind.RATIFICATION, "1960-01-01")
    make_action(treaty, party, ActionKind(EXTENSION), "1970-01-01", toward=bermuda)
    rebuild([treaty.pk])
    told = client.get(f"/treaties/{treaty.slug}.json", {"as_at": "1970-01-01"}).json()
    (line,) = told["participants"]
    assert told["counts"]["parties"] == {"at_least": 1, "at_most": 1}
    assert line["territories"] == [
        {
            "actor": "strelsau",
            "url": "/actors/strelsau/",
            "name": "Strelsau",
            "applies": "yes",
            "reason": "extended since 1 January 1970",
        }
    ]
    page = client.get(treaty.get_absolute_url()).content.decode()
    assert "extended since 1 January 1970" in page
    early = client.get(f"/treaties/{treaty.slug}.json", {"as_at": "1969-12-31"}).json()
    assert early["participants"][0]["territories"] == []
