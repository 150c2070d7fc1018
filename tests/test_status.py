"""The database tells the status of treaties on a day as the law tells it of each."""

from collections import Counter
from datetime import date
from random import Random

import pytest

from registry.choices import ActionKind, EndGround, Standing, TreatyStatus
from registry.models import EntryIntoForce, Participation, RatificationProtocol, Treaty
from registry.queries.status import having_status, status_kind, statuses
from tests.factories import make_action, make_actor, make_protocol, make_treaty

pytestmark = pytest.mark.django_db

DAYS = [date(1786, 7, 1), date(1949, 4, 5), date(1990, 1, 1), date(2019, 3, 22), date(2026, 1, 1)]
DAY = date(2000, 6, 15)
# Before, after, and on either side of the day; the last one bounds nothing.
DATES = ["", "", "1999", "2001-01", "2000", "../2000-06-20", "2000-06-15", "../.."]


def assert_told_alike(treaties, day: date) -> Counter:
    told = {pk: status.kind.value for pk, status in statuses(treaties, day).items()}
    asked = dict(
        Treaty.objects.filter(pk__in=told)
        .annotate(status_kind=status_kind(day))
        .values_list("pk", "status_kind")
    )
    differing = {pk: (kind, asked[pk]) for pk, kind in told.items() if kind != asked[pk]}
    assert not differing
    return Counter(told.values())


@pytest.mark.parametrize("day", DAYS)
def test_the_status_of_every_treaty_of_the_fixtures_is_told_alike(day):
    treaties = list(Treaty.objects.select_related("force"))
    found = assert_told_alike(treaties, day)
    assert sum(found.values()) == len(treaties) > 50
    for kind in TreatyStatus:
        assert having_status(Treaty.objects.all(), kind, day).count() == found[kind]


def test_the_status_of_treaties_with_every_doubt_is_told_alike():
    draw = Random(24).choice  # noqa: S311 - the same draw every time, and no secret
    actor = make_actor()
    grounds = [(on, ground) for on in DATES if on for ground in EndGround.values]
    ends = [draw(draw([[("", "")], grounds])) for _ in range(1500)]
    made = Treaty.objects.bulk_create(
        Treaty(
            slug=f"drawn-{number}",
            title="Drawn",
            kind="treaty",
            form="multilateral",
            adopted_on=draw(DATES),
            concluded_on=draw(DATES),
            opens_on=draw(DATES),
            closes_on=draw(DATES),
            ended_on=ended_on,
            end_ground=ground,
        )
        for number, (ended_on, ground) in enumerate(ends)
    )
    EntryIntoForce.objects.bulk_create(
        EntryIntoForce(
            treaty=treaty,
            signed_on=draw(DATES),
            met_on=draw(["", "", *DATES]),
            in_force_on=draw(["", "", "", *DATES]),
            is_told=draw([True, False]),
        )
        for treaty in made[50:]
    )
    Participation.objects.bulk_create(
        Participation(
            treaty=treaty,
            actor=actor,
            standing=Standing.PROVISIONAL,
            begins=draw(DATES),
            until=draw(["", *DATES]),
        )
        for treaty in made[::4]
    )
    for treaty in made[::8]:
        make_action(treaty, actor, ActionKind.SUSPENSION, draw(DATES))
    for treaty in made[::16]:
        make_action(treaty, actor, ActionKind.RESUMPTION, draw(DATES))
    treaties = Treaty.objects.filter(slug__startswith="drawn-").select_related("force")
    found = assert_told_alike(list(treaties), DAY)
    assert set(found) == set(TreatyStatus.values)


def test_a_protocol_has_the_status_of_its_treaty():
    protocol = make_protocol(make_treaty(adopted_on="1950", concluded_on=""), make_treaty())
    EntryIntoForce.objects.create(treaty=protocol.treaty, in_force_on="1951")
    told = RatificationProtocol.objects.annotate(kind=status_kind(DAY, of="treaty__"))
    assert told.get(pk=protocol.pk).kind == TreatyStatus.IN_FORCE
