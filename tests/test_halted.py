"""A treaty that acts end or suspend: told alike in phases, lists, its record and of two parties."""

import re
from datetime import date

import pytest

from registry.choices import ActionKind
from registry.dates import UncertainDate
from registry.models import Participation, Phase, Succession, Treaty, TreatyAction
from registry.models.participation import rebuild
from registry.models.revision import publish
from registry.queries.status import statuses
from registry.sentences import say
from registry.views.pages import holdings
from tests.factories import (
    make_action,
    make_actor,
    make_clause,
    make_protocol,
    make_source,
    make_treaty,
)

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


@pytest.mark.parametrize(
    ("names", "then", "ended"),
    [
        (("Ruritania", "Graustark"), None, "1961-01-01"),
        (("Ruritania", "Graustark"), ("withdrawal_cancelled", "1960-12-01"), None),
        # Bound again on the day that it left; what it does later revives nothing that has ended.
        (("Ruritania", "Graustark"), ("accession", "1961-01-01"), None),
        (("Ruritania", "Graustark"), ("accession", "1965-01-01"), "1961-01-01"),
        # An act by which the treaty was ended wins, as a stated end does.
        (("Ruritania", "Graustark"), ("termination", "1960-12-01"), "1960-12-01"),
        # One side of a mixed agreement is many States.
        (("Ruritania", "Graustark", "Sylvania"), None, None),
    ],
)
def test_a_withdrawal_from_a_treaty_of_two_ends_it_for_both(client, names, then, ended):
    """VCLT art. 54: nobody is left to be bound to."""
    before = in_force_of_all("1961-01-01")
    treaty, (one, *_others) = bind(*names, form="bilateral")
    left = make_action(treaty, one, ActionKind.WITHDRAWAL, "1960-06-01", effective_on="1961-01-01")
    if then:
        refers_to = left if "withdrawal_cancelled" in then else None
        make_action(treaty, one, *then, refers_to=refers_to)
    in_force = "in_force", "In force since 1 January 1951"

    assert told(client, treaty, "1960-11-30") == in_force
    assert told(client, treaty, "1961-01-01") == (
        ("terminated", f"Terminated: ended on {say(UncertainDate(ended))}") if ended else in_force
    )
    after = in_force_of_all("1961-01-01")
    assert after.at_least - before.at_least == (0 if ended else 1)
    record = client.get(f"/treaties/{treaty.slug}.json", {"as_at": "1970-01-01"}).json()
    assert record["ended_on"] == ended
    if ended == "1961-01-01":
        lines = {line["actor"]: line for line in record["participants"]}
        reasons = [lines[name]["reason"] for name in ("ruritania", "graustark")]
        since = "Former party since 1 January 1961: "
        deed = "withdrawal notified on 1 June 1960"
        assert reasons == [f"{since}{deed}", f"{since}one of the two left: {deed}"]
        # Whoever was given notice knew the day.
        early = client.get(f"/treaties/{treaty.slug}.json", {"as_at": "1960-06-01"}).json()
        assert {line["until"] for line in early["participants"]} == {"1961-01-01"}
        pair = client.get("/actors/ruritania/and/graustark.json", {"as_at": "1961-01-01"}).json()
        assert pair["treaties"][0]["in_force"] == "no"


def test_an_end_that_follows_from_an_act_has_the_source_of_the_act(client):
    treaty, (one, _other) = bind("Ruritania", "Graustark", form="bilateral")
    source = make_source(title="Gazette of the end", url="https://gazette.example/")
    values = {"effective_on": "1961-01-01", "source": source}
    make_action(treaty, one, ActionKind.WITHDRAWAL, "1960-06-01", **values)
    rebuild([treaty.pk])
    page = client.get(f"/treaties/{treaty.slug}/").content.decode()
    (number,) = re.findall(r"<dt>End</dt><dd>.*?1 January 1961.*?#source-(\d+)", page)
    (title,) = re.findall(rf'<li id="source-{number}".*?>([^<]+)</a>', page, re.DOTALL)
    assert title == "Gazette of the end"


def test_where_nothing_tells_when_a_withdrawal_took_effect_a_treaty_of_two_may_have_ended(client):
    treaty, (one, _other) = bind("Ruritania", "Graustark", form="bilateral")
    make_action(treaty, one, ActionKind.WITHDRAWAL, "1960-06-01")
    assert told(client, treaty, "1960-05-31")[0] == "in_force"
    assert told(client, treaty, "1960-06-01")[0] == "not_known"


def test_a_consent_taken_back_before_a_treaty_of_two_is_in_force_ends_nothing():
    """It bound nobody yet, whom it could release."""
    treaty = make_treaty(form="bilateral")
    one, other = make_actor("Ruritania"), make_actor("Graustark")
    make_action(treaty, one, ActionKind.RATIFICATION, "1950-06-01")
    make_action(treaty, one, ActionKind.REVOCATION, "1950-07-01")
    make_action(treaty, other, ActionKind.RATIFICATION, "1950-08-01")
    rebuild([treaty.pk])
    treaty = Treaty.objects.select_related("force").get(pk=treaty.pk)
    assert treaty.force.ended_on is None
    (standing,) = Participation.objects.filter(treaty=treaty, actor=other)
    assert (standing.standing, standing.until) == ("contracting", None)


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


def suspend(treaty, *actors, on="1960-01-01", **values):
    for actor in actors:
        make_action(treaty, actor, ActionKind.SUSPENSION, on, **values)


def test_what_may_have_entered_into_force_is_counted_among_those_that_may_be_in_force():
    """Where neither a date nor the acts and a clause tell of it, nobody can say that it has not."""
    days = "1950-05-31", "1955-01-01", "1960-01-01"
    before = [in_force_of_all(day) for day in days]
    values = {"concluded_on": "1950-06-01", "ended_on": "1960-01-01", "end_ground": "expired"}
    rebuild([make_treaty(**values).pk])
    after = [in_force_of_all(day) for day in days]
    assert [one.at_least for one in after] == [one.at_least for one in before]
    more = [now.at_most - then.at_most for now, then in zip(after, before, strict=True)]
    assert more == [0, 1, 0]


def test_what_had_not_entered_into_force_when_the_record_ends_may_have_done_so_since(client):
    """As the treaty on nuclear tests, of which the record is complete until 26 September 2025."""
    before = in_force_of_all("2000-01-02")
    treaty, one = make_treaty(covered_until=D("2000-01-01")), make_actor("Ruritania")
    make_clause(treaty, {"number": 2})
    make_action(treaty, one, on="1950-01-01")
    make_action(treaty, one, ActionKind.RATIFICATION, "1951-01-01")
    assert told(client, treaty, "2000-01-01") == ("signed", "Signed on 1 January 1950")
    assert told(client, treaty, "2000-01-02") == (
        "not_known",
        "Signed on 1 January 1950; the record is complete until 1 January 2000, and whether it "
        "has entered into force since is not known",
    )
    assert in_force_of_all("2000-01-02").at_most == before.at_most + 1

    treaty.stated_in_force_on = "2010-01-01"
    treaty.save()
    assert told(client, treaty, "2005-01-01") == ("signed", "Signed on 1 January 1950")


def test_what_is_applied_provisionally_may_be_in_force_where_nothing_tells_of_it(client):
    """VCLT art. 25 speaks of the time before the entry into force, which not every record tells."""
    treaty, one = make_treaty(coverage="partial"), make_actor("Ruritania")
    make_action(treaty, one, ActionKind.PROVISIONAL_START, "1951-01-01")
    applied = "Provisionally applied (VCLT art. 25)"
    assert told(client, treaty, "1951-01-01") == (
        "not_known",
        f"{applied}; whether it has entered into force is not recorded",
    )
    treaty.stated_in_force_on = "1960-01-01"
    treaty.save()
    assert told(client, treaty, "1951-01-01") == ("provisional", applied)


SUSPENDED = ("suspended", "Operation suspended (VCLT art. 57)")
IN_FORCE = ("in_force", "In force since 1 January 1951")


def test_one_partys_suspension_leaves_the_treaty_in_operation_among_the_others(client):
    """VCLT arts. 57, 58 and 60: as a whole a treaty is suspended for all its parties."""
    treaty, (*first, last) = bind("Ruritania", "Graustark", "Freedonia", "Sylvania")
    suspend(treaty, first[0])
    assert told(client, treaty, "1961-01-01") == IN_FORCE
    suspend(treaty, *first[1:])
    assert told(client, treaty, "1961-01-01") == IN_FORCE
    suspend(treaty, last, on="1962")
    assert told(client, treaty, "1961-12-31") == IN_FORCE
    assert told(client, treaty, "1962-06-01") == (
        "not_known",
        f"Not known: {SUSPENDED[1]}; or {IN_FORCE[1]}",
    )
    assert told(client, treaty, "1963-01-01") == SUSPENDED

    joiner = make_actor("Latveria")
    make_action(treaty, joiner, ActionKind.ACCESSION, "1964-01-01")
    make_action(treaty, joiner, ActionKind.WITHDRAWAL, "1964-06-01", effective_on="1965-01-01")
    assert told(client, treaty, "1963-12-31") == SUSPENDED
    assert told(client, treaty, "1964-12-31") == IN_FORCE
    assert told(client, treaty, "1965-01-01") == SUSPENDED
    make_action(treaty, last, ActionKind.RESUMPTION, "1966-01-01")
    assert told(client, treaty, "1966-01-01") == IN_FORCE


def test_where_not_every_act_is_on_record_others_may_apply_what_all_known_parties_suspended(
    client,
):
    treaty, actors = bind("Ruritania", "Graustark", "Freedonia", covered_until=D("1961-06-01"))
    suspend(treaty, *actors)
    assert told(client, treaty, "1961-06-01") == SUSPENDED
    assert told(client, treaty, "1961-06-02")[0] == "not_known"


@pytest.mark.parametrize("is_named", [False, True])
def test_either_of_two_parties_suspends_a_bilateral_treaty(client, is_named):
    """VCLT art. 60(1): in whole, whether the act names the other party or not."""
    treaty, (one, other) = bind("Ruritania", "Graustark", form="bilateral", coverage="partial")
    suspend(treaty, one, toward=other if is_named else None)
    assert told(client, treaty, "1959-12-31") == IN_FORCE
    assert told(client, treaty, "1960-01-01") == SUSPENDED


@pytest.mark.parametrize("is_named", [False, True])
def test_a_bilateral_treaty_is_resumed_whether_the_act_names_the_other_party_or_not(
    client, is_named
):
    treaty, (one, other) = bind("Ruritania", "Graustark", form="bilateral")
    suspend(treaty, one, toward=None if is_named else other)
    resumed = {"toward": other if is_named else None}
    make_action(treaty, one, ActionKind.RESUMPTION, "1965-01-01", **resumed)
    assert told(client, treaty, "1964-12-31") == SUSPENDED
    assert told(client, treaty, "1965-01-01") == IN_FORCE
    assert pair(client, "ruritania", "graustark", "1965-01-01") == ("yes", [])


def pair(client, one, other, day):
    (row,) = client.get(f"/actors/{one}/and/{other}.json", {"as_at": day}).json()["treaties"]
    return row["in_force"], [told["by"] for told in row["suspended"]]


def test_who_resumed_toward_one_applies_the_treaty_with_that_one_again(client):
    treaty, actors = bind("Ruritania", "Graustark", "Freedonia")
    suspend(treaty, *actors)
    for actor, toward in (actors[:2], actors[1::-1]):
        make_action(treaty, actor, ActionKind.RESUMPTION, "1965-01-01", toward=toward)
    assert told(client, treaty, "1964-12-31") == SUSPENDED
    assert told(client, treaty, "1965-01-01") == IN_FORCE
    assert pair(client, "ruritania", "graustark", "1965-01-01") == ("yes", [])
    suspended = pair(client, "ruritania", "freedonia", "1965-01-01")
    assert suspended == ("no", ["Ruritania", "Freedonia"])


@pytest.mark.parametrize("form", ["bilateral", "multilateral"])
def test_what_a_state_suspended_stands_for_whoever_continues_it_until_that_resumes(client, form):
    treaty, (union, other) = bind("Union", "Graustark", form=form)
    suspend(treaty, union, other) if form == "multilateral" else suspend(treaty, union)
    heir = make_actor("Heir")
    Succession.objects.create(
        predecessor=union, successor=heir, kind="continues", happened_on="1991-12-24"
    )
    for day in ("1991-12-23", "1991-12-24"):
        assert told(client, treaty, day) == SUSPENDED
    make_action(treaty, heir, ActionKind.RESUMPTION, "1995-01-01")
    assert told(client, treaty, "1994-12-31") == SUSPENDED
    assert told(client, treaty, "1995-01-01") == IN_FORCE
    if form == "bilateral":
        assert pair(client, "heir", "graustark", "1995-01-01") == ("yes", [])


def test_a_protocol_is_suspended_once_all_its_parties_have_suspended_it(client):
    amended, actors = bind("Ruritania", "Graustark", "Freedonia")
    protocol, _ = bind(concluded_on="1950-01-01")
    make_protocol(protocol, amended)
    for actor in actors:
        make_action(protocol, actor, ActionKind.ACCEPTANCE, "1950-06-01")
    suspend(protocol, *actors[1:])

    def status():
        told(client, protocol, "1961-01-01")
        record = client.get(f"/protocols/{protocol.slug}.json", {"as_at": "1961-01-01"}).json()
        rows = client.get("/protocols.json", {"as_at": "1961-01-01"}).json()["results"]
        return record["status"], *(r["status"] for r in rows if r["slug"] == protocol.slug)

    assert status() == ("in_force", "in_force")
    suspend(protocol, actors[0])
    assert status() == ("suspended", "suspended")


def test_whoever_left_and_acceded_anew_has_suspended_nothing_of_what_binds_it_now(client):
    """VCLT arts. 57, 70(1)(a) and 72: a suspension ends with the participation."""
    treaty, (one, other) = bind("Ruritania", "Graustark")
    suspend(treaty, one, other)
    make_action(treaty, one, ActionKind.WITHDRAWAL, "1964-06-01", effective_on="1965-01-01")
    make_action(treaty, one, ActionKind.ACCESSION, "1970-01-01")
    for day, status in (
        ("1964-12-31", SUSPENDED),
        ("1969-12-31", SUSPENDED),
        ("1970-01-01", IN_FORCE),
    ):
        assert told(client, treaty, day) == status
    assert pair(client, "ruritania", "graustark", "1964-12-31")[1] == ["Ruritania", "Graustark"]
    assert pair(client, "ruritania", "graustark", "1970-01-01") == ("no", ["Graustark"])
