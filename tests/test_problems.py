"""What contradicts itself is recorded with the derived rows, listed for staff, and never fatal."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.urls import reverse

from registry.choices import ActionKind
from registry.models import Depositary, Problem, TreatyAction
from registry.models.participation import rebuild, stale
from registry.models.search import index
from tests import small_registry
from tests.factories import make_action, make_actor, make_treaty

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
    problem = Problem.objects.get(treaty=act.treaty)
    assert (problem.code, problem.actor, problem.act) == (
        "withdrawal_before_joining",
        act.actor,
        act,
    )
    act.delete()
    assert [what for _, what in stale()] == ["problem"]
    rebuild([act.treaty_id])
    assert not Problem.objects.filter(treaty=act.treaty).exists()
    assert not stale()


def test_staff_read_the_problems_and_reach_the_act(act, admin_client):
    page = admin_client.get(reverse("admin:registry_problem_changelist")).content.decode()
    assert "A withdrawal follows a consent." in page
    assert reverse("admin:registry_treatyaction_change", args=[act.pk]) in page
    own = reverse("admin:registry_problem_change", args=[act.problems.get().pk])
    assert admin_client.get(own).status_code == 200


def test_the_check_warns_of_them(act, capsys):
    index()
    call_command("check_registry")
    told = capsys.readouterr().out
    assert f"treaty {act.treaty.slug}: ruritania: A withdrawal follows a consent." in told
    assert f"No errors. Warnings: {Problem.objects.count()}." in told


@pytest.mark.parametrize(("column", "value"), [("kind", "praise"), ("deposited_on", "soon")])
def test_the_check_tells_of_an_act_that_no_rule_lets_in_and_goes_on(act, column, value, capsys):
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE registry_treatyaction SET {column} = %s WHERE id = %s",  # noqa: S608
            [value, act.pk],
        )
    with pytest.raises(CommandError, match="Errors: "):
        call_command("check_registry")
    told = capsys.readouterr().out
    assert value in told
    assert "Mend the records first." in told
    assert "search index: " in told


def test_the_check_finds_what_a_file_would_be_refused_for(act, capsys):
    TreatyAction.objects.filter(treaty=act.treaty).delete()
    make_action(act.treaty, act.actor, ActionKind.WITHDRAWAL, "2002-01-01")
    make_action(act.treaty, act.actor, ActionKind.ACCESSION, "2005-01-01")
    rebuild([act.treaty_id])
    index()
    with pytest.raises(CommandError, match="Errors: 1"):
        call_command("check_registry")
    told = '|withdrawal|1: deposited_on "2002-01-01": A withdrawal comes after the act by which'
    assert told in capsys.readouterr().out


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
    rebuild([treaty.pk])
    assert Problem.objects.get(treaty=treaty).code == "second_consent"
    for actor in (act.actor, make_actor("Freedonia")):
        Depositary.objects.create(treaty=treaty, actor=actor)
    rebuild([treaty.pk])
    assert not Problem.objects.filter(treaty=treaty).exists()


@pytest.mark.parametrize(
    ("acts", "code"),
    [
        ([("withdrawal", "1951"), ("accession", "1952")], "withdrawal_before_joining"),
        ([("signature", "1951"), ("accession", "1952")], "accession_after_signature"),
        ([("accession", "1951"), ("ratification", "1952")], "second_consent"),
        ([("accession", "1961")], "joining_after_end"),
    ],
)
def test_no_page_fails_on_a_contradiction_and_the_treatys_page_tells_it(client, acts, code):
    treaty = make_treaty(stated_in_force_on="1950-06-01", ended_on="1960", end_ground="expired")
    actor, other = make_actor("Ruritania"), make_actor("Freedonia")
    for who in (actor, other):
        for kind, on in acts:
            make_action(treaty, who, ActionKind(kind), on)
    rebuild([treaty.pk])
    assert {problem.code for problem in treaty.problems.all()} == {code}
    told = client.get(f"/treaties/{treaty.slug}.json").json()
    assert {problem["code"] for problem in told["problems"]} == {code}
    pages = (treaty.get_absolute_url(), actor.get_absolute_url(), actor.pair_url(other))
    for path in (*pages, "/treaties/", "/actors/"):
        assert client.get(path).status_code == 200, path
    assert "What does not fit" in client.get(pages[0]).content.decode()


@pytest.mark.parametrize(
    "more",
    [
        small_registry.act("ruritania", "accession", ""),
        small_registry.act("ruritania", "signature", "1948"),
        small_registry.act("ruritania", "accession", "1940/1949-06-01"),
        small_registry.record(
            "succession", predecessor=["strelsau"], successor=["ruritania"], kind="succeeds"
        ),
    ],
)
def test_a_file_with_a_withdrawal_is_taken_where_its_actor_may_have_joined_before(more, tmp_path):
    registry = small_registry.small()
    registry["actions"][0]["fields"] |= {"deposited_on": "1949", "refers_to": None}
    small_registry.clear()
    files = small_registry.write(tmp_path, registry)
    assert small_registry.load(*files)[0] == 2
    assert small_registry.load(*small_registry.write(tmp_path, registry | {"more": [more]}))[0] == 0
    assert small_registry.load(*files)[0] == 0  # what is on record counts
