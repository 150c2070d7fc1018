"""As at a day nobody knows what came after it (rule 14), and everybody what had been told by it."""

import pytest

from registry.choices import ActionKind
from registry.models.participation import rebuild
from tests.factories import make_action, make_actor, make_clause, make_treaty

pytestmark = pytest.mark.django_db


def told(client, url: str, day: str) -> dict:
    return client.get(f"{url}.json", {"as_at": day}).json()


@pytest.fixture
def pact():
    """Three instruments, then ninety days; so for who joins later (cf. Ozone Convention art. 17).

    The third comes on 1 January 1955.
    """
    pact = make_treaty(slug="pact")
    joiner = {"joiner_anchor": "threshold", "joiner_delay_kind": "days", "joiner_delay": 90}
    make_clause(pact, {"number": 3}, delay_kind="days", delay=90, **joiner)
    first, applying, third, late, leaving = map(
        make_actor, ("First", "Applying", "Third", "Late", "Leaving")
    )
    make_action(pact, leaving, ActionKind.RATIFICATION, "1950-02-01")
    make_action(pact, leaving, ActionKind.WITHDRAWAL, "1950-03-01", effective_on="1950-12-31")
    make_action(pact, first, ActionKind.RATIFICATION, "1951-01-01")
    make_action(pact, applying, ActionKind.PROVISIONAL_START, "1953-01-01")
    make_action(pact, applying, ActionKind.RATIFICATION, "1954-01-01")
    make_action(pact, third, ActionKind.RATIFICATION, "1955-01-01")
    make_action(pact, late, ActionKind.ACCESSION, "1960-01-01")
    rebuild([pact.pk])
    return pact


@pytest.mark.parametrize(
    ("actor", "day", "standing", "until"),
    [
        # A consent does not say when the treaty will be in force (VCLT art. 24).
        ("first", "1954-12-31", "contracting", None),
        ("first", "1955-01-01", "contracting", "1955-04-01"),
        ("first", "1955-04-01", "party", None),
        ("applying", "1953-06-01", "provisional", None),
        ("applying", "1954-12-31", "provisional", None),
        ("applying", "1955-01-01", "provisional", "1955-04-01"),
        # Under a treaty in force it does (VCLT art. 24(3)).
        ("late", "1960-01-01", "contracting", "1960-03-31"),
        # Who leaves says when.
        ("leaving", "1950-02-28", "contracting", None),
        ("leaving", "1950-03-01", "contracting", "1950-12-31"),
    ],
)
def test_a_contracting_state_becomes_a_party_on_a_day_that_is_told_once_it_was_known(
    client, pact, actor, day, standing, until
):
    lines = told(client, "/treaties/pact", day)["participants"]
    assert [(line["standing"], line["until"]) for line in lines if line["actor"] == actor] == [
        (standing, until)
    ]
    rows = told(client, f"/actors/{actor}", day)["treaties"]
    assert (standing, until) in [(row["standing"], row["until"]) for row in rows]
    assert {row["until"] for row in rows} <= {until}


@pytest.mark.parametrize(
    ("treaty", "actor", "day", "in_force_on"),
    [
        ("north-macedonia-accession-protocol", "canada", "2019-03-22", "2020-03-19"),
        # On the day before the twentieth instrument, and before the thirty-fifth.
        ("vienna-convention-ozone-layer", "canada", "1988-06-23", "1988-09-22"),
        ("iccpr", "denmark", "1975-12-22", "1976-03-23"),
    ],
)
def test_nobody_knew_when_a_treaty_of_the_fixtures_would_be_in_force(
    client, treaty, actor, day, in_force_on
):
    lines = told(client, f"/treaties/{treaty}", day)["participants"]
    assert in_force_on not in {line["until"] for line in lines}
    rows = told(client, f"/actors/{actor}", day)["treaties"]
    standings = [(row["standing"], row["until"]) for row in rows if row["treaty"] == treaty]
    assert ("contracting", None) in standings
