"""A treaty that acts end or suspend: told alike in phases, lists, its record and of two parties."""

from datetime import date

import pytest

from registry.choices import ActionKind
from registry.models import Phase, Treaty, TreatyAction
from registry.models.participation import rebuild
from registry.models.revision import publish
from registry.queries.status import statuses
from registry.sentences import say
from registry.views.pages import holdings
from tests.factories import make_action, make_actor, make_treaty

pytestmark = pytest.mark.django_db

D = date.fromisoformat


def bind(*names, **values):
    """Make a treaty in force since 1951 that binds actors of these names."""
    treaty = make_treaty(**{"stated_in_force_on": "1951-01-01"} | values)
    actors = [make_actor(name) for name in names]
    for actor in actors:
        make_action(treaty, actor, ActionKind.RATIFICATION, "1950-06-01")
    return treaty, actors


def told(client, treaty, day) -> tuple[str, str]:
    """Tell the status on a day and its ground, which every place that tells them has alike."""
    rebuild([treaty.pk])
    publish([treaty.pk])
    treaty = Treaty.objects.select_related("force").get(pk=treaty.pk)
    phase = Phase.objects.on(D(day)).get(treaty=treaty)
    status = statuses([treaty], D(day))[treaty.pk]
    record = client.get(f"/treaties/{treaty.slug}.json", {"as_at": day}).json()
    listed = client.get("/treaties.json", {"as_at": day, "q": treaty.title}).json()["results"]
    found = {
        (phase.status, say(phase.reason)),
        (status.kind.value, status.reason),
        (record["status"], record["status_reason"]),
    }
    assert [row["status"] for row in listed if row["slug"] == treaty.slug] == [phase.status]
    (alike,) = found
    return alike


def in_force_of_all(day) -> int:
    (number,) = [one["number"] for one in holdings(D(day)) if "in_force" in one["url"]]
    return number


def test_an_act_of_termination_ends_the_treaty_for_all_wherever_its_status_is_told(client):
    """VCLT art. 54; rule 15: a treaty ends for all, a withdrawal ends it for one."""
    before = {day: in_force_of_all(day) for day in ("1960-12-31", "1961-01-01", "1962-01-01")}
    treaty, (one, other) = bind("Ruritania", "Graustark")
    make_action(treaty, one, ActionKind.TERMINATION, "1960-06-01", effective_on="1961-01-01")
    make_action(treaty, other, ActionKind.TERMINATION, "1960-07-01", effective_on="1961-06-01")

    assert told(client, treaty, "1960-12-31") == ("in_force", "In force since 1 January 1951")
    ended = ("terminated", "Terminated: ended on 1 January 1961")
    assert told(client, treaty, "1961-01-01") == told(client, treaty, "1970-01-01") == ended

    record = client.get(f"/treaties/{treaty.slug}.json", {"as_at": "1970-01-01"}).json()
    assert (record["ended_on"], record["counts"]["parties"]["at_most"]) == ("1961-01-01", 0)
    more = {day: in_force_of_all(day).at_least - count.at_least for day, count in before.items()}
    assert more == {"1960-12-31": 1, "1961-01-01": 0, "1962-01-01": 0}

    TreatyAction.objects.filter(kind=ActionKind.TERMINATION).delete()
    make_action(treaty, one, ActionKind.WITHDRAWAL, "1960-06-01", effective_on="1961-01-01")
    assert told(client, treaty, "1970-01-01") == ("in_force", "In force since 1 January 1951")


def test_an_act_of_termination_of_uncertain_day_leaves_the_status_open(client):
    before = in_force_of_all("1960-06-01")
    treaty, (one, _) = bind("Ruritania", "Graustark")
    make_action(treaty, one, ActionKind.TERMINATION, "1960")
    assert told(client, treaty, "1960-06-01") == (
        "not_known",
        "Not known: Terminated: ended in 1960; or In force since 1 January 1951",
    )
    after = in_force_of_all("1960-06-01")
    assert (after.at_least, after.at_most) == (before.at_least, before.at_most + 1)


def test_a_stated_end_wins_over_an_act_of_termination(client):
    treaty, (one, _) = bind(
        "Ruritania", "Graustark", ended_on="1962-01-01", end_ground="superseded"
    )
    make_action(treaty, one, ActionKind.TERMINATION, "1960-06-01")
    assert told(client, treaty, "1961-01-01")[0] == "in_force"
    assert told(client, treaty, "1962-01-01")[0] == "superseded"


def test_whoever_is_not_known_to_be_a_party_is_none_once_an_act_has_ended_the_treaty(client):
    """As if the end were stated: nobody is a party to a treaty that has ended (VCLT art. 70)."""
    treaty, _parties = bind("Ruritania", "Graustark", coverage="partial")
    signer, third = make_actor("Freedonia"), make_actor("Sylvania")
    make_action(treaty, signer, ActionKind.SIGNATURE, "1950-01-01")
    make_action(treaty, third, ActionKind.TERMINATION, "1960-06-01")
    rebuild([treaty.pk])

    def between(day):
        pair = client.get("/actors/ruritania/and/freedonia.json", {"as_at": day}).json()
        return pair["treaties"][0]["in_force"]

    assert (between("1960-05-31"), between("1960-06-01")) == ("not known", "no")
