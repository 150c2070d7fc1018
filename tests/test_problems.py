"""What contradicts itself is recorded with the derived rows, listed for staff, and never fatal."""

import pytest
from django.core.management import call_command
from django.urls import reverse

from registry.choices import ActionKind
from registry.models import Depositary, Problem, TreatyAction
from registry.models.participation import rebuild, stale
from tests.factories import make_actor, make_treaty

pytestmark = pytest.mark.django_db


@pytest.fixture
def act():
    """A withdrawal of a State that never joined."""
    treaty = make_treaty()
    act = TreatyAction.objects.create(
        treaty=treaty,
        actor=make_actor("Ruritania"),
        kind=ActionKind.WITHDRAWAL,
        deposited_on="1950-03-01",
    )
    rebuild([treaty.pk])
    return act


def test_a_contradiction_is_recorded_with_the_act_and_goes_with_it(act):
    problem = Problem.objects.get()
    assert (problem.code, problem.actor, problem.act) == (
        "withdrawal_before_joining",
        act.actor,
        act,
    )
    act.delete()
    assert [what for _, what in stale()] == ["problem"]
    rebuild()
    assert not Problem.objects.exists()
    assert not stale()


def test_staff_read_the_problems_and_reach_the_act(act, admin_client):
    page = admin_client.get(reverse("admin:registry_problem_changelist")).content.decode()
    assert "A withdrawal follows a consent." in page
    assert reverse("admin:registry_treatyaction_change", args=[act.pk]) in page
    own = reverse("admin:registry_problem_change", args=[Problem.objects.get().pk])
    assert admin_client.get(own).status_code == 200


def test_the_check_warns_of_them(act, capsys):
    call_command("check_registry")
    told = capsys.readouterr().out
    assert f"treaty {act.treaty.slug}: ruritania: A withdrawal follows a consent." in told
    assert "No errors. Warnings: 1." in told


def test_with_two_depositaries_an_actor_deposits_twice(act):
    treaty = act.treaty
    TreatyAction.objects.filter(pk=act.pk).delete()
    for number in (1, 2):
        TreatyAction.objects.create(
            treaty=treaty,
            actor=act.actor,
            kind=ActionKind.ACCESSION,
            deposited_on="1950-03-01",
            number=number,
        )
    rebuild()
    assert Problem.objects.get().code == "second_consent"
    for actor in (act.actor, make_actor("Freedonia")):
        Depositary.objects.create(treaty=treaty, actor=actor)
    rebuild()
    assert not Problem.objects.exists()
