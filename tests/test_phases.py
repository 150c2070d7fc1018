"""What lists are told of a treaty as at any day is what its record tells of that day."""

from datetime import date, timedelta

import pytest
from django.core.management import CommandError, call_command

from registry.choices import ActionKind, Coverage
from registry.dates import Count, UncertainDate
from registry.models import Participation, Phase, Treaty, TreatyAction
from registry.models.participation import party_counts, rebuild, signature_counts
from registry.models.phases import ForceDates, counts_on, known_in_force_on
from registry.models.revision import publish
from registry.queries import kept, timeline
from registry.queries.orders import Order
from registry.queries.status import statuses
from registry.sentences import say
from tests.factories import make_action, make_actor, make_treaty

pytestmark = pytest.mark.django_db


def turning_days(treaties) -> set[date]:
    """List the days round every bound of every date from which something may follow."""
    days = {date.min + timedelta(1), date.max, date(2019, 3, 22), date(2026, 1, 1)}
    for treaty in treaties:
        for on in (treaty.adopted_on, treaty.concluded_on, treaty.ended_on, treaty.closes_on):
            days |= {bound for bound in (on and on.earliest, on and on.latest) if bound}
        if treaty.covered_until:
            days.add(treaty.covered_until)
    spells = Participation.objects.filter(treaty__in=treaties)
    for bounds in spells.values_list(
        "begins_earliest", "begins_latest", "until_earliest", "until_latest"
    ):
        days |= set(filter(None, bounds))
    acts = TreatyAction.objects.filter(treaty__in=treaties)
    for bounds in acts.values_list("deposited_earliest", "deposited_latest"):
        days |= set(filter(None, bounds))
    around = {day + timedelta(step) for day in days if day < date.max for step in (-1, 0, 1)}
    return around | days


def assert_alike(treaties, day):
    told = {phase.treaty_id: phase for phase in Phase.objects.on(day)}
    made = set(Treaty.objects.made(by=day).values_list("pk", flat=True))
    assert {pk for pk in told if pk in {one.pk for one in treaties}} == {
        one.pk for one in treaties if one.pk in made
    }, day
    status_of = statuses(treaties, day)
    parties, signatures = party_counts(treaties, day), signature_counts(treaties, day)
    for treaty in treaties:
        if treaty.pk in told:
            phase = told[treaty.pk]
            status = status_of[treaty.pk]
            told_of = (phase.status, say(phase.reason))
            assert told_of == (status.kind.value, status.reason), (treaty, day)
            assert phase.in_force_on == str(status.in_force_on or ""), (treaty, day)
            counted = counts_on(phase.counts, day)
            assert counted == (parties[treaty.pk], signatures[treaty.pk]), (treaty, day)


def test_the_phases_of_the_fixtures_tell_what_the_records_tell(every):
    treaties = list(Treaty.objects.select_related("force"))
    days = sorted(turning_days(treaties))
    for day in days[:: every * 16]:
        assert_alike(treaties, day)


def test_uncertain_dates_covered_years_suspensions_and_provisional_application_have_phases():
    some, other = make_actor("Ruritania"), make_actor("Freedonia")
    plain = make_treaty(concluded_on="1950", ended_on="1980/1982", end_ground="terminated")
    covered = make_treaty(covered_until=date(1960, 6, 1), stated_in_force_on="1955-05-05")
    undated = make_treaty(concluded_on="", coverage=Coverage.PARTIAL)
    whole = make_treaty(stated_in_force_on="1955-05-05")
    for treaty in (plain, covered, undated, whole):
        for actor, on in ((some, "1950-02"), (other, "../1951-03-04")):
            make_action(treaty, actor, ActionKind.SIGNATURE, on)
            make_action(treaty, actor, ActionKind.RATIFICATION, on, number=2)
        make_action(treaty, some, ActionKind.PROVISIONAL_START, "1951-01-01", number=3)
        make_action(treaty, some, ActionKind.SUSPENSION, "1970", number=4)
        make_action(treaty, other, ActionKind.SUSPENSION, "1971-01-01", number=4)
        make_action(treaty, some, ActionKind.RESUMPTION, "1975-01-01", number=5)
        make_action(treaty, other, ActionKind.WITHDRAWAL, "1978-01-01", number=6)
    made = [plain.pk, covered.pk, undated.pk, whole.pk]
    rebuild(made)
    treaties = list(Treaty.objects.select_related("force").filter(pk__in=made))
    days = turning_days(treaties)
    days |= {date(year, month, 1) for year in range(1948, 1984, 3) for month in (1, 6)}
    for day in sorted(days):
        assert_alike(treaties, day)
    assert {"suspended", "provisional", "not_known"} <= set(
        Phase.objects.filter(treaty__in=treaties).values_list("status", flat=True)
    )


def on(text: str | None) -> UncertainDate | None:
    return text and UncertainDate(text)


@pytest.mark.parametrize(
    ("met_on", "in_force_on", "day", "is_known"),
    [
        # Bounded deposits: on no day before is it certain that nothing is missing any more.
        ("2022-07-05/2024-03-07", "2024-03-07", date(2022, 7, 6), False),
        ("2022-07-05/2024-03-07", "2024-03-07", date(2024, 3, 6), False),
        ("2022-07-05/2024-03-07", "2024-03-07", date(2024, 3, 7), True),
        ("2019-03", "2019-06-01", date(2019, 3, 30), False),
        ("2019-03", "2019-06-01", date(2019, 3, 31), True),
        ("2019-03-01", "2019-05-30", date(2019, 2, 28), False),
        ("2019-03-01", "2019-05-30", date(2019, 3, 1), True),
        # It may have come, so that its bounds are told as those of any date.
        ("../1844-06-30", "1844-06", date(1844, 5, 31), False),
        ("../1844-06-30", "1844-06", date(1844, 6, 1), True),
        (None, "1949-08-24", date(1949, 8, 23), False),
        (None, "1949-08-24", date(1949, 8, 24), True),
        ("1950-01-01", None, date(1960, 1, 1), False),
    ],
)
def test_an_entry_into_force_is_told_beforehand_once_the_conditions_are_certainly_met(
    met_on, in_force_on, day, is_known
):
    force = ForceDates(None, on(met_on), on(in_force_on), ended_on=None, is_told=True)
    assert known_in_force_on(force, day) == (on(in_force_on) if is_known else None)


def test_no_record_of_the_fixtures_tells_an_entry_into_force_that_nobody_could_know(client):
    path = "/protocols/sweden-accession-protocol"
    told = client.get(f"{path}.json?as_at=2022-07-06").json()
    assert told["in_force_on"] is None
    listed = client.get("/protocols.json?as_at=2022-07-06").json()["results"]
    assert not any(row["in_force_on"] for row in listed if row["slug"] == told["slug"])
    content = client.get(f"{path}/?as_at=2022-07-06").content.decode()
    assert "takes effect for all at once, 7 March 2024" not in content
    assert client.get(f"{path}.json?as_at=2024-03-07").json()["in_force_on"] == "2024-03-07"


@pytest.mark.parametrize("coverage", [Coverage.COMPLETE, Coverage.PARTIAL])
def test_a_treaty_that_certainly_is_not_in_force_yet_has_no_party_whatever_is_on_record(coverage):
    treaty = make_treaty(stated_in_force_on="1951-01/1951-02", coverage=coverage)
    make_action(treaty, make_actor("Ruritania"), ActionKind.RATIFICATION, "1950-02-01")
    rebuild([treaty.pk])
    treaty = Treaty.objects.select_related("force").get(pk=treaty.pk)
    at_most = 1 if coverage == Coverage.COMPLETE else None
    for day, wanted in (
        (date(1950, 12, 31), Count(0, 0)),
        (date(1951, 1, 1), Count(0, at_most)),
        (date(1951, 2, 28), Count(1, at_most)),
    ):
        assert party_counts([treaty], day)[treaty.pk] == wanted
        assert_alike([treaty], day)


def test_before_its_entry_into_force_the_genocide_convention_has_no_party(client):
    told = client.get("/treaties/genocide-convention.json?as_at=1949-04-04").json()
    assert told["counts"]["parties"] == {"at_least": 0, "at_most": 0}
    rows = client.get("/treaties.json?as_at=1949-04-04&q=genocide").json()["results"]
    assert rows[0]["parties"] == {"at_least": 0, "at_most": 0}


def test_on_the_eve_of_its_entry_into_force_a_protocol_waits_for_one_acceptance_at_least(client):
    """Sweden's acceptances are bounded, but all that were needed came on 7 March 2024 at last."""
    eve = client.get("/protocols/sweden-accession-protocol.json?as_at=2024-03-06").json()
    assert (eve["status"], eve["done"]) == ("signed", {"at_least": 1, "at_most": 30})
    after = client.get("/protocols/sweden-accession-protocol.json?as_at=2024-03-07").json()
    assert (after["status"], after["done"]) == ("in_force", {"at_least": 31, "at_most": 31})


def test_the_phases_of_a_treaty_follow_one_another_without_a_gap():
    last = {}
    for treaty, since, until in Phase.objects.values_list("treaty_id", "since", "until"):
        assert since == last.get(treaty, since)
        assert since < until
        last[treaty] = until
    assert set(last.values()) == {date.max}
    assert set(last) == set(Treaty.objects.values_list("pk", flat=True))


def statuses_by(sets, order):
    """Read sets by status as the status of each record that has one."""
    return {
        key: status for status, own in sets.items() for key in order.page(own, 0, len(order.keys))
    }


@pytest.mark.parametrize("step", [1, 7, 4096])
def test_a_timeline_tells_of_any_day_what_the_phases_tell_of_it(monkeypatch, step):
    monkeypatch.setattr(timeline, "STEP", step)
    revision = f"kept each {step}"
    treaties = list(Treaty.objects.order_by("-slug"))
    order = Order([0, *(treaty.pk for treaty in treaties)])  # 0 is a treaty without a phase
    begun = sorted(set(Phase.objects.values_list("since", flat=True)))[1::20]
    days = [date.min, *begun, *(day - timedelta(1) for day in begun), date.max]
    for number, day in enumerate(days, 1):
        wanted = dict(Phase.objects.on(day).values_list("treaty_id", "status"))
        given = timeline.by_status(revision, day, order, "by slug")
        assert statuses_by(given, order) == wanted, day
        is_read = (revision, "timeline") in kept.large._answers
        assert is_read == (number > timeline.ONE_BY_ONE)
    assert is_read


def test_a_registry_without_treaties_has_a_timeline_too():
    assert timeline.Timeline([]).on(date.max) == b"\0"


@pytest.mark.long
def test_the_check_tells_of_a_phase_that_does_not_follow_from_the_acts(capsys):
    phase = Phase.objects.filter(treaty__slug="north-atlantic-treaty").last()
    Phase.objects.filter(pk=phase.pk).update(status="terminated")
    with pytest.raises(CommandError, match="Errors: 1"):
        call_command("check_registry")
    assert "treaty north-atlantic-treaty: phase: It must be rebuilt." in capsys.readouterr().out
    rebuild([phase.treaty_id])
    call_command("check_registry", verbosity=0)


def test_an_actor_that_certainly_signed_once_is_counted_whatever_else_it_may_have_signed(client):
    treaty, actor = make_treaty(), make_actor("Ruritania")
    make_action(treaty, actor, ActionKind.SIGNATURE_AD_REFERENDUM, "1950-03-01/1960-01-01")
    make_action(treaty, actor, ActionKind.SIGNATURE, "1951-01-01")
    rebuild([treaty.pk])
    publish([treaty.pk])
    record = client.get(f"/treaties/{treaty.slug}.json", {"as_at": "1955-01-01"}).json()
    listed = client.get("/treaties.json", {"as_at": "1955-01-01", "q": treaty.title}).json()
    (row,) = [row for row in listed["results"] if row["slug"] == treaty.slug]
    assert record["counts"]["signatures"] == row["signatures"] == {"at_least": 1, "at_most": 1}
