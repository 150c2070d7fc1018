"""Who has left, was said to leave, or stayed: as the acts and statements on record give it."""

from datetime import date

import pytest

from registry.models import Participation, Partnership, Statement, Treaty

pytestmark = pytest.mark.django_db


def is_party(treaty, actor, day):
    spells = Participation.objects.parties().filter(treaty__slug=treaty, actor__slug=actor)
    if spells.on(day).exists():
        return True
    return None if spells.possibly_on(day).exists() else False


@pytest.mark.parametrize(
    ("treaty", "actor", "last"),
    [
        ("abm-treaty", "united-states", date(2002, 6, 12)),
        ("cfe-treaty", "russia", date(2023, 11, 6)),
        ("inf-treaty", "united-states", date(2019, 8, 1)),
        ("open-skies-treaty", "russia", date(2021, 12, 17)),
        ("open-skies-treaty", "united-states", date(2020, 11, 21)),
        ("ottawa-convention", "finland", date(2026, 1, 9)),
        ("ottawa-convention", "lithuania", date(2025, 12, 26)),
        ("rome-statute", "philippines", date(2019, 3, 16)),
    ],
)
def test_a_party_that_left_was_bound_until_its_withdrawal_took_effect(treaty, actor, last):
    assert is_party(treaty, actor, last)
    assert is_party(treaty, actor, last.replace(day=last.day + 1)) is False


@pytest.mark.parametrize(
    ("treaty", "ended"),
    [("abm-treaty", "2002-06-13"), ("inf-treaty", "2019-08-02")],
)
def test_a_treaty_of_two_ended_for_both_when_one_had_left(treaty, ended):
    assert str(Treaty.objects.get(slug=treaty).force.ended_on) == ended
    assert is_party(treaty, "russia", date.fromisoformat(ended)) is False


@pytest.mark.parametrize("actor", ["gambia", "south-africa"])
def test_whoever_took_a_withdrawal_back_within_the_year_has_stayed_a_party(actor):
    for day in (date(2016, 12, 1), date(2017, 11, 30), date(2026, 1, 1)):
        assert is_party("rome-statute", actor, day)


def test_it_is_not_known_whether_the_peoples_republic_of_korea_has_left_the_npt():
    assert is_party("npt", "north-korea", date(2003, 1, 9))
    assert is_party("npt", "north-korea", date(2026, 1, 1)) is None


@pytest.mark.parametrize(
    ("treaty", "actor", "day"),
    [
        ("iccpr", "north-korea", date(2000, 1, 1)),
        ("ottawa-convention", "ukraine", date(2026, 1, 1)),
        ("un-charter", "indonesia", date(1965, 6, 1)),
    ],
)
def test_what_was_told_and_did_not_end_a_membership_is_a_communication(treaty, actor, day):
    told = Statement.objects.filter(treaty__slug=treaty, actor__slug=actor, kind="communication")
    assert all(statement.source for statement in told)
    assert told.exists()
    assert is_party(treaty, actor, day)


def test_a_suspension_by_one_party_leaves_the_treaty_in_force():
    assert is_party("cfe-treaty", "united-states", date(2024, 1, 1))
    assert Treaty.objects.get(slug="cfe-treaty").force.ended_on is None


def test_the_joint_expeditionary_force_is_led_by_one_and_joined_by_nine():
    joined = Partnership.objects.filter(program__slug="joint-expeditionary-force")
    assert {lead.slug for row in joined for lead in row.leads.all()} == {"united-kingdom"}
    assert len({partner.slug for row in joined for partner in row.partners.all()}) == 9
